"""What is said and written in contacts: the hand-written stock, its slots filled, and what each text gives away."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from evenhand.city.dice import Dice, Flags, Numbers
from evenhand.city.lenders import LENDERS
from evenhand.city.stock import read_stock

USES = (
    "none",
    "reminder_sms",
    "reminder_im",
    "reminder_email",
    "talk_call",
    "relay_msg",
    "relay_call",
    "notice_msg",
    "guarantor_msg",
    "attorney_msg",
    "inbound_im",
    "rough_msg",
    "rough_call",
    "disclosure_msg",
    "disclosure_call",
    "post",
)
USE = {name: place for place, name in enumerate(USES)}

_FILLINGS = 12
_WHO = ("张先生", "陈女士", "林某", "阿强", "周小姐", "王师傅", "徐某某", "小郑", "沈先生", "方女士")
_CALLERS = ("小陈", "工号0317", "贷后专员小李", "周经理", "客服小叶", "8021号坐席")


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """Every filled text, and of each text whether it reveals the debt, threatens or insults."""

    texts: pa.Array
    debt: Flags
    threat: Flags
    insult: Flags
    first: Numbers  # (use, lender): where the filled texts of that use begin
    many: Numbers  # (use,): how many filled texts a use has per lender

    def choose(self, use: Numbers, lender: Numbers, dice: Dice) -> Numbers:
        """A text (place in `texts`) for each contact by its use; -1 where the use is `none`."""
        place = self.first[use, lender] + dice.below(len(use), np.maximum(self.many[use], 1))
        return np.where(use == USE["none"], -1, place)

    def says(self, flags: Flags, text: Numbers) -> Flags:
        """For each contact, whether its text has the flag (false where there is no text)."""
        return (text >= 0) & flags[np.maximum(text, 0)]


def fill_texts(dice: Dice) -> Spoken:
    """The stock of contact texts, each filled a dozen times for every lender."""
    stock = read_stock("contact_texts.yaml")
    texts: list[str] = []
    says: list[list[str]] = []
    first = np.zeros((len(USES), len(LENDERS)), dtype=np.int64)
    for use in USES[1:]:
        for row, lender in enumerate(LENDERS):
            first[USE[use], row] = len(texts)
            for one in stock[use]:
                texts.extend(_filled(one["text"], lender.name, dice) for _ in range(_FILLINGS))
                says.extend([one["says"]] * _FILLINGS)
    many = np.array([0, *(len(stock[use]) * _FILLINGS for use in USES[1:])], dtype=np.int64)
    flags = {name: np.array([name in one for one in says]) for name in ("debt", "threat", "insult")}
    return Spoken(texts=pa.array(texts, pa.string()), first=first, many=many, **flags)


def _filled(text: str, lender: str, dice: Dice) -> str:
    return text.format(
        lender=lender,
        amount=f"{dice.between(3, 480) * 100 + dice.one(100)}",
        days=dice.between(3, 170),
        last4=f"{dice.one(10_000):04d}",
        caller=dice.pick(_CALLERS),
        who=dice.pick(_WHO),
    )
