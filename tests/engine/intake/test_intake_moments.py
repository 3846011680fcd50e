"""Times as people and programs write them: read alike, or not at all."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.intake.moments import read_moment
from evenhand.tables.connection import connect

SHANGHAI = ZoneInfo("Asia/Shanghai")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(texts: list[str], tz: str = "Asia/Shanghai") -> list[tuple[datetime | None, int | None]]:
    """The moment in UTC and the written offset of each text."""
    moment = read_moment("text", tz=tz, name="m")
    relation = "texts"
    for layer in moment.layers:
        relation = f"(SELECT *, {', '.join(f'{sql} AS {name}' for name, sql in layer.items())} FROM {relation})"
    with connect() as con:
        con.register("texts", pa.table({"n": list(range(len(texts))), "text": pa.array(texts, pa.string())}))
        rows = con.execute(f"SELECT epoch_us({moment.value}), {moment.offset_s} FROM {relation} ORDER BY n").fetchall()
    return [(None if us is None else EPOCH + timedelta(microseconds=us), offset) for us, offset in rows]


NINE = datetime(2019, 4, 25, 9, 32, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019/4/25 9:32:09", NINE),
        ("2019-04-25 09:32:09", NINE),
        ("2019-04-25T09:32:09", NINE),
        ("2019-4-25 9:32:9", NINE),
        ("2019.4.25 9:32:09", NINE),
        ("2019年4月25日 9:32:09", NINE),
        ("2019年4月25日9时32分09秒", NINE),
        ("2019年4月25日 上午9点32分09秒", NINE),
        ("2019/4/25 下午9:32:09", NINE + timedelta(hours=12)),
        ("2019/4/25 上午12:00", datetime(2019, 4, 25, tzinfo=SHANGHAI)),
        ("2019/4/25 下午12:00", datetime(2019, 4, 25, 12, tzinfo=SHANGHAI)),
        ("２０１９／４／２５　９：３２：０９", NINE),
        ("2019-04-25 09:32:09.000", NINE),
        ("2019-04-25 09:32:09,5", NINE + timedelta(milliseconds=500)),
        ("2019-04-25T09:32:09.123456789", NINE + timedelta(microseconds=123456)),
        ("20190425093209", NINE),
        ("20190425T093209", NINE),
        ("20190425 09:32:09", NINE),
        ("2019/4/25 9:32", NINE.replace(second=0)),
        ("201904250932", NINE.replace(second=0)),
        ("2019-4-25", datetime(2019, 4, 25, tzinfo=SHANGHAI)),
        ("2019年4月25日", datetime(2019, 4, 25, tzinfo=SHANGHAI)),
        ("20190425", datetime(2019, 4, 25, tzinfo=SHANGHAI)),
        ("43580", datetime(2019, 4, 25, tzinfo=SHANGHAI)),
        ("43580.5", datetime(2019, 4, 25, 12, tzinfo=SHANGHAI)),
        ("43580.397", datetime(2019, 4, 25, 9, 31, 40, 800000, tzinfo=SHANGHAI)),
        ("43580.39732638889", NINE),
        ("32874", datetime(1990, 1, 1, tzinfo=SHANGHAI)),
    ],
)
def test_a_time_without_offset_is_read_in_the_zone(text: str, moment: datetime) -> None:
    assert read([text]) == [(moment, None)]


@pytest.mark.parametrize(
    ("text", "moment", "offset"),
    [
        ("2019-04-25T01:32:09Z", NINE, 0),
        ("2019-04-25 09:32:09+08:00", NINE, 28800),
        ("2019-04-25T09:32:09.000+0800", NINE, 28800),
        ("2019-04-25 09:32:09 +08", NINE, 28800),
        ("2019-04-24T21:32:09-04:00", NINE, -14400),
        ("2019-04-25T07:02:09+05:30", NINE, 19800),
        ("20190425T013209Z", NINE, 0),
        ("2019-04-25T01:32Z", NINE.replace(second=0), 0),
    ],
)
def test_a_written_offset_is_obeyed_and_kept(text: str, moment: datetime, offset: int) -> None:
    assert read([text], tz="America/New_York") == [(moment, offset)]


UNREADABLE = """
03/04/2025|25/04/2019|4/25/2019 9:32|13/25/2025|19-4-25|19/4/25 9:32|2019-13-01|2019-02-30|2019-2-29|2019-4
2019-04-25 24:00:00|2019-04-25 25:00|2019-04-25 09:60|2019-04-25 09:32:60|2019-04-25T09:32:09+25:00
20191301|20190431|2019042|201904259|20190425250000|1899-12-31|2200-01-01|0000-00-00
32873|73051|1556155929|12345.6.7|-43580|4358|上午|昨天|2019-04-25 下午|2019-04-25 上午13:00|null
2019-04-25-08|2019-4-259:32
"""


def test_what_is_ambiguous_or_impossible_is_not_read() -> None:
    texts = [*UNREADABLE.strip().replace("\n", "|").split("|"), "x" * 500, ""]
    assert [text for text, found in zip(texts, read(texts), strict=True) if found != (None, None)] == []


@pytest.mark.parametrize("tz", ["America/New_York", "UTC", "Asia/Kolkata"])
def test_the_zone_is_the_one_asked_for(tz: str) -> None:
    ((moment, _),) = read(["2025-07-01 12:30:00"], tz=tz)
    assert moment == datetime(2025, 7, 1, 12, 30, tzinfo=ZoneInfo(tz))


NAIVE = [
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0:%Y-%m-%dT%H:%M:%S.%f}",
    "{0:%Y/%m/%d %H:%M:%S}",
    "{0.year}/{0.month}/{0.day} {0.hour}:{0.minute}:{0.second}",
    "{0.year}-{0.month}-{0.day} {0.hour}:{0:%M:%S}.{0:%f}",
    "{0.year}年{0.month}月{0.day}日 {0.hour}:{0:%M:%S}",
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分{0.second}秒",
    "{0:%Y%m%d%H%M%S}",
    "{0:%Y%m%dT%H%M%S}.{0:%f}",
]
AWARE = ["{0:%Y-%m-%dT%H:%M:%S.%f}{1}", "{0:%Y-%m-%d %H:%M:%S}{1}", "{0.year}/{0.month}/{0.day} {0.hour}:{0:%M:%S} {1}"]

naive_times = st.datetimes(datetime(1992, 1, 1), datetime(2099, 12, 31))  # noqa: DTZ001
offsets = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


@settings(max_examples=25)
@given(st.lists(st.tuples(naive_times, st.sampled_from(NAIVE)), min_size=1, max_size=200))
def test_naive_times_come_back_whatever_their_form(written: list[tuple[datetime, str]]) -> None:
    found = read([form.format(time) for time, form in written])
    kept = [time if "%f" in form else time.replace(microsecond=0) for time, form in written]
    assert found == [(time.replace(tzinfo=SHANGHAI).astimezone(UTC), None) for time in kept]


@settings(max_examples=25)
@given(st.lists(st.tuples(naive_times, offsets, st.sampled_from(AWARE)), min_size=1, max_size=200))
def test_times_with_offsets_come_back_with_them(written: list[tuple[datetime, timedelta, str]]) -> None:
    texts, wanted = [], []
    for time, offset, form in written:
        seconds = int(offset.total_seconds())
        sign, minutes = ("-" if seconds < 0 else "+"), abs(seconds) // 60
        texts.append(form.format(time, f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"))
        kept = time if "%f" in form else time.replace(microsecond=0)
        wanted.append((kept.replace(tzinfo=timezone(offset)).astimezone(UTC), seconds))
    assert read(texts) == wanted


@settings(max_examples=25)
@given(st.lists(naive_times, min_size=1, max_size=200))
def test_spreadsheet_serials_come_back_to_the_millisecond(times: list[datetime]) -> None:
    base = datetime(1899, 12, 30)  # noqa: DTZ001
    kept = [time.replace(microsecond=time.microsecond // 1000 * 1000) for time in times]
    found = read([repr((time - base) / timedelta(days=1)) for time in kept])
    assert found == [(time.replace(tzinfo=SHANGHAI).astimezone(UTC), None) for time in kept]


@settings(max_examples=25)
@given(st.lists(st.text(max_size=40) | st.from_regex(r"[0-9/:. T年月日+-]{1,25}", fullmatch=True), max_size=100))
def test_no_text_stops_the_reading(texts: list[str]) -> None:
    assert len(read(texts)) == len(texts)


def test_the_connection_reads_a_mixed_column_at_once() -> None:
    texts = ["2019/4/25 9:32:09", "2019-04-25T01:32:09Z", "43580.39732638889", "20190425093209", "03/04/2025"]
    assert [moment for moment, _ in read(texts)] == [NINE, NINE, NINE, NINE, None]


def test_duckdb_still_rejects_what_the_patterns_let_through() -> None:
    # The patterns leave days like 31 April to the engine: this is what they rely on.
    found = duckdb.connect().execute("SELECT TRY_CAST('2019-4-31 09:00:00.000000' AS TIMESTAMP)").fetchone()
    assert found == (None,)
