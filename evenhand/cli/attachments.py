"""`evenhand attachments`."""

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Json, Lang, Map, Ocr, Out, Tz
from evenhand.cli.talk import print_json, print_table, say, showing
from evenhand.files.words import words_read
from evenhand.rings.attachments.run import look_at_attachments


def attachments(
    complaints: Annotated[Path, typer.Argument(help="Complaints: CSV, XLSX, XLS, Parquet or JSON Lines.")],
    folder: Annotated[Path, typer.Option("--attachments", help="Folder that holds the images and PDFs named.")],
    out: Out,
    ocr: Ocr = None,
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Look at enclosed images and PDFs: attachments.parquet, attachment_handles.parquet, rejects.csv, summary.json."""
    words_of = words_read(ocr)
    with showing("attachments") as progress:
        summary = look_at_attachments(
            complaints, folder=folder, out=out, words_of=words_of, mapping=mapping, tz=tz, progress=progress
        )
    if as_json:
        print_json(summary)
        return
    heads = ("共有的", "数量") if lang == "zh" else ("in common", "number")
    print_table("附件" if lang == "zh" else "Attachments", heads, list(summary["shared"].items()))
    if lang == "zh":
        say(f"看了 {summary['attachments']} 份附件，{summary['attachments_refused']} 处没有看，见 rejects.csv。")
    else:
        say(f"{summary['attachments']} attachments seen; {summary['attachments_refused']} entries in rejects.csv.")
