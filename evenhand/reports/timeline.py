"""When a ring's complaints came: a small picture of counts by day, or by longer spans where the days are many."""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from evenhand.reports.shown import MONTHS, day_words
from evenhand.reports.theme import ACCENT, LINE, SOFT, picture

WIDTH, HEIGHT, LEFT, TOP, BASE = 440, 132, 8, 26, 104
MOST_BARS = 60
WIDEST = 14


def draw_timeline(days: Sequence[tuple[date, int]], *, key: str, title: str, say_it: str, accused: bool) -> Markup:
    """Bars from zero over equal spans from the first to the last day, the highest one labelled."""
    first, span, counts = spans(days)
    room = (WIDTH - 2 * LEFT) / len(counts)
    highest = max(counts)
    bars = "".join(
        f"M{LEFT + i * room:.1f} {BASE}v-{(BASE - TOP) * n / highest:.1f}h{min(max(room - 1, 1), WIDEST):.1f}V{BASE}z"
        for i, n in enumerate(counts)
        if n
    )
    peak = counts.index(highest)
    marks = [
        f'<path d="M{LEFT} {BASE}H{WIDTH - LEFT}" stroke="{LINE}" fill="none"/>',
        f'<path d="{bars}" fill="{ACCENT if accused else SOFT}"/>',
        *_peak_words(first + timedelta(days=peak * span), span, highest, LEFT + peak * room + min(room, WIDEST) / 2),
        *_edge_words(days[0][0], days[-1][0]),
    ]
    return picture("".join(marks), key=key, title=title, say=say_it, width=WIDTH, height=HEIGHT)


def spans(days: Sequence[tuple[date, int]]) -> tuple[date, int, list[int]]:
    """The first day, how many days a span has, and the count of each span; at most 60 spans."""
    first, last = days[0][0], days[-1][0]
    whole = (last - first).days + 1
    span = next((n for n in (1, 7, 28) if whole <= n * MOST_BARS), -(-whole // MOST_BARS))
    counts = [0] * (-(-whole // span))
    for day, n in days:
        counts[(day - first).days // span] += n
    return first, span, counts


def timeline_sentence(days: Sequence[tuple[date, int]], lang: str) -> str:
    """The same in words: from when to when, and the fullest span."""
    first, span, counts = spans(days)
    highest = max(counts)
    begin = day_words(first + timedelta(days=counts.index(highest) * span), lang)
    if lang == "zh":
        fullest = f"最多的一天是{begin}" if span == 1 else f"最多的 {span} 天从{begin}起"
        return f"{day_words(first, 'zh')}至{day_words(days[-1][0], 'zh')}；{fullest}，{highest} 件。"
    fullest = f"the fullest day {begin}" if span == 1 else f"the fullest {span} days from {begin}"
    return f"{day_words(first, 'en')} to {day_words(days[-1][0], 'en')}; {fullest}, {highest} complaints."


def _peak_words(day: date, span: int, highest: int, x: float) -> list[str]:
    at = min(max(x, 90), WIDTH - 90)
    zh = f"{day.month}月{day.day}日{'' if span == 1 else f'起 {span} 天'} {highest} 件"
    en = f"{day.day} {MONTHS[day.month - 1][:3]}{'' if span == 1 else f', {span} days'}: {highest}"
    return _both(at, TOP - 10, "middle", zh, en)


def _edge_words(first: date, last: date) -> list[str]:
    words = _both(LEFT, BASE + 20, "start", day_words(first, "zh"), day_words(first, "en"))
    if first != last:
        words += _both(WIDTH - LEFT, BASE + 20, "end", day_words(last, "zh"), day_words(last, "en"))
    return words


def _both(x: float, y: float, anchor: str, zh: str, en: str) -> list[str]:
    return [
        f'<text class="{lang}" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="13" fill="{SOFT}">'
        f"{word}</text>"
        for lang, word in (("zh", zh), ("en", en))
    ]
