"""Personal data at rest: unreadable in the database, bound to its place, found exactly, rotated, masked, looked at."""

import base64

import pytest
from django.db import connection
from django.test import override_settings
from platform_cast import CHEN

from evenhand.errors import Misuse
from evenhand_web.complaints import queries
from evenhand_web.complaints.actions.looking import reveal
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.models import Complainant, Complaint
from evenhand_web.journal.queries import thread
from evenhand_web.privacy.cipher import CannotRead, blind, decrypt, encrypt
from evenhand_web.privacy.keys import key_ring, new_key, read_ring
from evenhand_web.privacy.rotation import encrypted_columns, rotate


def ring(*keys):
    return read_ring(" ".join(keys), base64.b64encode(bytes(32)).decode())


def raw(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return str(cursor.fetchall())


def test_nothing_about_a_person_can_be_read_in_the_database(city):
    city.answered()
    tables = ["complaints_complaint", "complaints_complainant", "complaints_answer", "journal_entry"]
    kept = " ".join(raw(table) for table in tables)
    for told in (CHEN.name, CHEN.phone, CHEN.id_number, "样例路", "账户管理费", "多收的费用已退还"):
        assert told not in kept
    assert "A256GCM." in kept


def test_a_cipher_text_names_its_algorithm_and_key_and_opens_in_its_place_only():
    with override_settings(EVENHAND_KEY_RING=ring(new_key("k7"))):
        written = encrypt("陈小禾", "a.b")
        assert written.startswith("A256GCM.k7.")
        assert decrypt(written, "a.b") == "陈小禾"
        assert encrypt("陈小禾", "a.b") != written
        with pytest.raises(CannotRead, match="从别处搬来"):
            decrypt(written, "a.c")
    with override_settings(EVENHAND_KEY_RING=ring(new_key("k8"))), pytest.raises(CannotRead, match="钥匙“k7”"):
        decrypt(written, "a.b")


def test_rotation_writes_everything_anew_and_the_old_key_may_go(city):
    old, new = new_key("old"), new_key("new")
    with override_settings(EVENHAND_KEY_RING=ring(old)):
        complaint = city.answered()
    with override_settings(EVENHAND_KEY_RING=ring(new, old)):
        assert rotate() >= 9
        assert rotate() == 0
    with override_settings(EVENHAND_KEY_RING=ring(new)):
        again = Complaint.objects.get(pk=complaint.pk)
        assert again.complainant.phone == CHEN.phone
        assert all(queries_ok for queries_ok in (again.narrative, again.receipt))


def test_every_column_about_a_person_is_known_to_rotation():
    found = {f"{model._meta.label}.{field.name}" for model, field in encrypted_columns()}
    assert {"complaints.Complainant.phone", "complaints.Complaint.narrative", "journal.Entry.personal"} <= found


@pytest.mark.parametrize("written", ["13800000001", "+86 138-0000-0001", "0086 13800000001", "１３８０００００００１"])
def test_a_telephone_is_found_however_it_is_written(city, written):
    import unicodedata

    complaint = city.filed()
    asked = unicodedata.normalize("NFKC", written)
    assert queries.queue(city.officer, today=city.now.date(), show="all", words=asked).get() == complaint


@pytest.mark.parametrize("written", ["1380000000", "13800000002", "%", ""])
def test_nothing_is_found_by_a_part_of_it(city, written):
    city.filed()
    assert not Complainant.objects.filter(phone_index=blind(written, "phone") or "-").exists()


def test_the_receipt_is_found_by_its_code_and_by_no_other(city):
    complaint = city.filed()
    assert len(complaint.receipt) == 12
    spaced = f"{complaint.receipt[:4]} {complaint.receipt[4:8]} {complaint.receipt[8:]}".lower()
    assert queries.by_receipt(spaced) == complaint
    assert queries.by_receipt("0" * 12) is None
    assert queries.by_receipt("") is None


def test_a_person_is_masked_until_somebody_says_what_for(city):
    complaint = city.handling()
    shown = queries.masked(complaint.complainant)
    assert shown["phone"] == "138····0001"
    assert CHEN.id_number not in str(shown)
    with pytest.raises(CannotDo, match="请选择查看目的"):
        reveal(complaint=complaint, purpose="", by=city.desk, at=city.later())
    revealed = reveal(complaint=complaint, purpose="contact", by=city.desk, at=city.later())
    assert revealed.fields["phone"] == CHEN.phone
    entry = thread("complaint", complaint.pk).last()
    assert (entry.kind, entry.facts["purpose"], entry.person_id) == ("complaints.reveal", "contact", city.desk.pk)


@pytest.mark.parametrize("who", ["approver", "other_desk", "analyst", "central_officer"])
def test_who_has_nothing_to_do_with_it_sees_nobody(city, who):
    complaint = city.handling()
    with pytest.raises(CannotDo, match="这一步由"):
        reveal(complaint=complaint, purpose="contact", by=city.people[who], at=city.later())


def test_trial_keys_are_made_once_with_a_warning_and_are_the_owners_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("EVENHAND_KEYS", raising=False)
    monkeypatch.delenv("EVENHAND_INDEX_KEY", raising=False)
    made = key_ring(tmp_path)
    assert "Trial keys were made" in capsys.readouterr().err
    assert key_ring(tmp_path) == made
    assert capsys.readouterr().err == ""
    assert (tmp_path / "data-keys.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("keys", "index", "words"),
    [
        ("k1:abc", "", "只设置了一个"),
        ("nonsense", base64.b64encode(bytes(32)).decode(), "编号:base64"),
        ("k1:AAAA", base64.b64encode(bytes(32)).decode(), "不是 32 字节"),
    ],
)
def test_keys_that_are_no_keys_are_refused_in_a_sentence(tmp_path, monkeypatch, keys, index, words):
    monkeypatch.setenv("EVENHAND_KEYS", keys)
    monkeypatch.setenv("EVENHAND_INDEX_KEY", index)
    with pytest.raises(Misuse, match=words):
        key_ring(tmp_path)
