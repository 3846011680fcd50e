"""What enclosed papers have in common, where it tells anything: one paper in several copies is one thing.

The papers were looked at by others and are handed over as a table: `complaint_id`, `attachment` as the complaint names
it, `kind` of what is looked at, `value`. A thing tells where few hold it, hardly anybody else shares a thing of its
kind that as few hold, and no single institution's complainants are behind it: a bank's own statement, a camera that
many carry and a form that everybody takes tell nothing.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1.docket import Docket, codes
from evenhand.rings.v1.strands import ONE_HOUSE, hub_limit
from evenhand.rings.v1.unions import components, distinct_per, pairs_once, stars

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FILE = "bytes"
KINDS = (FILE, "near", "text", "form", "serial", "producer")
# Pairs of other people who share a thing of the kind that as few hold, for each of all people: more, and it is usual.
USUAL = {FILE: np.inf, "near": 0.05, "text": 0.05, "form": 0.05, "serial": 0.05, "producer": 0.002}
COPIES = "evenhand/copies/"  # the name of one paper in several copies, in place of each copy's own


@dataclass(frozen=True, kw_only=True)
class Enclosed:
    """Paper `paper[k]` of complaint `row[k]` has thing `thing[k]`; a thing has a `kind` and a `value`.

    `name` of each paper; `voice` and `house` of each complaint: its complainant, where one is named, and institution.
    """

    row: Ints
    paper: Ints
    thing: Ints
    name: pa.Array
    kind: Ints
    value: pa.Array
    voice: Ints
    house: Ints

    @property
    def size(self) -> int:
        """How many things."""
        return int(self.kind.size)

    @cached_property
    def people(self) -> Ints:
        """How many complainants have each thing."""
        return distinct_per(self.thing, self.voice[self.row], self.size)

    @cached_property
    def everybody(self) -> int:
        """How many complainants the file has."""
        return int(np.unique(self.voice).size)

    @cached_property
    def telling(self) -> Bools:
        """Which things tell anything, of those that two people have."""
        shared = (self.people >= 2) & (self.people <= hub_limit(self.everybody))
        most = np.array([USUAL[kind] for kind in KINDS])[self.kind] * self.everybody
        own_copy = self.kind == KINDS.index(FILE)
        return np.asarray(shared & (self.pairs_of_others <= most) & (own_copy | ~self._one_house))

    @cached_property
    def pairs_as_few(self) -> npt.NDArray[np.float64]:
        """The pairs of people who share a thing of the same kind that no more people have."""
        pairs, found = self.people * (self.people - 1) / 2, np.zeros(self.size)
        for kind in np.unique(self.kind):
            here = np.flatnonzero(self.kind == kind)
            order = here[np.argsort(self.people[here], kind="stable")]
            total = np.cumsum(pairs[order])
            last = np.searchsorted(self.people[order], self.people[order], side="right") - 1
            found[order] = total[last]
        return found

    @property
    def pairs_of_others(self) -> npt.NDArray[np.float64]:
        """Of these, those who share another thing."""
        return np.asarray(self.pairs_as_few - self.people * (self.people - 1) / 2)

    @cached_property
    def whole(self) -> pa.Array:
        """The name of the whole paper that each is a copy of."""
        return whole_papers(self)

    @cached_property
    def of_copies(self) -> Bools:
        """Which things are of a paper that is several files."""
        copied = np.asarray(pc.fill_null(pc.starts_with(self.whole, COPIES), False))
        found = np.zeros(self.size, np.bool_)
        found[self.thing[copied[self.paper]]] = True
        return found

    @cached_property
    def _one_house(self) -> Bools:
        """Things whose holders nearly all complain of one institution; an unknown one may be that."""
        held = pairs_once(self.thing, self.row)
        house = self.house[held[:, 1]]
        known = house >= 0
        holders = np.bincount(held[:, 0], minlength=self.size)
        unknown = holders - np.bincount(held[known, 0], minlength=self.size)
        pairs, counts = np.unique(np.column_stack([held[known, 0], house[known]]), axis=0, return_counts=True)
        most = np.zeros(self.size, np.int64)
        np.maximum.at(most, pairs[:, 0], counts)
        return np.asarray(most + unknown >= ONE_HOUSE * holders)


def read_enclosed(docket: Docket, papers: pa.Table) -> Enclosed:
    """The papers of the docket's complaints; what is of no complaint of it, or of no known kind, is left out."""
    row = pc.index_in(papers["complaint_id"].cast(pa.string()), docket.texts("complaint_id").cast(pa.string()))
    kind = pc.index_in(papers["kind"].cast(pa.string()), pa.array(KINDS))
    known = pc.and_(pc.and_(pc.is_valid(row), pc.is_valid(kind)), pc.is_valid(papers["value"]))
    held = papers.filter(known)
    rows, kinds = (np.asarray(one.filter(known).combine_chunks()).astype(np.int64) for one in (row, kind))
    paper, words = (_encoded(one) for one in (_named(rows, held["attachment"]), held["value"]))
    keys, thing = np.unique(kinds + len(KINDS) * np.asarray(words.indices).astype(np.int64), return_inverse=True)
    named = codes(docket.texts("complainant_id"))
    return Enclosed(
        row=rows, paper=np.asarray(paper.indices).astype(np.int64), thing=thing.astype(np.int64), name=paper.dictionary,
        kind=keys % len(KINDS), value=words.dictionary.take(pa.array(keys // len(KINDS))), house=docket.house,
        voice=np.where(named >= 0, named, np.arange(docket.size) + named.max(initial=-1) + 1),
    )  # fmt: skip


def with_copies(docket: Docket, enclosed: Enclosed) -> Docket:
    """The docket with one name for each paper, however many copies of it there are: one thing is never two.

    A paper is what the things that tell hold together; else it is the file itself.
    """
    cells = docket.texts("attachments")
    written = pc.list_flatten(cells).cast(pa.string())
    rows = np.asarray(pc.list_parent_indices(cells)).astype(np.int64)
    paper = pc.index_in(_named(rows, pa.chunked_array([written])).combine_chunks(), enclosed.name)
    lists = pa.ListArray.from_arrays(
        pc.subtract(cells.offsets, cells.offsets[0]).cast(pa.int32()),
        pc.coalesce(enclosed.whole.take(paper), written),
        mask=cells.is_null(),
    )
    columns = docket.columns
    at = columns.schema.get_field_index("attachments")
    return Docket(columns=columns.set_column(at, "attachments", lists), places=docket.places)


def whole_papers(enclosed: Enclosed) -> pa.Array:
    """The name of each paper: its file's digest, or, of several copies, the least of theirs."""
    size = len(enclosed.name)
    tells = enclosed.telling[enclosed.thing]
    _, first, other = stars(enclosed.thing[tells], enclosed.paper[tells])
    whole = np.asarray(components(size, first, other))
    rank = np.asarray(pc.rank(enclosed.value, tiebreaker="dense")).astype(np.int64)
    files = enclosed.kind[enclosed.thing] == KINDS.index(FILE)
    least, most = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    of_file, digest = whole[enclosed.paper[files]], rank[enclosed.thing[files]]
    np.minimum.at(least, of_file, digest)
    np.maximum.at(most, of_file, digest)
    ordered = pc.unique(enclosed.value.take(pc.sort_indices(enclosed.value)))
    known = most[whole] >= 0
    value = (
        ordered.take(pa.array(np.where(known, least[whole] - 1, 0))) if len(ordered) else pa.nulls(size, pa.string())
    )
    prefix = np.where(least[whole] == most[whole], "sha256:", COPIES)
    named = pc.binary_join_element_wise(pa.array(prefix, pa.string()), value, "")
    return pc.if_else(pa.array(known), named, pa.scalar(None, pa.string()))


def _named(rows: Ints, attachments: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each paper as one text: the complaint it is of, and its name there."""
    return pc.binary_join_element_wise(pa.array(rows).cast(pa.string()), attachments.cast(pa.string()), "\0")


def _encoded(values: pa.ChunkedArray) -> pa.DictionaryArray:
    return values.cast(pa.string()).combine_chunks().dictionary_encode()
