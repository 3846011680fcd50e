"""Every step of a complaint: what it changes, which clock it moves, what the journal says, and who may not."""

from datetime import timedelta

import pytest
from platform_cast import CHEN, STORY

from evenhand.errors import EvenhandError
from evenhand_web.complaints import clocks, queries
from evenhand_web.complaints.actions import handling, reviewing, time
from evenhand_web.complaints.actions.step import CannotDo, Overtaken
from evenhand_web.complaints.models import Answer, Clock, Complaint, Extension, Question, Review
from evenhand_web.journal.models import Entry
from evenhand_web.journal.queries import is_whole, thread


def told(complaint):
    return [entry.kind.removeprefix("complaints.") for entry in thread("complaint", complaint.pk)]


def due(complaint, limit="answer"):
    return str(clocks.running(complaint, limit).due_on)


def test_the_whole_way_from_filing_to_closing_is_written_down(city):
    complaint = city.answered()
    complaint = reviewing.contest(complaint=complaint, why="没有退还利息", at=city.later(days=1))
    complaint = reviewing.review(
        complaint=complaint, outcome="changed", text="补退利息。", by=city.reviewer, at=city.later(days=1)
    )
    complaint = handling.close(complaint=complaint, by=city.officer, at=city.later())
    assert complaint.state == "closed"
    assert told(complaint) == ["file", "transfer", "accept", "answer", "contest", "review", "close"]
    entries = thread("complaint", complaint.pk)
    assert [(e.before, e.after) for e in entries][1:3] == [("received", "transferred"), ("transferred", "handling")]
    assert all(entry.authority and is_whole(entry) for entry in entries)
    assert not Clock.objects.filter(complaint=complaint, over_at__isnull=True).exists()


def test_each_state_has_the_clock_of_whose_turn_it_is(city):
    complaint = city.filed()
    assert str(complaint.due_on) == due(complaint, "regulator-transfer") == "2026-03-11"
    complaint = handling.transfer(complaint=complaint, to=city.bank, by=city.officer, at=city.later())
    assert str(complaint.due_on) == due(complaint) == "2026-03-17"
    assert clocks.running(complaint, "regulator-transfer") is None
    assert Clock.objects.get(complaint=complaint, limit="regulator-transfer").met


def test_the_first_number_of_a_year_is_one_and_the_next_is_two(city):
    assert [city.filed().number, city.filed().number] == ["2026-000001", "2026-000002"]


def test_a_question_stops_the_clock_and_the_reply_lets_it_run(city):
    complaint = city.handling()
    complaint = handling.ask(complaint=complaint, question="扣费是哪几个月？", by=city.desk, at=city.later(days=2))
    assert (complaint.state, complaint.due_on) == ("asked", None)
    complaint = handling.reply(complaint=complaint, text="去年 3 月起", at=city.later(days=5))
    assert complaint.state == "handling"
    assert due(complaint) == "2026-03-23"  # five days later is Sunday the 22nd, so Monday
    assert Question.objects.get(complaint=complaint).reply == "去年 3 月起"


def test_an_institution_may_go_on_without_a_reply(city):
    complaint = handling.ask(complaint=city.handling(), question="？是哪张卡", by=city.desk, at=city.later())
    complaint = handling.go_on(complaint=complaint, by=city.desk, at=city.later(days=1))
    assert complaint.state == "handling"
    assert Question.objects.get(complaint=complaint).dropped_at
    with pytest.raises(CannotDo, match="不能“回答询问”"):
        handling.reply(complaint=complaint, text="迟了", at=city.later())


def test_an_answer_while_asking_ends_the_waiting_and_meets_the_clock(city):
    complaint = handling.ask(complaint=city.handling(), question="哪张卡？", by=city.desk, at=city.later())
    complaint = handling.answer(
        complaint=complaint, outcome="explained", reasons=["contract"], text="按约定。", by=city.desk, at=city.later()
    )
    assert Clock.objects.get(complaint=complaint, limit="answer").met
    assert complaint.state == "answered"


def test_a_wrong_transfer_goes_back_and_the_institution_no_longer_sees_it(city):
    complaint = city.transferred()
    complaint = handling.give_back(
        complaint=complaint, ground="not_ours", note="查无此客户", by=city.desk, at=city.later()
    )
    assert (complaint.state, complaint.holder) == ("returned", None)
    assert complaint not in queries.visible_to(city.desk)
    complaint = handling.transfer(complaint=complaint, to=city.other_bank, by=city.officer, at=city.later())
    assert complaint in queries.visible_to(city.other_desk)
    assert Clock.objects.filter(complaint=complaint, limit="answer").count() == 2
    assert Clock.objects.filter(complaint=complaint, limit="answer", over_at__isnull=True).count() == 1


