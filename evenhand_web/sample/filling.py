"""Filling an empty platform with the sample city, by the same actions that people take, in the order of time."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenhand.errors import Misuse
from evenhand_web.complaints import clocks
from evenhand_web.complaints.actions import batches, calling, filing, handling, reviewing
from evenhand_web.complaints.actions import time as timing
from evenhand_web.complaints.chores import file_next_portion
from evenhand_web.complaints.models import Complaint
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.people import actions as people
from evenhand_web.people.models import Person
from evenhand_web.registry import actions as registry
from evenhand_web.registry.models import Organisation
from evenhand_web.sample.matters import CALLS_PUT_THROUGH, MATTERS, Matter, Step
from evenhand_web.sample.organisations import JURISDICTIONS, ORGANISATIONS, PEOPLE

LONG_AGO = timedelta(days=90)
ACTIONS: dict[str, Callable[..., Complaint]] = {
    action.__name__: action
    for action in (
        handling.transfer, handling.hand_over, handling.accept, handling.give_back, handling.ask, handling.reply,
        handling.answer, handling.close, handling.withdraw, handling.add, reviewing.contest, reviewing.review,
        timing.lengthen, timing.ask_extension, timing.decide_extension, timing.pause,
    )
}  # fmt: skip
# What 12345 sent: the first was heard there as well as on the platform, so that the same matter comes twice.
FROM_12345 = (
    (
        "M-10021",
        "信用卡每月扣账户管理费，办卡时没有人说过，客服和网点互相推，请退还。",
        "甬行",
        "信用卡",
        "13800000001",
    ),
    ("M-10022", "小贷公司的人把欠款短信发给我通讯录里的人，请处理。", "月湖小贷", "网络小贷", "13800000901"),
    ("M-10023", "银行说我有逾期记录，可是贷款早就结清了。", "明州某村镇银行", "个人贷款", "13800000902"),
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who may sign in: the organisation, the person and the roles by name, the login and its first password."""

    person: Person
    password: str


class _City:
    """The organisations and people by key, and the hours at which things happened."""

    def __init__(self, now: datetime) -> None:
        self.began = now - LONG_AGO
        self.today = timezone.localdate(now)
        self.organisations: dict[str, Organisation] = {}
        self.people: dict[str, Person] = {}

    def hour(self, ago: int, clock: str) -> datetime:
        """`clock` on the working day that lies `ago` working days before today."""
        holidays = clocks.holidays()
        day = self.today
        for _ in range(ago):
            day -= timedelta(days=1)
            while not holidays.is_working(day):
                day -= timedelta(days=1)
        return datetime.combine(day, time.fromisoformat(clock), timezone.get_current_timezone())


def fill(*, now: datetime) -> list[Account]:
    """Fill an empty platform; who may sign in, and with which passwords. Raises Misuse where it is not empty."""
    if Organisation.objects.exists():
        raise Misuse(
            zh="平台里已经有机构，样例城市只能放进空的平台。",
            en="the platform is not empty; the sample city is for an empty one.",
        )
    city = _City(now)
    with transaction.atomic():
        _register(city)
        accounts = _open_accounts(city)
        for _, event in sorted(_events(city), key=lambda each: each[0]):
            event()
    return accounts


def _register(city: _City) -> None:
    for key, code, kind, type_, name, name_en, aliases in ORGANISATIONS:
        city.organisations[key] = registry.register(
            code=code,
            kind=kind,
            institution_type=type_,
            name=name,
            name_en=name_en,
            aliases=aliases,
            by=THE_PLATFORM,
            at=city.began,
        )
    for key, subject, type_ in JURISDICTIONS:
        registry.give_jurisdiction(
            authority=city.organisations[key], subject=subject, institution_type=type_, by=THE_PLATFORM, at=city.began
        )


def _open_accounts(city: _City) -> list[Account]:
    accounts = []
    for login, where, name, roles in PEOPLE:
        person, password = people.add_person(
            organisation=city.organisations[where], login=login, name=name, roles=roles, by=None, at=city.began
        )
        # Whoever tries the platform signs in as several people; changing each password first would be in the way.
        person.given_password = False
        person.save(update_fields=["given_password"])
        city.people[login] = person
        accounts.append(Account(person=person, password=password))
    return accounts


def _events(city: _City) -> list[tuple[datetime, Callable[[], None]]]:
    """Everything that happened, with its time; steps of one matter come after each other because their times do."""
    happened: list[tuple[datetime, Callable[[], None]]] = []
    for place, matter in enumerate(MATTERS, start=1):
        course = _Course(city, matter, place)
        happened.append((city.hour(matter.ago, matter.clock), course.file))
        for each in matter.course:
            happened.append((city.hour(matter.ago - each.day, each.clock), partial(course.go, each)))
    for ago, clock, where, outcome in CALLS_PUT_THROUGH:
        at, institution = city.hour(ago, clock), city.organisations[where]
        happened.append((at, partial(_put_through, city, institution, outcome, at)))
    batch = city.hour(1, "17:05")
    happened.append((batch, lambda: _take_in_batch(city, batch)))
    return happened


class _Course:
    """One matter on its way."""

    def __init__(self, city: _City, matter: Matter, place: int) -> None:
        self.city, self.matter = city, matter
        phone = f"1380000{place:04d}"
        self.who = filing.Who(
            name=matter.name,
            phone="" if matter.agent else phone,
            id_number=f"990101190001{place:02d}{place:03d}X",
            agent_name=matter.agent,
            agent_phone=phone if matter.agent else "",
            agent_authorised=bool(matter.agent),
        )
        self.complaint: Complaint

    def file(self) -> None:
        matter, city = self.matter, self.city
        told: dict[str, Any] = {
            "subject": matter.subject,
            "narrative": matter.narrative,
            "demand": matter.demand,
            "product": matter.product,
            "institution": city.organisations[matter.institution],
            "who": self.who,
            "at": city.hour(matter.ago, matter.clock),
        }
        by = city.people[matter.by] if matter.by else None
        if matter.door == "hotline" and by:
            self.complaint = calling.put_through_as_ticket(**told, by=by)
        else:
            self.complaint = filing.file_complaint(**told, door=matter.door, by=by)

    def go(self, step: Step) -> None:
        told = {name: self.city.organisations[value] if name == "to" else value for name, value in step.told.items()}
        if step.by:
            told["by"] = self.city.people[step.by]
        at = self.city.hour(self.matter.ago - step.day, step.clock)
        self.complaint = ACTIONS[step.verb](complaint=self.complaint, at=at, **told)


def _put_through(city: _City, institution: Organisation, outcome: str, at: datetime) -> None:
    calling.put_through(institution=institution, outcome=outcome, by=city.people["hotline"], at=at)


def _take_in_batch(city: _City, at: datetime) -> None:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("complaint_id", "received_at", "narrative", "institution", "product", "phone"))
    for number, narrative, institution, product, phone in FROM_12345:
        rows.writerow((number, f"{at:%Y-%m-%d %H:%M}", narrative, institution, product, phone))
    content, name = out.getvalue().encode("utf-8-sig"), f"12345-{at:%Y%m%d}.csv"
    batches.take_in_batch(content=content, file_name=name, by=city.people["hotline"], at=at)
    while file_next_portion(worker="sample", clock=lambda: at, stopping=lambda: False):
        pass
