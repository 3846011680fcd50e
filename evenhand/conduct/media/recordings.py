"""What the recordings of calls show against the contacts that name them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.groups import groups, same_bytes
from evenhand.conduct.media.listening import Heard, listen
from evenhand.conduct.media.matching import same_recordings, tolerance
from evenhand.conduct.media.rows import Found, shown_name
from evenhand.conduct.media.sound import Fault
from evenhand.files.folder import Place

CONNECTED = ("conversation", "answered")
# Less voice than this, in seconds or as a share of a short recording, is silence.
_LEAST_VOICE_S, _LEAST_VOICE_SHARE = 2.0, 0.2
_LEAST_PARTY_S, _LEAST_PARTY_SHARE = 1.2, 0.1


def hear_all(contacts: Sequence[Documented], told: Callable[[float], None]) -> dict[Path, Heard | Fault]:
    """Listen once to every recording that is there; `told` hears the share done."""
    paths = sorted({path for one in contacts if (path := recording_of(one))})
    heard: dict[Path, Heard | Fault] = {}
    with ThreadPoolExecutor(max_workers=cpu_count()) as listeners:
        for done, (path, one) in enumerate(zip(paths, listeners.map(listen, paths), strict=True), start=1):
            heard[path] = one
            told(done / len(paths))
    return heard


def recording_of(contact: Documented) -> Path | None:
    """The file of a contact's recording, None where there is none."""
    return contact.recording.place.path if contact.recording else None


def on_recordings(contacts: Sequence[Documented], heard: Mapping[Path, Heard | Fault]) -> Iterator[Found]:
    """Every finding on the recordings of `contacts`, absent ones left to the packs."""
    for contact in contacts:
        if contact.recording is None:
            continue
        file = shown_name(contact.recording.name)
        yield from _on_the_file(contact, contact.recording.place, file)
        one = heard.get(contact.recording.place.path) if contact.recording.place.path else None
        if isinstance(one, Heard):
            yield from _on_the_sound(contact, one, file)
        elif one is not None and one != "no_decoder":
            yield Found(contact=contact, wording="recording-unreadable", facts={"file": file, "reason": one})
    yield from _reused(contacts, heard)


def _on_the_file(contact: Documented, place: Place, file: str) -> Iterator[Found]:
    if place.absence in ("outside", "no_file"):
        yield Found(contact=contact, wording="recording-unreadable", facts={"file": file, "reason": place.absence})
    if place.altered:
        yield Found(contact=contact, wording="recording-altered", facts={"file": file, "reason": "digest"})


def _on_the_sound(contact: Documented, heard: Heard, file: str) -> Iterator[Found]:
    if heard.cut:
        yield Found(contact=contact, wording="recording-unreadable", facts={"file": file, "reason": "cut"})
    altered = contact.recording is not None and contact.recording.place.altered
    if not altered and not heard.cut and contact.recording_s and _apart(heard.seconds, contact.recording_s):
        facts = {"file": file, "reason": "stated_length", **_lengths(heard.seconds, contact.recording_s)}
        yield Found(contact=contact, wording="recording-altered", facts=facts)
    if contact.duration_s and _apart(heard.seconds, contact.duration_s):
        wording = "recording-short" if heard.seconds < contact.duration_s else "recording-long"
        yield Found(contact=contact, wording=wording, facts=_lengths(heard.seconds, contact.duration_s))
    if _met(contact):
        yield from _on_the_voices(contact, heard)


def _met(contact: Documented) -> bool:
    return contact.channel == "call" and (contact.outcome is None or contact.outcome in CONNECTED)


def _apart(seconds: float, stated: float) -> bool:
    return abs(seconds - stated) > tolerance(stated)


def _lengths(seconds: float, stated: float) -> dict[str, object]:
    return {
        "seconds": round(seconds, 1),
        "call_s": round(stated, 1),
        "apart_s": round(abs(seconds - stated), 1),
        "allowed_s": round(tolerance(stated), 1),
    }


def _on_the_voices(contact: Documented, heard: Heard) -> Iterator[Found]:
    if heard.anyone_s < min(_LEAST_VOICE_S, _LEAST_VOICE_SHARE * heard.seconds):
        facts = {"seconds": round(heard.seconds, 1), "voiced_s": round(heard.anyone_s, 1)}
        yield Found(contact=contact, wording="recording-silent", facts=facts)
    elif heard.told_apart and min(heard.voiced_s) < min(_LEAST_PARTY_S, _LEAST_PARTY_SHARE * heard.seconds):
        left, right = (round(seconds, 1) for seconds in heard.voiced_s)
        yield Found(contact=contact, wording="recording-one-sided", facts={"left_s": left, "right_s": right})


def _reused(contacts: Sequence[Documented], heard: Mapping[Path, Heard | Fault]) -> Iterator[Found]:
    """One finding for each contact whose recording also serves another."""
    using: dict[Path, list[Documented]] = {}
    for contact in contacts:
        if path := recording_of(contact):
            using.setdefault(path, []).append(contact)
    equal = same_bytes(using)
    # What a machine says to every caller sounds alike: only calls in which somebody answered are held to each other.
    sounding = [path for path, own in using.items() if isinstance(heard.get(path), Heard) and any(map(_met, own))]
    pairs = same_recordings([one for path in sounding if isinstance(one := heard[path], Heard)])
    alike = [(sounding[pair.first], sounding[pair.second]) for pair in pairs]
    for paths in groups(using, [*equal, *alike]):
        sharing = sorted((one for path in paths for one in using[path]), key=lambda one: (one.at, one.contact_id))
        if len(sharing) < 2:
            continue
        reason = "file" if len(paths) == 1 else "bytes" if len(groups(paths, equal)) == 1 else "sound"
        ids = [one.contact_id for one in sharing]
        facts = {"number": len(ids), "reason": reason, "related": ids}
        yield from (Found(contact=one, wording="recording-reused", facts=facts, related=ids) for one in sharing)
