"""Rings: complainants led by one hand. Each style shares other things, and no member leaves every trace.

Members are real people: some were really wronged, and their complaints can be borne out like anybody's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from evenhand.city.dice import Dice
from evenhand.city.filing import FIRST_DAY, LAST_DAY, Complaint, Desk, offering
from evenhand.city.letters import Letter, Template
from evenhand.city.people import People, Person


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a ring works: how its letters are worded, which traces it leaves (in a hundred members), how it files."""

    name: str
    wording: str  # rigid, slots, reworded: from a template; own: each member's own story
    templates: tuple[str, ...] = ()
    traces: tuple[tuple[str, int, int], ...] = ()  # handle, in a hundred members, how many different ones rotate
    forged: int = 0  # in a hundred members attach one of the ring's papers
    across: bool = False  # several institutions
    days: tuple[int, int] = (2, 20)  # how many days the ring files over
    batches: bool = True  # on few of those days, together
    evidence: tuple[str, ...] = ()


STYLES = (
    Style(
        name="rigid",
        wording="rigid",
        templates=("rigid",),
        traces=(("agent_phone", 80, 1),),
        evidence=("wording", "agent_phone", "synchrony", "demand"),
    ),
    Style(
        name="surrender",
        wording="slots",
        templates=("surrender",),
        traces=(("payee", 70, 1), ("agent", 60, 1), ("agent_phone", 40, 1)),
        across=True,
        days=(20, 60),
        evidence=("wording", "payee", "agent", "agent_phone", "demand"),
    ),
    Style(
        name="reworded",
        wording="reworded",
        templates=("reworded",),
        forged=75,
        evidence=("wording", "attachment", "synchrony", "demand"),
    ),
    Style(
        name="own_texts",
        wording="own",
        traces=(("phone", 85, 4), ("payee", 75, 1)),
        days=(10, 45),
        evidence=("phone", "payee"),
    ),
    Style(
        name="cross",
        wording="slots",
        templates=("slots", "rigid"),
        traces=(("agent", 65, 1), ("agent_phone", 50, 2), ("address", 40, 1)),
        across=True,
        days=(5, 40),
        evidence=("wording", "agent", "agent_phone", "address", "demand"),
    ),
    Style(
        name="drip",
        wording="slots",
        templates=("slots", "reworded"),
        traces=(("device", 65, 2), ("agent", 50, 1)),
        days=(170, 190),
        batches=False,
        evidence=("wording", "device", "agent", "demand"),
    ),
    Style(
        name="slots",
        wording="slots",
        templates=("slots",),
        traces=(("payee", 75, 1), ("ip", 45, 1), ("email", 25, 1)),
        evidence=("wording", "payee", "ip", "email", "synchrony", "demand"),
    ),
    Style(
        name="attachments",
        wording="own",
        forged=92,
        days=(20, 90),
        batches=False,
        evidence=("attachment",),
    ),
    Style(
        name="template_only",
        wording="slots",
        templates=("rigid", "slots"),
        across=True,
        days=(90, 150),
        batches=False,
        evidence=("wording",),
    ),
)

_SURNAMES = "顾沈钱孙陆秦俞施费岑薛雷贺倪汤滕殷罗毕郝"
_TITLES = ("老师", "债务规划", "法务顾问", "总", "主任", "咨询")
_Told = Callable[[str], str]


