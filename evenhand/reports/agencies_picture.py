"""Who breaks the rules most: rates by agency with their intervals, dots and lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from markupsafe import Markup

from evenhand.reports.canvas import Canvas
from evenhand.reports.intervals import Rate, wilson
from evenhand.reports.shown import number, percent, shown
from evenhand.reports.theme import ACCENT, GREY, INK, LINE, SOFT, to_svg

WORST = 20
LEFT, WIDE, RIGHT, TOP, ROW = 264, 480, 196, 44, 26
FEW = 30
STEPS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, kw_only=True)
class AgencyRate:
    """One agency working for one lender (an empty agency: the lender's own staff) and its rate of contacts found."""

    lender: str
    agency: str
    rate: Rate

    def name(self, lang: str) -> str:
        """Agency and lender as one label."""
        own = "自行催收" if lang == "zh" else "own staff"
        unknown = "未写明机构" if lang == "zh" else "lender not given"
        return shown(f"{self.agency or own} · {self.lender or unknown}", 80)


def rank(agencies: Sequence[Mapping[str, Any]]) -> list[AgencyRate]:
    """Every agency of a summary, the surely worst first: by the lower end of the interval, so small ones need proof."""
    rates = [
        AgencyRate(
            lender=row["lender"] or "",
            agency=row["agency"] or "",
            rate=wilson(row["contacts_found"], row["contacts"]),
        )
        for row in agencies
    ]
    return sorted(rates, key=lambda a: (-a.rate.low, -a.rate.share, a.lender, a.agency))


def draw_agencies(ranked: Sequence[AgencyRate], *, overall: Rate, lang: str) -> Markup:
    """The worst agencies in one language: a dot for the rate, a line for its interval, all together dashed."""
    worst = ranked[:WORST]
    canvas = Canvas(width=LEFT + WIDE + RIGHT, height=TOP + len(worst) * ROW + 8)
    full, step = _scale(max([overall.share, *(agency.rate.high for agency in worst)]))
    layers = [*_axis(canvas, full, step), *_overall(canvas, overall, full, lang), *_rows(canvas, worst, full, lang)]
    title = "各催收方违规率及 95% 区间" if lang == "zh" else "Rates by collecting party with 95% intervals"
    say = agencies_sentence(ranked, overall=overall, lang=lang)
    return to_svg(layers, key=f"agencies-{lang}", title=title, say=say, width=canvas.width, height=canvas.height)


def agencies_sentence(ranked: Sequence[AgencyRate], *, overall: Rate, lang: str) -> str:
    """The same fact in words: who comes first, how sure that is, and the rate of all together."""
    first = ranked[0]
    rate = first.rate
    above = rate.low > overall.share
    if lang == "zh":
        sure = "整个区间都高于全体" if above else "区间含全体水平，尚不能说它更差"
        few = "，次数很少，仅供参考" if rate.of < FEW else ""
        return (
            f"居首的是{first.name('zh')}：{percent(rate.share)}（95% 区间 {percent(rate.low)} 至 {percent(rate.high)}，"
            f"联系 {number(rate.of)} 次{few}），{sure}；全体为 {percent(overall.share)}。"
        )
    sure = (
        "all of it above the overall rate" if above else "which includes the overall rate, so it cannot be called worse"
    )
    few = ", too few to lean on" if rate.of < FEW else ""
    return (
        f"{first.name('en')} comes first with {percent(rate.share)} (95% interval {percent(rate.low)} to "
        f"{percent(rate.high)}, {number(rate.of)} contacts{few}), {sure}; all together {percent(overall.share)}."
    )


def _scale(highest: float) -> tuple[float, float]:
    step = next((step for step in STEPS if highest / step <= 6), STEPS[-1])
    ticks = 1
    while step * ticks < min(highest, 1.0) - 1e-9:
        ticks += 1
    return step * ticks, step


def _axis(canvas: Canvas, full: float, step: float) -> list[alt.Chart]:
    ticks = [step * i for i in range(round(full / step) + 1)]
    places = [LEFT + WIDE * tick / full for tick in ticks]
    words = [(x, TOP - 12, f"{tick * 100:g}%") for x, tick in zip(places, (round(t, 6) for t in ticks), strict=True)]
    return [
        canvas.lines([(x, TOP - 4, x, canvas.height) for x in places], colour=LINE),
        canvas.words(words, align="center", size=11),
    ]


def _overall(canvas: Canvas, overall: Rate, full: float, lang: str) -> list[alt.Chart]:
    x = LEFT + WIDE * overall.share / full
    word = f"全体 {percent(overall.share)}" if lang == "zh" else f"all {percent(overall.share)}"
    return [
        canvas.lines([(x, 18, x, canvas.height)], colour=SOFT, dash=(4, 3)),
        canvas.words([(x, 10, word)], align="center"),
    ]


def _rows(canvas: Canvas, worst: Sequence[AgencyRate], full: float, lang: str) -> list[alt.Chart]:
    middles = [TOP + (i + 0.5) * ROW for i in range(len(worst))]
    rows = list(zip(middles, worst, strict=True))
    left = [(LEFT - 12, y, _fit(agency.name(lang))) for y, agency in rows]
    right = [(LEFT + WIDE + 16, y, _figures(agency.rate, lang)) for y, agency in rows]
    spans = [(LEFT + WIDE * a.rate.low / full, y, LEFT + WIDE * a.rate.high / full, y) for y, a in rows]
    dots = [(LEFT + WIDE * a.rate.share / full, y) for y, a in rows]
    return [
        canvas.lines(spans, colour=GREY, thick=4),
        canvas.dots(dots, colour=ACCENT, size=80),
        canvas.words(left, colour=INK, align="right"),
        canvas.words(right),
    ]


def _figures(rate: Rate, lang: str) -> str:
    counted = f"联系 {number(rate.of)} 次" if lang == "zh" else f"n = {number(rate.of)}"
    return f"{percent(rate.share)} · {counted}"


def _fit(name: str) -> str:
    """`name` cut to the room there is: a Han character takes two places, a Latin one about one and a bit."""
    places, kept = 0.0, ""
    for character in name:
        places += 2 if ord(character) > 0x2E7F else 1.15
        if places > 40:
            return kept.rstrip() + "…"
        kept += character
    return kept
