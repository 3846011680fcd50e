"""The contacts of a file with the facts rules ask about: local time, what a text may say, mandates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from evenhand.intake.reading import Intake
from evenhand.records import CHANNELS
from evenhand.rules.condition import words
from evenhand.rules.pack import Pack
from evenhand.rules.vocabulary import SAID, THIRD_PERSONS
from evenhand.rules.zones import DAY_US, Stretch, stretches
from evenhand.tables.connection import identifier, literal

_LOOKED_BACK_US = 9 * DAY_US


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A relation of contacts with their facts. `zones` are the zones packs read hours in, by place.

    `definition` is the query of the relation. `candidates` is how many zones one debtor may be in at most: local time
    is known once for each. `days` are a day before the first and one after the last of any contact; None where the
    local day of some is not known. `judged` is SQL for whether a contact is judged and not history only.
    """

    relation: str
    definition: str
    zones: tuple[str | None, ...]
    candidates: int
    present: frozenset[str]
    sayings: tuple[str, ...]
    days: tuple[int, int] | None
    judged: str = "TRUE"

    def names(self, pack: Pack, candidate: int = 1) -> dict[str, str]:
        """Where the words of `pack` stand in the relation, for one of the zones a debtor may be in."""
        place = self.zones.index(pack.zone)
        return {
            "local_time": f"local_time_{place}_{candidate}",
            "local_day": f"local_day_{place}",
            "mandated": f"mandated_{place}",
            "consent_day": f"consent_day_{place}",
        }

    def knowing(self, asked: Collection[str]) -> str:
        """The relation with who held a mandate and what texts say: joins that only rules that ask should pay."""
        columns: list[str] = []
        joins: list[str] = []
        if "mandated" in asked:
            self._add_mandates(columns, joins)
        if any(word in SAID for word in asked):
            self._add_sayings(columns, joins, asked)
        return f"(SELECT {', '.join(['f.*', *columns])} FROM {self.judged_only()} f {' '.join(joins)})"

    def judged_only(self) -> str:
        """The relation without the contacts that are history only."""
        return self.relation if self.judged == "TRUE" else f"(SELECT * FROM {self.relation} WHERE {self.judged})"

    def _add_mandates(self, columns: list[str], joins: list[str]) -> None:
        for place in range(len(self.zones)):
            known = f"f.lender IS NOT NULL AND f.local_day_{place} IS NOT NULL"
            columns.append(f"CASE WHEN {known} THEN m{place}.day IS NOT NULL END AS mandated_{place}")
            joins.append(
                f"LEFT JOIN mandated_days m{place} ON m{place}.agency = f.agency AND m{place}.lender = f.lender "
                f"AND m{place}.day = f.local_day_{place}"
            )

    def _add_sayings(self, columns: list[str], joins: list[str], asked: Collection[str]) -> None:
        if not self.sayings:
            # A rule that can be judged from another column is, and no text says anything.
            columns += [f"CAST(NULL AS BOOLEAN) AS {word}" for word in sorted(asked) if word in SAID]
            return
        for saying in self.sayings:
            truth = f"said_{saying}"
            # A text that was read and is not listed says nothing of the kind.
            told = f"CASE WHEN s.text IS NOT NULL THEN s.{truth} WHEN f.text IS NOT NULL THEN FALSE END"
            columns.append(f"{told} AS {truth}")
        # Where the words stand: only for what is found are they looked up.
        columns.append("s.text AS said_text")
        joins.append("LEFT JOIN said s ON s.text = f.text")

    def local_us(self, pack: Pack) -> list[str]:
        """The columns that hold local time in microseconds since 1970, one for each zone a debtor may be in."""
        place = self.zones.index(pack.zone)
        return [f"local_us_{place}_{k}" for k in range(1, self.candidates + 1)]


