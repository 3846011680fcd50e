"""How much of what came before must be read to judge the contacts from one day on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from evenhand.conduct.groups import names_of_key
from evenhand.errors import Misuse
from evenhand.intake.reading import Intake
from evenhand.rules.condition import All, AnyOf, Compare, Counted, Node, Not, Perhaps, Reaches
from evenhand.rules.pack import Pack, kind_tree
from evenhand.rules.vocabulary import BEFORE
from evenhand.tables.connection import identifier, literal

# A local day begins at most so long before a moment in it, where clocks are put back by as much as two hours.
_DAY = timedelta(hours=26)
_DEBTOR = "debtor_id"


@dataclass(frozen=True, kw_only=True)
class History:
    """What rules look back over: everybody's contacts of so many local days; all that went before of one debtor, or of
    everybody.

    `days` counts the contact's own day; 0 where no rule looks back.
    """

    days: int = 0
    of_debtor: bool = False
    of_all: bool = False

    def __or__(self, other: "History") -> "History":
        return History(
            days=max(self.days, other.days),
            of_debtor=self.of_debtor or other.of_debtor,
            of_all=self.of_all or other.of_all,
        )


@dataclass(frozen=True, kw_only=True)
class Since:
    """The first moment judged, and the first of which everybody's contacts are read; `first` None reads from the start.

    `first` tells which files must be opened; `debtors` that before `near` only those who are judged are read.
    """

    judged: datetime
    near: datetime
    debtors: bool
    first: datetime | None


def since_day(day: date, packs: Sequence[Pack], *, tz: str, unverified: bool) -> Since:
    """What must be read to judge contacts from the local `day` in `tz` on; raises `Misuse` for a day out of range."""
    looked = History()
    for pack in packs:
        for rule in pack.rules:
            if rule.unverified and not unverified:
                continue
            for version in rule.versions:
                # In any zone it is over by then.
                if version.until is None or version.until > day - timedelta(days=2):
                    looked |= _looked_over(version.tree, pack)
    try:
        judged = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(tz))
        near = judged - looked.days * _DAY
    except OverflowError:
        raise Misuse(zh=f"--since 的日期 {day} 太早", en=f"the day {day} of --since is too early") from None
    whole = looked.of_debtor or looked.of_all
    return Since(
        judged=judged,
        near=near,
        debtors=looked.of_debtor and not looked.of_all,
        first=None if whole else near,
    )


def keep_history(con: duckdb.DuckDBPyConnection, contacts: Intake, since: Since) -> Intake:
    """The same contacts without those that no answer depends on, as a table; themselves where all may matter."""
    if since.first is None and not since.debtors:
        return contacts
    source, kept = identifier(contacts.relation), f"{contacts.relation}_since"
    near = _moment(since.near)
    wanted = f'"at" >= {near}'
    if since.debtors:
        wanted += f""" OR {_DEBTOR} IN (SELECT {_DEBTOR} FROM {source} WHERE "at" >= {_moment(since.judged)})"""
    con.execute(f"CREATE TEMP TABLE {identifier(kept)} AS SELECT * FROM {source} WHERE {wanted}")
    return replace(contacts, relation=kept)


def judged(since: Since) -> str:
    """SQL for whether a contact is judged and not history only."""
    return f'"at" >= {_moment(since.judged)}'


def _moment(moment: datetime) -> str:
    return f"TIMESTAMPTZ {literal(moment.isoformat())}"


def _looked_over(tree: Node, pack: Pack, consent_days: int | None = None) -> History:
    """What the counts of a condition look back over; of a condition that a consent's age bounds, no more than that."""
    match tree:
        case All(parts):
            ages = [age for part in parts if (age := _oldest_consent(part)) is not None]
            if consent_days is not None:
                ages.append(consent_days)
            youngest = min(ages, default=None)
            found = History()
            for part in parts:
                found |= _looked_over(part, pack, youngest)
            return found
        case AnyOf(parts):
            found = History()
            for part in parts:
                found |= _looked_over(part, pack, consent_days)
            return found
        case Not(part) | Perhaps(part):
            return _looked_over(part, pack, consent_days)
        case Reaches(counted, _):
            return _of(counted, pack, consent_days)
    return History()


def _oldest_consent(part: Node) -> int | None:
    """The day of a consent after which the condition does not hold, whatever else it asks."""
    match part:
        case Compare(word, "<=", int() | float() as day) if word.name == "consent_day":
            return int(day)
        case Compare(word, "<" | "=", int() | float() as day) if word.name == "consent_day":
            return int(day)
    return None


def _of(counted: Counted, pack: Pack, consent_days: int | None) -> History:
    days = consent_days if counted.window == "since_consent" else BEFORE[counted.window]
    inner = _looked_over(kind_tree(counted.kind), pack)
    if days is None:
        # What is counted may itself be counted by something else.
        by_debtor = _DEBTOR in names_of_key(counted.kind, pack) and inner == History()
        return History(days=1, of_debtor=by_debtor, of_all=not by_debtor) | inner
    # What a contact at the far end of the window looks back over lies before that.
    return replace(inner, days=inner.days + days)
