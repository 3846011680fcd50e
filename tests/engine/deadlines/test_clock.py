"""What a clock comes to: due dates by hand, pauses on listed grounds only, extensions with approval, words."""

from datetime import date, datetime

import pytest
from clocks import ANSWER, CALENDAR, LIMITS, at, events, moment

from evenhand.deadlines.cases import Tried, try_limits
from evenhand.deadlines.clock import clock, may, merge
from evenhand.deadlines.event import Event
from evenhand.deadlines.faults import NotLawful
from evenhand.deadlines.shelf import limit_packs, load_limits
from evenhand.errors import Misuse
from evenhand.rules.pack import Text

START = ("started", "11-23 10:00")
WORKED = list(try_limits(load_limits("cn-complaint-2020"), CALENDAR))


@pytest.mark.parametrize("tried", WORKED, ids=[f"{one.limit}: {one.say}" for one in WORKED])
def test_every_worked_case_of_the_pack_holds(tried: Tried) -> None:
    assert tried.holds, tried


def test_the_sentence_names_the_bank_and_the_day_included() -> None:
    told = clock(ANSWER, events(START), CALENDAR, moment("11-24 09:00"), who=Text(zh="甬江银行", en="Yongjiang Bank"))
    assert told.sentence.zh == "甬江银行最迟 12 月 8 日（含当日）答复"
    assert told.sentence.en == "Yongjiang Bank must answer by 8 December, that day included"
    assert (told.article, told.unverified, told.provisional) == ("第十八条（条号凭记忆）", False, False)
    assert told.due_at == datetime.fromisoformat("2026-12-09T00:00:00+08:00")


@pytest.mark.parametrize(
    ("now", "used", "left", "overdue", "late"),
    [
        ("11-23 23:59", 0, 15, False, 0),
        ("11-24 00:00", 1, 14, False, 0),
        ("12-08 23:59", 15, 0, False, 0),
        ("12-09 00:00", 16, 0, True, 1),
        ("12-11 00:00", 18, 0, True, 3),
    ],
)
def test_days_are_counted_to_the_midnight_that_ends_the_last(
    now: str, used: int, left: int, overdue: bool, late: int
) -> None:
    found = at(now, START)
    assert (found.used, found.left, found.overdue, found.late_by) == (used, left, overdue, late)
    assert ("已超期" in found.sentence.zh) == overdue


def test_a_moment_of_another_zone_is_read_in_the_zone_of_the_limit() -> None:
    # 17:00 in London on the 23rd is past midnight in Shanghai.
    assert at("11-24 09:00", ("started", "2026-11-23T17:00:00+00:00")).due == date(2026, 12, 9)


def test_a_pause_leaves_the_date_open_and_says_what_it_would_be() -> None:
    found = at("12-10 09:00", START, ("paused", "11-30 10:00", "mediation"))
    assert (found.state, found.paused, found.due, found.due_at) == ("paused", "mediation", None, None)
    assert (found.due_if_resumed, found.used, found.left, found.stopped) == (date(2026, 12, 18), 7, 8, 10)
    assert found.wall_days == 17
    assert not found.overdue
    assert (
        found.sentence.zh
        == "自 11 月 30 日起因调解期间暂停计期；如今日恢复，机构最迟 12 月 18 日（含当日）答复（期限未核实）"
    )
    assert "if it resumed today, the institution must answer by 18 December" in found.sentence.en


def test_an_answer_stops_the_clock_for_good() -> None:
    in_time = at("12-30 09:00", START, ("met", "12-08 23:59"))
    assert (in_time.state, in_time.overdue, in_time.wall_days) == ("met", False, 15)
    assert in_time.sentence.zh == "对消费投诉作出处理决定：已于 12 月 8 日完成，在期限内"
    late = at("12-30 09:00", START, ("met", "12-10 08:00"))
    assert (late.state, late.late_by) == ("met", 2)
    assert late.sentence.en == "Decision on a complaint: done on 10 December, 2 days late"
    ended = at("12-30 09:00", START, ("ended", "11-25 08:00"))
    assert ended.sentence.zh.endswith("已于 11 月 25 日终止，不再计期")


