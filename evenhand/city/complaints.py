"""The city's complaints: how many of each kind, and who draws them."""

from collections.abc import Callable

from evenhand.city.claims import Claims
from evenhand.city.crowds import (
    draw_busy_persons,
    draw_families,
    draw_hubs,
    draw_lawful_agents,
    draw_ordinary,
    draw_waves,
)
from evenhand.city.debtors import Debtors
from evenhand.city.dice import Dice
from evenhand.city.filing import Complaint, Desk
from evenhand.city.letters import gather_letters
from evenhand.city.misconduct import Misconduct
from evenhand.city.people import People
from evenhand.city.rings import draw_rings
from evenhand.city.texts import Writer

# Per ten thousand complaints, and the fewest that make such groups at all; the rest is ordinary.
SHARES: tuple[tuple[Callable[[Desk, int], list[Complaint]], int, int], ...] = (
    (draw_waves, 1200, 24),
    (draw_rings, 800, 24),
    (draw_families, 300, 10),
    (draw_lawful_agents, 300, 10),
    (draw_busy_persons, 250, 8),
    (draw_hubs, 450, 12),
)


def draw_complaints(count: int, *, dice: Dice, debtors: Debtors, misconduct: Misconduct) -> list[Complaint]:
    """`count` complaints of every kind, in no order that means anything."""
    if not count:
        return []
    people = People(dice, count)
    writer = Writer(letters=gather_letters(), dice=dice)
    desk = Desk(dice=dice, people=people, writer=writer, claims=Claims(debtors, misconduct))
    filed: list[Complaint] = []
    for draw, per_10k, fewest in SHARES:
        filed.extend(draw(desk, max(fewest, count * per_10k // 10_000)))
    filed.extend(draw_ordinary(desk, count - len(filed)))
    return dice.shuffled(filed)
