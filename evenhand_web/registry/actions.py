"""Every write to the registry."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from evenhand.errors import EvenhandError
from evenhand_web.journal import actions as journal
from evenhand_web.journal.actor import Actor
from evenhand_web.registry.codes import AUTHORITY
from evenhand_web.registry.models import Alias, Jurisdiction, Organisation
from evenhand_web.registry.queries import folded, initials, present, standing_for

AUTHORITY_OF_OFFICE = "registry/office"
"""On what authority the registry is kept: the office that runs this installation."""


class CannotRegister(EvenhandError):
    """A name, code or merger that would make the registry say two things."""


def register(
    *,
    code: str,
    kind: str,
    name: str,
    by: Actor,
    at: datetime,
    institution_type: str = "",
    name_en: str = "",
    aliases: tuple[str, ...] = (),
    superior: Organisation | None = None,
) -> Organisation:
    """Register an organisation under a code of its own, with its short names. Raises CannotRegister."""
    with transaction.atomic():
        if Organisation.objects.filter(code=code).exists():
            raise CannotRegister(
                zh=f"编码“{code}”已经登记给另一家机构。", en=f"the code {code} is registered for another organisation."
            )
        organisation = Organisation.objects.create(
            code=code, kind=kind, institution_type=institution_type, name=name, name_en=name_en, superior=superior
        )
        for each in dict.fromkeys((name, *((name_en,) if name_en else ()), *aliases)):
            _name(organisation, each)
        _write(organisation, "registry.registered", by, at, {"code": code, "name": name})
    return organisation


def add_alias(*, organisation: Organisation, name: str, by: Actor, at: datetime) -> Alias:
    """Let an organisation also be found as `name`. Raises CannotRegister when that name is another's."""
    with transaction.atomic():
        alias = _name(organisation, name)
        _write(organisation, "registry.alias_added", by, at, {"alias": name})
    return alias


def remove_alias(*, alias: Alias, by: Actor, at: datetime) -> None:
    """Take a short name away; the present name stays. Raises CannotRegister."""
    if alias.folded == folded(alias.organisation.name):
        raise CannotRegister(
            zh="这是机构现在的名称，不能删除；要换名称请用“更名”。",
            en="This is the organisation's present name and stays; to change it, rename the organisation.",
        )
    with transaction.atomic():
        organisation, name = alias.organisation, alias.name
        alias.delete()
        _write(organisation, "registry.alias_removed", by, at, {"alias": name})


def rename(*, organisation: Organisation, name: str, on: date, by: Actor, at: datetime, name_en: str = "") -> None:
    """Give an organisation a new name; the old one still leads to it, in open cases too. Raises CannotRegister."""
    with transaction.atomic():
        was = organisation.name
        _name(organisation, name)
        organisation.name, organisation.name_en = name, name_en
        organisation.save(update_fields=["name", "name_en"])
        _write(organisation, "registry.renamed", by, at, {"was": was, "name": name, "on": on.isoformat()})


def merge(*, organisation: Organisation, into: Organisation, on: date, by: Actor, at: datetime) -> None:
    """Make `organisation` part of `into`: its names lead there, its cases are that one's. Raises CannotRegister."""
    into = present(into)
    if organisation.pk == into.pk or into.pk in standing_for(organisation):
        raise CannotRegister(
            zh="这两家已经是同一家机构，不能再合并。",
            en="These two are already one organisation and cannot be merged again.",
        )
    if organisation.kind != into.kind:
        raise CannotRegister(
            zh="两家机构的性质不同（如银行与主管部门），不能合并。",
            en="The two are of different kinds, an institution and an authority for instance, and cannot be merged.",
        )
    with transaction.atomic():
        won = Organisation.objects.filter(pk=organisation.pk, merged_into__isnull=True).update(
            merged_into=into, merged_on=on
        )
        if not won:
            raise CannotRegister(
                zh="这家机构已经并入另一家。", en="This organisation has already been merged into another."
            )
        organisation.refresh_from_db()
        _write(organisation, "registry.merged", by, at, {"into": into.code, "on": on.isoformat()})


def give_jurisdiction(*, authority: Organisation, subject: str, institution_type: str, by: Actor, at: datetime) -> None:
    """Let `authority` answer for a subject at a type of institution (empty: any other). Raises CannotRegister."""
    if authority.kind != AUTHORITY:
        raise CannotRegister(
            zh=f"{authority.name}不是主管部门，不能有管辖。",
            en=f"{authority.called('en')} is not an authority and can have no jurisdiction.",
        )
    with transaction.atomic():
        held = Jurisdiction.objects.filter(subject=subject, institution_type=institution_type).first()
        was = held.authority.code if held else ""
        if was == authority.code:
            return
        Jurisdiction.objects.update_or_create(
            subject=subject, institution_type=institution_type, defaults={"authority": authority}
        )
        facts = {"subject": subject, "institution_type": institution_type, "was": was}
        _write(authority, "registry.jurisdiction_given", by, at, facts)


def _name(organisation: Organisation, name: str) -> Alias:
    known = Alias.objects.select_related("organisation").filter(folded=folded(name)).first()
    if known and known.organisation_id == organisation.pk:
        return known
    if known is None and folded(name):
        try:
            with transaction.atomic():
                return Alias.objects.create(
                    organisation=organisation, name=name, folded=folded(name), initials=initials(name)
                )
        except IntegrityError:
            known = Alias.objects.select_related("organisation").get(folded=folded(name))
    whose = known.organisation if known else None
    raise CannotRegister(
        zh=f"“{name}”已经是{whose.name}的名称或简称。" if whose else "名称里没有文字。",
        en=f"“{name}” is already a name of {whose.called('en')}." if whose else "the name holds no letters.",
    )


def _write(organisation: Organisation, kind: str, by: Actor, at: datetime, facts: dict[str, str]) -> None:
    journal.write(
        kind=kind,
        subject="organisation",
        subject_id=organisation.pk,
        at=at,
        by=by,
        authority=AUTHORITY_OF_OFFICE,
        facts=facts,
    )
