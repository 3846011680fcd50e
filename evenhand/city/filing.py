"""One complaint as it is filed, and the desk at which they are written: dice, people, texts, debtors, days."""

from dataclasses import dataclass
from functools import lru_cache

from evenhand.city.claims import Claims
from evenhand.city.days import DAYS, midnight
from evenhand.city.dice import Dice
from evenhand.city.lenders import INSURERS, LENDERS
from evenhand.city.people import People, Person
from evenhand.city.texts import Writer

KINDS = ("ordinary", "wave", "ring", "family", "lawful_agent", "one_person", "hub")
_WAYS = ("12378", "12345", "机构客服", "小程序", "来信", "网点", "信访")
# The first complaint comes when there has been time for something to complain about.
FIRST_DAY, LAST_DAY = 20, DAYS - 1
_LOANS = ("信用卡", "消费贷款", "网络小贷", "经营贷款", "车贷")


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A complaint, with the truth about it in `kind`, `group` (empty: none) and `evidence`."""

    received: int  # seconds since 1970, UTC
    narrative: str
    institution: str
    product: str | None
    channel: str | None
    demand: str | None
    debtor: int | None
    person: Person
    attachments: tuple[str, ...]
    authorised: bool
    kind: str
    group: str
    evidence: str


class Desk:
    """Everything a complaint is written with."""

    def __init__(self, *, dice: Dice, people: People, writer: Writer, claims: Claims) -> None:
        self.dice = dice
        self.people = people
        self.writer = writer
        self.claims = claims
        self._blank_forms = tuple(people.digest() for _ in range(3))

    def file(
        self,
        *,
        kind: str,
        person: Person,
        day: int,
        institution: str,
        product: str,
        demand: str,
        narrative: str,
        group: str = "",
        evidence: str = "",
        attachments: tuple[str, ...] | None = None,
        authorised: bool = False,
        wronged: int = 40,
    ) -> Complaint:
        """File a complaint; of those that name a debtor, `wronged` in a hundred name one who was really wronged."""
        dice = self.dice
        return Complaint(
            received=self.moment(day),
            narrative=narrative,
            institution=institution,
            product=product if dice.happens(92) else None,
            channel=dice.pick(_WAYS) if dice.happens(95) else None,
            demand=demand if dice.happens(70) else None,
            debtor=self._debtor(institution, product, day, wronged),
            person=person,
            attachments=self.papers() if attachments is None else attachments,
            authorised=authorised,
            kind=kind,
            group=group,
            evidence=evidence,
        )

    def moment(self, day: int) -> int:
        """A moment of `day`: by daylight mostly; where only the date is known, midnight."""
        if self.dice.happens(12):
            return int(midnight(day))
        hour = self.dice.between(8, 21) if self.dice.happens(92) else self.dice.one(24)
        return int(midnight(day)) + hour * 3600 + self.dice.one(3600)

    def any_day(self) -> int:
        """Some day of the city's year."""
        return self.dice.between(FIRST_DAY, LAST_DAY)

    def papers(self) -> tuple[str, ...]:
        """What people attach: mostly nothing, else papers of their own, now and then a form that everybody uses."""
        if not self.dice.happens(30):
            return ()
        own = [self.people.digest() for _ in range(self.dice.between(1, 3))]
        if self.dice.happens(10):
            own.append(self.dice.pick(self._blank_forms))
        return tuple(own)

    def institution(self, product: str) -> str:
        """An institution that offers `product`."""
        return self.dice.pick(offering(product))

    def _debtor(self, institution: str, product: str, day: int, wronged: int) -> int | None:
        if product not in _LOANS or not self.dice.happens(40):
            return None
        return self.claims.debtor(institution, day, truly=self.dice.happens(wronged), dice=self.dice)


@lru_cache(maxsize=64)
def offering(product: str) -> tuple[str, ...]:
    """The institutions that offer `product`, each as often as its share of the city's debtors says."""
    if "险" in product:
        return INSURERS
    kinds = {"网络小贷": ("microloan", "consumer_finance"), "消费贷款": ("consumer_finance", "bank")}
    wanted = kinds.get(product, ("bank",))
    return tuple(one.name for one in LENDERS if one.kind in wanted for _ in range(one.share))
