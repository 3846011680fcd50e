"""`evenhand index`: what a full run of `evenhand rings --index` left behind, asked and kept up to date."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Lang, Map
from evenhand.cli.talk import say, showing
from evenhand.rings.index.arrivals import place_file
from evenhand.rings.index.index import Index, Placement

index = typer.Typer(no_args_is_help=True, help="Find the ring of a new complaint without running all again.")
Kept = Annotated[Path, typer.Argument(help="The file that `evenhand rings --index` wrote.")]


@index.command("place")
def place(
    kept: Kept,
    complaints: Annotated[Path, typer.Argument(help="New complaints: CSV, XLSX, XLS, Parquet or JSON Lines.")],
    keep: Annotated[bool, typer.Option("--keep", help="Keep them, so that later ones are held to them too.")] = False,
    mapping: Map = None,
    lang: Lang = "zh",
) -> None:
    """Where new complaints belong, provisionally: one JSON object a line with rings, standing, reasons and ties."""
    with Index(kept) as opened:
        with showing("index") as progress:
            placements, rejects = place_file(opened, complaints, keep=keep, mapping=mapping, progress=progress)
        placed = belonging = 0
        for one in placements:
            typer.echo(json.dumps(_told(one), ensure_ascii=False))
            placed, belonging = placed + 1, belonging + bool(one.rings)
    for reject in rejects:
        told = "{row}: {column} {value}; {problem}; {hint}".format(**reject)
        say(f"拒收或清空 {told}" if lang == "zh" else f"rejected or emptied {told}")
    if lang == "zh":
        say(f"{placed} 件中 {belonging} 件可能属于已有群组；这是暂定的，以下一次全量运行为准，怀疑不等于认定。")
    else:
        say(f"{belonging} of {placed} may belong to a group; that holds until the next full run, and accuses nobody.")


@index.command("remove")
def remove(
    kept: Kept,
    complaint_ids: Annotated[list[str], typer.Argument(help="Complaints withdrawn or erased.")],
    lang: Lang = "zh",
) -> None:
    """Take complaints out of an index, so that its file holds nothing of them."""
    with Index(kept) as opened:
        gone = opened.remove(complaint_ids)
    missing = len(set(complaint_ids)) - gone
    say(f"已移除 {gone} 件，{missing} 件不在索引中。" if lang == "zh" else f"{gone} removed; {missing} were not in it.")


def _told(placement: Placement) -> dict[str, object]:
    rings = [
        {name: value for name, value in asdict(one).items() if name not in ("ring", "holds")} for one in placement.rings
    ]
    return {
        "complaint_id": placement.complaint_id,
        "rings": rings,
        "ties": [asdict(one) for one in placement.ties],
    }
