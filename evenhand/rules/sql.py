"""The tree as SQL: one expression, written out for DuckDB or for Spark by sqlglot."""

from collections.abc import Mapping
from functools import reduce

from sqlglot import exp

from evenhand.rules.condition import (
    All,
    Among,
    AnyOf,
    Compare,
    Counted,
    Fixed,
    Flag,
    Has,
    Lists,
    Missing,
    Node,
    Not,
    Perhaps,
    Reaches,
    Value,
)
from evenhand.rules.vocabulary import Word

_OPERATORS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def to_sql(
    root: Node, *, dialect: str, names: Mapping[str, str] | None = None, leaves: dict[str, str] | None = None
) -> str:
    """The condition as one SQL expression that is true, false or NULL (unknown).

    A word becomes the column `names[word]`, or the column of its own name; a count becomes the columns
    `<name>_least` and `<name>_most`. `dialect` is `duckdb` or `spark`. With `leaves` each comparison becomes a column
    and is put there, SQL → column, so that conditions that share it ask it once.
    """
    return _Writer(names or {}, dialect, leaves).node(root).sql(dialect=dialect)


def may_hold(root: Node, *, names: Mapping[str, str], leaves: dict[str, str]) -> str:
    """SQL that is false where the condition is false, and true where it is true or unknown; never NULL.

    `names` and `leaves` as in `to_sql`. Asked of every row it costs less than the answer: an engine that filters by it
    looks at each term only where those before it have not settled the row.
    """
    return _Writer(names, "duckdb", leaves).bound(root, most=True).sql(dialect="duckdb")


class _Writer:
    def __init__(self, names: Mapping[str, str], dialect: str, leaves: dict[str, str] | None) -> None:
        self.names, self.dialect, self.leaves = names, dialect, leaves

    def node(self, node: Node) -> exp.Expr:
        match node:
            case All(parts):
                return reduce(lambda a, b: exp.And(this=a, expression=b), map(self._wrapped, parts))
            case AnyOf(parts):
                return reduce(lambda a, b: exp.Or(this=a, expression=b), map(self._wrapped, parts))
            case Not(part):
                return exp.Not(this=self._wrapped(part))
            case Perhaps(part):
                return exp.And(this=self._wrapped(part), expression=exp.Null())
            case Flag(word):
                return self._column(word)
            case Fixed(truth):
                return exp.Null() if truth is None else exp.true() if truth else exp.false()
        asked = self._asked(node)
        if self.leaves is None:
            return asked
        column = self.leaves.setdefault(asked.sql(dialect=self.dialect), f"leaf_{len(self.leaves)}")
        return exp.column(column, quoted=True)

    def bound(self, node: Node, *, most: bool) -> exp.Expr:
        """Two values: whether the condition may be true (`most`), or certainly is."""
        match node:
            case All(parts):
                return reduce(lambda a, b: exp.And(this=a, expression=b), (self._bounded(one, most) for one in parts))
            case AnyOf(parts):
                return reduce(lambda a, b: exp.Or(this=a, expression=b), (self._bounded(one, most) for one in parts))
            case Not(part):
                return exp.Not(this=self._bounded(part, not most))
            case Perhaps(part):
                return self.bound(part, most=True) if most else exp.false()
        asked = self.node(node)
        return asked if _known(node) else exp.Coalesce(this=asked, expressions=[exp.true() if most else exp.false()])

    def _bounded(self, node: Node, most: bool) -> exp.Expr:
        return exp.Paren(this=self.bound(node, most=most))

    def _asked(self, node: Compare | Among | Missing | Has | Lists | Reaches) -> exp.Expr:
        match node:
            case Compare(word, operator, value):
                return _OPERATORS[operator](this=self._column(word), expression=_literal(value))
            case Among(word, values):
                # Not IN: of a longer list the engine would make a join, which costs more than comparing.
                same = [Compare(word, "=", value) for value in values]
                return exp.Paren(this=reduce(lambda a, b: exp.Or(this=a, expression=b), map(self._asked, same)))
            case Missing(word):
                return exp.Is(this=self._column(word), expression=exp.Null())
            case Has(word):
                return self._has(word)
            case Lists(word, value):
                return exp.ArrayContains(this=self._column(word), expression=_literal(value))
            case Reaches(counted, limit):
                return self._reaches(counted, limit)

    def _wrapped(self, node: Node) -> exp.Expr:
        return exp.Paren(this=self.node(node))

    def _column(self, word: Word) -> exp.Expr:
        return exp.column(self.names.get(word.name, word.name), quoted=True)

    def _has(self, word: Word) -> exp.Expr:
        column = self._column(word)
        if word.type in ("list", "choices"):
            size = exp.Coalesce(this=exp.ArraySize(this=column), expressions=[exp.Literal.number(0)])
            return exp.GT(this=size, expression=exp.Literal.number(0))
        text = exp.Coalesce(this=column, expressions=[exp.Literal.string("")])
        return exp.NEQ(this=text, expression=exp.Literal.string(""))

    def _reaches(self, counted: Counted, limit: int) -> exp.Expr:
        least, most = (exp.column(self.names.get(name, name), quoted=True) for name in bounds(counted))
        enough = exp.Literal.number(limit)
        return (
            exp.Case()
            .when(exp.GTE(this=least, expression=enough), exp.true())
            .when(exp.GTE(this=most, expression=enough.copy()), exp.Null())
            .else_(exp.false())
        )


def _known(node: Node) -> bool:
    """Whether the answer is never unknown."""
    match node:
        case Has() | Missing():
            return True
        case Compare(word) | Among(word) | Lists(word) | Flag(word):
            return word.always
    return False


def bounds(counted: Counted) -> tuple[str, str]:
    """The two columns that hold a count: what is certainly of the kind, and what may be."""
    return f"{counted.name}_least", f"{counted.name}_most"


def _literal(value: Value) -> exp.Expr:
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)
