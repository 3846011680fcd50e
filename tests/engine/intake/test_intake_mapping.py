"""`--map`: a user's own headers and words; every fault of the file gets its sentence."""

from pathlib import Path

import pytest
from written_tables import contact, reading, write_csv, write_xlsx

from evenhand.errors import Misuse, Unreadable
from evenhand.intake.mapping import read_mapping
from evenhand.records import CONTACTS


def test_own_headers_and_words_are_understood(tmp_path: Path, root: Path) -> None:
    rows = [
        {
            "作业序号": "K1",
            "拨打时刻": "2025-03-01 09:00",
            "客户代号": "D1",
            "渠道": "智能机器人",
            "结果": "谈妥",
            "是否拒绝": "拉黑",
        },
        {
            "作业序号": "K2",
            "拨打时刻": "2025-03-01 10:00",
            "客户代号": "D1",
            "渠道": "电话",
            "结果": " 没人接 ",
            "是否拒绝": "否",
        },
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows, titles=["催收作业", "制表人：某某"])
    with reading(path, mapping=root / "examples" / "contacts_map.yaml") as read:
        assert read.rejects == []
        assert read.column("channel") == ["call", "call"]
        assert read.column("outcome") == ["conversation", "no_answer"]
        assert read.column("refused") == [True, False]
        assert read.column("row") == [4, 5]


def test_a_mapping_wins_over_our_own_words_and_one_header_may_serve_twice(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "columns: {number: 备用号码, debtor_id: 客户, collector_id: 客户}", encoding="utf-8"
    )
    row = {"contact_id": "K1", "at": "20250301", "客户": "D1", "channel": "call", "电话": "1", "备用号码": "2"}
    with reading(write_csv(tmp_path / "a.csv", [row]), mapping=tmp_path / "map.yaml") as read:
        assert read.column("number") == ["2"]
        assert read.column("debtor_id") == read.column("collector_id") == ["D1"]
        assert read.column("电话") == ["1"]


def test_words_for_text_columns_unite_spellings(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("values: {lender: {某某银行股份有限公司: 某某银行}}", encoding="utf-8")
    rows = [contact(contact_id="K1", lender="某某银行股份有限公司"), contact(contact_id="K2", lender="某某银行")]
    with reading(write_csv(tmp_path / "a.csv", rows), mapping=tmp_path / "map.yaml") as read:
        assert read.column("lender") == ["某某银行", "某某银行"]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("columns: {at: 时间, at: 时刻}", "重复了“at”", "repeats the key at"),
        ("columns: [at]", "写法应为", "must have the shape"),
        ("- at", "写法应为", "must have the shape"),
        ("", "写法应为", "must have the shape"),
        ("column: {at: 时间}", "写法应为", "must have the shape"),
        ("columns: {at: [时间, 时刻]}", "写法应为", "must have the shape"),
        ("columns: {at: }", "写法应为", "must have the shape"),
        ("columns: {at: 时间", "不是有效的 YAML", "not valid YAML"),
        ("columns: {contact: 编号}", "最接近的是 contact_id", "the nearest is contact_id"),
        ("values: {chanel: {电: call}}", "最接近的是 channel", "the nearest is channel"),
        ("values: {channel: {电: phone}}", "可用的是 call", "must be one of call"),
        ("values: {refused: {拉黑: 对}}", "可用的是 true、false", "must be one of true, false"),
        ("values: {at: {今天: 20250301}}", "时间或数字", "times or numbers"),
    ],
)
def test_a_faulty_mapping_gets_its_sentence(tmp_path: Path, text: str, zh: str, en: str) -> None:
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Misuse) as caught:
        read_mapping(tmp_path / "map.yaml", CONTACTS)
    assert zh in caught.value.zh
    assert en in caught.value.en
    assert caught.value.exit_code == 2


def test_a_mapping_that_is_missing_or_no_text_gets_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / "map.yaml"):
        with pytest.raises(Misuse, match="打不开对照文件"):
            read_mapping(path, CONTACTS)


def test_a_mapped_header_that_the_file_lacks_gets_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("columns: {number: 联系电话号}", encoding="utf-8")
    path = write_csv(tmp_path / "a.csv", [contact(联系电话="1")])
    with (
        pytest.raises(Misuse, match="没有这个表头；最接近的是“联系电话”"),
        reading(path, mapping=tmp_path / "map.yaml"),
    ):
        pass


@pytest.mark.parametrize(
    ("headers", "zh", "en"),
    [
        (["contact_id", "at", "debtor_id"], "缺少必需的列：channel。", "lacks the required column channel."),
        (
            ["联系编号", "呼出时刻", "客户编号", "渠道"],
            "at（最接近的表头是“呼出时刻”）",
            "at (the nearest header is 呼出时刻)",
        ),
        (["联系编号", "呼出时刻", "客户编号", "渠道"], "columns: {at: 呼出时刻}", "--map FILE.yaml"),
        (["甲", "乙"], "读到的表头：甲、乙", "Headers found: 甲, 乙"),
    ],
)
def test_a_missing_column_names_the_nearest_header(tmp_path: Path, headers: list[str], zh: str, en: str) -> None:
    path = write_csv(tmp_path / "a.csv", [dict.fromkeys(headers, "x")])
    with pytest.raises(Unreadable) as caught, reading(path):
        pass
    assert zh in caught.value.zh
    assert en in caught.value.en
    assert caught.value.exit_code == 3


def test_of_two_columns_that_claim_the_same_the_stronger_is_used_and_it_is_said(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [contact(手机号="1", 联系号码="2", number="3")])
    with reading(path) as read:
        assert read.column("number") == ["3"]
        assert read.column("手机号") == ["1"]
        assert read.logged() == [(1, "number", "手机号"), (1, "number", "联系号码")]
        assert read.intake.rows_rejected == 0
