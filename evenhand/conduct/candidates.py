"""The contacts that may be counted: looked at once for all that a pack counts by one key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.conduct.frame import Frame
from evenhand.conduct.groups import Key, key_of
from evenhand.rules.condition import Counted, Node, assume, counts
from evenhand.rules.function import settle
from evenhand.rules.pack import Pack, break_tree, kind_tree
from evenhand.rules.sql import to_sql
from evenhand.rules.vocabulary import BY_MEDIUM, BY_PERSON, SAID
from evenhand.tables.connection import identifier
from evenhand.tables.keeping import Keeping

Place = tuple[str, Counted]

_EPOCH = date(1970, 1, 1)

# What texts say and who held a mandate is joined to contacts later; who may ask does not hang on it.
_NOT_YET_JOINED = dict.fromkeys((*SAID, "mandated"))


# Few contacts are of these, or few ask for these: it pays to see first for whom there are any.
_RARE = frozenset({"counsel"})
_ASKED_BY_FEW = BY_MEDIUM | BY_PERSON


@dataclass(frozen=True)
class Asking:
    """A condition that asks for a count, and the days on which it does: from `first` until before `until`."""

    tree: Node
    first: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A count that a pack's rules ask for, from which number on it matters, and the conditions that ask for it."""

    pack: Pack
    counted: Counted
    limit: int
    asking: tuple[Asking, ...]

    @property
    def place(self) -> Place:
        """Of which pack, and what is counted."""
        return self.pack.id, self.counted

    @property
    def key(self) -> Key:
        """By what the contacts are counted together."""
        return key_of(self.counted.kind, self.pack)

    @property
    def inner(self) -> Counted | None:
        """The count on which it hangs whether a contact is of the kind."""
        found = counts(kind_tree(self.counted.kind))
        return found[0] if found else None


def candidates(held: Keeping, framed: Frame, demands: Sequence[Demand]) -> tuple[dict[Place, str], list[str]]:
    """For each demand SQL for the contacts that are, or may be, of the kind, end a row of them, or ask: with their key,
    their day, and a column for each of these. What several demands share is kept as a table: these are named beside.
    """
    together: dict[tuple[str, Key, str], list[Demand]] = {}
    for demand in demands:
        rare = demand.counted.kind if demand.counted.kind in _RARE else ""
        together.setdefault((demand.pack.id, demand.key, rare), []).append(demand)
    found: dict[Place, str] = {}
    shared: list[str] = []
    for number, (one, *more) in enumerate(together.values()):
        several = {demand.place: _conditions(framed, demand) for demand in (one, *more)}
        answers = {sql: f"answer_{n}" for n, sql in enumerate(_different(several.values()))}
        wanted = [each for asked in several.values() for each in _wanted(asked)]
        source = _of_few(framed, [one, *more], several)
        looked = _looked_at(framed, one, wanted, answers, source)
        if more:
            shared.append(f"candidates_{number}")
            held.keep(shared[-1], looked)
            looked = f"SELECT * FROM {shared[-1]}"
        for place, asked in several.items():
            found[place] = _of_demand(looked, one.key, asked, answers)
    return found, shared


def _of_few(framed: Frame, demands: Sequence[Demand], several: dict[Place, dict[str, str]]) -> str:
    """The relation, or of it only those with whom somebody asks, or has any, where these are surely few."""
    if not all(demand.counted.earlier for demand in demands):
        return framed.relation
    if all(demand.counted.kind in _RARE for demand in demands):
        few = [asked["of_kind"] for asked in several.values()]
    elif all(
        demand.counted.kind in _ASKED_BY_FEW or all(_asks_late(framed, one) for one in demand.asking)
        for demand in demands
    ):
        few = [asked["asks"] for asked in several.values()]
    else:
        return framed.relation
    columns = demands[0].key.columns
    keys = [f"f{number}" for number in range(len(columns))]
    named = ", ".join(f"{column} AS {key}" for key, column in zip(keys, columns, strict=True))
    possible = " OR ".join(f"({sql}) IS NOT FALSE" for sql in few)
    alike = " AND ".join(f"{column} IS NOT DISTINCT FROM {key}" for key, column in zip(keys, columns, strict=True))
    return f"""(SELECT * FROM {framed.relation} SEMI JOIN
        (SELECT DISTINCT {named} FROM {framed.relation} WHERE {possible}) ON {alike})"""


def _asks_late(framed: Frame, one: Asking) -> bool:
    """Whether the condition asks on some days of the file only."""
    return one.first is not None and framed.days is not None and (one.first - _EPOCH).days > framed.days[0]


def listed(names: Iterable[str], of: str = "") -> str:
    """Columns with commas between them, each of the relation `of` where one is given."""
    return ", ".join(f"{of}.{name}" if of else name for name in names)


def same(one: str, other: str, names: Iterable[str]) -> str:
    """SQL for whether two relations agree in columns, where unknown is one value like another."""
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in names)