def test_what_happens_later_does_not_count_yet() -> None:
    found = at("11-29 09:00", START, ("paused", "11-30 10:00", "mediation"))
    assert (found.state, found.due) == ("running", date(2026, 12, 8))


def test_every_date_says_on_what_it_rests() -> None:
    found = at("12-02 09:00", START, ("lengthened", "12-01 10:00", "complex"), ("paused", "12-01 11:00", "mediation"))
    assert [(one.article, one.unverified) for one in found.basis] == [
        ("第十八条（条号凭记忆）", False),
        ("第十八条（条号凭记忆）", False),
        ("第二十三条（凭记忆）", True),
        ("第二百零一条（开始的当日不计入）", False),
    ]
    assert found.unverified
    assert any("未与原文核对" in note.zh for note in found.notes)


@pytest.mark.parametrize(
    ("limit", "to_staff", "zh", "en"),
    [
        ("regulator-transfer", False, "转送机构并告知您", "pass the complaint on and tell you by"),
        ("regulator-transfer", True, "转送机构并告知投诉人", "pass the complaint on and tell the consumer by"),
        ("authority-informs", True, "处理并告知投诉人", "tell the consumer by"),
        ("answer", True, "机构最迟 12 月 8 日（含当日）答复", "The institution must answer by 8 December"),
    ],
)
def test_the_sentence_speaks_to_whoever_reads_it(limit: str, to_staff: bool, zh: str, en: str) -> None:
    found = clock(LIMITS[limit], events(START), CALENDAR, moment("11-24 09:00"), to_staff=to_staff)
    assert zh in found.sentence.zh
    assert en in found.sentence.en
    assert ("您" in found.sentence.zh) == (not to_staff)


def test_a_limit_from_memory_is_marked_in_every_sentence() -> None:
    found = at("11-24 09:00", START, limit=LIMITS["review-request"])
    assert found.unverified
    assert found.sentence.zh == "投诉人最迟 12 月 23 日（含当日）可以书面申请核查（期限未核实）"
    assert found.sentence.en.endswith("(limit not verified)")


def test_beyond_the_calendar_a_date_is_provisional() -> None:
    found = at("12-25 11:00", ("started", "12-25 10:00"))
    assert found.provisional
    assert found.sentence.zh == "机构最迟 2027 年 1 月 11 日（含当日）答复（期限未核实，暂定）"
    assert found.notes[-1].en.startswith("Provisional")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ([("paused", "11-24 10:00", "staff-shortage")], "may not stop for “staff-shortage”; only for mediation"),
        ([("paused", "11-24 10:00", "mediation"), ("paused", "11-25 10:00", "mediation")], "already stands still"),
        ([("resumed", "11-24 10:00")], "nothing to resume"),
        ([("extended", "11-24 10:00", "special")], "first lengthen the limit for a complex matter"),
        ([("extended", "11-24 10:00", "forever")], "knows no extension “forever”"),
        ([("lengthened", "11-24 10:00", "hard")], "knows no case “hard”"),
        ([("lengthened", "12-09 00:00", "complex")], "ran out on 2026-12-08"),
        ([("restarted", "12-09 00:00")], "ran out on 2026-12-08"),
        ([("lengthened", "11-24 10:00", "complex")] * 2, "lengthened already"),
        ([("met", "11-24 10:00"), ("paused", "11-25 10:00", "mediation")], "the clock ended on 2026-11-24"),
        ([("started", "11-25 10:00")], "a limit begins once"),
        (
            [("lengthened", "11-24 10:00", "complex"), *[("extended", "11-25 10:00", "special")] * 2],
            "60 days in all are the most; there are 60",
        ),
    ],
)
def test_what_the_limit_does_not_allow_is_refused_with_a_sentence(more: list[tuple[str, ...]], words: str) -> None:
    with pytest.raises(NotLawful, match=words):
        at("12-20 09:00", START, *more)


