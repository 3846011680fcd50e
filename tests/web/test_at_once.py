"""Two people at the same moment, each in a connection of their own: one is first, the other is told, none is twice."""

from collections.abc import Iterator
from functools import partial
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from platform_cast import START, City, build_city

from evenhand.errors import EvenhandError
from evenhand_web.complaints.actions import handling
from evenhand_web.complaints.actions.batches import take_in_batch
from evenhand_web.complaints.actions.step import Overtaken
from evenhand_web.complaints.batch_states import UNDER_WAY
from evenhand_web.complaints.chores import file_next_portion
from evenhand_web.complaints.models import Batch, Clock, Complaint
from evenhand_web.journal.models import Entry

ROUNDS = 4


@pytest.fixture
def lasting() -> Iterator[City]:
    """The city, really written, so that other connections see it; emptied afterwards."""
    yield build_city()
    call_command("flush", interactive=False, verbosity=0)


def at_once(*actions) -> list[object]:
    """What each action gave, or its refusal; all begin together."""
    begin, met = Barrier(len(actions)), [None] * len(actions)

    def run(place, action):
        begin.wait()
        try:
            met[place] = action()
        except EvenhandError as refused:
            met[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(actions)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return met


def transferring(city, complaint, *, to, by, key):
    at, seen = city.later(), complaint.version
    return lambda: handling.transfer(complaint=complaint, to=to, by=by, at=at, key=key, seen=seen)


def transfers_of(complaint):
    return Entry.objects.filter(subject_id=complaint.pk, kind="complaints.transfer").count()


@pytest.mark.parametrize("nth", range(ROUNDS))
def test_of_two_clerks_who_transfer_at_once_one_does(lasting, nth):
    complaint = lasting.filed(door="hotline", by=lasting.clerk)
    met = at_once(
        transferring(lasting, complaint, to=lasting.bank, by=lasting.officer, key="a"),
        transferring(lasting, complaint, to=lasting.other_bank, by=lasting.clerk, key="b"),
    )
    [won] = [each for each in met if isinstance(each, Complaint)]
    assert [type(each) for each in met if each is not won] == [Overtaken]
    assert Complaint.objects.get(pk=complaint.pk).holder == won.holder
    assert transfers_of(complaint) == 1
    assert Clock.objects.filter(complaint=complaint, limit="answer", over_at__isnull=True).count() == 1


@pytest.mark.parametrize("nth", range(ROUNDS))
def test_a_form_that_comes_twice_at_once_is_one_step(lasting, nth):
    complaint = lasting.filed()
    once = transferring(lasting, complaint, to=lasting.bank, by=lasting.officer, key="k")
    assert [type(each) for each in at_once(once, once, once)] == [Complaint] * 3
    assert transfers_of(complaint) == 1


def test_a_batch_that_comes_twice_at_once_is_one_and_many_workers_file_each_row_once(lasting):
    rows = [f"MZ{n},2026-03-01 09:00,第{n}位市民说年费多收了{n}元,甬行,1380000{n:04d}\n" for n in range(150)]
    content = ("工单编号,登记时间,投诉内容,被投诉单位,联系电话\n" + "".join(rows)).encode()
    met = at_once(
        *(
            partial(take_in_batch, content=content, file_name="12345.csv", by=by, at=START)
            for by in (lasting.clerk, lasting.officer)
        )
    )
    assert met[0] == met[1]

    def work(worker):
        while Batch.objects.filter(state__in=UNDER_WAY).exists():
            file_next_portion(worker=worker, clock=lambda: START, stopping=lambda: False)

    at_once(*(partial(work, f"w{nth}") for nth in range(3)))
    [batch] = Batch.objects.all()
    numbers = sorted(Complaint.objects.values_list("number", flat=True))
    assert sorted(batch.report["filed"]) == numbers
    assert len(numbers) == 150
    assert Entry.objects.filter(kind="complaints.batch_handed_in").count() == 1
    assert Entry.objects.filter(kind="complaints.batch_taken").count() == 1
