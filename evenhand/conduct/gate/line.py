"""The contacts with one debtor, or to one number, in order: times and shapes at hand, all else when it is asked for."""

from collections.abc import Callable, Sequence

from evenhand.conduct.kept import Kept


class Line:
    """Contacts in the order (at, contact_id); it never changes, so whoever reads it goes on undisturbed.

    `times` and `shapes` are those of the contacts, `until_us` is when the last of the promised ones lapses, None where
    none was promised.
    """

    __slots__ = ("_kept", "_read", "shapes", "times", "until_us")

    def __init__(
        self,
        times: Sequence[int],
        shapes: Sequence[int],
        until_us: int | None,
        read: Callable[[], Sequence[Kept]],
    ) -> None:
        self.times, self.shapes, self.until_us = times, shapes, until_us
        self._read = read
        self._kept: Sequence[Kept] | None = None

    def __len__(self) -> int:
        return len(self.times)

    def kept(self) -> Sequence[Kept]:
        """The contacts themselves."""
        if self._kept is None:
            self._kept = self._read()
        return self._kept


def line_of(several: Sequence[Kept]) -> Line:
    """The line of contacts that are in order."""
    promised = [one.until_us for one in several if one.until_us is not None]
    times, shapes = [one.at_us for one in several], [one.shape for one in several]
    return Line(times, shapes, max(promised, default=None), lambda: several)


EMPTY = line_of(())
