"""A folder of Parquet files as one table, months kept apart, so that old months need not be opened."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from evenhand.errors import Unreadable
from evenhand.tables.connection import identifier
from evenhand.tables.kinds import digest_of, kind_of, truncated
from evenhand.tables.parquet import NUMBER_OF_ROW, refuse_taken_name, said_by_footers, spelled_out
from evenhand.tables.written import Written, WrittenColumn

_MONTH = re.compile(r"(?:^|.*_)month=(\d{4})-(\d{2})|(?:.*/)?year=(\d{4})/month=(\d{1,2})")

_NUMBER_OF_FILE = "file_index"

# Whatever the zone that months were told apart in, no moment of a month lies further from it in UTC.
_ZONES = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Months:
    """The Parquet files of a folder in the order of their names: those to be opened, and those too old to matter."""

    folder: Path
    opened: tuple[Path, ...]
    unopened: tuple[Path, ...]

    def digest(self) -> str:
        """SHA-256 over name and SHA-256 of every file opened, in order."""
        lines = (f"{digest_of(path)}  {path.relative_to(self.folder).as_posix()}\n" for path in self.opened)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def months_of(folder: Path, *, since: datetime | None = None) -> Months:
    """The files under `folder`; of those in a folder `month=2026-01` (or
    `year=2026/month=1`) none is opened whose month ends before `since`.

    Names beginning with a dot or an underscore are passed over, as every writer of such folders means them to be.
    Raises `Unreadable` for a folder without Parquet files, or with files of another kind.
    """
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_aside(path.relative_to(folder)))
    for path in found:
        if path.suffix.lower() != ".parquet":
            raise Unreadable(
                zh=f"文件夹“{folder.name}”里的“{path.name}”不是 Parquet 文件；按月存放的文件夹里只放 .parquet。",
                en=f"{path.name} in the folder {folder.name} is no Parquet file; a folder may hold .parquet only.",
            )
    if not found:
        raise Unreadable(
            zh=f"文件夹“{folder}”里没有 .parquet 文件；请给出一个文件，或按月存放 Parquet 的文件夹。",
            en=f"the folder {folder} holds no .parquet file; name a file, or a folder of Parquet files by month.",
        )
    old = {path for path in found if since is not None and _ends_before(path.relative_to(folder), since)}
    # With nothing left to open the newest month still tells the columns.
    old -= {found[-1]} if len(old) == len(found) else set()
    return Months(
        folder=folder,
        opened=tuple(path for path in found if path not in old),
        unopened=tuple(path for path in found if path in old),
    )


def read_months(con: duckdb.DuckDBPyConnection, months: Months, *, name: str) -> Written:
    """Open the files as one view; rows are numbered from 1 on through the files in order, columns go by their names.

    A column that some file lacks is NULL there; where types differ, the one that holds all is taken. Raises
    `Unreadable` for a damaged file, naming it.
    """
    for path in months.opened:
        if kind_of(path) != "parquet":
            raise truncated(path)
        refuse_taken_name(con, path, _NUMBER_OF_FILE)
    each = [_described(con, path) for path in months.opened]
    files = f"[{', '.join(map(spelled_out, months.opened))}]"
    scan = f"read_parquet({files}, hive_partitioning = false, union_by_name = true)"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
        told = said_by_footers(con, files)
    except duckdb.Error as fault:
        raise _unlike(months.folder, fault) from None
    columns = []
    for place, (header, kind, *_) in enumerate(described):
        bare = WrittenColumn(name=f"c{place}", header=header, sql_type=kind)
        # Bounds and NULLs hold for the whole only where every file has the column, and in one type.
        alike = all(one.get(header) == kind for one in each)
        columns.append(replace(bare, **told.get(header, {})) if alike else bare)
    chosen = ", ".join(f"{identifier(column.header)} AS {column.name}" for column in columns)
    row = f"{NUMBER_OF_ROW} + {_rows_before(con, files, months)} AS row"
    con.execute(f"CREATE TEMP VIEW {identifier(name)} AS SELECT {row}, {chosen} FROM {scan}")
    return Written(relation=name, columns=tuple(columns), header_row=0, stored=False)


def _is_aside(name: Path) -> bool:
    return any(part.startswith((".", "_")) for part in name.parts)


def _ends_before(name: Path, since: datetime) -> bool:
    told = _MONTH.fullmatch(name.parent.as_posix()) or _MONTH.fullmatch(name.parent.name)
    if told is None:
        return False
    year, month = int(told[1] or told[3]), int(told[2] or told[4])
    if not 1 <= month <= 12:
        return False
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return after + _ZONES <= since


def _described(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    try:
        query = f"DESCRIBE SELECT * FROM read_parquet({spelled_out(path)}, hive_partitioning = false)"
        return {header: kind for header, kind, *_ in con.execute(query).fetchall()}
    except duckdb.Error:
        raise truncated(path) from None


def _rows_before(con: duckdb.DuckDBPyConnection, files: str, months: Months) -> str:
    """SQL: 1 and the rows of all files before the one that a row stands in."""
    counted = con.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({files})").fetchall()
    rows = dict(counted)
    starts, before = [], 1
    for path in months.opened:
        starts.append(before)
        before += rows[str(path.resolve())]
    if len(starts) == 1:
        return str(starts[0])
    return f"list_extract({starts}, {_NUMBER_OF_FILE}::BIGINT + 1)"


def _unlike(folder: Path, fault: duckdb.Error) -> Unreadable:
    return Unreadable(
        zh=f"文件夹“{folder.name}”里各文件的列合不到一起；请用同一种导出重新生成。（{fault}）",
        en=f"the files in the folder {folder.name} do not go together as one table; export them all alike. ({fault})",
    )
