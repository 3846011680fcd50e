"""Honest people who look like a crowd. Each kind has something that a ring has, and a reason for it."""

from collections.abc import Callable

import numpy as np
from assembling import Rows
from filing import DAYS, NOBODY, Filed, Flags, Serial, happens, houses_for, moments, papers, people, sizes
from telling import Teller, padded, slots_for
from written_stock import Numbers


class Desk:
    """Where complaints of one run are made up: chance, serial numbers, the teller."""

    def __init__(self, *, rng: np.random.Generator, serial: Serial, teller: Teller, volume: int) -> None:
        self.rng, self.serial, self.teller, self.volume = rng, serial, teller, volume
        self.stock = teller.stock
        self.products = np.array([one.product for one in self.stock.themes], object)
        self.demands = np.array([one.demand for one in self.stock.themes], object)
        self.groups = Serial()

    def themes(self, count: int) -> Numbers:
        """Some theme for each."""
        return self.rng.integers(0, len(self.stock.themes), count)

    def alone(self, themes: Numbers, *, length: float = 1.0, house: Numbers | None = None) -> Filed:
        """For each theme somebody who complains in their own words, for themselves, on some day."""
        rng, count = self.rng, len(themes)
        product = self.products[themes]
        house = houses_for(rng, product) if house is None else house
        day = rng.integers(0, DAYS, count)
        demand = np.where(happens(rng, count, 0.85), self.demands[themes], rng.choice(self.demands, count))
        return Filed(
            rows=self.teller.stories(themes, length=length),
            slots=slots_for(rng, self.stock, house),
            swap=rng.random(count) * 0.45,
            habit=self.serial.new(count),
            house=house,
            product=np.where(happens(rng, count, 0.92), product, ""),
            demand=np.where(happens(rng, count, 0.7), demand, ""),
            day=day,
            second=moments(rng, day),
            complainant=np.where(happens(rng, count, 0.93), self.serial.new(count), NOBODY),
            debtor=np.where(happens(rng, count, 0.35), self.serial.new(count), NOBODY),
            handles=people(rng, self.serial, count),
            papers=papers(rng, self.serial, count),
            signed=np.zeros(count, np.bool_),
        )

    def grouped(self, filed: Filed, of: Numbers, look: str) -> Numbers:
        """Label `filed` as look-alikes in groups `of` (0, 1, …); a group's number in the whole run."""
        numbers = self.groups.new(int(of.max()) + 1) if len(of) else np.zeros(0, np.int64)
        filed.group, filed.look = numbers[of], np.full(len(filed), look, object)
        return numbers

    def within(self, filed: Filed, of: Numbers, low: int, high: int) -> None:
        """Let each group's complaints come within some days of one another."""
        many = int(of.max()) + 1
        span = self.rng.integers(low, high + 1, many)
        first = (self.rng.random(many) * (DAYS - span)).astype(np.int64)
        filed.day = first[of] + (self.rng.random(len(filed)) * (span[of] + 1)).astype(np.int64)

    def share(self, filed: Filed, handle: str, of: Numbers, chance: float) -> None:
        """Give each of a group the group's own `handle`, with that chance."""
        own = self.serial.new(int(of.max()) + 1)
        here = happens(self.rng, len(filed), chance)
        filed.handles[handle][here] = own[of[here]]

    def same_slots(self, filed: Filed, of: Numbers, names: tuple[str, ...]) -> None:
        """Let a group speak of one agency, one branch, one day."""
        first = np.unique(of, return_index=True)[1]
        for name in names:
            filed.slots[name] = filed.slots[name][first][of]

    def same_text(self, filed: Filed, of: Numbers, copies: Flags) -> None:
        """Let those who copy send the text of the first of their group, slots filled as they are."""
        first = np.unique(of, return_index=True)[1][of]
        source = np.where(copies, first, np.arange(len(of)))
        parts = [filed.rows.pieces[filed.rows.starts[at] : filed.rows.starts[at + 1]] for at in source]
        lengths = np.array([len(one) for one in parts], np.int64)
        filed.rows = Rows(pieces=np.concatenate(parts), starts=np.concatenate([[0], np.cumsum(lengths)]))
        filed.swap = np.where(copies, filed.swap[first], filed.swap)
        filed.habit = np.where(copies, filed.habit[first], filed.habit)


