"""Hashes and proofs are those of RFC 6962: published roots, its own definitions, and what is flipped fails."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import filled, sealed, slow_path, slow_root, slow_subproof

from evenhand.evidence.log import Log
from evenhand.evidence.merkle import EMPTY, leaf_hash, root_of_inclusion, verify_consistency
from evenhand.evidence.store import MemoryStore

WHOLE = filled(3000)
SIZES = st.integers(1, 3000)


def test_the_published_roots_come_out(root: Path) -> None:
    vectors = json.loads((root / "tests" / "vectors" / "evidence" / "rfc6962.json").read_text(encoding="utf-8"))
    log = Log(MemoryStore(), origin="evidence.example/rfc6962")
    assert log.root() == EMPTY == hashlib.sha256(b"").digest()
    for entry, expected in zip(vectors["inputs"], vectors["roots"], strict=True):
        log.append([bytes.fromhex(entry)])
        assert log.root().hex() == expected
    assert log.size == 8


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 9, 255, 256, 257, 300, 513])
def test_roots_and_proofs_are_those_of_the_definitions(size: int) -> None:
    log, entries = filled(size), [sealed(number).entry for number in range(size)]
    assert log.root() == slow_root(entries)
    for index in {0, 1, size // 3, size // 2, size - 2, size - 1} & set(range(size)):
        assert list(log.inclusion(index)) == slow_path(index, entries)
        assert list(log.consistency(index + 1)) == slow_subproof(index + 1, entries)


@given(size=st.integers(0, 3000), step=st.sampled_from([1, 2, 255, 256, 257, 1000, 5000]))
@settings(max_examples=20)
def test_how_entries_were_batched_changes_nothing(size: int, step: int) -> None:
    small = size if step > 2 else min(size, 300)
    assert filled(small, step=step).root() == WHOLE.root(small)


@given(size=SIZES, place=st.integers(0, 2999))
def test_every_inclusion_proof_verifies_for_its_place_alone(size: int, place: int) -> None:
    index = place % size
    proof, root = WHOLE.inclusion(index, size), WHOLE.root(size)
    leaf = leaf_hash(sealed(index).entry)
    assert root_of_inclusion(index, size, leaf, proof) == root
    other = (index + 1) % size
    assert other == index or root_of_inclusion(other, size, leaf, proof) != root
    assert root_of_inclusion(index, size, leaf, (*proof, leaf)) is None
    assert not proof or root_of_inclusion(index, size, leaf, proof[:-1]) is None


@given(size=SIZES, place=st.integers(0, 2999), bit=st.integers(0, 10**6))
def test_a_flipped_bit_of_leaf_or_proof_fails(size: int, place: int, bit: int) -> None:
    index = place % size
    whole = bytearray(leaf_hash(sealed(index).entry) + b"".join(WHOLE.inclusion(index, size)))
    at = bit % (8 * len(whole))
    whole[at // 8] ^= 1 << at % 8
    parts = [bytes(whole[start : start + 32]) for start in range(0, len(whole), 32)]
    assert root_of_inclusion(index, size, parts[0], parts[1:]) != WHOLE.root(size)


@given(sizes=st.tuples(st.integers(0, 3000), st.integers(0, 3000)), bit=st.integers(0, 10**6))
def test_any_two_sizes_are_consistent_and_a_flipped_bit_is_not(sizes: tuple[int, int], bit: int) -> None:
    first, second = sorted(sizes)
    proof = WHOLE.consistency(first, second)
    old, new = WHOLE.root(first), WHOLE.root(second)
    assert verify_consistency(first, second, old, new, proof)
    whole = bytearray(old + new + b"".join(proof))
    at = bit % (8 * len(whole))
    # The root of what has no entries is given; that of a later size is then not bound by anything.
    if first == 0 and at >= 256:
        return
    whole[at // 8] ^= 1 << at % 8
    parts = [bytes(whole[start : start + 32]) for start in range(0, len(whole), 32)]
    assert not verify_consistency(first, second, parts[0], parts[1], parts[2:])


@given(first=st.integers(1, 299), second=st.integers(2, 300))
def test_a_rewritten_entry_is_not_consistent(first: int, second: int) -> None:
    first, second = sorted((first, second))
    other = Log(MemoryStore(), origin="evidence.example/other")
    other.append([b"rewritten", *(sealed(number).entry for number in range(1, second))])
    proof = other.consistency(first, second)
    assert not verify_consistency(first, second, WHOLE.root(first), other.root(), proof)


def test_proofs_of_nonsense_are_refused() -> None:
    leaf = leaf_hash(b"")
    assert root_of_inclusion(1, 1, leaf, []) is None
    assert root_of_inclusion(-1, 4, leaf, []) is None
    assert not verify_consistency(3, 2, leaf, leaf, [])
    assert not verify_consistency(1, 2, leaf, leaf, [])
