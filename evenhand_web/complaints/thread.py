"""The thread of a complaint for its staff: what was done, by whom, and what was said with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand_web.complaints.codes import DELIVERY_WAYS, PAUSE_GROUNDS, PURPOSES, RETURN_GROUNDS
from evenhand_web.complaints.letters import LETTERS
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.words import WORDS
from evenhand_web.journal import queries as journal
from evenhand_web.journal.models import Entry
from evenhand_web.people.models import Person
from evenhand_web.people.queries import names_of
from evenhand_web.registry.models import Organisation

Words = Mapping[str, str]
# Facts that are codes, and what the codes mean.
CODED: dict[str, Mapping[str, Words]] = {
    "ground": RETURN_GROUNDS | PAUSE_GROUNDS,
    "purpose": PURPOSES,
    "way": DELIVERY_WAYS,
    "letter": {name: letter.name for name, letter in LETTERS.items()},
}
SAID = ("note", "why")
YES_OR_NO = ("approved", "same")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry: who of the staff acted, the facts in words of both languages, and the note that went with it."""

    entry: Entry
    person: Person | None
    facts: tuple[Words, ...]
    note: str


def thread(complaint: Complaint) -> list[Line]:
    """The journal of a complaint, the newest last."""
    entries = list(journal.thread("complaint", complaint.pk))
    people = names_of({entry.person_id for entry in entries if entry.person_id})
    codes = {str(entry.facts.get("to", "")) for entry in entries}
    named = {each.code: each for each in Organisation.objects.filter(code__in=codes)}
    return [
        Line(
            entry=entry,
            person=people.get(entry.person_id or 0),
            facts=tuple(_in_words(entry.facts, named)),
            note=note_of(entry),
        )
        for entry in entries
    ]


def _in_words(facts: Mapping[str, Any], named: Mapping[str, Organisation]) -> Iterator[Words]:
    if to := named.get(str(facts.get("to", ""))):
        yield {"zh": to.called("zh"), "en": to.called("en")}
    for fact, meanings in CODED.items():
        if facts.get(fact) in meanings:
            yield meanings[facts[fact]]
    if facts.get("other"):
        yield {"zh": str(facts["other"]), "en": str(facts["other"])}
    for fact in YES_OR_NO:
        if isinstance(facts.get(fact), bool):
            yield WORDS[f"thread.{fact}.{'yes' if facts[fact] else 'no'}"]
    if facts.get("new_facts"):
        yield WORDS["thread.new_facts"]


def note_of(entry: Entry) -> str:
    """The note that went with an entry; nothing once that is forgotten."""
    said = journal.personal_of(entry)
    return "\n".join(str(said[name]) for name in SAID if said.get(name))
