"""Organisations by every name they had, mergers mid-case, and five authorities instead of one."""

from datetime import date

import pytest
from platform_cast import START

from evenhand_web.complaints import queries as complaints
from evenhand_web.complaints.actions import handling
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.journal.models import Entry
from evenhand_web.registry import actions
from evenhand_web.registry.actions import CannotRegister
from evenhand_web.registry.queries import authority_for, called_like, initials, named, present, standing_for

OFFICE = {"by": THE_PLATFORM, "at": START}


@pytest.mark.parametrize("words", ["甬江银行", "甬行", " 甬江 银行 ", "yongjiang bank", "ＹＯＮＧＪＩＡＮＧ ＢＡＮＫ"])
def test_one_written_name_leads_to_one_institution(city, words):
    assert named(words) == city.bank


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("甬", ["bank"]),
        ("yjyh", ["bank"]),
        ("银行", ["bank", "other_bank"]),
        ("姚江", ["lender"]),
        ("", []),
        ("没有", []),
    ],
)
def test_institutions_are_found_while_typing(city, words, found):
    assert called_like(words) == [city.organisations[key] for key in found]


def test_authorities_are_not_offered_as_institutions(city):
    assert called_like("明州") == []
    assert called_like("明州", kinds=("authority",))


def test_a_name_never_means_two(city):
    with pytest.raises(CannotRegister, match="“甬 行”已经是甬江银行的名称或简称"):
        actions.add_alias(organisation=city.other_bank, name="甬 行", **OFFICE)
    with pytest.raises(CannotRegister, match="编码“B01”已经登记"):
        actions.register(code="B01", kind="institution", institution_type="bank", name="别的银行", **OFFICE)


def test_a_renamed_institution_keeps_its_cases_and_is_found_by_both_names(city):
    complaint = city.transferred()
    actions.rename(organisation=city.bank, name="三江银行", on=date(2026, 3, 5), **OFFICE)
    complaint.refresh_from_db()
    assert complaint.holder.name == "三江银行"
    assert named("甬江银行") == named("三江银行") == city.bank
    assert complaint in complaints.visible_to(city.desk)
    entry = Entry.objects.get(kind="registry.renamed")
    assert entry.facts == {"was": "甬江银行", "name": "三江银行", "on": "2026-03-05"}


def test_an_institution_merged_mid_case_hands_its_open_cases_on(city):
    complaint = city.handling()
    actions.merge(organisation=city.bank, into=city.other_bank, on=date(2026, 3, 5), **OFFICE)
    city.bank.refresh_from_db()
    assert present(city.bank) == named("甬行") == city.other_bank
    assert standing_for(city.other_bank) == standing_for(city.bank) == {city.bank.pk, city.other_bank.pk}
    assert complaint in complaints.visible_to(city.other_desk)
    complaint = handling.answer(
        complaint=complaint, outcome="settled", reasons=["goodwill"], text="已协商", by=city.other_desk, at=city.later()
    )
    assert complaint.state == "answered"


@pytest.mark.parametrize(
    ("what", "into", "words"),
    [("bank", "bank", "已经是同一家机构"), ("bank", "bureau", "性质不同")],
)
def test_a_merger_that_makes_no_sense_is_refused(city, what, into, words):
    with pytest.raises(CannotRegister, match=words):
        actions.merge(
            organisation=city.organisations[what], into=city.organisations[into], on=date(2026, 3, 5), **OFFICE
        )


def test_mergers_cannot_go_in_a_circle(city):
    actions.merge(organisation=city.bank, into=city.other_bank, on=date(2026, 3, 5), **OFFICE)
    with pytest.raises(CannotRegister, match="已经是同一家机构"):
        actions.merge(organisation=city.other_bank, into=city.bank, on=date(2026, 3, 6), **OFFICE)


@pytest.mark.parametrize(
    ("subject", "type_", "who"),
    [
        ("conduct", "bank", "bureau"),
        ("conduct", "microloan", "office"),
        ("collection", "consumer_finance", "bureau"),
        ("credit_report", "microloan", "central"),
        ("payment", "bank", "central"),
        ("public_credit", "bank", None),
    ],
)
def test_who_answers_is_a_matter_of_subject_and_type(city, subject, type_, who):
    assert authority_for(subject=subject, institution_type=type_) == (who and city.organisations[who])


def test_only_an_authority_can_be_given_jurisdiction(city):
    with pytest.raises(CannotRegister, match="甬江银行不是主管部门"):
        actions.give_jurisdiction(authority=city.bank, subject="conduct", institution_type="", **OFFICE)


def test_a_present_name_is_not_taken_away_and_a_short_one_is(city):
    aliases = {alias.name: alias for alias in city.bank.aliases.all()}
    with pytest.raises(CannotRegister, match="机构现在的名称"):
        actions.remove_alias(alias=aliases["甬江银行"], **OFFICE)
    actions.remove_alias(alias=aliases["甬行"], **OFFICE)
    assert named("甬行") is None


def test_initials_are_those_of_the_sounds():
    assert initials("甬江银行") == "yjyh"
