"""Read numbers and lengths of time in SQL: 83, 83秒, 1,234, 00:01:23, 1分23秒."""

from evenhand.intake.moments import narrowed
from evenhand.tables.connection import literal

QUICK = r"\d{1,12}(?:\.\d{1,6})?"
PLAIN = r"\+?(\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?)\s*(?:秒|s|sec|secs|seconds|人|名)?"
GROUPED = r"\+?(\d{1,3}(?:,\d{3})+(?:\.\d+)?)\s*(?:秒|s|sec|secs|seconds)?"
CLOCK = r"(?:(\d{1,4}):)?(\d{1,3}):([0-5]?\d(?:\.\d+)?)"
SPOKEN = (
    r"(?:(\d{1,4})\s*(?:小时|时|h))?\s*(?:(\d{1,5})\s*(?:分钟|分|min|m))?\s*(?:(\d{1,6}(?:\.\d+)?)\s*(?:秒钟|秒|s))?"
)
# Beyond this a number in these tables is damage, not a count.
LARGEST = "1e12"


def read_quantity(text: str) -> str:
    """SQL that reads the VARCHAR expression `text` as a DOUBLE (lengths of time in seconds), NULL where unreadable."""
    cell = f"lower({narrowed(text)})"
    quick = f"CASE WHEN regexp_full_match({text}, {literal(QUICK)}) THEN CAST({text} AS DOUBLE) END"
    plain = f"TRY_CAST({_part(cell, PLAIN, 1)} AS DOUBLE)"
    grouped = f"TRY_CAST(replace({_part(cell, GROUPED, 1)}, ',', '') AS DOUBLE)"
    number = (
        f"CASE WHEN {_is(cell, PLAIN)} THEN {plain} WHEN {_is(cell, GROUPED)} THEN {grouped}"
        f" WHEN {_is(cell, CLOCK)} THEN {_seconds(cell, CLOCK)}"
        f" WHEN {cell} <> '' AND {_is(cell, SPOKEN)} THEN {_seconds(cell, SPOKEN)} END"
    )
    return f"coalesce({quick}, {sound(f'({number})')})"


def sound(number: str) -> str:
    """SQL: `number` as DOUBLE, NULL where it is negative, endless or absurd."""
    return f"CASE WHEN {number} >= 0 AND {number} < {LARGEST} THEN CAST({number} AS DOUBLE) END"


def _is(cell: str, pattern: str) -> str:
    return f"regexp_full_match({cell}, {literal(pattern)})"


def _part(cell: str, pattern: str, group: int) -> str:
    return f"regexp_extract({cell}, {literal('^' + pattern + '$')}, {group})"


def _seconds(cell: str, pattern: str) -> str:
    hours, minutes, seconds = (f"coalesce(TRY_CAST({_part(cell, pattern, group)} AS DOUBLE), 0)" for group in (1, 2, 3))
    return f"{hours} * 3600 + {minutes} * 60 + {seconds}"
