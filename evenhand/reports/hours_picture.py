"""The week as a picture: how many contacts each hour, and in which hours they broke a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from markupsafe import Markup

from evenhand.reports.canvas import Box, Canvas
from evenhand.reports.intervals import wilson
from evenhand.reports.shown import number, percent
from evenhand.reports.theme import ACCENT, GREY, INK, LINE, to_svg
from evenhand.reports.words import WEEKDAYS

LEFT, CELL, RIGHT = 56, 34, 72
BARS_TOP, BARS, HOURS, QUIET, GRID, ROW = 20, 92, 104, 132, 138, 26
SIZE = Canvas(width=LEFT + 24 * CELL + RIGHT, height=GRID + 7 * ROW + 4)
# Half strength at most: ink stays readable on every cell, on light paper and on dark.
STRONGEST = 0.5


@dataclass(frozen=True, kw_only=True)
class Week:
    """Contacts and contacts with a breach or presumed violation, by weekday (0 = Monday) and hour."""

    contacts: Sequence[Sequence[int]]
    found: Sequence[Sequence[int]]

    def hour(self, hour: int) -> tuple[int, int]:
        """Contacts and contacts found in this hour of the day, all weekdays together."""
        return sum(day[hour] for day in self.contacts), sum(day[hour] for day in self.found)

    @property
    def total(self) -> tuple[int, int]:
        """All contacts and all contacts found."""
        return sum(map(sum, self.contacts)), sum(map(sum, self.found))


def week_of(hours: Sequence[Mapping[str, Any]]) -> Week:
    """The week from a summary's `hours` (weekday 1 to 7, hour 0 to 23)."""
    contacts = [[0] * 24 for _ in range(7)]
    found = [[0] * 24 for _ in range(7)]
    for cell in hours:
        contacts[cell["weekday"] - 1][cell["hour"]] += cell["contacts"]
        found[cell["weekday"] - 1][cell["hour"]] += cell["contacts_found"]
    return Week(contacts=contacts, found=found)


def draw_week(week: Week, *, quiet: tuple[float, float] | None, lang: str) -> Markup:
    """The week in one language; `quiet` is when the quiet hours begin and end, as hours of the day."""
    layers = [*_bars(week, lang), *_cells(week, lang), *_labels(week, lang)]
    if quiet is not None:
        layers += _quiet(quiet, lang)
    title = "一周各时段的联系与发现" if lang == "zh" else "Contacts and findings by hour of the week"
    say = week_sentence(week, quiet=quiet, lang=lang)
    return to_svg(layers, key=f"week-{lang}", title=title, say=say, width=SIZE.width, height=SIZE.height)


def week_sentence(week: Week, *, quiet: tuple[float, float] | None, lang: str) -> str:
    """The same fact in words: the worst hour, and how much fell into the quiet hours."""
    # By the lower end of the interval: three calls at three in the morning are no pattern.
    rates = [(wilson(found, contacts), hour) for hour in range(24) for contacts, found in [week.hour(hour)] if found]
    if not rates:
        zh, en = "各时段均无违规或推定违规。", "No hour has a breach or presumed violation."
        return zh if lang == "zh" else en
    worst, hour = max(rates, key=lambda pair: (pair[0].low, -pair[1]))
    share, of = percent(worst.share), number(worst.of)
    zh = f"占比最高的是{hour}时至{hour + 1}时：{of} 次联系中有 {share} 出现违规或推定违规。"
    en = f"Worst from {hour}:00 to {hour + 1}:00: of {of} contacts, {share} had a breach or presumed violation."
    if quiet is not None:
        inside = sum(week.hour(hour)[0] for hour in _quiet_hours(quiet))
        n, part = number(inside), percent(inside / week.total[0])
        begin, end = _clock(quiet[0]), _clock(quiet[1])
        zh += f"夜间（{begin}至次日{end}）联系 {n} 次，占全部的 {part}。"
        en += f" {n} contacts ({part}) fell into the quiet hours, {begin} to {end}."
    return zh if lang == "zh" else en


def _bars(week: Week, lang: str) -> list[alt.Chart]:
    highest = max(1, *(week.hour(hour)[0] for hour in range(24)))
    all_bars, found_bars, words = [], [], []
    for hour in range(24):
        contacts, found = week.hour(hour)
        top = BARS - (BARS - BARS_TOP) * contacts / highest
        all_bars.append(_bar(hour, top))
        found_bars.append(_bar(hour, BARS - (BARS - BARS_TOP) * found / highest))
        if contacts:
            words.append((LEFT + (hour + 0.5) * CELL, top - 8, _short(contacts, lang)))
    return [
        SIZE.boxes(all_bars, colour=GREY, opacity=[0.55] * 24),
        SIZE.boxes(found_bars, colour=ACCENT),
        SIZE.words(words, align="center", size=11),
    ]


