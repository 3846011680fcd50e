"""The page of recordings and images: what was found, where a person has to listen or look, and how to replay it."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.reports.audit_facts import read_problems, read_summary
from evenhand.reports.page import write_page
from evenhand.reports.recordings_facts import RuleFound, read_found
from evenhand.reports.shown import number
from evenhand.reports.words import FILE_RULES, OUTCOMES, SEVERITIES, Both, say


def write_recordings_page(out: Path, *, lang: str = "zh") -> Path:
    """Write `report.html` beside the results of `evenhand recordings` in `out`.

    Raises Unreadable when one of them is missing or broken, Misuse when `lang` is neither zh nor en.
    """
    summary, rules = read_summary(out), read_found(out)
    facts = {
        "summary": summary,
        "headline": _headline(summary, rules),
        "outcomes": [(outcome, n) for outcome in OUTCOMES if (n := summary["outcomes"].get(outcome, 0))],
        "problems_found": read_problems(out / "rejects.csv"),
        "rules": rules,
        "command": _command(summary),
        "outcome_words": lambda outcome: OUTCOMES.get(outcome, ("", outcome, outcome)),
        "title": lambda rule: say(FILE_RULES, rule),
        "severity": lambda key: say(SEVERITIES, key),
        "clock": _clock,
    }
    return write_page("recordings.html", out / "report.html", lang=lang, facts=facts)


def _headline(summary: Mapping[str, Any], rules: list[RuleFound]) -> Both:
    sounds, images = summary["recordings"], summary["images"]
    if not sounds["named"] and not images["named"] and not rules:
        return "记录里没有登记任何录音或影像。", "The contacts name no recording and no image."
    zh = f"登记录音 {number(sounds['named'])} 份，听了 {number(sounds['heard'])} 份；"
    zh += f"登记影像 {number(images['named'])} 份，看了 {number(images['seen'])} 份。"
    en = f"{number(sounds['named'])} recordings named, {number(sounds['heard'])} heard; "
    en += f"{number(images['named'])} images named, {number(images['seen'])} seen. "
    found = sum(rule.findings for rule in rules)
    if not found:
        return zh + "没有发现。", en + "Nothing was found."
    return zh + f"有 {number(found)} 条发现。", en + f"There are {number(found)} findings."


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _command(summary: Mapping[str, Any]) -> str:
    words = ["evenhand", "recordings", str(summary["input"]), "--media", "FOLDER", "--pack", ",".join(summary["packs"])]
    words += ["--out", "out", "--tz", summary["tz"], *(["--on", summary["on"]] if summary["on"] else [])]
    return shlex.join(words)
