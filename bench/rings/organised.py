"""Rings: people led by one hand. Each style works in its own way and leaves other evidence; one leaves none at all."""

from dataclasses import dataclass

import numpy as np
from assembling import Rows
from filing import DAYS, Filed, happens, houses_for, joined, moments, sizes
from lookalikes import Desk
from numpy.typing import NDArray
from telling import padded
from written_stock import Numbers


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a ring works. `traces`: a handle, the share of members who leave it, how many members one value serves."""

    name: str
    wording: str  # verbatim, slots, reordered, synonyms, hands: from a template; own: each member's own story
    traces: tuple[tuple[str, float, int], ...] = ()
    forged: float = 0.0  # share of members who attach one of the ring's papers
    across: bool = False
    days: tuple[int, int] = (2, 20)
    batches: bool = True  # on few of those days, together
    own: float = 0.0  # share of members who write their own story all the same
    nominable: bool = True  # whether a fair panel could ever uphold it


ALL = 10_000
STYLES = (
    Style(name="rigid", wording="verbatim", traces=(("agent_phone", 0.85, ALL), ("agent", 0.4, ALL))),
    Style(name="slots", wording="slots", traces=(("payee", 0.8, ALL), ("email", 0.3, ALL)), days=(5, 30)),
    Style(name="reordered", wording="reordered", traces=(("agent_phone", 0.7, 8), ("device", 0.6, ALL)), days=(5, 40)),
    Style(name="synonyms", wording="synonyms", traces=(("bank_account", 0.75, 10), ("agent", 0.5, ALL)), across=True,
          days=(10, 60)),
    Style(name="hands", wording="hands", traces=(("payee", 0.75, ALL), ("agent_phone", 0.6, 6)), days=(10, 45)),
    Style(name="rotating", wording="own", traces=(("phone", 0.9, 4), ("payee", 0.8, 6), ("bank_account", 0.3, 5)),
          across=True, days=(10, 60)),
    Style(name="papers", wording="own", forged=0.95, across=True, days=(20, 90), batches=False),
    Style(name="drip", wording="slots", traces=(("device", 0.75, 10), ("agent", 0.6, ALL), ("payee", 0.5, ALL)),
          days=(170, 195), batches=False, across=True),
    Style(name="across", wording="slots", traces=(("agent", 0.7, ALL), ("agent_phone", 0.6, 8), ("address", 0.4, ALL)),
          across=True, days=(5, 45), own=0.1),
    Style(name="harvest", wording="own", traces=(("payee", 0.8, ALL), ("agent_phone", 0.7, 8)), days=(5, 30)),
    Style(name="template_only", wording="slots", across=True, days=(60, 150), batches=False, nominable=False),
    Style(name="traceless", wording="own", across=True, days=(60, 200), batches=False, nominable=False),
)  # fmt: skip
EVIDENCE = {"phone": "phone", "agent_phone": "phone", "agent": "agent", "payee": "payee", "bank_account": "account",
            "device": "device", "address": "address", "email": "email"}  # fmt: skip
REWRITTEN = ("synonyms", "hands")


def rings(desk: Desk, quota: int, waves: Filed | None) -> Filed | None:
    """Rings of every style in turn with `quota` members in all; a few hide in one of the `waves`."""
    many = sizes(desk.rng, quota, median=13, spread=0.6, low=5, high=max(8, min(80, quota // 4)))
    if not len(many):
        return None
    # The rarest styles come first at another turn of each seed, so that small runs see them all in time.
    turn = (np.arange(len(many)) + int(desk.rng.integers(0, len(STYLES)))) % len(STYLES)
    numbers = desk.serial.new(len(many))
    parts = []
    for at, style in enumerate(STYLES):
        if (turn == at).any():
            parts.append(_of_style(desk, style, many[turn == at], numbers[turn == at], waves))
    return parts[0] if len(parts) == 1 else joined(parts)


def _of_style(desk: Desk, style: Style, many: Numbers, numbers: Numbers, waves: Filed | None) -> Filed:
    rng, of = desk.rng, np.repeat(np.arange(len(many)), many)
    if style.wording == "own":
        themes = desk.themes(len(many))
        product, demand = desk.products[themes], desk.demands[themes]
    else:
        which = rng.integers(0, len(desk.stock.templates), len(many))
        product = np.array([one.product for one in desk.stock.templates], object)[which]
        demand = np.array([one.demand for one in desk.stock.templates], object)[which]
        themes = _fitting(desk, product)
    filed = desk.alone(themes[of], house=_houses(desk, style, product, of))
    filed.product, filed.demand = product[of], np.where(happens(rng, len(of), 0.9), demand[of], "")
    filed.ring, filed.style = numbers[of], np.full(len(of), style.name, object)
    if style.wording != "own":
        _word(desk, style, filed, of, which)
    _days(desk, style, filed, of)
    if style.name == "harvest" and waves is not None and len(waves):
        _hide(desk, filed, of, waves)
    _trace(desk, style, filed, of, many)
    return filed


def _fitting(desk: Desk, product: NDArray[np.object_]) -> Numbers:
    """A theme on the same product, for what members add of their own."""
    found = []
    for one in product:
        fits = np.flatnonzero(desk.products == one)
        found.append(int(desk.rng.choice(fits)) if len(fits) else int(desk.rng.integers(0, len(desk.products))))
    return np.array(found, np.int64)


def _houses(desk: Desk, style: Style, product: NDArray[np.object_], of: Numbers) -> Numbers:
    """One house for a ring, or up to five where it works across houses."""
    if not style.across:
        return houses_for(desk.rng, product)[of]
    five = np.stack([houses_for(desk.rng, product) for _ in range(5)], axis=1)
    return five[of, desk.rng.integers(0, 5, len(of))]


def _word(desk: Desk, style: Style, filed: Filed, of: Numbers, which: Numbers) -> None:
    """Give each member the ring's letter, as its style has it."""
    rng, teller, templates = desk.rng, desk.teller, desk.stock.templates
    many = len(which)
    hands = [list(one.hands.values()) for one in templates]
    versions = padded([hand for one in hands for hand in one])
    first = np.cumsum([len(one) for one in hands]) - np.array([len(one) for one in hands])
    count = np.array([len(one) for one in hands])
    hand = (rng.random(many) * count[which]).astype(np.int64)
    if style.wording == "hands":
        member_hand = (rng.random(len(of)) * count[which[of]]).astype(np.int64)
        letters = versions[first[which[of]] + member_hand]
    else:
        # A ring's own version: its letter, two lines of another that it met somewhere, its own order.
        other = _kin(desk, which, first, count)
        met = np.stack([versions[other, at] for at in (0, 2)], axis=1)
        whole = np.concatenate([versions[first[which] + hand], met], axis=1)
        order = np.argsort(np.arange(whole.shape[1]) + rng.normal(0, 0.7, whole.shape), axis=1)
        letters = np.take_along_axis(whole, order, axis=1)[of]
    if style.wording == "reordered":
        # Between the first and the last line every member has another order.
        letters = np.take_along_axis(letters, np.argsort(rng.random(letters.shape), axis=1), axis=1)
    lost, own = {"verbatim": (0.0, 0.0), "slots": (0.05, 0.15), "reordered": (0.08, 0.2), "synonyms": (0.05, 0.15),
                 "hands": (0.1, 0.25)}[style.wording]  # fmt: skip
    themes = _fitting(desk, filed.product)
    told = teller.copied(letters, lost=lost, own=own, themes=themes)
    own_story = happens(rng, len(of), style.own)
    filed.rows = _either(told, filed.rows, own_story)
    ring_swap, ring_habit = rng.random(many) * 0.5, desk.serial.new(many)
    if style.wording == "synonyms":
        swap, habit = np.full(len(of), 0.55), filed.habit
    else:
        swap, habit = ring_swap[of], ring_habit[of]
    filed.swap, filed.habit = np.where(own_story, filed.swap, swap), np.where(own_story, filed.habit, habit)
    kind = "rewritten wording" if style.wording in REWRITTEN else "wording"
    filed.worded = np.where(own_story, "", kind).astype(object)
    if style.wording == "verbatim":
        desk.same_slots(filed, of, ("agency", "date", "times"))
    else:
        desk.same_slots(filed, of, ("agency",))


