"""What is found, and what is left alone."""

import json
from collections import Counter
from pathlib import Path

import pytest
from stdnum import luhn
from stdnum.cn import ric

from evenhand.privacy.finding import KINDS, find

LABELLED = Path(__file__).parents[3] / "bench" / "privacy" / "sentences.jsonl"


def id_card(first_seventeen: str) -> str:
    return first_seventeen + ric.calc_check_digit(first_seventeen + "0")


def bank_card(first: str) -> str:
    return first + luhn.calc_check_digit(first)


ID = id_card("00000019000101001")
CARD_16 = bank_card("620000000000001")
CARD_19 = bank_card("620000000000000001")
WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(text[span.start : span.end], span.kind, span.certain) for span in find(text)]


@pytest.mark.parametrize(
    ("text", "value", "kind", "certain"),
    [
        (f"身份证{ID}号", ID, "id_card", True),
        (f"我{ID}你", ID, "id_card", True),
        (f"身份证{ID.translate(WIDE)}", ID.translate(WIDE), "id_card", True),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]} {ID[6:14]} {ID[14:]}", "id_card", True),
        (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", "id_card", True),
        ("号码33020019000101000x。", "33020019000101000x", "id_card", False),
        ("身份证330200000101001", "330200000101001", "id_card", True),
        ("电话13800001234", "13800001234", "mobile", True),
        ("找13800001234吧", "13800001234", "mobile", False),
        ("(+86)138-0000-1234", "(+86)138-0000-1234", "mobile", True),
        ("+86 13800001234", "+86 13800001234", "mobile", True),
        ("0086-13800001234", "0086-13800001234", "mobile", True),
        ("8613800001234", "8613800001234", "mobile", True),
        ("138 0000 1234", "138 0000 1234", "mobile", True),
        ("１３８００００１２３４", "１３８００００１２３４", "mobile", False),
        ("1 3 8 0 0 0 0 1 2 3 4", "1 3 8 0 0 0 0 1 2 3 4", "mobile", False),
        ("138\u200b0000\u200b1234", "138\u200b0000\u200b1234", "mobile", True),
        ("订单号13800001234", "13800001234", "mobile", False),
        ("0574-87000012转8012", "0574-87000012转8012", "landline", True),
        ("（0574）87000012", "（0574）87000012", "landline", True),
        ("电话87000012。", "87000012", "landline", True),
        (f"卡号{CARD_16}", CARD_16, "bank_card", True),
        (f"打到{CARD_19[:4]} {CARD_19[4:8]} {CARD_19[8:12]} {CARD_19[12:16]} {CARD_19[16:]}", None, "bank_card", True),
        ("邮箱zhang.san＠example．com。", "zhang.san＠example．com", "email", True),
        ("13800001234@example.com", "13800001234@example.com", "email", True),
        ("车牌浙B00012", "浙B00012", "plate", True),
        ("浙B·D00012", "浙B·D00012", "plate", True),
        ("粤Z0012港", "粤Z0012港", "plate", False),
        ("我叫王小明，今年三十岁", "王小明", "name", True),
        ("借款人欧阳明月逾期", "欧阳明月", "name", True),
        ("王女士来电", "王女士", "name", True),
        ("姓名：王　明", "王　明", "name", True),
        ("姓名：阿依古丽·买买提", "阿依古丽·买买提", "name", True),
    ],
)
def test_found(text: str, value: str | None, kind: str, certain: bool) -> None:
    assert found(text) == [(value or text[2:], kind, certain)]


@pytest.mark.parametrize(
    "text",
    [
        "1380000123456789012345",  # a mobile within a longer run of digits
        "订单号12345678901234567890",
        "客服400-820-0012，12378，95588，12345",
        "年利率15.4%，本金23010.55元，2023年8月15日至2024年2月15日",
        "净利润13800001234.56元",
        "《刑法》第293条之一，(2023)浙0203民初00012号",
        "a13800001234f",  # a piece of a digest
        "借款人应当于2023年3月还清，申请人向法院起诉",
        "姓名：不详，联系人：无",
        "我先生去年失业，各位女士、先生请排队",
        "借款人张某、王某某",
        "浙B2-20080012增值电信业务许可证",
    ],
)
def test_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_number_whose_check_digit_is_wrong_is_still_masked_as_a_likely_one() -> None:
    wrong_id = ID[:-1] + ("0" if ID[-1] != "0" else "1")
    wrong_card = CARD_16[:-1] + str((int(CARD_16[-1]) + 1) % 10)
    assert found(f"证件{wrong_id}") == [(wrong_id, "id_card", False)]
    assert found(f"卡号{wrong_card}") == [(wrong_card, "bank_card", False)]
    assert found(f"数字{wrong_card}") == []


def test_several_in_one_sentence() -> None:
    text = f"本人王小明，{ID}，电话13800001234、0574-87000012，卡{CARD_19}，zs@example.com，浙B00012"
    assert Counter(kind for _, kind, _ in found(text)) == Counter(KINDS)


@pytest.fixture(scope="module")
def recall() -> dict[str, tuple[int, int]]:
    hits: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for row in map(json.loads, LABELLED.read_text("utf-8").splitlines()):
        spans = {(span.start, span.end, span.kind) for span in find(row["text"])}
        for label in row["spans"]:
            of[label["kind"]] += 1
            hits[label["kind"]] += (label["start"], label["end"], label["kind"]) in spans
    return {kind: (hits[kind], of[kind]) for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("id_card", 0.99),
        ("mobile", 0.99),
        ("bank_card", 0.99),
        ("landline", 0.97),
        ("email", 0.97),
        ("plate", 0.95),
        ("name", 0.9),
    ],
)
def test_recall_of_whole_spans_on_the_labelled_set(recall: dict[str, tuple[int, int]], kind: str, least: float) -> None:
    hits, of = recall[kind]
    assert of >= 100
    assert hits / of >= least
