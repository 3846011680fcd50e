"""The dossier as one page: nothing is loaded, nothing runs, and it prints on A4."""

import re
from pathlib import Path

from evenhand.reports.dossier.facts import Dossier
from evenhand.reports.dossier.links import MEMBERS_LISTED
from evenhand.reports.dossier.pictures import draw
from evenhand.reports.dossier.sentences import STANDINGS, TIE_SENTENCES
from evenhand.reports.page import write_page
from evenhand.reports.ring_facts import DRAWN_MEMBERS
from evenhand.reports.words import KINDS, TIES, Both, say

CERTAIN = 0.995  # from here two places would say 1.00
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def write_dossier_page(dossier: Dossier, out: Path, *, lang: str = "zh") -> Path:
    """Write `<ring id>.html` into the folder `out`; raises Misuse when `lang` is neither zh nor en."""
    out.mkdir(parents=True, exist_ok=True)
    facts = {
        "dossier": dossier,
        "pictures": draw(dossier),
        "kind_words": KINDS,
        "tie_words": _tie_words,
        "tie_sentence": lambda kind: TIE_SENTENCES.get(kind, say(TIES, kind)),
        "standing": lambda standing: say(STANDINGS, standing),
        "strength": strength,
        "drawn_members": DRAWN_MEMBERS,
        "members_listed": MEMBERS_LISTED,
    }
    return write_page("dossier.html", out / f"{file_name(dossier.ring_id)}.html", lang=lang, facts=facts)


def file_name(ring_id: str) -> str:
    """A ring id as the name of a file: ids carried on from elsewhere may hold anything."""
    return ring_id if _SAFE_NAME.fullmatch(ring_id) else "ring-" + ring_id.encode().hex()[:40]


def strength(value: float | None) -> str:
    """A member's strength to two places, and never a certainty."""
    if value is None:
        return "—"
    return ">0.99" if value >= CERTAIN else f"{value:.2f}"


def _tie_words(kind: str) -> Both:
    return say(TIES, kind)
