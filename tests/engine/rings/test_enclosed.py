"""Papers as ties: forged ones give a ring away, those that honest people share weigh nothing."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from complaint_scenes import BANKS, Row, Scene
from ring_detection import accused
from test_attachments import form, pdf

from evenhand.errors import Misuse, Unreadable
from evenhand.rings.attachments.run import ATTACHMENTS, look_at_attachments
from evenhand.rings.run import Detection, detect

PAPER_TIES = {"near_attachment", "same_form", "same_serial", "same_producer"}
Paper = dict[str, Any]
Seen = Callable[[list[Row], dict[str, list[Paper]]], Detection]


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """A detection with papers as if they had been looked at: a file's digest is its own unless told."""

    def run(rows: list[Row], papers: dict[str, list[Paper]], **how: Any) -> Detection:
        path, number, table = tmp_path / "complaints.parquet", 0, []
        for row in rows:
            enclosed = papers.get(row["complaint_id"], [])
            row["attachments"] = [f"in/{row['complaint_id']}-{at}.jpg" for at in range(len(enclosed))]
            for name, paper in zip(row["attachments"], enclosed, strict=True):
                number += 1
                blank = {"digest": f"{number:064x}", "kind": "jpg", "pages": 1, "phash": None, "text_digest": None,
                         "form_digest": None, "serials": [], "producer": None}  # fmt: skip
                table.append({"complaint_id": row["complaint_id"], "attachment": name, **blank, **paper})
        pq.write_table(pa.Table.from_pylist(rows), path)
        pq.write_table(pa.Table.from_pylist(table, schema=ATTACHMENTS), tmp_path / "attachments.parquet")
        return detect(path, papers=tmp_path / "attachments.parquet", **how)

    return run


def kinds(detection: Detection) -> dict[str, int]:
    """How many ties of papers there are of each kind."""
    return {k: n for k, n in detection.summary["ties"].items() if k in PAPER_TIES | {"shared_attachment"}}


def led(scene: Scene, count: int = 12, **shared: Any) -> list[str]:
    """People of one season and one subject at several institutions, each in own words."""
    rows = [
        scene.add(product="保险", institution=BANKS[at % 4], received_at=scene.day(60, 80), **shared)
        for at in range(count)
    ]
    return [row["complaint_id"] for row in rows]


FORGED: dict[str, Callable[[int], Paper]] = {
    "near_attachment": lambda at: {"phash": 0x5A5A5A5A12345678 ^ (1 << at % 3)},
    "same_form": lambda at: {"form_digest": "ab" * 32, "text_digest": f"{at:064x}"},
    "same_serial": lambda at: {"serials": ["cd" * 32]},
    "same_producer": lambda at: {"producer": "Forgers' Workshop 0.1"},
}


@pytest.mark.parametrize("kind", sorted(FORGED))
def test_what_forged_papers_have_in_common_is_a_tie_and_gives_the_ring_away(
    scene: Scene, seen: Seen, kind: str
) -> None:
    ring = led(scene)
    found = seen(scene.rows, {one: [FORGED[kind](at)] for at, one in enumerate(ring)})
    assert kinds(found) == {kind: len(ring) - 1}
    assert accused(found) == set(ring)


def test_one_paper_in_several_copies_is_one_thing(scene: Scene, seen: Seen) -> None:
    # Two strangers with one paper, alike in everything: four things would be four circles.
    ring = led(scene, 2)
    paper = {"phash": 0x77, "form_digest": "ab" * 32, "text_digest": "ef" * 32, "serials": ["cd" * 32], "producer": "W"}
    found = seen(scene.rows, {one: [paper] for one in ring})
    assert kinds(found) == {"near_attachment": 1}
    assert accused(found) == set()


def everyday(people: Iterable[Row], chance: random.Random) -> dict[str, list[Paper]]:
    """What honest people enclose: photographs of many phones, statements of their bank, forms that all take."""
    papers: dict[str, list[Paper]] = {}
    for row in people:
        phone = min(int(chance.paretovariate(0.8)), 150)
        photo = {"phash": chance.getrandbits(64) & ~1, "producer": f"Phone {phone}"}
        bank = BANKS.index(row["institution"])
        statement = {"phash": (0x1111 << 4 * bank) ^ (1 << chance.randrange(4)), "form_digest": f"{bank + 100:064x}",
                     "text_digest": f"{chance.getrandbits(200):064x}", "serials": [f"{bank + 900:064x}"],
                     "producer": f"Statements of {row['institution']}"}  # fmt: skip
        public = {"form_digest": f"{min(int(chance.paretovariate(0.7)), 40):064x}", "producer": "Office 16"}
        papers[row["complaint_id"]] = chance.sample([photo, statement, public], chance.randrange(4))
    return papers


