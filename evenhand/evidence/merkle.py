"""Hashing and proofs of a Merkle tree as RFC 6962, section 2.1, has them."""

import hashlib
from collections.abc import Callable, Sequence

Within = Callable[[int, int], bytes]
"""The hash of the leaves from the first until (not including) the second; the first is a multiple of the size."""

EMPTY = hashlib.sha256(b"").digest()
_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962, 2.1): 32 bytes."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two hashes (RFC 6962, 2.1): 32 bytes."""
    return _sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of complete trees, from the largest on the left to the smallest on the right."""
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def inclusion_proof(index: int, size: int, within: Within) -> tuple[bytes, ...]:
    """The hashes that lead from entry `index` to the root of the first `size` entries (2.1.1), lowest first."""
    start, stop, proof = 0, size, []
    while stop - start > 1:
        middle = start + split(stop - start)
        if index < middle:
            proof.append(within(middle, stop))
            stop = middle
        else:
            proof.append(within(start, middle))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(first: int, second: int, within: Within) -> tuple[bytes, ...]:
    """The hashes that show the first `first` > 0 entries unchanged among the first `second` (2.1.2)."""
    start, stop, whole, proof = 0, second, True, []
    while first != stop:
        middle = start + split(stop - start)
        if first <= middle:
            proof.append(within(middle, stop))
            stop = middle
        else:
            proof.append(within(start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(within(start, stop))
    return tuple(reversed(proof))


def root_of_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root to which `proof` leads from the leaf hash, None where a proof for that place has another length."""
    if not 0 <= index < size:
        return None
    place, last, root, given = index, size - 1, leaf, iter(proof)
    while last > 0:
        # On the right edge of an incomplete level there is no neighbour, and no hash.
        if place % 2 or place < last:
            other = next(given, None)
            if other is None:
                return None
            root = node_hash(other, root) if place % 2 else node_hash(root, other)
        place, last = place // 2, last // 2
    return root if next(given, None) is None else None


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows the tree of `first` entries to be the beginning of that of `second` (RFC 9162, 2.1.4.2)."""
    if first == 0:
        return not proof and first_root == EMPTY
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    hashes = list(proof) if first & (first - 1) else [first_root, *proof]
    place, last = first - 1, second - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            new = node_hash(new, other)
        place, last = place // 2, last // 2
    return last == 0 and old == first_root and new == second_root
