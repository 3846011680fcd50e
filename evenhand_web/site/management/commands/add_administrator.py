"""`add_administrator`: open the first account of an organisation; its administrator opens the others."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from evenhand.errors import Misuse
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.people.actions import add_person
from evenhand_web.people.queries import roles_in
from evenhand_web.people.roles import ADMINISTRATOR
from evenhand_web.registry.actions import register
from evenhand_web.registry.codes import INSTITUTION_TYPES, ORGANISATION_KINDS, REGISTRAR
from evenhand_web.registry.models import Organisation


class Command(BaseCommand):
    help = "Open an administrator's account (who also keeps the registry where that exists); prints its password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")
        parser.add_argument("--code", required=True, help="the organisation's code")
        parser.add_argument("--name", help="registers the organisation under this name, where the code is new")
        parser.add_argument("--kind", choices=tuple(ORGANISATION_KINDS), default="authority")
        parser.add_argument("--type", choices=tuple(INSTITUTION_TYPES), default="", dest="institution_type")

    def handle(self, *args: Any, login: str, code: str, name: str | None, **options: Any) -> None:
        now = timezone.now()
        organisation = Organisation.objects.filter(code=code).first()
        if organisation is None and not name:
            raise Misuse(zh=f"没有编码为“{code}”的机构；新登记请加 --name。", en=f"no organisation {code}; add --name.")
        if organisation is None:
            organisation = register(
                code=code,
                kind=options["kind"],
                institution_type=options["institution_type"],
                name=name or "",
                by=THE_PLATFORM,
                at=now,
            )
        roles = {ADMINISTRATOR, REGISTRAR} & set(roles_in(organisation))
        _, password = add_person(organisation=organisation, login=login, name=login, roles=roles, by=None, at=now)
        self.stdout.write(f"{login}\t{password}")
