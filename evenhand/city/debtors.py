"""The city's debtors: whom they owe, who collects from them and when, and what they have agreed to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.city.days import DAYS
from evenhand.city.dice import Dice, Numbers
from evenhand.city.lenders import AGENCIES, LENDERS, MANNERS, agencies_of

NEVER = DAYS + 1_000
CONTACTS_A_DEBTOR = 14

# A city's bad agencies are few; which agency a debtor meets is drawn by manner first.
_MANNER_WEIGHT = {"good": 6, "middling": 4, "bad": 2}


@dataclass(frozen=True, kw_only=True)
class Debtors:
    """One entry a debtor in every array; days are numbers of the city's days, NEVER where it does not happen."""

    lender: Numbers
    first_agency: Numbers
    second_agency: Numbers
    handed_over: Numbers
    opened: Numbers
    closed: Numbers
    hours_agreed: Numbers
    third_refused: Numbers
    opted_out: Numbers
    ceased: Numbers
    debts: Numbers
    kind: Numbers

    def __len__(self) -> int:
        return len(self.lender)

    def active(self, day: int) -> Numbers:
        """The debtors contacted around `day`; all of them where nobody is."""
        here = np.flatnonzero((self.opened <= day) & (self.closed > day))
        return here if len(here) else np.arange(len(self.lender))

    def agency_on(self, debtor: Numbers, day: Numbers) -> Numbers:
        """Who collects from each `debtor` on `day` (place in AGENCIES; 0 is the lender itself)."""
        handed = day >= self.handed_over[debtor]
        return np.where(handed, self.second_agency[debtor], self.first_agency[debtor])


def gather_debtors(contacts: int, dice: Dice) -> Debtors:
    """Enough debtors for `contacts` contacts, each with a lender, agencies and a time in collection."""
    count = max(40, contacts // CONTACTS_A_DEBTOR)
    lender = dice.weighted(count, [one.share for one in LENDERS])
    opened = dice.below(count, DAYS + 60) - 60
    return Debtors(
        lender=lender,
        first_agency=_assigned(lender, dice),
        second_agency=_assigned(lender, dice),
        handed_over=opened + 20 + dice.below(count, 120),
        opened=opened,
        closed=opened + 30 + dice.below(count, 120),
        hours_agreed=_sometimes(count, 600, dice),
        third_refused=_sometimes(count, 900, dice),
        opted_out=_sometimes(count, 150, dice),
        ceased=_sometimes(count, 80, dice),
        debts=1 + dice.weighted(count, [80, 17, 3]),
        kind=dice.weighted(count, [60, 37, 3]),
    )


def _assigned(lender: Numbers, dice: Dice) -> Numbers:
    """An agency for each debtor, out of those that collect for its lender, or the lender itself."""
    table = np.zeros((len(LENDERS), len(AGENCIES)), dtype=np.int64)
    for row, one in enumerate(LENDERS):
        table[row, 0] = 8
        for place in agencies_of(one.name):
            table[row, place] = _MANNER_WEIGHT[AGENCIES[place].manner]
    return dice.weighted_by(lender, table)


def _sometimes(count: int, per_10k: int, dice: Dice) -> Numbers:
    day = dice.below(count, DAYS)
    return np.where(dice.chance(count, per_10k), day, NEVER)


def manner_of(agency: Numbers) -> NDArray[np.int64]:
    """Each agency's manner as a place in MANNERS."""
    places = np.array([MANNERS.index(one.manner) for one in AGENCIES], dtype=np.int64)
    return places[agency]
