"""Private linking: the rings of tokens are the rings of numbers, and no number leaves a member."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from evenhand.city.city import build_city
from evenhand.errors import Misuse, Unreadable
from evenhand.privacy.handles import PSEUDONYM
from evenhand.privacy.oblivious.voprf import derived_key, public_half
from evenhand.rings.private.exchange import blind_file, evaluate_file, finalise_file
from evenhand.rings.private.handles import is_public, worded
from evenhand.rings.private.keys import key_name, make_key, read_key, read_public
from evenhand.rings.run import detect

KEY = derived_key(b"a made-up seed of thirty-two byt", b"tests")
PUBLIC = public_half(KEY)
HEADS = "complaint_id,received_at,narrative,institution,complainant_id,phone,agent_phone,payee,bank_account,attachments"


def member(to: Path, *rows: str) -> Path:
    to.parent.mkdir(exist_ok=True, parents=True)
    to.write_text("\n".join([HEADS, *rows]) + "\n", encoding="utf-8")
    return to


def handed_in(file: Path, folder: Path) -> pa.Table:
    """What one member hands in after all three steps."""
    blind_file(file, folder)
    evaluate_file(folder / "request.parquet", folder / "reply.parquet", key=KEY)
    return pq.read_table(finalise_file(file, folder, folder / "reply.parquet", public=PUBLIC))


ROW = "m1,2025-03-01,我的电话13800001111，请减免。,甬江银行,p1,+86 138-0000-1111,057488880001,王某某,9900001234567890,"


def test_one_number_is_one_token_however_and_wherever_it_was_written(tmp_path: Path) -> None:
    one = handed_in(member(tmp_path / "a" / "a.csv", ROW), tmp_path / "a")
    other = handed_in(member(tmp_path / "b" / "b.csv", "m2,2025-03-01,,丙银行,p2,,13800001111,,,"), tmp_path / "b")
    assert one["phone"][0].as_py() == other["agent_phone"][0].as_py()
    assert one["phone"][0].as_py().startswith(f"p2-{key_name(PUBLIC)}:")
    assert PSEUDONYM.fullmatch(one["phone"][0].as_py())


def test_no_number_leaves_the_member(tmp_path: Path) -> None:
    table = handed_in(member(tmp_path / "a" / "a.csv", ROW), tmp_path / "a")
    told = str(table.to_pylist())
    for secret in ("13800001111", "138-0000-1111", "057488880001", "9900001234567890", "王某某", "p1"):
        assert secret not in told
    assert "138····1111" in table["narrative"][0].as_py()
    request = pq.read_table(tmp_path / "a" / "request.parquet")
    assert request.schema.names == ["blinded"]
    assert request.num_rows == 5
    assert not request.schema.metadata
    assert os.stat(tmp_path / "a" / "keep-secret.parquet").st_mode & 0o077 == 0
    blind_file(tmp_path / "a" / "a.csv", tmp_path / "again")
    again = pq.read_table(tmp_path / "again" / "request.parquet")
    assert not set(request["blinded"].to_pylist()) & set(again["blinded"].to_pylist())


@pytest.mark.parametrize(
    ("column", "cells", "left"),
    [
        ("phone", ["400-123-4567", "95588", "0574-88880001", "无", "138****1111", "13800001111"],
         ["4001234567", "95588", None, None, None, "13800001111"]),
        ("agent_phone", ["0574-88880001", "13800001111"], ["057488880001", "13800001111"]),
        ("attachments", ["sha256:" + "ab" * 32, "IMG_0001.jpg"], ["sha256:" + "ab" * 32, None]),
        ("ip", ["192.168.1.4", "2001:db8::1"], [None, "2001:db8::1"]),
        ("complainant_id", ["p 1", "", None], ["p 1", None, None]),
    ],
)  # fmt: skip
def test_what_names_nobody_gets_no_token(column: str, cells: list[str], left: list[str | None]) -> None:
    assert worded(pa.array(cells, pa.string()), column, agents_numbers=frozenset()).values.to_pylist() == left


def test_a_service_line_and_a_firm_are_nobodys_secret(tmp_path: Path) -> None:
    row = "m1,2025-03-01,x,甬江银行,p1,95588,,宁州某某信息公司,,"
    table = handed_in(member(tmp_path / "a" / "a.csv", row), tmp_path / "a")
    assert (table["phone"][0].as_py(), table["payee"][0].as_py()) == ("95588", "宁州某某信息公司")
    assert not is_public("13800001111", "number")
    assert not is_public("王某某", "money")


@pytest.mark.slow
@pytest.mark.parametrize("detector", ["v1", "v2"])
def test_rings_of_tokens_are_the_rings_of_numbers(tmp_path: Path, detector: str) -> None:
    """Three members of a city blind their own files apart; together they give the same rings and standings."""
    build_city(tmp_path, contacts=0, complaints=700, seed=11)
    whole = pq.read_table(tmp_path / "complaints.parquet")
    parts = []
    for number in range(3):
        place = pa.array(range(whole.num_rows))
        own = whole.filter(pc.equal(pc.subtract(place, pc.multiply(pc.divide(place, 3), 3)), number))
        folder = tmp_path / f"member{number}"
        folder.mkdir()
        pq.write_table(own, folder / "own.parquet")
        parts.append(handed_in(folder / "own.parquet", folder))
    pq.write_table(pa.concat_tables(parts), tmp_path / "tokens.parquet")
    raw, tokens = (detect(tmp_path / f"{name}.parquet", detector=detector) for name in ("complaints", "tokens"))
    told = ["ring_id", "kind", "score", "complaints", "complainants", "institutions"]
    assert raw.rings.num_rows > 3
    assert "organised" in raw.rings["kind"].to_pylist()
    assert tokens.rings.select(told).to_pylist() == raw.rings.select(told).to_pylist()
    standings = [sorted(map(str, one.members.select(["ring_id", "complaint_id", "standing"]).to_pylist()))
                 for one in (raw, tokens)]  # fmt: skip
    assert standings[0] == standings[1]


def test_a_reply_under_another_key_or_to_another_request_is_refused(tmp_path: Path) -> None:
    file = member(tmp_path / "a" / "a.csv", ROW)
    blind_file(file, tmp_path / "a")
    reply = tmp_path / "reply.parquet"
    evaluate_file(tmp_path / "a" / "request.parquet", reply, key=derived_key(b"x" * 32, b"other"))
    with pytest.raises(Unreadable, match="与公钥对不上"):
        finalise_file(file, tmp_path / "a", reply, public=PUBLIC)
    other = member(tmp_path / "b" / "b.csv", "m2,2025-03-01,,丙银行,p2,,13800001111,,,")
    blind_file(other, tmp_path / "b")
    evaluate_file(tmp_path / "b" / "request.parquet", reply, key=KEY)
    with pytest.raises(Unreadable, match="这份回复属于另一份请求"):
        finalise_file(file, tmp_path / "a", reply, public=PUBLIC)
    file.write_text(file.read_text(encoding="utf-8") + "m9,2025-03-01,,丙银行,p9,,,,,\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="在盲化之后变了"):
        finalise_file(file, tmp_path / "a", reply, public=PUBLIC)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"phone\n13800001111\n"])
def test_the_operator_refuses_what_is_no_request(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "request.parquet").write_bytes(content)
    with pytest.raises(Unreadable, match="不是隐私关联各步之间传递的文件"):
        evaluate_file(tmp_path / "request.parquet", tmp_path / "reply.parquet", key=KEY)
    assert not (tmp_path / "reply.parquet").exists()


def test_an_empty_file_asks_nothing(tmp_path: Path) -> None:
    table = handed_in(member(tmp_path / "a" / "a.csv", "m1,2025-03-01,x,甬江银行,,,,,,"), tmp_path / "a")
    assert table["phone"].to_pylist() == [None]


def test_the_key_is_kept_from_others_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    public = make_key(file)
    assert public_half(read_key(file, {})).hex() == public
    assert read_public(public.upper()).hex() == public
    with pytest.raises(Misuse, match="已经存在，没有覆盖"):
        make_key(file)
    file.chmod(0o644)
    with pytest.raises(Misuse, match="chmod 600"):
        read_key(file, {})
    assert read_key(None, {"EVENHAND_LINKING_KEY": KEY.hex()}) == KEY
    for bad in ({}, {"EVENHAND_LINKING_KEY": "zz"}):
        with pytest.raises(Misuse, match="没有找到密钥"):
            read_key(None, bad)
    for wrong in ("12", "00" * 32):
        with pytest.raises(Misuse):
            read_public(wrong)
