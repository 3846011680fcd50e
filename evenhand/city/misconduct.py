"""Which debtors were really wronged, and when: so that some complaints can be borne out by the contacts."""

import numpy as np

from evenhand.city.contacts import Sheet
from evenhand.city.dice import Flags, Numbers

# So many are kept of each chunk: enough for the complaints, and bounded for any number of contacts.
_KEPT = 20_000


class Misconduct:
    """Debtors and the days on which a rule was broken towards them, gathered chunk by chunk."""

    def __init__(self) -> None:
        self._debtors: list[Numbers] = []
        self._days: list[Numbers] = []

    def note(self, sheet: Sheet, found: Flags) -> None:
        """Keep the debtors of the contacts `found`, evenly over the chunk."""
        at = np.flatnonzero(found)
        at = at[:: max(1, len(at) // _KEPT)]
        self._debtors.append(sheet.debtor[at])
        self._days.append(sheet.day[at])

    def wronged(self) -> tuple[Numbers, Numbers]:
        """Each wronged debtor once, and the first day on which that was noted; in order of day, then debtor."""
        if not self._debtors:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        debtor, day = np.concatenate(self._debtors), np.concatenate(self._days)
        order = np.lexsort((day, debtor))
        debtor, day = debtor[order], day[order]
        once = np.concatenate([np.ones(min(1, len(debtor)), dtype=np.bool_), debtor[1:] != debtor[:-1]])
        debtor, day = debtor[once], day[once]
        order = np.lexsort((debtor, day))
        return debtor[order], day[order]
