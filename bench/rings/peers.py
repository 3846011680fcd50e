"""Other people's tools on the same planted files, in one run with ours: what they find, whom they accuse, how long.

    pip install "datasketch>=2" rensa "splink>=5" coordination-network-toolkit scipy   # only for this; all MIT or BSD
    python bench/rings/peers.py [--honest 3000,20000] [--share 0.05] [--detectors v1] [--into]

A peer groups alike texts or people; it has no word for "organised". Each of its groups with at least three complainants
is taken as a ring and all in it as members: that is how such a tool is used when it is used alone. A peer that is not
installed is named as such. text-dedup cannot be installed beside Python 3.11; its published method (MinHash with 256
permutations over 5-grams, 0.7, bands of best fit, union to the first of a bucket) is written here, with characters for
words. FRAUDAR is written from its paper. The QUT toolkit compares every pair in its window and is run up to 4,000.
"""

import argparse
import importlib.util
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fraudar import blocks
from measure import guess_of, write_section
from plant import plant, write
from scores import Guess, Tally, tally

from evenhand.rings.run import detect

HANDLES = ("phone", "agent_phone", "agent", "payee", "bank_account", "device", "email")
WEEK_S, QUT_MOST = 7 * 86_400, 4_000
Pairs = Iterable[tuple[int, int]]


def grams(text: str, size: int) -> set[str]:
    """All runs of `size` characters; the whole text where it is shorter."""
    return {text[at : at + size] for at in range(len(text) - size + 1)} or {text}


def with_datasketch(table: pa.Table) -> Pairs:
    """datasketch: 128 permutations over 3-grams, its own LSH at 0.5."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    for at, text in enumerate(table["narrative"].to_pylist()):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([one.encode() for one in grams(text, 3)])
        yield from ((other, at) for other in index.query(sketch))
        index.insert(at, sketch)


def with_rensa(table: pa.Table) -> Pairs:
    """rensa: R-MinHash, 128 permutations over 3-grams, its LSH at 0.5 in 32 bands."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    for at, text in enumerate(table["narrative"].to_pylist()):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(list(grams(text, 3)))
        for other in index.query(sketch):
            yield other, at
        index.insert(at, sketch)


def with_text_dedup(table: pa.Table) -> Pairs:
    """text-dedup's MinHash method, its defaults, over characters."""
    rng = np.random.default_rng(42)
    # Products wrap at 64 bits, as they do there.
    prime = np.uint64((1 << 61) - 1)
    a = rng.integers(1, (1 << 61) - 1, 256).astype(np.uint64)[:, None]
    b = rng.integers(0, (1 << 61) - 1, 256).astype(np.uint64)[:, None]
    bands, rows = 25, 10  # what text-dedup's optimal_param gives for 0.7 and 256
    seen: dict[tuple[int, bytes], int] = {}
    for at, text in enumerate(table["narrative"].to_pylist()):
        hashed = np.array([hash_of(one) for one in grams(text, 5)], np.uint64)
        sketch = ((hashed * a + b) % prime).min(axis=1)
        for band in range(bands):
            first = seen.setdefault((band, sketch[band * rows : (band + 1) * rows].tobytes()), at)
            if first != at:
                yield first, at


def hash_of(text: str) -> int:
    """A 32-bit hash, the same in every run."""
    import hashlib

    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "little")


def with_splink(table: pa.Table) -> Pairs:
    """Splink on the handles: exact agreement on each, weights learnt without labels, linked from 0.01.

    At 0.9 it links nearly nobody, and rightly: one shared handle is not one person.
    """
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    told = table.select(["complaint_id", *HANDLES]).rename_columns(["unique_id", *HANDLES])
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[compare.ExactMatch(one) for one in HANDLES],
        blocking_rules_to_generate_predictions=[block_on(one) for one in HANDLES],
    )
    api = DuckDBAPI(connection=duckdb.connect())
    linker = Linker(api.register(told), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("payee")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for one in ("phone", "payee", "agent"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(one))
    linked = linker.inference.predict(threshold_match_probability=0.01)
    place = {one: at for at, one in enumerate(table["complaint_id"].to_pylist())}
    for row in linked.as_record_list():
        yield place[row["unique_id_l"]], place[row["unique_id_r"]]


def with_qut(table: pa.Table) -> Pairs:
    """The QUT toolkit: co-similar messages within a week, its tokens (single characters in Chinese), its 0.9."""
    from coordination_network_toolkit.compute_networks import compute_co_similar_tweet
    from coordination_network_toolkit.graph import load_networkx_graph
    from coordination_network_toolkit.preprocess import preprocess_data

    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "qut.db")
        at = table["received_at"].cast(pa.int64()).to_numpy() // 1_000_000
        told = enumerate(zip(table["narrative"].to_pylist(), at, strict=True))
        rows = ((str(row), str(row), str(row), None, None, text, float(moment), []) for row, (text, moment) in told)
        preprocess_data(database, rows)
        compute_co_similar_tweet(database, WEEK_S, similarity_threshold=0.9, n_threads=1)
        graph = load_networkx_graph(database, "co_similar_tweet")
        yield from ((int(one), int(other)) for one, other in graph.edges())


