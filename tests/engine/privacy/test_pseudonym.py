"""Equal people get equal pseudonyms; without the key nothing follows from one."""

import pyarrow as pa
import pytest

from evenhand.errors import Misuse
from evenhand.privacy.pseudonym import normalise, normalise_array, pseudonym, pseudonym_array

KEY = b"a key made up for the tests"


@pytest.mark.parametrize(
    ("kind", "same"),
    [
        (
            "mobile",
            ["13800001234", "+86 138-0000-1234", "(+86)13800001234", "008613800001234", "１３８ ００００ １２３４"],
        ),
        ("landline", ["0574-87000012", "(0574)87000012", "+86-574-87000012", "０５７４８７０００012"]),
        ("landline", ["0574-87000012转8012", "057487000012 ext 8012", "0574-87000012 转分机 8012"]),
        ("id_card", ["33020019000101001X", "33020019000101001x", "330200 19000101 001X"]),
        ("id_card", ["330200000101001", "330200190001010014"]),
        ("bank_card", ["6200 0000 0000 0013", "6200-0000-0000-0013", "6200000000000013"]),
        ("email", ["Zhang.San@Example.com", "zhang.san＠example．com", "zhang.san @ example.com"]),
        ("plate", ["浙B·00012", "浙b 00012", "浙B-00012"]),
        ("name", ["王小明", "王 小明", " 王小明 "]),
        ("address", ["Room 1,  Road 2", "room 1, road 2"]),
    ],
)
def test_one_person_one_form(kind: str, same: list[str]) -> None:
    assert len({normalise(value, kind) for value in same}) == 1
    assert len({pseudonym(value, kind=kind, key=KEY) for value in same}) == 1


def test_extensions_and_strangers_stay_apart() -> None:
    assert normalise("0574-87000012转1", "phone") != normalise("0574-87000012转2", "phone")
    assert normalise("13800001234", "phone") != normalise("13800001235", "phone")
    assert normalise("A-12", "id_card") != normalise("A1-2", "id_card")


def test_a_pseudonym_names_its_scheme_and_never_changes() -> None:
    assert pseudonym("13800001234", kind="mobile", key=KEY) == "p1-sha256:9cd42e089ca9252a9910420da64cc48d"


def test_columns_that_hold_the_same_thing_meet() -> None:
    forms = {pseudonym("13800001234", kind=kind, key=KEY) for kind in ("mobile", "phone", "agent_phone")}
    assert len(forms) == 1
    assert pseudonym("13800001234", kind="id_card", key=KEY) not in forms
    assert pseudonym("13800001234", kind="mobile", key=KEY[::-1]) not in forms


def test_empty_stays_empty_and_a_pseudonym_stays_itself() -> None:
    once = pseudonym("13800001234", kind="phone", key=KEY)
    assert pseudonym(once, kind="phone", key=KEY) == once
    assert pseudonym(" ", kind="phone", key=KEY) == ""


def test_a_short_key_is_refused() -> None:
    with pytest.raises(Misuse, match="化名密钥只有 5 字节，至少要 16 字节"):
        pseudonym("13800001234", kind="phone", key=b"short")


def test_columns() -> None:
    phones = pa.array(["13800001234", None, "+8613800001234", ""])
    assert normalise_array(phones, "phone").to_pylist() == ["13800001234", None, "13800001234", ""]
    named = pseudonym_array(phones, kind="phone", key=KEY).to_pylist()
    assert named[0] == named[2] == pseudonym("13800001234", kind="phone", key=KEY)
    assert named[1] is None
