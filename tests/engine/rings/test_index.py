"""A new complaint beside an index is tied as in a full run, and one that is taken out was never there."""

import struct
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from complaint_scenes import BANKS, Row, Scene, ring
from hypothesis import given
from hypothesis import strategies as st

from evenhand.city.city import build_city
from evenhand.errors import Misuse, Unreadable
from evenhand.rings.index.arrivals import place_file
from evenhand.rings.index.facts import facts_of
from evenhand.rings.index.folding import fold_handle
from evenhand.rings.index.index import Index, Placement
from evenhand.rings.index.letters import packed, read_letter
from evenhand.rings.index.state import State
from evenhand.rings.index.store import opened
from evenhand.rings.run import Detection, detect
from evenhand.rings.v1.docket import HANDLE_KINDS
from evenhand.rings.v1.normalise import fold_handles

PHONE, PAYEE = "13900001234", "9911222233334444"
# Ties that a full run draws from the handles and the letter of the two complaints alone.
OF_TWO = {"same_wording"} | {f"shared_{k}" for k in ("number", "agent", "email", "account", "attachment", "device")} | {
    "shared_ip", "shared_address"
}  # fmt: skip
Indexed = Callable[[list[Row]], Index]
Tie = tuple[str, str, str, float, str]


@pytest.fixture
def indexed(tmp_path: Path) -> Indexed:
    """The index of a full run over some rows."""

    def run(rows: list[Row]) -> Index:
        path = tmp_path / "complaints.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path)
        detect(path, index=tmp_path / "rings.index")
        return Index(tmp_path / "rings.index")

    return run


@pytest.fixture
def led(scene: Scene) -> Scene:
    """A crowd, and a ring with a payee and a letter."""
    ring(scene, payee=PAYEE, product="保险")
    return scene


def comers(scene: Scene) -> list[Row]:
    """New complaints: strangers, members, a family's, a signed agent's client, a hub's, one with everything."""
    template, last = scene.rows[-1]["narrative"], max(row["received_at"] for row in scene.rows)
    own = {row["complaint_id"]: row for row in scene.rows}
    neighbour, first = scene.rows[3], scene.rows[-10]
    since = len(scene.rows)
    later = {"received_at": last + timedelta(hours=1)}
    scene.add(**later)
    scene.add(payee=PAYEE, product="保险", institution=BANKS[1], **later)
    scene.add(payee=PAYEE, product="保险", institution=BANKS[2], narrative=scene.copy(template), **later)
    scene.add(phone=neighbour["phone"], address=neighbour["address"], ip=neighbour["ip"], **later)
    scene.add(phone=first["phone"], device=first["device"], attachments=["sha256:" + "ab" * 32], **later)
    scene.add(agent="张三丰", agent_phone=PHONE, phone=neighbour["phone"], authorised_agent=True, **later)
    scene.add(complainant_id=neighbour["complainant_id"], payee=PAYEE, **later)
    scene.add(complainant_id=None, narrative="", email=first["email"].upper(), **later)
    scene.add(payee=PAYEE, received_at=min(row["received_at"] for row in own.values()) - timedelta(days=2))
    return [scene.rows.pop() for _ in range(len(scene.rows) - since)][::-1]


def drawn(ties: list[dict[str, Any]], one: str) -> set[Tie]:
    """The ties of one complaint, without those that need the words of a whole ring."""
    return {
        tuple(tie.values()) for tie in ties if one in (tie["complaint_a"], tie["complaint_b"]) and tie["kind"] in OF_TWO
    }  # type: ignore[misc]


def told(placement: Placement) -> set[Tie]:
    """The same of a placement."""
    return drawn([vars(tie) for tie in placement.ties], placement.complaint_id)


def belongs(detection: Detection, one: str) -> list[tuple[str, float, str]]:
    """Ring, strength and standing of a complaint in a full run."""
    rows = detection.members.to_pylist()
    return sorted((r["ring_id"], r["strength"], r["standing"]) for r in rows if r["complaint_id"] == one)


