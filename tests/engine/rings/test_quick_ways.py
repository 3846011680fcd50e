"""What is counted quickly is what is counted plainly."""

import re
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from evenhand.rings.v1 import wording
from evenhand.rings.v1.compiled import FROZEN, digest
from evenhand.rings.v1.kernel import jaccard
from evenhand.rings.v1.likeness import buckets, may_resemble, pictures, resembles
from evenhand.rings.v1.public import SLOT_BITS
from evenhand.rings.v1.unions import distinct_per, pairs_once
from evenhand.rings.v2.joining import without
from evenhand.rings.v2.pairing import Circles, fits_of_pairs, pairs_within
from evenhand.rings.v2.pieces import pieces_of
from evenhand.rings.v2.profile import HOUSE, SEASON, SUBJECT, Profile
from evenhand.rings.v2.shared_words import holders_among, likeness

SIZE = 400


def profile(chance: np.random.Generator) -> Profile:
    """Complaints with a day, a house and a subject, some of them not known."""
    house, product, demand = (chance.integers(-1, most, SIZE) for most in (5, 3, 4))
    subject = np.where((product >= 0) & (demand >= 0), product * 4 + demand, -1)
    usual = {f"usual_{name}": chance.uniform(0.01, 0.6, SIZE) for name in ("step", "season", "house", "subject")}
    more = {f"usual_{name}": chance.uniform(0.01, 0.6, SIZE) for name in ("product", "demand", "house_of_product")}
    day = np.sort(chance.integers(0, 120, SIZE))
    return Profile(day=day, house=house, subject=subject, product=product, demand=demand, **usual, **more)


@pytest.mark.parametrize("seed", range(4))
def test_pairs_of_circles_fit_as_the_profile_says(seed: int) -> None:
    chance = np.random.default_rng(seed)
    all_, some = profile(chance), chance.integers(1, 30, 12)
    rows = [np.sort(chance.permutation(SIZE)[:many]) for many in some]
    first, other = np.triu_indices(len(rows), 1)
    found = fits_of_pairs(Circles.of(rows, all_), first, other)
    for line, one, two in zip(found, first, other, strict=True):
        there, back = all_.fit(rows[one], rows[two]).mean(axis=0), all_.fit(rows[two], rows[one]).mean(axis=0)
        kinds = [SEASON, HOUSE, SUBJECT]
        assert np.allclose(line[kinds], np.minimum(there, back)[kinds], rtol=0, atol=1e-12)


def test_pairs_within_a_width_are_all_of_them() -> None:
    middle = np.array([3.0, 60.5, 0.0, 63.0, 200.0])
    first, other = pairs_within(np.argsort(middle, kind="stable"), middle, 60)
    found = {tuple(sorted(pair)) for pair in zip(first.tolist(), other.tolist(), strict=True)}
    assert found == {(0, 2), (0, 1), (0, 3), (1, 3)}
    assert len(first) == len(found)


def test_a_picture_never_rules_out_what_is_alike() -> None:
    chance, sets = np.random.default_rng(5), []
    pool = np.unique(chance.integers(0, 1 << 32, 600, dtype=np.uint32))
    for _ in range(60):
        sets.append(np.sort(chance.permutation(pool)[: chance.integers(9, 500)]))
    shingles, ends = np.concatenate(sets), np.cumsum([one.size for one in sets])
    starts = ends - [one.size for one in sets]
    (marks, hidden), ruled_out = pictures(shingles, starts, ends), 0
    for one in range(60):
        for two in range(one):
            bounds = starts[one], ends[one], starts[two], ends[two]
            alike = jaccard(shingles, *bounds)
            assert alike == np.intersect1d(sets[one], sets[two]).size / np.union1d(sets[one], sets[two]).size
            for needed in (0.42, 0.75, alike):
                may = may_resemble(marks, hidden, one, two, sets[one].size, sets[two].size, needed)
                assert resembles(shingles, *bounds, needed) == (alike >= needed)
                assert may or alike < needed
                ruled_out += not may
    assert ruled_out > 500


def test_buckets_are_keys_that_come_twice() -> None:
    keys = np.array([7, 0, 9, 7, 3, 9, 0, 7], np.uint64)
    found = np.empty(8, np.int32)
    assert buckets(keys, found) == 2
    assert found.tolist() == [0, -1, 1, 0, -1, 1, -1, 0]