def _conditions(framed: Frame, demand: Demand) -> dict[str, str]:
    """What must be known of each contact to count it, as SQL, by the name of its column."""
    counted, pack = demand.counted, demand.pack
    names, kind = framed.names(pack), kind_tree(counted.kind)
    asked = {"of_kind": to_sql(assume(kind, None), dialect="duckdb", names=names)}
    if demand.inner is not None:
        asked["of_kind_true"] = to_sql(assume(kind, True), dialect="duckdb", names=names)
        asked["of_kind_false"] = to_sql(assume(kind, False), dialect="duckdb", names=names)
    if counted.earlier:
        asked["asks"] = _asks(framed, pack, demand.asking)
    if counted.window == "since_consent":
        asked["asks"] += " AND consent_at IS NOT NULL"
    if counted.window == "in_a_row":
        asked["breaks"] = to_sql(break_tree(counted.kind), dialect="duckdb", names=names)
    return asked


def _wanted(asked: dict[str, str]) -> list[str]:
    """The conditions of which one at least must hold, or may, for a contact to be looked at."""
    return [asked[name] for name in ("of_kind", "asks", "breaks") if name in asked]


def _different(several: Iterable[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(sql for asked in several for sql in asked.values()))


def _asks(framed: Frame, pack: Pack, asking: Iterable[Asking]) -> str:
    """SQL for whether some condition is not false already, whatever the count; in any zone the debtor may be in."""
    places = {tuple(sorted(framed.names(pack, k).items())) for k in range(1, framed.candidates + 1)}
    conditions = []
    for one in asking:
        tree, days = settle(assume(one.tree, None), _NOT_YET_JOINED), _days(framed, pack, one)
        for names in sorted(places):
            conditions.append(f"({to_sql(tree, dialect='duckdb', names=dict(names))}) IS NOT FALSE{days}")
    return f"({' OR '.join(dict.fromkeys(conditions))})"


def _days(framed: Frame, pack: Pack, one: Asking) -> str:
    """SQL for whether the day is one of those on which the condition asks, where that is not so on every day."""
    day = identifier(framed.names(pack)["local_day"])
    days = ""
    if one.first is not None and (framed.days is None or (one.first - _EPOCH).days > framed.days[0]):
        days += f" AND coalesce({day} >= {(one.first - _EPOCH).days}, TRUE)"
    if one.until is not None:
        days += f" AND coalesce({day} < {(one.until - _EPOCH).days}, TRUE)"
    return days


def _looked_at(framed: Frame, demand: Demand, wanted: Iterable[str], answers: dict[str, str], source: str) -> str:
    """SQL for the contacts of which one of `wanted` may hold, with all answers; each debt for itself if so counted."""
    key = demand.key
    columns = dict(zip(key.names, key.columns, strict=False))
    columns |= {"day": identifier(framed.names(demand.pack)["local_day"]), "consent_at": "consent_at"}
    columns |= {name: sql for sql, name in answers.items()}
    if key.by_debt:
        # Most have one debt, which need not be compared with itself.
        columns["debts"] = """CASE WHEN coalesce(array_length(debt_id), 0) = 0 THEN [NULL]
            WHEN array_length(debt_id) = 1 THEN debt_id ELSE list_distinct(debt_id) END"""
    columns["known"] = key.known or "TRUE"
    shown = ", ".join(f"{column} AS {name}" for name, column in columns.items())
    possible = " OR ".join(dict.fromkeys(f"({sql}) IS NOT FALSE" for sql in wanted))
    looked = f'SELECT row, contact_id, "at" AS moment, {shown} FROM {source} WHERE {possible}'
    return _spread(looked, key) if key.by_debt else looked


def _spread(looked: str, key: Key) -> str:
    """Each debt of a contact for itself; a contact whose debts are not known may concern any that its debtor has."""
    *keys, debt = key.names
    alike = same("d", "u", keys)
    return f"""WITH apart AS (
            SELECT * EXCLUDE (debts, known), {debt} IS NOT NULL AS known
            FROM (SELECT *, unnest(debts) AS {debt} FROM ({looked}))),
        unknown AS (SELECT * FROM apart WHERE NOT known),
        named AS (SELECT DISTINCT {listed([*keys, debt], "d")} FROM apart d SEMI JOIN unknown u ON {alike}
            WHERE d.known)
        SELECT * FROM apart
        UNION ALL SELECT u.* EXCLUDE ({debt}, known), d.{debt}, u.known FROM unknown u JOIN named d ON {alike}"""


def _of_demand(looked: str, key: Key, asked: dict[str, str], answers: dict[str, str]) -> str:
    """Of all looked at those that matter to one demand, under its own names."""
    own = ", ".join(f"{answers[sql]} AS {name}" for name, sql in asked.items())
    possible = " OR ".join(f"{answers[sql]} IS NOT FALSE" for sql in _wanted(asked))
    plain = f"row, contact_id, moment, {listed(key.names)}, day, consent_at, known"
    return f"SELECT {plain}, {own} FROM ({looked}) WHERE {possible}"
