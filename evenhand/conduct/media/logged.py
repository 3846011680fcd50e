"""What is odd about a file and accuses nobody: written to the rejects, with what to do."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from evenhand.conduct.media.contacts import Documented, Kept
from evenhand.conduct.media.content import falsely_named
from evenhand.conduct.media.images import Fault as Unseen
from evenhand.conduct.media.images import Seen
from evenhand.conduct.media.listening import Heard
from evenhand.conduct.media.sound import Fault as Unheard
from evenhand.intake.problems import Problem
from evenhand.records import REJECTS

OUTSIDE = Problem(
    problem="位置在文件夹之外，没有打开 / the path leads out of the folder and was not opened",
    hint="写成相对于 --media 文件夹的位置 / write it relative to the folder given as --media",
)
NO_DECODER = Problem(
    problem="没有能解码 m4a、amr 的程序，这段录音没有听 / no program to decode m4a or amr; it was not heard",
    hint="安装 ffmpeg 后再运行 / install ffmpeg and run again",
)
VIDEO = Problem(
    problem="这是视频，没有查看 / this is a video; it was not looked at",
    hint="请人工查看，或另存一张照片 / have a person look at it, or keep a photograph too",
)
FALSE_NAME = Problem(
    problem="内容是 {kind}，与文件名不符，已按内容读取 / it holds {kind} against its name; read by content",
    hint="核对文件是否拿错 / check that it is the right file",
)


def logged(
    contacts: Sequence[Documented], heard: Mapping[Path, Heard | Unheard], looked: Mapping[Path, Seen | Unseen]
) -> pa.Table:
    """Rows of `records.REJECTS`, one for each such file of each contact."""
    noted = [
        {"row": contact.row, "column": column, "value": kept.name, "problem": it.problem, "hint": it.hint}
        for contact in contacts
        for column, kept in _files(contact)
        for it in _problems(kept, heard.get(kept.place.path or Path()) or looked.get(kept.place.path or Path()))
    ]
    return pa.Table.from_pylist(noted, schema=REJECTS)


def _files(contact: Documented) -> Iterator[tuple[str, Kept]]:
    if contact.recording is not None:
        yield "recording", contact.recording
    for image in contact.images:
        yield "media", image


def _problems(kept: Kept, known: Heard | Seen | str | None) -> Iterator[Problem]:
    if kept.place.absence == "outside":
        yield OUTSIDE
    elif known == "no_decoder":
        yield NO_DECODER
    elif known == "video":
        yield VIDEO
    elif isinstance(known, Heard | Seen) and kept.place.path and falsely_named(kept.place.path, known.kind):
        yield Problem(problem=FALSE_NAME.problem.format(kind=known.kind), hint=FALSE_NAME.hint)
