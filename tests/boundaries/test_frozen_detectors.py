"""A detector stays as it was: it reaches into nothing of this project that may change; earlier detectors never do."""

import ast
from pathlib import Path

import pytest

OUTSIDE = {"numpy", "numba", "pyarrow", "duckdb"}
STANDARD = {"math", "re", "hashlib", "pathlib", "dataclasses", "functools", "itertools", "typing", "collections",
            "concurrent", "heapq"}  # fmt: skip


def imports(file: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} imports relatively"
            found.add(node.module or "")
    return found


def detectors(root: Path) -> list[Path]:
    """The folders of all detectors."""
    return sorted(folder for folder in (root / "evenhand" / "rings").glob("v[0-9]*") if folder.is_dir())


def test_there_is_a_detector_to_look_at(root: Path) -> None:
    assert [folder.name for folder in detectors(root)][:2] == ["v1", "v2"]


def test_a_detector_imports_only_itself_what_is_frozen_already_and_its_libraries(root: Path) -> None:
    reached, lasting = [], list[str]()
    for folder in detectors(root):
        lasting.append(f"evenhand.rings.{folder.name}")
        for file in sorted(folder.rglob("*.py")):
            for module in sorted(imports(file)):
                if module.split(".")[0] in OUTSIDE | STANDARD:
                    continue
                if any(module == own or module.startswith(own + ".") for own in lasting):
                    continue
                reached.append(f"{file.relative_to(root)} reaches into {module}")
    assert reached == []


@pytest.mark.parametrize(
    "reach", ["import evenhand.privacy.masking", "from evenhand.rings.v2 import ties", "def f():\n    import evenhand"]
)
def test_the_check_sees_every_way_of_importing(reach: str, tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text(reach, encoding="utf-8")
    assert any(module.startswith("evenhand") for module in imports(file))
