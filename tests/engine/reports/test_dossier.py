"""The evidence dossier of one ring: what a panel reads, as a page and as a document."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_up_rings import LETTER, START, detection, ring
from page_reading import Reading

from evenhand.errors import Misuse, Unreadable
from evenhand.records import FINDINGS
from evenhand.reports.dossier.facts import gather
from evenhand.reports.dossier.provenance import ring_digest
from evenhand.reports.dossier.sentences import detail_words
from evenhand.reports.dossier.write import write_dossiers
from evenhand.rings.reopened import reopen
from evenhand.rings.run import Detection, detect, write

HOSTILE = (
    "</style></blockquote><script>alert(1)</script>\u202e\x0b\x00\ufffe我的电话13800001111,请贵行停止催收并减免利息。"
)


def made(rings: list[dict[str, Any]], **changed: Any) -> Detection:
    """The made-up detection, its members with debtors."""
    found = detection(rings, **changed)
    debtors = pa.array([f"D{i}" for i in range(found.members.num_rows)])
    return Detection(**{**vars(found), "members": found.members.append_column("debtor_id", debtors)})


def findings(folder: Path, *, treated: int) -> Path:
    """Findings on the first `treated` debtors, the day before they complained, and advice on one more."""
    rows = [
        {
            "contact_id": f"c{i}",
            "debtor_id": f"D{i}",
            "at": START + timedelta(days=i - 1),
            "lender": "甬江银行",
            "agency": "",
            "pack": "cn-gbt-45251-2025",
            "rule": "contact-hours",
            "in_force": date(2025, 2, 28),
            "outcome": "breach" if i < treated else "advice",
            "sentence_zh": "22:01 致电13800004321。",
            "sentence_en": "Called 13800004321 at 22:01.",
        }
        for i in range(treated + 1)
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=FINDINGS), folder / "findings.parquet")
    return folder / "findings.parquet"


def words_of(document: Path) -> str:
    """Every word of a document, as it is read again."""
    opened = docx.Document(str(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def both_of(found: Detection, out: Path, **how: Any) -> tuple[Reading, str]:
    name = found.rings["ring_id"][0].as_py()
    html, document = write_dossiers(found, [name], out, docx=True, **how)
    page = Reading(html)
    page.must_be_inert()
    page.must_be_ordered()
    return page, words_of(document)


def test_a_panel_finds_everything_in_the_page_and_in_the_document(tmp_path: Path) -> None:
    found = made([ring(1, size=6, borne_out=2)])
    page, document = both_of(found, tmp_path, findings=findings(tmp_path, treated=2))
    for words in (
        "疑似:6 件投诉用同一电话。",
        "不是认定：是否异常由人经审议决定，并写明理由。",
        "不主张任何一件投诉内容不实。",
        "5 件共用电话号码 138····0000",
        "人数不多",
        "6 件投诉中有 2 件得到印证",
        "138····4321",
        "22:00 至次日 8:00 不得催收（GB/T 45251—2025 5.3 业务管理",
        "cn-gbt-45251-2025/contact-hours",
        "两件投诉留的是同一个电话，作为本人的或代理人的。",
        "证明该电话是本人、家人或单位的，或是他人擅自填写的",
        "出示户口簿或居住证明",
        "待核",
        "R-00001-T0005",
        "cd" * 32,
        ring_digest(found.members),
        "sha256sum complaints.csv",
        "evenhand dossier out --complaints complaints.csv --ring R-00001 --findings findings.parquet",
    ):
        assert words in page.text, words
        assert words in document, words
    assert page.tags.count("u") >= 6
    assert page.tags.count("mark") == 3
    assert page.tags.count("svg") == 2
    for text in (page.source, document):
        assert "1380000000" not in text
        assert "13800004321" not in text
    assert len(docx.Document(str(tmp_path / "R-00001.docx")).inline_shapes) == 2


def test_on_a_phone_each_cell_says_its_column(tmp_path: Path) -> None:
    """There the heads are out of sight and the rows stand one below the other."""
    page, _ = both_of(made([ring(1, size=6, borne_out=2)]), tmp_path, findings=findings(tmp_path, treated=2))
    tables = re.findall(r'<div class="wide broad".*?</table>', page.source, re.DOTALL)
    assert len(tables) >= 5
    for table in tables:
        heads = re.findall(r'<th scope="col"[^>]*><span class="zh" lang="zh-CN">(.*?)</span>.*?>(.*?)</span>', table)
        for row in table.split("<tr>")[2:]:
            assert re.findall(r'<td data-zh="(.*?)" data-en="(.*?)"', row) == heads


def test_in_english_the_document_is_english_and_the_page_begins_so(tmp_path: Path) -> None:
    page, document = both_of(made([ring(1)]), tmp_path, lang="en")
    assert "It is not a finding: people decide" in document
    assert "没有可对照" not in document
    assert '<html lang="en">' in page.source
    assert "There is no audit to compare with" in page.text


def test_hostile_letters_are_only_text(tmp_path: Path) -> None:
    page, document = both_of(made([ring(1, size=5)], letter=HOSTILE), tmp_path)
    for text in (page.text, document):
        assert "<script>alert(1)</script>" in text
        assert "⟨U+202E⟩" in text
        assert "⟨U+FFFE⟩" in text
        assert "13800001111" not in text


@pytest.mark.parametrize("where", ["ring_id", "institution", "detail", "reasons"])
def test_marks_and_controls_anywhere_else_are_only_text_too(tmp_path: Path, where: str) -> None:
    evil = "<i>&\x01\u202e]]>"
    row = ring(1, reasons=[evil]) if where == "reasons" else ring(1)
    found = made([row])
    columns = {
        "ring_id": (("rings", "ring_id"), ("members", "ring_id")),
        "institution": (("members", "institution"),),
        "detail": (("ties", "detail"),),
        "reasons": (),
    }
    for table, column in columns[where]:
        old = getattr(found, table)
        place = old.schema.get_field_index(column)
        found = Detection(**{**vars(found), table: old.set_column(place, column, pa.array([evil] * old.num_rows))})
    page, document = both_of(found, tmp_path)
    assert "<i>" not in page.source
    assert "<i>&␁" in page.text
    assert "<i>&␁" in document
    assert all(path.parent == tmp_path for path in tmp_path.rglob("*.html"))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        both_of(made([ring(1, size=7)]), tmp_path / folder)
    for name in ("R-00001.html", "R-00001.docx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.slow
def test_twenty_thousand_members_say_what_is_left_out(tmp_path: Path) -> None:
    page, document = both_of(made([ring(1, size=20_000)]), tmp_path)
    for text in (page.text, document):
        assert "未列出：成员 19,799 件、待核 1 件，见 members.parquet" in text
        assert "其余 19,940 件未画" in text
        assert "另有 19,994 条见 ties.parquet" in text
    assert len(page.source) < 400_000


def test_a_wave_is_about_the_institution_and_accuses_nobody(tmp_path: Path) -> None:
    page, document = both_of(made([ring(1, kind="shared_cause", size=5)]), tmp_path)
    for text in (page.text, document):
        assert "这份材料不针对任何投诉人" in text
        assert "提请审议" not in text


def test_a_kind_that_alone_binds_is_counted(tmp_path: Path) -> None:
    found = made([ring(1, size=5)])
    only_phones = found.ties.filter(pa.compute.equal(found.ties["kind"], "shared_number"))
    seen = gather(Detection(**{**vars(found), "ties": only_phones}), "R-00001")
    assert [(kind.kind, kind.ties, kind.complaints, kind.alone) for kind in seen.links.kinds] == [
        ("shared_number", 4, 5, 5)
    ]
    both = gather(found, "R-00001")
    assert {kind.kind: kind.alone for kind in both.links.kinds} == {"shared_number": 0, "same_wording": 0}
    assert both.letters_for((("shared_number", 1),)) == "A"


def test_what_does_not_fit_together_is_refused(tmp_path: Path) -> None:
    found = made([ring(1, size=6, borne_out=2)])
    with pytest.raises(Misuse, match="没有编号为 R-77777 的组；最强的几组是：R-00001"):
        gather(found, "R-77777")
    with pytest.raises(Unreadable, match="按它有 3 件得到印证，而当时有 2 件得到印证"):
        gather(found, "R-00001", findings=findings(tmp_path, treated=3))


def planted(to: Path) -> Path:
    """A file of complaints in which one telephone and one payee stand behind six people at three banks."""
    heads = "complaint_id,received_at,narrative,institution,complainant_id,phone,payee"
    letter = LETTER.replace("\n", "")
    rows = [
        f"a{i},2025-03-0{1 + i % 3},{letter.format(owed=9000 + 17 * i, tail=i).replace(',', '，')},银行{i % 3},p{i},"
        f"1380000000{i % 2},乐讯咨询"
        for i in range(8)
    ]
    rows += [f"b{i},2025-03-{i % 28 + 1:02d},第{i}个人自己的话，说的是另一件事{i * 7}，银行{i % 3},q{i},,"
             for i in range(60)]  # fmt: skip
    to.write_text("\n".join([heads, *rows]) + "\n", encoding="utf-8")
    return to


def test_a_run_is_opened_again_beside_its_own_file_only(tmp_path: Path) -> None:
    file = planted(tmp_path / "complaints.csv")
    found = detect(file)
    write(found, tmp_path / "run")
    again = reopen(tmp_path / "run", file)
    assert again.rings.equals(found.rings)
    key = [("ring_id", "ascending"), ("complaint_id", "ascending")]
    assert again.members.sort_by(key).to_pylist() == found.members.sort_by(key).to_pylist()
    file.write_text(file.read_text(encoding="utf-8") + "z,2025-03-01,新的一行,银行1,z,,\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="不是这次运行所用的文件") as refused:
        reopen(tmp_path / "run", file)
    assert "is not the file that the run was made from" in refused.value.en
    with pytest.raises(Unreadable, match="不是 evenhand rings 写出的结果文件夹"):
        reopen(tmp_path, file)
    with pytest.raises(Unreadable, match="找不到或打不开投诉文件"):
        reopen(tmp_path / "run", tmp_path / "gone.csv")
    summary = tmp_path / "run" / "summary.json"
    summary.write_text(json.dumps({"kind": "audit"}), encoding="utf-8")
    with pytest.raises(Unreadable):
        reopen(tmp_path / "run", file)


def test_without_the_extra_the_page_is_written_and_the_document_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    assert [path.suffix for path in write_dossiers(made([ring(1)]), ["R-00001"], tmp_path)] == [".html"]
    with pytest.raises(Misuse, match=r"pip install"):
        write_dossiers(made([ring(1)]), ["R-00001"], tmp_path, docx=True)


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("jaccard 0.70", "相似度 0.70", "likeness 0.70"),
        ("overlap 0.31", "罕见字词重合 0.31", "rare words in common 0.31"),
        ("1 x chance", "略多于偶然", "a little more than chance"),
        ("12 x chance", "约为偶然的 12 倍", "about 12 times chance"),
        ("138····9001", "138····9001", "138····9001"),
    ],
)
def test_measures_are_told_in_words(written: str, zh: str, en: str) -> None:
    assert detail_words(written) == (zh, en)
