"""`evenhand demo`: a made-up city, audited, its rings found, served."""

from pathlib import Path
from typing import Annotated

import typer

from evenhand.city.city import build_city
from evenhand.cli.drawing import draw_audit, draw_rings
from evenhand.cli.options import Lang
from evenhand.cli.serve import serve_platform
from evenhand.cli.talk import say, showing
from evenhand.conduct import audit as conduct
from evenhand.rings.run import detect, write

PACKS = ("cn-gbt-45251-2025", "cn-ningbo")


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the city and the results.")] = Path("var/demo"),
    contacts: Annotated[int, typer.Option("--contacts", min=1, help="How many contacts.")] = 50_000,
    complaints: Annotated[int, typer.Option("--complaints", min=1, help="How many complaints.")] = 3_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same city.")] = 1,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the results and stop.")] = False,
    lang: Lang = "zh",
) -> None:
    """Make a city, audit its contacts, find its rings, and serve the result."""
    city, audited, found = out / "city", out / "audit", out / "rings"
    with showing("demo") as progress:
        build_city(city, contacts=contacts, complaints=complaints, seed=seed, progress=progress)
        conduct.audit(
            city / "contacts.parquet", packs=PACKS, out=audited, mandates=city / "mandates.csv", progress=progress
        )
        draw_audit(audited, lang=lang)
        detection = detect(city / "complaints.parquet", findings=audited / "findings.parquet", progress=progress)
        write(detection, found)
        draw_rings(detection, found, lang=lang)
    for folder in (audited, found):
        say(str(folder / "report.html"))
    if not no_serve:
        say(f"http://127.0.0.1:{port}")
        shown = serve_platform(
            host="127.0.0.1", port=port, var=out / "platform", finished=(audited, found), sample=True
        )
        raise typer.Exit(shown)
