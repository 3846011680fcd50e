"""Complaints by the column while they are being made up: people with their handles, days, houses, and the truth."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from assembling import Rows
from numpy.typing import NDArray
from written_stock import Numbers

from evenhand.records import HANDLES

Flags = NDArray[np.bool_]
FIRST = date(2025, 1, 6)
DAYS = 400
NOBODY = -1
# Names are made up. Kind, share of the complaints.
_BANKS = (
    "甬江银行:24 东钱湖银行:17 天童山商业银行:13 招宝山村镇银行:4 它山银行:9 上林湖银行:8 翠屏山银行:6 雪窦山银行:6 "
    "河姆渡村镇银行:3 达蓬山银行:5 五磊山银行:4 三江口银行:10 梁弄村镇银行:2 象山港商业银行:7"
)
_CONSUMER = "四明消费金融:16 奉江消费金融:10 灵桥消费金融:8 慈湖消费金融:6 小隐消费金融:5"
_MICRO = "姚江小贷:10 月湖小贷:6 剡溪小贷:5 鸣鹤小贷:3 东门小贷:4"
_INSURERS = (
    "保国寺人寿:10 溪口人寿:9 象山港财险:7 梅山养老保险:5 它山堰健康险:5 天封塔人寿:6 阿育王财险:4 九龙湖健康险:3"
)
_KINDS = {"bank": _BANKS, "consumer": _CONSUMER, "micro": _MICRO, "insurer": _INSURERS}
HOUSES = tuple(one.split(":")[0] for kind in _KINDS.values() for one in kind.split())
SHARES = np.array([float(one.split(":")[1]) for kind in _KINDS.values() for one in kind.split()])
KIND_OF_HOUSE = np.array([place for place, kind in enumerate(_KINDS.values()) for _ in kind.split()])
_OFFERED = {"人身保险": 3, "网络小贷": 2, "消费贷款": 1}


@dataclass
class Serial:
    """Numbers that nobody had before."""

    given: int = 1

    def new(self, count: int) -> Numbers:
        """`count` of them."""
        self.given += count
        return np.arange(self.given - count, self.given, dtype=np.int64)


@dataclass(kw_only=True)
class Filed:
    """Complaints: every field has one entry a complaint. -1 is nothing; texts are places in lists known elsewhere."""

    rows: Rows
    slots: dict[str, Numbers]
    swap: NDArray[np.float64]
    habit: Numbers
    house: Numbers
    product: NDArray[np.object_]
    demand: NDArray[np.object_]
    day: Numbers
    second: Numbers
    complainant: Numbers
    debtor: Numbers
    handles: dict[str, Numbers]
    papers: Numbers  # complaints × 4
    signed: Flags
    ring: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    style: NDArray[np.object_] = field(default_factory=lambda: np.zeros(0, object))
    worded: NDArray[np.object_] = field(default_factory=lambda: np.zeros(0, object))
    look: NDArray[np.object_] = field(default_factory=lambda: np.zeros(0, object))
    group: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    wave: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        for name in ("ring", "group", "wave"):
            if len(getattr(self, name)) != len(self):
                setattr(self, name, np.full(len(self), NOBODY, np.int64))
        for name in ("style", "worded", "look"):
            if len(getattr(self, name)) != len(self):
                setattr(self, name, np.full(len(self), "", object))

    def __len__(self) -> int:
        return len(self.day)


def joined(parts: list[Filed]) -> Filed:
    """All complaints of several, one after the other."""
    plain = ("swap", "habit", "house", "product", "demand", "day", "second", "complainant", "debtor", "papers",
             "signed", "ring", "style", "worded", "look", "group", "wave")  # fmt: skip
    return Filed(
        rows=Rows.joined([one.rows for one in parts]),
        slots={name: np.concatenate([one.slots[name] for one in parts]) for name in parts[0].slots},
        handles={name: np.concatenate([one.handles[name] for one in parts]) for name in HANDLES},
        **{name: np.concatenate([getattr(one, name) for one in parts]) for name in plain},
    )


def happens(rng: np.random.Generator, count: int, share: float | NDArray[np.float64]) -> Flags:
    """Each time with chance `share`."""
    return rng.random(count) < share


def houses_for(rng: np.random.Generator, products: NDArray[np.object_]) -> Numbers:
    """For each product a house that offers it, large ones more often."""
    found = np.zeros(len(products), np.int64)
    for product in np.unique(products.astype(str)):
        here = np.flatnonzero(products == product)
        open_ = np.flatnonzero(_OFFERED.get(product, 0) == KIND_OF_HOUSE)
        found[here] = rng.choice(open_, len(here), p=SHARES[open_] / SHARES[open_].sum())
    return found


def people(rng: np.random.Generator, serial: Serial, count: int) -> dict[str, Numbers]:
    """The handles of `count` people who have nothing in common: what each happens to give."""
    given = {"phone": 0.88, "email": 0.18, "address": 0.45, "bank_account": 0.14, "device": 0.25, "ip": 0.35,
             "agent": 0.02, "agent_phone": 0.0, "payee": 0.0}  # fmt: skip
    found = {name: np.where(happens(rng, count, share), serial.new(count), NOBODY) for name, share in given.items()}
    found["agent"][found["agent"] >= 0] = -2 - rng.integers(0, 5, int((found["agent"] >= 0).sum()))  # a relative
    # Behind one carrier's gate many share an address on the net.
    gates = serial.new(max(20, count // 60))
    found["ip"][found["ip"] >= 0] = rng.choice(gates, int((found["ip"] >= 0).sum()))
    lent = np.flatnonzero(happens(rng, count, 0.004) & (found["phone"] >= 0))
    found["phone"][lent[1::2]] = found["phone"][lent[: 2 * (len(lent) // 2) : 2]]
    return found


def papers(rng: np.random.Generator, serial: Serial, count: int) -> Numbers:
    """What people attach: mostly nothing, else papers of their own, now and then a form that everybody uses."""
    grid = np.full((count, 4), NOBODY, np.int64)
    has = happens(rng, count, 0.3)
    many = rng.integers(1, 4, count)
    for place in range(3):
        here = has & (many > place)
        grid[here, place] = serial.new(int(here.sum()))
    grid[has & happens(rng, count, 0.08), 3] = 1 + rng.integers(0, 3)
    return grid


def moments(rng: np.random.Generator, days: Numbers) -> Numbers:
    """Seconds into the day: by daylight mostly; where only the date is known, midnight."""
    count = len(days)
    hour = np.where(happens(rng, count, 0.92), rng.integers(8, 22, count), rng.integers(0, 24, count))
    return np.where(happens(rng, count, 0.12), 0, hour * 3600 + rng.integers(0, 3600, count))


def sizes(rng: np.random.Generator, total: int, *, median: float, spread: float, low: int, high: int) -> Numbers:
    """Sizes of groups that use up `total`, each from `low` to `high`; what is left over joins no group."""
    found: list[int] = []
    left = total
    while left >= low:
        drawn = int(np.clip(median * np.exp(rng.normal(0, spread)), low, high))
        found.append(left if left - drawn < low and left <= high else min(drawn, left))
        left -= found[-1]
    return np.array(found, np.int64)
