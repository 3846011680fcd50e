"""By what contacts are counted together: the columns of a pack, the collector, each debt, the number called."""

from dataclasses import dataclass

from evenhand.rules.pack import Pack
from evenhand.rules.vocabulary import BY_MEDIUM, BY_NUMBER, BY_PERSON
from evenhand.tables.connection import identifier

COLLECTOR = "coalesce(nullif(agency, ''), lender)"


@dataclass(frozen=True, kw_only=True)
class Key:
    """What counts together: `columns` as SQL; `by_debt` where each debt of a contact is also one; `known` as SQL where
    the key may be unknown, so that a contact without it is counted for certain with nobody's.
    """

    columns: tuple[str, ...]
    by_debt: bool = False
    known: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the columns are called once they are looked up, the debt last."""
        return tuple(f"k{number}" for number in range(len(self.columns) + self.by_debt))


def names_of_key(kind: str, pack: Pack) -> tuple[str, ...]:
    """The names by which contacts of a kind are counted: the pack's own, unless the kind has others."""
    if kind in BY_NUMBER:
        return ("number",)
    if own := _own_names(kind):
        return (*(name for name in pack.count_by if name != "debt"), *own)
    return pack.count_by


def key_of(kind: str, pack: Pack) -> Key:
    """The key in SQL. Calls to numbers that are not known may have been to one number, if to one debtor."""
    plain = tuple(_column(name) for name in pack.count_by if name != "debt")
    if own := _own_names(kind):
        return Key(columns=(*plain, *map(identifier, own)))
    if kind in BY_NUMBER:
        debtor = (f'CASE WHEN "number" IS NULL THEN {column} END' for column in plain)
        return Key(columns=('"number"', *debtor), known='"number" IS NOT NULL')
    return Key(columns=plain, by_debt="debt" in pack.count_by)


def _own_names(kind: str) -> tuple[str, ...]:
    """What tells apart the mediums, or the persons, that a kind is counted by; nothing for other kinds."""
    if kind in BY_MEDIUM:
        return ("channel",)
    return ("counterparty", "number") if kind in BY_PERSON else ()


def _column(name: str) -> str:
    return COLLECTOR if name == "collector" else identifier(name)