def frame(
    con: duckdb.DuckDBPyConnection, contacts: Intake, packs: Sequence[Pack], *, tz: str, mandates: Intake | None
) -> Frame:
    """A view over `contacts` that adds local time in every zone that counts and the facts rules ask about."""
    zones = tuple(dict.fromkeys(pack.zone for pack in packs))
    span = _Span.of(con, contacts)
    clock = _Clock(span=span, fallback=tz, named="debtor_tz" in contacts.present)
    candidates = range(1, span.candidates + 1)
    moments, facts = [], [*_READ]
    for place, zone in enumerate(zones):
        moments += [f"{clock.local_us(zone, k)} AS local_us_{place}_{k}" for k in candidates]
        # A day without an hour is known as a day; guessing midnight would be an accusation.
        hour = "CASE WHEN NOT at_only_day THEN local_us_{}_{} % {} END AS local_time_{}_{}"
        facts += [hour.format(place, k, DAY_US, place, k) for k in candidates]
        facts.append(f"local_us_{place}_1 // {DAY_US} AS local_day_{place}")
        facts.append(
            f"{_consent_day(f'local_us_{place}_1', clock.local_us(zone, 1, of='consent_at'))} AS consent_day_{place}"
        )
    if mandates is not None:
        _keep_mandates(con, mandates, span, tz)
    definition = f"""SELECT *, {", ".join(facts)} FROM (
            SELECT * EXCLUDE (counterparty), nullif(counterparty, 'unknown') AS counterparty, {", ".join(moments)}
            FROM {identifier(contacts.relation)}) AS c"""
    con.execute(f"CREATE OR REPLACE TEMP VIEW framed AS {definition}")
    present = contacts.present | ({"mandates"} if mandates is not None else set())
    return Frame(
        relation="framed",
        definition=definition,
        zones=zones,
        candidates=span.candidates,
        present=frozenset(present),
        sayings=_sayings(packs) if "text" in present else (),
        days=span.days([*(zone for zone in zones if zone is not None), tz]),
    )


def _sayings(packs: Sequence[Pack]) -> tuple[str, ...]:
    """What the rules of the packs ask texts for."""
    asked = {word.name for pack in packs for rule in pack.rules for one in rule.versions for word in words(one.tree)}
    return tuple(name.removeprefix("said_") for name in SAID if name in asked)


def _consent_day(local_us: str, consented_us: str) -> str:
    """SQL for the day of a consent that a contact falls on, 1 the day of receipt, 0 where it came later."""
    day = f"{local_us} // {DAY_US} - ({consented_us}) // {DAY_US} + 1"
    return f'CASE WHEN consent_at > "at" THEN 0 ELSE {day} END'


_CHANNELS = ", ".join(map(literal, CHANNELS))

# Facts of one contact alone, as `one.facts` reads them.
_READ = [
    'coalesce(ceased_at <= "at", FALSE) AS ceased',
    "counterparty = 'attorney' AS to_attorney",
    # Not IN, of which the engine would make a join that every query pays for.
    f"({' OR '.join(f'counterparty = {literal(one)}' for one in THIRD_PERSONS)}) AS to_third_person",
    # A number that is not known may be one of those closed.
    f"""CASE WHEN coalesce(array_length(opted_out), 0) = 0 THEN FALSE WHEN list_contains(opted_out, channel) THEN TRUE
        WHEN "number" IS NOT NULL THEN list_contains(opted_out, "number")
        WHEN array_length(list_filter(opted_out, lambda one: one NOT IN ({_CHANNELS}))) > 0 THEN NULL
        ELSE FALSE END AS medium_closed""",
]


