"""The page of a detection: each suspected ring and each wave with its reasons, both sides, graph, days and texts."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from evenhand.reports.audit_facts import Problems, problems_in
from evenhand.reports.page import LANGUAGES, write_page
from evenhand.reports.ring_facts import DRAWN_MEMBERS, DRAWN_TIES, KindSeen, RingSeen, read_rings
from evenhand.reports.ring_graph import draw_ring
from evenhand.reports.shown import number, two_sides
from evenhand.reports.timeline import draw_timeline, timeline_sentence
from evenhand.reports.words import KIND_MEANINGS, KINDS, LINKING_COLUMNS, TIES, Both, say
from evenhand.rings.run import Detection
from evenhand.tables.connection import connect

CERTAIN = 0.995  # from here two places would say 1.00


def write_rings_page(detection: Detection, out: Path, *, lang: str = "zh") -> Path:
    """Write `report.html` of a detection into the folder `out`; raises Misuse when `lang` is neither zh nor en.

    The strongest 30 organised rings, 20 waves and 20 same-wording groups stand in full, the next in a table.
    """
    summary = detection.summary
    kinds = read_rings(detection)
    facts = {
        "summary": summary,
        "headline": tuple(_headline(summary, kinds, lang) for lang in LANGUAGES),
        "problems_found": _problems(detection),
        "kinds": kinds,
        "looked_at": _looked_at(summary),
        "pictures": _pictures(kinds),
        "command": _command(summary),
        "kind_words": KINDS,
        "kind_meanings": KIND_MEANINGS,
        "tie_sentence": _tie_sentence,
        "reason": two_sides,
        "score": _score,
        "missing": _missing(summary),
        "drawn_members": DRAWN_MEMBERS,
        "drawn_ties": DRAWN_TIES,
    }
    return write_page("rings.html", out / "report.html", lang=lang, facts=facts)


def _problems(detection: Detection) -> Problems:
    with connect() as con:
        con.register("rejects", detection.rejects)
        return problems_in(con, "rejects")


def _headline(summary: Mapping[str, Any], kinds: Sequence[KindSeen], lang: str) -> str:
    read = number(summary["rows_read"] - summary["rows_rejected"])
    found = [kind for kind in kinds if kind.count]
    sizes = summary.get("members", {})
    if not found:
        if lang == "zh":
            return f"看了 {read} 件投诉，没有疑似有组织的投诉，也没有共同起因或同一模板的投诉。"
        return f"{read} complaints were looked at: no suspected ring, no wave, no shared template."
    if lang == "zh":
        groups = "、".join(
            f"{KINDS[k.kind][0]} {number(k.count)} 组（{number(sizes.get(k.kind, 0))} 件）" for k in found
        )
        return f"看了 {read} 件投诉，发现：{groups}。"
    groups = "; ".join(
        f"{number(k.count)} × {KINDS[k.kind][1].lower()} ({number(sizes.get(k.kind, 0))} complaints)" for k in found
    )
    return f"{read} complaints were looked at: {groups}."


def _looked_at(summary: Mapping[str, Any]) -> Both:
    """What could tie complaints together in this file: every linking column but those it lacks."""
    missing = {column for columns in summary["not_evaluated"].values() for column in columns}
    there = [words for column, words in LINKING_COLUMNS.items() if column not in missing]
    return "、".join(zh for zh, _ in there), ", ".join(en for _, en in there)


def _pictures(kinds: Sequence[KindSeen]) -> dict[str, dict[str, Markup]]:
    return {
        seen.ring["ring_id"]: _draw(seen, f"g{k}-{i}")
        for k, kind in enumerate(kinds)
        for i, seen in enumerate(kind.full)
    }


def _draw(seen: RingSeen, key: str) -> dict[str, Markup]:
    accused = seen.ring["kind"] == "organised"
    drawn = {"graph": Markup(), "days": Markup()}
    if seen.ties:
        drawn["graph"] = draw_ring(
            seen.members,
            seen.ties,
            key=f"{key}-graph",
            accused=accused,
            title="关联图 · Ties",
            say_it=" / ".join(_tie_sentence(seen, lang) for lang in LANGUAGES),
        )
    if seen.days:
        sentence = " / ".join(timeline_sentence(seen.days, lang) for lang in LANGUAGES)
        drawn["days"] = draw_timeline(
            seen.days, key=f"{key}-days", title="收到日期 · Days received", say_it=sentence, accused=accused
        )
    return drawn


def _tie_sentence(seen: RingSeen, lang: str) -> str:
    """How many members, and how many ties of each kind, the commonest first."""
    members = number(sum(seen.standings.values()))
    counts = list(seen.tie_counts.items())
    if lang == "zh":
        ties = "、".join(f"{say(TIES, kind)[0]} {number(n)} 条" for kind, n in counts) or "没有记录关联"
        return f"{members} 件投诉；{ties}"
    ties = ", ".join(f"{say(TIES, kind)[1]} {number(n)}" for kind, n in counts) or "no ties recorded"
    return f"{members} complaints; ties: {ties}"


def _score(score: float) -> Both:
    """The score as the reasons say it: two places, and never a certainty."""
    if score >= CERTAIN:
        return "0.99 以上", "above 0.99"
    return f"{score:.2f}", f"{score:.2f}"


def _missing(summary: Mapping[str, Any]) -> tuple[tuple[str, Both], ...]:
    """The linking columns that the file lacks, each with its words."""
    lacking = {column for columns in summary["not_evaluated"].values() for column in columns}
    return tuple((column, say(LINKING_COLUMNS, column)) for column in sorted(lacking))


def _command(summary: Mapping[str, Any]) -> str:
    words = ["evenhand", "rings", str(summary["input"]), "--out", "out", "--detector", summary["detector"]]
    words += ["--engine", summary["engine"]]
    words += ["--tz", summary["tz"]] if summary.get("tz") else []
    words += ["--format", summary["layout"]] if summary.get("layout") else []
    for option in ("attachments", "papers"):
        words += [f"--{option}", summary[option]] if summary.get(option) else []
    return shlex.join(words)
