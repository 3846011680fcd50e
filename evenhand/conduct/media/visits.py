"""What the images of visits show against the visits that name them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta, tzinfo
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from evenhand.conduct.media.contacts import Documented, Kept
from evenhand.conduct.media.groups import groups, same_bytes
from evenhand.conduct.media.images import Fault, Seen, look
from evenhand.conduct.media.likeness import same_images
from evenhand.conduct.media.rows import Found, shown_name

# A visit's time is when it began, written by hand, and a camera's clock is set by hand too.
ALLOWED_H = 2.0
ALLOWED_KM = 1.0
_EARTH_KM = 6371.0

Looked = Mapping[Path, Seen | Fault]


def look_at_all(
    contacts: Sequence[Documented], zone: tzinfo, told: Callable[[float], None]
) -> dict[Path, Seen | Fault]:
    """Look once at every image that is there; `told` hears the share done."""
    paths = sorted({path for one in contacts for image in one.images if (path := image.place.path)})
    seen: dict[Path, Seen | Fault] = {}
    for done, path in enumerate(paths, start=1):
        seen[path] = look(path, zone=zone)
        told(done / len(paths))
    return seen


def on_images(contacts: Sequence[Documented], looked: Looked) -> Iterator[Found]:
    """Every finding on the images of `contacts`; where none at all is there, the packs speak."""
    for contact in contacts:
        yield from _on_the_files(contact, looked)
        seen = [(image, one) for image in contact.images if isinstance(one := _of(image, looked), Seen)]
        if seen:
            yield from _on_the_time(contact, seen)
            yield from _on_the_place(contact, seen)
    yield from _reused(contacts, looked)


def _of(image: Kept, looked: Looked) -> Seen | Fault | None:
    return looked.get(image.place.path) if image.place.path else None


def _on_the_files(contact: Documented, looked: Looked) -> Iterator[Found]:
    unseen = [(image, reason) for image in contact.images if (reason := _unseen(image, looked))]
    if unseen:
        facts = {"file": [shown_name(image.name) for image, _ in unseen], "reason": unseen[0][1]}
        yield Found(contact=contact, wording="image-unreadable", facts=facts)
    if altered := [shown_name(image.name) for image in contact.images if image.place.altered]:
        yield Found(contact=contact, wording="image-altered", facts={"file": altered, "reason": "digest"})


def _unseen(image: Kept, looked: Looked) -> str | None:
    if image.place.absence in ("outside", "no_file"):
        return image.place.absence
    fault = _of(image, looked)
    return fault if isinstance(fault, str) and fault != "video" else None


def _on_the_time(contact: Documented, seen: Sequence[tuple[Kept, Seen]]) -> Iterator[Found]:
    """The image furthest from the visit; where none says its time, that."""
    apart = [(_hours_apart(contact, one), image) for image, one in seen]
    known = [(hours, image) for hours, image in apart if hours is not None]
    if not known:
        names = [shown_name(image.name) for image, _ in seen]
        yield Found(contact=contact, wording="image-time-unknown", facts={"file": names})
        return
    hours, image = max(known, key=lambda each: each[0])
    if hours > ALLOWED_H:
        facts = {"file": shown_name(image.name), "apart_h": round(hours, 1), "allowed_h": ALLOWED_H}
        yield Found(contact=contact, wording="image-time", facts=facts)


def _hours_apart(contact: Documented, one: Seen) -> float | None:
    """How far the image was taken before the visit began or after it ended; of a day without an hour, the whole day."""
    if one.taken_at is None:
        return None
    lasting = timedelta(days=1) if contact.only_day else timedelta(seconds=contact.duration_s or 0)
    before, after = contact.at - one.taken_at, one.taken_at - (contact.at + lasting)
    return max(before, after, timedelta(0)) / timedelta(hours=1)


def _on_the_place(contact: Documented, seen: Sequence[tuple[Kept, Seen]]) -> Iterator[Found]:
    """Against the place of the visit where the file has it, else against the visit's first image with a place."""
    placed = [(image, one.latitude, one.longitude) for image, one in seen]
    known = [(image, lat, lon) for image, lat, lon in placed if lat is not None and lon is not None]
    if not known:
        names = [shown_name(image.name) for image, _ in seen]
        yield Found(contact=contact, wording="image-place-unknown", facts={"file": names})
        return
    if contact.latitude is not None and contact.longitude is not None:
        reason, there = "visit", (contact.latitude, contact.longitude)
    else:
        reason, there = "images", known[0][1:]
    apart, image = max(((_km(there, (lat, lon)), image) for image, lat, lon in known), key=lambda each: each[0])
    if apart > ALLOWED_KM:
        facts = {"file": shown_name(image.name), "reason": reason, "apart_km": round(apart, 1)}
        yield Found(contact=contact, wording="image-place", facts={**facts, "allowed_km": ALLOWED_KM})


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way over the earth between two places in degrees."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, each)) for each in (one, other))
    across = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, across)))


def _reused(contacts: Sequence[Documented], looked: Looked) -> Iterator[Found]:
    """One finding for each visit whose image also serves another: the same file, or the same picture elsewhere."""
    using: dict[Path, dict[str, Documented]] = {}
    for contact in contacts:
        for image in contact.images:
            if image.place.path:
                using.setdefault(image.place.path, {})[contact.contact_id] = contact
    equal, alike = same_bytes(using), _alike(using, looked)
    told: dict[str, tuple[Documented, set[str], str]] = {}
    for pairs, reason in (([], "file"), (equal, "bytes"), ([*equal, *alike], "picture")):
        for paths in groups(using, pairs):
            sharing = {one: contact for path in paths for one, contact in using[path].items()}
            if len(sharing) > 1:
                for one, contact in sharing.items():
                    earlier = told.get(one, (contact, set(), reason))
                    told[one] = (contact, earlier[1] | set(sharing), earlier[2])
    at = {contact.contact_id: (contact.at, contact.contact_id) for contact in contacts}
    for contact, others, reason in told.values():
        ids = sorted(others, key=lambda one: at[one])
        facts = {"number": len(ids), "reason": reason, "related": ids}
        yield Found(contact=contact, wording="image-reused", facts=facts, related=ids)


def _alike(using: Mapping[Path, Mapping[str, Documented]], looked: Looked) -> list[tuple[Path, Path]]:
    """Pairs of images of different debtors that show one picture: the same door may be seen twice by one debtor."""
    seen = [(path, one) for path in using if isinstance(one := looked.get(path), Seen)]
    debtors = [min(contact.debtor_id for contact in using[path].values()) for path, _ in seen]
    pairs = same_images([one.likeness for _, one in seen], debtors)
    return [(seen[pair.first][0], seen[pair.second][0]) for pair in pairs]
