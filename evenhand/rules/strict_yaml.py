"""Read YAML strictly: what YAML would silently change is refused with its line."""

import re
from pathlib import Path
from typing import Any

import yaml

from evenhand.errors import BadPack

_SEXAGESIMAL = re.compile(r"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$")
_TEXT = "tag:yaml.org,2002:str"
_OLD_BOOLEANS = frozenset({"yes", "no", "on", "off", "y", "n"})


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader without the surprises of YAML 1.1."""

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
        return super().construct_mapping(node, deep=deep)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.style is None:
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


class _Fault(Exception):
    def __init__(self, line: int, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.line, self.zh, self.en = line, zh, en


def read_strict(path: Path) -> dict[str, Any]:
    """The mapping that `path` holds; `BadPack` names file and line where it is not plain, strict YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadPack(
            zh=f"{path.name}：文件打不开或不是 UTF-8({fault})",
            en=f"{path.name}: cannot be opened as UTF-8 ({fault})",
        ) from fault
    try:
        loaded = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - _StrictLoader is a SafeLoader
    except _Fault as fault:
        raise BadPack(
            zh=f"{path.name} 第 {fault.line} 行：{fault.zh}", en=f"{path.name} line {fault.line}: {fault.en}"
        ) from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(fault, "problem", None) or str(fault)
        raise BadPack(
            zh=f"{path.name} 第 {line} 行：不是有效的 YAML({problem})",
            en=f"{path.name} line {line}: not valid YAML ({problem})",
        ) from fault
    if not isinstance(loaded, dict):
        raise BadPack(zh=f"{path.name}：应为键值对", en=f"{path.name}: a mapping was expected")
    return loaded


def line_of(path: Path, key: str) -> int:
    """The line of the first occurrence of `key:` in `path`, 1 where it is not found."""
    pattern = re.compile(rf"^\s*-?\s*\{{?\s*{re.escape(key)}\s*:")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if pattern.match(line):
            return number
    return 1
