"""How alike texts are: honest ones seldom as wholes though they share passages; a ring's by its style."""

import re
from collections import Counter, defaultdict
from itertools import combinations
from statistics import median

from city_rows import Rows

ALONE = ("ordinary", "hub", "lawful_agent")


def grams(text: str) -> frozenset[str]:
    bare = re.sub(r"\W+", "", re.sub(r"\d", "0", text))
    return frozenset(bare[at : at + 4] for at in range(len(bare) - 3))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def overlaps(texts: list[frozenset[str]]) -> Counter[tuple[int, int]]:
    """How many 4-grams each pair shares that shares any."""
    holders: dict[str, list[int]] = defaultdict(list)
    shared: Counter[tuple[int, int]] = Counter()
    for place, text in enumerate(texts):
        for gram in text:
            shared.update((earlier, place) for earlier in holders[gram])
            holders[gram].append(place)
    return shared


def test_honest_texts_share_passages_but_are_seldom_alike_as_wholes(complaints: Rows) -> None:
    texts = [grams(one["narrative"]) for one in complaints if one["kind"] in ALONE][:1_000]
    shared = overlaps(texts)
    pairs = len(texts) * (len(texts) - 1) // 2
    near = sum(many / (len(texts[one]) + len(texts[other]) - many) > 0.5 for (one, other), many in shared.items())
    passages = sum(many >= 12 for many in shared.values())
    assert near < pairs / 50_000
    assert passages > pairs / 500


def test_no_honest_text_stands_twice_unless_copied(complaints: Rows) -> None:
    counts = Counter(one["narrative"] for one in complaints if one["kind"] == "ordinary")
    assert counts.most_common(1)[0][1] == 1


def test_a_ring_is_as_alike_as_its_style(complaints: Rows) -> None:
    rings: dict[str, list[frozenset[str]]] = defaultdict(list)
    for one in complaints:
        if one["kind"] == "ring":
            rings[one["group"]].append(grams(one["narrative"]))
    middle = {name: median(alike(*pair) for pair in combinations(ring, 2)) for name, ring in rings.items()}
    bounds = {
        "rigid": (0.75, 1.0),
        "surrender": (0.4, 0.95),
        "cross": (0.4, 0.95),
        "slots": (0.4, 0.95),
        "drip": (0.4, 0.95),
        "template_only": (0.4, 0.95),
        "reworded": (0.08, 0.5),
        "own_texts": (0.0, 0.1),
        "attachments": (0.0, 0.1),
    }
    for name, value in middle.items():
        low, high = bounds[name.split("-", 2)[2]]
        assert low <= value <= high, (name, value)


def test_a_wave_that_copies_is_alike_and_one_in_own_words_is_not(complaints: Rows) -> None:
    waves: dict[str, list[frozenset[str]]] = defaultdict(list)
    for one in complaints:
        if one["kind"] == "wave":
            waves[one["group"]].append(grams(one["narrative"]))
    for name, wave in waves.items():
        near = [pair for pair in combinations(wave, 2) if alike(*pair) > 0.5]
        assert bool(near) == (not name.endswith("own_words")), name
