"""The complaints of one run as columns, ordered by time, so that nothing depends on the order of the file."""

import re
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1.houses import one_name
from evenhand.rings.v1.normalise import fold_handles, fold_texts

Ints = npt.NDArray[np.int64]

HANDLE_KINDS = (
    "phone", "agent_phone", "agent", "email", "payee", "bank_account", "attachments", "device", "ip", "address",
)  # fmt: skip
TEXTS = ("complaint_id", "complainant_id", "debtor_id", "narrative", "institution", "product")
PLACE_COLUMNS = re.compile(
    r"state|province|city|county|zip([ _-]?code)?|post(al)?[ _-]?code|省份?|城?市|区县|地区|邮编|邮政编码",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Docket:
    """Row i is the i-th complaint by (`received_at`, `complaint_id`); `received` in microseconds since 1970, UTC."""

    columns: pa.Table
    places: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many complaints."""
        return int(self.columns.num_rows)

    def texts(self, column: str) -> pa.Array:
        """One column as a plain array."""
        return _plain(self.columns[column])

    def handle(self, kind: str) -> pa.Array:
        """One column of handles in one written form, null where a cell names nobody; not the lists of attachments."""
        if kind not in self._handles:
            self._handles[kind] = fold_handles(self.texts(kind).cast(pa.large_string()), kind=kind)
        return self._handles[kind]

    @cached_property
    def _handles(self) -> dict[str, pa.Array]:
        return {}

    @cached_property
    def received(self) -> Ints:
        """When each was received."""
        return np.asarray(self.texts("received_at").cast(pa.int64()))

    @cached_property
    def day(self) -> Ints:
        """The day on which each was received where the file was written, counted from 1970."""
        return np.asarray(self.texts("local_day")).astype(np.int64)

    @cached_property
    def authorised(self) -> npt.NDArray[np.bool_]:
        """Whether a duly authorised agent speaks for the complainant."""
        return np.asarray(pc.fill_null(self.texts("authorised_agent"), False))

    @cached_property
    def institution(self) -> Ints:
        """The institution as a number, -1 where it is not known."""
        return self._codes("institution")

    @cached_property
    def house(self) -> Ints:
        """The institution as a number, whichever of its names was written down; -1 where it is not known."""
        return codes(one_name(self._folded("institution")))

    @cached_property
    def house_share(self) -> npt.NDArray[np.float64]:
        """The share of all complaints that each known institution has."""
        return np.bincount(self.house[self.house >= 0]) / self.size

    @cached_property
    def of_product(self) -> list[Ints]:
        """The complaints about each product, earliest first; those about none known stand last."""
        order = np.argsort(self.product, kind="stable")
        none, *known = np.split(
            order, np.searchsorted(self.product[order], np.arange(self.product.max(initial=-1) + 1))
        )
        return [*known, none]

    @cached_property
    def product(self) -> Ints:
        """The product as a number, -1 where it is not known."""
        return self._codes("product")

    def _codes(self, column: str) -> Ints:
        return codes(self._folded(column))

    def _folded(self, column: str) -> pa.Array:
        return pc.replace_substring_regex(fold_texts(self.texts(column)), r"\s+", "")


def codes(values: pa.Array) -> Ints:
    """Equal texts as equal numbers; -1 for empty and null."""
    filled = pc.if_else(pc.equal(pc.fill_null(values, ""), ""), pa.scalar(None, values.type), values)
    return np.asarray(pc.fill_null(filled.dictionary_encode().indices, -1)).astype(np.int64)


def open_docket(con: duckdb.DuckDBPyConnection, relation: str, *, tz: str) -> Docket:
    """Read the relation once, in order; days begin at midnight in `tz`."""
    names = [row[0] for row in con.execute(f"DESCRIBE {relation}").fetchall()]
    places = tuple(name for name in names if PLACE_COLUMNS.fullmatch(name))
    wanted = [*TEXTS, *HANDLE_KINDS, "received_at", "authorised_agent", *places]
    cells = ", ".join('"' + name.replace('"', '""') + '"' for name in wanted)
    local = f"CAST(received_at AT TIME ZONE {quoted(tz)} AS DATE)"
    cells += f", date_diff('day', DATE '1970-01-01', {local}) AS local_day"
    query = f"SELECT {cells} FROM {relation} ORDER BY received_at, complaint_id"
    table = con.sql(query).to_arrow_table()
    return Docket(columns=pa.table({name: _plain(table[name]) for name in table.column_names}), places=places)


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _plain(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_string(column.type):
        column = column.cast(pa.large_string())
    if column.num_chunks == 1:
        return column.chunk(0)
    combined = column.combine_chunks()
    return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined
