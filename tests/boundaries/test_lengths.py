"""A file or a function past its length holds two nouns: split it."""

import ast
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 400, 40


def test_no_file_is_past_its_length(tracked: list[Path], root: Path) -> None:
    counted = {
        str(file.relative_to(root)): len(file.read_text(encoding="utf-8").splitlines())
        for file in tracked
        if file.suffix in {".py", ".css", ".html", ".js"} and not {"vendor", "migrations"} & set(file.parts)
    }
    assert {name: lines for name, lines in counted.items() if lines > FILE_LINES} == {}


def test_no_function_is_past_its_length(tracked: list[Path], root: Path) -> None:
    told = []
    for file in tracked:
        if file.suffix != ".py" or {"migrations", "tests"} & set(file.relative_to(root).parts):
            continue  # a migration is written by a machine, a test's function may be one long table
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and length(node) > FUNCTION_LINES:
                told.append(f"{file.relative_to(root)}:{node.lineno} {node.name}: {length(node)} lines")
    assert told == []


def length(function: ast.FunctionDef) -> int:
    """The lines of a function, its docstring not counted."""
    written = function.end_lineno or function.lineno
    first = function.body[0]
    prose = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return written - function.lineno + 1 - prose