@pytest.mark.parametrize("count", [99, 100, 137, 900])
def test_public_passages_are_those_that_a_fifth_of_all_letters_hold(count: int) -> None:
    chance, low = np.random.default_rng(count), np.uint32((1 << SLOT_BITS) - 1)
    pool = chance.integers(0, 1 << 32, 300, dtype=np.uint32)
    pool[100:150] = pool[:50] ^ np.uint32(1 << 30)  # counted together
    often = chance.choice([0.02, 0.1, 0.19, 0.2, 0.21, 0.5, 0.9], count)
    sets = [
        np.unique(np.append(pool[chance.random(300) < one], chance.integers(0, 1 << 32, at % 200, dtype=np.uint32)))
        for at, one in enumerate(often)
    ]
    ends = np.cumsum([one.size for one in sets])
    letters = wording.Letters(
        shingles=np.concatenate(sets),
        starts=ends - [one.size for one in sets],
        ends=ends,
        whole=np.zeros(count, np.uint64),
    )
    held = np.bincount(letters.shingles & low, minlength=1 << SLOT_BITS)
    slots = np.flatnonzero(held > 0.2 * count) if count >= 100 else np.empty(0, int)
    assert wording.public_slots(letters).tolist() == slots.tolist()
    assert (slots.size > 50) == (count >= 100)
    own, shortened = wording.without_public(letters), 0
    for at, one in enumerate(sets):
        kept = one[~np.isin(one & low, slots)]
        kept = one if kept.size < 9 or kept.size < 0.3 * one.size else kept
        assert own.shingles[own.starts[at] : own.ends[at]].tolist() == kept.tolist()
        shortened += kept.size < one.size
    assert (0 < shortened < count) == (count >= 100)


def test_counts_by_sorted_pairs() -> None:
    group, member = np.array([2, 0, 2, 2, 0]), np.array([5, 1, 5, 4, 1])
    assert distinct_per(group, member, 4).tolist() == [1, 0, 2, 0]
    assert pairs_once(group, member).tolist() == [[0, 1], [2, 4], [2, 5]]
    assert pairs_once(group[:0], member[:0]).shape == (0, 2)


def test_what_is_left_is_the_difference_of_sets() -> None:
    chance = np.random.default_rng(7)
    for size in (0, 1, 40):
        rows = np.sort(chance.permutation(60)[:size])
        some = chance.integers(0, 70, 25)
        assert without(rows, some).tolist() == [one for one in rows.tolist() if one not in some]


def test_the_share_of_own_words_is_that_of_sets() -> None:
    chance = np.random.default_rng(8)
    pool = np.unique(chance.integers(0, 1 << 32, 500, dtype=np.uint32))
    sets = [np.sort(chance.permutation(pool)[: chance.integers(0, 60)]) for _ in range(30)]
    ends = np.cumsum([one.size for one in sets])
    starts, own = ends - [one.size for one in sets], np.sort(chance.permutation(pool)[:90])
    found = likeness(np.concatenate(sets), starts, ends, np.arange(30), own)
    plain = [np.isin(one, own).mean() if one.size else 0.0 for one in sets]
    assert np.allclose(found, plain, rtol=0, atol=1e-15)
    some = np.array([3, 4, 20])
    held = [sum(word in sets[row] for row in some) for word in own]
    assert holders_among(np.concatenate(sets), starts, ends, some, own).tolist() == held


def plain_pieces(text: str) -> set[str]:
    """Six Han characters, or two words that no mask is among, one after the other."""
    han = {run[at : at + 6] for run in re.findall(r"[\u4e00-\u9fff𠮷]+", text) for at in range(len(run) - 5)}
    runs = [run.split(" ") for run in re.findall(r"[a-zéñ']+(?: [a-zéñ']+)*", text)]
    pairs = {(one, two) for run in runs for one, two in pairwise(run)}
    return han | {f"{one} {two}" for one, two in pairs if one.strip("x") and two.strip("x")}


@pytest.mark.parametrize("seed", range(3))
def test_pieces_are_counted_as_one_by_one(seed: int) -> None:
    chance = np.random.default_rng(seed)
    signs = [*"催收电话投诉退息  ，。12\nx", " app ", "don't call ", " xx", "é ñ", "银行催收电话", "𠮷"]
    texts = ["".join(chance.choice(signs, int(many))) for many in chance.integers(0, 120, 40)]
    own = 15
    wanted = {
        piece: (said, sum(piece in plain_pieces(text) for text in texts[own:]))
        for piece in set().union(*map(plain_pieces, texts[:own]))
        if (said := sum(piece in plain_pieces(text) for text in texts[:own])) >= 2
    }
    assert len(wanted) > 10
    assert {one.text: (one.said, one.usual) for one in pieces_of(texts, own, 2)} == wanted


def test_what_was_compiled_of_other_sources_is_not_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "rings"
    shutil.copytree(FROZEN.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = digest(folder)
    assert before == digest(FROZEN.parent)
    for name, counts in (("v2/telling.py", True), ("v2/reasons.py", False)):
        changed = tmp_path / name.replace("/", "-")
        shutil.copytree(folder, changed)
        with (changed / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        assert (digest(changed) != before) == counts
    kept = {file.parent.parent.name for file in FROZEN.rglob("kernel.*.nbi")}
    assert f"compiled-{digest(FROZEN)}" in kept
