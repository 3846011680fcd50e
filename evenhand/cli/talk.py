"""What a person at a terminal sees: a bar while work goes on, a table at the end; a pipe sees only data."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from evenhand.tables import progress as listening

_talk = Console(stderr=True)


@contextmanager
def showing(title: str) -> Iterator[listening.Progress]:
    """A listener that draws a progress bar on a terminal and is silent elsewhere."""
    if not sys.stderr.isatty():
        yield listening.silent
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=_talk, transient=True
    ) as bar:
        task = bar.add_task(title, total=1.0)

        def listen(stage: str, share: float) -> None:
            bar.update(task, completed=share, description=f"{title} · {stage}")

        yield listen


def say(sentence: str) -> None:
    """One line of talk, on standard error."""
    _talk.print(sentence, highlight=False, markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Data on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table on standard output: drawn for a terminal, tab-separated in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join("" if cell is None else str(cell) for cell in row) + "\n")
        return
    table = Table(title=title, title_justify="left", *columns)  # noqa: B026
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(table)
