"""What complaints enclose: nearly equal papers are found, and nothing hostile is opened."""

import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from evenhand.errors import Misuse, Unreadable
from evenhand.rings.attachments.opening import Paper, open_paper
from evenhand.rings.attachments.prints import near_groups
from evenhand.rings.attachments.run import MOST_OF_ONE, look_at_attachments

WORDS = (
    "We certify that the bearer {name} has been under treatment since the day stated below and cannot work. No. {no}"
)


def form(seed: int) -> Image.Image:
    """A made-up sheet: dark lines and boxes on white, the same from the same seed."""
    rng = np.random.default_rng(seed)
    sheet = np.full((600, 420), 245, np.uint8)
    for _ in range(40):
        top, left = int(rng.integers(0, 560)), int(rng.integers(0, 360))
        sheet[top : top + int(rng.integers(4, 60)), left : left + int(rng.integers(10, 200))] = int(
            rng.integers(0, 200)
        )
    return Image.fromarray(sheet)


def pdf(to: Path, text: str, *, producer: str = "Made-up Writer 1.0") -> Path:
    """A PDF of one page with this text."""
    stream = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<</Producer({producer})>>".encode(),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF"
    to.write_bytes(body + end % (table, len(body)))
    return to


def looked(
    tmp_path: Path, enclosed: list[str], **how: Any
) -> tuple[list[dict[str, Any]], dict[str, set[frozenset[int]]], str]:
    """Rows, groups of complaints by kind, and rejects, for one complaint for each entry of `enclosed`."""
    file, out = tmp_path / "complaints.csv", tmp_path / "out"
    rows = [f'{place},2025-03-01,x,"{names}"' for place, names in enumerate(enclosed)]
    file.write_text("\n".join(["complaint_id,received_at,narrative,attachments", *rows]) + "\n", encoding="utf-8")
    look_at_attachments(file, folder=tmp_path / "files", out=out, **how)
    held: dict[tuple[str, str], set[int]] = {}
    for row in pq.read_table(out / "attachment_handles.parquet").to_pylist():
        held.setdefault((row["kind"], row["value"]), set()).add(int(row["complaint_id"]))
    groups: dict[str, set[frozenset[int]]] = {}
    for (kind, _), complaints in held.items():
        groups.setdefault(kind.removeprefix("attachment_"), set()).add(frozenset(complaints))
    return pq.read_table(out / "attachments.parquet").to_pylist(), groups, (out / "rejects.csv").read_text("utf-8-sig")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def test_one_picture_scaled_compressed_and_dimmed_is_one_and_others_are_not(tmp_path: Path, files: Path) -> None:
    sheet = form(1)
    sheet.save(files / "a.png")
    sheet.resize((300, 430)).save(files / "b.jpg", quality=45)
    sheet.point(lambda grey: int(grey * 0.8 + 10)).convert("RGB").save(files / "c.webp", quality=60)
    sheet.save(files / "d.pdf")
    for number in range(2, 30):
        form(number).save(files / f"other{number}.png")
    others = [f"other{number}.png" for number in range(2, 30)]
    rows, groups, _ = looked(tmp_path, ["a.png", "b.jpg", "c.webp", "d.pdf", *others])
    assert groups["near"] == {frozenset({0, 1, 2, 3})}
    assert "bytes" not in groups
    assert [row["kind"] for row in rows if int(row["complaint_id"]) < 4] == ["png", "jpg", "webp", "pdf"]


def test_one_form_filled_twice_one_serial_number_and_one_maker(tmp_path: Path, files: Path) -> None:
    pdf(files / "a.pdf", WORDS.format(name="x", no="ZX-2025-004411"), producer="Forge 2.1")
    pdf(files / "b.pdf", WORDS.format(name="x", no="ZX-2025-004412"), producer="Forge 2.1")
    pdf(files / "c.pdf", "Quite another letter about a loan, see number below. Serial No: ZX-2025-004411")
    rows, groups, _ = looked(tmp_path, ["a.pdf", "b.pdf", "c.pdf"])
    assert groups["serial"] == {frozenset({0, 2})}
    assert groups["producer"] == {frozenset({0, 1})}
    assert "text" not in groups
    assert rows[0]["producer"] == "Forge 2.1"
    assert "004411" not in str(rows)


