"""A theme that ring members, or letters that go round elsewhere, have brought together is no wave."""

import numpy as np
import pytest
from complaint_scenes import BANKS, Scene
from ring_detection import Detect
from test_waves import UPGRADE, voices

from evenhand.rings.v1.waves import Wave
from evenhand.rings.v2 import detector
from evenhand.rings.v2.letters import Rounds
from evenhand.rings.v2.waves import Signs, Waves, seek


def signs_of(scene: Scene, detected: Detect, monkeypatch: pytest.MonkeyPatch) -> tuple[Signs, dict[str, int]]:
    """The signs of waves in a scene, and the row of each complaint."""
    seen: list[Signs] = []
    monkeypatch.setattr(detector, "seek", lambda *given: seen.append(seek(*given)) or seen[0])
    detected(scene.rows)
    ids = seen[0].docket.texts("complaint_id").to_pylist()
    return seen[0], {one: row for row, one in enumerate(ids)}


@pytest.mark.parametrize(("own_words", "stays"), [(True, True), (False, False)])
def test_what_is_left_without_the_led_must_be_a_theme(
    scene: Scene, detected: Detect, monkeypatch: pytest.MonkeyPatch, own_words: bool, stays: bool
) -> None:
    """Fourteen of thirty are a ring's: the wave stays where the sixteen others tell of the event as well."""
    scene.crowd(800)
    told = sorted(voices(scene, UPGRADE, 30, low=100, high=125))
    signs, row = signs_of(scene, detected, monkeypatch)
    here = signs.docket.house[row[told[0]]]
    strangers = [one for one in row if one not in told and signs.docket.house[row[one]] == here]
    rows = np.sort([row[one] for one in told[:14] + (told[14:] if own_words else strangers[:16])])
    taken = np.zeros(signs.docket.size, np.bool_)
    taken[[row[one] for one in told[:14]]] = True
    waves = Waves(found=[Wave(rows=rows, copied=0, usual=None)], bar=20.0, signs=signs)
    assert [wave.rows.tolist() for wave in waves.beside(taken)] == ([rows.tolist()] if stays else [])


@pytest.mark.parametrize(
    ("others", "days", "elsewhere"),
    [
        (0, (100, 110), False),
        (8, (100, 110), True),
        (6, (250, 330), False),  # most of its senders are at home
        (12, (250, 330), True),  # a template that came by
    ],
)
def test_a_letter_goes_round_elsewhere_where_others_send_it(
    scene: Scene, detected: Detect, monkeypatch: pytest.MonkeyPatch, others: int, days: tuple[int, int], elsewhere: bool
) -> None:
    letter, since = scene.letter(), len(scene.rows)
    for place in range(8 + others):
        away = place >= 8
        scene.add(narrative=scene.copy(letter), product="保险", institution=BANKS[1 + place % 3 if away else 0],
                  received_at=scene.day(*days) if away else scene.day(100, 110))  # fmt: skip
    ids = [str(row["complaint_id"]) for row in scene.rows[since:]]
    scene.crowd(300)
    signs, row = signs_of(scene, detected, monkeypatch)
    rows = np.sort([row[one] for one in ids[:8]])
    rounds = Rounds(signs.docket, signs.wording, signs.voices.home)
    assert rounds.elsewhere(rows, int(signs.docket.house[rows[0]])).tolist() == [elsewhere] * 8
