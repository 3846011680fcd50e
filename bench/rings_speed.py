"""How the time to find rings grows with the number of complaints, stage by stage, and the memory it takes.

    python bench/rings_speed.py [--complaints 10000,100000,300000] [--seed 1]

Each size runs in a process of its own, so that memory is its own too. The kernels' first call on a machine compiles
them; that is done beforehand on a small file and printed apart. Cities are built once and not counted.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from evenhand.city.city import build_city
from evenhand.rings.run import detect


def measure(complaints: Path) -> dict[str, float]:
    """Seconds until each stage began and until the end, and the most memory that was held, in GB."""
    began: dict[str, float] = {}
    started = perf_counter()
    detect(complaints, progress=lambda stage, _: began.setdefault(stage, perf_counter() - started) and None)
    began["all"] = perf_counter() - started
    began["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return began


def in_its_own_process(complaints: Path) -> dict[str, float]:
    """`measure` in a fresh interpreter."""
    out = subprocess.run([sys.executable, __file__, "--measure", str(complaints)], check=True, capture_output=True)
    told: dict[str, float] = json.loads(out.stdout)
    return told


def main() -> None:
    """Build the cities, measure each, print one line a size."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--complaints", default="10000,100000,300000")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--measure", type=Path)
    options = asked.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        small = _city(Path(folder), 500, options.seed)
        first, again = (in_its_own_process(small)["all"] for _ in range(2))
        print(f"compiling once a machine: {max(0.0, first - again):.1f} s")
        before: tuple[int, float] | None = None
        for size in (int(one) for one in options.complaints.split(",")):
            told = in_its_own_process(_city(Path(folder), size, options.seed))
            growth = f", {told['all'] / before[1]:.1f} × for {size / before[0]:.0f} × the complaints" if before else ""
            print(f"{size:>9,} complaints: {told['all']:.1f} s, {told['memory']:.2f} GB{growth}")
            before = (size, told["all"])


def _city(folder: Path, size: int, seed: int) -> Path:
    out = folder / str(size)
    build_city(out, contacts=0, complaints=size, seed=seed)
    return out / "complaints.parquet"


if __name__ == "__main__":
    main()
