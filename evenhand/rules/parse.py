"""Parse a `when` expression, once, into its tree; everything outside the vocabulary is refused by name."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import accumulate

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from evenhand.errors import BadPack
from evenhand.rules.condition import (
    All,
    Among,
    AnyOf,
    Compare,
    Counted,
    Flag,
    Has,
    Lists,
    Missing,
    Node,
    Not,
    Operator,
    Perhaps,
    Reaches,
    Value,
)
from evenhand.rules.vocabulary import BEFORE, BREAKS, KINDS, SAID, WINDOWS, WORDS, Word

# The longest condition of the packs that ship has some 650 signs and six brackets within each other.
_MOST_SIGNS, _MOST_DEEP, _MOST_NOTS, _SHOWN = 4_000, 20, 40, 200
# What a Chinese keyboard writes in the place of signs of the language.
_FULL_WIDTH = frozenset("＝＜＞（），‘’“”")
# No window holds more contacts of one person.
_MOST_COUNTED = 1_000_000
_LARGEST = 1e15
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)
_CLOCK = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$")
_COMPARISONS: dict[type[exp.Expr], Operator] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_MIRRORED: dict[Operator, Operator] = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
# What to write of a word that is compared with no value.
_INSTEAD = {
    "bool": ("请写 {0} 或 not {0}", "write {0}, or not {0}"),
    "list": ("请写 has({0})", "write has({0})"),
    "choices": ("请写 consented('hours')", "write consented('hours')"),
    "time": ("请写 ceased 或 consent_day", "write ceased, or consent_day"),
}
FUNCTIONS = ("before", "consented", "count", "has", "perhaps", "said")


def parse(when: str, *, values: Mapping[str, Value] | None = None) -> Node:
    """The tree of `when` with the names of `values` replaced by their values.

    Raises `BadPack` for a word outside the vocabulary, a value a word cannot have, or a shape that is not allowed.
    """
    _check_size(when)
    try:
        tree = sqlglot.parse_one(f"SELECT {when}", dialect="duckdb")
    except (SqlglotError, RecursionError) as fault:
        wide = "".join(sorted(_FULL_WIDTH & set(when)))
        zh, en = (f"（全角的 {wide} 请改用半角）", f" (write {wide} in half width)") if wide else ("", "")
        raise _refusal(
            f"读不懂，请核对引号、括号和 and/or{zh}：{when[:_SHOWN]}",
            f"cannot be parsed; see to the quotes, brackets, and and/or{en}: {when[:_SHOWN]}",
        ) from fault
    if (
        not isinstance(tree, exp.Select)
        or len(tree.expressions) != 1
        or any(part for name, part in tree.args.items() if name not in ("expressions", "kind", "hint", "distinct"))
    ):
        raise _refusal("只能是一个条件表达式", "only one condition is allowed")
    return _Reader(values or {}).condition(tree.expressions[0])


def _check_size(when: str) -> None:
    """Refuse what no person reads, before anything has to go as deep as it does."""
    if len(when) > _MOST_SIGNS:
        raise _refusal(
            f"条件长 {len(when):,} 个字符，最多 {_MOST_SIGNS:,}，请拆成几条规则",
            f"the condition is {len(when):,} signs long, at most {_MOST_SIGNS:,}; split it into several rules",
        )
    depth = max(accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in when), default=0)
    if depth > _MOST_DEEP or len(_NOT.findall(when)) > _MOST_NOTS:
        raise _refusal(
            f"括号或 not 嵌套过多（括号最多 {_MOST_DEEP} 层），请写得平一些",
            f"too many brackets or nots, one within the other (brackets: at most {_MOST_DEEP} deep); write it flatter",
        )


def clock(text: str) -> int:
    """Microseconds since midnight of `HH:MM` or `HH:MM:SS`."""
    matched = _CLOCK.match(text)
    if not matched:
        raise _refusal(f"{text} 不是时刻，请写成 22:00", f"{text} is not a time of day; write 22:00")
    hours, minutes, seconds = (int(part or 0) for part in matched.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000


def _refusal(zh: str, en: str) -> BadPack:
    return BadPack(zh=f"when：{zh}", en=f"when: {en}")


class _Reader:
    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def condition(self, node: exp.Expr) -> Node:
        match node:
            case exp.Paren():
                return self.condition(node.this)
            case exp.And():
                return All(tuple(self.condition(part) for part in node.flatten()))
            case exp.Or():
                return AnyOf(tuple(self.condition(part) for part in node.flatten()))
            case exp.Not():
                return Not(self.condition(node.this))
            case exp.In():
                return self._among(node)
            case exp.Is() if isinstance(node.expression, exp.Null):
                return Missing(self._word(node.this))
            case exp.Column():
                return self._flag(node)
            case exp.Anonymous():
                return self._call(node)
            case _ if type(node) in _COMPARISONS:
                return self._comparison(node, _COMPARISONS[type(node)])
        raise _refusal(
            f"不允许的写法：{node.sql()[:_SHOWN]}；请用词与值的比较（= <> < <= > >=）、in、is null、and、or、not",
            f"not allowed here: {node.sql()[:_SHOWN]}; write words compared with values (= <> < <= > >=), in, is null, "
            "and, or, not",
        )

    def _comparison(self, node: exp.Expr, operator: Operator) -> Node:
        left, right = node.this, node.expression
        if isinstance(left, exp.Literal) or self._is_value(left):
            left, right, operator = right, left, _MIRRORED[operator]
        if isinstance(left, exp.Count) or (isinstance(left, exp.Anonymous) and str(left.this).lower() == "before"):
            return self._reaches(left, operator, self._value(right))
        word = self._word(left)
        if word.type in ("list", "choices", "bool", "time"):
            zh, en = _INSTEAD.get(word.type, _INSTEAD["list"])
            raise _refusal(
                f"{word.name} 不能这样比较，{zh.format(word.name)}",
                f"{word.name} cannot be compared like this; {en.format(word.name)}",
            )
        if word.type in ("text", "choice") and operator not in ("=", "<>"):
            raise _refusal(f"{word.name} 只能用 = 或 <>", f"{word.name} takes only = or <>")
        return Compare(word, operator, self._fitting(word, self._value(right)))

    def _reaches(self, node: exp.Expr, operator: Operator, limit: Value) -> Reaches:
        earlier = isinstance(node, exp.Anonymous)
        inner = node.expressions if earlier else [node.this, *node.expressions]
        kind = inner[0].name if inner and isinstance(inner[0], exp.Column) else ""
        window = inner[1].this if len(inner) == 2 and isinstance(inner[1], exp.Literal) else ""
        windows = BEFORE if earlier else WINDOWS
        if kind not in KINDS:
            raise _unknown(kind or node.sql(), KINDS)
        if kind not in BREAKS:  # nothing ends a row of them
            windows = {name: days for name, days in windows.items() if name != "in_a_row"}
        if window not in windows:
            raise _unknown(str(window), windows)
        if operator not in (">", ">=") or not isinstance(limit, int) or isinstance(limit, bool):
            raise _refusal(
                "count(...) 和 before(...) 只能写 > 或 >= 一个整数",
                "count(...) and before(...) may only be compared by > or >= with a whole number",
            )
        least = limit + 1 if operator == ">" else limit
        if not 1 <= least <= _MOST_COUNTED:
            raise _refusal(
                f"{operator} {limit} 总是或从不成立，请写 >= 1 或更多",
                f"{operator} {limit} holds always or never; write >= 1 or more",
            )
        return Reaches(Counted(kind, str(window), earlier), least)

    def _among(self, node: exp.In) -> Among:
        word = self._word(node.this)
        if word.type not in ("text", "choice", "number") or not node.expressions:
            raise _refusal(f"{word.name} 不能用 in", f"{word.name} cannot be used with in")
        return Among(word, tuple(self._fitting(word, self._value(part)) for part in node.expressions))

    def _flag(self, node: exp.Column) -> Node:
        name = node.name
        if name in KINDS:
            return parse(KINDS[name])
        word = self._word(node)
        if word.type != "bool":
            raise _refusal(f"{word.name} 不是真假值", f"{word.name} is not true or false by itself")
        return Flag(word)

    def _call(self, node: exp.Anonymous) -> Node:
        name = str(node.this).lower()
        if name not in FUNCTIONS or len(node.expressions) != 1:
            raise _unknown(name, FUNCTIONS)
        argument = node.expressions[0]
        if name == "perhaps":
            return Perhaps(self.condition(argument))
        if name == "has":
            word = self._word(argument)
            if word.type not in ("text", "choice", "list", "choices"):
                raise _refusal(f"has() 不用于 {word.name}", f"has() is not for {word.name}")
            return Has(word)
        value = self._value(argument)
        if name == "said":
            if f"said_{value}" not in SAID:
                raise _unknown(str(value), [name.removeprefix("said_") for name in SAID])
            return Flag(SAID[f"said_{value}"])
        consent = WORDS["consent"]
        return Lists(consent, str(self._fitting(consent, value)))

    def _word(self, node: exp.Expr) -> Word:
        if isinstance(node, exp.Column) and not node.table and node.name in WORDS:
            return WORDS[node.name]
        name = node.name if isinstance(node, exp.Column) else node.sql()
        raise _unknown(name, [*WORDS, *KINDS, *self.values])

    def _is_value(self, node: exp.Expr) -> bool:
        return isinstance(node, exp.Column) and node.name in self.values

    def _value(self, node: exp.Expr) -> Value:
        match node:
            case exp.Literal():
                return str(node.this) if node.is_string else _number(node.this)
            case exp.Neg():
                raise _refusal(f"{node.sql()} 小于零，请写零以上的数", f"{node.sql()} is below zero; write 1 or more")
            case exp.Column() if node.name in self.values:
                return self.values[node.name]
        raise _unknown(node.sql(), self.values)

    @staticmethod
    def _fitting(word: Word, value: Value) -> Value:
        if word.type == "clock":
            return clock(str(value))
        if word.type == "number":
            if isinstance(value, str | bool):
                raise _refusal(f"{word.name} 要和数字比较", f"{word.name} is compared with a number")
            return value
        if not isinstance(value, str):
            raise _refusal(f"{word.name} 要和文字比较", f"{word.name} is compared with text")
        if word.values and value not in word.values:
            raise _unknown(value, word.values)
        return value


def _number(text: str) -> int | float:
    number = float(text) if "." in text or "e" in text.lower() else int(text)
    if number > _LARGEST:
        raise _refusal(f"{text[:_SHOWN]} 太大", f"{text[:_SHOWN]} is larger than any record holds; write less")
    return number


def _unknown(name: str, known: object) -> BadPack:
    name = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    names = [str(k) for k in known] if not isinstance(known, str) else [known]  # type: ignore[attr-defined]
    near = get_close_matches(name, names, n=1)
    zh = f"，是否想写 {near[0]}" if near else f"，可用：{'、'.join(names[:12])}"
    en = f"; did you mean {near[0]}" if near else f"; known: {', '.join(names[:12])}"
    return _refusal(f"{name} 不在词表里{zh}", f"{name} is not in the vocabulary{en}")
