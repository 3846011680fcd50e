"""Work for several workers, and what became of it: `VERB`, in the platform that the environment names."""
# ruff: noqa: E402 - the settings are named before anything reads them

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand_web.site.settings"

import django

django.setup()

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from evenhand_web.complaints.actions.filing import Who, file_complaint
from evenhand_web.complaints.models import Complaint, Link
from evenhand_web.journal import ledger
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.journal.models import Entry
from evenhand_web.portal.models import Draft, DraftPaper, Telling
from evenhand_web.portal.telling import notices_of
from evenhand_web.registry import actions as registry
from evenhand_web.runs import actions as runs
from evenhand_web.runs.models import Run

COMPLAINTS, RUNS = 30, 2
TABLE = b"complaint_id,received_at,narrative,institution\nP1,2026-03-01,\xe5\xa4\x9a\xe6\x94\xb6,B\n"


def fill() -> None:
    """Complaints to compare, tell of and seal; runs to carry out; a draft to forget."""
    now = timezone.now()
    for code, kind, type_ in (("A01", "authority", ""), ("B01", "institution", "bank")):
        registry.register(code=code, kind=kind, institution_type=type_, name=f"样例{code}", by=THE_PLATFORM, at=now)
    for number in range(COMPLAINTS):
        # Every third one is from the same telephone, with the same words.
        who = Who(name="样甲", phone=f"1380000{number // 3:04d}", email=f"p{number}@example.invalid")
        words = f"样例 {number // 3}：信用卡每月多收账户管理费，多次致电没有结果，请核实退还。"
        file_complaint(door="web", subject="conduct", narrative=words, who=who, at=now)
    for number in range(RUNS):
        content = ContentFile(TABLE + b"\n" * number, name=f"{number}.csv")
        runs.request_run(kind="rings", file=content, packs=[], now=now)
    draft = Draft.objects.create(key="k" * 40, kept_at=now - timedelta(days=9))
    DraftPaper.objects.create(draft=draft, name="a.pdf", sha256="0" * 64, kind="pdf", size=1)


def tell() -> dict[str, object]:
    """What the workers left."""
    now, entries = timezone.now(), Entry.objects.order_by("position")
    book = ledger.log()
    told = Telling.objects.all()
    by_pk = {each.pk: each for each in Complaint.objects.all()}
    wanted = [
        (notice.channel, notice.to, notice.text)
        for each in told
        for entry in Entry.objects.filter(pk=each.entry)
        for notice in notices_of(entry, by_pk[entry.subject_id], at=now)
    ]
    laid = [json.loads(each.read_text(encoding="utf-8")) for each in Path(settings.VAR / "outbox").glob("*.json")]
    proposed = Entry.objects.filter(kind="complaints.link_proposed")
    return {
        "vendor": connection.vendor,
        "positions": [entry.position for entry in entries] == list(range(entries.count())),
        "sealed": [bytes(entry.sealed) for entry in entries] == list(book.store.entries(0, book.size)),
        "compared": sorted(each.compared_at is not None for each in by_pk.values()) == [True] * COMPLAINTS,
        "links": Link.objects.count(),
        "proposed": proposed.count(),
        "told": told.filter(told_at__isnull=False).count(),
        "tries": list(told.values_list("tries", flat=True).distinct()),
        "outbox": sorted(map(tuple, ((one["channel"], one["to"], one["text"]) for one in laid))) == sorted(wanted),
        "notices": len(laid),
        "runs": sorted(Run.objects.values_list("state", "attempts")),
        "drafts": Draft.objects.count(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill()
    else:
        sys.stdout.write(json.dumps(tell()))
