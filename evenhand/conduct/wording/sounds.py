"""Words written by their sound: 牢来 for 老赖, 中信 for 征信; put right before phrases are looked for."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenhand.conduct.wording.characters import characters, sound_numbers
from evenhand.conduct.wording.folding import Codes, Folded
from evenhand.rules.strict_yaml import read_strict

_LISTED = Path(__file__).parent / "sounds.yaml"
# How many signs on each side may show that a word of the same sound is meant as it stands.
_AROUND = 6


@dataclass(frozen=True, kw_only=True)
class _Word:
    word: str
    heard: frozenset[str]
    ordinary: frozenset[str]
    unless: re.Pattern[str] | None
    sounds: tuple[int, ...]

    def meant_by(self, written: str, around: str, sounds: NDArray[np.uint16]) -> bool:
        """Whether `written`, standing at ○ in `around`, is this word by its sound."""
        if written in self.heard or self._sounds_alike(written, sounds):
            return self.unless is None or not self.unless.search(around)
        return False

    def _sounds_alike(self, written: str, sounds: NDArray[np.uint16]) -> bool:
        return written not in self.ordinary and tuple(sounds.tolist()) == self.sounds


@cache
def _words() -> dict[tuple[int, int], list[_Word]]:
    """The words by the sounds of their first two signs, longest first."""
    found: dict[tuple[int, int], list[_Word]] = {}
    for entry in read_strict(_LISTED)["words"]:
        word = _word(entry)
        firsts = [word.sounds[:2]] + [(_sound(heard[0]), _sound(heard[1])) for heard in word.heard]
        for first, second in dict.fromkeys(firsts):
            found.setdefault((first, second), []).append(word)
    for words in found.values():
        words.sort(key=lambda word: -len(word.word))
    return found


def _word(entry: dict[str, object]) -> _Word:
    word, unless = str(entry["word"]), entry.get("unless")
    return _Word(
        word=word,
        heard=frozenset(map(str, _listed(entry, "heard"))),
        ordinary=frozenset(map(str, _listed(entry, "ordinary"))),
        unless=re.compile(str(unless)) if unless else None,
        sounds=tuple(_sound(sign) for sign in word),
    )


def _listed(entry: dict[str, object], key: str) -> list[object]:
    listed = entry.get(key, [])
    return listed if isinstance(listed, list) else []


def _sound(sign: str) -> int:
    return int(characters().sound[ord(sign)])


@cache
def _begins() -> tuple[NDArray[np.bool_], NDArray[np.bool_], frozenset[str]]:
    """By first and second sound whether a word may begin, by two signs whether they begin a word as it is written."""
    size = len(sound_numbers()) + 1
    pairs = np.zeros((size, size), np.bool_)
    for pair in _words():
        pairs[pair] = True
    written = frozenset(word.word for words in _words().values() for word in words)
    firsts = np.zeros(size, np.bool_)
    firsts[[first for first, _ in _words()]] = True
    return pairs, firsts, written


def put_right(folded: Folded) -> tuple[Codes, NDArray[np.bool_]]:
    """The signs with every word known by its sound put right, and which signs that changed."""
    codes, changed = folded.codes, np.zeros(len(folded.codes), np.bool_)
    sounds = characters().sound[codes]
    pairs, firsts, written = _begins()
    places = np.flatnonzero(firsts[sounds[:-1]])
    places = places[pairs[sounds[places], sounds[places + 1]]]
    if not len(places):
        return codes, changed
    right = codes.copy()
    for place in places.tolist():
        for word in _words()[int(sounds[place]), int(sounds[place + 1])]:
            if _put(word, right, changed, sounds, place, written):
                break
    return right, changed


def _put(
    word: _Word,
    right: Codes,
    changed: NDArray[np.bool_],
    sounds: NDArray[np.uint16],
    place: int,
    written: frozenset[str],
) -> bool:
    """Put one word right at `place`; true also where a listed word stands there already."""
    end = place + len(word.word)
    if end > len(right) or changed[place]:
        return False
    stands = _text(right[place:end])
    if stands in written:
        return True
    around = f"{_text(right[max(0, place - _AROUND) : place])}○{_text(right[end : end + _AROUND])}"
    if not word.meant_by(stands, around, sounds[place:end]):
        return False
    right[place:end] = [ord(sign) for sign in word.word]
    changed[place:end] = True
    return True


def _text(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le")
