"""Which kind of personal data each handle of a complaint holds, and one written form for each value."""

import re
import unicodedata
from datetime import date
from typing import Literal, get_args

from stdnum.cn import ric

from evenhand.errors import Misuse
from evenhand.privacy.characters import HIDDEN, plain
from evenhand.privacy.span import KINDS, Kind

Handle = Literal["phone", "agent_phone", "address", "bank_account", "device", "ip", "agent", "payee"]
"""Handles of `records.HANDLES` that are not called by the name of their kind."""

# What a value is compared as: equal numbers must meet whichever column they came in.
_FAMILY = {
    "mobile": "phone",
    "landline": "phone",
    "phone": "phone",
    "agent_phone": "phone",
    "id_card": "person",
    "bank_card": "account",
    "bank_account": "account",
    "agent": "name",
    "payee": "name",
}
PSEUDONYM = re.compile(r"p[0-9]+-[a-z0-9]+:[0-9a-f]+")


def family(kind: Kind | Handle) -> str:
    """The family of `kind`: values of one family are compared with each other. Raises Misuse for an unknown kind."""
    known = (*KINDS, *get_args(Handle))
    if kind not in known:
        raise Misuse(
            zh=f"不认识的个人信息类别“{kind}”，可用的有：{'、'.join(known)}。",
            en=f'"{kind}" is no kind of personal data known here; the kinds are {", ".join(known)}.',
        )
    return _FAMILY.get(kind, kind)


def normalise(value: str, kind: Kind | Handle) -> str:
    """`value` in the one form in which it is compared: `+86 138-0000-1234` and `13800001234` become equal.

    A pseudonym stays as it is; an empty value stays empty. Raises Misuse for an unknown kind.
    """
    form = _FORMS.get(family(kind), _loosely)
    text = unicodedata.normalize("NFKC", plain(value)).replace(HIDDEN, "").strip()
    return text if PSEUDONYM.fullmatch(text) else form(text)


def _loosely(text: str) -> str:
    return " ".join(text.casefold().split())


def _phone(text: str) -> str:
    number, _, extension = re.sub(r"(?i)\s*(?:转分机|转接|转|分机号?|ext\.?|extension|#)[:\s]*", "x", text).partition(
        "x"
    )
    if re.search(r"[A-Za-z]", number):
        return _loosely(text)
    digits = re.sub(r"[^0-9]", "", number)
    digits = re.sub(r"^(?:00)?86(?=0?[1-9][0-9]{8,10}$)", "", digits)
    if re.fullmatch(r"0?1[3-9][0-9]{9}", digits):
        return digits[-11:]
    if re.match(r"\s*(?:\(?\+|\(?00)86", number) and not digits.startswith("0"):
        digits = "0" + digits
    return f"{digits}x{extension}" if extension and digits else digits or _loosely(text)


def _person(text: str) -> str:
    bare = re.sub(r"[\s\-._]", "", text).upper()
    if re.fullmatch(r"[0-9]{17}[0-9X]", bare):
        return bare
    if re.fullmatch(r"[0-9]{15}", bare) and _is_day("19" + bare[6:12]):
        # The 15-digit cards of before 1999 live on in old files; the 18 digits follow from them (GB 11643).
        longer = f"{bare[:6]}19{bare[6:]}"
        return longer + str(ric.calc_check_digit(longer + "0"))
    return _loosely(text).upper()


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _account(text: str) -> str:
    bare = re.sub(r"[\s\-._]", "", text)
    return bare if bare.isdigit() else _loosely(text)


def _email(text: str) -> str:
    return re.sub(r"\s*(?:@|[(\[]at[)\]])\s*", "@", text.replace("。", "."), flags=re.I).lower()


def _plate(text: str) -> str:
    return re.sub(r"[\s·•・.\-]", "", text).upper()


def _name(text: str) -> str:
    return "".join(text.split()) if not text.isascii() else _loosely(text)


_FORMS = {"phone": _phone, "person": _person, "account": _account, "email": _email, "plate": _plate, "name": _name}
