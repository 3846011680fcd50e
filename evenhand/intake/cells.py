"""Read one column's cells in SQL: the value, whether a written cell was unreadable, whether care is needed at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from evenhand.intake.layers import Layers
from evenhand.intake.moments import read_moment
from evenhand.intake.quantities import LARGEST, read_quantity, sound
from evenhand.records import HANDLES, Column
from evenhand.tables.connection import identifier, literal
from evenhand.tables.written import WrittenColumn

Spelled = Mapping[str, str]
"""What each written word means; a word that is not here is not known."""

# Kept as written: blanks and line ends in them may be evidence.
FREE_TEXT = ("narrative", "text")
# Cells that stand for someone or something: a number ruined by a spreadsheet would match a stranger.
IDENTIFYING = frozenset(
    ("contact_id", "debtor_id", "debt_id", "collector_id", "number", "opted_out", "complaint_id", "complainant_id")
) | frozenset(HANDLES)
# Names that a file repeats many times over.
OF_FEW = frozenset({"lender", "agency", "institution", "product"})
BLANKS = " \t\n\r\v\f\u00a0\u3000\ufeff\u200b"
# 3.3E+17 as a spreadsheet shows a long number, 3.3E17 as a program writes it on.
RUINED = r"\d(?:\.\d*[eE]\+?\d{1,3}|[eE]\+\d{1,3})"
WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
REAL_NUMBERS = ("FLOAT", "DOUBLE")
TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
FIRST_UNSURE = "1e15"  # a spreadsheet keeps fifteen digits
LONGEST_NOTHING = 9  # a placeholder for nothing is short, so longer cells need not be compared with any
AFTER_DIGITS = ":"
NO_ITEMS = "CAST([] AS VARCHAR[])"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """SQL of one column over the written relation, helpers in `layers` first.

    `value` reads any cell, `bad` says that a written cell is unreadable, `text` is the cell as written. Where `tidy`
    holds for every row (`sure`: known without looking), `plain` is the same value for less work and nothing is bad.
    `few` says that a column holds few different values, so that looking at each of these once is quickest; `empty` that
    cells hold an empty text where others hold NULL; `settled` that `plain` holds an empty text or list where nothing is
    written, as records do where empty means none. `items` and `bad_item(item)` do the same for the items of a list.
    `each` holds for every item of every row where the list may stand as it is. `costly`: better read once and kept.
    `values` are the different values it holds, where that was looked up.
    """

    value: str
    text: str
    bad: str = "false"
    layers: Layers = ()
    plain: str | None = None
    tidy: str = "true"
    sure: bool = False
    few: bool = False
    empty: bool = False
    settled: bool = False
    items: str | None = None
    bad_item: str = "false"
    each: str | None = None
    offset_s: str = "NULL"
    only_day: str = "false"
    costly: bool = False
    values: frozenset[str] | None = None


def define_macros(con: duckdb.DuckDBPyConnection, nothing: frozenset[str]) -> None:
    """Define the SQL macros that reading uses.

    `bare(text)` has no blanks around it, `cell(text)` is NULL too where nothing is written, `ruined(text)` tells a
    number damaged by a spreadsheet, `tidy(text)` that a cell may stand as it is; `filled(list)` is NULL when empty.
    Every CASE asks first what is quick to ask and settles most cells.
    """
    # A pattern, because a list of words would become a join wherever a view is used.
    pattern = literal("|".join(re.escape(word) for word in sorted(nothing)))
    no_placeholder = f"strlen(written) > {LONGEST_NOTHING} OR (written >= '0' AND written < {literal(AFTER_DIGITS)})"
    # Few cells have blanks at an end, and telling so is quicker than trimming; quickest where both ends are ASCII.
    no_blank_ends = "written >= '!' AND written < chr(127) AND written[-1] BETWEEN '!' AND '~'"
    suspect = "written LIKE '_.%' OR written LIKE '_E+%' OR written LIKE '_e+%'"
    edges = literal(f"^[{BLANKS}]|[{BLANKS}]$")
    macros = {
        "bare(written)": f"CASE WHEN {no_blank_ends} THEN written"
        f" WHEN regexp_matches(written, {edges}) THEN trim(written, {literal(BLANKS)}) ELSE written END",
        "cell(written)": "CASE WHEN written = '' THEN NULL"
        f" WHEN strlen(written) > {LONGEST_NOTHING} AND {no_blank_ends} THEN written"
        f" WHEN {no_placeholder} THEN nullif(bare(written), '')"
        f" WHEN regexp_full_match(lower(bare(written)), {pattern}) THEN NULL ELSE nullif(bare(written), '') END",
        "ruined(written)": f"CASE WHEN {suspect} THEN regexp_full_match(written, {literal(RUINED)}) ELSE false END",
        "tidy(written)": "CASE WHEN written IS NULL THEN true WHEN written < '!' OR suffix(written, ' ') THEN false"
        f" WHEN {suspect} THEN NOT regexp_full_match(written, {literal(RUINED)}) WHEN {no_placeholder} THEN true"
        " ELSE coalesce(cell(written) = written, false) END",
        "filled(items)": "CASE WHEN len(items) > 0 THEN items END",
    }
    for head, body in macros.items():
        con.execute(f"CREATE OR REPLACE TEMP MACRO {head} AS {body}")


def text_of(written: WrittenColumn) -> str:
    """SQL: the cells of `written` as VARCHAR; the items of a list joined by semicolons."""
    column, kind = identifier(written.name), written.sql_type
    if kind == "VARCHAR":
        return column
    if kind in REAL_NUMBERS:
        return (
            f"CASE WHEN isnan({column}) THEN NULL WHEN abs({column}) >= {FIRST_UNSURE}"
            f" THEN format('{{:.14E}}', CAST({column} AS DOUBLE))"
            f" WHEN {column} = trunc({column}) THEN CAST(CAST({column} AS BIGINT) AS VARCHAR)"
            f" ELSE CAST({column} AS VARCHAR) END"
        )
    if kind == "BLOB":  # text that its writer did not declare as text; or bytes, shown as such
        return f"coalesce(TRY(decode({column})), CAST({column} AS VARCHAR))"
    return f"array_to_string({column}, ';')" if kind.endswith("[]") else f"CAST({column} AS VARCHAR)"


def item_layers(written: WrittenColumn, *, closed: bool) -> tuple[str, Layers]:
    """The helper that holds the items of a list cell without blanks, and the layers up to it; in a `closed` list commas
    separate as well as semicolons."""
    items, cell = identifier(f"{written.name} items"), identifier(f"{written.name} cell")
    if written.sql_type.endswith("[]"):
        return items, ({items: _bare_items(f"CAST({identifier(written.name)} AS VARCHAR[])")},)
    marks = ";；、，,|" if closed else ";；"
    several = " OR ".join(f"contains({cell}, {literal(mark)})" for mark in marks)
    parts = f"string_split(translate({cell}, {literal(marks)}, {literal(';' * len(marks))}), ';')"
    split = f"CASE WHEN {cell} IS NULL THEN NULL WHEN {several} THEN {_bare_items(parts)} ELSE list_value({cell}) END"
    # The cell is named: written out wherever it is asked for, DuckDB would plan longer than it reads.
    return items, ({cell: f"cell({text_of(written)})"}, {items: split})


def _bare_items(parts: str) -> str:
    return f"list_filter(list_transform({parts}, lambda item: cell(item)), lambda item: item IS NOT NULL)"


def read_cell(
    column: Column,
    written: WrittenColumn,
    *,
    tz: str,
    steady_s: int | None,
    spelled: Spelled,
    familiar: bool,
    empty: bool,
) -> Cell:
    """How `written` becomes our `column`; times without offset are read in `tz`, whose offset over all typed times of
    the column is `steady_s` if it never changes.

    `spelled` tells what each written word means; `familiar` that all are spelled as ours are, `empty` but for empty
    texts.
    """
    if written.blank:
        nothing = f"CAST(NULL AS {column.sql_type})"
        return Cell(value=nothing, text=text_of(written), plain=nothing, sure=True)
    if column.kind == "choices" or column.name == "debtor_tz":
        return _choices(column, written, spelled, familiar)
    if column.kind == "list":
        return _list(column, written, spelled)
    if column.kind == "time":
        return _time(column, written, tz, steady_s)
    if column.kind == "number":
        return _number(written)
    if column.kind == "bool" or column.kind == "choice":
        return _choice(column, written, spelled, familiar, empty)
    return _text(column, written, spelled)


def _text(column: Column, written: WrittenColumn, spelled: Spelled) -> Cell:
    text = text_of(written)
    if column.name in FREE_TEXT:
        # Its first sign tells of nearly every text that it is not blank: ASCII, or between U+3001 and U+E000.
        shown = f"({text} >= '!' AND {text} < chr(127)) OR ({text} >= chr(12289) AND {text} < chr(57344))"
        blank = f"regexp_full_match({text}, {literal(f'[{BLANKS}]*')})"
        value = f"CASE WHEN {shown} THEN {text} WHEN NOT {blank} THEN {text} END"
        return Cell(value=value, text=text, plain=value, sure=True)
    value = f"coalesce({_respelled(f'cell({text})', spelled)}, cell({text}))" if spelled else f"cell({text})"
    if column.name not in IDENTIFYING:
        if not spelled and written.sql_type == "VARCHAR" and _starts_with_letters(written):
            return Cell(value=value, text=text, plain=text, sure=True)
        plain = f"nullif({text}, '')"
        same = f"({value}) IS NOT DISTINCT FROM {plain}"
        few = column.name in OF_FEW and not spelled and written.sql_type == "VARCHAR"
        if few and column.empty == "none":
            return Cell(value=value, text=text, plain=_or_nothing(written, "''"), tidy=same, few=True, settled=True)
        return Cell(value=value, text=text, plain=plain if few else None, tidy=same, few=few, empty=True)
    # The cell is named, as in a list.
    cell = identifier(f"{written.name} cell")
    value = f"coalesce({_respelled(cell, spelled)}, {cell})" if spelled else cell
    return Cell(
        value=f"CASE WHEN NOT ruined({cell}) THEN {value} END",
        bad=f"coalesce(ruined({cell}), false)",
        layers=({cell: f"cell({text})"},),
        text=text,
        plain=None if spelled else text,
        tidy=f"tidy({text})",
        sure=written.sql_type in WHOLE_NUMBERS or _starts_with_letters(written),
    )


def _starts_with_letters(written: WrittenColumn) -> bool:
    """Whether the file's own bounds rule out blank, ruined and placeholder cells: then none need be looked at."""
    return (
        written.least is not None
        and written.greatest is not None
        and written.least >= AFTER_DIGITS
        and written.greatest < "\x7f"
        and not any(written.least <= word <= written.greatest for word in ("null", "none", "nan", "n/a"))
        and not any(written.least <= word <= written.greatest for word in ("NULL", "NONE", "NAN", "N/A"))
        and not any(written.least <= word <= written.greatest for word in ("Null", "None", "NaN", "Nan"))
    )


