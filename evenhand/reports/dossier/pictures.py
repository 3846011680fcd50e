"""The two pictures of a dossier, as the page of a run draws them."""

from dataclasses import dataclass

from markupsafe import Markup

from evenhand.reports.dossier.facts import Dossier
from evenhand.reports.ring_graph import draw_ring
from evenhand.reports.shown import number
from evenhand.reports.timeline import draw_timeline, timeline_sentence
from evenhand.reports.words import TIES, Both, say


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Each an SVG, empty where there is nothing to draw, and each in words."""

    graph: Markup
    graph_words: Both
    days: Markup
    days_words: Both


def draw(dossier: Dossier) -> Pictures:
    """Draw the ties and the days of the ring."""
    seen, accused = dossier.seen, dossier.kind == "organised"
    graph_words = _graph_words(dossier, "zh"), _graph_words(dossier, "en")
    days_words = ("", "")
    graph = days = Markup()
    if seen.ties:
        words = " / ".join(graph_words)
        graph = draw_ring(
            seen.members, seen.ties, key="graph", accused=accused, title="关联图 · Ties", say_it=words, tell=True
        )
    if seen.days:
        days_words = timeline_sentence(seen.days, "zh"), timeline_sentence(seen.days, "en")
        days = draw_timeline(
            seen.days, key="days", title="收到日期 · Days received", say_it=" / ".join(days_words), accused=accused
        )
    return Pictures(graph=graph, graph_words=graph_words, days=days, days_words=days_words)


def _graph_words(dossier: Dossier, lang: str) -> str:
    complaints = number(sum(dossier.seen.standings.values()))
    kinds = dossier.links.kinds
    if lang == "zh":
        ties = "、".join(f"{say(TIES, one.kind)[0]} {number(one.ties)} 条" for one in kinds) or "没有记录关联"
        return f"{complaints} 件投诉；{ties}。"
    ties = ", ".join(f"{say(TIES, one.kind)[1]} {number(one.ties)}" for one in kinds) or "no ties recorded"
    return f"{complaints} complaints; ties: {ties}."
