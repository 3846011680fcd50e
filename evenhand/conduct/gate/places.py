"""What belongs to each pack of a gate: how it counts, and who held a mandate on which of its days."""

from collections.abc import Mapping, Sequence
from typing import Any

from evenhand.conduct.counting_one import Counting
from evenhand.conduct.facts import mandated
from evenhand.rules.condition import Counted
from evenhand.rules.function import Truth
from evenhand.rules.pack import Pack
from evenhand.rules.sql import bounds

Mandates = Sequence[Mapping[str, Any]] | None


class Place:
    """What belongs to one pack: how it counts, and who held a mandate on which of its days."""

    def __init__(self, pack: Pack, tz: str, counting: Counting, mandates: Mandates) -> None:
        self.pack, self.tz, self.counting, self.mandates = pack, tz, counting, mandates
        self.bounds: dict[str, tuple[Counted, int]] = {
            name: (counted, end)
            for rule in pack.rules
            for version in rule.versions
            for counted in version.counts
            for end, name in enumerate(bounds(counted))
        }
        self._mandated: dict[tuple[Any, ...], Truth] = {}

    def mandated(self, agency: str | None, lender: str | None, day: int | None) -> Truth:
        """Whether the agency held a mandate of the lender that day."""
        asked = (agency, lender, day)
        if asked not in self._mandated:
            known = {"agency": agency, "lender": lender, "local_day": day}
            self._mandated[asked] = mandated(known, self.mandates)
        return self._mandated[asked]
