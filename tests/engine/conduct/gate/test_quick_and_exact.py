"""The quick test leaves out no rule that has anything to say, and spares the exact one where none has."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from made_up_histories import MANDATES, contacts

from evenhand.conduct.gate.asked import Asked
from evenhand.conduct.gate.clauses import Open
from evenhand.conduct.gate.gate import Gate
from evenhand.rules.shelf import load_packs, pack_ids


class AskedOfAll(Asked):
    """A question that every rule is asked, whatever the quick test says."""

    def maybe(self, us: int) -> list[Open]:
        return [*self.pattern.profile.opens]


class Exact(Gate):
    """A gate that makes the exact test every time."""

    def _read(self, contact: Any, now: datetime | None) -> Asked:
        asked = super()._read(contact, now)
        return AskedOfAll(asked.contact, asked.pattern, asked.line, self.history)


@pytest.mark.parametrize(("seed", "tz"), [(31, "Asia/Shanghai"), (32, "America/New_York")])
def test_quick_and_exact_answers_are_the_same(seed: int, tz: str) -> None:
    packs = load_packs(pack_ids())
    gates = [kind(packs, tz=tz, mandates=MANDATES, unverified=True) for kind in (Gate, Exact)]
    draw, spared, silent = random.Random(seed), 0, 0
    for one in contacts(seed, 90):
        # At its own time, at another with a part of a second, and on a day long before or after.
        for shift in (0.0, draw.uniform(-90_000, 90_000), draw.choice((-900, 900)) * 86_400.0):
            moved = {**one, "at": one["at"] + timedelta(seconds=shift)}
            quick, exact = (gate.judge(moved) for gate in gates)
            assert quick == exact
            silent += not exact.findings
            asked = gates[0]._read(moved, None)
            spared += not asked.maybe(asked.us)
        for gate in gates:
            gate.record(one)
    # Counts by debt and what a text says are only bounded, so that some are asked in vain.
    assert silent >= spared > 10


def test_promises_count_in_both() -> None:
    packs = load_packs(["cn-gbt-45251-2025", "cn-ningbo"])
    gates = [kind(packs) for kind in (Gate, Exact)]
    draw, refused = random.Random(5), 0
    for one in contacts(6, 200):
        near = {**one, "debtor_id": "d", "channel": "call", "at": one["at"].replace(day=4)}
        answers = [gate.ask(near) for gate in gates]
        quick, exact = (answer._replace(reservation=None) for answer in answers)
        assert quick == exact
        assert (answers[0].reservation is None) == (answers[1].reservation is None)
        refused += not exact.allowed
        if exact.allowed and draw.random() < 0.3:
            for gate, answer in zip(gates, answers, strict=True):
                assert answer.reservation is not None
                gate.report(answer.reservation, draw_outcome(one))
    assert refused > 20


def draw_outcome(one: dict[str, Any]) -> str:
    """An outcome that hangs on the contact, so that both gates are told the same."""
    return "conversation" if one["at"].second % 2 else "no_answer"


def test_a_pattern_is_not_asked_quickly_where_its_clock_is_unknown() -> None:
    gate = Gate(load_packs(["us-regf"]))
    one = next(iter(contacts(1, 1)))
    unknown = {**one, "debtor_tz": ["Nowhere/City"]}
    asked = gate._read(unknown, None)
    assert not asked.pattern.usable
    assert asked.maybe(asked.us) == [*asked.pattern.profile.opens]
