"""The options that several commands share, each worded once."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Out = Annotated[Path, typer.Option("--out", help="Folder for the results; made where it is missing.")]
Map = Annotated[Path | None, typer.Option("--map", help="YAML that names columns and values: columns: {ours: theirs}.")]
Tz = Annotated[str, typer.Option("--tz", help="Zone of times written without one.")]
Engine = Annotated[str, typer.Option("--engine", help="duckdb; spark, with the extra `spark` and Java.")]
Master = Annotated[str, typer.Option("--master", help="Where Spark runs; on a cluster every machine must reach --out.")]
Ocr = Annotated[
    bool | None, typer.Option("--ocr/--no-ocr", help="Read words in images; on where the extra ocr is installed.")
]
Packs = Annotated[
    list[str], typer.Option("--pack", help="Rule packs, separated by commas or one a --pack; see `evenhand packs`.")
]
Mandates = Annotated[Path | None, typer.Option("--mandates", help="Agencies' mandates: agency, lender, from, to.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of report and talk.")]
Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON on standard output.")]
Sheet = Annotated[bool, typer.Option("--xlsx", help="Also write the result as a spreadsheet.")]
FailOn = Annotated[
    str, typer.Option("--fail-on", help="Exit 1 on these outcomes: breach,presumed_violation,review,advice.")
]


def packs_of(asked: list[str]) -> list[str]:
    """The packs named with `--pack`, however they were named."""
    return [name for one in asked for name in one.split(",")]
