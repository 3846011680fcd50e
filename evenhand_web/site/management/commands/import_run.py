"""`import_run`: show finished output folders of the command line on the platform."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from evenhand_web.runs.actions import register_finished_run


class Command(BaseCommand):
    help = "Register folders written by `evenhand audit` or `evenhand rings` as finished runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path)

    def handle(self, *args: Any, folders: list[Path], **options: Any) -> None:
        for folder in folders:
            run = register_finished_run(folder=folder, now=timezone.now())
            self.stdout.write(f"{run.pk}\t{folder}")
