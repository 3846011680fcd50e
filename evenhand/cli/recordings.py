"""`evenhand recordings`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.audit import failing_outcomes
from evenhand.cli.options import FailOn, Json, Lang, Map, Out, Tz
from evenhand.cli.talk import print_json, print_table, say, showing
from evenhand.conduct.media.run import DEFAULT_PACKS, check_recordings


def recordings(
    contacts: Annotated[Path, typer.Argument(help="Contacts: CSV, XLSX, XLS, Parquet or JSON Lines.")],
    media: Annotated[Path, typer.Option("--media", help="Folder that holds the recordings and images named.")],
    out: Out,
    pack: Annotated[
        str, typer.Option("--pack", help="Rule packs that say what a missing file means, separated by commas.")
    ] = ",".join(DEFAULT_PACKS),
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    fail_on: FailOn = "",
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Hold recordings and images to the contacts that name them: findings.parquet, rejects.csv, summary.json."""
    failing = failing_outcomes(fail_on)
    with showing("recordings") as progress:
        summary = check_recordings(
            contacts, media=media, out=out, packs=pack.split(","), tz=tz, mapping=mapping, progress=progress
        )
    if as_json:
        print_json(summary)
    else:
        _tell(summary, out, lang)
    if any(summary["outcomes"].get(outcome) for outcome in failing):
        raise typer.Exit(1)


def _tell(summary: dict[str, Any], out: Path, lang: str) -> None:
    zh = lang == "zh"
    columns = ("规则", "发现") if zh else ("rule", "findings")
    print_table("录音与影像" if zh else "Recordings and images", columns, list(summary["counts"].items()))
    sound, images = summary["recordings"], summary["images"]
    if zh:
        say(f"录音：登记 {sound['named']} 份，找到 {sound['there']} 份，听了 {sound['heard']} 份。")
        say(f"影像：登记 {images['named']} 份，找到 {images['there']} 份，看了 {images['seen']} 份。")
        say("除文件缺失外，其余都只是疑点，须由人核对。" if summary["findings"] else "没有发现。")
    else:
        say(f"Recordings: {sound['named']} named, {sound['there']} there, {sound['heard']} heard.")
        say(f"Images: {images['named']} named, {images['there']} there, {images['seen']} seen.")
        say(
            "All but a missing file is suspicion only; a person must look." if summary["findings"] else "Nothing found."
        )
    if named_none(summary):
        say(
            "登记的文件一份也没有找到，请核对 --media 是否指对了文件夹。"
            if zh
            else "Not one of the files named was found: is --media the right folder?"
        )
    say(f"{'结果' if zh else 'Results'}: {out / 'findings.parquet'}")


def named_none(summary: dict[str, Any]) -> bool:
    """Whether files were named and none was there: most often the wrong folder."""
    named, there = (sum(summary[kind][what] for kind in ("recordings", "images")) for what in ("named", "there"))
    return bool(named and not there)
