"""Honest people who look like a crowd: waves with one cause, families, lawful agents, busy persons, shared phones."""

from collections.abc import Callable
from dataclasses import replace

from evenhand.city.filing import FIRST_DAY, LAST_DAY, Complaint, Desk
from evenhand.city.letters import Letter
from evenhand.city.people import Person

_CAUSES = (
    "collection_calls",
    "third_party_collection",
    "card_fees",
    "insurance_surrender",
    "account_freeze",
    "early_repayment",
    "micro_loan_platform",
    "loan_interest",
)
_WAVES = ("own_words", "neighbours", "public_letter")
_CLINICS = (
    "甬江法律援助站",
    "四明律师事务所",
    "海曙公益律师工作站",
    "东钱湖律师事务所",
    "慈湖法律诊所",
    "姚江律师事务所",
)


def draw_ordinary(desk: Desk, count: int) -> list[Complaint]:
    """People on their own; a few fill in a public form, and a few share a phone with a stranger."""
    filed: list[Complaint] = []
    lent: Person | None = None
    for _ in range(count):
        person = desk.people.person()
        if lent is not None and desk.dice.happens(1) and desk.dice.happens(40):
            person = replace(person, phone=lent.phone)
        lent = person
        letter = desk.dice.pick(desk.writer.letters.own)
        filled_in = desk.dice.happens(1)
        filed.append(_alone(desk, person, letter, kind="ordinary", form=filled_in))
    return filed


def _alone(
    desk: Desk,
    person: Person,
    letter: Letter,
    *,
    kind: str,
    group: str = "",
    form: bool = False,
    authorised: bool = False,
    institution: str | None = None,
) -> Complaint:
    """One complaint in the person's own words, about whoever offers the product, on any day."""
    writer = desk.writer
    at = institution or desk.institution(letter.product)
    pieces = writer.story(letter)
    if form:
        pieces = [*desk.dice.pick(writer.letters.forms).pieces, "\n", *pieces[: desk.dice.between(1, 3)]]
    return desk.file(
        kind=kind,
        group=group,
        person=person,
        day=desk.any_day(),
        institution=at,
        product=letter.product,
        demand=letter.demand,
        narrative=writer.fill(pieces, writer.slots(at)),
        authorised=authorised,
    )


def _sizes(desk: Desk, quota: int, low: int, high: int) -> list[int]:
    """Sizes of groups that use up `quota`, each from `low` to `high`; a rest too small joins no group."""
    sizes: list[int] = []
    while quota >= low:
        sizes.append(min(quota, desk.dice.between(low, max(low, high))))
        quota -= sizes[-1]
    return sizes


