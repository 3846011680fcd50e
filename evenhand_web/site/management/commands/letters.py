"""`letters`: lay the shipped templates into a folder, to be edited there, and try every one that lies in it."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.complaints.documents import SHIPPED, fill
from evenhand_web.complaints.letters import LETTERS, specimen


class Command(BaseCommand):
    help = "Lay the letters' templates into a folder (those that are there stay as they are) and try each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in LETTERS:
            place = folder / f"{kind}.docx"
            if not place.exists():
                shutil.copyfile(SHIPPED / place.name, place)
            fill(place, specimen(kind))
            self.stdout.write(str(place))
