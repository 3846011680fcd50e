"""The vocabulary is closed: what is outside it is refused, with what to write instead."""

import pytest

from evenhand.errors import BadPack
from evenhand.rules.condition import Compare, Counted, Reaches, counts, words
from evenhand.rules.parse import clock, parse


@pytest.mark.parametrize(
    ("when", "word"),
    [
        ("chanel = 'call'", "did you mean channel"),
        ("channel = 'phone'", "phone is not in the vocabulary"),
        ("channel in ('call', 'cal')", "did you mean call"),
        ("counterparty = 'unknown'", "unknown is not in the vocabulary"),
        ("channel < 'call'", "takes only = or <>"),
        ("local_time >= '25:00'", "is not a time of day"),
        ("local_time >= 'ten'", "is not a time of day"),
        ("staff_count < 'two'", "is compared with a number"),
        ("agency = 3", "is compared with text"),
        ("count(effective, 'day') = 3", "may only be compared by > or >="),
        ("count(effective, 'day') > 3.5", "with a whole number"),
        ("count(efective, 'day') > 3", "did you mean effective"),
        ("count(effective, 'month') > 3", "month"),
        ("before(failed, 'in_a_row') < 3", "may only be compared by > or >="),
        ("before(conversation, 'in_a_row') >= 3", "in_a_row is not in the vocabulary"),
        ("before(failed, 'month') >= 3", "month is not in the vocabulary"),
        ("before(conversations, '7d') >= 1", "did you mean conversation"),
        ("before(failed) >= 3", "is not in the vocabulary"),
        ("before(failed, 'in_a_row')", "not in the vocabulary"),
        ("count(failed, 'in_a_row') >= 3", "in_a_row is not in the vocabulary"),
        ("count(effective, 'ever') > 1", "ever is not in the vocabulary"),
        ("consented('night')", "night is not in the vocabulary"),
        ("said('menace')", "menace is not in the vocabulary"),
        ("has(staff_count)", "has() is not for staff_count"),
        ("channel", "is not true or false by itself"),
        ("upper(channel) = 'CALL'", "not in the vocabulary"),
        ("channel like 'c%'", "not allowed here"),
        ("duration_s + 1 > 2", "not in the vocabulary"),
        ("channel = (select 1)", "not in the vocabulary"),
        ("channel = 'call' from contacts", "only one condition is allowed"),
        ("channel = 'call', 1", "only one condition is allowed"),
        ("channel = 'call'; drop table x", "only one condition is allowed"),
        ("channel = ", "cannot be parsed"),
        ("read_csv('x')", "not allowed here: READ_CSV"),
        ("media = 'x'", "media cannot be compared like this"),
        ("limit_ > staff_count", "limit_ is not in the vocabulary"),
    ],
)
def test_what_is_outside_the_vocabulary_is_refused(when: str, word: str) -> None:
    with pytest.raises(BadPack) as refused:
        parse(when)
    assert word in refused.value.en
    assert refused.value.zh.startswith("when：")


def test_a_value_of_the_rule_takes_its_place_on_either_side() -> None:
    assert parse("staff_count < least", values={"least": 2}) == parse("least > staff_count", values={"least": 2})
    assert parse("local_time >= t", values={"t": "22:00"}) == parse("local_time >= '22:00:00'")


def test_more_than_and_at_least_are_the_same_limit() -> None:
    assert parse("count(effective, 'day') > 3") == Reaches(Counted("effective", "day"), 4)
    assert parse("count(effective, 'day') >= 4") == Reaches(Counted("effective", "day"), 4)


def test_a_kind_of_contact_is_its_definition() -> None:
    assert {word.name for word in words(parse("effective"))} == {"channel", "direction", "outcome"}


@pytest.mark.parametrize(("text", "us"), [("00:00", 0), ("08:00:01", 28_801_000_000), ("23:59", 86_340_000_000)])
def test_a_time_of_day_is_microseconds_since_midnight(text: str, us: int) -> None:
    assert clock(text) == us
    parsed = parse(f"local_time >= '{text}'")
    assert isinstance(parsed, Compare)
    assert parsed.value == us


def test_a_count_of_earlier_contacts_is_another_count() -> None:
    """`before` counts what came before a contact, `count` counts the contact with it."""
    tree = parse("before(conversation, '7d') >= 1 and count(conversation, '7d') > 1")
    assert counts(tree) == (Counted("conversation", "7d", True), Counted("conversation", "7d"))
    assert [one.name for one in counts(tree)] == ["before_conversation_7d", "count_conversation_7d"]
