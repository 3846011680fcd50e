"""Every file that contacts name, opened once: what was heard, seen, written down and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.images import Fault as Unseen
from evenhand.conduct.media.images import Seen
from evenhand.conduct.media.lettering import read_all
from evenhand.conduct.media.listening import Heard
from evenhand.conduct.media.recordings import hear_all, recording_of
from evenhand.conduct.media.sound import Fault as Unheard
from evenhand.conduct.media.speech.recogniser import Recogniser
from evenhand.conduct.media.speech.transcripts import Side
from evenhand.conduct.media.spoken import Transcripts, write_down_all
from evenhand.conduct.media.visits import look_at_all
from evenhand.files.words import Reader
from evenhand.tables.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The contacts that name files, and what each file holds, by its path.

    `written` is None where no recogniser was given, `kinds` (of personal data in images) where no reader was.
    """

    contacts: Sequence[Documented]
    heard: Mapping[Path, Heard | Unheard]
    looked: Mapping[Path, Seen | Unseen]
    written: Transcripts | None
    kinds: Mapping[Path, Mapping[str, int]] | None

    def counted(self) -> dict[str, Any]:
        """How many files contacts name, how many are there, and how many could be heard, seen, written down, read."""
        sounds = [one for one in self.heard.values() if isinstance(one, Heard)]
        images = [image for one in self.contacts for image in one.images]
        return {
            "recordings": {
                "named": sum(one.recording is not None for one in self.contacts),
                "there": sum(recording_of(one) is not None for one in self.contacts),
                "heard": len(sounds),
                "hours_heard": round(sum(one.seconds for one in sounds) / 3600, 2),
            },
            "images": {
                "named": len(images),
                "there": sum(image.place.path is not None for image in images),
                "seen": sum(isinstance(one, Seen) for one in self.looked.values()),
                "read": len(self.kinds or {}),
            },
            "speech": None if self.written is None else _speech(self.written),
        }


def _speech(written: Transcripts) -> dict[str, Any]:
    """Recordings written down whole, those with a fault; seconds of voice, of it without words, and left out."""
    done = [one for one in written.values() if one is not None]
    return {
        "written": sum(one.fault is None for one in done),
        "failed": sum(one is None or one.fault is not None for one in written.values()),
        "voiced_s": round(sum(one.voiced_s for one in done), 1),
        "unclear_s": round(sum(one.unclear_s for one in done), 1),
        "left_s": round(sum(one.left_s for one in done), 1),
    }


def open_all(
    contacts: Sequence[Documented],
    zone: tzinfo,
    recogniser: Recogniser | None,
    collector: Side | None,
    reader: Reader | None,
    tell: Progress,
) -> Opened:
    """Open every file once. Listening takes the longest, and writing down what was said much longer than that."""
    share = 0.15 if recogniser else 0.75
    heard = hear_all(contacts, lambda done: tell("listening", 0.05 + share * done))
    looked = look_at_all(contacts, zone, lambda done: tell("looking at images", 0.05 + share + 0.05 * done))
    kinds = read_all(looked, reader, lambda done: tell("reading images", 0.1 + share + 0.05 * done)) if reader else None
    written = None
    if recogniser:
        written = write_down_all(heard, recogniser, collector, lambda done: tell("writing down", 0.3 + 0.65 * done))
    return Opened(contacts=contacts, heard=heard, looked=looked, written=written, kinds=kinds)