def test_a_transfer_to_another_type_of_institution_is_another_authoritys(city):
    complaint = city.filed(institution=None)
    assert complaint.authority == city.bureau
    complaint = handling.transfer(complaint=complaint, to=city.lender, by=city.officer, at=city.later())
    assert complaint.authority == city.office
    assert complaint in queries.visible_to(city.office_officer)
    assert complaint not in queries.visible_to(city.officer)


def test_a_complaint_is_handed_to_the_authority_whose_it_is_and_its_clock_goes_on(city):
    complaint = city.filed()
    complaint = handling.hand_over(complaint=complaint, to=city.central, by=city.officer, at=city.later())
    assert (complaint.state, complaint.authority) == ("received", city.central)
    assert due(complaint, "regulator-transfer") == "2026-03-11"


def test_complex_first_then_the_special_extension_that_somebody_else_approves(city):
    complaint = city.handling()
    with pytest.raises(EvenhandError, match="情况复杂"):
        time.ask_extension(complaint=complaint, why="等待法院文书", by=city.desk, at=city.later())
    complaint = time.lengthen(complaint=complaint, note="涉及三家机构", by=city.desk, at=city.later())
    assert due(complaint) == "2026-04-01"
    complaint = time.ask_extension(complaint=complaint, why="等待法院文书", by=city.desk, at=city.later())
    assert due(complaint) == "2026-04-01"
    with pytest.raises(CannotDo, match="已有一份延期申请"):
        time.ask_extension(complaint=complaint, why="再等", by=city.desk, at=city.later())
    with pytest.raises(CannotDo, match="延期审批人"):
        time.decide_extension(complaint=complaint, approved=True, by=city.desk, at=city.later())
    complaint = time.decide_extension(complaint=complaint, approved=True, by=city.approver, at=city.later())
    assert due(complaint) > "2026-04-28"
    assert Extension.objects.get(complaint=complaint).decided_by == city.approver


def test_nobody_approves_an_extension_of_their_own(city):
    from evenhand_web.people import actions as people

    people.appoint(person=city.desk, role="approver", by=None, at=city.now)
    complaint = time.lengthen(complaint=city.handling(), note="复杂", by=city.desk, at=city.later())
    complaint = time.ask_extension(complaint=complaint, why="等文书", by=city.desk, at=city.later())
    with pytest.raises(CannotDo, match="不能审批自己提出的延期"):
        time.decide_extension(complaint=complaint, approved=True, by=city.desk, at=city.later())
    assert Extension.objects.get(complaint=complaint).decided_at is None


def test_a_refused_extension_changes_no_day(city):
    complaint = time.lengthen(complaint=city.handling(), note="复杂", by=city.desk, at=city.later())
    complaint = time.ask_extension(complaint=complaint, why="等文书", by=city.desk, at=city.later())
    complaint = time.decide_extension(complaint=complaint, approved=False, by=city.approver, at=city.later())
    assert due(complaint) == "2026-04-01"


def test_the_clock_stops_only_on_a_listed_ground(city):
    complaint = city.handling()
    with pytest.raises(CannotDo, match="请选择暂停的依据"):
        time.pause(complaint=complaint, ground="holiday", note="放假", by=city.desk, at=city.later())
    complaint = time.pause(complaint=complaint, ground="mediation", note="调解申请书", by=city.desk, at=city.later())
    assert complaint.due_on is None
    complaint = time.resume(complaint=complaint, by=city.desk, at=city.later(days=4))
    assert due(complaint) > "2026-03-17"


def test_the_time_is_counted_anew_only_for_the_consumers_new_facts(city):
    complaint = city.handling()
    with pytest.raises(CannotDo, match="投诉人没有提出新的事实"):
        time.restart(complaint=complaint, note="补充", by=city.desk, at=city.later())
    handling.add(complaint=complaint, text="又扣了一笔", new_facts=True, at=city.later(days=3))
    complaint = Complaint.objects.get(pk=complaint.pk)
    complaint = time.restart(complaint=complaint, note="又扣了一笔", by=city.desk, at=city.later())
    assert due(complaint) == "2026-03-20"


def test_a_review_is_asked_for_in_time_and_decided_by_somebody_else(city):
    from evenhand_web.people import actions as people

    people.appoint(person=city.desk, role="reviewer", by=None, at=city.now)
    complaint = city.answered()
    complaint = reviewing.contest(complaint=complaint, why="不同意", at=city.later(days=20))
    assert complaint.due_on
    with pytest.raises(CannotDo, match="核查须由他人办理"):
        reviewing.review(complaint=complaint, outcome="upheld", text="维持", by=city.desk, at=city.later())
    assert Review.objects.get(complaint=complaint).decided_at is None


