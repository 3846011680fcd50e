"""Letters tied by wording, from a file to groups, beside rensa and datasketch on the same file, in one run.

    pip install "datasketch>=2" rensa   # only for this; both MIT
    python bench/rings/wording_speed.py [--letters 200000] [--runs 3] [--without datasketch] [--into]

Seven letters in ten stand alone; of the rest each is there in five copies, whose characters were exchanged so often
that two copies have the stated share of their 3-grams in common. Each side reads the file, makes its sketches and
pairs, and joins pairs to groups; found is what share of the planted pairs stands in one group, true is what share of
the pairs in groups was planted. The peers are used as their guides show, a sketch a text over its 3-grams and their own
index; what they pair goes through the same exact comparison as ours, for unchecked they join everybody.
`floor` reads the same column and hashes each byte once on one thread: below it nothing that looks at letters can go.
"""

import argparse
import importlib.util
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from measure import write_section
from numpy.typing import NDArray
from peers import Pairs, with_datasketch, with_rensa
from plant import plant

from evenhand.rings.v1 import wording
from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.families import threshold
from evenhand.rings.v1.kernel import Shingles
from evenhand.rings.v1.likeness import resembles
from evenhand.rings.v1.unions import join, root_of

Groups = NDArray[np.int64]
FEWEST = wording.FEWEST
COPIES = 5  # a letter and its four copies
# How often a character is exchanged, so that two copies share this much of their 3-grams: (1 - p)**6 = 2 J / (1 + J).
LIKENESS = {"0.86": 0.0129, "0.65": 0.0390, "0.35": 0.1037}
EXCHANGED = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多"


def letters(count: int, seed: int = 1) -> tuple[pa.Table, Groups, NDArray[np.int64]]:
    """`count` letters in mixed order; the planted family of each (-1: none), and which likeness it was made with."""
    alone = count * 7 // 10
    families = (count - alone) // COPIES
    # Ordinary letters alone: what copies a public letter or a statute is alike, and rightly found so. They are
    # a quarter of a small file; in a large one there are some 50,000 others.
    needed = alone + families
    made, truth = plant(honest=min(4 * needed, needed + 60_000), share=0.005, half="tune", seed=seed)
    plain = {row["complaint_id"] for row in truth.to_pylist() if not row["ring_id"] and not row["look_alike"]}
    rows = zip(made["complaint_id"].to_pylist(), made["narrative"].to_pylist(), strict=True)
    texts = [text for name, text in rows if name in plain][:needed]
    chance = np.random.default_rng(seed)
    levels = list(LIKENESS.values())
    copies = [
        _changed(text, levels[at % len(levels)], chance) for at, text in enumerate(texts[alone:]) for _ in range(COPIES)
    ]
    family = np.concatenate([np.full(alone, -1), np.repeat(np.arange(families), COPIES)])
    order = chance.permutation(family.size)
    mixed = pa.table({"narrative": pa.array([*texts[:alone], *copies]).take(pa.array(order))})
    return mixed, family[order], np.where(family[order] < 0, -1, family[order] % len(levels))


def _changed(text: str, often: float, chance: np.random.Generator) -> str:
    signs = list(text)
    for at in np.flatnonzero(chance.random(len(signs)) < often):
        signs[at] = EXCHANGED[int(chance.integers(len(EXCHANGED)))]
    return "".join(signs)


def by_evenhand(file: Path) -> Groups:
    """Detector v1's and v2's reading and comparing of letters; a group of its own where it ties nobody."""
    batches = pq.ParquetFile(file, memory_map=True).iter_batches(wording.CHUNK, columns=["narrative"])
    read = wording.read(batch.column(0) for batch in batches)
    family = wording.compare(read).family
    return np.where(family < 0, family.max(initial=0) + 1 + np.arange(family.size), family)


def by_peer(pairs_of: Callable[[pa.Table], Pairs]) -> Callable[[Path], Groups]:
    """A peer's pairs, those that are truly alike joined to groups: alike by the same exact comparison as ours."""

    def run(file: Path) -> Groups:
        table = pq.read_table(file)
        pairs = np.fromiter(pairs_of(table), np.dtype((np.int64, 2)))
        read = wording.read(table["narrative"].combine_chunks())
        usual = (wording.ALIKE, wording.ALIKE_SHORT, wording.SHORT)
        parent = np.arange(table.num_rows)
        _join_alike(parent, pairs, read.shingles, read.starts, read.ends, *usual)
        return np.array([root_of(parent, at) for at in range(parent.size)])

    return run


