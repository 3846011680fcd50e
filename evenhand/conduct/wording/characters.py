"""Which sign is meant by a written one, what sort of sign it is, and how a Chinese sign sounds."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenhand.rules.strict_yaml import read_strict

_LISTED = Path(__file__).parent / "characters.yaml"

# Signs beyond these two planes (emoji, rare Chinese signs) are no part of any phrase.
LIMIT = 0x20000
# Stands between two texts; no text holds it once folded.
BETWEEN = 1

# Sorts of signs. A point ends a sentence only where white space follows, so it is a sort of its own.
DROPPED, CHINESE, LATIN, SPACE, CLAUSE, STOP, BREAK, POINT = range(8)

_SORTS = {CLAUSE: ",，、:：", STOP: "。", BREAK: "\n\r;！!?？；\u2028\u2029\x01", POINT: "."}


@dataclass(frozen=True, kw_only=True)
class Characters:
    """Look-up tables over code points below `LIMIT`: the sign meant, its sort, its sound and its letter for a digit."""

    meant: NDArray[np.uint32]
    sort: NDArray[np.uint8]
    sound: NDArray[np.uint16]
    leet: NDArray[np.uint32]
    halves: dict[tuple[int, int], int]


@cache
def characters() -> Characters:
    """The tables, made once from Unicode, `characters.yaml` and the readings of pypinyin."""
    listed = read_strict(_LISTED)
    meant = _plain()
    for to, froms in {**listed["forms"], **listed["letters"]}.items():
        meant[[ord(sign) for sign in froms]] = ord(to)
    leet = np.zeros(LIMIT, np.uint32)
    for sign, letter in listed["leet"].items():
        leet[ord(sign)] = ord(letter)
    halves = {(ord(a), ord(b)): ord(to) for to, pairs in listed["halves"].items() for a, b in pairs}
    return Characters(meant=meant, sort=_sorts(), sound=_sounds(), leet=leet, halves=halves)


def _plain() -> NDArray[np.uint32]:
    """Each sign in its compatible form (full width, circled …) and in lower case, where that is one sign."""
    meant = np.arange(LIMIT, dtype=np.uint32)
    for code in range(LIMIT):
        sign = chr(code)
        plain = unicodedata.normalize("NFKC", sign).lower() if code > 0x7F else sign.lower()
        if plain != sign and len(plain) == 1 and ord(plain) < LIMIT:
            meant[code] = ord(plain)
    meant[BETWEEN] = 0
    return meant


def _sorts() -> NDArray[np.uint8]:
    sort = np.zeros(LIMIT, np.uint8)
    for code in range(LIMIT):
        sign = chr(code)
        if "一" <= sign <= "鿿" or "㐀" <= sign <= "䶿" or sign in "〇亻钅讠扌氵犭辶彳":
            sort[code] = CHINESE
        elif sign.isalnum():
            sort[code] = LATIN
        elif sign.isspace():
            sort[code] = SPACE
    for kind, signs in _SORTS.items():
        sort[[ord(sign) for sign in signs]] = kind
    return sort


@cache
def syllables(reading: str) -> str:
    """A reading without its tones, `zh ch sh` as `z c s` as many speakers and recognisers have it."""
    bare = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return plain.replace("zh", "z").replace("ch", "c").replace("sh", "s")


def _sounds() -> NDArray[np.uint16]:
    """The number of each sign's commonest reading; 0 for a sign without one."""
    numbers = sound_numbers()
    sound = np.zeros(LIMIT, np.uint16)
    for code, reading in _readings().items():
        if code < LIMIT:
            sound[code] = numbers[syllables(reading)]
    return sound


@cache
def sound_numbers() -> dict[str, int]:
    """A number from 1 for every toneless syllable."""
    spoken = {syllables(reading) for reading in _readings().values()}
    return {syllable: number for number, syllable in enumerate(sorted(spoken), start=1)}


@cache
def _readings() -> dict[int, str]:
    """The commonest reading of each sign, tones included."""
    # Half a second to load, and most files hold no text.
    from pypinyin.constants import PINYIN_DICT

    return {code: readings.split(",")[0] for code, readings in PINYIN_DICT.items()}
