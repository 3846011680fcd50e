"""The city's complaints: every kind is there, groups share what their truth says, handles are visibly made up."""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

from city_rows import Rows, rows

from evenhand.city.city import build_city
from evenhand.city.filing import KINDS
from evenhand.city.lenders import INSURERS
from evenhand.city.rings import STYLES

HANDLES = {"phone", "agent", "agent_phone", "payee", "device", "address", "ip", "email"}


def by_group(complaints: Rows, kind: str) -> dict[str, Rows]:
    groups: dict[str, Rows] = defaultdict(list)
    for one in complaints:
        if one["kind"] == kind and one["group"]:
            groups[one["group"]].append(one)
    return groups


def most_shared(group: Rows, column: str) -> int:
    counts = Counter(one[column] for one in group if one[column])
    return max(counts.values(), default=0)


def test_the_smallest_city_has_every_kind(tmp_path: Path) -> None:
    said = build_city(tmp_path, contacts=1_000, complaints=200, seed=5)
    assert set(said["kinds"]) == set(KINDS)
    assert said["kinds"]["ordinary"] > 80


def test_rings_of_every_style_leave_what_their_evidence_says(complaints: Rows) -> None:
    rings = by_group(complaints, "ring")
    assert {name.split("-", 2)[2] for name in rings} == {style.name for style in STYLES}
    for name, ring in rings.items():
        assert len({one["evidence"] for one in ring}) == 1
        evidence = set(ring[0]["evidence"].split(";"))
        if len(ring) < 8:
            continue
        # A phone that rotates among four is still shared by two.
        assert all(most_shared(ring, handle) >= 2 for handle in evidence & HANDLES), name
        if "attachment" in evidence:
            assert Counter(paper for one in ring for paper in one["attachments"]).most_common(1)[0][1] >= 3
        if "synchrony" in evidence:
            assert len({one["received_at"].date() for one in ring}) <= 8


def test_the_surrender_ring_writes_to_several_insurers(complaints: Rows) -> None:
    rings = [ring for name, ring in by_group(complaints, "ring").items() if name.endswith("surrender")]
    assert rings
    for ring in rings:
        assert {one["institution"] for one in ring} <= set(INSURERS)
        assert len({one["institution"] for one in ring}) >= 2


def test_a_template_alone_shares_nothing_but_words(complaints: Rows) -> None:
    alone = [ring for name, ring in by_group(complaints, "ring").items() if name.endswith("template_only")]
    assert alone
    for ring in alone:
        assert ring[0]["evidence"] == "wording"
        assert all(most_shared(ring, handle) <= 1 for handle in ("phone", "agent_phone", "address", "device"))


def test_waves_are_one_institution_and_a_few_weeks(complaints: Rows) -> None:
    waves = by_group(complaints, "wave")
    assert {name.split("-", 2)[2] for name in waves} == {"own_words", "neighbours", "public_letter"}
    for wave in waves.values():
        assert len({one["institution"] for one in wave}) == 1
        days = [one["received_at"] for one in wave]
        assert max(days) - min(days) <= timedelta(days=37)
        assert most_shared(wave, "phone") <= 1


def test_families_share_a_home_and_are_small(complaints: Rows) -> None:
    families = by_group(complaints, "family")
    assert all(2 <= len(family) <= 5 for family in families.values())
    together = [family for family in families.values() if most_shared(family, "address") >= 2]
    assert len(together) > 0.7 * len(families)
    assert any(most_shared(family, "phone") >= 2 for family in families.values())


def test_lawful_agents_are_authorised_and_nobody_else_is(complaints: Rows) -> None:
    assert all(one["authorised_agent"] == (one["kind"] == "lawful_agent") for one in complaints)
    agents = by_group(complaints, "lawful_agent")
    assert all(len({one["agent"] for one in clients}) == 1 for clients in agents.values())
    assert any(most_shared(clients, "phone") >= 3 for clients in agents.values())


def test_one_person_is_one_person(complaints: Rows) -> None:
    persons = by_group(complaints, "one_person")
    nameless = 0
    for filed in persons.values():
        assert len({one["complainant_id"] for one in filed}) == 1
        if filed[0]["complainant_id"] is None:
            nameless += 1
            assert len({one["narrative"] for one in filed}) == 1
            assert len({one["address"] for one in filed}) == 1
    assert 0 < nameless < len(persons)
    assert any(len({one["institution"] for one in filed}) > 1 for filed in persons.values())


def test_hubs_are_many_strangers_behind_one_number(complaints: Rows) -> None:
    hubs = by_group(complaints, "hub")
    sorts = {name.split("-")[2] for name in hubs}
    assert sorts == {"hotline", "branch", "office"}
    for name, hub in hubs.items():
        assert most_shared(hub, "ip" if name.endswith("office") else "phone") == len(hub)


def test_only_rings_have_evidence_and_the_ordinary_have_no_group(complaints: Rows) -> None:
    for one in complaints:
        assert bool(one["evidence"]) == (one["kind"] == "ring")
        assert bool(one["group"]) == (one["kind"] != "ordinary")


def test_handles_are_visibly_made_up_and_strangers_seldom_share(complaints: Rows) -> None:
    phones = [one["phone"] for one in complaints if one["phone"]]
    assert all(re.fullmatch(r"10\d{9}", phone) for phone in phones)
    assert all(re.fullmatch(r"99\d{17}", one["bank_account"]) for one in complaints if one["bank_account"])
    assert all(re.match(r"2001:db8:|100\.|198\.51\.100\.", one["ip"]) for one in complaints if one["ip"])
    alone = Counter(one["phone"] for one in complaints if one["kind"] == "ordinary" and one["phone"])
    shared = sum(1 for many in alone.values() if many > 1)
    assert shared < 0.02 * len(alone)


def test_ids_and_order_tell_nothing_of_groups(complaints: Rows) -> None:
    assert [one["received_at"] for one in complaints] == sorted(one["received_at"] for one in complaints)
    assert len({one["complaint_id"] for one in complaints}) == len(complaints)
    places = sorted(int(one["complaint_id"][2:]) for one in complaints if one["group"].startswith("ring-000"))
    assert places[-1] - places[0] > len(complaints) // 3


def test_some_complaints_are_borne_out_by_the_contacts_among_rings_too(
    town: Path, contacts: Rows, complaints: Rows
) -> None:
    lender = {one["debtor_id"]: one["lender"] for one in contacts}
    found = {one["contact_id"] for one in rows(town / "truth_contacts.parquet")}
    wronged: dict[str, list[object]] = defaultdict(list)
    for one in contacts:
        if one["contact_id"] in found:
            wronged[one["debtor_id"]].append(one["at"])
    borne = Counter[str]()
    named = Counter[str]()
    for one in complaints:
        if one["debtor_id"]:
            named[one["kind"]] += 1
            assert lender.get(one["debtor_id"], one["institution"]) == one["institution"]
            since = one["received_at"] - timedelta(days=180)
            borne[one["kind"]] += any(since <= at < one["received_at"] for at in wronged[one["debtor_id"]])
    for kind in ("ordinary", "ring", "wave"):
        assert 0.15 * named[kind] < borne[kind] < 0.95 * named[kind]
    assert len({one["debtor_id"] for one in complaints if one["debtor_id"]}) == sum(named.values())