def _bar(hour: int, top: float) -> Box:
    return LEFT + hour * CELL + 3, top, LEFT + (hour + 1) * CELL - 3, BARS


def _cells(week: Week, lang: str) -> list[alt.Chart]:
    shares = {
        (day, hour): week.found[day][hour] / week.contacts[day][hour]
        for day in range(7)
        for hour in range(24)
        if week.contacts[day][hour]
    }
    strongest = max(shares.values(), default=0) or 1
    boxes = [
        (LEFT + hour * CELL + 1, GRID + day * ROW + 1, LEFT + (hour + 1) * CELL - 1, GRID + (day + 1) * ROW - 1)
        for day, hour in shares
    ]
    words = [
        (LEFT + (hour + 0.5) * CELL, GRID + (day + 0.5) * ROW, _cell_word(share))
        for (day, hour), share in shares.items()
    ]
    return [
        SIZE.boxes(boxes, colour=GREY, opacity=[0.1] * len(boxes)),
        SIZE.boxes(
            boxes, colour=ACCENT, opacity=[round(STRONGEST * share / strongest, 3) for share in shares.values()]
        ),
        SIZE.words(words, colour=INK, align="center", size=11),
    ]


def _labels(week: Week, lang: str) -> list[alt.Chart]:
    chinese = lang == "zh"
    days = [(LEFT - 8, GRID + (day + 0.5) * ROW, WEEKDAYS[day][0 if chinese else 1]) for day in range(7)]
    hours = [(LEFT + hour * CELL, HOURS, f"{hour}:00") for hour in range(0, 25, 2)]
    right = LEFT + 24 * CELL + 8
    shares = [
        (right, GRID + (day + 0.5) * ROW, percent(sum(week.found[day]) / max(1, sum(week.contacts[day]))))
        for day in range(7)
    ]
    edge = [(right, BARS - 8, "联系次数" if chinese else "contacts")]
    found = [(right, BARS - 24, "有发现" if chinese else "found")] if week.total[1] else []
    return [
        SIZE.words(days, align="right"),
        SIZE.words(hours, align="center", size=11),
        SIZE.words([*shares, *edge]),
        SIZE.words([*found, (right, GRID - 10, "占比 %" if chinese else "share, %")], colour=ACCENT),
        SIZE.lines([(LEFT, BARS, LEFT + 24 * CELL, BARS)], colour=LINE),
    ]


def _quiet(quiet: tuple[float, float], lang: str) -> list[alt.Chart]:
    begin, end = (LEFT + hour * CELL for hour in quiet)
    last = LEFT + 24 * CELL
    spans = [(LEFT, end), (begin, last)] if quiet[0] > quiet[1] else [(begin, end)]
    word = (
        f"夜间 {_clock(quiet[0])}–{_clock(quiet[1])}"
        if lang == "zh"
        else f"quiet {_clock(quiet[0])}–{_clock(quiet[1])}"
    )
    widest = max(spans, key=lambda span: span[1] - span[0])
    bottom = GRID + 7 * ROW
    return [
        SIZE.lines([(left, QUIET, right, QUIET) for left, right in spans], colour=INK, thick=2),
        SIZE.lines([(x, QUIET, x, bottom) for x in (begin, end)], colour=INK, dash=(3, 3)),
        SIZE.words([(sum(widest) / 2, QUIET - 9, word)], colour=INK, align="center", size=11),
    ]


def _quiet_hours(quiet: tuple[float, float]) -> list[int]:
    begin, end = quiet
    return [hour for hour in range(24) if (hour >= begin or hour < end if begin > end else begin <= hour < end)]


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def _cell_word(share: float) -> str:
    if share == 0:
        return "0"
    return "<1" if share < 0.01 else str(min(round(share * 100), 99) if share < 1 else 100)


def _short(count: int, lang: str) -> str:
    units = ((10**8, "亿"), (10**4, "万")) if lang == "zh" else ((10**6, "M"), (10**3, "k"))
    for size, unit in units:
        if count >= size:
            return f"{count / size:.0f}{unit}" if count >= 10 * size else f"{count / size:.1f}{unit}"
    return str(count)
