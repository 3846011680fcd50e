"""The receipt code as people write it."""

SIGNS_IN_A_CODE = 12
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def read(typed: str) -> str:
    """The code without spaces and dashes, letters that look like digits as those digits; empty where it is none."""
    plain = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum()).translate(_READ_AS)
    return plain if len(plain) == SIGNS_IN_A_CODE else ""


def in_groups(code: str) -> str:
    """ABCD EFGH JKMN: as it is read aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
