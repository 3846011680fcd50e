"""Nothing tracked names a package registry or a place on one machine."""

import re
from pathlib import Path

import pytest

REGISTRY = re.compile(r"(?:pypi|pythonhosted|npmjs|conda|crates)[.](?:org|com|io|net)\b", re.IGNORECASE)
# A folder at the root of somebody's machine; a path that only contains such a word further down is no such place.
MACHINE = re.compile(r"(?<![\w.*~\])}-])/(?:work|farm|root|home|Users|opt|mnt)/[\w.]")
# Evenhand is on no index: what is said to install it works in the folder of its source.
FROM_AN_INDEX = re.compile(r"pip install (?:-U |--upgrade )?[\"']?evenhand\b")
LOOSE = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host")
EVERYWHERE = (REGISTRY, MACHINE, FROM_AN_INDEX)
# What the patterns are tried on is put together here, so that this file is read like every other.
AT, DOT, ROOT = "pip install", ".", "/"


def named(text: str, *patterns: re.Pattern[str]) -> list[str]:
    """The passages of `text` that match one of `patterns`."""
    return [match.group() for pattern in patterns for match in pattern.finditer(text)]


def test_no_tracked_file_names_a_registry_or_a_machine(tracked: list[Path], root: Path) -> None:
    told = []
    for file in tracked:
        raw = file.read_bytes()
        if b"\0" not in raw[:8000]:
            told += [f"{file.relative_to(root)}: {it}" for it in named(raw.decode(errors="replace"), *EVERYWHERE)]
    assert told == []


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_locks_say_what_and_not_where_from(lock: str, root: Path) -> None:
    text = (root / "requirements" / lock).read_text(encoding="utf-8")
    assert named(text, REGISTRY, MACHINE, LOOSE, re.compile("://")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"see https://pypi{DOT}org/x", True),
        (f"files.pythonhosted{DOT}org", True),
        (f"open {ROOT}home/ann/x.csv", True),
        (f"read {ROOT}opt/main/x", True),
        ("docs/home/list", False),
        ("the queue at /work", False),
        ("../shared/data/x.csv", False),
        (f'{AT} "evenhand[web]"', True),
        (f'{AT} ".[web]"', False),
    ],
)
def test_the_patterns_tell_apart(text: str, found: bool) -> None:
    assert bool(named(text, *EVERYWHERE)) == found
