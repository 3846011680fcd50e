"""The page of a detection."""

from pathlib import Path

import pyarrow as pa
import pytest
from made_up_rings import detection, ring
from page_reading import Reading

from evenhand.reports.rings_page import write_rings_page
from evenhand.rings.run import Detection

HOSTILE = "</style></blockquote><script>alert(1)</script>\u202e我的电话13800001111,请贵行停止催收并减免利息。"


def page_of(found: Detection, out: Path, lang: str = "zh") -> Reading:
    page = Reading(write_rings_page(found, out, lang=lang))
    page.must_be_inert()
    page.must_be_ordered()
    return page


def test_a_ring_is_told_with_both_sides_and_its_texts(tmp_path: Path) -> None:
    page = page_of(detection([ring(1, size=6)]), tmp_path)
    for words in (
        "看了 1,000 件投诉，发现：疑似有组织 1 组（6 件）。",
        "这里只是疑似，不是认定",
        "5 件共用电话号码 138····0000",
        "人数不多",
        "6 件中有 1 件，所涉机构在投诉前 180 天内对同一债务人的催收有发现",
        "其中 1 件关联较弱，列为待核，不作成员",
        "6 件投诉；文字相近 5 条、同一电话 5 条",
        "evenhand rings complaints.csv --out out --detector v1",
    ):
        assert words in page.text
    assert page.tags.count("u") >= 6
    assert page.tags.count("mark") == 3
    assert page.tags.count("svg") == 2
    assert "1380000000" not in page.source


def test_a_wave_is_about_the_institution_and_draws_no_ties_where_there_are_none(tmp_path: Path) -> None:
    found = detection([ring(1, kind="shared_cause", size=5)])
    page = page_of(Detection(**{**vars(found), "ties": found.ties.slice(0, 0)}), tmp_path)
    assert "应当检查的是机构，不是投诉人" in page.text
    assert "5 件投诉；没有记录关联" in page.text
    assert page.tags.count("svg") == 1


def test_without_an_audit_beside_it_nothing_is_claimed_of_collection(tmp_path: Path) -> None:
    page = page_of(detection([ring(1, borne_out=None)]), tmp_path)
    assert "没有可对照的催收检查结果" in page.text


def test_nothing_found_says_what_was_looked_at(tmp_path: Path) -> None:
    page = page_of(detection([], not_evaluated={"v1": ["phone", "agent"]}), tmp_path)
    assert "看了 1,000 件投诉，没有疑似有组织的投诉" in page.text
    assert "看过的关联：文字、代理人电话、邮箱" in page.text


@pytest.mark.parametrize("letter", [HOSTILE, HOSTILE * 20_000, "", "\x00" * 40], ids=["short", "huge", "empty", "nul"])
def test_hostile_narratives_are_inert_masked_and_visible(tmp_path: Path, letter: str) -> None:
    page = page_of(detection([ring(1), ring(2, kind="same_wording")], letter=letter), tmp_path)
    assert not {"\u202e", "\x00"} & set(page.source)
    assert "13800001111" not in page.source
    assert page.text.count("<script>") == page.text.count("</style></blockquote>")
    assert len(page.source) < 200_000


def test_large_rings_are_sampled_and_it_is_said(tmp_path: Path) -> None:
    page = page_of(detection([ring(1, size=200)]), tmp_path)
    assert "图中只画关联最多的 60 件" in page.text
    assert page.tags.count("circle") == 60


def test_thousands_of_rings_stay_one_small_page(tmp_path: Path) -> None:
    kinds = ("organised", "shared_cause", "same_wording")
    rings = [ring(n, kind=kinds[n % 3], size=70 if n < 210 else 3) for n in range(3000)]
    letter = "第{tail}封：" + "".join(chr(0x4E00 + n * 7 % 8000) for n in range(3000)) + "{owed}"
    page = page_of(detection(rings, letter=letter), tmp_path)
    assert len(page.source.encode()) < 1_500_000
    assert "下面详述最强的 30 组，接着列出 200 组；其余 770 组见 rings.parquet。" in page.text
    assert page.text.count("两面") == 70


def test_the_same_rings_give_the_same_bytes_whatever_the_order_of_rows(tmp_path: Path) -> None:
    found = detection([ring(n, size=12) for n in range(4)])
    first = write_rings_page(found, tmp_path).read_bytes()
    tables = {name: _reversed(getattr(found, name)) for name in ("rings", "members", "ties")}
    assert write_rings_page(Detection(**{**vars(found), **tables}), tmp_path).read_bytes() == first


def _reversed(table: pa.Table) -> pa.Table:
    return table.take(list(range(table.num_rows - 1, -1, -1)))


def test_what_was_not_compared_is_named_in_words(tmp_path: Path) -> None:
    page = page_of(detection([], not_evaluated={"v1": ["phone", "agent"]}), tmp_path)
    assert "没有比对：" in page.text
    assert "代理人agent agent、" in page.text
    assert "每项检查都做了" not in page.text


@pytest.mark.parametrize(("score", "said"), [(0.9968, "0.99 以上"), (0.9949, "0.99"), (0.5, "0.50")])
def test_a_score_is_never_a_certainty(score: float, said: str, tmp_path: Path) -> None:
    page = page_of(detection([{**ring(1), "score": score}]), tmp_path)
    assert f"组织化可能性 {said}" in page.text


def test_the_command_repeats_zone_and_layout(tmp_path: Path) -> None:
    page = page_of(detection([], tz="UTC", layout="cfpb"), tmp_path)
    assert "--engine duckdb --tz UTC --format cfpb" in page.text
