"""The city's lenders, insurers and collection agencies, and who works for whom; every name is made up."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Manner = Literal["good", "middling", "bad"]
MANNERS: tuple[Manner, ...] = ("good", "middling", "bad")


@dataclass(frozen=True, kw_only=True)
class Lender:
    """An institution that lends: its name, what it is, and its share of the city's debtors."""

    name: str
    kind: Literal["bank", "consumer_finance", "microloan"]
    share: int


@dataclass(frozen=True, kw_only=True)
class Agency:
    """A collection agency: how it behaves, how many collect for it, whether it goes on after its mandate ends."""

    name: str
    manner: Manner
    collectors: int
    overstays: bool = False


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """An agency may collect for a lender from `first` to `last`, both included (`last` None: no end)."""

    agency: str
    lender: str
    first: date
    last: date | None = None


LENDERS = (
    Lender(name="甬江银行", kind="bank", share=24),
    Lender(name="东钱湖银行", kind="bank", share=17),
    Lender(name="天童山商业银行", kind="bank", share=13),
    Lender(name="四明消费金融", kind="consumer_finance", share=16),
    Lender(name="奉江消费金融", kind="consumer_finance", share=10),
    Lender(name="姚江小贷", kind="microloan", share=10),
    Lender(name="月湖小贷", kind="microloan", share=6),
    Lender(name="招宝山村镇银行", kind="bank", share=4),
)
INSURERS = ("保国寺人寿", "溪口人寿", "象山港财险", "梅山养老保险", "它山堰健康险")

# Place 0 is the lender itself: the file holds an empty agency.
AGENCIES = (
    Agency(name="", manner="good", collectors=60),
    Agency(name="明州正和资产服务", manner="good", collectors=40),
    Agency(name="鄞江信诺", manner="good", collectors=35),
    Agency(name="镇海泰安咨询", manner="good", collectors=30),
    Agency(name="四明永顺", manner="middling", collectors=45),
    Agency(name="慈湖恒达", manner="middling", collectors=38),
    Agency(name="剡溪众信服务", manner="middling", collectors=26, overstays=True),
    Agency(name="余山嘉信", manner="middling", collectors=24),
    Agency(name="北渡鑫隆", manner="bad", collectors=28, overstays=True),
    Agency(name="三江雷霆商务", manner="bad", collectors=22, overstays=True),
    Agency(name="海曙金盾外包", manner="bad", collectors=18),
    Agency(name="甬东速清", manner="bad", collectors=14, overstays=True),
)

_LONG_AGO = date(2024, 1, 1)

MANDATES = (
    Mandate(agency="明州正和资产服务", lender="甬江银行", first=_LONG_AGO),
    Mandate(agency="明州正和资产服务", lender="天童山商业银行", first=_LONG_AGO),
    Mandate(agency="鄞江信诺", lender="甬江银行", first=_LONG_AGO, last=date(2025, 12, 31)),
    Mandate(agency="鄞江信诺", lender="东钱湖银行", first=_LONG_AGO),
    Mandate(agency="镇海泰安咨询", lender="四明消费金融", first=_LONG_AGO),
    Mandate(agency="镇海泰安咨询", lender="招宝山村镇银行", first=date(2025, 6, 1)),
    Mandate(agency="四明永顺", lender="东钱湖银行", first=_LONG_AGO),
    Mandate(agency="四明永顺", lender="四明消费金融", first=_LONG_AGO, last=date(2025, 9, 30)),
    Mandate(agency="四明永顺", lender="四明消费金融", first=date(2025, 11, 15)),
    Mandate(agency="慈湖恒达", lender="甬江银行", first=_LONG_AGO),
    Mandate(agency="慈湖恒达", lender="奉江消费金融", first=_LONG_AGO),
    Mandate(agency="剡溪众信服务", lender="天童山商业银行", first=_LONG_AGO, last=date(2025, 8, 31)),
    Mandate(agency="剡溪众信服务", lender="姚江小贷", first=_LONG_AGO),
    Mandate(agency="余山嘉信", lender="奉江消费金融", first=_LONG_AGO),
    Mandate(agency="余山嘉信", lender="月湖小贷", first=_LONG_AGO),
    Mandate(agency="北渡鑫隆", lender="姚江小贷", first=_LONG_AGO, last=date(2025, 10, 31)),
    Mandate(agency="北渡鑫隆", lender="月湖小贷", first=_LONG_AGO),
    Mandate(agency="三江雷霆商务", lender="四明消费金融", first=_LONG_AGO),
    Mandate(agency="三江雷霆商务", lender="姚江小贷", first=date(2025, 4, 1), last=date(2025, 12, 15)),
    Mandate(agency="海曙金盾外包", lender="东钱湖银行", first=_LONG_AGO),
    Mandate(agency="海曙金盾外包", lender="奉江消费金融", first=_LONG_AGO, last=date(2025, 11, 30)),
    Mandate(agency="甬东速清", lender="月湖小贷", first=_LONG_AGO),
)

# An agency that was never admitted by the lender it collects for: nobody gave it a mandate.
NEVER_ADMITTED = (("甬东速清", "奉江消费金融"),)


def agencies_of(lender: str) -> tuple[int, ...]:
    """Places in AGENCIES of those that collect for `lender`, with a mandate or without."""
    names = {mandate.agency for mandate in MANDATES if mandate.lender == lender}
    names |= {agency for agency, of in NEVER_ADMITTED if of == lender}
    return tuple(place for place, agency in enumerate(AGENCIES) if agency.name in names)


def write_mandates(to: Path) -> None:
    """Write `agency, lender, from, to` as CSV: UTF-8 with BOM, days as ISO 8601, an empty `to` has no end."""
    lines = ["agency,lender,from,to"]
    for mandate in sorted(MANDATES, key=lambda one: (one.agency, one.lender, one.first)):
        last = mandate.last.isoformat() if mandate.last else ""
        lines.append(f"{mandate.agency},{mandate.lender},{mandate.first.isoformat()},{last}")
    to.write_bytes(b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode())
