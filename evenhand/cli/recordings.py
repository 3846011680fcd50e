"""`evenhand recordings`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from evenhand.cli.audit import failing_outcomes
from evenhand.cli.drawing import draw_recordings
from evenhand.cli.hearing import recogniser_for
from evenhand.cli.options import FailOn, Json, Lang, Map, Out, Tz, packs_of
from evenhand.cli.talk import print_json, print_table, say, showing
from evenhand.conduct.media.run import DEFAULT_PACKS, check_recordings
from evenhand.conduct.media.speech.endpoint import WAIT_S
from evenhand.files.words import Reader, reader, reader_at_hand

SpeechUrl = Annotated[
    str | None,
    typer.Option("--speech-url", help="Transcription service, OpenAI-compatible; its key in EVENHAND_SPEECH_KEY."),
]
SpeechModel = Annotated[
    Path | None, typer.Option("--speech-model", help="Folder of a Whisper model (CTranslate2) on this machine.")
]
Collector = Annotated[
    Literal["left", "right"] | None, typer.Option("--collector", help="Channel on which the collector speaks.")
]
Words = Annotated[
    bool | None,
    typer.Option("--ocr/--no-ocr", help="Look for personal data in images; on where the extra ocr is installed."),
]
_PACKS = list(DEFAULT_PACKS)
Packs = Annotated[
    list[str],
    typer.Option("--pack", help="Rule packs that say what a missing file means, separated by commas or one a --pack."),
]
SpeechName = Annotated[str, typer.Option("--speech-name", help="Model that the service is asked for.")]
SpeechLang = Annotated[Literal["zh", "en"], typer.Option("--speech-lang", help="Language spoken.")]
SpeechWait = Annotated[float, typer.Option("--speech-wait", min=1, help="Seconds a piece of 30 s may take.")]
Unverified = Annotated[bool, typer.Option("--unverified", help="Also periods of keeping whose source is weak.")]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="Day for periods of keeping; else that of the last contact."),
]


def recordings(
    contacts: Annotated[Path, typer.Argument(help="Contacts: CSV, XLSX, XLS, Parquet or JSON Lines.")],
    media: Annotated[Path, typer.Option("--media", help="Folder that holds the recordings and images named.")],
    out: Out,
    pack: Packs = _PACKS,
    speech_url: SpeechUrl = None,
    speech_model: SpeechModel = None,
    speech_name: SpeechName = "whisper-1",
    speech_lang: SpeechLang = "zh",
    speech_wait: SpeechWait = WAIT_S,
    collector: Collector = None,
    ocr: Words = None,
    on: On = None,
    unverified: Unverified = False,
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    fail_on: FailOn = "",
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Hold recordings and images to contacts: findings.parquet, rejects.csv, summary.json, report.html."""
    failing = failing_outcomes(fail_on)
    how: dict[str, Any] = {"packs": packs_of(pack), "tz": tz, "mapping": mapping, "unverified": unverified}
    how |= {"on": on.date() if on else None, "collector": collector, "reader": _reader(ocr)}
    by = recogniser_for(speech_url, speech_model, name=speech_name, language=speech_lang, wait_s=speech_wait)
    with showing("recordings") as progress:
        summary = check_recordings(contacts, media=media, out=out, recogniser=by, progress=progress, **how)
        draw_recordings(out, lang=lang)
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
    _tell_what_was_said(summary, out, zh=zh)
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
    say(f"{'报告' if zh else 'Report'}: {out / 'report.html'}")


def _reader(wanted: bool | None) -> Reader | None:
    """Who reads the words in images: as installed, unless it was insisted on or left out."""
    if wanted is None:
        return reader_at_hand()
    return reader() if wanted else None


def _tell_what_was_said(summary: dict[str, Any], out: Path, *, zh: bool) -> None:
    """What became of the words, in recordings and in images; where nobody looked for them, that."""
    speech, images = summary["speech"], summary["images"]
    if speech is None:
        say(
            "没有转写录音（--speech-url 或 --speech-model）。"
            if zh
            else "Nothing said was written down (--speech-url)."
        )
    elif zh:
        say(f"转写：{speech['written']} 份，{speech['failed']} 份没有完成：{out / 'transcripts.parquet'}")
    else:
        say(f"Written down: {speech['written']}; {speech['failed']} failed: {out / 'transcripts.parquet'}")
    if "recordings/image-personal-data" in summary["not_evaluated"] and images["there"]:
        say(
            '没有查看影像里的个人信息：在源码目录里运行 pip install ".[ocr]"。'
            if zh
            else 'Personal data in images was not looked for: pip install ".[ocr]" in the folder of the source.'
        )


def named_none(summary: dict[str, Any]) -> bool:
    """Whether files were named and none was there: most often the wrong folder."""
    named, there = (sum(summary[kind][what] for kind in ("recordings", "images")) for what in ("named", "there"))
    return bool(named and not there)