@dataclass(frozen=True, kw_only=True)
class _Span:
    first: datetime
    last: datetime
    candidates: int
    named: tuple[str, ...]

    def days(self, zones: Sequence[str]) -> tuple[int, int] | None:
        """No local day of a contact lies outside; None where a zone is not known to any clock."""
        if any(stretches(zone, self.first, self.last) is None for zone in (*zones, *self.named)):
            return None
        first, last = (int(moment.timestamp()) // 86_400 for moment in (self.first, self.last))
        return first - 1, last + 1

    @staticmethod
    def of(con: duckdb.DuckDBPyConnection, contacts: Intake) -> "_Span":
        relation = identifier(contacts.relation)
        first_us, last_us = _row(con, f'SELECT epoch_us(min("at")), epoch_us(max("at")) FROM {relation}')
        candidates, named = 1, list[str]()
        if "debtor_tz" in contacts.present:
            named = sorted(contacts.values["debtor_tz"])
            if len(named) > 1:
                ((most,),) = con.execute(f"SELECT max(len(debtor_tz)) FROM {relation}").fetchall()
                candidates = max(1, most or 0)
        return _Span(
            # A consent of the week before the first contact is read on the same clock.
            first=_moment((first_us or 0) - _LOOKED_BACK_US),
            last=_moment(last_us or 0),
            candidates=candidates,
            named=tuple(named),
        )


@dataclass(frozen=True, kw_only=True)
class _Clock:
    span: _Span
    fallback: str
    named: bool

    def local_us(self, pack_zone: str | None, candidate: int, *, of: str = "at") -> str:
        """SQL for local time: a zone of the debtor's, else the pack's, else the offset written in `at`, else `--tz`."""
        if pack_zone is not None:
            offset = self._offset(pack_zone, of)
        else:
            offset = f"coalesce(at_offset_s, {self._offset(self.fallback, of)})"
        if self.named:
            zone = f"debtor_tz[least({candidate}, array_length(debtor_tz))]"
            named = {name: self._offset(name, of) for name in self.span.named}
            if set(named.values()) <= {offset}:
                return f"epoch_us({identifier(of)}) + {_us(offset)}"
            known = " ".join(f"WHEN {literal(name)} THEN {theirs}" for name, theirs in named.items())
            # A zone that no clock knows leaves local time unknown: a person must look.
            offset = (
                f"CASE WHEN coalesce(array_length(debtor_tz), 0) > 0 THEN CASE {zone} {known} END ELSE {offset} END"
            )
        return f"epoch_us({identifier(of)}) + {_us(offset)}"

    def _offset(self, zone: str, of: str) -> str:
        found = stretches(zone, self.span.first, self.span.last)
        if found is None:
            return "NULL"
        return _piecewise(found, of)


def _us(offset: str) -> str:
    """SQL for an offset in seconds as microseconds."""
    return str(1_000_000 * int(offset)) if offset.lstrip("-").isdigit() else f"1000000 * ({offset})::BIGINT"


def _piecewise(found: Sequence[Stretch], of: str) -> str:
    if len(found) == 1:
        return str(found[0].offset_s)
    moment = f"epoch_us({identifier(of)})"
    later = "".join(f" WHEN {moment} >= {s.since_us} THEN {s.offset_s}" for s in reversed(found[1:]))
    return f"CASE{later} ELSE {found[0].offset_s} END"


def _keep_mandates(con: duckdb.DuckDBPyConnection, mandates: Intake, span: "_Span", tz: str) -> None:
    """Keep each day on which an agency holds a mandate, within the days of the file."""
    first, last = (f"timezone({literal(tz)}, \"{name}\")::DATE - DATE '1970-01-01'" for name in ("from", "to"))
    # A zone may put a contact a day before or after.
    start, end = (f"epoch_us({_instant(moment)}) // {DAY_US}" for moment in (span.first, span.last))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE mandated_days AS
        SELECT DISTINCT agency, lender,
            unnest(range(greatest({first}, {start} - 1), least(coalesce({last}, {end} + 1), {end} + 1) + 1)) AS day
        FROM {identifier(mandates.relation)}"""
    )


def _instant(moment: datetime) -> str:
    return f"TIMESTAMPTZ {literal(moment.isoformat())}"


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(us / 1_000_000, tz=UTC)


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = con.execute(query).fetchone()
    return row if row is not None else ()
