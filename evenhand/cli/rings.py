"""`evenhand rings`."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from evenhand.cli.drawing import draw_rings
from evenhand.cli.options import Engine, Json, Lang, Map, Master, Ocr, Out, Sheet, Tz
from evenhand.cli.talk import print_json, print_table, say, showing
from evenhand.files.words import words_read
from evenhand.rings.run import detect, write

_KINDS = {
    "organised": {"zh": "疑似有组织", "en": "suspected organised"},
    "same_wording": {"zh": "同一模板", "en": "same wording"},
    "shared_cause": {"zh": "共同起因", "en": "shared cause"},
}


Findings = Annotated[
    Path | None, typer.Option("--findings", help="findings.parquet of an audit: which complaints are borne out.")
]
Previous = Annotated[
    Path | None, typer.Option("--previous", help="Folder of an earlier run, whose ring ids are carried on.")
]
Attachments = Annotated[
    Path | None, typer.Option("--attachments", help="Folder of the images and PDFs enclosed; they are looked at.")
]
Papers = Annotated[
    Path | None, typer.Option("--papers", help="attachments.parquet of `evenhand attachments`, in its place.")
]
Kept = Annotated[Path | None, typer.Option("--index", help="Also keep an index in this file, for `evenhand index`.")]
Format = Annotated[Literal["cfpb"] | None, typer.Option("--format", help="cfpb: as that bureau publishes.")]


def rings(
    complaints: Annotated[Path, typer.Argument(help="Complaints: CSV, XLSX, XLS, Parquet or JSON Lines.")],
    out: Out,
    findings: Findings = None,
    previous: Previous = None,
    attachments: Attachments = None,
    papers: Papers = None,
    ocr: Ocr = None,
    index: Kept = None,
    layout: Format = None,
    detector: Annotated[str, typer.Option("--detector", help="Version of the detector.")] = "v2",
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    engine: Engine = "duckdb",
    master: Master = "local[*]",
    xlsx: Sheet = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Find linked complaints and say why: rings.parquet, members.parquet, ties.parquet, summary.json, report.html."""
    out.mkdir(parents=True, exist_ok=True)
    words_of = words_read(ocr) if attachments is not None else None
    with showing("rings") as progress:
        detection = detect(
            complaints, detector=detector, findings=findings, previous=previous, layout=layout, mapping=mapping, tz=tz,
            engine=engine, master=master, shared=out, attachments=attachments, papers=papers, words_of=words_of,
            index=index, progress=progress,
        )  # fmt: skip
        write(detection, out)
        draw_rings(detection, out, lang=lang, sheet=xlsx, tz=tz, progress=progress)
    if as_json:
        print_json(detection.summary)
    else:
        _tell(detection.summary, out, lang)


def _tell(summary: dict[str, Any], out: Path, lang: str) -> None:
    rows = [(label[lang], summary["counts"].get(kind, 0)) for kind, label in _KINDS.items()]
    zh = lang == "zh"
    print_table("投诉群组" if zh else "Groups of complaints", ("", "数量" if zh else "number"), rows)
    if zh:
        say(f"读入 {summary['rows_read']} 行，拒收 {summary['rows_rejected']} 行。怀疑不等于认定，由人决定。")
        say(f"报告：{out / 'report.html'}")
    else:
        say(
            f"{summary['rows_read']} rows read, {summary['rows_rejected']} rejected. "
            "A suspicion is not a finding; people decide."
        )
        say(f"Report: {out / 'report.html'}")
