"""What a file of 12345 holds, read within bounds: its rows, what of it cannot stand, and the columns nobody reads."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings

from evenhand.errors import Unreadable
from evenhand.intake.binding import ColumnsMissing
from evenhand.intake.reading import Intake, read_complaints
from evenhand.tables.connection import connect
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.papers import shown

# What the columns are called for whoever sends the file; a header so written is read.
CALLED = {
    "complaint_id": {"zh": "工单编号", "en": "complaint id"},
    "received_at": {"zh": "登记时间", "en": "received at"},
    "narrative": {"zh": "投诉内容", "en": "narrative"},
    "institution": {"zh": "被投诉机构", "en": "institution"},
    "product": {"zh": "产品", "en": "product"},
    "demand": {"zh": "诉求", "en": "demand"},
    "phone": {"zh": "联系电话", "en": "phone"},
    "email": {"zh": "电子邮箱", "en": "email"},
    "address": {"zh": "联系地址", "en": "address"},
    "agent": {"zh": "代理人", "en": "agent"},
    "agent_phone": {"zh": "代理人电话", "en": "agent phone"},
    "authorised_agent": {"zh": "是否授权代理", "en": "authorised agent"},
    "complainant_id": {"zh": "投诉人", "en": "complainant"},
}
SHOWN_REJECTS = 200
SHOWN_COLUMNS = 12
AT_MOST_ROWS = 10_000
# A workbook is a compressed archive: so much it may hold, whatever it says of itself.
AT_MOST_UNPACKED = 200_000_000
WHATEVER = 1 << 62
A_PIECE = 1 << 20
NAME_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class BatchFile:
    """The rows that can stand, in the file's order, each with its number there (`row`); and the rest, named.

    `merged`: in how many rows the institution was filled in from cells that are merged over them.
    """

    rows: list[dict[str, Any]]
    rows_read: int
    rejected: int
    rejects: list[dict[str, Any]]
    unread: list[str]
    merged: int


def read_batch(path: Path) -> BatchFile:
    """Read a CSV or XLSX of 12345. Raises CannotDo, Unreadable with a sentence that names the file."""
    _check_unpacked(path)
    with connect() as con:
        try:
            intake = read_complaints(con, path, fill_merged=("institution",))
        except ColumnsMissing as missing:
            raise _columns_missing(path, missing) from missing
        if intake.rows_read > AT_MOST_ROWS:
            raise CannotDo(
                zh=f"文件有 {intake.rows_read} 行，一次最多 {AT_MOST_ROWS} 行。请分成几份。",
                en=f"The file has {intake.rows_read:,} rows; {AT_MOST_ROWS:,} at a time are taken. Split it.",
            )
        return BatchFile(
            rows=_rows(con, intake),
            rows_read=intake.rows_read,
            rejected=intake.rows_rejected,
            rejects=_rejects(con, intake),
            unread=list(intake.extra)[:SHOWN_COLUMNS],
            merged=intake.filled.get("institution", 0),
        )


@contextmanager
def under_its_name(stored: IO[bytes], file_name: str) -> Iterator[Path]:
    """The stored file in a folder of its own and under its own name, so that sentences name it."""
    name = shown(file_name)[-NAME_LENGTH:].strip(". ") or "12345"
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        place = Path(folder) / name
        with place.open("wb") as kept:
            shutil.copyfileobj(stored, kept)
        yield place


def _rows(con: Any, intake: Intake) -> list[dict[str, Any]]:
    columns = ", ".join(f'"{name}"' for name in ("row", *CALLED))
    table = con.sql(f'SELECT {columns} FROM {intake.relation} ORDER BY "row"').to_arrow_table()
    return list(table.to_pylist())


def _rejects(con: Any, intake: Intake) -> list[dict[str, Any]]:
    named = ("row", "column", "problem", "hint")
    found = con.execute(
        f'SELECT "row", "column", problem, hint FROM {intake.rejects} ORDER BY 1, 2 LIMIT {SHOWN_REJECTS}'
    ).fetchall()
    return [dict(zip(named, each, strict=True)) for each in found]


def _check_unpacked(path: Path) -> None:
    """Refuse a workbook that unpacks to far more than a batch is; counted by unpacking, since its list may lie."""
    if not zipfile.is_zipfile(path):
        return
    left = AT_MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as packed:
            for member in packed.infolist():
                member.file_size = WHATEVER
                with packed.open(member) as content:
                    while piece := content.read(A_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise _unpacks_too_far(path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        # Broken or locked: the reader of workbooks says so in its own sentence.
        return


def _unpacks_too_far(path: Path) -> Unreadable:
    limit = AT_MOST_UNPACKED // 1_000_000
    return Unreadable(
        zh=f"“{path.name}”解开后超过 {limit} MB，没有读取。请从 12345 重新导出，或另存为 CSV。",
        en=f"{path.name} unpacks to more than {limit} MB and was not read. Export it again, or save it as CSV.",
    )


def _columns_missing(path: Path, missing: ColumnsMissing) -> CannotDo:
    wanted = {lang: [CALLED[name][lang] for name in missing.missing] for lang in ("zh", "en")}
    headers = missing.headers[:SHOWN_COLUMNS]
    return CannotDo(
        zh=f"“{path.name}”里没有找到这些列：{'、'.join(wanted['zh'])}。读到的表头是：{'、'.join(headers)}。"
        "请在表格里补上这些列，或把表头改成这些名称，再接收一次；现在什么都没有登记。",
        en=f"{path.name} has no column for: {', '.join(wanted['en'])}. Its headers are: {', '.join(headers)}. Add the "
        "columns or rename the headers so, and send it again; nothing was filed.",
    )
