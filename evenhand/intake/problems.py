"""What can be wrong with a cell or a row, and what to do about it: one sentence each, Chinese then English."""

from dataclasses import dataclass

from evenhand.records import Column
from evenhand.tables.written import Broken


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A fault in words (`problem`) and its remedy (`hint`), as they stand in rejects.csv."""

    problem: str
    hint: str


EMPTY = Problem(
    problem="必填项是空的 / a required cell is empty",
    hint="补上内容再导入 / fill it in and read the file again",
)
REPEATED = Problem(
    problem="编号重复，以第一次出现的为准 / id repeats; the first stands",
    hint="核对是否重复导出；不同的记录要用不同的编号 / check for a double export; different rows need different ids",
)
RUINED = Problem(
    problem="号码被表格软件改坏了 / number ruined by a spreadsheet",
    hint="把这一列设成文本格式，从原系统重新导出 / format the column as text and export it again from the source",
)
TIME = Problem(
    problem="时间读不懂 / time is unreadable",
    hint="写成 2025-03-01 22:01:00；分不清日月的写法（03/04/2025）不猜"
    " / write 2025-03-01 22:01:00; day and month as in 03/04/2025 are not guessed at",
)
NUMBER = Problem(
    problem="数字读不懂 / number is unreadable",
    hint="写成 83、83秒 或 00:01:23 / write 83, 83s or 00:01:23",
)
UNDECODED = Problem(
    problem="有无法解码的字节，显示为 � / bytes that cannot be decoded, shown as �",
    hint="从原系统重新导出为 UTF-8 / export it again as UTF-8",
)
LOST_CLAIM = Problem(
    problem="两列都像是同一项，只用了前面更确切的一列 / two columns claim the same item; the stronger one is used",
    hint="用 --map 指定要用的列；没用的一列仍保留 / name the one to use with --map; the other is kept beside",
)


def unknown_value(column: Column) -> Problem:
    """A value outside the closed list of `column`."""
    values = ("true", "false") if column.kind == "bool" else column.values
    known = "、".join(values) if values else "Asia/Shanghai …"
    return Problem(
        problem="不认识的取值 / value is not known",
        hint=f"可用：{known}；别的叫法可写进 --map 的 values"
        f" / use one of {', '.join(values) or 'the IANA zones'}, or give your own word under values in --map",
    )


def of_cell(column: Column) -> Problem:
    """What is wrong with a written cell of `column` that could not be read."""
    if column.kind == "time":
        return TIME
    if column.kind == "number":
        return NUMBER
    closed = column.kind in ("choice", "choices", "bool") or column.name == "debtor_tz"
    return unknown_value(column) if closed else RUINED


def of_row(broken: Broken) -> Problem:
    """What is wrong with a row that fell apart."""
    if broken.fault == "quote":
        return Problem(
            problem="引号没有闭合 / a quotation mark is not closed",
            hint="补上或删去这一行的英文双引号 / close or remove the double quote of this row",
        )
    if broken.fault == "json":
        return Problem(
            problem="不是一条 JSON 记录 / not a JSON record",
            hint="每行写一个 {…} / write one {…} a line",
        )
    more = broken.found > broken.expected
    return Problem(
        problem=f"单元格太{'多' if more else '少'}：应有 {broken.expected} 格，实有 {broken.found} 格"
        f" / too {'many' if more else 'few'} cells: {broken.expected} expected, {broken.found} found",
        hint="内容里的分隔符要用英文双引号括起来；缺的格子要补上空格子"
        " / put quotes around cells that hold the separator; write empty cells for missing ones",
    )


def of_item(column: Column) -> Problem:
    """What is wrong with an item of a list of `column` that was left out."""
    return RUINED if column.kind == "list" and column.name != "debtor_tz" else unknown_value(column)
