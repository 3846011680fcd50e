"""What a detector finds of the planted rings, and whom it accuses wrongly, over volumes and shares.

    python bench/rings/measure.py [--detector v1] [--honest 2000,20000] [--shares 0.005,0.05,0.15] [--into]

The tuning half of the stock by default; `--evaluation-half` is for the final count only and for nothing that tunes.
`--into` writes the figures into docs/reference/rings-accuracy.md, in the section of that detector and half.
A found member is a `member` of an `organised` ring. Small volumes are planted under several seeds and counted together.
"""

import argparse
import math
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from plant import plant, write
from scores import Guess, Share, Tally, reliability, tally

from evenhand.rings.run import Detection, detect

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rings-accuracy.md"
HEAD = Path(__file__).parent / "figures_head.md"
SEEDS = {2_000: 12, 20_000: 3, 100_000: 1, 300_000: 1}
NEVER_ACCUSED = ("family", "lawful_agent", "wave_own_words", "wave_copied")
Finder = Callable[[Path], Guess]


def guess_of(detection: Detection) -> Guess:
    """What a detection says of each complaint."""
    kind = dict(zip(*(detection.rings[name].to_pylist() for name in ("ring_id", "kind")), strict=True))
    score = dict(zip(*(detection.rings[name].to_pylist() for name in ("ring_id", "score")), strict=True))
    rows = list(
        zip(*(detection.members[name].to_pylist() for name in ("ring_id", "complaint_id", "standing")), strict=True)
    )
    return Guess(
        accused={one: ring for ring, one, standing in rows if kind[ring] == "organised" and standing == "member"},
        suspected={one: ring for ring, one, _ in rows if kind[ring] == "organised"},
        waves={one: ring for ring, one, _ in rows if kind[ring] == "shared_cause"},
        scored={ring: value for ring, value in score.items() if value is not None and kind[ring] == "organised"},
        seconds=detection.summary["seconds"],
    )


def one_run(find: Finder, *, honest: int, share: float, half: str, seed: int) -> Tally:
    """Plant, find, count."""
    complaints, truth = plant(honest=honest, share=share, half=half, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), complaints, truth)
        return tally(truth, find(Path(folder) / "complaints.parquet"))


def grid(find: Finder, volumes: list[int], shares: list[float], half: str) -> dict[tuple[int, float], Tally]:
    """Every volume with every share, each under its seeds."""
    found = {}
    for honest in volumes:
        for share in shares:
            told = Tally()
            for seed in range(1, 1 + SEEDS.get(honest, 1)):
                told.add(one_run(find, honest=honest, share=share, half=half, seed=seed))
            found[honest, share] = told
            print(_line(honest, share, told), flush=True)
    return found


def _accused(told: Tally) -> Share:
    return Share(hit=sum(one.hit for one in told.wrong.values()), of=sum(one.of for one in told.wrong.values()))


def _waves(told: Tally) -> Share:
    return Share(hit=sum(one.hit for one in told.waves.values()), of=sum(one.of for one in told.waves.values()))


def _percent(value: float, digits: int = 1) -> str:
    return "–" if math.isnan(value) else f"{value * 100:.{digits}f} %"


def _line(honest: int, share: float, told: Tally) -> str:
    wrong, seconds = _accused(told), sum(told.seconds) / len(told.seconds)
    cells = [f"{honest:,}", f"{share:.1%}", f"{told.precision.value:.3f}", f"{told.recall.value:.3f}",
             _percent(told.members.value), f"{wrong.hit:.0f} of {wrong.of:,.0f}", _percent(wrong.at_most, 3),
             _percent(_waves(told).value), f"{seconds:.1f}"]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def tables(found: dict[tuple[int, float], Tally]) -> str:
    """All figures as Markdown."""
    whole = Tally()
    for told in found.values():
        whole.add(told)
    parts = [
        "| honest | rings' share | B³ precision | B³ recall | members found | honest accused | at most | waves found | s |",  # noqa: E501
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_line(*key, told) for key, told in found.items()),
        "",
        *_aims(found, whole),
        *_wrongly(found, whole),
        *_shares("style of ring", "members found", whole.by_style, whole.rings_by_style),
        *_shares("evidence", "members of rings that leave it", whole.by_evidence, None),
        *_shares("this member's own trace", "members found", whole.by_own_trace, None),
        *_shares("rings that leave too little", "found (should be none)", whole.no_evidence, None),
        *_shares("waves", "found by half or more", whole.waves, None),
        f"Of the waves reported, {_percent(whole.true_waves.value)} are mostly one planted wave.",
        "",
        *_calibrated(whole),
    ]
    return "\n".join(parts)


