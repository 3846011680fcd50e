"""The page of an audit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_up_audits import finding
from page_reading import Reading

from evenhand.errors import Misuse, Unreadable
from evenhand.reports.audit_page import write_audit_page
from evenhand.rules.shelf import load_pack

Audited = Callable[..., Path]
HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x07'\"&"


def test_the_page_says_what_was_read_found_and_not_checked(audited: Audited) -> None:
    rejects = [(5, "at", "2025-13-40", "时间读不出", "写成 2025-03-01 22:01"), (9, "number", "13800001111", "重复", "")]
    page = Reading(write_audit_page(audited([finding(n) for n in range(40)], rejects)))
    page.must_be_inert()
    page.must_be_ordered()
    for words in (
        "核对了2025年3月1日至2025年3月31日的 4,060 次联系，其中 70 次（1.7%）有违规或推定违规",
        "，最多的是「夜间不得催收」。",
        "4,060 contacts from 1 March 2025 to 31 March 2025 were checked; 70 (1.7%) had a breach",
        "2025-13-40",
        "138····1111",
        "staff_count",
        "示例指引 第5条",
        "见发布机构摘要或多家媒体一致报道，未见原文",
        "其余 20 条在 findings.parquet",
        "查过而没有发现的规则（1 条）：不得威胁。",
        "evenhand audit contacts.csv --pack cn-made-up --out out",
        "ab" * 32,
    ):
        assert words in page.text
    assert "13800001111" not in page.source


def test_the_page_says_from_which_day_on_was_judged_and_repeats_every_option(audited: Audited) -> None:
    asked = {"since": "2025-03-20", "mandates": "委托 名单.csv", "map": "map.yaml", "unverified_applied": True}
    page = Reading(write_audit_page(audited([finding(1)], **asked)))
    for words in (
        "只判断 2025年3月20日起的联系",
        "Only contacts from 20 March 2025 on are judged",
        "--mandates '委托 名单.csv' --map map.yaml --since 2025-03-20 --unverified",
    ):
        assert words in page.text
    whole = Reading(write_audit_page(audited([finding(1)])))
    assert "只判断" not in whole.text
    assert "--since" not in whole.text


def test_nothing_found_is_a_good_result_and_says_what_was_looked_at(audited: Audited) -> None:
    hours = [{"weekday": 1, "hour": 9, "contacts": 7, "contacts_found": 0}]
    page = Reading(write_audit_page(audited([], hours=hours, outcomes={}, not_evaluated={}, rows_rejected=0)))
    page.must_be_inert()
    for words in (
        "没有违规或推定违规",
        "没有发现。查过而没有发现的规则（2 条）",
        "每一行都读进来了",
        "every check was made",
    ):
        assert words in page.text


def test_no_contacts_at_all(audited: Audited) -> None:
    page = Reading(write_audit_page(audited([], hours=[], agencies=[], outcomes={}, days=[], rows_read=0)))
    assert "没有读到可核对的联系" in page.text
    assert "svg" not in page.tags


def test_hostile_text_is_inert_wherever_it_comes_from(audited: Audited) -> None:
    found = finding(1, contact_id=HOSTILE, debtor_id=HOSTILE, lender=HOSTILE, agency=HOSTILE, related=[HOSTILE] * 2)
    found |= {"sentence_zh": HOSTILE, "sentence_en": HOSTILE}
    agencies = [{"lender": HOSTILE, "agency": HOSTILE, "contacts": 9, "contacts_found": 3}]
    rejects = [(1, HOSTILE, HOSTILE, HOSTILE, HOSTILE)]
    page = Reading(write_audit_page(audited([found], rejects, agencies=agencies, input=HOSTILE)))
    page.must_be_inert()
    assert "<script>alert(1)</script>" in page.text
    assert "⟨U+202E⟩" in page.text
    assert not {"\u202e", "\x07"} & set(page.source)


def test_personal_data_in_a_sentence_is_masked(audited: Audited) -> None:
    told = "对13800001111说：身份证11010119000101123X"
    page = Reading(write_audit_page(audited([finding(1, sentence_zh=told, debtor_id="13800001111")])))
    assert "138····1111" in page.text
    assert "13800001111" not in page.source
    assert "19000101" not in page.source


def test_the_same_run_gives_the_same_bytes_whatever_the_order_of_findings(audited: Audited) -> None:
    findings = [finding(n) for n in range(60)]
    first = write_audit_page(audited(findings)).read_bytes()
    assert write_audit_page(audited(findings[::-1])).read_bytes() == first


@pytest.mark.parametrize(
    ("lang", "title"), [("zh", "秉衡 · 催收行为检查"), ("en", "Evenhand · audit of collection conduct")]
)
def test_both_languages_are_there_and_the_asked_one_is_first(audited: Audited, lang: str, title: str) -> None:
    page = Reading(write_audit_page(audited([finding(1)]), lang=lang))
    assert f"<title>{title}</title>" in page.source
    assert f'id="lang-{lang}" checked' in page.source
    assert page.source.count('class="zh') == page.source.count('class="en')


def test_quiet_hours_are_drawn_from_the_pack_that_the_run_used(audited: Audited) -> None:
    pack = load_pack("cn-gbt-45251-2025")
    rule = next(rule for rule in pack.rules if rule.id == "contact-hours")
    in_force = rule.versions[0].in_force.isoformat()
    run: dict[str, Any] = {"rules": [_counted(pack.id, in_force)], "packs": [pack.id]}
    page = Reading(write_audit_page(audited([], **run, pack_sha256={pack.id: pack.sha256})))
    assert "夜间 22:00–08:00" in page.text
    page = Reading(write_audit_page(audited([], **run, pack_sha256={pack.id: "another text"})))
    assert "夜间 22:00" not in page.text


def _counted(pack: str, in_force: str) -> dict[str, Any]:
    source = {"title": "示例", "article": "1", "confidence": "B"}
    counted = {"findings": 0, "contacts": 0, "debtors": 0}
    title = {"zh": "夜间", "en": "night"}
    named = {"pack": pack, "rule": "contact-hours", "in_force": in_force, "title": title}
    return {**named, "modality": "shall_not", "severity": "high", "source": source, **counted}


def test_three_hundred_thousand_findings_stay_a_small_page(audited: Audited) -> None:
    out = audited([finding(1)])
    many = (out / "findings.parquet").as_posix()
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE one AS FROM read_parquet('{many}')")
        con.execute(
            f"""COPY (SELECT * REPLACE (printf('C%08d', n) AS contact_id) FROM one, range(300000) AS r(n))
            TO '{many}' (FORMAT parquet)"""
        )
    page = write_audit_page(out)
    assert page.stat().st_size < 400_000


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("summary.json", b"{", "读不出运行摘要 summary.json"),
        ("findings.parquet", b"PAR1 cut short", "读不出 findings.parquet：文件缺失或不完整"),
    ],
)
def test_a_broken_run_is_named(audited: Audited, name: str, content: bytes, words: str) -> None:
    out = audited([finding(1)])
    (out / name).write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        write_audit_page(out)


def test_an_unknown_language_is_refused(audited: Audited) -> None:
    with pytest.raises(Misuse, match="没有语言「fr」"):
        write_audit_page(audited([finding(1)]), lang="fr")
