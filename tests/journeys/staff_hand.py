"""The staff's side of a consumer's journey, done by hand in the served platform's own folder: `VAR VERB [NUMBER]`."""
# ruff: noqa: E402 - the folder is chosen before the settings are read

import os
import sys
from pathlib import Path

os.environ["EVENHAND_VAR"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand_web.site.settings"
sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import django

django.setup()

from django.utils import timezone

from evenhand_web.complaints.actions import handling, reviewing
from evenhand_web.complaints.models import Complaint
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.journal.chores import seal_next
from evenhand_web.people import actions as people
from evenhand_web.people.models import Person
from evenhand_web.registry import actions as registry
from evenhand_web.registry.models import Organisation

NOW = timezone.now()


def seed() -> None:
    """An authority, two banks, and the people who will answer."""
    named = (
        ("A01", "authority", "", "明州金融监管局", "Mingzhou Financial Bureau", ()),
        ("B01", "institution", "bank", "甬江银行", "Yongjiang Bank", ("甬行",)),
        ("B02", "institution", "bank", "东钱湖银行", "Dongqian Lake Bank", ()),
    )
    for code, kind, type_, name, name_en, aliases in named:
        given = {"code": code, "kind": kind, "institution_type": type_, "name": name, "name_en": name_en}
        registry.register(**given, aliases=aliases, by=THE_PLATFORM, at=NOW)
    for login, code, role in (("officer", "A01", "officer"), ("desk", "B01", "desk"), ("reviewer", "B01", "reviewer")):
        where = Organisation.objects.get(code=code)
        people.add_person(organisation=where, login=login, name=f"样{login}", roles=(role,), by=None, at=NOW)


def move(verb: str, number: str) -> None:
    """One step of the staff."""
    by = {each.get_username(): each for each in Person.objects.all()}
    known = {"complaint": Complaint.objects.get(number=number), "at": NOW}
    if verb == "take":
        moved = handling.transfer(**known, to=Organisation.objects.get(code="B01"), by=by["officer"])
        handling.accept(complaint=moved, at=NOW, by=by["desk"])
    elif verb == "ask":
        handling.ask(**known, question="多收的费用是从哪个月开始的？", by=by["desk"])
    elif verb == "answer":
        words = "经核实，2026 年 3 月起多收账户管理费共 360 元，\n已于 11 月 20 日退还。"
        handling.answer(**known, outcome="upheld", reasons=["error_found"], text=words, by=by["desk"])
    elif verb == "review":
        reviewing.review(**known, outcome="changed", text="补退利息 3.2 元。", by=by["reviewer"])


if __name__ == "__main__":
    if sys.argv[2] == "seed":
        seed()
    else:
        move(sys.argv[2], sys.argv[3])
    while seal_next(worker="w", clock=timezone.now, stopping=lambda: False):
        pass
