"""A receipt proves its entry to anyone with the key; every changed byte of it is refused, the entry named."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import KEY, filled, sealed, text

from evenhand.errors import EvenhandError, Unreadable
from evenhand.evidence.faults import NotVerified
from evenhand.evidence.receipt import Receipt, verify
from evenhand.evidence.signing import PublicKey, new_key
from evenhand.evidence.stamp import check_stamp, stamped

LOG = filled(500)
SIGNED = LOG.checkpoint(KEY)
RECEIPT = LOG.receipt(123, salt=sealed(123).salt, text=text(123))
WRITTEN = RECEIPT.as_text()


def test_a_receipt_comes_back_and_verifies() -> None:
    found = verify(Receipt.from_text(WRITTEN), KEY.public)
    assert (found.index, found.size, found.origin, found.text) == (123, 500, KEY.name, text(123))
    assert Receipt.from_text(WRITTEN.replace("\n", "\r\n")) == RECEIPT
    bare = LOG.receipt(123)
    assert verify(Receipt.from_text(bare.as_text()), KEY.public).text is None


@given(place=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_receipt_is_refused(place: int, bit: int) -> None:
    raw = bytearray(WRITTEN.encode())
    raw[place % (len(raw) - 1)] ^= 1 << bit
    with pytest.raises(EvenhandError):
        verify(Receipt.from_text(raw.decode("utf-8", "surrogateescape")), KEY.public)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": text(124)}, "Entry 123 does not verify: its text is not what was sealed"),
        ({"salt": sealed(124).salt}, "Entry 123 does not verify: its text is not what was sealed"),
        ({"salt": None}, "Entry 123 does not verify: its text is not what was sealed"),
        ({"entry": sealed(124).entry, "text": None}, "Entry 123 does not verify: it is not in the log that evidence"),
        ({"index": 122}, "Entry 122 does not verify: it is not in the log"),
        ({"index": 500}, "Entry 500 does not verify: it is not in the log"),
        ({"proof": ()}, "Entry 123 does not verify: it is not in the log"),
        ({"suite": "gm"}, "not in the form of a sealed entry"),
        ({"entry": b"", "text": None}, "not in the form of a sealed entry"),
        ({"checkpoint": SIGNED.note.replace("500", "501")}, "Entry 123 does not verify: the signature"),
        ({"checkpoint": ""}, "Entry 123 does not verify: the checkpoint is no signed note"),
    ],
)
def test_what_was_changed_is_said_and_the_entry_named(change: dict[str, object], words: str) -> None:
    forged = dataclasses.replace(RECEIPT, **change)  # type: ignore[arg-type]
    with pytest.raises(NotVerified, match=words) as caught:
        verify(forged, KEY.public)
    assert caught.value.index == forged.index


def test_another_key_does_not_verify_it() -> None:
    with pytest.raises(NotVerified, match="is not signed by the key"):
        verify(RECEIPT, new_key(KEY.name).public)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 100_000,
        WRITTEN + "x",
        WRITTEN.replace('"index": 123', '"index": "123"'),
        WRITTEN.replace('"index": 123', '"index": 123,\n "more": 1'),
        WRITTEN.replace('"proof": [', '"proof": [1,'),
    ],
)
def test_what_is_no_receipt_is_refused(written: str) -> None:
    with pytest.raises(Unreadable, match="no whole receipt"):
        Receipt.from_text(written)


@given(said=st.binary(max_size=60))
def test_any_bytes_can_be_sealed_and_come_back(said: bytes) -> None:
    receipt = dataclasses.replace(RECEIPT, text=said)
    assert Receipt.from_text(receipt.as_text()) == receipt


@pytest.fixture
def vectors(root: Path) -> Path:
    return root / "tests" / "vectors" / "evidence"


def test_a_receipt_written_long_ago_still_verifies(vectors: Path) -> None:
    receipt = Receipt.from_text((vectors / "receipt.json").read_text(encoding="utf-8"))
    key = PublicKey.from_text((vectors / "key.pub").read_text(encoding="utf-8"))
    assert verify(receipt, key).text == "第 3 件投诉已受理".encode()


def test_a_time_stamp_is_of_this_checkpoint_and_of_a_trusted_authority(vectors: Path) -> None:
    pytest.importorskip("rfc3161_client")
    receipt = Receipt.from_text((vectors / "receipt.json").read_text(encoding="utf-8"))
    root = (vectors / "stamping-root.pem").read_bytes()
    assert receipt.stamp is not None
    assert check_stamp(receipt.checkpoint, receipt.stamp, roots=[root]).isoformat() == "2026-11-24T02:45:38+00:00"
    with pytest.raises(NotVerified, match="another checkpoint, or of no trusted authority"):
        check_stamp(SIGNED.note, receipt.stamp, roots=[root])
    with pytest.raises(NotVerified, match="no trusted authority"):
        check_stamp(receipt.checkpoint, receipt.stamp, roots=[])
    with pytest.raises(NotVerified, match="is no time stamp"):
        check_stamp(receipt.checkpoint, b"", roots=[root])


def test_a_transport_is_asked_and_its_reply_looked_at(vectors: Path) -> None:
    pytest.importorskip("rfc3161_client")
    receipt = Receipt.from_text((vectors / "receipt.json").read_text(encoding="utf-8"))
    asked: list[bytes] = []

    def transport(request: bytes) -> bytes:
        asked.append(request)
        return receipt.stamp or b""

    assert stamped(receipt.checkpoint, transport) == receipt.stamp
    assert asked[0][:1] == b"0"  # a DER sequence
    with pytest.raises(NotVerified, match="is no time stamp"):
        stamped(receipt.checkpoint, lambda _request: b"<html>busy</html>")
