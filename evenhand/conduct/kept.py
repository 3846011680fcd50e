"""What is kept of a contact so that later ones can be counted with it: a few values, most of which repeat."""

from collections.abc import Iterable, Sequence
from threading import RLock
from typing import Any, NamedTuple

from evenhand.conduct.clocks import microseconds, moment_of
from evenhand.conduct.facts import Contact, completed

# The columns by which contacts are counted and that many contacts share; `at_offset_s` comes with `at`.
SHAPED = ("channel", "direction", "outcome", "counterparty", "consent", "lender", "agency", "debtor_tz", "at_offset_s")
_LISTS = frozenset({"consent", "debtor_tz"})
_BETWEEN = "\x1f"

Shape = tuple[Any, ...]


class Kept(NamedTuple):
    """A contact as it is counted; contacts sort by (at, contact_id).

    `shape` is its place in `Shapes`, `debts` its debts as `joined` writes them, `until_us` the moment at which a
    reservation lapses, None for a contact that was made.
    """

    at_us: int
    contact_id: str
    shape: int
    debts: str | None
    number: str | None
    consent_us: int | None
    until_us: int | None = None


class Shapes:
    """The columns that contacts share, each combination once, known by its place."""

    def __init__(self) -> None:
        self.all: list[Shape] = []
        self._places: dict[Shape, int] = {}
        self._lock = RLock()

    def __getitem__(self, place: int) -> Shape:
        """The combination at a place."""
        return self.all[place]

    def place(self, shape: Shape) -> int:
        """The place of a combination; a new one is put last."""
        found = self._places.get(shape)
        return self._add(shape) if found is None else found

    def places(self, several: Iterable[Shape]) -> list[int]:
        """The places of many combinations."""
        return [self.place(shape) for shape in several]

    def _add(self, shape: Shape) -> int:
        with self._lock:
            if shape not in self._places:
                self.all.append(shape)
                self._places[shape] = len(self.all) - 1
            return self._places[shape]


def shape_of(contact: Contact) -> Shape:
    """The columns of `SHAPED`, defaults filled in, lists as tuples."""
    get = contact.get
    written = (*map(get, _PLAIN), tuple(get("consent") or ()), tuple(get("debtor_tz") or ()))
    found = _SHAPES.get(written)
    if found is None:
        if len(_SHAPES) > _MOST_SHAPES:
            _SHAPES.clear()
        whole = completed(contact) | {"at_offset_s": get("at_offset_s")}
        found = tuple(tuple(whole[name] or ()) if name in _LISTS else whole[name] for name in SHAPED)
        _SHAPES[written] = found
    return found


_PLAIN = tuple(name for name in SHAPED if name not in _LISTS)
_SHAPES: dict[Shape, Shape] = {}
_MOST_SHAPES = 50_000


def kept(contact: Contact, shapes: Shapes) -> Kept:
    """What is kept of `contact`."""
    received = contact.get("consent_at")
    return Kept(
        at_us=microseconds(contact["at"]),
        contact_id=contact["contact_id"],
        shape=shapes.place(shape_of(contact)),
        debts=joined(contact.get("debt_id") or ()),
        number=contact.get("number") or None,
        consent_us=None if received is None else microseconds(received),
    )


def contact_of(one: Kept, shape: Shape) -> dict[str, Any]:
    """The contact again, as far as counting needs it."""
    columns = {name: list(value) if name in _LISTS else value for name, value in zip(SHAPED, shape, strict=True)}
    received = None if one.consent_us is None else moment_of(one.consent_us)
    return {"at": moment_of(one.at_us), "number": one.number, "consent_at": received, **columns}


def joined(debts: Iterable[str | None]) -> str | None:
    """Debts as one text, each once and in order; None where none is known."""
    return _BETWEEN.join(sorted({debt for debt in debts if debt is not None})) or None


def apart(debts: str | None) -> Sequence[str]:
    """The debts that `joined` wrote."""
    return debts.split(_BETWEEN) if debts else ()
