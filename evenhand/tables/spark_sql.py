"""DuckDB's SQL as Spark's: what sqlglot leaves with another meaning, or leaves out, is put right here."""

import sqlglot
from sqlglot import exp


def spark_sql(query: str) -> str:
    """The query, written for DuckDB, as Spark reads it with the same result; raises `ValueError` where none is known.

    An order within a list, a filter within a window and a function of DuckDB's own pass through sqlglot silently, the
    first of them lost: each is rewritten, and a function that neither knows is refused.
    """
    tree = sqlglot.parse_one(query, read="duckdb").transform(_as_in_spark)
    return tree.sql(dialect="spark")


def _as_in_spark(node: exp.Expr) -> exp.Expr:
    """One node rewritten; its parts are rewritten here too, as a node that was replaced is not looked into again."""
    match node:
        case exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=asked)):
            return exp.Count(this=exp.Case().when(_inner(asked), exp.Literal.number(1)))
        case exp.ArrayAgg(this=exp.Order(this=listed, expressions=order)):
            return _in_order(_inner(listed), [_inner(one.this) for one in order])
        case exp.ArrayDistinct(this=values):
            # DuckDB drops NULL, Spark keeps it.
            return exp.ArrayDistinct(this=exp.Anonymous(this="ARRAY_COMPACT", expressions=[_inner(values)]))
        case exp.Length():
            raise ValueError(f"say array_length for lists; Spark's length is of texts: {node.sql(dialect='duckdb')}")
        case exp.Star() if node.args.get("replace"):
            raise ValueError(f"Spark has no REPLACE: {node.sql(dialect='duckdb')}")
        case exp.Anonymous(this=str(name), expressions=given):
            if name.upper() not in _NAMES:
                raise ValueError(f"{name} is not known to be in Spark what it is in DuckDB")
            return exp.Anonymous(this=_NAMES[name.upper()], expressions=[_inner(one) for one in given])
    return node


def _inner(node: exp.Expr) -> exp.Expr:
    return node.copy().transform(_as_in_spark)


# Functions that sqlglot does not know, with Spark's name for each.
_NAMES = {"EPOCH_US": "UNIX_MICROS", "HASH": "XXHASH64"}


def _in_order(listed: exp.Expr, order: list[exp.Expr]) -> exp.Expr:
    """The values of a group as a list, by the order given: sorted as structs, of which the value is then taken."""
    fields = [
        exp.PropertyEQ(this=exp.to_identifier(f"o{number}"), expression=one.copy()) for number, one in enumerate(order)
    ]
    fields.append(exp.PropertyEQ(this=exp.to_identifier("listed"), expression=listed.copy()))
    whole = exp.ArrayAgg(this=exp.Struct(expressions=fields))
    each = exp.Lambda(
        this=exp.Dot(this=exp.to_identifier("one"), expression=exp.to_identifier("listed")),
        expressions=[exp.to_identifier("one")],
    )
    return exp.Transform(this=exp.Anonymous(this="ARRAY_SORT", expressions=[whole]), expression=each)
