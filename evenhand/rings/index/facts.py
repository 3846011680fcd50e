"""What an index knows of one complaint, and of all of a docket: the same facts, made by the same words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.errors import Misuse
from evenhand.rings.index.digests import digest, paired
from evenhand.rings.index.folding import fold_handle
from evenhand.rings.index.letters import read_letter
from evenhand.rings.v1.docket import HANDLE_KINDS
from evenhand.rings.v1.handles import OFFICE_LINE, SPACE_OF_KIND, SPACES, STORED_FILE
from evenhand.rings.v1.houses import one_name
from evenhand.rings.v1.normalise import fold_texts

Shingles = npt.NDArray[np.uint32]

# Sorts of digests; the spaces of handles come first.
ID, COMPLAINANT, DOOR, AREA, LINE, HOUSE, PRODUCT, DEMAND, WORD = range(len(SPACES), len(SPACES) + 9)
NUMBER = SPACES.index("number")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFICE_LINE, _STORED = re.compile(OFFICE_LINE), re.compile(STORED_FILE)


@dataclass(frozen=True, kw_only=True)
class Held:
    """One handle of one complaint: its digest, space, column, and as it is written."""

    value: int
    space: int
    kind: int
    written: str

    @property
    def named(self) -> bool:
        """Whether the complaint itself names the holder as its agent."""
        return HANDLE_KINDS[self.kind] in ("agent", "agent_phone")

    @property
    def office_line(self) -> bool:
        """Whether it is a landline or service number written as one's own."""
        return self.space == NUMBER and _OFFICE_LINE.search(self.written) is not None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One complaint: digests are 0 where a thing is not known; `spot` stands for who is nameless: day and place."""

    id: str
    name: int
    received: int
    day: int
    institution: str
    house: int
    product: int
    demand: int
    named: int
    spot: int
    signed: bool
    held: tuple[Held, ...]
    shingles: Shingles
    whole: int

    def word(self, salt: int, kind: str) -> int:
        """The digest of the handle of a column, whatever its space; 0 where there is none."""
        written = next((one.written for one in self.held if HANDLE_KINDS[one.kind] == kind), None)
        return digest(written, salt=salt, sort=WORD)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What has to be known to read one complaint: the index's salt, zone, columns of places, institutions."""

    salt: int
    tz: str
    places: tuple[str, ...]
    houses: Mapping[str, str]  # each institution's name, squeezed, and the name that it answers to


def squeezed(values: pa.Array) -> pa.Array:
    """Texts folded and without spaces, as v1 compares institutions, products and demands."""
    return pc.replace_substring_regex(fold_texts(values), r"\s+", "")


def house_names(names: Iterable[str]) -> dict[str, str]:
    """Each name of an institution, and the name that it answers to among all of them."""
    listed = sorted(names)
    told: list[str] = one_name(pa.array(listed, pa.large_string())).to_pylist()
    return dict(zip(listed, told, strict=True))


def facts_of(complaint: Mapping[str, Any], known: Known) -> Facts:
    """Read one complaint, its values as `evenhand.intake` leaves them; raises `Misuse` without id or time."""
    received, name = complaint.get("received_at"), complaint.get("complaint_id")
    if not name or not isinstance(received, datetime) or received.tzinfo is None:
        raise Misuse(
            zh="投诉缺少 complaint_id，或 received_at 不是带时区的时间；请补上。",
            en="the complaint has no complaint_id, or its received_at is no time with a zone; add it.",
        )
    salt = known.salt
    institution, product, demand = squeezed(
        pa.array([complaint.get(column) for column in ("institution", "product", "demand")], pa.large_string())
    ).to_pylist()
    day = (received.astimezone(ZoneInfo(known.tz)).date() - _EPOCH.date()).days
    held = _held(complaint, salt)
    named = digest(complaint.get("complainant_id"), salt=salt, sort=COMPLAINANT)
    shingles, whole = read_letter(complaint.get("narrative"))
    return Facts(
        id=str(name), name=digest(str(name), salt=salt, sort=ID),
        received=(received - _EPOCH) // timedelta(microseconds=1), day=day,
        institution=institution, house=digest(_house(institution, known.houses), salt=salt, sort=HOUSE),
        product=digest(product, salt=salt, sort=PRODUCT), demand=digest(demand, salt=salt, sort=DEMAND),
        named=named, spot=0 if named else _spot(complaint, held, day, known),
        signed=bool(complaint.get("authorised_agent")), held=held, shingles=shingles, whole=whole,
    )  # fmt: skip


def _held(complaint: Mapping[str, Any], salt: int) -> tuple[Held, ...]:
    found: dict[tuple[int, str], Held] = {}
    for kind, column in enumerate(HANDLE_KINDS):
        cell = complaint.get(column)
        for value in cell or () if column == "attachments" else (cell,):
            written = fold_handle(value, kind=column)
            if written is None or (column == "attachments" and not _STORED.search(written)):
                continue
            space = SPACES.index(SPACE_OF_KIND[column])
            found.setdefault(
                (kind, written),
                Held(value=digest(written, salt=salt, sort=space), space=space, kind=kind, written=written),
            )
    return tuple(found.values())


def _house(institution: str, houses: Mapping[str, str]) -> str:
    """The institution under the shortest of its names that is known."""
    if not institution or institution in houses:
        return houses.get(institution, "")
    told: str = one_name(pa.array([*houses, institution], pa.large_string()))[len(houses)].as_py()
    return told


def _spot(complaint: Mapping[str, Any], held: tuple[Held, ...], day: int, known: Known) -> int:
    """The day and the door, else the area, else the telephone."""
    of = {HANDLE_KINDS[one.kind]: one.written for one in held}
    area = fold_texts(pa.array([complaint.get(place) for place in known.places], pa.large_string())).to_pylist()
    levels = ((of.get("address"), DOOR), ("|".join(area) if any(area) else None, AREA), (of.get("phone"), LINE))
    where = next((digest(text, salt=known.salt, sort=sort) for text, sort in levels if text), 0)
    return int(paired(np.array([where]), np.array([2 * day + 1]))[0])