@pytest.mark.parametrize(("field", "words"), [("approved_by", "say who approved it"), ("reason", "needs its reason")])
def test_an_extension_needs_approval_and_reason(field: str, words: str) -> None:
    happened = events(START, ("lengthened", "11-24 10:00", "complex"))
    asked = {"approved_by": "总行消保部", "reason": "等待法院文书"} | {field: " "}
    with pytest.raises(NotLawful, match=words):
        may(ANSWER, happened, Event(kind="extended", at=moment("11-25 10:00"), name="special", **asked), CALENDAR)


def test_asking_before_writing_refuses_what_is_earlier_than_the_record() -> None:
    may(ANSWER, events(START), Event(kind="met", at=moment("11-24 10:00")), CALENDAR)
    with pytest.raises(Misuse, match="is before what is recorded"):
        may(ANSWER, events(START), Event(kind="met", at=moment("11-22 10:00")), CALENDAR)


def test_a_clock_that_was_not_started_is_refused() -> None:
    with pytest.raises(NotLawful, match="has not begun"):
        at("11-22 09:00", START)
    with pytest.raises(Misuse, match="had no version in force"):
        at("2019-01-05 09:00", ("started", "2019-01-01 09:00"))
    with pytest.raises(Misuse, match="has no offset"):
        Event(kind="started", at=datetime(2026, 11, 23))  # noqa: DTZ001
    with pytest.raises(Misuse, match="there is no event begun; use one of started"):
        Event(kind="begun", at=moment("11-23 10:00"))  # type: ignore[arg-type]
    with pytest.raises(Misuse, match="now has no offset"):
        clock(ANSWER, events(START), CALENDAR, datetime(2026, 11, 23))  # noqa: DTZ001


def test_events_may_come_in_any_order() -> None:
    happened = [("resumed", "12-03 10:00"), ("paused", "11-23 10:00", "mediation"), START]
    assert at("12-04 09:00", *happened).due == at("12-04 09:00", *reversed(happened)).due == date(2026, 12, 17)


def test_new_facts_begin_it_anew_and_a_pause_goes_on() -> None:
    found = at("12-02 09:00", START, ("paused", "11-25 10:00", "mediation"), ("restarted", "12-01 10:00"))
    assert (found.state, found.runs_from, found.left) == ("paused", date(2026, 12, 1), 14)
    assert found.wall_days == 9
    assert "自 12 月 1 日起重新计算" in [note.zh for note in found.notes]


def test_linked_complaints_keep_the_clock_that_runs_out_first() -> None:
    early, late = at("11-26 09:00", START), at("11-26 09:00", ("started", "11-25 10:00"))
    still = at("11-26 09:00", ("started", "11-10 10:00"), ("paused", "11-11 10:00", "mediation"))
    done = at("11-26 09:00", ("started", "11-01 10:00"), ("met", "11-02 10:00"))
    merged = merge([late, still, done, early])
    assert (merged.due, merged.unverified, early.unverified) == (early.due, True, False)
    assert merged.sentence.zh == "机构最迟 12 月 8 日（含当日）答复（期限未核实）"
    assert merged.notes[-1].zh.startswith("期限内再次提出同一投诉，合并处理")
    assert merge([still, done]).state == "paused"
    assert merge([early]) is early
    with pytest.raises(Misuse, match="does not provide for merging"):
        merge([at("11-24 09:00", START, limit=LIMITS["review-decision"])] * 2)
    with pytest.raises(Misuse, match="no clocks"):
        merge([])


def test_packs_of_limits_are_found_and_others_refused() -> None:
    assert limit_packs() == ("cn-complaint-2020",)
    with pytest.raises(Misuse, match="there is no pack of time limits cn-ningbo"):
        load_limits("cn-ningbo")