def _respelled(cell: str, spelled: Spelled) -> str:
    cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in sorted(spelled.items()))
    return f"CASE {cell} {cases} END" if spelled else "CAST(NULL AS VARCHAR)"


def _or_nothing(written: WrittenColumn, nothing: str) -> str:
    typed = identifier(written.name)
    return typed if written.nulls == 0 else f"coalesce({typed}, {nothing})"


def _choice(column: Column, written: WrittenColumn, spelled: Spelled, familiar: bool, empty: bool) -> Cell:
    text, typed = text_of(written), identifier(written.name)
    if column.kind == "bool" and written.sql_type == "BOOLEAN":
        return Cell(value=typed, text=text, plain=typed, sure=True)
    # Not `cell`: here "none" may be a word with a meaning.
    value = _respelled(f"bare({text})", spelled)
    bad = f"(cell({text}) IS NOT NULL AND ({value}) IS NULL)"
    if column.kind == "bool":
        value = f"CAST({value} AS BOOLEAN)"
    elif familiar:
        if column.empty == "none" and written.sql_type == "VARCHAR":
            return Cell(value=value, text=text, plain=_or_nothing(written, "''"), sure=True, settled=True)
        plain = f"nullif({text}, '')" if empty else text
        return Cell(value=value, text=text, plain=plain, sure=True, empty=empty)
    return Cell(value=value, bad=bad, text=text)


