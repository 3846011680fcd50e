"""Accounts: opened by administrators for their own organisation, closed and not deleted, never the last one."""

import pytest
from platform_cast import START

from evenhand_web.journal.models import Entry
from evenhand_web.people import actions, queries
from evenhand_web.people.actions import CannotManage, first_password
from evenhand_web.people.models import Person


def test_an_administrator_opens_an_account_with_a_password_shown_once(city):
    person, password = actions.add_person(
        organisation=city.bank, login=" New.Clerk ", name="新人", roles=["desk"], by=city.bank_admin, at=START
    )
    assert (person.login, person.roles, person.given_password) == ("new.clerk", {"desk"}, True)
    assert person.check_password(password)
    assert password not in Entry.objects.get(kind="people.added", subject_id=person.pk).text


REFUSED = [
    ("desk", "bank", "desk", "只有本单位的管理员"),
    ("bank_admin", "other_bank", "desk", "只有本单位的管理员"),
    ("chief", "bank", "desk", "只有本单位的管理员"),
    ("bank_admin", "bank", "officer", "没有“officer”这个角色"),
    ("chief", "bureau", "desk", "没有“desk”这个角色"),
]


@pytest.mark.parametrize(("by", "where", "role", "words"), REFUSED)
def test_nobody_opens_accounts_elsewhere_or_roles_that_do_not_exist_there(city, by, where, role, words):
    with pytest.raises(CannotManage, match=words):
        actions.add_person(
            organisation=city.organisations[where], login="x", name="x", roles=[role], by=city.people[by], at=START
        )
    assert not Person.objects.filter(login="x").exists()


def test_a_login_is_one_persons(city):
    with pytest.raises(CannotManage, match="登录名“desk”已经有人用了"):
        actions.add_person(organisation=city.bank, login="DESK", name="x", roles=[], by=city.bank_admin, at=START)


def test_a_role_is_held_for_a_time_and_what_was_is_kept(city):
    actions.dismiss(person=city.desk, role="desk", by=city.bank_admin, at=city.later())
    assert city.desk.roles == frozenset()
    actions.appoint(person=city.desk, role="reviewer", by=city.bank_admin, at=city.later())
    actions.appoint(person=city.desk, role="reviewer", by=city.bank_admin, at=city.later())
    assert city.desk.roles == {"reviewer"}
    assert city.desk.appointments.count() == 2


def test_the_last_administrator_stays(city):
    for what in (
        lambda: actions.dismiss(person=city.bank_admin, role="administrator", by=city.bank_admin, at=START),
        lambda: actions.shut_out(person=city.bank_admin, by=city.bank_admin, at=START),
    ):
        with pytest.raises(CannotManage, match="最后一名管理员"):
            what()
    actions.appoint(person=city.desk, role="administrator", by=city.bank_admin, at=START)
    actions.dismiss(person=city.bank_admin, role="administrator", by=city.desk, at=city.later())
    assert city.bank_admin.roles == frozenset()


def test_a_closed_account_holds_no_role_and_can_be_opened_again(city):
    actions.shut_out(person=city.desk, by=city.bank_admin, at=city.later())
    assert Person.objects.get(pk=city.desk.pk).roles == frozenset()
    actions.let_in_again(person=city.desk, by=city.bank_admin, at=city.later())
    assert Person.objects.get(pk=city.desk.pk).roles == {"desk"}


def test_an_administrator_sees_the_own_people_and_nobody_else_sees_any(city):
    assert {person.organisation for person in queries.visible_to(city.bank_admin)} == {city.bank}
    assert not queries.visible_to(city.desk).exists()


def test_a_reset_password_is_new_and_to_be_changed(city):
    before = city.desk.password
    told = actions.reset_password(person=city.desk, by=city.bank_admin, at=city.later())
    person = Person.objects.get(pk=city.desk.pk)
    assert person.check_password(told)
    assert person.password != before
    assert person.given_password


def test_first_passwords_are_long_and_differ():
    assert len({first_password() for _ in range(50)}) == 50
    assert len(first_password()) == 19
