"""Find personal data in free text: where it stands, what it is, and how sure that is."""

from evenhand.privacy.characters import plain
from evenhand.privacy.emails import find_emails
from evenhand.privacy.landlines import find_landlines
from evenhand.privacy.names import find_names
from evenhand.privacy.numbers import find_numbers
from evenhand.privacy.plates import find_plates
from evenhand.privacy.span import KINDS, Kind, Span

__all__ = ["KINDS", "Kind", "Span", "find"]


def find(text: str) -> list[Span]:
    """The personal data in `text`, in order and never overlapping; time grows in proportion to the length.

    Where readings overlap the most certain one stands, then the longest, then the first.
    """
    flat = plain(text)
    spans = [*find_numbers(flat), *find_landlines(flat), *find_emails(flat), *find_plates(flat), *find_names(flat)]
    return _apart(spans, len(text)) if spans else []


def _apart(spans: list[Span], length: int) -> list[Span]:
    taken = bytearray(length)
    kept = []
    for span in sorted(spans, key=lambda span: (not span.certain, span.start - span.end, span.start)):
        if taken.find(1, span.start, span.end) < 0:
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