def draw_rings(desk: Desk, quota: int) -> list[Complaint]:
    """Rings with `quota` members in all, style after style."""
    filed: list[Complaint] = []
    largest = max(5, min(60, quota // 8))
    number = 0
    while quota - len(filed) >= 4:
        size = min(quota - len(filed), desk.dice.between(4 + largest // 10, largest))
        filed.extend(_ring(desk, STYLES[number % len(STYLES)], number, size))
        number += 1
    return filed


def _ring(desk: Desk, style: Style, number: int, size: int) -> list[Complaint]:
    dice = desk.dice
    source = _source(desk, style, number)
    institutions = _institutions(style, source, dice)
    days = _days(style, dice)
    shared = {handle: tuple(_trace(handle, desk.people, dice) for _ in range(many)) for handle, _, many in style.traces}
    papers = tuple(desk.people.digest() for _ in range(dice.between(1, 3)))
    tell = _teller(desk, style, source)
    filed: list[Complaint] = []
    for place in range(size):
        institution = dice.pick(institutions)
        person = _led(style, desk.people.person(), shared, place, dice)
        forged = (dice.pick(papers),) if dice.happens(style.forged) else ()
        filed.append(
            desk.file(
                kind="ring",
                group=f"ring-{number:03d}-{style.name}",
                evidence=";".join(style.evidence),
                person=person,
                day=dice.pick(days),
                institution=institution,
                product=source.product,
                demand=source.demand,
                narrative=tell(institution),
                attachments=forged + (desk.papers() if dice.happens(50) else ()),
                wronged=30,
            )
        )
    return filed


def _source(desk: Desk, style: Style, number: int) -> Letter | Template:
    """What the ring writes from: a template, taken in turn, or letters on one theme."""
    if style.wording == "own":
        loans = [one for one in desk.writer.letters.own if one.product in ("信用卡", "消费贷款", "网络小贷")]
        return desk.dice.pick(loans)
    fitting = [one for one in desk.writer.letters.templates if one.style in style.templates]
    return fitting[(number // len(STYLES) * 3 + desk.dice.one(3)) % len(fitting)]


def _institutions(style: Style, source: Letter | Template, dice: Dice) -> Sequence[str]:
    fitting = offering(source.product)
    names = [name for place, name in enumerate(fitting) if name not in fitting[:place]]
    return dice.some(names, 5) if style.across else [dice.pick(fitting)]


def _days(style: Style, dice: Dice) -> Sequence[int]:
    """The days on which the ring files: few, where it files in batches."""
    span = dice.between(*style.days)
    first = dice.between(FIRST_DAY, LAST_DAY - span)
    days = list(range(first, first + span + 1))
    return dice.some(days, dice.between(1, 4)) if style.batches else days


def _trace(handle: str, people: People, dice: Dice) -> str:
    """What the members of a ring have in common."""
    if handle == "agent":
        return dice.pick(_SURNAMES) + dice.pick(_TITLES)
    if handle == "payee":
        return people.account() if dice.happens(60) else f"收款码-{dice.one(1_000_000):06d}"
    if handle == "email":
        return f"help{dice.one(1_000_000):06d}@example.org"
    if handle == "ip":
        return people.office_ip()
    if handle == "address":
        return people.address()
    return people.device() if handle == "device" else people.phone()


def _led(style: Style, person: Person, shared: dict[str, tuple[str, ...]], place: int, dice: Dice) -> Person:
    """`person` with the traces of the ring that this member leaves; rotating ones in turn."""
    left = {handle: shared[handle][place % many] for handle, per_100, many in style.traces if dice.happens(per_100)}
    return replace(person, **left) if left else person


def _teller(desk: Desk, style: Style, source: Letter | Template) -> _Told:
    """How a member of the ring comes by a text about an institution."""
    writer, dice = desk.writer, desk.dice
    if isinstance(source, Letter):
        letters = writer.letters.of_theme(source.theme)
        return lambda institution: writer.fill(writer.story(dice.pick(letters)), writer.slots(institution))
    version = writer.ring_letter(source)
    if style.wording == "rigid":
        return lambda institution: writer.fill(
            [one[0] + "\n" for one in version], writer.slots(institution), own_words=False, slips=False
        )
    if style.wording == "slots":

        def filled(institution: str) -> str:
            kept = writer.copy([one[0] for one in version], lost=6)
            told = writer.personal(kept, 1) if dice.happens(40) else kept
            return writer.fill(told, writer.slots(institution), own_words=False)

        return filled

    def reworded(institution: str) -> str:
        kept = writer.copy([dice.pick(one) for one in version], lost=12)
        return writer.fill(writer.personal(kept, dice.between(1, 2)), writer.slots(institution))

    return reworded
