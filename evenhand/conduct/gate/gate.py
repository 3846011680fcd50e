"""Asked before a contact: may it be made, what speaks against it, and if it may not, from when on."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from evenhand.conduct.clocks import SECOND_US, microseconds, moment_of
from evenhand.conduct.counting_one import Counting
from evenhand.conduct.facts import Contact
from evenhand.conduct.gate.answer import BARRING, Answer, Found
from evenhand.conduct.gate.asked import Asked
from evenhand.conduct.gate.clauses import Clauses, Open
from evenhand.conduct.gate.explaining import explain
from evenhand.conduct.gate.history import History, Key, MemoryHistory
from evenhand.conduct.gate.moments import next_allowed
from evenhand.conduct.gate.patterns import Pattern, Patterns, is_timed
from evenhand.conduct.gate.places import Mandates, Place
from evenhand.conduct.gate.proposal import UNNAMED, Instant, Proposal
from evenhand.conduct.gate.reading import moment, outcome_of, read
from evenhand.conduct.kept import SHAPED, Kept, joined, shape_of
from evenhand.errors import Misuse
from evenhand.rules.function import Truth
from evenhand.rules.pack import Pack, Text

# A yes is kept for so long where nobody says what came of it.
PROMISED_S = 600
_OUTCOME = SHAPED.index("outcome")


class Gate:
    """The packs in force and a history that it keeps up to date.

    `tz` is the zone of times written without one, `mandates` rows of `agency, lender, from, to` (days; `to` may be
    None), `unverified` also applies rules whose source is weak. One gate may be asked by many threads at once; several
    gates, also in several processes, may share one `SqliteHistory`. Raises `Misuse` for a pack that counts across
    debtors.
    """

    def __init__(
        self,
        packs: Sequence[Pack],
        history: History | None = None,
        *,
        tz: str = "Asia/Shanghai",
        mandates: Mandates = None,
        unverified: bool = False,
    ) -> None:
        self.history: History = MemoryHistory() if history is None else history
        self._zone = ZoneInfo(tz)
        self._clauses = Clauses(packs, mandates=mandates is not None, unverified=unverified)
        self._patterns = Patterns(self._clauses)
        shapes = self.history.shapes
        self._places = tuple(Place(pack, tz, Counting(pack, tz, shapes), mandates) for pack in packs)

    def judge(self, contact: Contact, *, now: datetime | None = None) -> Answer:
        """What the rules say about a contact; nothing is promised.

        `contact` has the columns of `records.CONTACTS`; a call without `outcome` is judged as a conversation, one
        without `at` at `now`. Raises `Misuse` where debtor, channel or time are missing.
        """
        asked = self._read(contact, now)
        return self._answer(asked, self._said(asked), None)

    def ask(self, contact: Contact, *, now: datetime | None = None) -> Answer:
        """As `judge`; a yes is a reservation, counted as a contact until it is reported or ten minutes have passed."""
        with self.history.turn():
            asked = self._read(contact, now)
            said = self._said(asked)
            promised = None if said.bars else self._promise(asked)
        return self._answer(asked, said, promised)

    def report(self, reservation: str, outcome: str | None, *, at: datetime | None = None) -> None:
        """Say what came of a promised contact, and when it was made where that is not when it was asked for.

        Raises `Misuse` where no such reservation waits for a report, or the outcome is none.
        """
        outcome = outcome_of(outcome)
        made_us = None if at is None else microseconds(moment(at, self._zone)["at"])
        with self.history.turn():
            debtor, one = self._promised(reservation)
            shape = list(self.history.shapes[one.shape])
            shape[_OUTCOME] = outcome
            self.history.drop(debtor, one)
            made = one._replace(shape=self.history.shapes.place(tuple(shape)), until_us=None)
            self.history.keep(debtor, made if made_us is None else made._replace(at_us=made_us))

    def withdraw(self, reservation: str) -> None:
        """Say that a promised contact was not made. Raises `Misuse` where no such reservation waits for a report."""
        with self.history.turn():
            self.history.drop(*self._promised(reservation))

    def record(self, contact: Contact) -> None:
        """Enter a contact that was made, asked for or not; it has its `contact_id` and, where known, its `outcome`.

        A reservation of that name is settled by it; a contact that was entered before stands. Raises `Misuse` where
        the id is missing.
        """
        contact = read(contact, None, self._zone)
        if not contact.get("contact_id"):
            raise Misuse(
                zh="缺少 contact_id：没有编号的联系无法计次",
                en="contact_id is missing: a contact without one cannot be counted",
            )
        with self.history.turn():
            one = self._kept(contact, contact.get("outcome") or None)
            self._settle(one.contact_id)
            self.history.saw(frozenset(contact))
            self.history.keep(self.history.key(contact["debtor_id"]), one)

    def _read(self, contact: Contact, now: datetime | None) -> Asked:
        """The question with its time read; nothing is to be read of one whose pattern is known and usable."""
        history, debtor = self.history, contact.get("debtor_id")
        if debtor.__class__ is not str or not debtor or not is_timed(contact.get("at")):
            contact = read(contact, now, self._zone)
        line = history.of_debtor(history.key(contact["debtor_id"]))
        # Read after the line: what another process has entered may have brought further columns.
        present = history.present
        pattern = self._patterns.of(contact, present)
        if pattern is None or not pattern.usable:
            contact = read(contact, now, self._zone)
            pattern = self._patterns.of(contact, present) or self._pattern(contact, present)
        return Asked(contact, pattern, line, history)

    def _pattern(self, contact: Contact, present: frozenset[str]) -> Pattern:
        profile = self._clauses.profile(contact, present)
        pattern = Pattern(profile, contact, self._places, self._kept(contact, profile.outcome).shape)
        self._patterns.add(contact, present, pattern)
        return pattern

    def _said(self, asked: Asked) -> "Said":
        """What the rules say: of those that may have anything to say, those that do."""
        maybe = asked.maybe(asked.us)
        if not maybe:
            return _NOTHING
        instant = self._proposal(asked).at(asked.us)
        return Said(instant, [(one, truth) for one in maybe if (truth := instant.truth(one)) is not False])

    def _proposal(self, asked: Asked) -> Proposal:
        profile = asked.pattern.profile
        return Proposal(asked, self._kept(asked.contact, profile.outcome), self._places)

    def _kept(self, contact: Contact, outcome: str | None) -> Kept:
        received, number = contact.get("consent_at"), contact.get("number")
        shape = shape_of(contact)
        return Kept(
            at_us=microseconds(contact["at"]),
            contact_id=contact.get("contact_id") or UNNAMED,
            shape=self.history.shapes.place((*shape[:_OUTCOME], outcome, *shape[_OUTCOME + 1 :])),
            debts=joined(contact.get("debt_id") or ()),
            number=self.history.key(number) if number else None,
            consent_us=None if received is None else microseconds(received),
        )

    def _promise(self, asked: Asked) -> str:
        contact = asked.contact
        me = self._kept(contact, asked.pattern.profile.outcome)
        if me.contact_id == UNNAMED:
            me = me._replace(contact_id=f"r-{secrets.token_hex(8)}")
        else:
            self._settle(me.contact_id)
            if any(one.contact_id == me.contact_id and one.until_us is None for one in asked.line.kept()):
                raise Misuse(
                    zh=f"联系 {me.contact_id} 已经登记过，不能再预留；要复核请用 judge",
                    en=f"contact {me.contact_id} was entered before and cannot be promised; to look at it use judge",
                )
        self.history.saw(frozenset(contact))
        lapse_us = me.at_us + PROMISED_S * SECOND_US
        self.history.keep(self.history.key(contact["debtor_id"]), me._replace(until_us=lapse_us))
        return me.contact_id

    def _settle(self, name: str) -> None:
        """Take out what was promised under a name."""
        before = self.history.promised(name)
        if before is not None:
            self.history.drop(*before)

    def _promised(self, reservation: str) -> tuple[Key, Kept]:
        found = self.history.promised(reservation)
        if found is None:
            raise Misuse(
                zh=f"没有等待报告的预留 {reservation}；已经报告过，或编号不对",
                en=f"no reservation {reservation} waits for a report; it was reported before, or the name is wrong",
            )
        return found

    def _answer(self, asked: Asked, said: "Said", promised: str | None) -> Answer:
        found = tuple(explain(one, said.instant, truth) for one, truth in said.found) if said.instant else ()
        us, at = asked.us, asked.contact["at"]
        next_us: int | None = us
        if said.bars or us % SECOND_US:
            proposal = said.instant.proposal if said.instant else self._proposal(asked)
            next_us = next_allowed(proposal, us)
        if next_us is not None and (next_us != us or at.tzinfo is not UTC):
            # The time that its zone shows: where a clock is changed it may read otherwise than it was written.
            at = moment_of(next_us).astimezone(at.tzinfo)
        return _answered(
            (
                not said.bars,
                found,
                None if next_us is None else at,
                asked.pattern.profile.not_evaluated,
                _reason(found, never=next_us is None) if said.bars else None,
                promised,
            )
        )


class Said:
    """The clauses that find a contact, or may, in the order in which the audit gives its findings."""

    __slots__ = ("bars", "found", "instant")

    def __init__(self, instant: Instant | None, found: Sequence[tuple[Open, Truth]]) -> None:
        self.instant, self.found = instant, found
        self.bars = any(truth and one.clause.bars for one, truth in found)


_NOTHING = Said(None, ())
# Most answers have nothing to say, and making one by its names would be a tenth of what they cost.
_answered = partial(tuple.__new__, Answer)


def _reason(found: Sequence[Found], *, never: bool) -> Text:
    barring = [one for one in found if one.outcome in BARRING]
    zh, en = "".join(one.sentence_zh for one in barring), " ".join(one.sentence_en for one in barring)
    if never:
        return Text(zh=f"{zh}换到任何时间都不允许。", en=f"{en} No other time would be allowed either.")
    return Text(zh=zh, en=en)
