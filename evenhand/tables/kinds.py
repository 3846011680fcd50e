"""What a file is, told by its first and last bytes and not by its name."""

import hashlib
from pathlib import Path
from typing import Literal

from evenhand.errors import Unreadable

Kind = Literal["parquet", "workbook", "json_lines", "delimited"]

HEAD_BYTES = 4096
BLOCK_BYTES = 1 << 20


def digest_of(path: Path) -> str:
    """The SHA-256 of the bytes of `path`, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def kind_of(path: Path) -> Kind:
    """What `path` is by content; raises `Unreadable` for what is missing, empty, broken off or no table."""
    head = _head_of(path)
    if head.startswith(b"PAR1"):
        return _whole_parquet(path)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "workbook"
    _refuse_other_formats(path, head)
    text = head.decode("utf-8-sig", errors="ignore").lstrip()
    if text.startswith("{"):
        return "json_lines"
    if text.startswith("[") and path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        raise Unreadable(
            zh=f"“{path.name}”是一个 JSON 数组；请改成每行一条记录的 JSON Lines 再读。",
            en=f"{path.name} is one JSON array; save it as JSON Lines, one record a line.",
        )
    return "delimited"


def _head_of(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable(
            zh=f"“{path}”是一个文件夹；请给出其中的文件。", en=f"{path} is a folder; name a file inside it."
        )
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError:
        raise Unreadable(
            zh=f"找不到文件“{path}”；请核对文件名和位置。", en=f"{path} was not found; check its name and place."
        ) from None
    except OSError as fault:
        raise Unreadable(
            zh=f"打不开文件“{path}”（{fault.strerror}）；请核对权限。",
            en=f"{path} cannot be opened ({fault.strerror}); check its permissions.",
        ) from None
    if not head.strip(b"\xef\xbb\xbf \t\r\n") and path.stat().st_size <= HEAD_BYTES:
        raise empty(path)
    return head


def empty(path: Path) -> Unreadable:
    """The sentence for a file with nothing in it."""
    return Unreadable(
        zh=f"“{path.name}”是空文件，没有表头也没有记录；请重新导出。",
        en=f"{path.name} is empty: no header and no rows; export it again.",
    )


def _whole_parquet(path: Path) -> Kind:
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - 4))
        whole = size > 12 and stream.read(4) == b"PAR1"
    if not whole:
        raise truncated(path)
    return "parquet"


def truncated(path: Path) -> Unreadable:
    """The sentence for a Parquet file that was cut short or damaged."""
    return Unreadable(
        zh=f"“{path.name}”不是完整的 Parquet 文件，可能没有传完；请重新复制或导出。",
        en=f"{path.name} is not a whole Parquet file, it was probably cut short; copy or export it again.",
    )


def _refuse_other_formats(path: Path, head: bytes) -> None:
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lower.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")):
        found_zh, found_en = "网页或 XML", "a web page or XML"
    elif head.startswith(b"%PDF"):
        found_zh, found_en = "PDF", "a PDF"
    elif head.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")):
        found_zh, found_en = "压缩包", "a compressed archive"
    else:
        return
    raise Unreadable(
        zh=f"“{path.name}”的内容是{found_zh}，不是表格；请另存为 xlsx、csv 或 parquet 再读。",
        en=f"{path.name} holds {found_en}, not a table; save it as xlsx, csv or parquet first.",
    )