def test_what_honest_people_enclose_accuses_nobody_and_hides_no_ring(scene: Scene, seen: Seen) -> None:
    scene.crowd(1200)
    papers = everyday(scene.rows, random.Random(5))
    ring = led(scene)
    chance = random.Random(6)
    for at, one in enumerate(ring):
        own = everyday([scene.rows[-len(ring) + at]], chance)[one]
        papers[one] = [*own, {"form_digest": "ab" * 32, "text_digest": f"{at:064x}", "phash": 0x5A5A5A5A12345678}]
    found = seen(scene.rows, papers)
    assert accused(found) == set(ring)
    told = [tie for tie in found.ties.to_pylist() if tie["kind"] in PAPER_TIES]
    outside = [tie for tie in told if not {tie["complaint_a"], tie["complaint_b"]} <= set(ring)]
    # A bank's statement, a common phone and a form that all take tie nobody.
    assert len(outside) <= 0.05 * len(scene.rows)
    assert min(tie["weight"] for tie in told if tie["complaint_a"] in ring) > 8


def test_a_bank_s_own_statement_ties_nobody(scene: Scene, seen: Seen) -> None:
    statement = {"phash": 0x1234567812345678, "form_digest": "ab" * 32, "serials": ["cd" * 32], "producer": "Bank"}
    customers = [scene.add(institution=BANKS[0], received_at=scene.day(60, 80))["complaint_id"] for _ in range(10)]
    found = seen(scene.rows, {one: [statement] for one in customers})
    assert kinds(found) == {}


def test_the_same_file_is_told_as_the_same_file(scene: Scene, seen: Seen) -> None:
    one, two, three = led(scene, 3)
    same = {"digest": "aa" * 32, "form_digest": "ab" * 32}
    found = seen(scene.rows, {one: [same], two: [same], three: [{"form_digest": "ab" * 32}]})
    assert kinds(found) == {"shared_attachment": 1, "same_form": 2}


def test_a_folder_is_looked_at_and_says_the_same_as_the_table(scene: Scene, tmp_path: Path) -> None:
    ring = led(scene)
    folder = tmp_path / "papers"
    folder.mkdir()
    by_id = {row["complaint_id"]: row for row in scene.rows}
    for at, one in enumerate(ring):
        by_id[one]["attachments"] = [f"{at}.jpg", f"{at}.pdf"]
        form(3).save(folder / f"{at}.jpg", quality=40 + at)
        form(100 + at).save(folder / f"own-{at}.jpg")
        pdf(folder / f"{at}.pdf", f"This is to certify that the person named below owes nothing. No. {88887777 + at}")
    by_id[ring[0]]["attachments"] += ["missing.jpg", *(f"own-{at}.jpg" for at in range(12))]
    file = tmp_path / "complaints.parquet"
    pq.write_table(pa.Table.from_pylist(scene.rows), file)
    looked = detect(file, attachments=folder)
    look_at_attachments(file, folder=folder, out=tmp_path / "seen")
    again = detect(file, papers=tmp_path / "seen" / "attachments.parquet")
    assert accused(looked) == set(ring)
    assert kinds(looked)["near_attachment"] == len(ring) - 1
    assert looked.ties.equals(again.ties)
    assert looked.summary["attachments_refused"] == 1
    assert (looked.summary["attachments"], again.summary["papers"]) == ("papers", "attachments.parquet")
    assert [row["value"] for row in looked.rejects.to_pylist() if row["column"] == "attachments"] == ["missing.jpg"]


def test_ten_thousand_attachments_on_one_complaint(scene: Scene, seen: Seen) -> None:
    one, other = (row["complaint_id"] for row in scene.rows[:2])
    scene.rows[0]["institution"], scene.rows[1]["institution"] = BANKS[:2]
    papers = [{"phash": at * 0x9E3779B97F4A7C15 % (1 << 64), "form_digest": "ab" * 32} for at in range(10_000)]
    found = seen(scene.rows, {one: papers, other: papers[:1]})
    assert kinds(found) == {"near_attachment": 1}
    assert accused(found) == set()


def test_faults_are_told_in_a_sentence(scene: Scene, seen: Seen, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="detector v1 does not look at papers"):
        seen(scene.rows, {}, detector="v1")
    other = tmp_path / "complaints.parquet"
    with pytest.raises(Unreadable, match="check --papers"):
        detect(other, papers=other)
    with pytest.raises(Unreadable, match="check --attachments"):
        detect(other, attachments=tmp_path / "nowhere")