def _time(column: Column, written: WrittenColumn, tz: str, steady_s: int | None) -> Cell:
    text, typed = text_of(written), identifier(written.name)
    if written.sql_type == "TIMESTAMP WITH TIME ZONE":
        return Cell(value=typed, text=text, plain=typed, sure=True)
    if written.sql_type in TIMES:
        value = f"timezone({literal(tz)}, CAST({typed} AS TIMESTAMP))"
        if steady_s is not None:  # the same for a fraction of the work
            value = f"make_timestamptz(epoch_us(CAST({typed} AS TIMESTAMP)) - {steady_s * 1_000_000})"
        only_day = "true" if written.sql_type == "DATE" else "false"
        return Cell(value=value, text=text, plain=value, sure=True, only_day=only_day)
    moment = read_moment(f"cell({text})", tz=tz, name=written.name)
    return Cell(
        value=moment.value,
        bad=f"({moment.written} IS NOT NULL AND {moment.local} IS NULL)",
        text=text,
        layers=moment.layers,
        offset_s=moment.offset_s,
        only_day=moment.only_day,
        costly=True,
    )


def _number(written: WrittenColumn) -> Cell:
    text, typed, kind = text_of(written), identifier(written.name), written.sql_type
    if kind in WHOLE_NUMBERS or kind in REAL_NUMBERS or kind.startswith("DECIMAL"):
        value = sound(f"CAST({typed} AS DOUBLE)")
        bad = f"(({value}) IS NULL AND NOT isnan(CAST({typed} AS DOUBLE)))"
        bad = f"coalesce({bad}, false)"
        sure = written.low is not None and written.low >= 0 and (written.high or 0) < float(LARGEST)
        return Cell(value=value, bad=bad, text=text, plain=value, tidy=f"NOT {bad}", sure=sure)
    cell, value = identifier(f"{written.name} cell"), identifier(f"{written.name} number")
    return Cell(
        value=value,
        bad=f"({cell} IS NOT NULL AND {value} IS NULL)",
        text=text,
        layers=({cell: f"cell({text})"}, {value: read_quantity(cell)}),
    )