def _aims(found: dict[tuple[int, float], Tally], whole: Tally) -> list[str]:
    """The aims, each at every volume and share, the worst of them shown."""
    told = found.values()
    hardest = min((one.value for one in whole.by_style.values() if one.of), default=math.nan)
    protected = sum(whole.wrong[kind].hit for kind in NEVER_ACCUSED)
    lowest = (
        min(_waves(one).value for one in told if _waves(one).of) if any(_waves(one).of for one in told) else math.nan
    )
    precision, recall = (min((getattr(one, name).value for one in told if getattr(one, name).of), default=math.nan)
                         for name in ("precision", "recall"))  # fmt: skip
    worst = max(_accused(one).value for one in told)
    no_evidence = sum(one.hit for one in whole.no_evidence.values())
    rows = [
        ("B³ precision ≥ 0.98 at every volume and share", f"{precision:.3f} at worst", precision >= 0.98),
        ("B³ recall ≥ 0.95 at every volume and share", f"{recall:.3f} at worst", recall >= 0.95),
        ("≥ 0.85 of the members in the hardest style that leaves evidence", f"{hardest:.3f}", hardest >= 0.85),
        ("false accusation ≤ 0.05 % at every volume", _percent(worst, 3) + " at worst", worst <= 0.0005),
        ("none of families, lawful agents' clients, wave members", f"{protected:.0f}", protected == 0),
        ("no ring found that leaves too little", f"{no_evidence:.0f}", no_evidence == 0),
        ("waves found ≥ 0.9 at every volume", _percent(lowest) + " at worst", lowest >= 0.9),
    ]
    lines = [f"| {aim} | {measured} | {'met' if met else '**missed**'} |" for aim, measured, met in rows]
    return ["| aim | measured | |", "| --- | ---: | --- |", *lines, ""]


def _wrongly(found: dict[tuple[int, float], Tally], whole: Tally) -> list[str]:
    volumes = sorted({honest for honest, _ in found})
    by_volume = {one: Tally() for one in volumes}
    for (honest, _), told in found.items():
        by_volume[honest].add(told)
    head = " | ".join(f"{one:,}" for one in volumes)
    lines = [
        f"| honest complaints, accused of all | {head} | in all, at most |",
        "| --- |" + " ---: |" * (len(volumes) + 1),
    ]
    for kind in sorted(whole.wrong):
        cells = [f"{by_volume[one].wrong[kind].hit:.0f} of {by_volume[one].wrong[kind].of:,.0f}" for one in volumes]
        lines.append(f"| {kind.replace('_', ' ')} | {' | '.join(cells)} | {_percent(whole.wrong[kind].at_most, 3)} |")
    return [*lines, ""]


def _shares(what: str, told: str, shares: dict[str, Share], rings: dict[str, Share] | None) -> list[str]:
    second = " rings found by half or more |" if rings is not None else ""
    lines = [f"| {what} | {told} |{second}", "| --- | ---: |" + (" ---: |" if rings is not None else "")]
    for name in sorted(shares, key=lambda one: -shares[one].value):
        one = shares[name]
        more = f" {rings[name].hit:.0f} of {rings[name].of:.0f} |" if rings is not None else ""
        lines.append(f"| {name.replace('_', ' ')} | {one.hit:,.0f} of {one.of:,.0f}, {_percent(one.value)} |{more}")
    return [*lines, ""]


def _calibrated(whole: Tally) -> list[str]:
    bins, error = reliability(whole.scores)
    lines = ["| score | rings | mean score | share right |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {name} | {count:,} | {mean:.2f} | {right:.2f} |" for name, count, mean, right in bins]
    return [*lines, "", f"Expected calibration error: {error:.3f}."]


def write_section(title: str, text: str, page: Path = PAGE) -> None:
    """Put `text` under `## title` of the page, in the place of what stood there."""
    now = page.read_text(encoding="utf-8") if page.exists() else HEAD.read_text(encoding="utf-8")
    section = f"## {title}\n\n{text.strip()}\n"
    found = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", now, re.MULTILINE | re.DOTALL)
    now = now[: found.start()] + section + "\n" + now[found.end() :] if found else now.rstrip() + "\n\n" + section
    page.write_text(now.rstrip() + "\n", encoding="utf-8")


def main() -> None:
    """Run the grid, print, and where asked write the section."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--detector", default="v2")
    asked.add_argument("--honest", default="2000,20000,100000,300000")
    asked.add_argument("--shares", default="0.005,0.05,0.15")
    asked.add_argument("--evaluation-half", action="store_true")
    asked.add_argument("--into", action="store_true")
    options = asked.parse_args()
    half = "eval" if options.evaluation_half else "tune"
    volumes, shares = (
        [kind(one) for one in text.split(",")] for kind, text in ((int, options.honest), (float, options.shares))
    )
    found = grid(lambda file: guess_of(detect(file, detector=options.detector)), volumes, shares, half)
    text = tables(found)
    print(text)
    if options.into:
        name = "evaluation" if half == "eval" else "tuning"
        write_section(f"Detector {options.detector}, {name} half", text)


if __name__ == "__main__":
    main()
