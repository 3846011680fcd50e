"""docs/reference says what the code does: it is written from it, and no command is left out."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def written(root: Path) -> ModuleType:
    """docs/reference/write.py, as a module."""
    spec = importlib.util.spec_from_file_location("write_reference", root / "docs" / "reference" / "write.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["cli.md", "columns.md", "rules.md"])
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
