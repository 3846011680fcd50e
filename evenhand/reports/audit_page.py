"""The page of an audit: what was read, what was found, by which rule, when and by whom, and how to replay it."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evenhand.errors import EvenhandError
from evenhand.reports.agencies_picture import WORST, agencies_sentence, draw_agencies, rank
from evenhand.reports.audit_facts import RuleFound, read_problems, read_rules, read_summary
from evenhand.reports.hours_picture import Week, draw_week, week_of, week_sentence
from evenhand.reports.intervals import Rate, wilson
from evenhand.reports.page import LANGUAGES, write_page
from evenhand.reports.shown import day_words, number, percent
from evenhand.reports.words import CONFIDENCE, MODALITIES, OUTCOMES, SEVERITIES, Both, say
from evenhand.rules.shelf import load_pack


def write_audit_page(out: Path, *, lang: str = "zh") -> Path:
    """Write `report.html` beside the summary.json, findings.parquet and rejects.csv of an audit in `out`.

    Raises Unreadable when one of them is missing or broken, Misuse when `lang` is neither zh nor en.
    """
    summary = read_summary(out)
    rules = read_rules(summary, out / "findings.parquet")
    week = week_of(summary["hours"])
    facts = {
        "summary": summary,
        "headline": tuple(_headline(summary, week.total, rules, lang) for lang in LANGUAGES),
        "outcomes": [(outcome, summary["outcomes"].get(outcome, 0)) for outcome in OUTCOMES],
        "problems_found": read_problems(out / "rejects.csv"),
        "week": _week(week, _quiet(summary)),
        "agencies": _agencies(summary, week.total),
        "rules": rules,
        "quiet_rules": _quiet_rules(summary),
        "command": _command(summary),
        "packs": [(pack, summary.get("pack_sha256", {}).get(pack, "")) for pack in summary["packs"]],
        "outcome_order": tuple(OUTCOMES),
        "outcome_words": lambda outcome: OUTCOMES.get(outcome, ("", outcome, outcome)),
        "modality": lambda key: say(MODALITIES, key),
        "severity": lambda key: say(SEVERITIES, key),
        "confidence": lambda key: say(CONFIDENCE, key),
    }
    return write_page("audit.html", out / "report.html", lang=lang, facts=facts)


def _headline(summary: Mapping[str, Any], total: tuple[int, int], rules: Sequence[RuleFound], lang: str) -> str:
    contacts, found = total
    first, last = (summary.get("days") or [None, None])[:2]
    if lang == "zh":
        when = f"{day_words(first, 'zh')}至{day_words(last, 'zh')}的 " if first and last else ""
        looked = f"核对了{when or ' '}{number(contacts)} 次联系"
    else:
        when = f" from {day_words(first, 'en')} to {day_words(last, 'en')}" if first and last else ""
        looked = f"{number(contacts)} contacts{when} were checked"
    if not contacts:
        return "没有读到可核对的联系。" if lang == "zh" else "No contacts could be read, so nothing was checked."
    if not found:
        return f"{looked}，没有违规或推定违规。" if lang == "zh" else f"{looked}: no breach and no presumed violation."
    share = percent(found / contacts)
    common = max(rules, key=lambda r: (_grave(r), r.rule["findings"])).rule["title"][lang] if rules else ""
    if lang == "zh":
        return f"{looked}，其中 {number(found)} 次（{share}）有违规或推定违规，最多的是「{common}」。"
    return f"{looked}; {number(found)} ({share}) had a breach or presumed violation, most often “{common}”."


def _grave(found: RuleFound) -> bool:
    return bool({"breach", "presumed_violation"} & set(found.outcomes))


def _quiet(summary: Mapping[str, Any]) -> tuple[float, float] | None:
    """The quiet hours of the run's first rule on hours, as hours of the day.

    None where no rule gives any, or where its pack is no longer the one that the run used.
    """
    for rule in summary["rules"]:
        values = _values(summary, rule) if rule["rule"] == "contact-hours" else {}
        if {"quiet_from", "quiet_to"} <= set(values):
            return _hour(str(values["quiet_from"])), _hour(str(values["quiet_to"]))
    return None


def _values(summary: Mapping[str, Any], rule: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        pack = load_pack(rule["pack"])
    except EvenhandError:
        return {}
    if pack.sha256 != summary.get("pack_sha256", {}).get(pack.id):
        return {}
    versions = (version for other in pack.rules if other.id == rule["rule"] for version in other.versions)
    return next((version.values for version in versions if version.in_force.isoformat() == rule["in_force"]), {})


def _hour(clock: str) -> float:
    hours, minutes = clock.split(":")[:2]
    return int(hours) + int(minutes) / 60


def _week(week: Week, quiet: tuple[float, float] | None) -> dict[str, Any] | None:
    if not week.total[0]:
        return None
    pictures = {lang: draw_week(week, quiet=quiet, lang=lang) for lang in LANGUAGES}
    return {**pictures, "say": tuple(week_sentence(week, quiet=quiet, lang=lang) for lang in LANGUAGES)}


def _agencies(summary: Mapping[str, Any], total: tuple[int, int]) -> dict[str, Any] | None:
    ranked = rank(summary["agencies"])
    if not ranked or not total[0]:
        return None
    overall: Rate = wilson(total[1], total[0])
    pictures = {lang: draw_agencies(ranked, overall=overall, lang=lang) for lang in LANGUAGES}
    sentences = tuple(agencies_sentence(ranked, overall=overall, lang=lang) for lang in LANGUAGES)
    return {**pictures, "say": sentences, "ranked": ranked[:WORST], "all": len(ranked)}


def _quiet_rules(summary: Mapping[str, Any]) -> Both:
    """Which rules were looked at and found nothing."""
    silent = [rule["title"] for rule in summary["rules"] if not rule["findings"]]
    if not silent:
        return "", ""
    titles = {lang: list(dict.fromkeys(title[lang] for title in silent)) for lang in LANGUAGES}
    return (
        f"查过而没有发现的规则（{len(silent)} 条）：{'、'.join(titles['zh'])}。",
        f"Rules checked without a finding ({len(silent)}): {'; '.join(titles['en'])}.",
    )


def _command(summary: Mapping[str, Any]) -> str:
    words = ["evenhand", "audit", str(summary["input"]), "--pack", ",".join(summary["packs"]), "--out", "out"]
    words += ["--tz", summary["tz"], "--engine", summary["engine"]]
    for option in ("mandates", "map", "since"):
        words += [f"--{option}", str(summary[option])] if summary.get(option) else []
    return shlex.join([*words, "--unverified"] if summary.get("unverified_applied") else words)
