"""Strands: what several people's complaints have in common, handles and letters alike, and how rare each is."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.handles import SPACES, Holdings
from evenhand.rings.v1.unions import distinct_per
from evenhand.rings.v1.wording import Wording

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WORDING = len(SPACES)
SPACE_NAMES = (*SPACES, "wording")
PUBLIC_LETTER = 0.1  # a letter that a tenth of all complainants send is public property …
ONE_HOUSE = 0.9  # the share of holders that may be at one institution from which a strand is of one house
PUBLIC_LETTER_FROM = 50  # … in a file where that is a number at all


@dataclass(frozen=True, kw_only=True)
class Strands:
    """Complaint `row[k]` holds strand `strand[k]` (each pair once); strands are numbered, letters after handles.

    `as_agent[k]`: the complaint itself names the holder as its agent; nobody else can write that into it.
    """

    row: Ints
    strand: Ints
    space: Ints
    value: pa.Array
    person: Ints
    household: Ints
    house: Ints
    as_agent: Bools

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
        return np.asarray((self.space != WORDING) & (self.people > hub_limit(self.all_people)))

    @cached_property
    def public(self) -> Bools:
        """Letters that so many send that sending one says nothing of the sender."""
        limit = max(PUBLIC_LETTER_FROM, PUBLIC_LETTER * self.all_people)
        return np.asarray((self.space == WORDING) & (self.people > limit))

    @cached_property
    def one_house(self) -> Bools:
        """Strands whose holders nearly all complain of one institution: a common cause may explain what they share.

        Where the institution is not written down, it may be that one.
        """
        house = self.house[self.row]
        known = house >= 0
        held = np.bincount(self.strand, minlength=self.size)
        unknown = held - np.bincount(self.strand[known], minlength=self.size)
        pairs, counts = np.unique(np.column_stack([self.strand[known], house[known]]), axis=0, return_counts=True)
        most = np.zeros(self.size, np.int64)
        np.maximum.at(most, pairs[:, 0], counts)
        return (held > 0) & (most + unknown >= ONE_HOUSE * held)

    @cached_property
    def _bounds(self) -> Ints:
        return np.searchsorted(self.strand, np.arange(self.size + 1))

    @cached_property
    def _by_row(self) -> tuple[Ints, Ints]:
        """The holdings in the order of their complaints, and where each complaint's begin."""
        order = np.argsort(self.row, kind="stable")
        return order, np.searchsorted(self.row[order], np.arange(self.person.size + 1))

    def held_by(self, rows: Ints) -> Ints:
        """The places k of the holdings (`row[k]`, `strand[k]`) of some complaints, each named once."""
        order, bounds = self._by_row
        many = bounds[rows + 1] - bounds[rows]
        return np.asarray(order[np.repeat(bounds[rows] - np.cumsum(many) + many, many) + np.arange(many.sum())])

    def days_of(self, day: Ints) -> Ints:
        """Over how many days the holders of each strand complained; `day` per complaint."""
        first = np.full(self.size, np.iinfo(np.int64).max)
        last = np.full(self.size, np.iinfo(np.int64).min)
        np.minimum.at(first, self.strand, day[self.row])
        np.maximum.at(last, self.strand, day[self.row])
        return np.asarray(last - first + 1)

    def rows_of(self, strand: int) -> Ints:
        """The complaints that hold a strand, earliest first."""
        return self.row[self._bounds[strand] : self._bounds[strand + 1]]

    def named_in(self, strand: int) -> Bools:
        """Of these complaints, which name it as their own agent's."""
        return self.as_agent[self._bounds[strand] : self._bounds[strand + 1]]


def hub_limit(people: int) -> float:
    """How many complainants may share a handle before it is a hub: 20 and the square root of all of them.

    The largest circle that one hand serves grows slower than a city; a tenth of a village is a hub, a tenth of a
    percent of a city still is none.
    """
    return float(20 + people**0.5)


def braid(docket: Docket, holdings: Holdings, wording: Wording, person: Ints, household: Ints) -> Strands:
    """Put handles and letters that at least two people share into one list of strands."""
    letter_rows = np.flatnonzero(wording.family >= 0)
    letters = int(wording.family.max(initial=-1)) + 1
    row = np.concatenate([holdings.row, letter_rows])
    strand = np.concatenate([holdings.strand, wording.family[letter_rows] + holdings.size])
    as_agent = np.isin(holdings.kind, [holdings.kind_of("agent"), holdings.kind_of("agent_phone")])
    as_agent = np.concatenate([as_agent, np.zeros(letter_rows.size, np.bool_)])
    row, strand, as_agent = _each_pair_once(row, strand, as_agent)
    shared = distinct_per(strand, person[row], holdings.size + letters) >= 2
    number, keep = np.cumsum(shared) - 1, shared[strand]
    values = pa.concat_arrays([holdings.value_of, pa.nulls(letters, holdings.value_of.type)])
    return Strands(
        row=row[keep],
        strand=number[strand[keep]],
        as_agent=as_agent[keep],
        space=np.append(holdings.space_of, np.full(letters, WORDING))[shared],
        value=values.filter(pa.array(shared)),
        person=person,
        household=household,
        house=docket.house,
    )


def _each_pair_once(row: Ints, strand: Ints, flag: Bools) -> tuple[Ints, Ints, Bools]:
    """Drop repeated pairs; a pair keeps the flag where any of its copies had it."""
    order = np.lexsort((~flag, row, strand))
    row, strand, flag = row[order], strand[order], flag[order]
    first = np.ones(row.size, np.bool_)
    first[1:] = (row[1:] != row[:-1]) | (strand[1:] != strand[:-1])
    return row[first], strand[first], flag[first]