def test_each_newcomer_is_tied_and_placed_as_in_a_full_run_with_it(
    led: Scene, indexed: Indexed, tmp_path: Path
) -> None:
    new = comers(led)
    index, rings, ties = indexed(led.rows), 0, 0
    for one in new:
        pq.write_table(pa.Table.from_pylist([*led.rows, one]), tmp_path / "with.parquet")
        full, placed = detect(tmp_path / "with.parquet"), index.place(one)
        assert told(placed) == drawn(full.ties.to_pylist(), one["complaint_id"])
        mine = sorted((ring.ring_id, ring.strength, ring.standing) for ring in placed.rings)
        # Strengths rest on the file's shares; the ring's own people are the same.
        full_rings = belongs(full, one["complaint_id"])
        assert [(r, standing) for r, _, standing in mine] == [(r, standing) for r, _, standing in full_rings]
        assert [strength for _, strength, _ in mine] == pytest.approx([s for _, s, _ in full_rings], abs=0.05)
        rings, ties = rings + len(mine), ties + len(told(placed))
    assert rings >= 3
    assert ties >= 10


def test_what_is_kept_is_found_by_the_next(led: Scene, indexed: Indexed) -> None:
    one, other = (
        {**led.add(phone=PHONE, received_at=led.day(301, 301)), "complaint_id": name, "complainant_id": name}
        for name in ("new-1", "new-2")
    )
    del led.rows[-2:]
    index = indexed(led.rows)
    assert not told(index.add(one))
    assert {frozenset(tie[:3]) for tie in told(index.place(other))} == {frozenset(("new-1", "new-2", "shared_number"))}
    assert index.size == len(led.rows) + 1


@pytest.mark.slow
def test_a_day_placed_one_by_one_agrees_with_the_full_run(tmp_path: Path) -> None:
    build_city(tmp_path, contacts=0, complaints=6000, seed=71)
    city = pq.read_table(tmp_path / "complaints.parquet").sort_by([("received_at", "ascending")])
    day = 60
    pq.write_table(city.slice(0, city.num_rows - day), tmp_path / "before.parquet")
    pq.write_table(city.slice(city.num_rows - day), tmp_path / "day.parquet")
    detect(tmp_path / "before.parquet", index=tmp_path / "rings.index")
    with Index(tmp_path / "rings.index") as index:
        placements, rejects = place_file(index, tmp_path / "day.parquet", keep=True)
        placed = {one.complaint_id: one for one in placements}
        assert index.size == city.num_rows
    assert rejects == []
    full = detect(tmp_path / "complaints.parquet")
    agreed = sum(
        {(r.ring_id, r.standing) for r in one.rings} == {(r, standing) for r, _, standing in belongs(full, name)}
        for name, one in placed.items()
    )
    assert agreed >= 0.95 * day
    # Handles are tied to the same complaints; weights move with the day's own.
    mine = {tie[:3] for one in placed.values() for tie in told(one) if tie[2] != "same_wording"}
    theirs = {tie[:3] for name in placed for tie in drawn(full.ties.to_pylist(), name) if tie[2] != "same_wording"}
    assert len(theirs) >= 5
    assert mine == theirs


def traces(row: Row, path: Path, *, shared_with: Row | None = None) -> list[str]:
    """What the bytes of a file still hold of a complaint, but for what another one holds too."""
    raw = path.read_bytes()
    known = State.of(opened(path)).known
    facts = facts_of(row, known)
    others = {one.value for one in facts_of(shared_with, known).held} if shared_with else set()
    parts = {
        "id": row["complaint_id"].encode(), "narrative": row["narrative"][:6].encode(), "phone": row["phone"].encode(),
        "name": struct.pack(">q", facts.name), "letter": packed(read_letter(row["narrative"])[0])[40:80],
        **{f"value {at}": struct.pack(">q", one.value) for at, one in enumerate(facts.held) if one.value not in others},
    }  # fmt: skip
    return [name for name, part in parts.items() if part in raw]


def test_what_is_removed_leaves_no_trace_and_no_change(led: Scene, indexed: Indexed, tmp_path: Path) -> None:
    new = comers(led)
    index = indexed(led.rows)
    before = [index.place(one) for one in new]
    for one in new:
        index.add(one)
    for _ in range(150):
        index.add(led.add(complaint_id=f"stranger-{len(led.rows)}"))
    kept = led.rows[-150:]
    assert index.remove([*(one["complaint_id"] for one in [*new, *kept]), "nobody"]) == len(new) + 150
    assert [index.place(one) for one in new] == before
    own = [one for one in [*kept, new[0]] if one["narrative"]]
    assert [traces(one, tmp_path / "rings.index") for one in own] == [[]] * len(own)


