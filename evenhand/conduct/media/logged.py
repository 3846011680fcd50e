"""What is odd about a file and accuses nobody: written to the rejects, with what to do."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from evenhand.conduct.media.contacts import Documented, Kept
from evenhand.conduct.media.images import Seen
from evenhand.conduct.media.listening import Heard
from evenhand.conduct.media.opened import Opened
from evenhand.conduct.media.speech.transcripts import Transcript
from evenhand.files.content import falsely_named
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
NOT_READ = Problem(
    problem="影像里的文字没有读 / words in this image were not read",
    hint="请人工查看 / have a person look at it",
)
FAILED = Problem(
    problem="没有全部转写：{zh} / not all of it was written down: {en}",
    hint="核对语音识别服务后再运行 / check the speech service and run again",
)
NOT_ASKED = Problem(
    problem="没有转写：识别服务连续失败，已停止 / not written down: the speech service failed again and again",
    hint="核对语音识别服务后再运行 / check the speech service and run again",
)
TOO_LONG = Problem(
    problem="人声过长，有 {seconds} 秒没有转写 / too much voice; {seconds} s were not written down",
    hint="请人工听这一段，或分成几个文件 / have a person listen, or keep it in parts",
)
UNCLEAR = Problem(
    problem="有 {seconds} 秒人声听不清，没有转写 / {seconds} s of voice gave no words",
    hint="需要时请人工听 / have a person listen where it matters",
)


def logged(files: Opened) -> pa.Table:
    """Rows of `records.REJECTS`, one for each such file of each contact."""
    noted = [
        {"row": contact.row, "column": column, "value": kept.name, "problem": it.problem, "hint": it.hint}
        for contact in files.contacts
        for column, kept in _files(contact)
        for it in _problems(kept, files)
    ]
    return pa.Table.from_pylist(noted, schema=REJECTS)


def _files(contact: Documented) -> Iterator[tuple[str, Kept]]:
    if contact.recording is not None:
        yield "recording", contact.recording
    for image in contact.images:
        yield "media", image


def _problems(kept: Kept, files: Opened) -> Iterator[Problem]:
    path = kept.place.path or Path()
    known = files.heard.get(path) or files.looked.get(path)
    if kept.place.absence == "outside":
        yield OUTSIDE
    elif known == "no_decoder":
        yield NO_DECODER
    elif known == "video":
        yield VIDEO
    elif isinstance(known, Heard | Seen) and falsely_named(path, known.kind):
        yield Problem(problem=FALSE_NAME.problem.format(kind=known.kind), hint=FALSE_NAME.hint)
    if files.kinds is not None and isinstance(known, Seen) and path not in files.kinds:
        yield NOT_READ
    if files.written is not None and path in files.written:
        yield from _unwritten(files.written[path])


def _unwritten(transcript: Transcript | None) -> Iterator[Problem]:
    if transcript is None:
        yield Problem(problem=NOT_ASKED.problem, hint=NOT_ASKED.hint)
    elif transcript.fault:
        why = transcript.fault
        yield Problem(problem=FAILED.problem.format(zh=why.zh.rstrip("。"), en=why.en.rstrip(".")), hint=FAILED.hint)
    if transcript and transcript.left_s:
        yield Problem(problem=TOO_LONG.problem.format(seconds=round(transcript.left_s)), hint=TOO_LONG.hint)
    if transcript and transcript.unclear_s > transcript.voiced_s / 2:
        yield Problem(problem=UNCLEAR.problem.format(seconds=round(transcript.unclear_s)), hint=UNCLEAR.hint)
