"""Read YAML where every scalar is text: nothing turns into a number, a date or a yes, and no key repeats."""

from collections.abc import Hashable
from typing import Any

import yaml


class RepeatedKey(yaml.YAMLError):
    """A key stands twice in one mapping; YAML would silently keep the last."""

    def __init__(self, key: str, line: int) -> None:
        super().__init__(f"{key} (line {line})")
        self.key, self.line = key, line


class _Loader(yaml.BaseLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise RepeatedKey(str(key.value), key.start_mark.line + 1)
            if isinstance(key.value, str):
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def plain_yaml(text: str) -> Any:
    """What `text` holds, all scalars as text; raises `yaml.YAMLError`, of which `RepeatedKey` is one."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a BaseLoader makes only text, lists and mappings
