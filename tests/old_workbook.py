"""Write a minimal workbook of the old kind (XLS: BIFF8 records in a compound file), for tests."""

import struct
from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LEAST_STREAM = 4096  # a smaller stream would go elsewhere in the file


def record(kind: int, body: bytes) -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def wide(text: str, length: str) -> bytes:
    """A BIFF8 string of sixteen-bit characters after its length."""
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def write_xls(path: Path, rows: list[list[str | float]], sheet: str = "Sheet1") -> Path:
    """Write `rows` as the only sheet of `path`."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + record(0x0042, b"\xb0\x04")
    bound = lambda at: record(0x0085, struct.pack("<IBB", at, 0, 0) + wide(sheet, "<B"))  # noqa: E731
    end = record(0x000A, b"")
    at = len(start) + len(bound(0)) + len(end)
    cells = b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + record(0x0200, size) + cells + end
    path.write_bytes(compound(start + bound(at) + end + page))
    return path


def cell(row: int, column: int, value: str | float) -> bytes:
    """A label or a number."""
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return record(0x0204, place + wide(value, "<H"))
    return record(0x0203, place + struct.pack("<d", value))


def compound(stream: bytes) -> bytes:
    """A compound file with `stream` as its one stream, called Workbook."""
    stream = stream.ljust(max(LEAST_STREAM, -(-len(stream) // SECTOR) * SECTOR), b"\x00")
    sectors = len(stream) // SECTOR
    fat = [FAT, END, *range(3, sectors + 2), END]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, LEAST_STREAM, END, 0, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    directory = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, FREE, 2, len(stream)) + bytes(256)
    return head + struct.pack(f"<{len(fat)}I", *fat) + directory + stream


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """One directory entry."""
    text = (name + "\x00").encode("utf-16-le")
    links = struct.pack("<III", FREE, FREE, child)
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
