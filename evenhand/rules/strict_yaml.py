"""Read YAML strictly: what YAML would silently change is refused with its line."""

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import yaml

from evenhand.errors import BadPack

_SEXAGESIMAL = re.compile(r"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$")
_TEXT = "tag:yaml.org,2002:str"
_OLD_BOOLEANS = frozenset({"yes", "no", "on", "off", "y", "n"})


class Placed(dict[Any, Any]):
    """A mapping that knows on which line it begins and on which line each of its keys stands."""

    line = 1
    lines: dict[Any, int]


# The same parser in C where PyYAML has it: ten times as quick.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Loader):  # type: ignore[misc, valid-type]
    """SafeLoader without the surprises of YAML 1.1."""

    def construct_yaml_map(self, node: yaml.MappingNode) -> Generator[dict[Any, Any], None, None]:
        placed = Placed()
        placed.line = node.start_mark.line + 1
        yield placed
        placed.update(self.construct_mapping(node))
        placed.lines = {self.construct_object(key, deep=True): key.start_mark.line + 1 for key, _ in node.value}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[Any, int] = {}
        for key_node, _ in node.value:
            if key_node.value in _OLD_BOOLEANS:  # a key called `on` is a word, whatever YAML 1.1 says
                key_node.tag, key_node.style = _TEXT, "'"
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if key in seen:
                raise _Fault(
                    line,
                    zh=f"键 {key} 重复（第 {seen[key]} 行已有），请删去一个",
                    en=f"key {key} is repeated (first on line {seen[key]}); remove one",
                )
            seen[key] = line
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        if isinstance(node, yaml.ScalarNode) and not node.style:
            line = node.start_mark.line + 1
            if _SEXAGESIMAL.match(node.value):
                raise _Fault(
                    line,
                    zh=f'{node.value} 没有加引号，YAML 会读成数字；请写成 "{node.value}"',
                    en=f'{node.value} is unquoted and YAML reads it as a number; write "{node.value}"',
                )
            if node.value.lower() in _OLD_BOOLEANS:
                raise _Fault(
                    line,
                    zh=f'{node.value} 没有加引号，YAML 会读成真假值；请写成 "{node.value}" 或 true/false',
                    en=f'{node.value} is unquoted and YAML reads it as true or false; write "{node.value}", '
                    "or true/false",
                )
        return super().construct_scalar(node)


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _StrictLoader.construct_yaml_map)


class _Fault(Exception):
    def __init__(self, line: int, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.line, self.zh, self.en = line, zh, en


def place_of(path: Path) -> str:
    """How a file of a pack is named in a sentence: with the folder of its pack."""
    inside = [path.parent.parent.name, "rules"] if path.parent.name == "rules" else [path.parent.name]
    return "/".join([*inside, path.name])


def read_strict(path: Path) -> dict[str, Any]:
    """The mapping that `path` holds; `BadPack` names file and line where it is not plain, strict YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadPack(
            zh=f"{place_of(path)}：文件打不开或不是 UTF-8({fault})",
            en=f"{place_of(path)}: cannot be opened as UTF-8 ({fault})",
        ) from fault
    try:
        loaded = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - _StrictLoader is a SafeLoader
    except _Fault as fault:
        raise BadPack(
            zh=f"{place_of(path)} 第 {fault.line} 行：{fault.zh}", en=f"{place_of(path)} line {fault.line}: {fault.en}"
        ) from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(fault, "problem", None) or str(fault)
        raise BadPack(
            zh=f"{place_of(path)} 第 {line} 行：不是有效的 YAML({problem})",
            en=f"{place_of(path)} line {line}: not valid YAML ({problem})",
        ) from fault
    if not isinstance(loaded, dict):
        raise BadPack(zh=f"{place_of(path)}：应为键值对", en=f"{place_of(path)}: a mapping was expected")
    return loaded
