"""The places that findings from speech point to, cut out of their recordings so that a person can listen at once."""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from evenhand.conduct.media.recordings import recording_of
from evenhand.conduct.media.rows import Found
from evenhand.conduct.media.sound import CannotHear, open_sound
from evenhand.conduct.media.speech.recogniser import RATE, Samples
from evenhand.conduct.media.speech.stretches import Stretch, cut
from evenhand.conduct.media.speech.transcripts import one_channel
from evenhand.conduct.media.spoken import RULE_OF
from evenhand.files.parts import part
from evenhand.records import PASSAGES

BEFORE_S, AFTER_S = 3.0, 4.0
"""What is kept of a recording around the words: enough to hear who speaks and how it goes on."""

LONGEST_S = 30.0
MOST = 2_000
"""Passages kept of one run, some 60 kB each; the findings beyond name file and second all the same."""


def passages_table(found: Iterable[Found]) -> pa.Table:
    """One passage for each finding from speech, as `records.PASSAGES`: both channels together, as MP3.

    The recording stays the evidence; this is a copy to listen to.
    """
    spoken = [one for one in found if one.wording in RULE_OF.values()][:MOST]
    told: dict[Path, list[Found]] = {}
    for one in spoken:
        if path := recording_of(one.contact):
            told.setdefault(path, []).append(one)
    rows = [row for path, group in told.items() for row in _passages(path, group)]
    return pa.Table.from_pylist(rows, schema=PASSAGES)


def _passages(path: Path, found: Sequence[Found]) -> Iterator[dict[str, object]]:
    wanted: dict[Stretch, list[Found]] = {}
    for one in found:
        wanted.setdefault(_stretch(one), []).append(one)
    try:
        for stretch, samples in cut(sorted(wanted, key=_begin), one_channel(path, None), _rate(path)):
            sound = _mp3(samples)
            for one in wanted[stretch]:
                yield {
                    "contact_id": one.contact.contact_id,
                    "rule": one.rule,
                    "recording": one.facts["file"],
                    "from_s": stretch.start_s,
                    "to_s": stretch.start_s + len(samples) / RATE,
                    "sound": sound,
                }
    except CannotHear:  # it broke off where it did when it was heard
        return


def _stretch(one: Found) -> Stretch:
    at_s, to_s = (float(str(one.facts[name])) for name in ("at_s", "to_s"))
    start = max(0.0, at_s - BEFORE_S)
    return Stretch(start, min(to_s + AFTER_S, start + LONGEST_S))


def _begin(stretch: Stretch) -> float:
    return stretch.start_s


def _rate(path: Path) -> int:
    with open_sound(path) as sound:
        return sound.rate


def _mp3(samples: Samples) -> bytes:
    soundfile: Any = part("soundfile")
    written = io.BytesIO()
    soundfile.write(written, samples, RATE, format="MP3")
    return written.getvalue()