def _kin(desk: Desk, which: Numbers, first: Numbers, count: Numbers) -> Numbers:
    """For each ring some version of another template on the same product, or of its own where there is no other."""
    products = [one.product for one in desk.stock.templates]
    found = []
    for mine in which:
        others = [at for at, one in enumerate(products) if one == products[mine] and at != mine] or [int(mine)]
        other = int(desk.rng.choice(others))
        found.append(int(first[other] + desk.rng.integers(0, count[other])))
    return np.array(found, np.int64)


def _either(these: Rows, those: Rows, second: NDArray[np.bool_]) -> Rows:
    """For each row the one of `these`, or where `second` the one of `those`."""
    parts = [(those if other else these).part(at, at + 1).pieces for at, other in enumerate(second)]
    lengths = np.array([len(one) for one in parts], np.int64)
    return Rows(pieces=np.concatenate(parts), starts=np.concatenate([[0], np.cumsum(lengths)]))


def _days(desk: Desk, style: Style, filed: Filed, of: Numbers) -> None:
    """The days on which a ring files: few of its span, where it files in batches."""
    rng, many = desk.rng, int(of.max()) + 1
    span = rng.integers(style.days[0], style.days[1] + 1, many)
    first = (rng.random(many) * (DAYS - span)).astype(np.int64)
    if style.batches:
        batch = (rng.random((many, 4)) * (span[:, None] + 1)).astype(np.int64)
        used = rng.integers(1, 5, many)
        offset = batch[of, (rng.random(len(of)) * used[of]).astype(np.int64)]
    else:
        offset = (rng.random(len(of)) * (span[of] + 1)).astype(np.int64)
    filed.day = first[of] + offset
    filed.second = moments(rng, filed.day)


