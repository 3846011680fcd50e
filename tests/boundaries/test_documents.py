"""The documents hang together: links lead somewhere, guards named stand, each rule's first day is on record."""

import re
from pathlib import Path

from evenhand.deadlines.shelf import limit_packs, load_limits
from evenhand.rules.shelf import list_packs

LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
SETTING = re.compile(r"""["'](EVENHAND_[A-Z0-9_]+)["']""")
TEST = re.compile(r"`(?:tests/boundaries/)?(test_\w+\.py)`")


def test_links_lead_somewhere(tracked: list[Path], root: Path) -> None:
    pages = [file for file in tracked if file.suffix == ".md"]
    lost = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert lost == []


def test_whatever_an_operator_may_set_is_in_the_guide(tracked: list[Path], root: Path) -> None:
    """Every name that the platform reads from the environment stands in a guide, where an operator finds it."""
    told = "\n".join(page.read_text(encoding="utf-8") for page in (root / "docs" / "howto").glob("*.md"))
    code = [file for file in tracked if file.suffix == ".py" and "evenhand_web" in file.relative_to(root).parts]
    read = {name for file in code for name in SETTING.findall(file.read_text(encoding="utf-8"))}
    assert read
    assert sorted(name for name in read if not re.search(rf"{name}\b", told)) == []


def test_every_guard_on_the_map_stands(root: Path) -> None:
    page = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named, there = set(TEST.findall(page)), {file.name for file in (root / "tests" / "boundaries").glob("test_*.py")}
    assert named == there


def test_every_version_of_every_rule_is_in_the_changelog(root: Path) -> None:
    page = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    missing = [
        f"{pack.id}/{rule.id} {version.in_force}"
        for pack in list_packs()
        for rule in pack.rules
        for version in rule.versions
        if not re.search(rf"^\| `{pack.id}/{rule.id}` \|.*\| {version.in_force} \|", page, re.MULTILINE)
    ]
    assert missing == []


def test_every_version_of_every_time_limit_is_in_the_changelog(root: Path) -> None:
    page = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    missing = [
        f"{pack}/{limit.id} {terms.in_force}"
        for pack in limit_packs()
        for limit in load_limits(pack).limits.values()
        for terms in limit.terms
        if not re.search(rf"^\| `{pack}/{limit.id}` \|.*\| {terms.in_force} \|", page, re.MULTILINE)
    ]
    assert missing == []
