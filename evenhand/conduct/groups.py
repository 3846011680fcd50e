"""By what contacts are counted together: the columns of a pack, the collector, each debt, the number called."""

from dataclasses import dataclass

from evenhand.rules.pack import Pack
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
    """The names by which contacts of a kind are counted: unanswered attempts per number, whoever is behind it."""
    return ("number",) if kind == "unanswered" else pack.count_by


def key_of(kind: str, pack: Pack) -> Key:
    """The key in SQL. Calls to numbers that are not known may have been to one number, if to one debtor."""
    plain = tuple(_column(name) for name in pack.count_by if name != "debt")
    if kind == "unanswered":
        debtor = (f'CASE WHEN "number" IS NULL THEN {column} END' for column in plain)
        return Key(columns=('"number"', *debtor), known='"number" IS NOT NULL')
    return Key(columns=plain, by_debt="debt" in pack.count_by)


def _column(name: str) -> str:
    return COLLECTOR if name == "collector" else identifier(name)
