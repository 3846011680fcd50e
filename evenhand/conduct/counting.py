"""Count contacts over windows: which contact is the how-manieth of its kind, and which were counted with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.conduct.candidates import Asking, Demand, Place, candidates, listed, same
from evenhand.conduct.frame import Frame
from evenhand.conduct.groups import Key
from evenhand.rules.condition import Counted, Reaches, nodes
from evenhand.rules.pack import Pack, Version, kind_tree
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import BEFORE
from evenhand.tables.keeping import Keeping

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


def tallies(held: Keeping, framed: Frame, rules: Sequence[tuple[Pack, Version]]) -> dict[Place, Tally]:
    """For each pack and count that its rules ask for, the tally; contacts of groups below every limit are left out."""
    made: dict[Place, Tally] = {}
    asked = _demands(rules)
    looked, shared = candidates(held, framed, asked)
    for number, demand in enumerate(asked):
        inner = demand.inner
        nested = made[demand.pack.id, inner] if inner else None
        made[demand.place] = _tally(held, looked[demand.place], demand, nested, f"tally_{number}")
    for table in shared:
        held.drop(table)
    return made


def _demands(rules: Sequence[tuple[Pack, Version]]) -> list[Demand]:
    """What the rules ask for and what that asks for in turn, inner counts first."""
    found: dict[Place, Demand] = {}

    def ask(pack: Pack, one: Asking) -> None:
        for node in nodes(one.tree):
            if not isinstance(node, Reaches):
                continue
            ask(pack, Asking(kind_tree(node.counted.kind)))
            place = (pack.id, node.counted)
            before = found.get(place)
            limit, asking = (min(before.limit, node.limit), before.asking) if before else (node.limit, ())
            asking = asking if one in asking else (*asking, one)
            found[place] = Demand(pack=pack, counted=node.counted, limit=limit, asking=asking)

    for pack, version in rules:
        ask(pack, Asking(version.tree, version.in_force, version.until))
    return sorted(found.values(), key=lambda one: (one.inner is not None, one.pack.id, one.counted))


def _tally(held: Keeping, contacts: str, demand: Demand, nested: Tally | None, table: str) -> Tally:
    counted, key = demand.counted, demand.key
    keys = key.names
    certain = _certain(contacts, key, nested)
    held.keep(table, _earlier(certain, keys, counted) if counted.earlier else _own(certain, keys, demand))
    joined = table
    if key.by_debt:
        joined = f"{table}_by_contact"
        held.keep(joined, f"SELECT row, max(least) AS least, max(most) AS most FROM {table} GROUP BY row")
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
    own = "row, contact_id, moment, day, certain"
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
    return f"""{full}{_counted_before(keys, counted)}"""


def _counted_before(keys: Sequence[str], counted: Counted) -> str:
    """SQL over `counted`: what counting needs of each contact, without those that neither count nor have any before."""
    certainly, perhaps = "count(*) FILTER (certain)", "count(*) FILTER (certain IS NOT FALSE)"
    shown, source = f"row, contact_id, moment, {listed(keys)}, day, certain", "counted"
    if counted.window == "since_consent":
        source, shown = f"({_since_consent(keys)})", f"{shown}, consent_at"
        least, most = "certainly", "perhaps"
    elif counted.window == "in_a_row":
        before = (
            f"PARTITION BY {listed(keys)} ORDER BY moment, contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
        )
        source = f"""(SELECT *, count(*) FILTER (breaks AND known) OVER ({before}) AS surely_after,
            count(*) FILTER (breaks IS NOT FALSE) OVER ({before}) AS perhaps_after FROM counted)"""
        shown += ", surely_after, perhaps_after"
        least = _window(certainly, [*keys, "perhaps_after"], None, "1 PRECEDING")
        most = _window(perhaps, [*keys, "surely_after"], None, "1 PRECEDING")
    else:
        days = BEFORE[counted.window]
        least, most = (_window(count, keys, days, "1 PRECEDING") for count in (certainly, perhaps))
    each = f"SELECT {shown}, CASE WHEN known THEN {least} ELSE 0 END AS least, {most} AS most FROM {source}"
    return f" SELECT * FROM ({each}) WHERE most > 0 OR certain IS NOT FALSE"


def _since_consent(keys: Sequence[str]) -> str:
    """How many came after the consent and before the contact; the contacts counted stand beside those that ask."""
    counted = f"""SELECT a.row, {listed(keys, "a")}, count(*) FILTER (b.certain) AS certainly, count(*) AS perhaps
        FROM counted a JOIN counted b ON {same("a", "b", keys)} AND b.certain IS NOT FALSE
            AND b.moment > a.consent_at AND (b.moment, b.contact_id) < (a.moment, a.contact_id)
        WHERE a.asks GROUP BY ALL"""
    return f"""SELECT c.*, coalesce(s.certainly, 0) AS certainly, coalesce(s.perhaps, 0) AS perhaps
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
