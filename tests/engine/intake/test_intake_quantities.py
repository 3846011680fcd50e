"""Numbers and lengths of time as exports write them."""

import pytest

from evenhand.intake.quantities import read_quantity
from evenhand.tables.connection import connect, literal

READ = {
    "83": 83.0,
    "83.5": 83.5,
    "0": 0.0,
    "+83": 83.0,
    "83秒": 83.0,
    "83 s": 83.0,
    "83SEC": 83.0,
    "８３": 83.0,
    "1,234": 1234.0,
    "1,234,567.5": 1234567.5,
    "1.2E+02": 120.0,
    "00:01:23": 83.0,
    "00:01:23.5": 83.5,
    "1:23": 83.0,
    "26:00:01": 93601.0,
    "1分23秒": 83.0,
    "1分钟23秒": 83.0,
    "2小时1分3秒": 7263.0,
    "2时": 7200.0,
    "5分": 300.0,
    "2人": 2.0,
}
NOT_READ = [
    "-3",
    "abc",
    "nan",
    "inf",
    "0x10",
    "1_000",
    "1,23",
    "12,34,567",
    "1:99",
    "1:2:3:4",
    "秒",
    "1e13",
    "",
    "8 3",
    "--",
]


@pytest.mark.parametrize(("text", "number"), [*READ.items(), *((text, None) for text in NOT_READ)])
def test_a_quantity_is_read_or_not(text: str, number: float | None) -> None:
    with connect() as con:
        assert con.execute(f"SELECT {read_quantity('t')} FROM (SELECT {literal(text)} AS t)").fetchone() == (number,)
