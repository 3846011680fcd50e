"""Read times in SQL: ISO 8601, the forms of exports, and spreadsheet serials; what is ambiguous is not guessed at."""

from dataclasses import dataclass

from evenhand.tables.connection import literal

FIELDS = "['y', 'mo', 'd', 'half', 'h', 'mi', 's', 'f', 'z']"
HOUR = r"[01]?\d|2[0-3]"
OFFSET = r"(Z|z|[-+](?:0\d|1[0-4])(?::?[0-5]\d)?)"
# The commonest form, settled at once: 2019-04-25 09:32:09, 2019-04-25T09:32:09+08:00
QUICK = r"(?:19|20|21)\d\d-\d\d-\d\d[ T](?:[01]\d|2[0-3]):\d\d:\d\d(?:Z|[-+](?:0\d|1[0-4]):[0-5]\d)?"
QUICK_CHARACTERS = 19
# 2019-4-25 9:32:09.5+08:00, 2019/4/25, 2019年4月25日 下午9:32, 2019.4.25
WRITTEN = (
    r"^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?:日?|(?:日\s*|\s*[Tt]\s*|\s+)"
    rf"(上午|下午)?\s*({HOUR})[:时点](\d{{1,2}})(?:[:分](\d{{1,2}})(?:[.,](\d{{1,9}}))?秒?|分)?\s*{OFFSET}?)$"
)
# 20190425, 20190425093209, 20190425T093209Z
COMPACT = (
    r"^(\d{4})(\d{2})(\d{2})(?:[Tt\s]?()"
    rf"([01]\d|2[0-3]):?(\d{{2}})(?::?(\d{{2}})(?:[.,](\d{{1,9}}))?)?\s*{OFFSET}?)?$"
)
SERIAL = r"^\d{5}(?:\.\d+)?$"
# Days since 1899-12-30 of 1990-01-01 and of 2100-01-01: outside, a bare number is not a date.
FIRST_SERIAL, LAST_SERIAL = 32874, 73051
LONGEST = 64

WIDE = "０１２３４５６７８９：／．－　＋，"
NARROW = "0123456789:/.- +,"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """SQL of a time, in layers that use those before: the moment as TIMESTAMPTZ (NULL where unreadable), its offset as
    written in seconds (NULL where none), whether only a day was written; and the cell and its clock time within."""

    layers: tuple[dict[str, str], ...]
    written: str
    local: str
    value: str
    offset_s: str
    only_day: str


def narrowed(text: str) -> str:
    """SQL: `text` with full-width digits and signs as half-width."""
    return (
        f"CASE WHEN strlen({text}) = length({text}) THEN {text}"
        f" ELSE translate({text}, {literal(WIDE)}, {literal(NARROW)}) END"
    )


def read_moment(text: str, *, tz: str, name: str) -> Moment:
    """SQL that reads the VARCHAR expression `text`; a time without an offset is read in zone `tz`.

    `name` (an SQL name part) keeps the helpers of several columns apart.
    """
    parts = ("written", "cell", "quick", "long", "fields", "local", "offset")
    written, cell, quick, long, fields, local, offset = (f"{name}_{part}" for part in parts)
    layers = (
        {written: text},
        {cell: f"CASE WHEN strlen({written}) <= {LONGEST} THEN {narrowed(written)} END"},
        {
            quick: f"CASE WHEN regexp_full_match({cell}, {literal(QUICK)})"
            f" THEN TRY_CAST(left({cell}, {QUICK_CHARACTERS}) AS TIMESTAMP) END"
        },
        {long: f"CASE WHEN {quick} IS NULL THEN regexp_extract({cell}, {literal(WRITTEN)}, {FIELDS}) END"},
        {
            fields: f"CASE WHEN {quick} IS NOT NULL THEN NULL WHEN {long}.y <> '' THEN {long}"
            f" ELSE regexp_extract({cell}, {literal(COMPACT)}, {FIELDS}) END"
        },
        {
            local: f"coalesce({quick}, {_local(fields)}, {_serial(cell)})",
            offset: _offset(f"CASE WHEN {quick} IS NULL THEN {fields}.z ELSE {cell}[{QUICK_CHARACTERS + 1}:] END"),
        },
    )
    value = (
        f"CASE WHEN {offset} IS NULL THEN timezone({literal(tz)}, {local})"
        f" ELSE timezone('UTC', {local} - to_seconds({offset})) END"
    )
    return Moment(
        layers=layers,
        written=written,
        local=local,
        value=value,
        offset_s=f"CASE WHEN {local} IS NOT NULL THEN {offset} END",
        only_day=f"coalesce({fields}.y <> '' AND {fields}.h = '', false)",
    )


def _local(f: str) -> str:
    """SQL of the written clock time as TIMESTAMP; NULL for no such day or hour."""
    hour = f"TRY_CAST({f}.h AS INTEGER)"
    clock = (
        f"CASE {f}.half WHEN '' THEN {hour}"
        f" WHEN '下午' THEN CASE WHEN {hour} < 12 THEN {hour} + 12 ELSE {hour} END"
        f" ELSE CASE WHEN {hour} = 12 THEN 0 WHEN {hour} < 12 THEN {hour} END END"
    )
    day = f"{f}.y || '-' || {f}.mo || '-' || {f}.d"
    seconds = f"CASE WHEN {f}.s = '' THEN '00' ELSE {f}.s END || '.' || rpad(left({f}.f, 6), 6, '0')"
    return (
        f"CASE WHEN {f}.y NOT BETWEEN '1900' AND '2199' THEN NULL"
        f" WHEN {f}.h = '' THEN TRY_CAST({day} AS TIMESTAMP)"
        f" ELSE TRY_CAST({day} || ' ' || lpad(CAST({clock} AS VARCHAR), 2, '0') || ':' || {f}.mi || ':' || {seconds}"
        " AS TIMESTAMP) END"
    )


def _serial(cell: str) -> str:
    """SQL of a spreadsheet's day count as TIMESTAMP, to the millisecond."""
    days = f"CASE WHEN regexp_matches({cell}, {literal(SERIAL)}) THEN TRY_CAST({cell} AS DOUBLE) END"
    milliseconds = f"CAST(round(({days}) * 86400000) AS BIGINT)"
    return (
        f"CASE WHEN ({days}) >= {FIRST_SERIAL} AND ({days}) < {LAST_SERIAL}"
        f" THEN TIMESTAMP '1899-12-30' + to_milliseconds({milliseconds}) END"
    )


def _offset(zone: str) -> str:
    z = f"({zone})"
    digits = f"rpad(replace({z}[2:], ':', ''), 4, '0')"
    seconds = f"(CAST({digits}[1:2] AS INTEGER) * 3600 + CAST({digits}[3:4] AS INTEGER) * 60)"
    return (
        f"CASE WHEN {z} IS NULL OR {z} = '' THEN NULL WHEN lower({z}) = 'z' THEN 0"
        f" WHEN {z}[1] = '-' THEN -{seconds} ELSE {seconds} END"
    )