def _hide(desk: Desk, filed: Filed, of: Numbers, waves: Filed) -> None:
    """Let each ring complain of what a wave complains of, at its house, in its days, in such words."""
    rng, many = desk.rng, int(of.max()) + 1
    known, counts = np.unique(waves.wave, return_counts=True)
    large = known[counts >= min(20, counts.max())]
    chosen = rng.choice(large, many)
    parts = []
    for ring in range(many):
        mates = np.flatnonzero(waves.wave == chosen[ring])
        taken = rng.choice(mates, int((of == ring).sum()))
        parts.append(taken)
    model = np.concatenate(parts)
    # Their own stories: the story of one of the wave's members, with every second piece of their own.
    kept = [waves.rows.part(at, at + 1).pieces for at in model]
    mine = [filed.rows.part(at, at + 1).pieces for at in range(len(of))]
    told = [np.concatenate([one[: 2 * (len(one) // 4)], two]) for one, two in zip(kept, mine, strict=True)]
    lengths = np.array([len(one) for one in told], np.int64)
    filed.rows = Rows(pieces=np.concatenate(told), starts=np.concatenate([[0], np.cumsum(lengths)]))
    for name in ("agency", "branch", "date", "place", "bank"):
        filed.slots[name] = waves.slots[name][model]
    filed.house, filed.day, filed.wave = waves.house[model], waves.day[model], waves.wave[model]
    filed.product, filed.demand = waves.product[model], waves.demand[model]


def _trace(desk: Desk, style: Style, filed: Filed, of: Numbers, many: Numbers) -> None:
    """Leave the ring's numbers on its members; where one value serves few, values are dealt by chance."""
    rng = desk.rng
    for handle, share, serves in style.traces:
        values = np.maximum(1, -(-many // serves))
        first = np.cumsum(values) - values
        pool = desk.serial.new(int(values.sum()))
        mine = pool[first[of] + (rng.random(len(of)) * values[of]).astype(np.int64)]
        here = happens(rng, len(of), share)
        filed.handles[handle] = np.where(here, mine, filed.handles[handle])
    if style.forged:
        forms = rng.integers(1, 4, len(many))
        first = np.cumsum(forms) - forms
        pool = desk.serial.new(int(forms.sum()))
        mine = pool[first[of] + (rng.random(len(of)) * forms[of]).astype(np.int64)]
        filed.papers[:, 3] = np.where(happens(rng, len(of), style.forged), mine, filed.papers[:, 3])


def framed(desk: Desk, led: Filed) -> Filed | None:
    """Honest people whose number a ring writes into its complaints; they have complained themselves, on their own."""
    rng = desk.rng
    known = np.unique(led.ring[np.isin(led.style, ["rigid", "slots", "rotating", "across", "drip"])])
    chosen = known[happens(rng, len(known), 0.6)]
    if not len(chosen):
        return None
    chosen = np.repeat(chosen, rng.integers(1, 4, len(chosen)))
    filed = desk.alone(desk.themes(len(chosen)))
    filed.look = np.full(len(chosen), "framed", object)
    filed.group = desk.groups.new(len(chosen))
    missing = filed.handles["phone"] < 0
    filed.handles["phone"][missing] = desk.serial.new(int(missing.sum()))
    order = np.argsort(led.ring, kind="stable")
    starts = np.searchsorted(led.ring[order], chosen)
    ends = np.searchsorted(led.ring[order], chosen, side="right")
    for at in range(len(chosen)):
        mates = order[starts[at] : ends[at]]
        writes = rng.choice(mates, min(len(mates), int(rng.integers(3, 7))), replace=False)
        free = writes[led.handles["agent_phone"][writes] < 0]
        led.handles["agent_phone"][free] = filed.handles["phone"][at]
        # As often in the place of their own number.
        some = writes[happens(rng, len(writes), 0.3)]
        led.handles["phone"][some] = filed.handles["phone"][at]
    return filed
