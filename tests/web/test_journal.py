"""The journal: with the change or not at all, sealed in order, provable by anyone, and able to forget a person."""

import sqlite3
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from platform_cast import START, build_city, seal_all

from evenhand.errors import Misuse
from evenhand.evidence.faults import Broken
from evenhand.evidence.receipt import Receipt, verify
from evenhand_web.complaints import chores as complaint_chores
from evenhand_web.complaints.actions import handling
from evenhand_web.complaints.actions.erasing import erase
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.models import Addition, Complaint
from evenhand_web.journal import actions, chores, kinds, ledger, queries
from evenhand_web.journal.actor import THE_PLATFORM, Actor
from evenhand_web.journal.kinds import KINDS, Kind
from evenhand_web.journal.models import Entry
from evenhand_web.journal.queries import thread


def test_an_entry_is_refused_outside_the_change_it_is_about():
    with pytest.raises(RuntimeError, match="same transaction"):
        actions.write(kind="people.shut_out", subject="person", subject_id=1, at=START, by=THE_PLATFORM, authority="x")


def test_an_entry_holds_only_what_its_kind_declares(city):
    with pytest.raises(ValueError, match=r"complaints.accept does not declare phone"):
        actions.write(
            kind="complaints.accept",
            subject="complaint",
            subject_id=1,
            at=START,
            by=Actor(kind="staff", person=1),
            authority="x",
            facts={"phone": "13800000001"},
        )


def test_every_kind_says_how_it_forgets_a_person():
    for kind in KINDS.values():
        assert kind.forgets == (kinds.DROPS if kind.personal else kinds.NOTHING)
        assert kind.say["zh"]
        assert kind.say["en"]
    with pytest.raises(ValueError, match="declared twice"):
        kinds.declare([Kind(name="people.added", say={"zh": "x", "en": "x"})])


def test_what_is_sealed_is_in_order_and_proven_by_anyone_with_the_key(city, book):
    complaint = city.handling()
    assert ledger.receipt_of(Entry.objects.first()) is None
    seal_all(city)
    entries = list(Entry.objects.order_by("position"))
    assert [entry.position for entry in entries] == list(range(len(entries)))
    assert [entry.pk for entry in entries] == sorted(entry.pk for entry in entries)
    last = queries.thread("complaint", complaint.pk).last()
    verified = verify(Receipt.from_text(ledger.receipt_of(last).as_text()), ledger.public_key())
    assert verified.index == last.position
    assert verified.text == last.text.encode()
    assert not chores.waiting()


def test_sealing_goes_on_where_it_was_broken_off(city, book):
    city.filed()
    actions.place_in_order()
    placed = Entry.objects.filter(position__isnull=False).count()
    city.filed()
    seal_all(city)
    assert ledger.log().size == Entry.objects.count() > placed
    ledger.append_placed(limit=5)
    assert ledger.log().size == Entry.objects.count()


CHANGED = [("after", "closed"), ("facts", {"to": "B02", "was": ""}), ("person_id", 999), ("at", START)]


@pytest.mark.parametrize(("column", "value"), CHANGED)
def test_a_changed_row_is_no_longer_what_was_sealed(city, column, value):
    entry = queries.thread("complaint", city.transferred().pk).last()
    assert queries.is_whole(entry)
    Entry.objects.filter(pk=entry.pk).update(**{column: value})
    assert not queries.is_whole(Entry.objects.get(pk=entry.pk))


def test_one_changed_byte_in_the_log_is_found(city, book, tmp_path):
    city.filed()
    seal_all(city)
    ledger.log().check(ledger.public_key())
    with sqlite3.connect(tmp_path / "evidence.sqlite3") as con:
        con.execute("UPDATE entries SET body = substr(body, 1, length(body) - 1) || x'00' WHERE place = 2")
    with pytest.raises(Broken):
        ledger.log().check(ledger.public_key())


def test_a_person_is_erased_and_every_proof_still_holds(city, book, tmp_path):
    complaint = city.answered()
    handling.add(complaint=complaint, text="我住样例路 1 号", at=city.later())
    complaint = handling.close(complaint=Complaint.objects.get(pk=complaint.pk), by=city.officer, at=city.later())
    seal_all(city)
    complaint = erase(complaint=complaint, why="on_request", at=city.later())
    seal_all(city)
    person = complaint.complainant
    assert {person.name, person.phone, person.id_number, person.phone_index, complaint.narrative} == {""}
    assert Addition.objects.get(complaint=complaint).text == ""
    entries = queries.thread("complaint", complaint.pk)
    assert not any(queries.personal_of(entry) or entry.personal_salt for entry in entries)
    assert [entry.kind for entry in entries][-1] == "complaints.erased"
    for entry in entries:
        assert queries.is_whole(entry)
        assert verify(ledger.receipt_of(entry), ledger.public_key()).index == entry.position
    ledger.log().check(ledger.public_key())


def test_what_is_under_way_is_not_erased(city):
    with pytest.raises(CannotDo, match="投诉还在办理，不能删除"):
        erase(complaint=city.handling(), why="on_request", at=city.later())


def test_a_person_who_asks_for_it_is_erased_by_the_operators_command(city, book, capsys):
    complaint = city.answered()
    with pytest.raises(CannotDo, match="投诉还在办理"):
        call_command("erase_person", complaint.number)
    handling.close(complaint=complaint, by=city.officer, at=city.later())
    call_command("erase_person", complaint.number)
    call_command("erase_person", complaint.number)
    assert Complaint.objects.get(pk=complaint.pk).narrative == ""
    assert [each.facts for each in thread("complaint", complaint.pk) if each.kind == "complaints.erased"] == [
        {"why": "on_request"}
    ]
    assert "此前已经删除" in capsys.readouterr().out
    with pytest.raises(Misuse, match="没有编号为 2020-1 的投诉"):
        call_command("erase_person", "2020-1")


@pytest.mark.parametrize(("days", "erased"), [(0, False), (30, True), (90, False)])
def test_a_person_is_erased_by_itself_only_when_the_operator_set_a_time(city, days, erased):
    complaint = handling.withdraw(complaint=city.filed(), at=city.later())
    with override_settings(EVENHAND_RETENTION_DAYS=days):
        later = city.now + timedelta(days=40)
        did = complaint_chores.erase_next(worker="w", clock=lambda: later, stopping=lambda: False)
    assert did == erased
    assert bool(Complaint.objects.get(pk=complaint.pk).complainant.erased_at) == erased


def test_a_paper_leaves_the_shelf_with_the_last_complaint_that_has_it(city, tmp_path):
    from evenhand_web.complaints import shelf
    from evenhand_web.complaints.actions.attaching import attach, detach
    from evenhand_web.complaints.papers import Received

    with override_settings(VAR=tmp_path):
        kept = Received(name="a.pdf", sha256="ab" * 32, kind="pdf", size=1)
        one, two = city.filed(), city.filed()
        for complaint in (one, two, two):
            attach(complaint, [kept], by=None, at=city.later())
        shelf.keep(b"x", kept.sha256)
        detach(one)
        assert shelf.is_kept(kept.sha256)
        detach(two)
        assert not shelf.is_kept(kept.sha256)
        assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_the_city_of_the_tests_is_taken_back():
    with transaction.atomic():
        build_city()
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