def _list(column: Column, written: WrittenColumn, spelled: Spelled) -> Cell:
    text, typed = text_of(written), identifier(written.name)
    items, layers = item_layers(written, closed=False)
    as_ours = all(theirs == ours for theirs, ours in spelled.items())
    each = "coalesce(cell(item) = item, false)" if written.sql_type == "VARCHAR[]" and as_ours else None
    settled = each is not None and column.empty == "none"
    as_it_is = _or_nothing(written, NO_ITEMS) if settled else f"filled({typed})"
    if column.name not in IDENTIFYING:
        value = f"filled({items})"
        return Cell(
            value=value,
            text=text,
            layers=layers,
            items=items,
            plain=as_it_is if each else value,
            sure=not each,
            each=each,
            settled=settled,
        )
    suspect = "true"
    if written.sql_type == "VARCHAR":  # without these signs no item is ruined, and most cells have none
        suspect = f"(contains({typed}, '.') OR contains({typed}, '+'))"
    bad = f"coalesce(len(list_filter({items}, lambda item: ruined(item))) > 0, false)"
    kept = identifier(f"{written.name} kept")
    sound_items = f"CASE WHEN {suspect} THEN list_filter({items}, lambda item: NOT ruined(item)) ELSE {items} END"
    if spelled:
        sound_items = f"list_transform({sound_items}, lambda item: coalesce({_respelled('item', spelled)}, item))"
    sure = each is not None and written.nulls == 0 and _starts_with_letters(written)
    return Cell(
        value=f"filled({kept})",
        bad=f"CASE WHEN {suspect} THEN {bad} ELSE false END",
        text=text,
        layers=(*layers, {kept: sound_items}),
        items=items,
        bad_item="ruined(item)",
        plain=as_it_is if each else None,
        settled=settled,
        each=f"{each} AND NOT ruined(item)" if each else None,
        sure=sure,
    )


def _choices(column: Column, written: WrittenColumn, spelled: Spelled, familiar: bool) -> Cell:
    typed = identifier(written.name)
    items, layers = item_layers(written, closed=True)
    if familiar and written.sql_type == "VARCHAR[]":
        settled = column.empty == "none"
        value = _or_nothing(written, NO_ITEMS) if settled else f"filled({typed})"
        return Cell(
            value=value, text=text_of(written), layers=layers, items=items, plain=value, sure=True, settled=settled
        )
    meant = _respelled("item", spelled)
    known = f"list_distinct(list_filter(list_transform({items}, lambda item: {meant}), lambda item: item IS NOT NULL))"
    kept = identifier(f"{written.name} kept")
    return Cell(
        value=f"filled({kept})",
        bad=f"coalesce(len(list_filter({items}, lambda item: ({meant}) IS NULL)) > 0, false)",
        text=text_of(written),
        layers=(*layers, {kept: f"list_sort({known})"}),
        items=items,
        bad_item=f"(({meant}) IS NULL)",
    )