def test_words_in_images_are_read_where_somebody_reads_them(tmp_path: Path, files: Path) -> None:
    for name, seed in (("a.png", 1), ("b.png", 2), ("c.png", 3)):
        form(seed).save(files / name)
    said = (
        "兹证明该同志因病需要休养，不能参加工作，特此证明，请有关单位予以照顾，"
        "并给予必要的协助为盼，本证明复印无效，以原件为准。"
    )
    lines = iter([f"{said}编号：A20250001 姓名甲", f"{said}编号：A20250002 姓名甲", "空白"])
    rows, groups, _ = looked(tmp_path, ["a.png", "b.png", "c.png"], words_of=lambda picture: [next(lines)])
    assert groups["form"] == {frozenset({0, 1})}
    assert "text" not in groups
    assert rows[2]["form_digest"] is None
    assert said not in str(rows)


def test_equal_bytes_are_opened_once_and_shared(tmp_path: Path, files: Path) -> None:
    for name in ("a.png", "b.png"):
        form(1).save(files / name)
    read = []
    _, groups, _ = looked(tmp_path, ["a.png", "b.png"], words_of=lambda picture: read.append(1) or [])
    assert groups["bytes"] == groups["near"] == {frozenset({0, 1})}
    assert len(read) == 1


def test_white_pages_are_near_to_nothing(tmp_path: Path, files: Path) -> None:
    for name, size in (("a.png", (300, 400)), ("b.png", (310, 400))):
        Image.new("L", size, 250).save(files / name)
    _, groups, _ = looked(tmp_path, ["a.png", "b.png"])
    assert groups == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空文件"),
        (b"PK\x03\x04rest", "加密或打包的文件"),
        (b"MZ not a picture", "不是 jpg、png、webp、heic 或 PDF"),
        (b"\x89PNG\r\n\x1a\n cut short", "损坏或不完整"),
        (b"\xff\xd8\xff\xe0 cut short", "损坏或不完整"),
        (b"%PDF-1.7 cut short", "损坏或不完整"),
    ],
)
def test_what_cannot_be_opened_is_told_and_the_rest_is_seen(
    tmp_path: Path, files: Path, content: bytes, told: str
) -> None:
    (files / "bad.bin").write_bytes(content)
    form(1).save(files / "good.png")
    rows, _, rejects = looked(tmp_path, ["bad.bin", "good.png"])
    assert [row["attachment"] for row in rows] == ["good.png"]
    assert told in rejects


def test_a_picture_of_a_thousand_million_points_is_not_decoded(tmp_path: Path, files: Path) -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = (50_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    (files / "bomb.png").write_bytes(png)
    _, _, rejects = looked(tmp_path, ["bomb.png"])
    assert "过大，没有打开" in rejects


def test_nothing_outside_the_folder_is_opened(tmp_path: Path, files: Path) -> None:
    form(1).save(tmp_path / "secret.png")
    os.symlink(tmp_path / "secret.png", files / "link.png")
    names = [
        "../secret.png",
        str(tmp_path / "secret.png"),
        "link.png",
        "C:\\secret.png",
        "a/../../secret.png",
        "gone.png",
    ]
    rows, _, rejects = looked(tmp_path, names)
    assert rows == []
    assert rejects.count("路径指向文件夹之外，没有打开") == 5
    assert rejects.count("文件夹里没有这份附件") == 1


def test_ten_thousand_attachments_on_one_complaint_are_bounded_and_said(tmp_path: Path, files: Path) -> None:
    form(1).save(files / "a.png")
    names = ";".join(f"x{number}.png" for number in range(10_000))
    rows, _, rejects = looked(tmp_path, ["a.png", names])
    assert len(rows) == 1
    assert f"附件 10000 份，只看了前 {MOST_OF_ONE} 份" in rejects
    assert rejects.count("文件夹里没有这份附件") == MOST_OF_ONE


def test_a_sealed_pdf_is_told(tmp_path: Path, files: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=pdf(files / "plain.pdf", "text"))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(files / "sealed.pdf")
    assert open_paper(files / "sealed.pdf", words_of=None) == "sealed"
    assert isinstance(open_paper(files / "plain.pdf", words_of=None), Paper)


def test_groups_do_not_chain_and_do_not_depend_on_order() -> None:
    chain = np.array([0, 0b11111, 0b1111111111, 0b111111111111111], np.uint64)
    groups = near_groups(chain)
    assert groups[0] == groups[1]
    assert groups[0] != groups[3]
    shuffled = np.array([3, 1, 0, 2])
    again = near_groups(chain[shuffled])
    as_values = {frozenset(chain[groups == leader].tolist()) for leader in groups}
    assert {frozenset(chain[shuffled][again == leader].tolist()) for leader in again} == as_values


def test_a_missing_folder_and_a_missing_extra_are_said(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable, match="--attachments"):
        look_at_attachments(tmp_path / "c.csv", folder=tmp_path / "gone", out=tmp_path / "out")
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    with pytest.raises(Misuse, match=r"pip install"):
        looked(tmp_path, ["a.png"])
