"""Read YAML strictly: what YAML would silently change is refused with its line."""

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import yaml

from evenhand.errors import BadPack

_SEXAGESIMAL = re.compile(r"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$")
_TEXT = "tag:yaml.org,2002:str"
# Larger than any file that people write for a pack, and small enough to be held.
_MOST_BYTES = 1_000_000
_MOST_DEEP = 12
_REMEDIES = {
    "\t": ("请用空格代替制表符", "write spaces in place of the tab"),
    "": ("请核对该处的引号、括号和缩进", "see to the quotes, brackets and indents there"),
}
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
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                raise _Fault(
                    key_node.start_mark.line + 1,
                    zh="键应为一个词，请把键值写全",
                    en="a key must be one word; write out the keys and their values",
                )
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

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as fault:  # a day or a number that there is not
            written = str(node.value)[:40]
            raise _Fault(
                node.start_mark.line + 1,
                zh=f"{written} 不是日期也不是数字，请写成 2025-02-28 或 180，或加引号",
                en=f"{written} is no day and no number; write 2025-02-28, or 180, or put it in quotes",
            ) from fault

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


def plain_bytes(path: Path) -> bytes:
    """What a file of a pack holds; `BadPack` where it is no file, cannot be opened, or is larger than people write."""
    try:
        if path.exists() and not path.is_file():  # a folder, or a device that would be read without end
            raise BadPack(zh=f"{place_of(path)}：不是文件，请移走", en=f"{place_of(path)}: is no file; take it away")
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise BadPack(
                zh=f"{place_of(path)}：{size:,} 字节，最多 {_MOST_BYTES:,}；请核对是否放错文件，或拆成几条规则",
                en=f"{place_of(path)}: {size:,} bytes, at most {_MOST_BYTES:,} are read; "
                "see whether it is the right file, or split it into several rules",
            )
        return path.read_bytes()
    except OSError as fault:
        raise BadPack(
            zh=f"{place_of(path)}：文件打不开({fault.strerror})，请核对是否存在、能否读取",
            en=f"{place_of(path)}: cannot be opened ({fault.strerror}); see that it is there and may be read",
        ) from fault


def read_strict(path: Path) -> dict[str, Any]:
    """The mapping that `path` holds; `BadPack` names file and line where it is not plain, strict YAML."""
    text = _text(path)
    try:
        _check_plain(text)
        loaded = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - _StrictLoader is a SafeLoader
    except _Fault as fault:
        raise BadPack(
            zh=f"{place_of(path)} 第 {fault.line} 行：{fault.zh}", en=f"{place_of(path)} line {fault.line}: {fault.en}"
        ) from fault
    except yaml.YAMLError as fault:
        mark, position = getattr(fault, "problem_mark", None), getattr(fault, "position", 0)
        line = mark.line + 1 if mark else text.encode()[:position].count(b"\n") + 1
        problem = getattr(fault, "problem", None) or getattr(fault, "reason", None) or str(fault)
        zh, en = _REMEDIES["\t" if _starts_with_tab(text, line) else ""]
        raise BadPack(
            zh=f"{place_of(path)} 第 {line} 行：不是有效的 YAML({problem})；{zh}",
            en=f"{place_of(path)} line {line}: not valid YAML ({problem}); {en}",
        ) from fault
    if not isinstance(loaded, dict):
        raise BadPack(
            zh=f"{place_of(path)} 第 1 行：应为键值对，如 rule: threat",
            en=f"{place_of(path)} line 1: a mapping was expected, such as rule: threat",
        )
    return loaded


def _text(path: Path) -> str:
    body = plain_bytes(path)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = body[: fault.start].count(b"\n") + 1
        raise BadPack(
            zh=f"{place_of(path)} 第 {line} 行：不是 UTF-8 文字，请另存为 UTF-8",
            en=f"{place_of(path)} line {line}: is not text in UTF-8; save it as UTF-8",
        ) from fault


def _check_plain(text: str) -> None:
    """Refuse what makes much out of little: names for parts that are put in again, tags, and endless nesting."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Fault(
                line,
                zh="不用 & 和 * 引用别处，请把内容写全；文字以 & 或 * 开头的请加引号",
                en="parts named by & and put in again by * are not used; write them out, and put text that begins with "
                "& or * in quotes",
            )
        if getattr(event, "tag", None):
            raise _Fault(
                line,
                zh=f"不用标签 {event.tag}，请只写文字、数字、列表和键值对",
                en=f"the tag {event.tag} is not used; write text, numbers, lists and mappings only",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MOST_DEEP:
            raise _Fault(
                line,
                zh=f"括号或缩进超过 {_MOST_DEEP} 层，请核对括号是否成对",
                en=f"brackets or indents lie more than {_MOST_DEEP} deep; see that every bracket is closed",
            )


def _starts_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return line <= len(lines) and lines[line - 1].lstrip(" ").startswith("\t")
