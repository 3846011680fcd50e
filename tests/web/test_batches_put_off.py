"""A batch whose file cannot be reached: put off with growing pauses, shown, gone on with; ended by people alone."""

import threading
from datetime import timedelta

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from moto import mock_aws
from test_batches import HEAD, ROWS, many

from evenhand_web.complaints import chores, queries, shelf
from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.actions.batch_course import LONGEST_PAUSE, break_off, pause_after, try_now
from evenhand_web.complaints.actions.batches import A_PORTION, take_in_batch
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.models import Batch, Complaint
from evenhand_web.complaints.papers import receive
from evenhand_web.journal.models import Entry
from evenhand_web.portal.models import Draft, DraftPaper
from evenhand_web.site.bucket import bucket
from evenhand_web.site.management.commands.work import SHORT, did

NAMED = {"EVENHAND_S3_BUCKET": "evenhand-papers", "EVENHAND_S3_REGION": "us-east-1"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Bucket:
    """A bucket that can be reached, or, `out()`, an address at which nothing answers."""

    def __init__(self):
        self.there = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="evenhand-papers")

    def holds(self):
        return [each.key for each in self.there.objects.all()]

    def out(self):
        dead = bucket(NAMED | {"EVENHAND_S3_ADDRESS": "http://127.0.0.1:9"})
        dead["client_config"] = dead["client_config"].merge(type(dead["client_config"])(retries={"max_attempts": 0}))
        return Reached(dead)


class Reached:
    """The shelf under other settings, and nothing remembered of it before or after."""

    def __init__(self, settings):
        self.under = override_settings(EVENHAND_S3=settings)

    def __enter__(self):
        self.under.enable()
        shelf._bucket.cache_clear()

    def __exit__(self, *fault):
        self.under.disable()
        shelf._bucket.cache_clear()


@pytest.fixture
def there():
    with mock_aws(), Reached(bucket(NAMED)):
        yield Bucket()


def handed_in(city, text=HEAD + ROWS):
    return take_in_batch(content=text.encode(), file_name="12345.csv", by=city.clerk, at=city.later())


def turn(now):
    return chores.file_next_portion(worker="w", clock=lambda: now, stopping=lambda: False)


def test_pauses_grow_to_an_hour_and_no_further():
    assert [pause_after(n) // timedelta(minutes=1) for n in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause_after(32_767) == LONGEST_PAUSE


def test_an_outage_of_hours_breaks_nothing_off_and_the_batch_goes_on(city, there):
    batch, now = handed_in(city, many(A_PORTION + 7)), city.now
    assert turn(now)
    batch.refresh_from_db()
    assert batch.looked_at == A_PORTION
    with there.out():
        shelf_forgets()
        for tried in range(1, 9):
            assert turn(now)
            batch.refresh_from_db()
            assert (batch.state, batch.put_off, batch.attempts, batch.worker) == ("waiting", tried, 0, "")
            assert batch.again_at - now == pause_after(tried - 1)
            # Nobody hammers at what does not answer.
            assert not turn(batch.again_at - timedelta(seconds=1))
            now = batch.again_at
        assert batch.why_zh.startswith("存放文件的地方暂时连不上")
        assert "cannot be reached" in batch.why_en
    assert now - city.now == timedelta(minutes=1 + 2 + 4 + 8 + 16 + 32 + 60 + 60)
    assert turn(now)
    batch.refresh_from_db()
    assert (batch.state, batch.put_off, batch.again_at, batch.why_zh, batch.held) == ("done", 0, None, "", False)
    assert Complaint.objects.count() == A_PORTION + 7
    assert there.holds() == []
    minutes = [each.facts["minutes"] for each in Entry.objects.filter(kind="complaints.batch_put_off").order_by("pk")]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]


def shelf_forgets():
    """As in a worker that was started anew: no file is in its memory."""
    from evenhand_web.complaints.actions.batch_course import stored

    stored.cache_clear()


def test_a_batch_that_was_put_off_keeps_no_other_waiting(city, there):
    first = handed_in(city)
    with there.out():
        turn(city.now)
    second = handed_in(city, HEAD + "MZ9,2026-03-01,多收年费,甬行,13800000019\n")
    now = city.now
    first.refresh_from_db()
    Batch.objects.filter(pk=first.pk).update(again_at=now + timedelta(minutes=5))
    assert queries.ahead_of(second, now=now) == 0
    assert turn(now)
    second.refresh_from_db()
    assert second.state == "done"


