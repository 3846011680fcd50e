"""A ring as a picture: its members as dots, its ties as lines, each kind of tie named where it is."""

from collections import defaultdict
from collections.abc import Sequence

import networkx as nx
from markupsafe import Markup, escape

from evenhand.reports.ring_facts import Row
from evenhand.reports.shown import shown
from evenhand.reports.theme import ACCENT, GREY, PAPER, SOFT, picture
from evenhand.reports.words import TIES, WORDING, say

WIDTH, HEIGHT, EDGE = 440, 300, 24
SEED = 7
DASHES = ("", "6 3", "2 3", "8 3 2 3")
MARGIN = 64
FEW, LONGEST = 12, 16  # complaints whose numbers are written, and signs of a number

Place = tuple[float, float]


def draw_ring(
    members: Sequence[Row], ties: Sequence[Row], *, key: str, accused: bool, title: str, say_it: str, tell: bool = False
) -> Markup:
    """Members (filled; hollow where the link is weak) and ties; the same members and ties give the same bytes.

    `tell`: with the number of each complaint beside its dot, where they are few enough to be read.
    """
    places = _lay_out([member["complaint_id"] for member in members], ties)
    by_kind: dict[str, list[tuple[Place, Place]]] = defaultdict(list)
    for tie in ties:
        if tie["complaint_a"] in places and tie["complaint_b"] in places:
            by_kind[tie["kind"]].append((places[tie["complaint_a"]], places[tie["complaint_b"]]))
    marks = [_lines(by_kind.pop(WORDING, []), colour=GREY, width=1)]
    named = sorted(by_kind)
    for number, kind in enumerate(named):
        marks.append(_lines(by_kind[kind], colour=ACCENT, width=1.4, dash=DASHES[number % len(DASHES)]))
    colour = ACCENT if accused else SOFT
    marks += [_dot(places[member["complaint_id"]], colour, member["standing"] == "member") for member in members]
    if tell and len(members) <= FEW:
        marks += [_number(places[member["complaint_id"]], member["complaint_id"]) for member in members]
    marks += _names({kind: by_kind[kind] for kind in named})
    return picture("".join(marks), key=key, title=title, say=say_it, width=WIDTH, height=HEIGHT)


def _lay_out(names: Sequence[str], ties: Sequence[Row]) -> dict[str, Place]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(names))
    known = set(names)
    graph.add_edges_from(
        (tie["complaint_a"], tie["complaint_b"])
        for tie in ties
        if tie["complaint_a"] in known and tie["complaint_b"] in known
    )
    raw = nx.spring_layout(graph, seed=SEED, k=1.6 / max(1, len(names)) ** 0.5, iterations=60)
    spans = [(min(at[axis] for at in raw.values()), max(at[axis] for at in raw.values())) for axis in (0, 1)]
    return {name: (_fit(at[0], spans[0], WIDTH), _fit(at[1], spans[1], HEIGHT)) for name, at in sorted(raw.items())}


def _fit(value: float, span: tuple[float, float], size: int) -> float:
    low, high = span
    share = 0.5 if high - low < 1e-9 else (value - low) / (high - low)
    return float(round(EDGE + share * (size - 2 * EDGE)))


def _lines(lines: Sequence[tuple[Place, Place]], *, colour: str, width: float, dash: str = "") -> str:
    if not lines:
        return ""
    drawn = "".join(f"M{a[0]:g} {a[1]:g}L{b[0]:g} {b[1]:g}" for a, b in lines)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'


def _dot(at: Place, colour: str, filled: bool) -> str:
    inside, outside = (colour, PAPER) if filled else (PAPER, colour)
    return f'<circle cx="{at[0]:g}" cy="{at[1]:g}" r="5" fill="{inside}" stroke="{outside}" stroke-width="1.5"/>'


def _number(at: Place, complaint_id: str) -> str:
    """The number of a complaint, on the side of its dot where there is room."""
    x, anchor = (at[0] + 9, "start") if at[0] < WIDTH / 2 else (at[0] - 9, "end")
    return (
        f'<text x="{x:g}" y="{at[1] + 4:g}" text-anchor="{anchor}" font-size="11" fill="{SOFT}" stroke="{PAPER}" '
        f'stroke-width="3" paint-order="stroke" stroke-linejoin="round">{escape(shown(complaint_id, LONGEST))}</text>'
    )


def _names(by_kind: dict[str, list[tuple[Place, Place]]]) -> list[str]:
    """Each kind named on one of its lines: the one where the name stands farthest from the other names."""
    taken: list[Place] = []
    drawn = []
    for kind in sorted(by_kind, key=lambda kind: (len(by_kind[kind]), kind)):
        x, y = max(sorted(map(_middle, by_kind[kind])), key=lambda place: _room(place, taken))
        taken.append((x, y))
        for lang, word in zip(("zh", "en"), say(TIES, kind), strict=True):
            drawn.append(
                f'<text class="{lang}" x="{x:g}" y="{y + 4:g}" text-anchor="middle" font-size="13" fill="{ACCENT}" '
                f'stroke="{PAPER}" stroke-width="4" paint-order="stroke" stroke-linejoin="round">{escape(word)}</text>'
            )
    return drawn


def _middle(line: tuple[Place, Place]) -> Place:
    (x, y), (x2, y2) = line
    return min(max((x + x2) / 2, MARGIN), WIDTH - MARGIN), (y + y2) / 2


def _room(place: Place, taken: Sequence[Place]) -> float:
    """How far the nearest name is; names are wider than high, so a step down counts for more."""
    return min((abs(place[0] - x) + 4 * abs(place[1] - y) for x, y in taken), default=0)
