"""Count contacts over windows: which contact is the how-manieth of its kind, and which were counted with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand.conduct.frame import Frame
from evenhand.conduct.groups import Key, key_of
from evenhand.rules.condition import Counted, Node, Reaches, assume, counts, nodes
from evenhand.rules.pack import Pack, Version, break_tree, kind_tree
from evenhand.rules.sql import bounds, to_sql
from evenhand.rules.vocabulary import BEFORE
from evenhand.tables.connection import identifier
from evenhand.tables.keeping import Keep

Place = tuple[str, Counted]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A temporary table of the contacts counted: row, key, day, bounds; one row a contact, or one a contact and debt.

    `joined` has one row a contact.
    """

    table: str
    joined: str
    counted: Counted
    keys: tuple[str, ...]
    by_debt: bool

    def columns(self) -> dict[str, str]:
        """Where the two bounds of the count stand once the tally is joined."""
        return {name: f"{self.table}_{end}" for name, end in zip(bounds(self.counted), ("least", "most"), strict=True)}


@dataclass(frozen=True, kw_only=True)
class _Demand:
    """A count that a pack's rules ask for, from which number on it matters, and the conditions that ask for it."""

    pack: Pack
    counted: Counted
    limit: int
    asking: tuple[Node, ...]


def tallies(keep: Keep, framed: Frame, rules: Sequence[tuple[Pack, Version]]) -> dict[Place, Tally]:
    """For each pack and count that its rules ask for, the tally; contacts of groups below every limit are left out."""
    made: dict[Place, Tally] = {}
    for number, demand in enumerate(_demands(rules)):
        inner = counts(kind_tree(demand.counted.kind))
        nested = made[demand.pack.id, inner[0]] if inner else None
        made[demand.pack.id, demand.counted] = _tally(keep, framed, demand, nested, f"tally_{number}")
    return made


def _demands(rules: Sequence[tuple[Pack, Version]]) -> list[_Demand]:
    """What the rules ask for and what that asks for in turn, inner counts first."""
    found: dict[Place, _Demand] = {}

    def ask(pack: Pack, tree: Node) -> None:
        for node in nodes(tree):
            if not isinstance(node, Reaches):
                continue
            ask(pack, kind_tree(node.counted.kind))
            place = (pack.id, node.counted)
            before = found.get(place)
            limit, asking = (min(before.limit, node.limit), before.asking) if before else (node.limit, ())
            asking = asking if tree in asking else (*asking, tree)
            found[place] = _Demand(pack=pack, counted=node.counted, limit=limit, asking=asking)

    for pack, version in rules:
        ask(pack, version.tree)
    return sorted(found.values(), key=lambda one: (bool(counts(kind_tree(one.counted.kind))), one.pack.id, one.counted))


def _tally(keep: Keep, framed: Frame, demand: _Demand, nested: Tally | None, table: str) -> Tally:
    counted, key = demand.counted, key_of(demand.counted.kind, demand.pack)
    keys = tuple(f"k{number}" for number in range(len(key.columns) + key.by_debt))
    contacts = _certain(_keyed(framed, demand, key, nested), key, keys, nested)
    tallied = _earlier(contacts, keys, counted) if counted.earlier else _own(contacts, keys, demand)
    keep(table, tallied)
    joined = table
    if key.by_debt:
        joined = f"{table}_by_contact"
        keep(joined, f"SELECT row, max(least) AS least, max(most) AS most FROM {table} GROUP BY row")
    return Tally(table=table, joined=joined, counted=counted, keys=keys, by_debt=key.by_debt)


def _keyed(framed: Frame, demand: _Demand, key: Key, nested: Tally | None) -> str:
    """SQL for the contacts that are, or may be, of the kind, end a row of them, or ask; with their key."""
    counted, pack = demand.counted, demand.pack
    names, kind = framed.names(pack), kind_tree(counted.kind)
    columns = {f"k{number}": column for number, column in enumerate(key.columns)}
    columns["day"] = identifier(names["local_day"])
    columns["of_kind"] = to_sql(assume(kind, None), dialect="duckdb", names=names)
    wanted = [f"({columns['of_kind']}) IS NOT FALSE"]
    if nested is not None:
        columns |= {f"of_kind_{truth}": to_sql(assume(kind, truth), dialect="duckdb", names=names) for truth in _SURE}
    if counted.earlier:
        columns["asks"] = _asks(framed, pack, demand.asking)
        wanted.append(columns["asks"])
    if counted.window == "in_a_row":
        columns["breaks"] = to_sql(break_tree(counted.kind), dialect="duckdb", names=names)
        wanted.append(f"({columns['breaks']}) IS NOT FALSE")
    if counted.window == "since_consent":
        columns["consent_at"] = "consent_at"
        columns["asks"] += " AND consent_at IS NOT NULL"
    if key.by_debt:
        columns["debts"] = (
            "CASE WHEN coalesce(array_length(debt_id), 0) = 0 THEN [NULL] ELSE list_distinct(debt_id) END"
        )
    columns["known"] = key.known or "TRUE"
    listed = ", ".join(f"{column} AS {name}" for name, column in columns.items())
    keyed = f'SELECT row, contact_id, "at" AS moment, {listed} FROM {framed.relation} WHERE {" OR ".join(wanted)}'
    return _spread(keyed, len(key.columns)) if key.by_debt else keyed


