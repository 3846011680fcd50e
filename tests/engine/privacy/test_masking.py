"""How personal data is shown, and that nothing found survives a mask."""

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.errors import Misuse
from evenhand.privacy.finding import find
from evenhand.privacy.masking import mask, mask_array, mask_batches, mask_value
from evenhand.privacy.prefilter import worth_a_look
from evenhand.tables.connection import connect


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800001234。", "电话138····1234。"),
        ("身份证330200190001010006", "身份证330········0006"),
        ("卡号6200 0000 0000 0013", "卡号····0013"),
        ("请致电0574-87000012转8012", "请致电0574-······12"),
        ("发到zhangsan@example.com", "发到z···@example.com"),
        ("车牌浙B·D00012", "车牌浙B····2"),
        ("我叫王小明，", "我叫王··，"),
        ("欧阳女士、王小明先生", "欧阳··、王··先生"),
        ("没有个人信息", "没有个人信息"),
    ],
)
def test_mask(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("+86 138-0000-1234", "phone", "138····1234"),
        ("87000012", "agent_phone", "······12"),
        ("6200000000000013", "bank_account", "····0013"),
        ("王小明", "payee", "王··"),
        ("明理法律咨询有限公司", "agent", "明理法律咨询有限公司"),
        ("浙江省宁波市鄞州区某路1号", "address", "浙江省宁波市····"),
        ("10.0.0.1", "ip", "····"),
        ("p1-sha256:00ff", "phone", "p1-sha256:00ff"),
        ("138····1234", "mobile", "138····1234"),
        ("", "email", ""),
    ],
)
def test_mask_value(value: str, kind: str, shown: str) -> None:
    assert mask_value(value, kind) == shown
    assert mask_value(shown, kind) == shown


def test_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(Misuse, match="不认识的个人信息类别“passport”") as caught:
        mask_value("x", "passport")
    assert "id_card, mobile, landline" in caught.value.en


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_mask_array(kind: pa.DataType) -> None:
    texts = pa.chunked_array([pa.array(["电话13800001234", None, "无"], kind), pa.array(["我叫王小明"], kind)])
    shown = mask_array(texts)
    assert shown.type == kind
    assert shown.to_pylist() == ["电话138····1234", None, "无", "我叫王··"]


def test_mask_array_takes_a_slice() -> None:
    texts = pa.array(["x", "电话13800001234", None, "电话13800005678"])
    assert mask_array(texts.slice(1)).to_pylist() == ["电话138····1234", None, "电话138····5678"]


def test_only_text_is_masked() -> None:
    with pytest.raises(Misuse, match="只有文本列可以脱敏，这一列是 int64"):
        mask_array(pa.array([1]))


def test_batches_stream_through_duckdb() -> None:
    with connect() as source, connect() as target:
        rows = source.sql("SELECT i AS row, '电话1380000' || (1000 + i) AS text FROM range(5000) t(i)")
        target.register("shown", mask_batches(rows.to_arrow_reader(1000), ["text"]))
        query = "SELECT count(*), count(DISTINCT text), min(text) FROM shown WHERE text LIKE '%····%'"
        assert target.execute(query).fetchone() == (5000, 5000, "电话138····1000")


def test_a_missing_column_is_named() -> None:
    table = pa.table({"text": ["x"]})
    with pytest.raises(Misuse, match="没有“narrative”这一列"):
        mask_batches(table.to_reader(), ["narrative"])


PIECES = st.one_of(
    st.sampled_from(["13800001234", "138", "0000", "1234", "86", "+86", "0086", "0574", "87000012", "8012", "１３８"]),
    st.sampled_from(["330200190001010006", "000000", "19000101", "6200000000000013", "6200", "0013", "X", "x"]),
    st.sampled_from(
        ["浙B", "D00012", "00012", "学", "转", "a@example.com", ".com", "@", "Name: ", "订单号", "😀", "\x00"]
    ),
    st.sampled_from(["-", " ", "·", "··", "····", "(", ")", ".", ",", "，", "\n", "\u200b", "\u3000", "\ud800"]),
    st.sampled_from(["卡号", "身份证", "电话", "姓名：", "本人", "借款人", "男，", "先生", "女士"]),
    st.sampled_from(["王", "小明", "欧阳", "于", "某", "的"]),
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=24).map("".join))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_spans_stand_in_order_and_apart(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_nothing_is_found_in_a_masked_text(text: str) -> None:
    shown = mask(text)
    assert find(shown) == []
    assert mask(shown) == shown


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_the_quick_look_never_passes_over_what_find_finds(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert worth_a_look(pa.array([text]))[0].as_py() or not find(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "-", "a", "a.", "王", "浙A", "··", "😀", "1380000"])
def test_a_million_signs(piece: str) -> None:
    text = (piece * 1_000_000)[:1_000_000]
    assert find(text) == []


# Full of near-readings, these cost the most for each sign; were the cost to grow with the square, they would not end.
@pytest.mark.parametrize(
    "piece", ["13800001234 ", "@", "a@a.", "本人", "先生", "0574-", "(0", "6200 ", "86-138 ", "姓名：王"]
)
def test_fifty_thousand_signs_of_near_readings(piece: str) -> None:
    assert find(mask((piece * 50_000)[:50_000])) == []
