"""Waves: one institution, one cause, many homes; told by theme, by a copied letter or by mere number."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.kinds import OF_RING
from evenhand.rings.v1.waves import Wave
from evenhand.rings.v1.wording import Wording
from evenhand.rings.v2.letters import Rounds, letter_waves
from evenhand.rings.v2.searching import ENOUGH, LEAST_HOMES
from evenhand.rings.v2.surges import surges
from evenhand.rings.v2.themes import NO_THEMES, Themes, find_themes

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

COPIED = 0.3  # the share of a wave from which one letter that goes round in it is worth saying
ONE_LETTER = 0.5  # … and from which the wave is that letter's, which must then be at home there
LOCAL = 0.8  # the share of a letter's senders of those days that write to this institution
NO_LETTER = -2  # a family of letters that nothing is of
KNOWN = 0.3  # the share of a surge in known waves from which it is one of them, come with the usual letters


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Whose voice each complaint is: its complainant, and the home that a cause reaches but once."""

    person: Ints
    home: Ints


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What tells of waves, found without asking who is in a ring: themes, copied letters, sheer numbers."""

    docket: Docket
    wording: Wording
    voices: Voices
    themes: Themes
    letters: list[Wave]
    surges: list[Wave]

    def waves(self, taken: Bools) -> "Waves":
        """All waves, a complaint in one; of what rings have `taken` nobody asks whether chance made it."""
        docket, wording, voices = self.docket, self.wording, self.voices
        bar = self.themes.bar(taken, OF_RING)
        themes = [
            Wave(rows=one.rows, copied=_copied(one.rows, wording), usual=None)
            for one in self.themes.found
            if one.evidence >= bar and _at_home(one.rows, docket, wording, voices.home)
        ]
        known = _apart(_of_one_letter(themes, self.letters, docket), docket, voices)
        in_wave = np.zeros(docket.size, np.bool_)
        for wave in known:
            in_wave[wave.rows] = True
        more = [one for one in self.surges if in_wave[one.rows].mean() < KNOWN]
        return Waves(found=_apart([*known, *more], docket, voices), bar=bar, signs=self)


@dataclass(frozen=True, kw_only=True)
class Waves:
    """Waves, the evidence that a theme needed to be one, and the signs that told of them."""

    found: list[Wave]
    bar: float
    signs: Signs

    def beside(self, taken: Bools) -> list[Wave]:
        """Waves that are not a ring's own doing; of those that are, what is a wave without who is `taken` by it.

        A ring may harvest a wave and be the louder part of it: those who came of themselves are still its voices. And
        a theme that ring members, or letters that go round elsewhere, have brought together is no wave.
        """
        theirs = [bool(taken[wave.rows].mean() >= OF_RING) for wave in self.found]
        own = self._own(taken)
        leaning = [ring or self._leans(wave, rest) for wave, ring, rest in zip(self.found, theirs, own, strict=True)]
        asked = iter(self.signs.themes.evidence([rest for rest, one in zip(own, leaning, strict=True) if one]))
        found = []
        for wave, ring, leans in zip(self.found, theirs, leaning, strict=True):
            # The whole has been found surer than chance; the rest need only be a theme at all.
            if leans and next(asked) < (self.bar if ring else ENOUGH):
                continue
            rows = wave.rows[~taken[wave.rows]] if ring else wave.rows
            found.append(replace(wave, rows=rows, copied=_copied(rows, self.signs.wording)) if ring else wave)
        return found

    def _own(self, taken: Bools) -> list[Ints]:
        """Of each wave those whom no ring has `taken`; of a theme without those whose letter goes round elsewhere.

        But a letter that a theme is said to copy stays: whether that is at home was asked where it makes up the theme.
        """
        signs = self.signs
        rounds = Rounds(signs.docket, signs.wording, signs.voices.home)
        own = []
        for wave in self.found:
            led = taken[wave.rows]
            if _is_theme(wave):
                letter = _most_copied(wave.rows, signs.wording)[0] if wave.copied else NO_LETTER
                of_letter = signs.wording.family[wave.rows] == letter
                led = led | (rounds.elsewhere(wave.rows, _house(wave, signs.docket)) & ~of_letter)
            own.append(wave.rows[~led])
        return own

    def _leans(self, wave: Wave, own: Ints) -> bool:
        """Whether so many of a theme are led that they could be a theme by themselves."""
        home = self.signs.voices.home
        return _is_theme(wave) and np.unique(home[np.setdiff1d(wave.rows, own)]).size >= LEAST_HOMES


def seek(docket: Docket, wording: Wording, voices: Voices) -> Signs:
    """All signs of waves in a docket. What a family writes in one letter is no wave."""
    if not docket.size:
        return Signs(docket=docket, wording=wording, voices=voices, themes=NO_THEMES, letters=[], surges=[])
    with ThreadPoolExecutor(1) as aside:
        rising = aside.submit(surges, docket, voices.home)
        themes = find_themes(docket, wording.letters, voices.home)
    letters = letter_waves(docket, wording, voices.home)
    return Signs(
        docket=docket, wording=wording, voices=voices, themes=themes, letters=letters, surges=rising.result()
    )  # fmt: skip


def _of_one_letter(themes: list[Wave], letters: list[Wave], docket: Docket) -> list[Wave]:
    """All of them; themes that copy a letter which goes round at their institution are parts of that letter's wave.

    One cause may be entered under several products.
    """
    left, found = list(themes), []
    for letter in letters:
        parts = [
            one for one in left
            if one.copied >= ONE_LETTER * one.rows.size and _house(one, docket) == _house(letter, docket)
            and np.isin(one.rows, letter.rows, assume_unique=True).mean() >= ONE_LETTER
        ]  # fmt: skip
        left = [one for one in left if not any(one is part for part in parts)]
        rows = np.unique(np.concatenate([letter.rows, *(part.rows for part in parts)]))
        found.append(replace(letter, rows=rows))
    return [*left, *found]


def _is_theme(wave: Wave) -> bool:
    """Whether a wave was told by its words, not by one letter or by sheer number."""
    return wave.usual is None and wave.copied < ONE_LETTER * wave.rows.size


def _copied(rows: Ints, wording: Wording) -> int:
    """How many of them copy one letter, 0 where they are few."""
    most = _most_copied(rows, wording)[1]
    return most if most >= COPIED * rows.size else 0


def _most_copied(rows: Ints, wording: Wording) -> tuple[int, int]:
    family = wording.family[rows]
    counts = np.bincount(family[family >= 0], minlength=1)
    return int(counts.argmax()), int(counts.max())


def _at_home(rows: Ints, docket: Docket, wording: Wording, home: Ints) -> bool:
    """Whether the letter that most of a theme copy is not sent everywhere in those days."""
    family, many = _most_copied(rows, wording)
    if many < ONE_LETTER * rows.size:
        return True
    copies = np.flatnonzero(wording.family == family)
    day = docket.day[copies]
    now = copies[(day >= docket.day[rows[0]]) & (day <= docket.day[rows[-1]])]
    here = now[docket.house[now] == docket.house[rows[0]]]
    return np.unique(home[here]).size >= LOCAL * np.unique(home[now]).size


def _apart(waves: list[Wave], docket: Docket, voices: Voices) -> list[Wave]:
    """One wave per complaint, the first have it: half within an earlier one of its institution is part of that."""
    owner = np.full(docket.size, -1, np.int64)
    kept: list[Wave] = []
    for wave in waves:
        owners = owner[wave.rows]
        free = wave.rows[owners < 0]
        host = int(np.bincount(owners[owners >= 0]).argmax()) if (owners >= 0).any() else -1
        if host >= 0 and free.size * 2 <= wave.rows.size and _house(wave, docket) == _house(kept[host], docket):
            rows = np.union1d(kept[host].rows, free)
            kept[host] = replace(kept[host], rows=rows, copied=max(kept[host].copied, wave.copied))
            owner[free] = host
        elif np.unique(voices.home[free]).size >= LEAST_HOMES:
            owner[free] = len(kept)
            kept.append(replace(wave, rows=free, copied=min(wave.copied, int(free.size))))
    return kept


def _house(wave: Wave, docket: Docket) -> int:
    known = docket.house[wave.rows]
    return int(np.bincount(known[known >= 0]).argmax())
