"""Logs of the tests, and trees worked out the slow way."""

import hashlib

from evenhand.evidence.commitment import Sealed, seal
from evenhand.evidence.log import Log
from evenhand.evidence.merkle import leaf_hash, node_hash
from evenhand.evidence.signing import SigningKey
from evenhand.evidence.store import MemoryStore, Store

KEY = SigningKey(name="evidence.example/tests", seed=hashlib.sha256(b"a key for tests only").digest())


def sealed(number: int) -> Sealed:
    """The sealed text of entry `number`, always the same."""
    return seal(text(number), salt=hashlib.sha256(b"salt %d" % number).digest())


def text(number: int) -> bytes:
    """The text of entry `number`."""
    return f"第 {number} 件投诉已受理".encode()


def filled(size: int, store: Store | None = None, step: int = 97) -> Log:
    """A log of so many entries, added in batches of `step`."""
    log = Log(store or MemoryStore(), origin=KEY.name)
    for start in range(0, size, step):
        log.append([sealed(number).entry for number in range(start, min(size, start + step))])
    return log


def slow_root(entries: list[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1, defines it, straight from the words."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return node_hash(slow_root(entries[:half]), slow_root(entries[half:]))


def slow_path(index: int, entries: list[bytes]) -> list[bytes]:
    """PATH as RFC 6962, 2.1.1, defines it."""
    if len(entries) == 1:
        return []
    half = 1
    while half * 2 < len(entries):
        half *= 2
    if index < half:
        return [*slow_path(index, entries[:half]), slow_root(entries[half:])]
    return [*slow_path(index - half, entries[half:]), slow_root(entries[:half])]


def slow_subproof(first: int, entries: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF as RFC 6962, 2.1.2, defines it."""
    if first == len(entries):
        return [] if whole else [slow_root(entries)]
    half = 1
    while half * 2 < len(entries):
        half *= 2
    if first <= half:
        return [*slow_subproof(first, entries[:half], whole), slow_root(entries[half:])]
    return [*slow_subproof(first - half, entries[half:], False), slow_root(entries[:half])]