def with_fraudar(table: pa.Table) -> Pairs:
    """FRAUDAR on complaints and the values of their handles; blocks while they weigh 0.3 a node or more."""
    people, things, known = [], [], {}
    for name in HANDLES:
        kind = {"agent_phone": "phone", "bank_account": "payee"}.get(name, name)
        for at, value in enumerate(table[name].to_pylist()):
            if value is not None:
                people.append(at)
                things.append(known.setdefault((kind, value), len(known)))
    who, what = np.array(people), np.array(things)
    often = np.bincount(what)[what] >= 3  # a thing that two have makes no ring of three
    for block in blocks(who[often], what[often], most=300, least_weight=0.3):
        yield from pairwise(block.tolist())


PEERS: dict[str, tuple[str, Callable[[pa.Table], Pairs], int]] = {
    "datasketch 2, texts": ("datasketch", with_datasketch, 10**9),
    "rensa, texts": ("rensa", with_rensa, 10**9),
    "text-dedup's method, texts": ("numpy", with_text_dedup, 10**9),
    "Splink 5, handles": ("splink", with_splink, 10**9),
    "QUT toolkit, texts within a week": ("coordination_network_toolkit", with_qut, QUT_MOST),
    "FRAUDAR, handles": ("numpy", with_fraudar, 30_000),
}


def grouped(table: pa.Table, pairs: Pairs) -> dict[str, str]:
    """Groups of what is paired, those with three complainants or more: the group of each complaint."""
    parent = list(range(table.num_rows))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    for one, other in pairs:
        a, b = root(one), root(other)
        parent[max(a, b)] = min(a, b)
    ids = table["complaint_id"].to_pylist()
    people = [who or mine for who, mine in zip(table["complainant_id"].to_pylist(), ids, strict=True)]
    held: dict[int, list[int]] = defaultdict(list)
    for at in range(len(parent)):
        held[root(at)].append(at)
    rings = {first: of for first, of in held.items() if len({people[at] for at in of}) >= 3}
    return {ids[at]: ids[first] for first, of in rings.items() for at in of}


def side_by_side(honest: int, share: float, detectors: list[str]) -> list[str]:
    """One line a tool, all on the same file."""
    complaints, truth = plant(honest=honest, share=share, half="tune", seed=7)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), complaints, truth)
        file = Path(folder) / "complaints.parquet"
        detect(file)  # the kernels compile once a machine; that is counted in rings_speed.py
        for name in detectors:
            lines.append(_line(f"**Evenhand {name}**", honest, tally(truth, guess_of(detect(file, detector=name)))))
            print(lines[-1], flush=True)
        for name, (module, pairs_of, most) in PEERS.items():
            lines.append(_peer(name, module, pairs_of, most, honest, file, truth))
            print(lines[-1], flush=True)
    return lines


def _peer(name: str, module: str, pairs_of: Callable[[pa.Table], Pairs], most: int, honest: int, file: Path,
          truth: pa.Table) -> str:  # fmt: skip
    if importlib.util.find_spec(module) is None:
        return f"| {name} | {honest:,} | not installed | | | | | |"
    if honest > most:
        return f"| {name} | {honest:,} | not run: too slow | | | | | |"
    started = perf_counter()
    table = pq.read_table(file)
    accused = grouped(table, pairs_of(table))
    return _line(name, honest, tally(truth, Guess(accused=accused, waves={}, seconds=perf_counter() - started)))


def _line(name: str, honest: int, told: Tally) -> str:
    wrong, of = (sum(getattr(one, part) for one in told.wrong.values()) for part in ("hit", "of"))
    least = sum(one.hit for one in told.no_evidence.values())
    cells = [name, f"{honest:,}", f"{told.precision.value:.3f}", f"{told.recall.value:.3f}",
             f"{told.members.value:.1%}", f"{wrong:,.0f} ({wrong / of:.2%})", f"{least:.0f}",
             f"{told.seconds[0]:.1f}"]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Run, print, and where asked write the section."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--honest", default="3000,20000")
    asked.add_argument("--share", type=float, default=0.05)
    asked.add_argument("--detectors", default="v1")
    asked.add_argument("--into", action="store_true")
    options = asked.parse_args()
    head = ["| tool | honest | B³ precision | B³ recall | members found | honest accused | rings that leave too little, found | s |",  # noqa: E501
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    lines = [line for one in options.honest.split(",")
             for line in side_by_side(int(one), options.share, options.detectors.split(","))]  # fmt: skip
    if options.into:
        told = f"Tuning half, rings {options.share:.0%} of the complaints, one run. Peers have no word for *organised*: each "  # noqa: E501
        told += "of their groups of three people is taken as a ring. Seconds include reading the file.\n\n"
        write_section("Beside other tools", told + "\n".join([*head, *lines]))


if __name__ == "__main__":
    main()
