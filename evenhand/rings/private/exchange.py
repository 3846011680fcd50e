"""Blind, evaluate, finalise: the three steps between a member's file and its tokens, each from files to files."""

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.errors import Unreadable
from evenhand.intake.reading import Intake, read_complaints
from evenhand.privacy.masking import mask_array
from evenhand.privacy.oblivious.voprf import Evaluation, blind, evaluate, finalise, verify
from evenhand.rings.private.handles import KEPT, TOKENS, is_public, token, worded
from evenhand.rings.private.keys import key_name
from evenhand.tables.connection import connect
from evenhand.tables.kinds import digest_of
from evenhand.tables.progress import Progress, silent

BATCH = 10_000
MOST_ASKED = 20_000_000
REQUEST = pa.schema([("blinded", pa.binary(32))])
REPLY = pa.schema([("evaluated", pa.binary(32)), ("proof", pa.binary())])
KEPT_SECRET = pa.schema(
    [("space", pa.string()), ("value", pa.string()), ("scalar", pa.binary(32)), ("blinded", pa.binary(32))]
)
REQUEST_FILE, SECRET_FILE, TOKENS_FILE = "request.parquet", "keep-secret.parquet", "complaints.parquet"


def blind_file(complaints: Path, out: Path, *, progress: Progress = silent, **reading: Any) -> int:
    """Write `request.parquet`, for the operator, and `keep-secret.parquet`, for nobody, into `out`; returns how many.

    The request holds one random-looking element for each different value, in an order that tells nothing.
    """
    with connect() as con:
        asked = _asked(_table(con, read_complaints(con, complaints, **reading)))
    secrets.SystemRandom().shuffle(asked)
    rows = []
    for done, (space, value) in enumerate(asked):
        scalar, element = blind(_message(space, value))
        rows.append({"space": space, "value": value, "scalar": scalar, "blinded": element})
        if done % BATCH == 0:
            progress("blinding", done / len(asked))
    out.mkdir(parents=True, exist_ok=True)
    kept = pa.Table.from_pylist(rows, schema=KEPT_SECRET).replace_schema_metadata({"input": digest_of(complaints)})
    _write_secret(kept, out / SECRET_FILE)
    pq.write_table(kept.select(["blinded"]).cast(REQUEST).replace_schema_metadata(), out / REQUEST_FILE)
    return len(rows)


def evaluate_file(request: Path, reply: Path, *, key: bytes, progress: Progress = silent) -> int:
    """The operator's step: answer every element of `request` under `key`, with one proof for each 10,000.

    Raises `Unreadable` where the file is no request or holds what is no element.
    """
    asked = _read(request, REQUEST)["blinded"].to_pylist()
    elements: list[bytes] = []
    proofs: list[bytes | None] = []
    for batch in _batches(asked):
        progress("evaluating", len(elements) / len(asked))
        answer = evaluate(key, batch)
        elements += answer.elements
        proofs += [answer.proof, *([None] * (len(batch) - 1))]
    pq.write_table(pa.table({"evaluated": elements, "proof": proofs}, schema=REPLY), reply)
    return len(elements)


def finalise_file(
    complaints: Path, folder: Path, reply: Path, *, public: bytes, progress: Progress = silent, **reading: Any
) -> Path:
    """Check the proofs and write `complaints.parquet` with tokens into `folder`; texts masked, other columns left out.

    Raises `Unreadable` where the reply is for another request or another key, or `complaints` has changed since.
    """
    kept = _read(folder / SECRET_FILE, KEPT_SECRET)
    if (kept.schema.metadata or {}).get(b"input", b"").decode() != digest_of(complaints):
        raise Unreadable(
            zh=f"“{complaints.name}”在盲化之后变了；请从 evenhand private blind 重做。",
            en=f"{complaints.name} has changed since it was blinded; begin again with evenhand private blind.",
        )
    outputs = _outputs(kept, _read(reply, REPLY), public, progress)
    with connect() as con:
        table = _table(con, read_complaints(con, complaints, **reading))
        written = _tokenised(table, outputs, key_name(public))
    pq.write_table(written, folder / TOKENS_FILE, compression="zstd")
    return folder / TOKENS_FILE


