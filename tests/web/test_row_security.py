"""The second lock, on PostgreSQL alone: what a query that forgot `visible_to` still does not show."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from web_cast import asked, sent
from web_cast import done as carried_out

from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.actions.batches import take_in_batch
from evenhand_web.complaints.actions.calling import put_through
from evenhand_web.complaints.actions.handling import answer, ask, give_back, hand_over, reply
from evenhand_web.complaints.actions.lettering import seal_letter
from evenhand_web.complaints.actions.step import CannotDo, done
from evenhand_web.complaints.models import (
    Answer,
    Batch,
    Call,
    Clock,
    Complainant,
    Complaint,
    Letter,
    Link,
    Paper,
    Question,
)
from evenhand_web.complaints.papers import Received
from evenhand_web.journal.models import Entry
from evenhand_web.people.tenancy import HeldToTheirOwn, held_to
from evenhand_web.portal.models import Correspondent, Draft, DraftPaper, Telling
from evenhand_web.runs.actions import delete_run
from evenhand_web.runs.models import Run, Sharing, Upload
from evenhand_web.runs.sharing import note_reading, share, take_back


def numbers() -> set[str]:
    return set(Complaint.objects.values_list("number", flat=True))


@pytest.fixture
def three(city):
    """One at the bank, answered; one at the other bank; one nobody transferred yet."""
    return city.answered(), city.transferred(to="other_bank"), city.filed()


def test_the_database_is_not_asked_by_a_role_that_no_lock_holds(city):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    ("who", "seen"),
    [("desk", {0}), ("other_desk", {1}), ("officer", {0, 1, 2}), ("lender_desk", set()), ("central_officer", set())],
)
def test_a_query_without_the_first_lock_shows_the_organisation_s_own(city, three, who, seen):
    with held_to(city.people[who]):
        assert numbers() == {three[place].number for place in seen}
        for model in (Complainant, Clock):
            assert set(model.objects.values_list("complaint", flat=True)) == {three[place].pk for place in seen}
        assert Answer.objects.count() == (0 in seen)
    assert numbers() >= {each.number for each in three}


def kept(model, **among):
    return set(model.objects.filter(**among).values_list("pk", flat=True))


def test_every_table_of_the_rooms_has_a_lock_or_stands_among_those_without(db_tables):
    locked, held = db_tables
    without = {"people_person", "people_appointment", "complaints_counter", "portal_tally", "journal_stamp"}
    assert locked == held - without - {name for name in held if name.startswith("registry_")}


@pytest.fixture
def db_tables():
    rooms = "complaints|journal|people|portal|registry|runs"
    asked = f"""SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
        WHERE relkind = 'r' AND relname ~ '^({rooms})_'"""
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = dict(cursor.fetchall())
    return {name for name, locked in found.items() if locked}, set(found)


def test_a_link_is_shown_to_whoever_sees_both_ends(city, three):
    ours = city.transferred(to="bank")
    within = linked(three[0], ours, city)
    across = linked(three[0], three[1], city)
    for who, seen in (("desk", {within}), ("officer", {within, across}), ("other_desk", set()), ("lender_desk", set())):
        with held_to(city.people[who]):
            assert kept(Link) == seen


def linked(one, other, city):
    first, second = sorted((one, other), key=lambda each: each.pk)
    return Link.objects.create(first=first, second=second, score=0.9, proposed_at=city.later()).pk


def test_calls_and_batches_are_those_of_the_organisation_that_took_them(city):
    call = put_through(institution=city.bank, outcome="missed", by=city.clerk, at=city.later(), key="k" * 12)
    batch = Batch.objects.create(file_name="a.csv", sha256="0" * 64, taken_by=city.clerk, taken_at=city.later(), rows=0)
    for who, seen in (("officer", True), ("clerk", True), ("desk", False), ("central_officer", False)):
        with held_to(city.people[who]):
            assert kept(Call) == ({call.pk} if seen else set())
            assert kept(Batch) == ({batch.pk} if seen else set())
            assert kept(Entry, subject="call") == kept(Entry, subject="call", subject_id=call.pk if seen else 0)
            assert Entry.objects.filter(subject="call").exists() == seen


def test_the_journal_shows_what_is_about_ones_own(city, three):
    about = {place: kept(Entry, subject="complaint", subject_id=each.pk) for place, each in enumerate(three)}
    for who, seen in (("desk", {0}), ("other_desk", {1}), ("officer", {0, 1, 2}), ("lender_desk", set())):
        with held_to(city.people[who]):
            assert kept(Entry, subject="complaint") == set().union(*(about[place] for place in seen))
            own = {each.pk for each in city.people.values() if each.organisation_id == city.people[who].organisation_id}
            assert set(Entry.objects.filter(subject="person").values_list("subject_id", flat=True)) == own
            assert Entry.objects.filter(subject="organisation").exists()


def test_papers_letters_questions_and_what_an_answer_rests_on_go_with_their_complaint(city):
    asked = ask(complaint=city.handling(), question="哪个月开始的？", by=city.desk, at=city.later())
    replied = reply(complaint=asked, text="三月", at=city.later())
    [paper] = attach(replied, [Received(name="a.pdf", sha256="1" * 64, kind="pdf", size=1)], by=None, at=city.later())
    given = {"outcome": "upheld", "reasons": ["error_found"], "text": "已退还。", "papers": [paper]}
    answered = answer(complaint=replied, by=city.desk, at=city.later(), **given)
    sealed = Received(name="b.pdf", sha256="2" * 64, kind="pdf", size=1)
    seal_letter(complaint=answered, kind="answer", sealed=sealed, by=city.desk, at=city.later())
    for who, seen in (("desk", True), ("officer", True), ("other_desk", False), ("central_officer", False)):
        with held_to(city.people[who]):
            for model in (Question, Paper, Letter, Answer.papers.through):
                assert model.objects.exists() == seen, (who, model)


def test_nobody_on_the_staff_is_shown_what_lies_at_the_public_s_door(city):
    draft = Draft.objects.create(key="k" * 40, kept_at=city.later())
    DraftPaper.objects.create(draft=draft, name="a.pdf", sha256="3" * 64, kind="pdf", size=1)
    complaint = city.transferred(to="bank")
    Correspondent.objects.create(complaint=complaint, lang="zh")
    Telling.objects.create(entry=1, again_at=city.later())
    for who, theirs in (("officer", True), ("desk", True), ("other_desk", False)):
        with held_to(city.people[who]):
            assert not any(model.objects.exists() for model in (Draft, DraftPaper, Telling))
            assert Correspondent.objects.exists() == theirs
    assert all(model.objects.exists() for model in (Draft, DraftPaper, Telling, Correspondent))


def test_a_form_that_comes_twice_is_known_again_where_its_complaint_is_out_of_sight(city):
    complaint = city.transferred(to="bank")
    given = {"complaint": complaint, "ground": "not_ours", "note": "不是我行客户。", "by": city.desk, "key": "k" * 12}
    with held_to(city.desk):
        assert give_back(**given, at=city.later()).state == "returned"
    with held_to(city.desk):
        assert not kept(Entry, subject="complaint")
        assert done(f"give_back:{complaint.pk}:{'k' * 12}")
    with held_to(city.desk):
        assert give_back(**given, at=city.later()).state == "returned"
    assert Entry.objects.filter(kind="complaints.give_back").count() == 1


def test_a_file_that_another_organisation_took_in_is_told_and_not_taken_again(city):
    content = "complaint_id,received_at,narrative,institution\nP1,2026-03-01,多收年费请核实退还,甬江银行\n".encode()
    with held_to(city.clerk):
        take_in_batch(content=content, file_name="a.csv", by=city.clerk, at=city.later())
    with held_to(city.central_officer), pytest.raises(CannotDo, match="Another organisation has taken this very file"):
        take_in_batch(content=content, file_name="b.csv", by=city.central_officer, at=city.later())
    assert Batch.objects.count() == 1
    with held_to(city.central_officer):
        assert kept(Batch) == set()


def test_runs_and_their_files_are_the_organisation_s_that_made_them(city):
    """The same file, sent in by both, is kept once and shown to both, each with the own run alone."""
    both = sent("work\n"), sent("work\n")
    for who, file in zip((city.analyst, city.other_analyst), both, strict=True):
        with held_to(who):
            asked(organisation=who.organisation, file=file)
    alone = asked("only\n", organisation=city.bank)
    nobodys = asked("mine\n")
    for who, runs, files in ((city.analyst, 2, 2), (city.other_analyst, 1, 1), (city.officer, 0, 0)):
        with held_to(who):
            assert set(Run.objects.values_list("organisation", flat=True)) <= {who.organisation_id}
            assert (Run.objects.count(), Upload.objects.count()) == (runs, files)
    with held_to(city.other_analyst):
        delete_run(run=Run.objects.get(), now=city.later())
    assert {alone, nobodys} < set(Run.objects.all())
    assert all(run.upload.path.is_file() for run in Run.objects.all())


def test_a_run_that_is_shared_is_shown_to_its_reader_and_nothing_with_it(city):
    now = timezone.now()
    audit = carried_out(organisation=city.bank)
    run = carried_out("rings\n", organisation=city.bank, kind="rings", audit=audit)
    other = carried_out("other\n", organisation=city.other_bank)
    with held_to(city.analyst):
        given = share(run=run, reader=city.bureau, purpose="supervision", by=city.analyst, at=now)
    with held_to(city.bureau_analyst):
        assert list(Run.objects.all()) == [run]
        assert not Upload.objects.exists()
        assert list(Sharing.objects.all()) == [given]
        assert not Entry.objects.filter(subject="run").exists()
        # What is shown is not theirs to change, whatever a page forgets to ask.
        assert Run.objects.update(file_name="mine") == Sharing.objects.update(with_tables=True) == 0
        assert Run.objects.filter(pk=run.pk)._raw_delete("default") == 0
        note_reading(sharing=given, by=city.bureau_analyst, at=now)
    with held_to(city.analyst):
        assert Run.objects.count() == Upload.objects.count() == 2
        about = Entry.objects.filter(subject="run", subject_id=run.pk).order_by("pk")
        assert list(about.values_list("kind", flat=True)) == ["runs.shared", "runs.read"]
    with held_to(city.other_analyst):
        assert list(Run.objects.all()) == [other]
        assert not Sharing.objects.exists()
        assert not Entry.objects.filter(subject="run").exists()


@pytest.mark.parametrize("how", ["taken back", "over"])
def test_the_database_knows_that_a_sharing_ended(city, how):
    run, now = carried_out(organisation=city.bank), timezone.now()
    given = share(run=run, reader=city.bureau, purpose="clue", by=city.analyst, at=now, until=timezone.localdate(now))
    with held_to(city.bureau_analyst):
        assert Run.objects.exists()
    if how == "taken back":
        with held_to(city.analyst):
            take_back(sharing=given, by=city.analyst, at=now)
    else:
        Sharing.objects.update(ends_at=now - timedelta(seconds=1))
    with held_to(city.bureau_analyst):
        assert not Run.objects.exists()


def test_a_step_that_takes_a_complaint_out_of_sight_is_written_whole(city):
    complaint = city.transferred(to="bank")
    with held_to(city.desk):
        moved = give_back(complaint=complaint, ground="not_ours", note="不是我行客户。", by=city.desk, at=city.later())
    assert moved.state == "returned"
    assert Clock.objects.filter(complaint=complaint, limit="answer", over_at__isnull=True).count() == 0
    assert Clock.objects.filter(complaint=complaint, limit="regulator-transfer", over_at__isnull=True).count() == 1
    with held_to(city.officer):
        handed = hand_over(complaint=moved, to=city.central, by=city.officer, at=city.later())
    assert handed.authority == city.central


def test_a_request_is_held_and_lets_go_again(city, three, rf):
    shown = []

    def look(request):
        shown.append(numbers())
        raise RuntimeError

    for path, who in (("/desk/", city.other_desk), ("/complain/", city.other_desk)):
        request = rf.get(path)
        request.user = who
        with pytest.raises(RuntimeError):
            HeldToTheirOwn(look)(request)
    assert shown == [{three[1].number}, {each.number for each in three}]
    assert numbers() == {each.number for each in three}


@pytest.fixture
def rf():
    from django.test import RequestFactory

    return RequestFactory()
