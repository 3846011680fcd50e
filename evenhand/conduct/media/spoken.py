"""What the words of recordings show against the contacts that name them: places for a person to listen to."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import pyarrow as pa

from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.listening import Heard
from evenhand.conduct.media.recordings import recording_of
from evenhand.conduct.media.rows import Found, shown_name
from evenhand.conduct.media.sound import Fault
from evenhand.conduct.media.speech.recogniser import Recogniser
from evenhand.conduct.media.speech.transcripts import Side, Spoken, Transcript, transcribe
from evenhand.conduct.wording.reading import Hit, read
from evenhand.privacy.masking import mask
from evenhand.records import TRANSCRIPTS

RULE_OF = {
    "threat": "threat",
    "insult": "insult",
    "impersonation": "impersonation",
    "false_consequence": "false-consequence",
    "borrow_elsewhere": "borrow-elsewhere",
    "debt": "disclosure",
}
"""The rule that a saying goes to; that a debt is spoken of matters only where the other side is not the debtor."""

_NOT_THE_DEBTOR = {"spouse", "emergency_contact", "relative", "colleague", "employer", "other"}
# A pause this long ends a sentence.
_PAUSE_S = 2.0
# A recogniser that failed on so many recordings running is asked no more.
_FAILED_ENOUGH = 3
_CLOSERS = "。，！？、；,.!?;"

Transcripts = Mapping[Path, Transcript | None]
"""By recording; None was not handed over. A recording that could not be heard is not in it."""


def write_down_all(
    heard: Mapping[Path, Heard | Fault],
    recogniser: Recogniser,
    collector: Side | None,
    told: Callable[[float], None],
) -> dict[Path, Transcript | None]:
    """The transcript of every recording that can be heard; a recogniser that keeps failing is left alone."""
    audible = [path for path, one in heard.items() if isinstance(one, Heard)]
    written: dict[Path, Transcript | None] = {}
    failed = 0
    for done, path in enumerate(audible, start=1):
        one = transcribe(path, recogniser, collector=collector) if failed < _FAILED_ENOUGH else None
        failed = failed + 1 if one is None or one.fault else 0
        written[path] = one
        told(done / len(audible))
    return written


def on_words(contacts: Sequence[Documented], transcripts: Transcripts) -> Iterator[Found]:
    """Every finding on what the recordings of `contacts` say; each is for a person to listen to."""
    for contact in contacts:
        path = recording_of(contact)
        transcript = transcripts.get(path) if path else None
        if transcript is not None and contact.recording is not None:
            yield from _on_the_words(contact, transcript, shown_name(contact.recording.name))


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A hit and the segment it begins in."""

    hit: Hit
    spoken: Spoken


def _on_the_words(contact: Documented, transcript: Transcript, file: str) -> Iterator[Found]:
    found: dict[str, list[_Place]] = {}
    for piece in transcript.pieces:
        for place in _places(piece):
            rule = RULE_OF[place.hit.saying]
            if rule != "disclosure" or contact.counterparty in _NOT_THE_DEBTOR:
                found.setdefault(rule, []).append(place)
    for rule, places in found.items():
        places.sort(key=lambda place: place.spoken.start_s)
        yield Found(contact=contact, wording=rule, facts=_facts(places, file))


def _places(piece: Sequence[Spoken]) -> Iterator[_Place]:
    text, starts = _as_one_text(piece)
    for hit in read(text, speaker=piece[0].speaker):
        yield _Place(hit=hit, spoken=piece[bisect_right(starts, hit.start) - 1])


def _as_one_text(piece: Sequence[Spoken]) -> tuple[str, list[int]]:
    """The segments as one text, as a phrase may run on from one to the next, and where each begins in it."""
    text, starts, before = "", [], piece[0]
    for one in piece:
        if text and one.start_s - before.end_s > _PAUSE_S:
            text += "\n"
        elif text and text[-1] not in _CLOSERS:
            text += "，"
        starts.append(len(text))
        text, before = text + one.text, one
    return text, starts


def _facts(places: Sequence[_Place], file: str) -> dict[str, object]:
    surest = max(places, key=lambda place: place.hit.confidence)
    spoken = surest.spoken
    return {
        "file": file,
        "at_s": int(spoken.start_s),
        "to_s": ceil(spoken.end_s),
        "clock": _clock(spoken.start_s),
        "voice": spoken.speaker or "unknown",
        "said": mask(spoken.text),
        "number": len(places),
        "confidence": surest.hit.confidence,
        "seconds": sorted({int(place.spoken.start_s) for place in places}),
    }


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def transcripts_table(contacts: Sequence[Documented], transcripts: Transcripts) -> pa.Table:
    """What was said, as `records.TRANSCRIPTS`, personal data masked; by contact and time."""
    rows = [
        {
            "contact_id": contact.contact_id,
            "recording": shown_name(contact.recording.name),
            "channel": one.channel,
            "speaker": one.speaker,
            "start_s": one.start_s,
            "end_s": one.end_s,
            "text": mask(one.text),
        }
        for contact in contacts
        if contact.recording and (path := recording_of(contact)) and (transcript := transcripts.get(path))
        for one in transcript.spoken
    ]
    return pa.Table.from_pylist(rows, schema=TRANSCRIPTS)