def draw_waves(desk: Desk, quota: int) -> list[Complaint]:
    """Waves: many complain of one institution for one cause; some in their own words, some copying a letter."""
    sizes = _sizes(desk, quota, 5, min(120, max(8, quota // 5)))
    return [one for number, size in enumerate(sizes) for one in _wave(desk, number, size)]


def _wave(desk: Desk, number: int, size: int) -> list[Complaint]:
    dice, writer = desk.dice, desk.writer
    style = _WAVES[number % len(_WAVES)]
    public = writer.letters.waves[number // len(_WAVES) % len(writer.letters.waves)]
    theme = public.theme if style == "public_letter" else _CAUSES[number % len(_CAUSES)]
    letters = writer.letters.of_theme(theme) or writer.letters.own
    first = public if style == "public_letter" else dice.pick(letters)
    institution = desk.institution(first.product)
    cause = writer.slots(institution)
    common = {name: cause[name] for name in ("agency", "branch", "date", "city_place")}
    copied = public.pieces if style == "public_letter" else tuple(writer.story(first))
    start = dice.between(FIRST_DAY, LAST_DAY - 40)
    span = dice.between(4, 35)
    building = desk.people.building()
    filed: list[Complaint] = []
    for _ in range(size):
        copies = style != "own_words" and dice.happens(65)
        pieces = writer.story(dice.pick(letters))
        if copies:
            pieces = writer.personal(writer.copy(copied, lost=10), dice.between(0, 2))
        person = desk.people.person()
        if style == "neighbours":
            person = replace(person, address=desk.people.address(building))
        filed.append(
            desk.file(
                kind="wave",
                group=f"wave-{number:03d}-{style}",
                person=person,
                day=start + dice.one(span + 1),
                institution=institution,
                product=first.product,
                demand=first.demand,
                narrative=writer.fill(pieces, writer.slots(institution, **common), own_words=not copies),
                wronged=75,
            )
        )
    return filed


def draw_families(desk: Desk, quota: int) -> list[Complaint]:
    """Families of two to five: one home, often one phone or account, sometimes one letter."""
    sizes = _sizes(desk, quota, 2, 5)
    return [one for number, size in enumerate(sizes) for one in _family(desk, number, size)]


def _family(desk: Desk, number: int, size: int) -> list[Complaint]:
    dice, writer = desk.dice, desk.writer
    letter = dice.pick(writer.letters.own)
    institution = desk.institution(letter.product)
    letters = writer.letters.of_theme(letter.theme)
    home, phone, account = desk.people.address(), desk.people.phone(), desk.people.account()
    one_letter = writer.story(letter) if dice.happens(35) else None
    start = dice.between(FIRST_DAY, LAST_DAY - 30)
    filed: list[Complaint] = []
    for _ in range(size):
        person = desk.people.person()
        person = replace(
            person,
            address=home if dice.happens(90) else person.address,
            phone=phone if dice.happens(70) else person.phone,
            bank_account=account if dice.happens(40) else person.bank_account,
        )
        pieces = one_letter or writer.story(dice.pick(letters))
        filed.append(
            desk.file(
                kind="family",
                group=f"family-{number:04d}",
                person=person,
                day=start + dice.one(31),
                institution=institution if dice.happens(85) else desk.institution(letter.product),
                product=letter.product,
                demand=letter.demand,
                narrative=writer.fill(pieces, writer.slots(institution), own_words=one_letter is None),
            )
        )
    return filed


def draw_lawful_agents(desk: Desk, quota: int) -> list[Complaint]:
    """Lawyers and legal-aid clinics with signed authorisations: one agent, many clients, each with their own story."""
    sizes = _sizes(desk, quota, 4, min(45, max(6, quota // 4)))
    return [one for number, size in enumerate(sizes) for one in _clients(desk, number, size)]


def _clients(desk: Desk, number: int, size: int) -> list[Complaint]:
    dice = desk.dice
    agent = f"{_CLINICS[number % len(_CLINICS)]}{'' if number < len(_CLINICS) else f'（{number}）'}"
    phone = desk.people.phone()
    # Every other clinic gives its own phone as the clients', so that letters and calls reach it.
    lends_phone = number % 2 == 0
    filed: list[Complaint] = []
    for _ in range(size):
        person = replace(desk.people.person(), agent=agent, agent_phone=phone)
        if lends_phone and dice.happens(75):
            person = replace(person, phone=phone)
        letter = dice.pick(desk.writer.letters.own)
        filed.append(_alone(desk, person, letter, kind="lawful_agent", group=f"agent-{number:03d}", authorised=True))
    return filed


def draw_busy_persons(desk: Desk, quota: int) -> list[Complaint]:
    """One complainant each who writes to several institutions, or again and again."""
    sizes = _sizes(desk, quota, 2, 6)
    return [one for number, size in enumerate(sizes) for one in _busy(desk, number, size)]


def _busy(desk: Desk, number: int, size: int) -> list[Complaint]:
    """Two in three under one id, over weeks; the others without an id: one letter, one day, one home."""
    dice, writer = desk.dice, desk.writer
    letter = dice.pick(writer.letters.own)
    letters = writer.letters.of_theme(letter.theme)
    nameless = number % 3 == 2
    person = replace(desk.people.person(), address=desk.people.address())
    person = replace(
        person, complainant=None if nameless else person.complainant or f"p-{dice.one(1 << 32):08x}{number:08x}"
    )
    start = dice.between(FIRST_DAY, LAST_DAY - 60)
    span = 0 if nameless else dice.between(0, 60)
    same = writer.fill(writer.story(letter), writer.slots("贵机构"))
    tell: Callable[[str], str] = lambda institution: (  # noqa: E731
        writer.fill(writer.story(dice.pick(letters)), writer.slots(institution))
    )
    repeats = nameless or dice.happens(50)
    filed: list[Complaint] = []
    for _ in range(size):
        institution = desk.institution(letter.product)
        filed.append(
            desk.file(
                kind="one_person",
                group=f"person-{number:04d}",
                person=person,
                day=start + dice.one(span + 1),
                institution=institution,
                product=letter.product,
                demand=letter.demand,
                narrative=same if repeats else tell(institution),
                wronged=20,
            )
        )
    return filed


def draw_hubs(desk: Desk, quota: int) -> list[Complaint]:
    """Strangers behind one number: a hotline or a branch phone written down as theirs, an office's one address."""
    hotline = max(6, quota * 4 // 10)
    sizes = [hotline, *_sizes(desk, quota - hotline, 5, min(25, max(6, quota // 6)))]
    return [one for number, size in enumerate(sizes) for one in _hub(desk, number, size)]


def _hub(desk: Desk, number: int, size: int) -> list[Complaint]:
    """The first hub is the hotline; then branch phones (of one institution each) and offices in turn."""
    dice = desk.dice
    sort = "hotline" if number == 0 else ("branch", "office")[number % 2]
    phone, ip = desk.people.phone(), desk.people.office_ip()
    banks = [one for one in desk.writer.letters.own if one.product in ("信用卡", "借记卡", "消费贷款", "住房贷款")]
    branch_of = desk.institution("借记卡") if sort == "branch" else None
    filed: list[Complaint] = []
    for _ in range(size):
        person = desk.people.person()
        person = replace(person, ip=ip) if sort == "office" else replace(person, phone=phone)
        letter = dice.pick(banks if sort == "branch" else desk.writer.letters.own)
        filed.append(_alone(desk, person, letter, kind="hub", group=f"hub-{number:03d}-{sort}", institution=branch_of))
    return filed
