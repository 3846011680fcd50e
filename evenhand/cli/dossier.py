"""`evenhand dossier`."""

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Lang, Map
from evenhand.cli.talk import say, showing
from evenhand.rings.reopened import reopen


def dossier(
    run: Annotated[Path, typer.Argument(help="Folder that evenhand rings wrote.")],
    complaints: Annotated[
        Path, typer.Option("--complaints", help="The file of complaints of that run, checked by its digest.")
    ],
    ring: Annotated[list[str], typer.Option("--ring", help="Id of a ring, several times; all: every organised ring.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the dossiers; else dossiers/ in RUN.")] = None,
    findings: Annotated[
        Path | None, typer.Option("--findings", help="findings.parquet that the run was given: conduct, both sides.")
    ] = None,
    docx: Annotated[bool, typer.Option("--docx", help="Also as a document; needs the extra docx.")] = False,
    mapping: Map = None,
    lang: Lang = "zh",
) -> None:
    """Write the evidence on a ring for a panel: one page, and one document where asked for."""
    from evenhand.reports.dossier.facts import rings_of
    from evenhand.reports.dossier.write import write_dossiers

    with showing("dossier") as progress:
        detection = reopen(run, complaints, mapping=mapping, progress=progress)
        chosen = rings_of(detection) if ring == ["all"] else list(dict.fromkeys(ring))
        to = out or run / "dossiers"
        written = write_dossiers(detection, chosen, to, findings=findings, docx=docx, lang=lang, progress=progress)
    for path in written:
        typer.echo(path)
    if not written:
        say("没有疑似有组织的组，没有写出卷宗。" if lang == "zh" else "No ring is organised; no dossier was written.")
