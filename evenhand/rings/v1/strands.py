"""Strands: the things that several people's complaints have in common, handles and letters alike, and how rare each is."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.handles import SPACES, Holdings
from evenhand.rings.v1.unions import distinct_per
from evenhand.rings.v1.wording import Wording

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WORDING = len(SPACES)
SPACE_NAMES = (*SPACES, "wording")
PUBLIC_LETTER = 0.1  # a letter that a tenth of all complainants send is public property …
PUBLIC_LETTER_FROM = 50  # … in a file where that is a number at all


@dataclass(frozen=True, kw_only=True)
class Strands:
    """Complaint `row[k]` holds strand `strand[k]` (each pair once); strands are numbered, letters after handles."""

    row: Ints
    strand: Ints
    space: Ints
    value: pa.Array
    person: Ints
    household: Ints
    kind_named_agent: Bools

    @property
    def size(self) -> int:
        """How many strands."""
        return int(self.space.size)

    @cached_property
    def all_people(self) -> int:
        """How many complainants the file has."""
        return int(np.unique(self.person).size)

    @cached_property
    def people(self) -> Ints:
        """How many complainants hold each strand."""
        return distinct_per(self.strand, self.person[self.row], self.size)

    @cached_property
    def homes(self) -> Ints:
        """How many households hold each strand."""
        return distinct_per(self.strand, self.household[self.row], self.size)

    @cached_property
    def bits(self) -> npt.NDArray[np.float64]:
        """What it tells, in bits, that somebody holds the strand: log2 of complainants per holder."""
        return np.asarray(np.log2(max(self.all_people, 1) / np.maximum(self.people, 1)))

    @cached_property
    def hub(self) -> Bools:
        """Handles that too many share to mean anything: hotlines, branches, clinics, an office's line."""
        return (self.space != WORDING) & (self.people > hub_limit(self.all_people))

    @cached_property
    def public(self) -> Bools:
        """Letters that so many send that sending one says nothing of the sender."""
        limit = max(PUBLIC_LETTER_FROM, PUBLIC_LETTER * self.all_people)
        return (self.space == WORDING) & (self.people > limit)

    @cached_property
    def _order(self) -> tuple[Ints, Ints]:
        order = np.lexsort((self.row, self.strand))
        bounds = np.searchsorted(self.strand[order], np.arange(self.size + 1))
        return self.row[order], bounds

    def rows_of(self, strand: int) -> Ints:
        """The complaints that hold a strand, earliest first."""
        rows, bounds = self._order
        return rows[bounds[strand] : bounds[strand + 1]]


def hub_limit(people: int) -> float:
    """How many complainants may share a handle before it is a hub: 20 and the square root of all of them.

    The largest circle that one hand serves grows slower than a city; a tenth of a village is a hub, a tenth of a
    percent of a city still is none.
    """
    return float(20 + people**0.5)


def braid(holdings: Holdings, wording: Wording, person: Ints, household: Ints) -> Strands:
    """Put handles and letters that at least two people share into one list of strands."""
    written = np.flatnonzero(wording.family >= 0)
    letters = int(wording.family.max(initial=-1)) + 1
    agent_kinds = [holdings.kind_of("agent"), holdings.kind_of("agent_phone"), holdings.kind_of("payee")]
    named = np.zeros(holdings.size + letters, np.bool_)
    named[holdings.strand[np.isin(holdings.kind, agent_kinds)]] = True
    row = np.concatenate([holdings.row, written])
    strand = np.concatenate([holdings.strand, wording.family[written] + holdings.size])
    pairs = np.unique(strand * max(person.size, 1) + row)
    strand, row = pairs // max(person.size, 1), pairs % max(person.size, 1)
    shared = distinct_per(strand, person[row], named.size) >= 2
    number = np.cumsum(shared) - 1
    keep = shared[strand]
    values = pa.concat_arrays([holdings.value_of, pa.nulls(letters, holdings.value_of.type)])
    return Strands(
        row=row[keep], strand=number[strand[keep]],
        space=np.append(holdings.space_of, np.full(letters, WORDING))[shared],
        value=values.filter(pa.array(shared)), person=person, household=household, kind_named_agent=named[shared],
    )  # fmt: skip
