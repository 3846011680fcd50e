"""`import_run`: show finished output folders of the command line on the platform."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from evenhand.errors import Misuse
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import present
from evenhand_web.runs.actions import register_finished_run


class Command(BaseCommand):
    help = "Register folders written by `evenhand audit` or `evenhand rings` as finished runs of an organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path)
        parser.add_argument("--organisation", metavar="CODE", default="", help="whose runs they are")

    def handle(self, *args: Any, folders: list[Path], organisation: str, **options: Any) -> None:
        owner = owner_of(organisation)
        for folder in folders:
            run = register_finished_run(folder=folder, now=timezone.now(), organisation=owner)
            self.stdout.write(f"{run.pk}\t{folder}")


def owner_of(code: str) -> Organisation | None:
    """The organisation with this code. Raises Misuse where there is none, or where a run without one is lost to all."""
    if not code and not settings.EVENHAND_ANALYSTS_ONLY:
        return None
    if not code:
        raise Misuse(
            zh="请用 --organisation 写明这些结果属于哪个单位（单位编码）；只有该单位的分析员能看到。",
            en="say by --organisation CODE whose runs these are; only the analysts of that organisation will see them.",
        )
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise Misuse(zh=f"没有编码为“{code}”的单位，请核对。", en=f"no organisation has the code {code}.")
    return present(found)
