"""`--map FILE.yaml`: a user's own names for our columns and values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from evenhand.errors import Misuse
from evenhand.intake.plain_yaml import RepeatedKey, plain_yaml
from evenhand.intake.words import folded
from evenhand.records import Column

SHAPE = "columns: {ours: theirs}, values: {column: {theirs: ours}}"


@dataclass(frozen=True, kw_only=True)
class ColumnMap:
    """Our columns with the headers that hold them, and per column the words for our values (folded)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_mapping(path: Path, columns: tuple[Column, ...]) -> ColumnMap:
    """Read a mapping file strictly; raises `Misuse` naming the file, the place and the remedy."""
    written = _parsed(path)
    if not isinstance(written, dict) or set(written) - {"columns", "values"}:
        raise _shape(path)
    names = _named(path, written.get("columns") or {})
    values = written.get("values") or {}
    if not isinstance(values, dict):
        raise _shape(path)
    known = {column.name: column for column in columns}
    _refuse_unknown(path, (*names, *values), known)
    return ColumnMap(
        columns=names, values={name: _spelled(path, known[name], _named(path, words)) for name, words in values.items()}
    )


def _parsed(path: Path) -> Any:
    try:
        return plain_yaml(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Misuse(
            zh=f"打不开对照文件“{path}”（{fault}）；请核对位置，并存为 UTF-8。",
            en=f"the mapping file {path} cannot be opened ({fault}); check its place and save it as UTF-8.",
        ) from None
    except RepeatedKey as fault:
        raise Misuse(
            zh=f"对照文件“{path.name}”第 {fault.line} 行重复了“{fault.key}”；请只留一个。",
            en=f"{path.name} line {fault.line} repeats the key {fault.key}; keep one of them.",
        ) from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise Misuse(
            zh=f"对照文件“{path.name}”第 {line} 行不是有效的 YAML；请核对缩进和冒号。",
            en=f"{path.name} line {line} is not valid YAML; check its indents and colons.",
        ) from None


def _shape(path: Path) -> Misuse:
    return Misuse(
        zh=f"对照文件“{path.name}”的写法应为 {SHAPE}。",
        en=f"{path.name} must have the shape {SHAPE}, and nothing else.",
    )


def _named(path: Path, words: Any) -> dict[str, str]:
    if not isinstance(words, dict) or not all(isinstance(word, str) and word for word in words.values()):
        raise _shape(path)
    return words


def _refuse_unknown(path: Path, names: Iterable[str], known: Mapping[str, Column]) -> None:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)[0]
            raise Misuse(
                zh=f"对照文件“{path.name}”写了“{name}”，但没有这一列；最接近的是 {near}。",
                en=f"{path.name} names the column {name}, which does not exist; the nearest is {near}.",
            )


def _spelled(path: Path, column: Column, words: Mapping[str, str]) -> dict[str, str]:
    if column.kind in ("time", "number"):
        raise Misuse(
            zh=f"对照文件“{path.name}”给 {column.name} 写了取值，但这一列是时间或数字，没有固定取值。",
            en=f"{path.name} gives values for {column.name}, which holds times or numbers and has no fixed values.",
        )
    closed = ("true", "false") if column.kind == "bool" else column.values
    for theirs, ours in words.items():
        if closed and ours not in closed:
            raise Misuse(
                zh=f"对照文件“{path.name}”把 {column.name} 的“{theirs}”写成“{ours}”；可用的是 {'、'.join(closed)}。",
                en=f"{path.name} maps {theirs} in {column.name} to {ours}; it must be one of {', '.join(closed)}.",
            )
    return {folded(theirs): ours for theirs, ours in words.items()}
