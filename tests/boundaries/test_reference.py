"""docs/reference says what the code does: it is written from it, and no command is left out."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from evenhand.rules.shelf import list_packs


@pytest.fixture(scope="module")
def written(root: Path) -> ModuleType:
    """docs/reference/write.py, as a module."""
    spec = importlib.util.spec_from_file_location("write_reference", root / "docs" / "reference" / "write.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["cli.md", "columns.md", "limits.md", "rules.md"])
def test_the_page_is_as_the_code_is(page: str, root: Path, written: ModuleType) -> None:
    stands = (root / "docs" / "reference" / page).read_text(encoding="utf-8")
    assert stands == written.PAGES[page](), "run `make docs`"


def test_the_pages_name_what_they_must(written: ModuleType) -> None:
    told = written.commands()
    for command in ("demo", "audit", "rings", "sample", "packs show", "packs test", "serve"):
        assert f"## `evenhand {command}`" in told
    for option in ("--pack", "--out", "--fail-on", "--findings", "--previous", "--format", "--map", "--no-serve"):
        assert f"`{option}`" in told
    assert "呼出时间" in written.columns()
    assert "contact-hours" in written.rules()


def test_one_table_shows_every_rule_in_every_pack(written: ModuleType) -> None:
    packs = list_packs()
    table = written.rules().split("## Rule × pack × outcome")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    assert rows[0] == ["rule", *(f"`{pack.id}`" for pack in packs)]
    shown = {
        (row[0].strip("`"), head.strip("`"))
        for row in rows[2:]
        for head, cell in zip(rows[0], row, strict=True)
        if cell
    }
    assert shown - {(row[0].strip("`"), "rule") for row in rows[2:]} == {
        (rule.id, pack.id) for pack in packs for rule in pack.rules
    }