@compiled
def _join_alike(
    parent: Groups,
    pairs: Groups,
    shingles: Shingles,
    starts: Groups,
    ends: Groups,
    usual: float,
    short: float,
    below: int,
) -> None:
    for k in range(pairs.shape[0]):
        a, b = pairs[k]
        one, other = ends[a] - starts[a], ends[b] - starts[b]
        if min(one, other) < FEWEST or root_of(parent, a) == root_of(parent, b):
            continue
        needed = threshold(one, other, usual, short, below)
        if resembles(shingles, starts[a], ends[a], starts[b], ends[b], needed):
            join(parent, a, b)


@compiled
def _hash_bytes(raw: NDArray[np.uint8]) -> np.uint64:
    total = np.uint64(14695981039346656037)
    for k in range(raw.size):
        total = (total ^ np.uint64(raw[k])) * np.uint64(1099511628211)
    return total


def floor(file: Path) -> Groups:
    """Read the column and hash each byte once, on one thread."""
    column = pq.read_table(file, columns=["narrative"])["narrative"].combine_chunks()
    _hash_bytes(np.frombuffer(column.buffers()[2], np.uint8))
    return np.arange(len(column))


def pairs_in(groups: NDArray[np.int64]) -> int:
    """How many pairs stand in one group."""
    sizes = np.unique(groups, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def found_and_true(groups: Groups, family: Groups, level: NDArray[np.int64]) -> list[float]:
    """The share of planted pairs in one group, for each likeness; and that of the pairs in groups that were planted."""
    both = groups * (family.max() + 2) + family + 1
    told = [pairs_in(both[level == at]) / pairs_in(family[level == at]) for at in range(len(LIKENESS))]
    together = pairs_in(groups)
    return [*told, pairs_in(both[family >= 0]) / together if together else float("nan")]


SIDES: dict[str, tuple[str, Callable[[Path], Groups]]] = {
    "Evenhand": ("numpy", by_evenhand),
    "rensa": ("rensa", by_peer(with_rensa)),
    "datasketch": ("datasketch", by_peer(with_datasketch)),
    "floor": ("numpy", floor),
}


def measured(
    file: Path, runs: int, without: list[str]
) -> tuple[dict[str, list[tuple[float, float]]], dict[str, Groups]]:
    """Seconds by the clock and of the processor of each side, all sides in turn, and each side's groups."""
    sides = {name: run for name, (module, run) in SIDES.items()
             if name not in without and importlib.util.find_spec(module) is not None}  # fmt: skip
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    groups = {}
    for _ in range(runs):
        for name, run in sides.items():
            started, worked = perf_counter(), process_time()
            groups[name] = run(file)
            taken[name].append((perf_counter() - started, process_time() - worked))
            print(f"{name}: {taken[name][-1][0]:.2f} s", flush=True)
    return taken, groups


def main() -> None:
    """Make the letters, run all sides in turn, print, and where asked write the section."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--letters", type=int, default=200_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--without", default="")
    asked.add_argument("--into", action="store_true")
    options = asked.parse_args()
    table, family, level = letters(options.letters)
    with tempfile.TemporaryDirectory() as folder:
        file, few = Path(folder) / "letters.parquet", Path(folder) / "few.parquet"
        pq.write_table(table, file)
        pq.write_table(table.slice(0, 500), few)
        (
            by_evenhand(few),
            by_peer(lambda _: [(0, 1)])(few),
            floor(few),
        )  # kernels compile once a machine; that is counted in rings_speed.py
        size = file.stat().st_size / 1e6
        taken, groups = measured(file, options.runs, options.without.split(","))
    text = lines(taken, groups, family, level)
    print(text)
    if options.into:
        told = f"{table.num_rows:,} letters ({table.nbytes / 1e6:.0f} MB of text, {size:.0f} MB as a file), "
        told += f"{options.runs} runs of each side in turn, medians; the ratio is a run's own.\n\n"
        write_section("Wording alone, beside other tools", told + text)


def lines(taken: dict[str, list[tuple[float, float]]], groups: dict[str, Groups], family: Groups, level: Groups) -> str:
    """The table as Markdown."""
    head = [f"found at {one}" for one in LIKENESS]
    rows = [
        f"| | s | of the processor | × Evenhand | {' | '.join(head)} | true |",
        "| --- |" + " ---: |" * (4 + len(head)),
    ]
    for name, several in taken.items():
        clock, processor = (statistics.median(one[at] for one in several) for at in (0, 1))
        times = statistics.median(one[0] / own[0] for one, own in zip(several, taken["Evenhand"], strict=True))
        shares = ["–"] * 4 if name == "floor" else [f"{one:.3f}" for one in found_and_true(groups[name], family, level)]
        rows.append(f"| {name} | {clock:.2f} | {processor:.2f} | {times:.2f} | {' | '.join(shares)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
