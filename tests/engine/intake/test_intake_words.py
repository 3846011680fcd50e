"""Headers and values in English and in the words of Chinese exports."""

from pathlib import Path

import pytest
from written_tables import contact, reading, write_csv

from evenhand.intake.words import folded, folded_header, vocabulary
from evenhand.records import COMPLAINTS, CONTACTS, MANDATES, Column


@pytest.mark.parametrize(
    ("table", "columns"), [("contacts", CONTACTS), ("complaints", COMPLAINTS), ("mandates", MANDATES)]
)
def test_every_column_and_closed_value_has_words(table: str, columns: tuple[Column, ...]) -> None:
    words = vocabulary(table)
    spelled = {name for name, _ in words.headers.values()}
    assert spelled == {column.name for column in columns}
    for column in columns:
        assert words.column_of(column.name) == (column.name, 0)
        assert set(column.values) <= set(words.values[column.name].values())
        assert all(words.values[column.name][folded(value)] == value for value in column.values)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("呼出时间", "at"),
        ("通话时长", "duration_s"),
        ("通话时长(秒)", "duration_s"),
        ("通话时长（秒）", "duration_s"),
        ("与债务人关系", "counterparty"),
        ("Contact ID", "contact_id"),
        (" contact-id ", "contact_id"),
        ("ＣＯＮＴＡＣＴ＿ＩＤ", "contact_id"),
        ("联系渠道*", "channel"),
        ("被叫号码：", "number"),
        ("通话时长(分钟)", None),
        ("天气", None),
        ("", None),
    ],
)
def test_a_header_names_a_column(header: str, column: str | None) -> None:
    claim = vocabulary("contacts").column_of(header)
    assert (claim and claim[0]) == column


@pytest.mark.parametrize(
    ("word", "same"),
    [("No Answer", "no_answer"), ("NO-ANSWER", "noanswer"), ("ＡＩ外呼", "ai外呼"), ("\u200b是 ", "是")],
)
def test_spelling_is_compared_without_case_width_and_spaces(word: str, same: str) -> None:
    assert folded(word) == folded(same)


def test_only_a_harmless_unit_is_taken_off_a_header() -> None:
    assert folded_header("时长（秒）*") == "时长"
    assert folded_header("时长（分钟）") == "时长(分钟)"
    assert folded_header("*") == "*"


WORDS = {
    "channel": {
        "电话": "call",
        "短信": "sms",
        "微信": "im",
        "上门": "visit",
        "外访": "visit",
        "信函": "letter",
        "邮件": "email",
        "公开张贴": "post",
        "Phone": "call",
        "SMS": "sms",
    },
    "outcome": {
        "有效通话": "conversation",
        "接通": "answered",
        "已接通未表明身份": "answered",
        "无人接听": "no_answer",
        "未接通": "no_answer",
        "语音信箱": "voicemail",
        "空号": "not_in_service",
        "停机": "not_in_service",
        "忙线": "busy",
        "占线": "busy",
        "掉线": "dropped",
        "发送成功": "sent",
        "发送失败": "failed",
        "No Answer": "no_answer",
    },
    "counterparty": {
        "本人": "debtor",
        "担保人": "guarantor",
        "配偶": "spouse",
        "紧急联系人": "emergency_contact",
        "父母": "relative",
        "同事": "colleague",
        "单位": "employer",
        "律师": "attorney",
        "朋友": "other",
        "未知": "unknown",
        "Self": "debtor",
    },
    "direction": {"呼出": "out", "呼入": "in", "Inbound": "in"},
    "purpose": {
        "催收": "collect",
        "核实联系方式": "locate",
        "转告": "relay",
        "法定通知": "notice_required_by_law",
        "回电": "reply",
    },
    "exception": {
        "失联": "unreachable",
        "身故": "deceased",
        "限制行为能力": "incapacity",
        "自愿代偿": "volunteers_to_pay",
    },
    "debt_kind": {"信用卡": "card", "消费贷": "consumer", "助学贷款": "student", "房贷": "mortgage"},
    "place": {"家中": "home", "单位": "work", "公共场所": "public"},
    "refused": {
        "是": True,
        "否": False,
        "Y": True,
        "n": False,
        "1": True,
        "0": False,
        "TRUE": True,
        "拒绝": True,
        "无": False,
    },
    "identified": {"是": True, "否": False, "未表明": False},
}


@pytest.mark.parametrize("column", WORDS)
def test_the_words_of_exports_are_understood(tmp_path: Path, column: str) -> None:
    rows = [{**contact(contact_id=f"K{n}"), column: word} for n, word in enumerate(WORDS[column])]
    with reading(write_csv(tmp_path / "a.csv", rows)) as read:
        assert read.rejects == []
        assert read.column(column) == [*WORDS[column].values()]


def test_lists_are_parted_by_semicolons_and_understood_item_by_item(tmp_path: Path) -> None:
    rows = [
        contact(contact_id="K1", consent="夜间； frequency", opted_out="电话;13800001111", debt_id="B1 ; B2；B3;;"),
        contact(
            contact_id="K2", consent="第三人、地点", opted_out="", debt_id="", debtor_tz="北京时间;America/New_York"
        ),
    ]
    with reading(write_csv(tmp_path / "a.csv", [{"debtor_tz": "", **row} for row in rows])) as read:
        assert read.rejects == []
        assert read.column("consent") == [["frequency", "hours"], ["place", "third_party"]]
        assert read.column("opted_out") == [["call", "13800001111"], []]
        assert read.column("debt_id") == [["B1", "B2", "B3"], None]
        assert read.column("debtor_tz") == [None, ["America/New_York", "Asia/Shanghai"]]
