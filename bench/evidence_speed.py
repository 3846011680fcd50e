"""How fast entries are added and proved: python bench/evidence_speed.py [--entries 10000000] [--folder /var/tmp].

Prints one JSON object. Appends go to one SQLite file on disk, each batch one transaction that is on disk when it ends
(synchronous = FULL). Proofs are taken at random indexes of the whole log, first with nothing remembered, then warm.
"""

import argparse
import hashlib
import json
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from evenhand.evidence import tree
from evenhand.evidence.checkpoint import Checkpoint
from evenhand.evidence.commitment import seal
from evenhand.evidence.log import Log
from evenhand.evidence.merkle import leaf_hash, root_of_inclusion, verify_consistency
from evenhand.evidence.receipt import verify
from evenhand.evidence.signing import new_key
from evenhand.evidence.sqlite import SqliteStore

HEAD = seal(b"").entry[:-32]


def entry(index: int) -> bytes:
    """An entry as long as a sealed one; hashing stands in for the salt, so that ten million take minutes."""
    return HEAD + hashlib.sha256(index.to_bytes(8, "big")).digest()


def timed(act: Callable[[], object]) -> float:
    """Seconds that `act` takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def middle(seconds: list[float]) -> dict[str, float]:
    """Median and 99th percentile in milliseconds."""
    ordered = sorted(seconds)
    return {"median_ms": statistics.median(ordered) * 1e3, "p99_ms": ordered[int(len(ordered) * 0.99)] * 1e3}


def fill(log: Log, entries: int) -> float:
    """Bring the log to so many entries, and say how many a second."""
    start, first = time.perf_counter(), log.size
    for at in range(first, entries, 50_000):
        log.append([entry(index) for index in range(at, min(entries, at + 50_000))])
    return (entries - first) / (time.perf_counter() - start)


def batches(log: Log, size: int, times: int) -> float:
    """Entries a second in batches of `size`: sealed under fresh salts, added, on disk."""

    def act() -> None:
        for _ in range(times):
            log.append([seal(b"complaint 4711: transferred to the institution").entry for _ in range(size)])

    return size * times / timed(act)


def proofs(path: Path, log: Log, at: Checkpoint, dice: random.Random) -> dict[str, object]:
    """Times of inclusion and consistency proofs over the whole log; each proof is verified."""

    def one(forget: bool) -> float:
        # A new connection too; the file stays in the system's memory.
        book = Log(SqliteStore(path), origin=log.origin) if forget else log
        if forget:
            tree._rows.cache_clear()
        index = dice.randrange(at.size)
        start = time.perf_counter()
        proof = book.inclusion(index, at.size)
        taken = time.perf_counter() - start
        assert root_of_inclusion(index, at.size, leaf_hash(book.store.entries(index, index + 1)[0]), proof) == at.root
        return taken

    def span() -> float:
        first = dice.randrange(1, at.size)
        start = time.perf_counter()
        proof = log.consistency(first, at.size)
        taken = time.perf_counter() - start
        assert verify_consistency(first, at.size, log.root(first), at.root, proof)
        return taken

    cold = [one(True) for _ in range(200)]
    return {
        "inclusion, nothing remembered": middle(cold),
        "inclusion, warm": middle([one(False) for _ in range(1000)]),
        "consistency, warm": middle([span() for _ in range(300)]),
    }


def main() -> None:
    """Measure, and print the figures."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--entries", type=int, default=10_000_000)
    asked.add_argument("--folder", type=Path, default=None)
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(dir=given.folder))
    try:
        path, key = folder / "log.db", new_key("evidence.example/bench")
        log = Log(SqliteStore(path), origin=key.name)
        filled = fill(log, given.entries)
        told: dict[str, object] = {"entries": given.entries, "filled_per_s": filled}
        told["appends_per_s"] = {
            str(size): batches(log, size, times) for size, times in ((1, 50), (100, 20), (1000, 10))
        }
        signed = log.checkpoint(key)
        told |= proofs(path, log, signed, random.Random(1))
        told["checkpoint_ms"] = timed(lambda: log.checkpoint(key)) * 1e3
        receipt = log.receipt(given.entries // 3)
        told["verify_receipt_ms"] = (
            statistics.median(timed(lambda: verify(receipt, key.public)) for _ in range(200)) * 1e3
        )
        told["file_mb"] = path.stat().st_size / 1e6
        told["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
        json.dump(told, sys.stdout, indent=1)
        sys.stdout.write("\n")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
