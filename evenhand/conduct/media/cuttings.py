"""Recordings of which one may be the other with a part cut off: told by words of the print that both hold in step."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from evenhand.conduct.media.listening import Heard

# Words are looked up in so many parts, one after the other, so that a year of calls takes little memory.
_PARTS = 16
# A word that more steps than these share is no sign of anything: the print of a tone, or of a pause.
_RARE = 8
# So many words at one shift are no accident. It is told to two steps and those beside them are tried too: saving again
# moves the sound a little.
_IN_STEP = 4
_ROUND = 2


def shifts_of_cuttings(heard: Sequence[Heard]) -> dict[tuple[int, int], set[int]]:
    """By the places of two in `heard`, by how many steps the second may lie later than the first.

    They are candidates: the caller compares them. Only steps with voice are looked at.
    """
    rows = np.concatenate([_in_step(heard, part) for part in range(_PARTS)])
    keys, counts = np.unique(rows, axis=0, return_counts=True)
    shifts: dict[tuple[int, int], set[int]] = {}
    for first, second, shift in keys[counts >= _IN_STEP].tolist():
        near = range(shift * _ROUND - 1, (shift + 1) * _ROUND + 1)
        shifts.setdefault((first, second), set()).update(near)
    return shifts


def _in_step(heard: Sequence[Heard], part: int) -> npt.NDArray[np.int64]:
    """Rows of first, second and rounded shift for each word of one part that two recordings hold."""
    words, owners, steps = _voiced_words(heard, part)
    order = np.argsort(words, kind="stable")
    words, owners, steps = words[order], owners[order], steps[order]
    rare = _rare(words)
    words, owners, steps = words[rare], owners[rare], steps[rare]
    rows = [np.empty((0, 3), np.int64)]
    for apart in range(1, min(_RARE, len(words))):
        same = (words[apart:] == words[:-apart]) & (owners[apart:] != owners[:-apart])
        later = steps[apart:][same] - steps[:-apart][same]
        rows.append(np.stack([owners[:-apart][same], owners[apart:][same], later // _ROUND], axis=1))
    return np.concatenate(rows)


def _voiced_words(
    heard: Sequence[Heard], part: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    wanted = [np.flatnonzero(one.spoken & (one.words % _PARTS == part)) for one in heard]
    if not wanted:
        return np.empty(0, np.uint32), np.empty(0, np.int64), np.empty(0, np.int64)
    words = np.concatenate([one.words[steps] for one, steps in zip(heard, wanted, strict=True)])
    owners = np.repeat(np.arange(len(heard)), [len(steps) for steps in wanted])
    return words, owners, np.concatenate(wanted)


def _rare(words: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    _, place, counts = np.unique(words, return_inverse=True, return_counts=True)
    rare: npt.NDArray[np.bool_] = counts[place] <= _RARE
    return rare
