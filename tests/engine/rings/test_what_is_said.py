"""What a run says: reasons with numbers in both languages, masked handles, both sides, and nothing of lawful words."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from complaint_scenes import BANKS, Scene, ring
from ring_detection import Detect

from evenhand.errors import Misuse, Unreadable
from evenhand.records import FINDINGS, MEMBERS, RINGS, TIES
from evenhand.rings.run import write

PHONE, ACCOUNT = "13900001234", "9911222233334444"


def test_reasons_count_people_and_mask_what_they_share(scene: Scene, detected: Detect) -> None:
    ring(scene, agent="王二麻", agent_phone=PHONE, payee=ACCOUNT)
    detection = detected(scene.rows)
    (row,) = detection.rings.to_pylist()
    everything = json.dumps([row, *detection.ties.to_pylist()], default=str, ensure_ascii=False)
    assert PHONE not in everything
    assert ACCOUNT not in everything
    assert "王二麻" not in everything
    assert any(
        "10 人的 10 件投诉共用电话号码 139····1234（全部 210 名投诉人中仅 10 人有）" in one for one in row["reasons"]
    )
    assert any("share the payee or account 991····4444" in one for one in row["reasons"])
    assert any("10 人使用同一模板" in one for one in row["reasons"])
    assert all(" / " in one for one in (*row["reasons"], *row["counter"]))
    assert row["sentence_zh"].startswith("疑似有组织：10 人的 10 件投诉")
    assert row["sentence_en"].startswith("Suspected to be organised: 10 complaints by 10 people")
    assert any("calibrated on made-up complaints only" in one for one in row["counter"])


def test_what_is_written_is_what_the_interface_names(scene: Scene, detected: Detect, tmp_path: Path) -> None:
    ring(scene, agent_phone=PHONE)
    detection = detected(scene.rows)
    write(detection, tmp_path / "out")
    rings = pq.read_table(tmp_path / "out" / "rings.parquet")
    assert rings.schema.names == [*RINGS.names, "history"]
    assert pq.read_table(tmp_path / "out" / "members.parquet").schema.names == MEMBERS.names
    assert pq.read_table(tmp_path / "out" / "ties.parquet").schema.names == TIES.names
    assert (tmp_path / "out" / "rejects.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["counts"] == {"organised": 1, "same_wording": 0, "shared_cause": 0}
    assert (summary["rows_read"], summary["members"]["organised"], summary["detector"]) == (210, 10, "v2")
    assert summary["ties"]["shared_number"] == 9
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert scene.rows[-1]["narrative"].encode() not in written


def test_a_run_can_be_repeated(scene: Scene, detected: Detect) -> None:
    ring(scene, agent_phone=PHONE)
    one, two = detected(scene.rows), detected(scene.rows)
    assert one.rings.equals(two.rings)
    assert {**one.summary, "seconds": 0} == {**two.summary, "seconds": 0}


def test_missing_columns_are_named(scene: Scene, detected: Detect) -> None:
    bare = [{name: row[name] for name in ("complaint_id", "received_at", "narrative", "phone")} for row in scene.rows]
    left_out = detected(bare).summary["not_evaluated"]["v2"]
    assert "payee" in left_out
    assert "phone" not in left_out


# Pairs of equal length, so that only the words differ.
WORDS = [
    ("我已致电客服热线和监管部门", "我中午吃了一碗牛肉面和青菜"),
    ("要求提供授权文件", "中午吃了一碗米饭"),
    ("我已委托律师", "今天天气晴好"),
    ("申请第七十条停息挂账个性化分期", "春天里桥边柳树绿了河水也涨起来"),
    ("代理人持有委托书", "邻居送来一篮杨梅"),
]
LAWFUL = [lawful for lawful, _ in WORDS]


@pytest.mark.parametrize(("lawful", "plain"), WORDS)
def test_lawful_words_change_no_score(scene: Scene, detected: Detect, lawful: str, plain: str) -> None:
    assert len(lawful) == len(plain)
    since = len(scene.rows)
    ring(scene, agent_phone=PHONE)
    written = [row["narrative"] for row in scene.rows]
    found = []
    for words in (lawful, plain):
        for row, narrative in zip(scene.rows, written, strict=True):
            row["narrative"] = narrative + words if row["complaint_id"] > f"C{since:06d}" else narrative
        found.append(detected(scene.rows).rings.select(["ring_id", "kind", "score", "complaints"]).to_pylist())
    assert found[0] == found[1]


def test_lawful_words_make_nobody_suspect(scene: Scene, detected: Detect) -> None:
    for place in range(60):
        scene.add(narrative=scene.letter(60) + "".join(LAWFUL[place % 5 :]) + scene.letter(60))
    assert detected(scene.rows).summary["counts"]["organised"] == 0


def finding(**given: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(FINDINGS.names)
    return {**row, "outcome": "breach", **given}


def test_both_sides_are_counted(scene: Scene, detected: Detect, tmp_path: Path) -> None:
    since, received = len(scene.rows), datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
    ring(scene, agent_phone=PHONE, received_at=received)
    for number, row in enumerate(scene.rows[since:]):
        row.update(debtor_id=f"D{number}", institution=BANKS[number % 5])
    before = {"at": received - timedelta(days=10)}
    rows = [
        finding(debtor_id="D0", lender=BANKS[0], **before),
        finding(debtor_id="D0", lender=BANKS[0], **before),
        finding(debtor_id="D1", lender=BANKS[1], at=received - timedelta(days=180)),
        finding(debtor_id="D2", lender=BANKS[2], at=received - timedelta(days=181)),
        finding(debtor_id="D3", lender=BANKS[3], at=received + timedelta(days=1)),
        finding(debtor_id="D4", lender=BANKS[0], **before),
        finding(debtor_id="D5", lender=BANKS[0], outcome="advice", **before),
        finding(debtor_id="D6", lender=BANKS[1], outcome="review", **before),
    ]
    path = tmp_path / "findings.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=FINDINGS), path)
    (row,) = detected(scene.rows, findings=path).rings.to_pylist()
    assert row["borne_out"] == 3
    assert "10 件中有 3 件" in row["counter"][0]
    (unknown,) = detected(scene.rows).rings.to_pylist()
    assert unknown["borne_out"] is None


def test_findings_that_are_none_are_named(scene: Scene, detected: Detect, tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    pq.write_table(pa.table({"at": [1]}), path)
    with pytest.raises(Unreadable) as refused:
        detected(scene.rows, findings=path)
    assert refused.value.en.startswith("other.parquet lacks debtor_id, lender, outcome")


@pytest.mark.parametrize(("options", "words"), [({"detector": "v9"}, "v9"), ({"engine": "abacus"}, "abacus")])
def test_unknown_ways_are_refused(scene: Scene, detected: Detect, options: dict[str, str], words: str) -> None:
    with pytest.raises(Misuse) as refused:
        detected(scene.rows, **options)
    assert words in refused.value.en
    assert words in refused.value.zh
