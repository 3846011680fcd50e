"""Time stamps from outside over the journal's log: asked for when due, kept, handed out with receipts."""

from datetime import timedelta

import pytest
from django.test import override_settings
from platform_cast import seal_all
from stand_in_authority import stamping

from evenhand.errors import Misuse
from evenhand.evidence.receipt import Receipt, verify
from evenhand.evidence.stamp import check_stamp
from evenhand_web.journal import chores, ledger
from evenhand_web.journal.authority import Authority, authority
from evenhand_web.journal.models import Entry, Stamp

DAY = timedelta(days=1)


@pytest.fixture
def it(city, book, tmp_path_factory):
    folder = tmp_path_factory.mktemp("authority")
    with (
        stamping(folder) as stand_in,
        override_settings(EVENHAND_STAMPS_BY=Authority(url=stand_in.url, every=DAY)),
    ):
        yield stand_in


def stamp(city, after=timedelta()):
    at = city.now + after
    return chores.stamp_next(worker="w", clock=lambda: at, stopping=lambda: False)


def test_a_receipt_carries_the_first_stamp_over_its_entry(city, it):
    city.handling()
    assert stamp(city) is False  # nothing is sealed, so there is nothing to stamp
    seal_all(city)
    assert stamp(city) is True
    first = Entry.objects.order_by("position").first()
    city.handling()
    seal_all(city)
    assert stamp(city) is False  # some hours later
    last = Entry.objects.order_by("position").last()
    assert ledger.receipt_of(last).stamp is None
    assert stamp(city, 2 * DAY) is True
    assert stamp(city, 4 * DAY) is False  # the log has not grown since
    sizes = {}
    for entry in (first, last):
        receipt = Receipt.from_text(ledger.receipt_of(entry).as_text())
        sizes[entry] = verify(receipt, ledger.public_key()).size
        assert check_stamp(receipt.checkpoint, receipt.stamp, roots=[it.root])
    assert sizes[first] == Stamp.objects.order_by("size").first().size < sizes[last]
    assert len(it.queries) == 2
    # All that leaves the house is a digest.
    assert not any(b"evenhand" in query for query in it.queries)


@pytest.mark.parametrize("says", [b"", b"<html>busy</html>"])
def test_what_is_no_stamp_is_not_kept_and_asked_for_again(city, it, says):
    city.handling()
    seal_all(city)
    it.says = says
    with pytest.raises(OSError, match="no time stamp"):
        stamp(city)
    assert not Stamp.objects.exists()
    it.says = None
    assert stamp(city) is True


def test_a_stamp_over_something_else_is_refused(city, it):
    city.handling()
    seal_all(city)
    assert stamp(city) is True
    other = bytes(Stamp.objects.get().reply)
    city.handling()
    seal_all(city)
    it.says = other
    with pytest.raises(OSError, match="no time stamp"):
        stamp(city, 2 * DAY)
    assert Stamp.objects.count() == 1


def test_where_nobody_listens_the_worker_goes_on(city, it):
    city.handling()
    seal_all(city)
    nobody = Authority(url="http://127.0.0.1:9/", every=DAY)
    with override_settings(EVENHAND_STAMPS_BY=nobody), pytest.raises(OSError, match="no answer"):
        stamp(city)
    with override_settings(EVENHAND_STAMPS_BY=None):
        assert stamp(city) is False
    receipt = ledger.receipt_of(Entry.objects.order_by("position").first())
    assert receipt.stamp is None
    assert verify(receipt, ledger.public_key()).index == 0


@pytest.mark.no_database
def test_the_settings_are_read_or_refused_in_words():
    assert authority({}) is None
    named = authority({"EVENHAND_STAMP_URL": "http://stamps.example/tsr", "EVENHAND_STAMP_HOURS": "6"})
    assert named == Authority(url="http://stamps.example/tsr", every=timedelta(hours=6))
    with pytest.raises(Misuse, match="EVENHAND_STAMP_URL must be an http"):
        authority({"EVENHAND_STAMP_URL": "ftp://stamps.example"})
    with pytest.raises(Misuse, match="whole hours"):
        authority({"EVENHAND_STAMP_URL": "https://stamps.example", "EVENHAND_STAMP_HOURS": "0.5"})
