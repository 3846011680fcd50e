"""Every worked case of every pack holds, by SQL and by the function; every rule has its source and is not stale."""

import pytest

from evenhand.conduct.cases import Tried, try_cases
from evenhand.rules.shelf import faults, list_packs, load_pack, pack_ids

TRIED = try_cases(list_packs())


@pytest.mark.parametrize("tried", TRIED, ids=[f"{t.pack}/{t.rule}: {t.say}" for t in TRIED])
def test_the_case_holds(tried: Tried) -> None:
    assert (tried.by_sql, tried.by_function) == (tried.expected, tried.expected)


def test_every_pack_of_the_shelf_loads() -> None:
    assert not faults()
    assert set(pack_ids()) >= {"cn-gbt-45251-2025", "cn-ningbo"}


@pytest.mark.parametrize("pack", pack_ids())
def test_a_rule_from_a_weak_source_is_switched_off_and_only_for_review(pack: str) -> None:
    for rule in load_pack(pack).rules:
        weak = any(version.source.confidence == "C" for version in rule.versions)
        assert weak == rule.unverified
        assert not weak or rule.outcome == "review"


def test_a_case_that_is_wrong_is_caught() -> None:
    """The cases can fail: the same rule with a case turned round."""
    import dataclasses

    pack = load_pack("cn-gbt-45251-2025")
    hours = next(rule for rule in pack.rules if rule.id == "contact-hours")
    first = dataclasses.replace(hours.cases[0], found=not hours.cases[0].found)
    turned = dataclasses.replace(pack, rules=(dataclasses.replace(hours, cases=(first,)),))
    (tried,) = try_cases([turned])
    assert not tried.holds
    assert (tried.by_sql, tried.by_function) == ("true", "true")