_SURE = (True, False)


def _asks(framed: Frame, pack: Pack, asking: Iterable[Node]) -> str:
    """SQL for whether some condition is not false already, whatever the count; in any zone the debtor may be in."""
    places = {tuple(sorted(framed.names(pack, k).items())) for k in range(1, framed.candidates + 1)}
    conditions = [
        f"({to_sql(assume(tree, None), dialect='duckdb', names=dict(names))}) IS NOT FALSE"
        for tree in asking
        for names in sorted(places)
    ]
    return f"({' OR '.join(dict.fromkeys(conditions))})"


def _spread(keyed: str, plain: int) -> str:
    """Each debt of a contact for itself; a contact whose debts are not known may concern any that its debtor has."""
    debt = f"k{plain}"
    keys = [f"k{number}" for number in range(plain)]
    same = _same("d", "u", keys)
    return f"""WITH apart AS (
            SELECT * EXCLUDE (debts, known), {debt} IS NOT NULL AS known
            FROM (SELECT *, unnest(debts) AS {debt} FROM ({keyed}))),
        unknown AS (SELECT * FROM apart WHERE NOT known),
        named AS (SELECT DISTINCT {_listed([*keys, debt], "d")} FROM apart d SEMI JOIN unknown u ON {same}
            WHERE d.known)
        SELECT * FROM apart
        UNION ALL SELECT u.* EXCLUDE ({debt}, known), d.{debt}, u.known FROM unknown u JOIN named d ON {same}"""


def _certain(keyed: str, key: Key, keys: Sequence[str], nested: Tally | None) -> str:
    """`certain`: whether the contact is of the kind under this key; NULL where it may be."""
    of_kind, joined = "c.of_kind", ""
    if nested is not None:  # every inner count asks whether there is one at all
        of_kind = "CASE WHEN n.least >= 1 THEN of_kind_True WHEN n.most >= 1 THEN c.of_kind ELSE of_kind_False END"
        joined = f"LEFT JOIN {nested.table} n ON n.row = c.row AND {_same('n', 'c', keys)}"
    always = key.known is None and not key.by_debt
    sure = of_kind if always else f"({of_kind}) AND CASE WHEN c.known THEN TRUE END"
    return f"SELECT c.*, {sure} AS certain FROM ({keyed}) c {joined}"


def _own(contacts: str, keys: Sequence[str], demand: _Demand) -> str:
    """Contacts of the kind with how many there are up to and including each; groups below the limit are left out."""
    days = BEFORE[demand.counted.window]
    group = [*keys, "day"] if days == 1 else list(keys)
    own = "row, contact_id, moment, known, day, certain"
    # Numbers group faster than words; two groups with one number stay in, and are counted apart all the same.
    return f"""WITH kind AS (SELECT {own}, {_listed(keys)}, hash({_listed(group)}) AS alike FROM ({contacts})
            WHERE certain IS NOT FALSE),
        full_groups AS (SELECT alike FROM kind GROUP BY alike HAVING count(*) >= {demand.limit}),
        counted AS (SELECT a.* EXCLUDE (alike) FROM kind a SEMI JOIN full_groups b ON a.alike = b.alike)
        SELECT *, CASE WHEN certain THEN {_window("count(*) FILTER (certain)", keys, days, "CURRENT ROW")}
            ELSE 0 END AS least, {_window("count(*)", keys, days, "CURRENT ROW")} AS most
        FROM counted"""


