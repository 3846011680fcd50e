"""Count contacts over windows: which contact is the how-manieth of its kind, and which were counted with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.conduct.candidates import Demand, Place, candidates, listed, same
from evenhand.conduct.frame import Frame
from evenhand.conduct.groups import Key
from evenhand.rules.condition import Counted, Node, Reaches, nodes
from evenhand.rules.pack import Pack, Version, kind_tree
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import BEFORE
from evenhand.tables.keeping import Keep

# Later than every day that a contact can have by more than any window.
_NO_DAY = 10_000_000


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


def tallies(keep: Keep, framed: Frame, rules: Sequence[tuple[Pack, Version]]) -> dict[Place, Tally]:
    """For each pack and count that its rules ask for, the tally; contacts of groups below every limit are left out."""
    made: dict[Place, Tally] = {}
    asked = _demands(rules)
    looked = candidates(keep, framed, asked)
    for number, demand in enumerate(asked):
        inner = demand.inner
        nested = made[demand.pack.id, inner] if inner else None
        made[demand.place] = _tally(keep, looked[demand.place], demand, nested, f"tally_{number}")
    return made


def _demands(rules: Sequence[tuple[Pack, Version]]) -> list[Demand]:
    """What the rules ask for and what that asks for in turn, inner counts first."""
    found: dict[Place, Demand] = {}

    def ask(pack: Pack, tree: Node) -> None:
        for node in nodes(tree):
            if not isinstance(node, Reaches):
                continue
            ask(pack, kind_tree(node.counted.kind))
            place = (pack.id, node.counted)
            before = found.get(place)
            limit, asking = (min(before.limit, node.limit), before.asking) if before else (node.limit, ())
            asking = asking if tree in asking else (*asking, tree)
            found[place] = Demand(pack=pack, counted=node.counted, limit=limit, asking=asking)

    for pack, version in rules:
        ask(pack, version.tree)
    return sorted(found.values(), key=lambda one: (one.inner is not None, one.pack.id, one.counted))


def _tally(keep: Keep, contacts: str, demand: Demand, nested: Tally | None, table: str) -> Tally:
    counted, key = demand.counted, demand.key
    keys = key.names
    certain = _certain(contacts, key, nested)
    keep(table, _earlier(certain, keys, counted) if counted.earlier else _own(certain, keys, demand))
    joined = table
    if key.by_debt:
        joined = f"{table}_by_contact"
        keep(joined, f"SELECT row, max(least) AS least, max(most) AS most FROM {table} GROUP BY row")
    return Tally(table=table, joined=joined, counted=counted, keys=keys, by_debt=key.by_debt)


def _certain(contacts: str, key: Key, nested: Tally | None) -> str:
    """`certain`: whether the contact is of the kind under this key; NULL where it may be."""
    of_kind, joined = "c.of_kind", ""
    if nested is not None:  # every inner count asks whether there is one at all
        of_kind = "CASE WHEN n.least >= 1 THEN of_kind_true WHEN n.most >= 1 THEN c.of_kind ELSE of_kind_false END"
        joined = f"LEFT JOIN {nested.table} n ON n.row = c.row AND {same('n', 'c', key.names)}"
    always = key.known is None and not key.by_debt
    sure = of_kind if always else f"({of_kind}) AND CASE WHEN c.known THEN TRUE END"
    return f"SELECT c.*, {sure} AS certain FROM ({contacts}) c {joined}"


def _own(contacts: str, keys: Sequence[str], demand: Demand) -> str:
    """Contacts of the kind with how many there are up to and including each; groups below the limit are left out."""
    days = BEFORE[demand.counted.window]
    group = [*keys, "day"] if days == 1 else list(keys)
    own = "row, contact_id, moment, known, day, certain"
    # Numbers group faster than words; two groups with one number stay in, and are counted apart all the same.
    return f"""WITH kind AS (SELECT {own}, {listed(keys)}, hash({listed(group)}) AS alike FROM ({contacts})
            WHERE certain IS NOT FALSE),
        full_groups AS (SELECT alike FROM kind GROUP BY alike HAVING count(*) >= {demand.limit}),
        counted AS (SELECT a.* EXCLUDE (alike) FROM kind a SEMI JOIN full_groups b ON a.alike = b.alike)
        SELECT *, CASE WHEN certain THEN {_window("count(*) FILTER (certain)", keys, days, "CURRENT ROW")}
            ELSE 0 END AS least, {_window("count(*)", keys, days, "CURRENT ROW")} AS most
        FROM counted"""


def _earlier(contacts: str, keys: Sequence[str], counted: Counted) -> str:
    """Contacts with how many of the kind came before each; groups in which nobody asks, or that have none, left out."""
    full = f"""WITH several AS ({contacts}),
        full_groups AS (SELECT {listed(keys)} FROM several GROUP BY ALL
            HAVING bool_or(asks) AND bool_or(certain IS NOT FALSE)),
        counted AS (SELECT a.* FROM several a SEMI JOIN full_groups b ON {same("a", "b", keys)})"""
    certainly, perhaps = "count(*) FILTER (certain)", "count(*) FILTER (certain IS NOT FALSE)"
    if counted.window == "since_consent":
        return f"{full} {_since_consent(keys)}"
    if counted.window == "in_a_row":
        before = (
            f"PARTITION BY {listed(keys)} ORDER BY moment, contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
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
    counted = f"""SELECT a.row, {listed(keys, "a")}, count(*) FILTER (b.certain) AS certainly, count(*) AS perhaps
        FROM counted a JOIN counted b ON {same("a", "b", keys)} AND b.certain IS NOT FALSE
            AND b.moment > a.consent_at AND (b.moment, b.contact_id) < (a.moment, a.contact_id)
        WHERE a.asks GROUP BY ALL"""
    return f"""SELECT c.*, CASE WHEN c.known THEN coalesce(s.certainly, 0) ELSE 0 END AS least,
            coalesce(s.perhaps, 0) AS most
        FROM counted c LEFT JOIN ({counted}) s ON s.row = c.row AND {same("s", "c", keys)}"""


def _window(count: str, keys: Sequence[str], days: int | None, end: str) -> str:
    """The count up to `end` (the contact, or the one before it) in the order (at, contact_id); `days` None: ever."""
    key = listed(keys)
    rows = f"ORDER BY moment, contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND {end}"
    if days is None:
        return f"{count} OVER (PARTITION BY {key} {rows})"
    if days == 1:
        return f"{count} OVER (PARTITION BY {key}, day {rows})"
    # Day by day all that came up to it, less the days before the window; those of no known day for themselves, last.
    day = f"ORDER BY coalesce(day, {_NO_DAY})"
    so_far = f"{count} OVER (PARTITION BY {key} {day}, moment, contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND {end})"
    return f"{so_far} - {count} OVER (PARTITION BY {key} {day} RANGE BETWEEN UNBOUNDED PRECEDING AND {days} PRECEDING)"


def related(tally: Tally, hits: str, limit: int) -> str:
    """SQL for (row, related): the ids counted with each contact of `hits` (row, certain), itself included, in order.

    A certain finding names what was certainly counted; a review also what may have been. Of several debts, those whose
    count reaches the limit.
    """
    apart, full = (
        ("DISTINCT", f"CASE WHEN h.certain THEN a.least ELSE a.most END >= {limit}") if tally.by_debt else ("", "TRUE")
    )
    alike = " AND ".join([same("a", "b", tally.keys), _looked_over(tally.counted)])
    return f"""SELECT row, list(contact_id ORDER BY moment, contact_id) AS related FROM (
        SELECT {apart} h.row, b.contact_id, b.moment
        FROM ({hits}) h JOIN {tally.table} a ON a.row = h.row AND {full}
        JOIN {tally.table} b ON {alike}
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