def _outputs(kept: pa.Table, reply: pa.Table, public: bytes, progress: Progress) -> dict[tuple[str, str], bytes]:
    """Each value's output, every proof verified before the first is used."""
    asked, answered = kept["blinded"].to_pylist(), reply["evaluated"].to_pylist()
    if len(asked) != len(answered):
        raise Unreadable(
            zh=f"回复有 {len(answered)} 项，请求有 {len(asked)} 项；这份回复属于另一份请求。",
            en=f"The reply has {len(answered)} entries, the request {len(asked)}: it belongs to another request.",
        )
    proofs = reply["proof"].to_pylist()
    at = 0
    for batch in _batches(asked):
        progress("verifying", at / len(asked))
        answers = tuple(answered[at : at + len(batch)])
        verify(public, batch, Evaluation(elements=answers, proof=proofs[at] or b""))
        at += len(batch)
    names = zip(kept["space"].to_pylist(), kept["value"].to_pylist(), strict=True)
    lines = zip(names, kept["scalar"].to_pylist(), answered, strict=True)
    return {name: finalise(_message(*name), scalar, answer) for name, scalar, answer in lines}


def _table(con: duckdb.DuckDBPyConnection, intake: Intake) -> pa.Table:
    return con.sql(f"SELECT * FROM {intake.relation} ORDER BY row").to_arrow_table()


def _asked(table: pa.Table) -> list[tuple[str, str]]:
    numbers = _agents_numbers(table)
    asked: set[tuple[str, str]] = set()
    for column in TOKENS:
        found = worded(_flat(table, column), column, agents_numbers=numbers)
        values = pc.unique(found.values.drop_null()).to_pylist()
        asked |= {(found.space, value) for value in values if not is_public(value, found.space)}
    return sorted(asked)


def _tokenised(table: pa.Table, outputs: dict[tuple[str, str], bytes], name: str) -> pa.Table:
    numbers = _agents_numbers(table)
    columns = {column: table[column] for column in KEPT}
    columns["narrative"] = mask_array(table["narrative"])
    for column in TOKENS:
        found = worded(_flat(table, column), column, agents_numbers=numbers)
        told = _told(found.values, found.space, outputs, name)
        columns[column] = _as_before(table[column], told) if column == "attachments" else told
    return pa.table(columns)


def _told(values: pa.Array, space: str, outputs: dict[tuple[str, str], bytes], name: str) -> pa.Array:
    coded = values.dictionary_encode()
    tokens = [
        value if is_public(value, space) else token(outputs[space, value], value, space=space, key_name=name)
        for value in coded.dictionary.to_pylist()
    ]
    return pa.array(tokens, pa.string()).take(coded.indices)


def _as_before(lists: pa.ChunkedArray, told: pa.Array) -> pa.Array:
    """The flat tokens as lists again; what became nothing is left out."""
    parents = pc.list_parent_indices(lists.combine_chunks())
    gathered: list[list[str]] = [[] for _ in range(len(lists))]
    for parent, one in zip(parents.to_pylist(), told.to_pylist(), strict=True):
        if one is not None:
            gathered[parent].append(one)
    return pa.array(gathered, pa.list_(pa.string()))


def _flat(table: pa.Table, column: str) -> pa.Array:
    cells = table[column].combine_chunks()
    cells = cells.chunk(0) if isinstance(cells, pa.ChunkedArray) else cells
    return pc.list_flatten(cells) if column == "attachments" else cells


def _agents_numbers(table: pa.Table) -> frozenset[str]:
    found = worded(_flat(table, "agent_phone"), "agent_phone", agents_numbers=frozenset())
    return frozenset(found.values.drop_null().to_pylist())


def _message(space: str, value: str) -> bytes:
    return f"{space}\0{value}".encode("utf-8", "surrogatepass")[:65_000]


def _batches(asked: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for at in range(0, len(asked), BATCH):
        yield asked[at : at + BATCH]


def _read(path: Path, schema: pa.Schema) -> pa.Table:
    try:
        found = pq.ParquetFile(path)
        if found.metadata.num_rows <= MOST_ASKED:
            return found.read(columns=schema.names).cast(schema.with_metadata(found.schema_arrow.metadata))
    except (OSError, ValueError, KeyError, pa.ArrowException):
        pass
    raise Unreadable(
        zh=f"“{path.name}”不是隐私关联各步之间传递的文件，或超出 {MOST_ASKED} 项；请核对文件名和步骤。",
        en=f"{path.name} is no file that the steps of private linking pass on, or has more than {MOST_ASKED} entries; "
        "check the name and the step.",
    )


def _write_secret(table: pa.Table, to: Path) -> None:
    to.unlink(missing_ok=True)
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        pq.write_table(table, stream)
