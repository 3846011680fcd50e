"""Finding organisations by whatever they are called, what they became, and who answers for them."""

import unicodedata
from collections.abc import Collection

from django.db.models import Q, QuerySet

from evenhand_web.registry.codes import ANY, INSTITUTION
from evenhand_web.registry.models import Alias, Jurisdiction, Organisation

AT_MOST_MERGERS = 20


def visible_to(person: object) -> QuerySet[Organisation]:
    """Who is registered is open to everybody who is signed in, and to the public."""
    return Organisation.objects.all()


def listed(words: str) -> QuerySet[Organisation]:
    """Every organisation, or those of which a name holds `words` or whose code they are."""
    found = Organisation.objects.select_related("merged_into").order_by("kind", "code")
    if not folded(words):
        return found
    return found.filter(
        Q(code__iexact=words) | Q(pk__in=Alias.objects.filter(folded__contains=folded(words)).values("organisation"))
    )


def folded(name: str) -> str:
    """One spelling for a name: full-width as half-width, no case, no spaces, no punctuation."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def initials(name: str) -> str:
    """The initials of a Chinese name in pinyin: 甬江银行 as yjyh."""
    # Its dictionaries take a sixth of a second to open, and few processes ever ask for them.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(folded(name), style=Style.FIRST_LETTER)
    return "".join(part[:1] if len(part) > 1 and not part.isascii() else part for part in letters)[:60]


def named(words: str) -> Organisation | None:
    """The organisation that is called exactly so, today or once, as what it has become; None for no such name."""
    alias = Alias.objects.select_related("organisation").filter(folded=folded(words)).first()
    return present(alias.organisation) if alias else None


def called_like(words: str, *, kinds: Collection[str] = (INSTITUTION,), limit: int = 8) -> list[Organisation]:
    """Organisations of `kinds` whose names hold `words` or begin with its pinyin initials; the nearest first."""
    asked = folded(words)
    if not asked:
        return []
    hits = Alias.objects.select_related("organisation").filter(organisation__kind__in=kinds)
    hits = hits.filter(Q(folded__contains=asked) | Q(initials__startswith=asked))
    ranked = sorted(hits[:200], key=lambda a: (a.folded != asked, not a.folded.startswith(asked), len(a.folded), a.pk))
    found: dict[int, Organisation] = {}
    for alias in ranked:
        today = present(alias.organisation)
        found.setdefault(today.pk, today)
    return list(found.values())[:limit]


def present(organisation: Organisation) -> Organisation:
    """What `organisation` is today: itself, or what it was merged into."""
    for _ in range(AT_MOST_MERGERS):
        if organisation.merged_into is None:
            break
        organisation = organisation.merged_into
    return organisation


def standing_for(organisation: Organisation) -> frozenset[int]:
    """Every organisation that is today the same as this one: it, what it became, and all that became part of that."""
    found = {present(organisation).pk}
    grown = set(found)
    while grown:
        grown = set(Organisation.objects.filter(merged_into__in=grown).values_list("pk", flat=True)) - found
        found |= grown
    return frozenset(found)


def authority_for(*, subject: str, institution_type: str) -> Organisation | None:
    """The authority whose jurisdiction it is; None where nobody was given it."""
    rows = Jurisdiction.objects.select_related("authority").filter(
        subject=subject, institution_type__in=(institution_type, ANY)
    )
    given = {row.institution_type: row.authority for row in rows}
    return given.get(institution_type) or given.get(ANY)
