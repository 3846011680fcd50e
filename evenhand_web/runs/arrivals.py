"""Files as they arrive: written under a private name, measured, told apart by what they contain, kept by digest."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.conf import settings

from evenhand.errors import EvenhandError
from evenhand_web.runs.models import Upload

HEAD_BYTES = 64 * 1024
NAME_LENGTH = 200


class CannotAccept(EvenhandError):
    """A file that is not what the platform reads; `field` is the part of the form it came with."""

    exit_code = 2

    def __init__(self, *, zh: str, en: str, field: str = "file") -> None:
        super().__init__(zh=zh, en=en)
        self.field = field


class Incoming(Protocol):
    """A file on its way in."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A file that has arrived but has no owner yet."""

    path: Path
    sha256: str
    suffix: str
    size: int

    def keep(self) -> Upload:
        """Put the file in its place. Called inside the transaction that makes it somebody's."""
        upload, _ = Upload.objects.get_or_create(sha256=self.sha256, suffix=self.suffix, defaults={"size": self.size})
        upload.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(self.path, upload.path)
        return upload


@contextmanager
def arriving(incoming: Incoming, *, field: str = "file", suffixes: tuple[str, ...] = ()) -> Iterator[Arrival]:
    """`incoming` on disk for as long as the block lasts; refuses what is empty or of another type than `suffixes`."""
    path = settings.VAR / "incoming" / uuid4().hex
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        digest, size = _write(incoming, path)
        if not size:
            raise CannotAccept(
                zh="文件是空的。请确认导出已完成，再重新选择。",
                en="The file is empty. Check that the export finished, then choose it again.",
                field=field,
            )
        suffix = kind_of_file(path, field=field)
        if suffixes and suffix not in suffixes:
            suffix = suffixes[0]
        yield Arrival(path=path, sha256=digest, suffix=suffix, size=size)
    finally:
        path.unlink(missing_ok=True)


def _write(incoming: Incoming, path: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in incoming.chunks():
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return digest.hexdigest(), size


def shown_name(name: str | None) -> str:
    """The name a file came with, for showing only: its last part, without control characters, of bounded length."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:NAME_LENGTH] or "–"


def kind_of_file(path: Path, *, field: str = "file") -> str:
    """The suffix that fits what `path` contains, whatever its name says."""
    with path.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ".xls"
    if head.startswith(b"PK\x03\x04"):
        return _workbook(path, field)
    return _text(head, field)


def _workbook(path: Path, field: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        names = []
    if "xl/workbook.xml" in names:
        return ".xlsx"
    raise CannotAccept(
        zh="这是一个压缩包或损坏的表格。请解压后上传其中的 CSV、XLSX、XLS、Parquet 或 JSON Lines 文件。",
        en="This is an archive or a damaged workbook. Unpack it and upload the table inside: "
        "CSV, XLSX, XLS, Parquet or JSON Lines.",
        field=field,
    )


def _text(head: bytes, field: str) -> str:
    start = _decoded(head)
    if start is None:
        raise CannotAccept(
            zh="读不出这是哪种文件。可以上传 CSV（UTF-8 或 GB18030）、XLSX、XLS、Parquet 或 JSON Lines。",
            en="This is not a kind of file that can be read. CSV (UTF-8 or GB18030), XLSX, XLS, Parquet or "
            "JSON Lines can.",
            field=field,
        )
    start = start.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        raise CannotAccept(
            zh="这是网页格式的文件（有些系统导出的“XLS”其实是网页）。请用表格软件打开，另存为 XLSX 后再上传。",
            en="This is a web page (some systems export one and call it XLS). Open it in a spreadsheet, save it as "
            "XLSX, and upload that.",
            field=field,
        )
    return ".jsonl" if start.startswith("{") else ".csv"


def _decoded(head: bytes) -> str | None:
    if b"\x00" in head:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            return head.decode(encoding)
        except UnicodeDecodeError as error:
            # Only the last character may be cut off by the end of the head.
            if error.start >= len(head) - 4 and len(head) == HEAD_BYTES:
                return head[: error.start].decode(encoding)
    return None
