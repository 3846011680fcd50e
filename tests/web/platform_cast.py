"""A small made-up city for the tests of the platform: its organisations, its people, a consumer, and their clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import web_cast  # noqa: F401 - chooses the folder and sets Django up

# isort: split
from evenhand_web.complaints.actions.filing import Who, file_complaint
from evenhand_web.complaints.actions.handling import accept, answer, transfer
from evenhand_web.complaints.models import Complaint
from evenhand_web.journal import chores
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.people import actions as people
from evenhand_web.people.models import Person
from evenhand_web.registry import actions as registry
from evenhand_web.registry.models import Organisation

# A Monday, 10:00 in Ningbo.
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
STORY = "本人信用卡每月被多收账户管理费，多次致电客服没有结果，请核实并退还。"
CHEN = Who(name="陈小禾", phone="13800000001", id_number="99010119000101001X", address="甬城区样例路 1 号")
ORGANISATIONS = (
    # key, code, kind, type, name, English name, short names
    ("bureau", "A01", "authority", "", "明州金融监管局", "Mingzhou Financial Bureau", ()),
    ("central", "A02", "authority", "", "人民银行明州分行", "PBC Mingzhou Branch", ()),
    ("office", "A03", "authority", "", "明州市委金融办", "Mingzhou Finance Office", ()),
    ("bank", "B01", "institution", "bank", "甬江银行", "Yongjiang Bank", ("甬行",)),
    ("other_bank", "B02", "institution", "bank", "东钱湖银行", "Dongqian Lake Bank", ()),
    ("lender", "M01", "institution", "microloan", "姚江小贷", "Yaojiang Loans", ()),
)
JURISDICTIONS = (
    ("bureau", "conduct", ""),
    ("bureau", "collection", ""),
    ("office", "conduct", "microloan"),
    ("office", "collection", "microloan"),
    ("central", "credit_report", ""),
    ("central", "payment", ""),
)
PEOPLE = (
    ("officer", "bureau", ("officer",)),
    ("clerk", "bureau", ("hotline",)),
    ("registrar", "bureau", ("registrar",)),
    ("chief", "bureau", ("administrator",)),
    ("bureau_analyst", "bureau", ("analyst",)),
    ("central_officer", "central", ("officer",)),
    ("office_officer", "office", ("officer",)),
    ("desk", "bank", ("desk",)),
    ("second_desk", "bank", ("desk",)),
    ("approver", "bank", ("approver",)),
    ("reviewer", "bank", ("reviewer",)),
    ("bank_admin", "bank", ("administrator",)),
    ("analyst", "bank", ("analyst",)),
    ("other_desk", "other_bank", ("desk",)),
    ("other_analyst", "other_bank", ("analyst",)),
    ("lender_desk", "lender", ("desk",)),
)


@dataclass
class City:
    """Everybody and everything, by the keys above."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    now: datetime = START
    numbers: count = field(default_factory=lambda: count(1))

    def __getattr__(self, name: str):
        for among in ("organisations", "people"):
            if name in self.__dict__.get(among, {}):
                return self.__dict__[among][name]
        raise AttributeError(name)

    def later(self, **more: float) -> datetime:
        """Let time pass; the new now."""
        self.now += timedelta(**(more or {"hours": 1}))
        return self.now

    def filed(self, *, who: Who = CHEN, narrative: str = STORY, **more: object) -> Complaint:
        given = {"door": "web", "subject": "conduct", "institution": self.bank, "narrative": narrative, "who": who}
        return file_complaint(**{**given, "at": self.later(minutes=1), **more})

    def transferred(self, *, to: str = "bank", by: str = "officer", **more: object) -> Complaint:
        complaint = self.filed(**{"institution": self.organisations[to], **more})
        return transfer(complaint=complaint, to=self.organisations[to], by=self.people[by], at=self.later())

    def handling(self, **more: object) -> Complaint:
        return accept(complaint=self.transferred(**more), by=self.desk, at=self.later())

    def answered(self, **more: object) -> Complaint:
        return answer(
            complaint=self.handling(**more),
            outcome="upheld",
            reasons=["error_found"],
            text="经核实，多收的费用已退还。",
            by=self.desk,
            at=self.later(),
        )


def build_city() -> City:
    """The city, in the present transaction."""
    city = City()
    for key, code, kind, type_, name, name_en, aliases in ORGANISATIONS:
        city.organisations[key] = registry.register(
            code=code,
            kind=kind,
            institution_type=type_,
            name=name,
            name_en=name_en,
            aliases=aliases,
            by=THE_PLATFORM,
            at=START,
        )
    for key, subject, type_ in JURISDICTIONS:
        registry.give_jurisdiction(
            authority=city.organisations[key], subject=subject, institution_type=type_, by=THE_PLATFORM, at=START
        )
    for key, where, roles in PEOPLE:
        person, _ = people.add_person(
            organisation=city.organisations[where], login=key, name=f"样{key}", roles=roles, by=None, at=START
        )
        person.given_password = False
        person.save()
        city.people[key] = person
    return city


def seal_all(city: City) -> None:
    """Seal everything that waits in the journal."""
    while chores.seal_next(worker="w", clock=city.later, stopping=lambda: False):
        pass