def test_the_search_for_traces_sees_what_is_there(scene: Scene, indexed: Indexed, tmp_path: Path) -> None:
    index = indexed(scene.rows)
    one = scene.add()
    index.add(one)
    raw = (tmp_path / "rings.index").read_bytes()
    assert one["complaint_id"].encode() in raw
    assert packed(read_letter(one["narrative"])[0])[40:80] in raw
    assert one["phone"].encode() not in raw


def test_a_member_of_the_full_run_is_taken_out_of_its_ring(scene: Scene, indexed: Indexed, tmp_path: Path) -> None:
    led = sorted(ring(scene, 6, payee=PAYEE, agent="某某咨询", agent_phone=PHONE))
    index = indexed(scene.rows)
    rows = {row["complaint_id"]: row for row in scene.rows}
    new = {**rows[led[0]], "complaint_id": "new", "complainant_id": "new"}
    assert [one.standing for one in index.place(new).rings] == ["member"]
    assert index.remove(led[:3]) == 3
    assert traces(rows[led[1]], tmp_path / "rings.index", shared_with=rows[led[5]]) == []
    told_of = {name for tie in index.place(new).ties for name in (tie.complaint_a, tie.complaint_b)}
    assert not told_of & set(led[:3])
    assert told_of & set(led[3:])
    assert [one.standing for one in index.place(new).rings] == ["member"]
    index.remove(led[3:4])
    assert index.place(new).rings == (), "two people are no ring"


@pytest.mark.parametrize("kind", HANDLE_KINDS)
def test_one_handle_is_folded_as_a_column_of_them_is(kind: str) -> None:
    @given(st.lists(st.text("019-+() .*x@aBc:/\\_张三路·…\u3000\u200b\n８é", max_size=14), max_size=20))
    def holds(values: list[str]) -> None:
        column = fold_handles(pa.array(values, pa.large_string()), kind=kind).to_pylist()
        assert [fold_handle(value, kind=kind) for value in values] == column

    holds()


def test_faults_are_told_in_a_sentence(scene: Scene, indexed: Indexed, tmp_path: Path) -> None:
    index = indexed(scene.rows)
    with pytest.raises(Misuse, match="is in the index already"):
        index.add(scene.rows[0])
    with pytest.raises(Misuse, match="no time with a zone"):
        index.place({"complaint_id": "new", "received_at": None, "narrative": ""})
    with pytest.raises(Misuse, match="for detector v2 only, not for v1"):
        detect(tmp_path / "complaints.parquet", detector="v1", index=tmp_path / "other")
    (tmp_path / "no.index").write_text("nothing", encoding="utf-8")
    with pytest.raises(Unreadable, match="run evenhand rings again"):
        Index(tmp_path / "no.index")
    with pytest.raises(Misuse, match="choose a place that can be written"):
        detect(tmp_path / "complaints.parquet", index=tmp_path / "no.index" / "below")
    assert index.size == len(scene.rows)


def test_odd_complaints_are_placed(scene: Scene, indexed: Indexed) -> None:
    index = indexed(scene.rows)
    bare = {"received_at": scene.day(), "narrative": None}
    assert index.place({**bare, "complaint_id": "a"}).ties == ()
    many = [f"sha256:{np.random.default_rng(1).integers(1 << 62)}{at:040d}" for at in range(10_000)]
    assert index.add({**bare, "complaint_id": "b", "attachments": many}).rings == ()
    assert len(index.place({**bare, "complaint_id": "c", "attachments": many[:3]}).ties) == 3


def test_no_question_goes_through_all_complaints(led: Scene, indexed: Indexed) -> None:
    index, asked = indexed(led.rows), list[str]()
    new = comers(led)
    index._con.set_trace_callback(asked.append)
    for one in new:
        index.place(one)
        index.add(one)
    index._con.set_trace_callback(None)
    questions = {one for one in asked if one.lstrip().startswith("SELECT")}
    assert len(questions) > 100
    plans = {
        step for one in questions for *_, step in index._con.execute(f"EXPLAIN QUERY PLAN {one}")
    }  # what SQLite does, a step a line
    large = ("complaints", "holdings", "buckets", "things", "members", "words", "c", "h", "b", "m", "w", "o")
    assert [step for step in plans if step.startswith("SCAN") and step.split()[1] in large] == []
