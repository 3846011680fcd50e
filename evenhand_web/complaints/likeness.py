"""How alike two complaints are: the same telephone or ID number, or the same words about the same institution.

What is compared never leaves this file; the reasons name the kind of likeness and no personal data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from evenhand_web.complaints.models import Complaint
from evenhand_web.privacy.cipher import blind, normal

WITHIN = timedelta(days=90)
AT_MOST_READ = 300
SAME_WORDS, PERSON, WORDS_WITH_PERSON = 0.6, 0.5, 0.15
SAME_PHONE, SAME_ID, ALIKE_WORDS, SAME_INSTITUTION = "same_phone", "same_id_number", "alike_words", "same_institution"


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """Another complaint, how alike (0 to 1), and in what."""

    other: Complaint
    score: float
    reasons: tuple[str, ...]


def alike(complaint: Complaint) -> list[Likeness]:
    """Earlier and later complaints that may be the same matter, the likeliest first."""
    others = Complaint.objects.exclude(pk=complaint.pk).filter(
        received_at__gte=complaint.received_at - WITHIN, received_at__lte=complaint.received_at + WITHIN
    )
    person = complaint.complainant
    return among(
        others,
        phone_index=person.phone_index,
        id_index=person.id_index,
        institution=complaint.institution_id,
        words=complaint.narrative,
    )


def perhaps(others: QuerySet[Complaint], *, phone: str, institution: int | None, words: str) -> list[Likeness]:
    """What is like a complaint that is still being typed."""
    return among(
        others,
        phone_index=blind(phone, "phone") if len(normal(phone, "phone")) >= 7 else "",
        id_index="",
        institution=institution,
        words=words,
    )


def among(
    others: QuerySet[Complaint], *, phone_index: str, id_index: str, institution: int | None, words: str
) -> list[Likeness]:
    """Those of `others` that are like it."""
    near = Q(pk__in=[])
    if phone_index:
        near |= Q(complainant__phone_index=phone_index)
    if id_index:
        near |= Q(complainant__id_index=id_index)
    if institution and words:
        near |= Q(institution=institution)
    read = others.filter(near).select_related("complainant", "institution").order_by("-received_at")[:AT_MOST_READ]
    asked = grams(words)
    found = (_judge(each, phone_index, id_index, institution, asked) for each in read)
    return sorted((one for one in found if one), key=lambda one: (-one.score, one.other.pk))


def _judge(
    other: Complaint, phone_index: str, id_index: str, institution: int | None, asked: frozenset[str]
) -> Likeness | None:
    same_words = overlap(asked, grams(other.narrative))
    same_institution = institution is not None and other.institution_id == institution
    who = [
        name
        for name, held in (
            (SAME_PHONE, bool(phone_index) and other.complainant.phone_index == phone_index),
            (SAME_ID, bool(id_index) and other.complainant.id_index == id_index),
        )
        if held
    ]
    # One person may well complain twice about different things: the same institution or some of the same words too.
    by_person = bool(who) and (same_institution or same_words >= WORDS_WITH_PERSON or not asked)
    if not by_person and not (same_institution and same_words >= SAME_WORDS):
        return None
    reasons = (
        *who,
        *([SAME_INSTITUTION] if same_institution else []),
        *([ALIKE_WORDS] if same_words >= SAME_WORDS else []),
    )
    score = max(same_words, PERSON + same_words / 2 if who else 0.0)
    return Likeness(other=other, score=min(score, 1.0), reasons=tuple(reasons))


def grams(text: str, size: int = 3) -> frozenset[str]:
    """Every run of three signs of the words alone."""
    plain = "".join(sign for sign in text if sign.isalnum())
    return frozenset(plain[at : at + size] for at in range(max(len(plain) - size + 1, 0)))


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """Shared runs of all runs."""
    first, second = frozenset(one), frozenset(other)
    return len(first & second) / len(first | second) if first and second else 0.0
