"""`give_runs`: runs that were made before anybody signed in become an organisation's, so that its analysts see them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from evenhand.errors import Misuse
from evenhand_web.runs.actions import give_to
from evenhand_web.site.management.commands.import_run import owner_of


class Command(BaseCommand):
    help = "Give every run that belongs to nobody to an organisation; prints how many."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", metavar="CODE", required=True)

    def handle(self, *args: Any, organisation: str, **options: Any) -> None:
        owner = owner_of(organisation)
        if owner is None:
            raise Misuse(zh="请写明单位编码。", en="give the code of an organisation.")
        self.stdout.write(str(give_to(organisation=owner)))