def _earlier(contacts: str, keys: Sequence[str], counted: Counted) -> str:
    """Contacts with how many of the kind came before each; groups in which nobody asks, or that have none, left out."""
    full = f"""WITH several AS ({contacts}),
        full_groups AS (SELECT {_listed(keys)} FROM several GROUP BY ALL
            HAVING bool_or(asks) AND bool_or(certain IS NOT FALSE)),
        counted AS (SELECT a.* FROM several a SEMI JOIN full_groups b ON {_same("a", "b", keys)})"""
    certainly, perhaps = "count(*) FILTER (certain)", "count(*) FILTER (certain IS NOT FALSE)"
    if counted.window == "since_consent":
        return f"{full} {_since_consent(keys)}"
    if counted.window == "in_a_row":
        before = (
            f"PARTITION BY {_listed(keys)} ORDER BY moment, contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
        )
        return f"""{full}, broken AS (
            SELECT *, count(*) FILTER (breaks AND known) OVER ({before}) AS surely_after,
                count(*) FILTER (breaks IS NOT FALSE) OVER ({before}) AS perhaps_after FROM counted)
            SELECT *, CASE WHEN known THEN {_window(certainly, [*keys, "perhaps_after"], None, "1 PRECEDING")}
                ELSE 0 END AS least, {_window(perhaps, [*keys, "surely_after"], None, "1 PRECEDING")} AS most
            FROM broken"""
    days = BEFORE[counted.window]
    return f"""{full}
        SELECT *, CASE WHEN known THEN {_window(certainly, keys, days, "1 PRECEDING")} ELSE 0 END AS least,
            {_window(perhaps, keys, days, "1 PRECEDING")} AS most
        FROM counted"""


def _since_consent(keys: Sequence[str]) -> str:
    """How many came after the consent and before the contact; the contacts counted stand beside those that ask."""
    counted = f"""SELECT a.row, {_listed(keys, "a")}, count(*) FILTER (b.certain) AS certainly, count(*) AS perhaps
        FROM counted a JOIN counted b ON {_same("a", "b", keys)} AND b.certain IS NOT FALSE
            AND b.moment > a.consent_at AND (b.moment, b.contact_id) < (a.moment, a.contact_id)
        WHERE a.asks GROUP BY ALL"""
    return f"""SELECT c.*, CASE WHEN c.known THEN coalesce(s.certainly, 0) ELSE 0 END AS least,
            coalesce(s.perhaps, 0) AS most
        FROM counted c LEFT JOIN ({counted}) s ON s.row = c.row AND {_same("s", "c", keys)}"""


def _window(count: str, keys: Sequence[str], days: int | None, end: str) -> str:
    """The count up to `end` (the contact, or the one before it) in the order (at, contact_id); `days` None: ever."""
    key = _listed(keys)
    rows = f"ORDER BY moment, contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND {end}"
    if days is None:
        return f"{count} OVER (PARTITION BY {key} {rows})"
    so_far = f"{count} OVER (PARTITION BY {key}, day {rows})"
    if days == 1:
        return so_far
    # All of the days before, whole; of the contact's own day only what came up to it.
    window = f"{count} OVER (PARTITION BY {key} ORDER BY day RANGE BETWEEN {days - 1} PRECEDING AND CURRENT ROW)"
    today = f"{count} OVER (PARTITION BY {key}, day)"
    return f"{window} - {today} + {so_far}"


def related(tally: Tally, hits: str, limit: int) -> str:
    """SQL for (row, related): the ids counted with each contact of `hits` (row, certain), itself included, in order.

    A certain finding names what was certainly counted; a review also what may have been. Of several debts, those whose
    count reaches the limit.
    """
    apart, full = (
        ("DISTINCT", f"CASE WHEN h.certain THEN a.least ELSE a.most END >= {limit}") if tally.by_debt else ("", "TRUE")
    )
    same = " AND ".join([_same("a", "b", tally.keys), _looked_over(tally.counted)])
    return f"""SELECT row, list(contact_id ORDER BY moment, contact_id) AS related FROM (
        SELECT {apart} h.row, b.contact_id, b.moment
        FROM ({hits}) h JOIN {tally.table} a ON a.row = h.row AND {full}
        JOIN {tally.table} b ON {same}
            AND (b.row = a.row OR (b.certain IS NOT FALSE AND (NOT h.certain OR b.certain)
                AND (b.moment, b.contact_id) < (a.moment, a.contact_id)))) GROUP BY row"""


def _looked_over(counted: Counted) -> str:
    """SQL for whether a contact `b` lies where the count of `a` looks; `h` is the finding."""
    match counted.window:
        case "ever":
            return "TRUE"
        case "in_a_row":
            return """CASE WHEN h.certain THEN b.perhaps_after = a.perhaps_after
                ELSE b.surely_after = a.surely_after END"""
        case "since_consent":
            return "(b.row = a.row OR b.moment > a.consent_at)"
    days = BEFORE[counted.window] or 1
    return f"(b.day BETWEEN a.day - {days - 1} AND a.day OR (a.day IS NULL AND b.day IS NULL))"


def _listed(names: Iterable[str], of: str = "") -> str:
    return ", ".join(f"{of}.{name}" if of else name for name in names)


def _same(one: str, other: str, names: Iterable[str]) -> str:
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in names)