def test_a_file_that_could_not_be_removed_is_removed_later(city, there):
    batch, now = handed_in(city), city.now
    with there.out():
        assert turn(now)
        break_off(batch=batch, by=city.clerk, at=now)
        batch.refresh_from_db()
        assert (batch.state, batch.held) == ("broken_off", True)
    assert len(there.holds()) == 1
    put = {"worker": "w", "stopping": lambda: False}
    assert not chores.put_away_next(clock=lambda: now, **put)
    assert chores.put_away_next(clock=lambda: now + LONGEST_PAUSE, **put)
    assert there.holds() == []
    assert not chores.put_away_next(clock=lambda: now + LONGEST_PAUSE, **put)


def test_people_try_at_once_or_break_off_and_the_same_file_goes_on(city, there, client):
    batch = handed_in(city)
    with there.out():
        turn(city.now)
    client.force_login(city.clerk, backend=BACKEND)
    at = f"/desk/batches/{batch.pk}"
    Batch.objects.update(again_at="2099-01-01T00:00:00Z", put_off=7)
    page = client.get(at).content.decode()
    assert "存放文件的地方暂时连不上" in page
    assert "2099-01-01 08:00 再试（已试 7 次" in page
    assert 'hx-trigger="every 60s"' in page
    assert client.post(f"{at}/again").status_code == 302
    batch.refresh_from_db()
    assert batch.again_at.year < 2099
    assert client.post(f"{at}/burn").status_code == 404
    for who, status in (("desk", 404), ("office_officer", 404)):
        client.force_login(city.people[who], backend=BACKEND)
        assert client.post(f"{at}/stop").status_code == status
    client.force_login(city.officer, backend=BACKEND)
    assert client.post(f"{at}/stop").status_code == 302
    assert "由工作人员停止。" in client.get(at).content.decode()
    batch.refresh_from_db()
    assert (batch.state, there.holds()) == ("broken_off", [])
    [entry] = Entry.objects.filter(kind="complaints.batch_not_taken")
    assert entry.person_id == city.officer.pk
    assert handed_in(city) == batch
    assert turn(city.now)
    batch.refresh_from_db()
    assert (batch.state, len(batch.report["filed"])) == ("done", 2)


def test_nobody_breaks_off_what_goes_on(city, there):
    batch = handed_in(city)
    break_off(batch=batch, by=city.clerk, at=city.now)
    try_now(batch=batch, by=city.clerk, at=city.now)
    batch.refresh_from_db()
    assert (batch.state, batch.again_at) == ("waiting", None)
    with pytest.raises(CannotDo, match="只有接收这一批的单位可以决定"):
        break_off(batch=batch, by=city.office_officer, at=city.now)


def test_what_cannot_reach_its_files_keeps_no_other_chore_from_being_done(city, there, book):
    """A draft that is to be forgotten with its paper, and behind it in the list of chores a complaint to compare."""
    draft = Draft.objects.create(key="k" * 40, kept_at=city.now)
    DraftPaper.objects.create(draft=draft, name="a.pdf", sha256="3" * 64, kind="pdf", size=1)
    complaint = city.filed()
    rests = {}

    def one_round():
        return [did(chore, worker="w", stop=threading.Event(), rests=rests) for chore in SHORT]

    with there.out():
        assert any(one_round())
        assert [chore.__name__ for chore in rests] == ["forget_drafts"]
    complaint.refresh_from_db()
    assert complaint.compared_at
    assert DraftPaper.objects.filter(draft=draft).exists()
    # It rests a while, whatever has come back since.
    one_round()
    assert Draft.objects.exists()
    rests.clear()
    one_round()
    assert not Draft.objects.exists()


def test_a_paper_out_of_reach_is_told_of_in_words_and_comes_back(city, client, there):
    complaint = city.transferred()
    paper = receive(SimpleUploadedFile("账单.pdf", b"%PDF-1.4\n" + b"5" * 700))
    [kept] = attach(complaint, [paper], by=None, at=city.later())
    client.force_login(city.people["desk"], backend=BACKEND)
    client.post("/complain/follow", {"receipt": complaint.receipt})
    doors = (f"/desk/complaints/{complaint.number}/papers/{kept.pk}", f"/complain/case/papers/{kept.pk}")
    with there.out():
        for door in doors:
            answer = client.get(door)
            assert answer.status_code == 503
            assert "材料还在，没有丢失" in answer.content.decode()
    assert [client.get(door).status_code for door in doors] == [200, 200]
