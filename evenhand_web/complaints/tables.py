"""The queue as a table for a spreadsheet."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.db.models import QuerySet
from django.utils import timezone

from evenhand_web.complaints.codes import DOORS
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.words import WORDS
from evenhand_web.registry.codes import SUBJECTS

EXPORTED = 20_000
COLUMNS = ("number", "institution", "subject", "product", "state", "door", "outside_id", "received", "due")
# A cell that begins so would be run by a spreadsheet as a formula.
_RUN = ("=", "+", "-", "@", "\t", "\r")


def lines(found: QuerySet[Complaint], *, lang: str) -> Iterator[str]:
    """The header and a line a complaint, as CSV that a spreadsheet opens with its Chinese signs whole."""
    yield "\ufeff" + _line(WORDS[f"complaint.{name}"][lang] for name in COLUMNS)
    for complaint in found.iterator(chunk_size=500):
        yield _line(_cells(complaint, lang))


def _cells(complaint: Complaint, lang: str) -> Iterator[str]:
    yield complaint.number
    yield complaint.institution.called(lang) if complaint.institution else complaint.institution_written
    yield SUBJECTS[complaint.subject][lang]
    yield complaint.product
    yield complaint.stage.staff[lang]
    yield DOORS[complaint.door][lang]
    yield complaint.outside_id
    yield timezone.localtime(complaint.received_at).strftime("%Y-%m-%d %H:%M")
    yield complaint.due_on.isoformat() if complaint.due_on else ""


def _line(cells: Iterator[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(_RUN) else cell for cell in cells])
    return out.getvalue()
