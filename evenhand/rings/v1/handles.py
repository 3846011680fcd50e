"""What complaints have in common besides words: numbers, agents, accounts, papers, machines and doors."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1.docket import HANDLE_KINDS, Docket
from evenhand.rings.v1.normalise import fold_handles

Ints = npt.NDArray[np.int64]

# A number is one number, whether it was written down as the complainant's or as the agent's; so is an account.
SPACE_OF_KIND = {
    "phone": "number", "agent_phone": "number", "agent": "agent", "email": "email", "payee": "money",
    "bank_account": "money", "attachments": "paper", "device": "device", "ip": "ip", "address": "address",
}  # fmt: skip
SPACES = ("number", "agent", "email", "money", "paper", "device", "ip", "address")
# A digest is a digest; a path names one stored file. A bare file name (IMG_0001.jpg) names nothing.
# A landline or service number, written as one's own, is an office's: a clinic, a branch, a works, a village hall.
OFFICE_LINE = r"^0\d{9,11}$|^[48]00\d{7}$|^(95|96|11|12)\d{3,6}$"
# What an agent with a signed power leaves in its clients' complaints. Where the money goes is not of its office.
OF_AN_OFFICE = ("number", "email", "paper", "device", "ip", "address")
STORED_FILE = r"^sha256:|^[0-9a-f]{32,}$|[/\\]"


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Complaint `row[k]` holds strand `strand[k]`, written under column `kind[k]`; a strand is one shared value."""

    row: Ints
    strand: Ints
    kind: Ints
    value_of: pa.Array
    space_of: Ints

    @property
    def size(self) -> int:
        """How many strands."""
        return int(self.space_of.size)

    @staticmethod
    def space(name: str) -> int:
        """The number of a space of values."""
        return SPACES.index(name)

    @staticmethod
    def kind_of(name: str) -> int:
        """The number of a column of handles."""
        return HANDLE_KINDS.index(name)

    def only(self, keep: npt.NDArray[np.bool_]) -> "Holdings":
        """The holdings for which `keep` (per holding) holds."""
        return Holdings(
            row=self.row[keep], strand=self.strand[keep], kind=self.kind[keep],
            value_of=self.value_of, space_of=self.space_of,
        )  # fmt: skip


def gather(docket: Docket) -> Holdings:
    """All handles of all complaints in one written form, without those that a duly authorised agent explains."""
    rows, kinds, values = [], [], []
    for number, kind in enumerate(HANDLE_KINDS):
        row, value = _written(docket, kind)
        rows.append(row)
        kinds.append(np.full(row.size, number, np.int64))
        values.append(value)
    return _strands(docket, np.concatenate(rows), np.concatenate(kinds), pa.chunked_array(values))


def telling(docket: Docket, holdings: Holdings) -> Holdings:
    """The holdings that may speak against anybody: without offices' lines and what a lawful agent's office leaves.

    They stay ties that are shown; they are no ground for suspicion.
    """
    office = np.isin(holdings.space_of, [SPACES.index(name) for name in OF_AN_OFFICE])
    of_agent = docket.authorised[holdings.row] & office[holdings.strand]
    line = np.asarray(pc.fill_null(pc.match_substring_regex(holdings.value_of, OFFICE_LINE), False))
    line = line & (holdings.space_of == SPACES.index("number"))
    line[holdings.strand[holdings.kind == Holdings.kind_of("agent_phone")]] = False
    return holdings.only(~(of_agent | line[holdings.strand]))


def _written(docket: Docket, kind: str) -> tuple[Ints, pa.Array]:
    if kind != "attachments":
        row, folded = np.arange(docket.size), docket.handle(kind)
    else:
        cells = docket.texts(kind)
        row = np.asarray(pc.list_parent_indices(cells)).astype(np.int64)
        folded = fold_handles(pc.list_flatten(cells).cast(pa.large_string()), kind=kind)
        stored = pc.match_substring_regex(pc.fill_null(folded, ""), STORED_FILE)
        folded = pc.if_else(stored, folded, pa.scalar(None, folded.type))
    named = np.asarray(pc.is_valid(folded))
    return row[named], folded.drop_null()


def _strands(docket: Docket, row: Ints, kind: Ints, written: pa.ChunkedArray) -> Holdings:
    encoded = written.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    word = np.asarray(encoded.indices).astype(np.int64)
    stays = ~_explained_by_agent(docket, row, kind, word)
    row, kind, word = row[stays], kind[stays], word[stays]
    spaces = np.array([SPACES.index(SPACE_OF_KIND[name]) for name in HANDLE_KINDS])
    keys, strand = np.unique(spaces[kind] + len(SPACES) * word, return_inverse=True)
    values = encoded.dictionary.take(pa.array(keys // len(SPACES)))
    return Holdings(
        row=row, strand=strand.astype(np.int64), kind=kind, value_of=values, space_of=keys % len(SPACES)
    )  # fmt: skip


def _explained_by_agent(docket: Docket, row: Ints, kind: Ints, word: Ints) -> npt.NDArray[np.bool_]:
    """Where a signed power exists: the agent, the agent's number, any handle equal to these; nothing else."""
    signed = docket.authorised[row]
    is_agent = kind == Holdings.kind_of("agent")
    is_number = kind == Holdings.kind_of("agent_phone")
    own = (is_agent | is_number) & signed
    span = int(word.max(initial=0)) + 1
    pairs = [
        row[own] * span + word[own],
        _numbers_of_same_agent(row, word, is_agent & signed, is_number & signed, span),
    ]
    return np.asarray(own | (signed & np.isin(row * span + word, np.concatenate(pairs))))


def _numbers_of_same_agent(
    row: Ints, word: Ints, agent: npt.NDArray[np.bool_], number: npt.NDArray[np.bool_], span: int
) -> Ints:
    """Numbers that the same signed agent gave in another complaint are the agent's here too."""
    agents = pa.table({"row": row[agent], "agent": word[agent]})
    numbers = pa.table({"row": row[number], "number": word[number]})
    known = agents.join(numbers, "row", join_type="inner").group_by(["agent", "number"]).aggregate([])
    here = agents.join(known, "agent", join_type="inner")
    return np.asarray(pc.add(pc.multiply(here["row"], span), here["number"]))
