"""One handle in one written form, as detector v1 folds a column of them, without starting Arrow for each.

What is not plainly ASCII or Han is handed to v1's own code; a test holds the two to each other.
"""

import re

import pyarrow as pa

from evenhand.rings.v1.normalise import NOBODY, SHORTEST, SPREADSHEET_RETURN, fold_handles

_PLAIN = re.compile(r"[ -~\u4e00-\u9fff]*")
_ONE_SIGN = re.compile(r"(?:" + "|".join(f"{sign}+" for sign in "0123456789x") + ")")
_PRIVATE = re.compile(r"10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]")
_OF_DIGITS = ("phone", "agent_phone", "bank_account")


def fold_handle(value: str | None, *, kind: str) -> str | None:
    """The value in one written form; None where it names nobody."""
    if not value:
        return None
    if SPREADSHEET_RETURN in value or not _PLAIN.fullmatch(value):
        folded: str | None = fold_handles(pa.array([value], pa.large_string()), kind=kind)[0].as_py()
        return folded
    plain = value.strip(" ").lower()
    bare = plain.replace(" ", "")
    written = _FOLDS.get(kind, str)(bare)
    return None if _names_nobody(written, bare, kind) else written


def _names_nobody(written: str, bare: str, kind: str) -> bool:
    masked = ("*", "xx") if kind in (*_OF_DIGITS, "email") else ("**",)
    return (
        len(written) < SHORTEST.get(kind, 4)
        or bare in NOBODY
        or _ONE_SIGN.fullmatch(written) is not None
        or any(sign in written for sign in masked)
        or (kind == "ip" and _PRIVATE.match(written) is not None)
    )


def _number(bare: str) -> str:
    digits = re.sub(r"^(\+|00)", "", re.sub(r"[-().]", "", bare))
    return re.sub(r"^86(1\d{10})$", r"\1", digits, flags=re.ASCII)


def _door(bare: str) -> str:
    return re.sub(r"[!-/:-@\[-`{-~]", "", bare)


_FOLDS = {"phone": _number, "agent_phone": _number, "bank_account": _number, "address": _door}
