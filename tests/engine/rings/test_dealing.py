"""How sure a wave must be is told by the same letters dealt out anew; and a wave that a ring harvests stays one."""

import numpy as np
import pytest
from complaint_scenes import BANKS, Scene
from ring_detection import Detect, accused, members
from test_waves import FUND, UPGRADE, voices

from evenhand.rings.v2 import dealing, themes
from evenhand.rings.v2.dealing import Chance, apart
from evenhand.rings.v2.searching import BY_HALVES, Field, Theme


def theme(*rows: int, evidence: float) -> Theme:
    return Theme(rows=np.array(rows), grown=evidence, evidence=evidence)


def test_what_is_one_wave_counts_once() -> None:
    found = [theme(1, 2, 3, 4, 5, evidence=40), theme(1, 2, 3, 6, 7, evidence=30), theme(8, 9, 1, 10, 11, evidence=20)]
    assert apart(found, 20).tolist() == [40, 20]


@pytest.mark.parametrize(
    ("by_chance", "times", "kept"),
    [
        ([], 0.0, 10),  # chance makes nothing
        ([9], 1.0, 10),  # only what is less sure than all that was found
        ([15], 1.0, 10),  # one in ten
        ([15], 2.0, 9),  # it stands for two: one too many
        ([15, 25], 1.0, 8),
        ([15, 25, 25], 0.25, 10),
        ([105, 105], 1.0, 0),
    ],
)
def test_of_what_is_found_one_in_ten_may_be_by_chance(by_chance: list[float], times: float, kept: int) -> None:
    found = [theme(10 * place, evidence=100 - 10 * place) for place in range(10)]
    bar = Chance(np.array(by_chance, float), times).bar(found, 100)
    assert sum(one.evidence >= bar for one in found) == kept
    assert times * sum(one >= bar for one in by_chance) <= 0.1 * kept


def test_of_what_rings_have_taken_nobody_asks_what_chance_made() -> None:
    found = [theme(10 * place, evidence=100 - 10 * place) for place in range(10)]
    told = themes.Themes(found=found, chance=Chance(np.array([15.0]), 1.0), field=None)
    taken = np.zeros(100, np.bool_)
    assert told.bar(taken, 0.5) == BY_HALVES
    taken[[0, 10]] = True
    assert 15 < told.bar(taken, 0.5) <= 20


def test_letters_are_dealt_out_within_their_cell_and_a_story_of_one_season_is_gone(
    scene: Scene, detected: Detect, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.crowd(800)
    voices(scene, UPGRADE, 30, low=100, high=125)
    seen: list[tuple[Field, list[Theme]]] = []
    asked = themes.by_chance
    monkeypatch.setattr(themes, "by_chance", lambda field, found: seen.append((field, found)) or asked(field, found))
    detected(scene.rows)
    field, found = seen[0]
    assert [one.rows.size for one in found] == [30]
    lot = np.random.default_rng(1)
    cells = field.cells()
    dealt = dealing._dealt(cells, field, lot)
    moved = [(dealt.script.starts[rows] != field.script.starts[rows]).mean() for rows in cells]
    assert min(moved) > 0.5
    for rows in cells:
        assert sorted(dealt.script.starts[rows]) == sorted(field.script.starts[rows])
        by_letter = dict(zip(field.script.starts[rows].tolist(), field.home[rows].tolist(), strict=True))
        assert [by_letter[start] for start in dealt.script.starts[rows].tolist()] == dealt.home[rows].tolist()
    assert not any(set(rows) & set(found[0].rows) for rows in dealing._silent(field, found).cells())


def test_the_same_file_is_dealt_out_the_same_way(
    scene: Scene, detected: Detect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standing stories make themes of chance; how sure they are is the same each time, and another by another lot."""
    stock = [scene.letter(20) for _ in range(60)]
    for _ in range(4000):
        said = "。".join(scene.chance.sample(stock, 3))
        scene.add(narrative=said, product="保险", institution=BANKS[0])
    fields: list[Field] = []
    search = themes.search
    monkeypatch.setattr(themes, "search", lambda cells, field: fields.append(field) or search(cells, field))
    detected(scene.rows)
    once, again = (dealing.by_chance(fields[0], []) for _ in range(2))
    assert once.evidence.size > 0
    assert once.evidence.tolist() == again.evidence.tolist()
    monkeypatch.setattr(dealing, "SEED", dealing.SEED + 1)
    assert dealing.by_chance(fields[0], []).evidence.tolist() != once.evidence.tolist()


def test_who_came_of_themselves_is_a_wave_beside_a_louder_ring(scene: Scene, detected: Detect) -> None:
    """An agent harvests a wave and brings twice as many as came: the others are a wave still, and nobody is both."""
    scene.crowd(600)
    honest = voices(scene, UPGRADE, 16, low=100, high=120)
    since = len(scene.rows)
    voices(scene, UPGRADE, 32, low=100, high=120)
    for place, row in enumerate(scene.rows[since:]):
        row["payee"], row["agent_phone"] = "某某咨询部", f"1390001{place % 2:04d}"
    found = detected(scene.rows)
    assert accused(found) == scene.ids(since)
    assert set().union(*members(found, "shared_cause")) == honest


def test_what_a_ring_makes_of_itself_is_no_wave(scene: Scene, detected: Detect) -> None:
    """A few others say what it says, too few for a wave: nothing is left of it beside the ring."""
    scene.crowd(600)
    voices(scene, FUND, 3, low=100, high=120)
    theirs = voices(scene, FUND, 30, low=100, high=120)
    for row in scene.rows[-30:]:
        row["payee"], row["agent_phone"] = "某某咨询部", "13900010001"
    found = detected(scene.rows)
    assert accused(found) == theirs
    assert members(found, "shared_cause") == []
