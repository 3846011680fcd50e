"""The same tree says the same on DuckDB, on Spark and as a function, for every word and for random conditions."""

import itertools
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.rules.function import to_function
from evenhand.rules.parse import parse
from evenhand.rules.sql import to_sql

FACTS: dict[str, tuple[pa.DataType, list[Any]]] = {
    "channel": (pa.string(), ["call", "sms", "visit", "post"]),
    "direction": (pa.string(), ["out", "in"]),
    "outcome": (pa.string(), ["conversation", "answered", "no_answer", "busy", "not_in_service", None]),
    "counterparty": (pa.string(), ["debtor", "relative", None]),
    "agency": (pa.string(), ["", "甲催收", "O'Neil"]),
    "recording": (pa.string(), ["", "a.wav", None]),
    "consent": (pa.list_(pa.string()), [[], ["hours"], ["hours", "place"]]),
    "media": (pa.list_(pa.string()), [[], ["x.jpg"]]),
    "opted_out": (pa.list_(pa.string()), [[], ["sms"], None]),
    "staff_count": (pa.float64(), [1.0, 2.0, None]),
    "refused": (pa.bool_(), [True, False, None]),
    "local_time": (pa.int64(), [0, 28_799_999_999, 28_800_000_000, 79_200_000_000, None]),
    "mandated": (pa.bool_(), [True, False, None]),
    "said_threat": (pa.bool_(), [True, False, None]),
    "ceased": (pa.bool_(), [True, False]),
    "medium_closed": (pa.bool_(), [True, False, None]),
    "to_attorney": (pa.bool_(), [True, False, None]),
    "to_third_person": (pa.bool_(), [True, False, None]),
    "consent_day": (pa.int64(), [0, 1, 7, 8, None]),
    "before_conversation_since_consent_least": (pa.int64(), [0, 1]),
    "before_conversation_since_consent_most": (pa.int64(), [1, 0, 2]),
    "before_failed_in_a_row_least": (pa.int64(), [0, 2, 3]),
    "before_failed_in_a_row_most": (pa.int64(), [3, 0, 2]),
    "count_effective_day_least": (pa.int64(), [0, 3, 4]),
    "count_effective_day_most": (pa.int64(), [0, 3, 4, 5]),
}

# Every word and every shape of the language, at least once.
CONDITIONS = [
    "channel = 'call'",
    "channel <> 'call'",
    "'call' = channel",
    "channel in ('call', 'sms')",
    "outcome not in ('busy', 'answered')",
    "outcome is null",
    "outcome is not null",
    "agency = 'O''Neil'",
    "agency <> ''",
    "has(agency)",
    "has(recording)",
    "not has(media)",
    "has(opted_out)",
    "consented('hours')",
    "not consented('place')",
    "staff_count < 2",
    "2 <= staff_count",
    "staff_count = 1 or staff_count > 1",
    "refused",
    "not refused",
    "mandated",
    "said('threat')",
    "perhaps(said('threat'))",
    "perhaps(refused and channel = 'call')",
    "not perhaps(refused)",
    "local_time >= '22:00' or local_time < '08:00'",
    "attempt",
    "connected",
    "effective",
    "unanswered",
    "failed",
    "out_of_service",
    "conversation",
    "reached",
    "counsel",
    "uninvited",
    "ceased and not medium_closed",
    "medium_closed",
    "to_attorney or to_third_person",
    "consent_day >= 1 and consent_day <= 7",
    "before(failed, 'in_a_row') >= 3",
    "not before(failed, 'in_a_row') > 1",
    "before(conversation, 'since_consent') >= 1",
    "count(effective, 'day') > 3",
    "not count(effective, 'day') >= 4",
    "effective and count(effective, 'day') > 3",
    "(counterparty = 'relative' or refused) and not (channel = 'call' and outcome = 'busy')",
    "counterparty = 'relative' and outcome = 'conversation' or refused and not mandated",
]