def _begun(desk: Desk, quota: int, look: str, *, median: float, spread: float, low: int, high: int,
           length: float = 1.0, one_house: bool = True) -> tuple[Filed, Numbers] | None:  # fmt: skip
    """Groups of people who share a theme and, where `one_house`, an institution; None where the quota is too small."""
    many = sizes(desk.rng, quota, median=median, spread=spread, low=low, high=max(low, min(high, quota // 2)))
    if not len(many):
        return None
    of = np.repeat(np.arange(len(many)), many)
    themes = desk.themes(len(many))
    house = houses_for(desk.rng, desk.products[themes])[of] if one_house else None
    filed = desk.alone(themes[of], length=length, house=house)
    desk.grouped(filed, of, look)
    return filed, of


def families(desk: Desk, quota: int) -> Filed | None:
    """Two to six of one home: an address, often a telephone or an account, sometimes one letter."""
    begun = _begun(desk, quota, "family", median=3, spread=0.4, low=2, high=6)
    if begun is None:
        return None
    filed, of = begun
    for handle, chance in (("address", 0.9), ("phone", 0.7), ("bank_account", 0.4), ("device", 0.3), ("ip", 0.5)):
        desk.share(filed, handle, of, chance)
    desk.within(filed, of, 0, 30)
    one_letter = happens(desk.rng, int(of.max()) + 1, 0.35)
    desk.same_text(filed, of, one_letter[of])
    return filed


def lawful_clients(desk: Desk, quota: int) -> Filed | None:
    """Clients of a lawyer who holds a signed power from each: one agent, one number, now and then one address."""
    many = sizes(desk.rng, quota, median=14, spread=0.6, low=4, high=max(4, min(45, quota // 2)))
    if not len(many):
        return None
    of = np.repeat(np.arange(len(many)), many)
    filed = desk.alone(desk.themes(len(of)))
    desk.grouped(filed, of, "lawful_agent")
    desk.share(filed, "agent", of, 1.0)
    number = desk.serial.new(len(many))[of]
    filed.handles["agent_phone"] = np.where(happens(desk.rng, len(of), 0.85), number, NOBODY)
    filed.handles["phone"] = np.where(happens(desk.rng, len(of), 0.3), number, filed.handles["phone"])
    filed.signed[:] = True
    # The office's own heading and closing; the matter is each client's.
    frame = happens(desk.rng, len(many), 0.5)[of]
    _framed_by_office(desk, filed, of, frame)
    return filed


def _framed_by_office(desk: Desk, filed: Filed, of: Numbers, frame: Flags) -> None:
    """Put an office's own opening and closing lines around the stories of those it helps."""
    asides, rng, many = desk.stock.asides, desk.rng, int(of.max()) + 1
    head, tail = rng.choice(asides["opening"], (many, 2)), rng.choice(asides["closing"], (many, 2))
    stop = desk.stock.marks["。"]
    parts = []
    for at, group in enumerate(of):
        own = filed.rows.pieces[filed.rows.starts[at] : filed.rows.starts[at + 1]]
        around = (
            [head[group, 0], stop, head[group, 1], stop, *own, tail[group, 0], stop, tail[group, 1], stop]
            if frame[at]
            else own
        )
        parts.append(np.asarray(around, np.int64))
    lengths = np.array([len(one) for one in parts], np.int64)
    filed.rows = Rows(pieces=np.concatenate(parts), starts=np.concatenate([[0], np.cumsum(lengths)]))


def clinic(desk: Desk, quota: int) -> Filed | None:
    """People whom a law-aid clinic helps: its telephone for all, no signed power, each their own matter and words."""
    many = sizes(desk.rng, quota, median=12, spread=0.6, low=4, high=max(4, min(60, quota // 2)))
    if not len(many):
        return None
    of = np.repeat(np.arange(len(many)), many)
    filed = desk.alone(desk.themes(len(of)))
    desk.grouped(filed, of, "clinic")
    number = desk.serial.new(len(many))[of]
    named = happens(desk.rng, len(of), 0.6)
    filed.handles["agent_phone"] = np.where(happens(desk.rng, len(of), 0.6), number, NOBODY)
    filed.handles["phone"] = np.where(filed.handles["agent_phone"] < 0, number, filed.handles["phone"])
    filed.handles["agent"] = np.where(named, desk.serial.new(len(many))[of], NOBODY)
    desk.share(filed, "ip", of, 0.4)
    _framed_by_office(desk, filed, of, happens(desk.rng, len(many), 0.3)[of])
    return filed


def wave_own_words(desk: Desk, quota: int) -> Filed | None:
    """Many hurt by one thing at one institution, each telling it their own way."""
    return _wave(desk, quota, "wave_own_words", copying=0.0)


def wave_copied(desk: Desk, quota: int) -> Filed | None:
    """The same, but a victims' group has handed a letter round, and most copy it."""
    return _wave(desk, quota, "wave_copied", copying=0.7)


def _wave(desk: Desk, quota: int, look: str, *, copying: float) -> Filed | None:
    begun = _begun(desk, quota, look, median=40, spread=0.8, low=8, high=300)
    if begun is None:
        return None
    filed, of = begun
    rng, many = desk.rng, int(of.max()) + 1
    names = [one.name for one in desk.stock.themes]
    which = rng.integers(0, len(desk.stock.causes), many)
    themes = np.array([names.index(desk.stock.causes[at][1]) for at in which])
    house = houses_for(rng, desk.products[themes])[of]
    redone = desk.alone(themes[of], house=house)
    redone.group, redone.look, redone.wave = filed.group, filed.look, filed.group.copy()
    grid, order = desk.teller.story_grid(themes[of])
    facts = padded([desk.stock.causes[at][2] for at in which])[of]
    told = happens(rng, facts.size, 2.2 / facts.shape[1]).reshape(facts.shape) & (facts >= 0)
    grid = np.concatenate([grid, np.where(told, facts, -1)], axis=1)
    order = np.concatenate([order, 2 + rng.normal(0, 2, facts.shape)], axis=1)
    grid[:, 2] = np.where(told.any(axis=1) & happens(rng, len(of), 0.6), -1, grid[:, 2])
    redone.rows = desk.teller.ordered(grid, order)
    desk.same_slots(redone, of, ("agency", "branch", "date", "place"))
    desk.within(redone, of, 4, 35)
    if copying:
        copies = happens(rng, len(of), copying)
        desk.same_text(redone, of, copies)
        redone.swap = np.where(copies, 0.03, redone.swap)
        redone.habit = np.where(copies, desk.serial.new(len(of)), redone.habit)
    neighbours = happens(rng, many, 0.3)[of]
    building = desk.serial.new(many)[of]
    redone.handles["address"] = np.where(neighbours & happens(rng, len(of), 0.7), building, redone.handles["address"])
    return redone


def one_person(desk: Desk, quota: int) -> Filed | None:
    """One person who writes the same to several bodies and houses within some weeks."""
    begun = _begun(desk, quota, "one_person", median=4, spread=0.5, low=2, high=12, one_house=False)
    if begun is None:
        return None
    filed, of = begun
    first = np.unique(of, return_index=True)[1][of]
    for name in filed.handles:
        filed.handles[name] = filed.handles[name][first]
    filed.complainant = np.where(filed.complainant[first] >= 0, filed.complainant[first], filed.debtor[first])
    filed.complainant = np.where(filed.complainant < 0, desk.serial.new(int(of.max()) + 1)[of], filed.complainant)
    filed.debtor = filed.debtor[first]
    filed.papers = filed.papers[first]
    desk.within(filed, of, 0, 40)
    desk.same_text(filed, of, happens(desk.rng, len(of), 0.85))
    desk.same_slots(filed, of, tuple(name for name in filed.slots if name != "bank"))
    return filed


def hub(desk: Desk, quota: int) -> Filed | None:
    """Strangers who give a number that is not theirs: a hotline, a branch, a village office, a library's line."""
    many = sizes(desk.rng, quota, median=45, spread=0.8, low=10, high=max(12, min(600, quota // 2)))
    if not len(many):
        return None
    of = np.repeat(np.arange(len(many)), many)
    filed = desk.alone(desk.themes(len(of)))
    desk.grouped(filed, of, "hub")
    desk.share(filed, "phone", of, 0.95)
    desk.share(filed, "address", of, 0.25)
    machine = happens(desk.rng, len(many), 0.3)[of]
    filed.handles["device"] = np.where(machine, desk.serial.new(len(many))[of], filed.handles["device"])
    return filed


def public_letter(desk: Desk, quota: int) -> Filed | None:
    """People who use a letter that a consumer body or a newspaper published, all year, to every house."""
    letters = desk.stock.letters
    many = sizes(desk.rng, quota, median=80, spread=0.5, low=10, high=max(12, min(400, quota // 2)))
    if not len(many):
        return None
    of = np.repeat(np.arange(len(many)), many)
    which = desk.rng.integers(0, len(letters), len(many))[of]
    by_product = [[at for at, theme in enumerate(desk.stock.themes) if theme.product == one.product] for one in letters]
    themes = np.array([by_product[at][0] if by_product[at] else 0 for at in range(len(letters))])[which]
    filed = desk.alone(themes)
    desk.grouped(filed, of, "public_letter")
    grid = padded([one.hands["as published"] for one in letters])[which]
    filed.rows = desk.teller.copied(grid, lost=0.06, own=0.3, themes=themes)
    filed.swap = np.full(len(of), 0.03)
    filed.demand = np.array([one.demand for one in letters], object)[which]
    return filed


def colleagues(desk: Desk, quota: int) -> Filed | None:
    """People of one employer: its address, its line, its switchboard; often the bank that keeps their wages."""
    many = sizes(desk.rng, quota, median=14, spread=0.7, low=4, high=max(4, min(60, quota // 2)))
    if not len(many):
        return None
    of = np.repeat(np.arange(len(many)), many)
    filed = desk.alone(desk.themes(len(of)))
    desk.grouped(filed, of, "colleague")
    desk.share(filed, "address", of, 0.8)
    desk.share(filed, "ip", of, 0.7)
    switchboard = happens(desk.rng, len(many), 0.3)[of]
    desk_number = desk.serial.new(len(many))[of]
    given = switchboard & happens(desk.rng, len(of), 0.5)
    filed.handles["phone"] = np.where(given, desk_number, filed.handles["phone"])
    return filed


def statutes(desk: Desk, quota: int) -> Filed | None:
    """People who copy the law into their own story, word for word."""
    if quota < 1:
        return None
    rng = desk.rng
    themes = desk.themes(quota)
    filed = desk.alone(themes, length=0.6)
    grid, order = desk.teller.story_grid(themes, length=0.6)
    copied = np.where(happens(rng, quota * 3, 0.6).reshape(quota, 3), rng.choice(desk.stock.statutes, (quota, 3)), -1)
    copied[:, 0] = rng.choice(desk.stock.statutes, quota)
    grid = np.concatenate([grid, copied], axis=1)
    order = np.concatenate([order, 8 + rng.normal(0, 3, copied.shape)], axis=1)
    filed.rows = desk.teller.ordered(grid, order)
    filed.look = np.full(quota, "statutes", object)
    return filed


KINDS: dict[str, Callable[[Desk, int], Filed | None]] = {
    "family": families,
    "lawful_agent": lawful_clients,
    "wave_own_words": wave_own_words,
    "wave_copied": wave_copied,
    "one_person": one_person,
    "clinic": clinic,
    "hub": hub,
    "public_letter": public_letter,
    "colleague": colleagues,
    "statutes": statutes,
}
