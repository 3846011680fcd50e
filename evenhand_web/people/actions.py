"""Every write to accounts. `by` is an administrator of the same organisation, or None for the operator."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Manager

from evenhand.errors import EvenhandError
from evenhand_web.journal import actions as journal
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.people.models import Appointment, Person
from evenhand_web.people.queries import administrators_of
from evenhand_web.people.roles import ADMINISTRATOR, ROLES
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import standing_for

# Without signs that are mistaken for each other when read aloud or copied by hand.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
OF_THE_ADMINISTRATOR, OF_THE_OPERATOR = "people/administrator", "people/operator"
OF_THE_PROVIDER = "people/single-sign-on"


class CannotManage(EvenhandError):
    """An account that is not for this administrator to change, or a change that would lock everybody out."""


def add_person(
    *, organisation: Organisation, login: str, name: str, roles: Iterable[str], by: Person | None, at: datetime
) -> tuple[Person, str]:
    """Open an account; its first password, shown once and to be changed at the first sign-in. Raises CannotManage."""
    _may_manage(by, organisation)
    login, password = login.strip().casefold(), first_password()
    try:
        with transaction.atomic():
            person = Person(organisation=organisation, login=login, name=name)
            person.set_password(password)
            person.save()
            wanted = sorted(set(roles))
            for role in wanted:
                _appoint(person, role, at)
            _write(person, "people.added", by, at, {"roles": wanted})
    except IntegrityError as taken:
        raise CannotManage(
            zh=f"登录名“{login}”已经有人用了，请换一个。", en=f"the login {login} is taken; choose another."
        ) from taken
    return person, password


def appoint(*, person: Person, role: str, by: Person | None, at: datetime) -> None:
    """Give a role; nothing happens where it is held already. Raises CannotManage."""
    _may_manage(by, person.organisation)
    if role in person.roles:
        return
    with transaction.atomic():
        _appoint(person, role, at)
        _write(person, "people.appointed", by, at, {"role": role})
    _look_again(person)


def dismiss(*, person: Person, role: str, by: Person | None, at: datetime) -> None:
    """Take a role back; the last administrator keeps it. Raises CannotManage."""
    _may_manage(by, person.organisation)
    if role == ADMINISTRATOR and role in person.roles:
        _not_the_last(person)
    with transaction.atomic():
        ended = Appointment.objects.filter(person=person, role=role, until__isnull=True).update(until=at)
        if ended:
            _write(person, "people.dismissed", by, at, {"role": role})
    _look_again(person)


def shut_out(*, person: Person, by: Person | None, at: datetime) -> None:
    """Close an account, end its sessions at once and forget its bond to single sign-on. Raises CannotManage."""
    _may_manage(by, person.organisation)
    if ADMINISTRATOR in person.roles:
        _not_the_last(person)
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            end_sessions(person)
            if apps.is_installed("allauth.socialaccount"):
                _bonds().filter(user=person).delete()
            _write(person, "people.shut_out", by, at)
    person.is_active = False
    _look_again(person)


def let_in_again(*, person: Person, by: Person | None, at: datetime) -> None:
    """Open a closed account again. Raises CannotManage."""
    _may_manage(by, person.organisation)
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            _write(person, "people.let_in_again", by, at)
    person.is_active = True
    _look_again(person)


def reset_password(*, person: Person, by: Person | None, at: datetime) -> str:
    """Give a new first password and end every session; the password, shown once. Raises CannotManage."""
    _may_manage(by, person.organisation)
    password = first_password()
    with transaction.atomic():
        person.set_password(password)
        person.given_password = True
        person.save(update_fields=["password", "given_password"])
        end_sessions(person)
        _write(person, "people.password_reset", by, at)
    return password


def remove_second_factor(*, person: Person, by: Person | None, at: datetime) -> None:
    """For somebody who lost the telephone: sign in with the password alone and set it up anew. Raises CannotManage."""
    _may_manage(by, person.organisation)
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        end_sessions(person)
        _write(person, "people.second_factor_removed", by, at)


def bind(*, person: Person, provider: str, number: str, at: datetime) -> None:
    """Bind an account to the provider's number of its person, once. Raises CannotManage where it has another."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if _bonds().filter(user=person).exists():
            raise CannotManage(zh="这个账户已绑定另一身份。", en="The account is bound to another identity.")
        _bonds().create(user=person, provider=provider, uid=number, extra_data={})
        journal.write(
            kind="people.bound",
            subject="person",
            subject_id=person.pk,
            at=at,
            by=person.actor,
            authority=OF_THE_PROVIDER,
        )


def end_sessions(person: Person) -> None:
    """Sign somebody out everywhere."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def first_password() -> str:
    """Sixteen signs in four groups, some 78 bits."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))


def _appoint(person: Person, role: str, at: datetime) -> None:
    if role not in ROLES or person.organisation.kind not in ROLES[role].held_in:
        raise CannotManage(
            zh=f"{person.organisation.name}没有“{role}”这个角色。",
            en=f"there is no role {role} at {person.organisation.called('en')}.",
        )
    Appointment.objects.create(person=person, role=role, since=at)


def _may_manage(by: Person | None, organisation: Organisation) -> None:
    if by is None:
        return
    if ADMINISTRATOR not in by.roles or organisation.pk not in standing_for(by.organisation):
        raise CannotManage(
            zh="只有本单位的管理员可以管理这个账户。",
            en="Only an administrator of the same organisation may manage this account.",
        )


def _not_the_last(person: Person) -> None:
    if administrators_of(person.organisation) <= 1:
        raise CannotManage(
            zh="这是本单位最后一名管理员。请先让另一人担任管理员。",
            en="This is the last administrator of the organisation. Make somebody else one first.",
        )


def _bonds() -> Manager[Any]:
    """Who is whom at the provider; the table is there only where single sign-on is on."""
    bonds: Manager[Any] = apps.get_app_config("socialaccount").get_model("SocialAccount")._default_manager
    return bonds


def _look_again(person: Person) -> None:
    person.__dict__.pop("roles", None)


def _write(person: Person, kind: str, by: Person | None, at: datetime, facts: dict[str, object] | None = None) -> None:
    journal.write(
        kind=kind,
        subject="person",
        subject_id=person.pk,
        at=at,
        by=by.actor if by else THE_PLATFORM,
        authority=OF_THE_ADMINISTRATOR if by else OF_THE_OPERATOR,
        facts=facts,
    )