def _rows() -> list[dict[str, Any]]:
    """Every pair of values of every pair of words meets at least once; the rest cycles."""
    rows = []
    names = list(FACTS)
    for first, second in itertools.combinations(names, 2):
        for a, b in itertools.product(FACTS[first][1], FACTS[second][1]):
            row = {
                name: values[(len(rows) * 7 + place) % len(values)]
                for place, (name, (_, values)) in enumerate(FACTS.items())
            }
            rows.append({**row, first: a, second: b})
    counted = [name.removesuffix("_least") for name in FACTS if name.endswith("_least")]
    return [row for row in rows if all(row[f"{name}_least"] <= row[f"{name}_most"] for name in counted)]


ROWS = _rows()
TABLE = pa.table({name: pa.array([row[name] for row in ROWS], type=kind) for name, (kind, _) in FACTS.items()})


def _by_function(when: str) -> list[bool | None]:
    check = to_function(parse(when))
    return [check(row) for row in ROWS]


def test_duckdb_and_the_function_agree_on_every_word() -> None:
    con = duckdb.connect()
    con.register("facts", TABLE.append_column("n", pa.array(range(len(ROWS)))))
    for when in CONDITIONS:
        sql = to_sql(parse(when), dialect="duckdb")
        by_sql = [truth for (truth,) in con.execute(f"SELECT ({sql}) FROM facts ORDER BY n").fetchall()]
        assert by_sql == _by_function(when), when


@pytest.mark.spark
@pytest.mark.slow
def test_spark_and_the_function_agree_on_every_word(spark: Any) -> None:
    frame = spark.createDataFrame(
        [(*row.values(), n) for n, row in enumerate(ROWS)],
        schema=", ".join(f"{name} {_spark(kind)}" for name, (kind, _) in FACTS.items()) + ", n bigint",
    )
    frame.createOrReplaceTempView("facts")
    columns = ", ".join(f"({to_sql(parse(when), dialect='spark')}) AS c{n}" for n, when in enumerate(CONDITIONS))
    answers = spark.sql(f"SELECT {columns} FROM facts ORDER BY n").collect()
    for number, when in enumerate(CONDITIONS):
        assert [row[number] for row in answers] == _by_function(when), when


def _spark(kind: pa.DataType) -> str:
    return {"string": "string", "double": "double", "bool": "boolean", "int64": "bigint"}.get(
        str(kind), "array<string>"
    )


leaves = st.sampled_from([when for when in CONDITIONS if " or " not in when and " and " not in when])
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} and {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} or {pair[1]})"),
        inner.map(lambda one: f"(not {one})"),
        inner.map(lambda one: f"perhaps({one})"),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(when=conditions, place=st.integers(0, len(ROWS) - 200))
def test_random_conditions_agree(when: str, place: int) -> None:
    con = duckdb.connect()
    con.register("facts", TABLE.slice(place, 200).append_column("n", pa.array(range(200))))
    sql = to_sql(parse(when), dialect="duckdb")
    by_sql = [truth for (truth,) in con.execute(f"SELECT ({sql}) FROM facts ORDER BY n").fetchall()]
    check = to_function(parse(when))
    assert by_sql == [check(row) for row in ROWS[place : place + 200]]


def test_three_values_follow_kleene() -> None:
    """An oracle of its own: the tables of Kleene's logic, written out."""
    values = {"refused": [True, False, None], "mandated": [True, False, None]}
    both = {(True, True): True, (True, None): None, (None, True): None, (None, None): None}
    either = {(False, False): False, (False, None): None, (None, False): None, (None, None): None}
    for a, b in itertools.product(values["refused"], values["mandated"]):
        facts = {"refused": a, "mandated": b}
        assert to_function(parse("refused and mandated"))(facts) is both.get((a, b), False)
        assert to_function(parse("refused or mandated"))(facts) is either.get((a, b), True)
