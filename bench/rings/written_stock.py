"""The hand-written stock, one half of it: what may be said, cut into pieces and numbered.

Every letter and every template belongs to one half, `tune` or `eval`, and is never seen in the other. The sample
city's letters are added sentence by sentence, letter after letter to the one half and the other.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenhand.city.letters import gather_letters

Numbers = NDArray[np.int64]
HALVES = ("tune", "eval")
FOLDER = Path(__file__).parent / "stock"
# In which of the stories' themes sentences of the city's letters fit.
BORROWED = {
    "calls": ("collection_calls",),
    "third": ("third_party_collection", "privacy_leak"),
    "fees": ("card_fees", "debit_autorenew"),
    "credit": ("credit_record", "credit_repair_victims"),
    "hardship": ("hardship_instalment", "rural_small_business"),
    "insurance": ("insurance_sales", "insurance_surrender", "insurance_claims"),
    "freeze": ("account_freeze",),
    "prepay": ("early_repayment", "mortgage"),
    "fraud": ("fraud_loss", "payment_dispute"),
    "wealth": ("wealth_products",),
    "interest": ("loan_interest",),
    "platform": ("micro_loan_platform",),
    "service": ("atm_branch_service",),
}
ROLES = ("cause", "event", "reply", "harm", "ask")
ASIDES = ("opening", "self", "proof", "attitude", "closing")


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What a story may be about; `roles` has the pieces of each role, `borrowed` sentences of other letters on it."""

    name: str
    product: str
    demand: str
    roles: dict[str, Numbers]
    borrowed: Numbers


@dataclass(frozen=True, kw_only=True)
class Template:
    """One thing to demand, in several hands' words; `hands` has the pieces of each, in order."""

    name: str
    product: str
    demand: str
    hands: dict[str, Numbers]


@dataclass(frozen=True, kw_only=True)
class Stock:
    """One half of the stock. `pieces` holds the texts; all else points into it."""

    half: str
    pieces: list[str]
    themes: tuple[Theme, ...]
    asides: dict[str, Numbers]
    templates: tuple[Template, ...]
    letters: tuple[Template, ...]
    causes: tuple[tuple[str, str, Numbers], ...]
    statutes: Numbers
    marks: dict[str, int]
    places: tuple[str, ...]
    branches: tuple[str, ...]
    clerks: tuple[str, ...]


@dataclass
class _Pool:
    """Pieces as they are met; the same text has the same number."""

    pieces: list[str] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = len(self.pieces)
            self.pieces.append(text)
        return self._known[text]

    def numbers(self, texts: Iterable[str]) -> Numbers:
        return np.array([self.number(one) for one in texts], dtype=np.int64)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of the stock; none where the file is not there."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=2)
def stock_of(half: str) -> Stock:
    """Read one half of the stock."""
    if half not in HALVES:
        raise ValueError(f"half is one of {', '.join(HALVES)}, not {half!r}")
    pool, phrases = _Pool(), gather_letters().phrases
    return Stock(
        half=half,
        pieces=pool.pieces,
        themes=_themes(half, pool),
        asides=_asides(half, pool),
        templates=_templates("templates.csv", half, pool),
        letters=_public_letters(half, pool),
        causes=_causes(half, pool),
        statutes=pool.numbers(one["text"] for one in rows_of("statutes.csv") if one["half"] == half),
        marks={mark: pool.number(mark) for mark in ("，", "。", "；", "！", "\n", " ")},
        places=phrases.places,
        branches=phrases.branches,
        clerks=phrases.clerks,
    )


def _city_sentences(theme: str, half: str) -> list[str]:
    """The sentences of every second of the city's letters on the themes that fit `theme`."""
    letters = [one for kin in BORROWED.get(theme, ()) for one in gather_letters().of_theme(kin)]
    kept = letters[HALVES.index(half) :: 2]
    texts = [piece.strip().replace("name_clerk", "name").replace("city_place", "place").replace("date2", "date")
             for one in kept for piece in one.pieces]  # fmt: skip
    return [one.rstrip("，。；！？!?,;") for one in texts if len(one) > 5]


def _themes(half: str, pool: _Pool) -> tuple[Theme, ...]:
    rows = [one for one in rows_of("stories.csv") if one["half"] == half]
    themes = []
    for name in dict.fromkeys(one["theme"] for one in rows):
        of = [one for one in rows if one["theme"] == name]
        roles = {role: pool.numbers(one["text"] for one in of if one["role"] == role) for role in ROLES}
        borrowed = pool.numbers(_city_sentences(name, half))
        themes.append(
            Theme(name=name, product=of[0]["product"], demand=of[0]["demand"], roles=roles, borrowed=borrowed)
        )
    return tuple(themes)


def _asides(half: str, pool: _Pool) -> dict[str, Numbers]:
    """What is told beside the matter; the city's openings, details and closings are dealt to the halves in turn."""
    at, phrases = HALVES.index(half), gather_letters().phrases
    own = {role: [one["text"] for one in rows_of("asides.csv") if one["role"] == role and one["half"] == half]
           for role in ASIDES}  # fmt: skip
    own["opening"] += list(phrases.openings)[at::2]
    own["self"] += list(phrases.details)[at::2]
    own["closing"] += list(phrases.closings)[at::2]
    clean = {role: [one.replace("name_clerk", "name").replace("city_place", "place").replace("date2", "date")
                    for one in texts] for role, texts in own.items()}  # fmt: skip
    return {role: pool.numbers(one.rstrip("，。；！？") for one in texts) for role, texts in clean.items()}


def _templates(name: str, half: str, pool: _Pool) -> tuple[Template, ...]:
    found: dict[str, Template] = {}
    for row in rows_of(name):
        if row["half"] == half:
            one = found.setdefault(
                row["template"],
                Template(name=row["template"], product=row["product"], demand=row["demand"], hands={}),
            )
            one.hands[row["hand"]] = pool.numbers(row["text"].split("|"))
    return tuple(found.values())


def _public_letters(half: str, pool: _Pool) -> tuple[Template, ...]:
    """Letters that anyone may copy, published by a consumer body, a newspaper, a victims' group."""
    return tuple(
        Template(
            name=row["letter"],
            product=row["product"],
            demand=row["demand"],
            hands={"as published": pool.numbers(row["text"].split("|"))},
        )
        for row in rows_of("public_letters.csv")
        if row["half"] == half
    )


def _causes(half: str, pool: _Pool) -> tuple[tuple[str, str, Numbers], ...]:
    """What many complain of at once: name, theme, and what people say of it."""
    rows = [one for one in rows_of("causes.csv") if one["half"] == half]
    names = dict.fromkeys((one["cause"], one["theme"]) for one in rows)
    return tuple(
        (name, theme, pool.numbers(one["text"] for one in rows if one["cause"] == name)) for name, theme in names
    )
