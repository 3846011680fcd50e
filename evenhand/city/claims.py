"""Which debtor of the contact file a complaint is about: some were really wronged shortly before, others were not."""

import numpy as np

from evenhand.city.debtors import Debtors
from evenhand.city.dice import Dice
from evenhand.city.lenders import LENDERS
from evenhand.city.misconduct import Misconduct

# Findings count for a complaint for 180 days; a complaint follows the wrong by a day at least, and well within that.
_WITHIN_DAYS = 150
_TRIES = 24


class Claims:
    """Hands out debtors of the contact file, each to one complainant only."""

    def __init__(self, debtors: Debtors, misconduct: Misconduct) -> None:
        debtor, day = misconduct.wronged()
        lender = debtors.lender[debtor]
        self._wronged = [np.flatnonzero(lender == row) for row in range(len(LENDERS))]
        self._debtor, self._day = debtor, day
        self._all = [np.flatnonzero(debtors.lender == row) for row in range(len(LENDERS))]
        self._row = {one.name: row for row, one in enumerate(LENDERS)}
        self._used: set[int] = set()

    def debtor(self, institution: str, day: int, *, truly: bool, dice: Dice) -> int | None:
        """A debtor of `institution` nobody has complained for; with `truly`, wronged in the months before `day`."""
        if institution not in self._row:
            return None
        row = self._row[institution]
        return self._wronged_before(row, day, dice) if truly else self._anybody(row, dice)

    def _wronged_before(self, row: int, day: int, dice: Dice) -> int | None:
        places = self._wronged[row]
        low = int(np.searchsorted(self._day[places], day - _WITHIN_DAYS))
        high = int(np.searchsorted(self._day[places], day))
        for _ in range(_TRIES if high > low else 0):
            found = int(self._debtor[places[dice.between(low, high - 1)]])
            if self._take(found):
                return found
        return None

    def _anybody(self, row: int, dice: Dice) -> int | None:
        everybody = self._all[row]
        for _ in range(_TRIES if len(everybody) else 0):
            found = int(everybody[dice.one(len(everybody))])
            if self._take(found):
                return found
        return None

    def _take(self, debtor: int) -> bool:
        if debtor in self._used:
            return False
        self._used.add(debtor)
        return True
