"""Findings on files as rows of the table that every audit writes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.sentences import PACK, RULES, sentence
from evenhand.privacy.masking import mask
from evenhand.records import FINDINGS

# A rule is stated once a contact; these are the milder halves of one.
_HALVES = {"image-time-unknown": "image-time", "image-place-unknown": "image-place"}


# How the sentence of a review begins, as in an audit.
ASKED = ("待核：", "For review: ")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One finding on files: `wording` names its sentence, `facts` fill it, `related` the other contacts concerned.

    `pack` is the instrument that asks for it, where one does.
    """

    contact: Documented
    wording: str
    facts: Mapping[str, object]
    related: Sequence[str] = field(default_factory=tuple)
    pack: str = PACK

    @property
    def rule(self) -> str:
        """The rule's id in the table."""
        return _HALVES.get(self.wording, self.wording)


def shown_name(name: str) -> str:
    """A file's name with the personal data masked that recorders write into it."""
    return mask(name)


def found_table(found: Iterable[Found], *, asked: bool = True) -> pa.Table:
    """The findings as `records.FINDINGS`, all of them for a person to look at; `asked`: the sentences say so."""
    zh, en = ASKED if asked else ("", "")
    return pa.Table.from_pylist([_row(one, zh, en) for one in found], schema=FINDINGS)


def _row(one: Found, zh: str, en: str) -> dict[str, object]:
    contact = one.contact
    return {
        "contact_id": contact.contact_id,
        "debtor_id": contact.debtor_id,
        "at": contact.at,
        "lender": contact.lender,
        "agency": contact.agency,
        "pack": one.pack,
        "rule": one.rule,
        "in_force": None,
        "outcome": "review",
        "severity": RULES[one.wording].severity,
        "related": list(one.related) or [contact.contact_id],
        "facts": json.dumps(dict(one.facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        "sentence_zh": zh + sentence(one.wording, one.facts, "zh"),
        "sentence_en": en + sentence(one.wording, one.facts, "en"),
    }