def test_a_review_asked_for_too_late_is_refused_with_what_remains(city):
    complaint = city.answered()
    with pytest.raises(CannotDo, match="申请核查的期限已过。您仍可以申请调解"):
        reviewing.contest(complaint=complaint, why="不同意", at=city.now + timedelta(days=60))
    assert Complaint.objects.get(pk=complaint.pk).state == "answered"


def test_a_closed_complaint_may_still_be_contested_in_time(city):
    complaint = handling.close(complaint=city.answered(), by=city.officer, at=city.later())
    assert complaint.over_at
    complaint = reviewing.contest(complaint=complaint, why="不同意", at=city.later(days=3))
    assert (complaint.state, complaint.over_at) == ("in_review", None)


def test_a_withdrawal_ends_every_clock_the_same_day(city):
    complaint = handling.withdraw(complaint=city.handling(), at=city.later(), why="已解决")
    assert (complaint.state, complaint.due_on) == ("withdrawn", None)
    assert not Clock.objects.filter(complaint=complaint, over_at__isnull=True).exists()
    assert not Clock.objects.get(complaint=complaint, limit="answer").met


def test_the_same_form_twice_is_one_step(city):
    complaint = city.handling()
    sent = {
        "complaint": complaint,
        "outcome": "upheld",
        "reasons": ["error_found"],
        "text": "已退还",
        "by": city.desk,
        "at": city.later(),
        "key": "form-1",
        "seen": complaint.version,
    }
    first, second = handling.answer(**sent), handling.answer(**sent)
    assert first.version == second.version
    assert Answer.objects.filter(complaint=complaint).count() == 1
    assert told(complaint).count("answer") == 1


def test_filing_twice_with_one_form_is_one_complaint_with_one_receipt(city):
    first, second = city.filed(key="k"), city.filed(key="k")
    assert (first.pk, first.receipt) == (second.pk, second.receipt)
    assert Complaint.objects.count() == 1


def test_another_persons_form_key_finds_nothing(city):
    one, two = city.handling(), city.handling()
    handling.withdraw(complaint=one, at=city.later(), key="k")
    assert handling.withdraw(complaint=two, at=city.later(), key="k").state == "withdrawn"


def test_what_was_seen_too_early_is_refused_and_nothing_is_lost(city):
    complaint = city.filed()
    stale = complaint.version
    handling.transfer(complaint=complaint, to=city.bank, by=city.officer, at=city.later(), seen=stale)
    again = Complaint.objects.get(pk=complaint.pk)
    with pytest.raises(Overtaken, match="这件投诉有了新进展"):
        handling.transfer(complaint=again, to=city.other_bank, by=city.officer, at=city.later(), seen=stale)
    assert Complaint.objects.get(pk=complaint.pk).holder == city.bank


WRONG = [
    ("transfer", "desk", {"to": "bank"}),
    ("transfer", "central_officer", {"to": "bank"}),
    ("accept", "other_desk", {}),
    ("accept", "officer", {}),
    ("accept", "analyst", {}),
    ("close", "desk", {}),
]


@pytest.mark.parametrize(("move", "who", "more"), WRONG)
def test_a_step_is_for_those_whose_it_is(city, move, who, more):
    complaint = city.filed() if move == "transfer" else city.transferred()
    given = {"to": city.organisations[more["to"]]} if more else {}
    with pytest.raises(CannotDo, match="这一步由"):
        getattr(handling, move)(complaint=complaint, by=city.people[who], at=city.later(), **given)
    assert Complaint.objects.get(pk=complaint.pk).version == complaint.version


def test_nothing_is_written_when_a_step_is_refused(city):
    complaint = city.handling()
    entries = Entry.objects.count()
    with pytest.raises(CannotDo, match="请写明核实的事实和依据"):
        handling.answer(
            complaint=complaint, outcome="upheld", reasons=["law"], text="  ", by=city.desk, at=city.later()
        )
    with pytest.raises(CannotDo, match="请至少选择一项理由"):
        handling.answer(complaint=complaint, outcome="upheld", reasons=[], text="x", by=city.desk, at=city.later())
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("narrative", "words"),
    [("  ", "请写明发生了什么"), ("😡😡😡!!", "只有表情或符号"), ("字" * 20_001, "内容超过 20000 字")],
)
def test_what_cannot_be_acted_on_is_asked_for_again(city, narrative, words):
    with pytest.raises(CannotDo, match=words):
        city.filed(narrative=narrative)
    assert not Complaint.objects.exists()


def test_what_is_filed_with_the_institution_starts_its_clock_and_is_seen_by_its_authority(city):
    complaint = city.filed(door="institution", by=city.lender_desk, institution=None, narrative=STORY, who=CHEN)
    assert (complaint.state, complaint.holder, complaint.authority) == ("handling", city.lender, city.office)
    assert due(complaint) == "2026-03-17"
    with pytest.raises(CannotDo, match="由机构登记"):
        city.filed(door="institution")
