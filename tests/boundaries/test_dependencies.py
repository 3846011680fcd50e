"""The engine runs on its own dependencies alone: no platform, no Spark, nothing that only tests install."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from closure import closure, top_modules

# Runs in a process of its own: every module of the engine is imported while what is not the engine's is not found.
IMPORT_ALL = """
import importlib, json, sys
allowed = set(json.loads(sys.argv[1])) | set(sys.stdlib_module_names) | {"evenhand"}

class OnlyAllowed:
    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top in allowed or top.startswith("_sysconfigdata"):
            return self.finder.find_spec(name, path, target)

sys.meta_path[:] = [OnlyAllowed(finder) for finder in sys.meta_path]
for name in json.loads(sys.argv[2]):
    try:
        importlib.import_module(name)
    except Exception as fault:
        print(f"{name}: {fault}")
"""


def engine_modules(tracked: list[Path], root: Path) -> list[str]:
    """Every module of the engine, by name."""
    files = (file.relative_to(root) for file in tracked if file.suffix == ".py")
    parts = (file.with_suffix("").parts for file in files if file.parts[0] == "evenhand")
    return sorted(".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts)


def faults(allowed: set[str], modules: list[str], cwd: Path) -> str:
    """What importing `modules` complains of when only `allowed` top-level modules may be found."""
    command = [sys.executable, "-c", IMPORT_ALL, json.dumps(sorted(allowed)), json.dumps(modules)]
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def own(project: dict[str, Any]) -> set[str]:
    """The top-level modules of the engine's own dependencies."""
    return {module for each in closure(project["project"]["dependencies"]).values() for module in top_modules(each)}


@pytest.mark.slow
def test_engine_imports_with_its_own_dependencies(tracked: list[Path], root: Path, project: dict[str, Any]) -> None:
    assert faults(own(project), engine_modules(tracked, root), root) == ""


def test_the_refusal_refuses(root: Path, project: dict[str, Any]) -> None:
    told = faults(own(project) - {"duckdb"}, ["evenhand.tables.connection"], root)
    assert told == "evenhand.tables.connection: No module named 'duckdb'\n"


def test_engine_alone_is_light(project: dict[str, Any]) -> None:
    names = set(closure(project["project"]["dependencies"]))
    assert not names & {"django", "gunicorn", "pyspark", "pytest", "pandas", "polars"}


def test_a_dependency_in_use_is_declared_not_inherited(
    tracked: list[Path], root: Path, project: dict[str, Any]
) -> None:
    """What only another package brings along may go with its next version."""
    declared = {name for line in project["project"]["dependencies"] for name in top_modules(one(line))}
    inherited = own(project) - declared
    used: set[str] = set()
    for file in tracked:
        if file.suffix == ".py" and file.is_relative_to(root / "evenhand"):
            used |= imported(file)
    assert not used & inherited


def one(requirement: str) -> Any:
    """The distribution that one requirement names."""
    return closure([requirement])[next(iter(closure([requirement])))]


def imported(file: Path) -> set[str]:
    """The top-level modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
