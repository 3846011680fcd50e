"""Rings planted among honest complaints: a complaint file, and the truth about each row of it.

    python bench/rings/plant.py --honest 20000 --share 0.05 --half tune --seed 1 --out DIR

Writes `complaints.parquet` (the columns of the file interface) and `truth.parquet`: `complaint_id`; `ring_id` and
`style`, empty for the honest; `nominable`, whether a fair panel could ever uphold the ring; `evidence`, what the ring
leaves; `traces`, what this member leaves of it; `look_alike` and `group_id`, why an honest complaint may look led;
`wave_id`. Equal arguments make equal files.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from assembling import Press, mixed
from filing import FIRST, HOUSES, Filed, Serial, joined
from lookalikes import KINDS, Desk
from numpy.typing import NDArray
from organised import EVIDENCE, STYLES, framed, rings
from telling import Teller, values_for
from written_stock import HALVES, Numbers, stock_of

from evenhand.city.complaint_table import SCHEMA
from evenhand.city.ids import digests, numbered, pseudonyms
from evenhand.records import HANDLES

# Of a small crowd each kind of look-alike is this share; in a large one, as many as a bound of one in a thousand needs.
SHARE_OF_EACH, ENOUGH = 0.06, 4_000
CHANNELS = ("12378", "12345", "机构客服", "小程序", "来信", "网点", "信访", "")
_SHANGHAI_S = 8 * 3600
_GIVEN = (
    "建国", "秀英", "志强", "丽娟", "国平", "桂芳", "海波", "美玲", "永康", "雪琴",
    "立新", "小燕", "德明", "春花", "文斌", "月华", "长根", "亚萍", "伟民", "巧珍",
)  # fmt: skip
_SURNAMES = "顾沈钱孙陆秦俞施费岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜孟平黄"
_TITLES = ("老师", "法务", "顾问", "主任", "律师", "专员", "站长", "经理")
_KIN = ("儿子", "女儿", "丈夫", "妻子", "弟弟")
_ROADS = ("中山东路", "百丈路", "药行街", "环城西路", "兴宁路", "惊驾路", "通途路", "永丰路", "曙光路", "宁穿路",
          "桑田路", "彩虹路", "人民路", "解放南路", "长春路", "柳汀街", "新河路", "天童路", "泰康路")  # fmt: skip
TRUTH = pa.schema(
    [
        ("complaint_id", pa.string()),
        ("ring_id", pa.string()),
        ("style", pa.string()),
        ("nominable", pa.bool_()),
        ("evidence", pa.list_(pa.string())),
        ("traces", pa.list_(pa.string())),
        ("look_alike", pa.string()),
        ("group_id", pa.string()),
        ("wave_id", pa.string()),
    ]
)


def plant(*, honest: int, share: float, half: str = "tune", seed: int = 1) -> tuple[pa.Table, pa.Table]:
    """Complaints and the truth about them: `honest` honest ones, and rings that are `share` of the whole."""
    rng = np.random.default_rng([seed, honest, round(share * 1e6), HALVES.index(half)])
    stock = stock_of(half)
    desk = Desk(rng=rng, serial=Serial(given=10), teller=Teller(stock, rng), volume=honest)
    each = min(ENOUGH, round(honest * SHARE_OF_EACH))
    parts = [made for kind in KINDS.values() if (made := kind(desk, each)) is not None]
    waves = [one for one in parts if (one.wave >= 0).any()]
    led = rings(desk, round(honest * share / (1 - share)), joined(waves) if waves else None)
    if led is not None:
        parts.append(led)
        used = framed(desk, led)
        if used is not None:
            parts.append(used)
    short = honest - sum(int((one.ring < 0).sum()) for one in parts)
    parts.append(desk.alone(desk.themes(max(0, short))))
    filed = joined(parts)
    order = rng.permutation(len(filed))
    ids = numbered("r-", 1 + np.argsort(order).astype(np.int64), 8)
    complaints = _table(filed, Press(stock.pieces, values_for(stock), stock.statutes), ids, rng)
    by_time = pc.sort_indices(complaints, sort_keys=[("received_at", "ascending"), ("complaint_id", "ascending")])
    return complaints.take(by_time), _truth(filed, ids).sort_by("complaint_id")


def _table(filed: Filed, press: Press, ids: pa.Array, rng: np.random.Generator) -> pa.Table:
    days = (FIRST.toordinal() - 719_163 + filed.day) * 86_400 - _SHANGHAI_S + filed.second
    columns = {
        "complaint_id": ids,
        "received_at": pa.array(days * 1_000_000, pa.int64()).cast(SCHEMA.field("received_at").type),
        "narrative": press.print(filed.rows, filed.slots, filed.swap, filed.habit),
        "institution": pa.array(HOUSES).take(pa.array(filed.house)),
        "product": _given(filed.product),
        "channel": _given(np.array(CHANNELS, object)[rng.integers(0, len(CHANNELS), len(filed))]),
        "demand": _given(filed.demand),
        "complainant_id": pseudonyms("p-", filed.complainant, 11, missing=filed.complainant < 0),
        "debtor_id": pseudonyms("d-", filed.debtor, 12, missing=filed.debtor < 0),
        "attachments": _papers(filed.papers),
        "authorised_agent": pa.array(filed.signed),
    }
    columns |= {name: _handle(name, filed.handles[name]) for name in HANDLES}
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _given(texts: NDArray[np.object_]) -> pa.Array:
    found = pa.array(texts.tolist(), pa.string())
    return pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)


def _handle(name: str, numbers: Numbers) -> pa.Array:
    """The handle that each number stands for; made up, and looks it."""
    missing = numbers == -1
    many = mixed(np.maximum(numbers, 0))
    whole = (many >> np.uint64(1)).astype(np.int64)
    if name in ("phone", "agent_phone"):
        text = numbered("10", whole % 10**9, 9)
    elif name == "bank_account":
        text = numbered("99", whole % 10**17, 17)
    elif name == "device":
        text = pseudonyms("dev-", np.maximum(numbers, 0), 13)
    elif name == "email":
        text = pc.binary_join_element_wise(numbered("u", whole % 10**8, 8), "@example.org", "")
    elif name == "ip":
        text = _line(whole)
    elif name == "address":
        road = pa.array(_ROADS).take(pa.array(whole % len(_ROADS)))
        house, flat = numbered("", whole // 32 % 900 + 100, 3), numbered("号", whole // 32_000 % 10**5, 5)
        text = pc.binary_join_element_wise(road, house, flat, "")
    else:
        text = _name(name, numbers, whole)
    return pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), text)


def _line(whole: Numbers) -> pa.Array:
    """An address on the net from the range that carriers keep for themselves."""
    parts = (64 + whole % 64, whole // 64 % 256, whole // 16_384 % 256)
    return pc.binary_join_element_wise("100", *(pa.array(one).cast(pa.string()) for one in parts), ".")


def _name(handle: str, numbers: Numbers, whole: Numbers) -> pa.Array:
    """Agents by name and title, relatives by kinship; payees by a name, a code or an account."""
    surnames = pa.array(list(_SURNAMES)).take(pa.array(whole % len(_SURNAMES)))
    given = pa.array(_GIVEN).take(pa.array(whole // 64 % len(_GIVEN)))
    if handle == "agent":
        named = pc.binary_join_element_wise(surnames, given, pa.array(_TITLES).take(pa.array(whole // 2048 % 8)), "")
        kin = pa.array(_KIN).take(pa.array(np.clip(-2 - numbers, 0, 4)))
        return pc.if_else(pa.array(numbers <= -2), kin, named)
    code = pc.binary_join_element_wise("收款码-", numbered("", whole % 10**8, 8), "")
    account = numbered("99", whole % 10**17, 17)
    return pc.if_else(pa.array(whole % 3 > 0), account, code)


def _papers(grid: Numbers) -> pa.Array:
    there = grid > 0
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(starts), digests(grid[there], 14))


def _truth(filed: Filed, ids: pa.Array) -> pa.Table:
    by_name = {one.name: one for one in STYLES}
    traces = _traces(filed)
    of_ring: dict[int, set[str]] = defaultdict(set)
    for at in np.flatnonzero(filed.ring >= 0):
        of_ring[int(filed.ring[at])].update(traces[at])
    evidence = [sorted(of_ring[ring] | _manner(by_name[style])) if ring >= 0 else []
                for ring, style in zip(filed.ring.tolist(), filed.style, strict=True)]  # fmt: skip
    led = filed.ring >= 0
    columns = [
        ids,
        _numbered("ring-", filed.ring),
        pa.array(filed.style.tolist(), pa.string()),
        pa.array([bool(style) and by_name[style].nominable for style in filed.style]),
        pa.array(evidence, pa.list_(pa.string())),
        pa.array([sorted(one) for one in traces], pa.list_(pa.string())),
        pa.array(np.where(led, "", filed.look).tolist(), pa.string()),
        _numbered("group-", np.where(led, -1, filed.group)),
        _numbered("wave-", filed.wave),
    ]
    return pa.table(columns, schema=TRUTH)


def _manner(style: object) -> set[str]:
    """What a ring's way of filing leaves beside its members' traces."""
    kept = set()
    if getattr(style, "wording", "") != "own":
        kept.add("demand")
    if getattr(style, "batches", False):
        kept.add("synchrony")
    return kept


def _traces(filed: Filed) -> list[set[str]]:
    """What each member of a ring leaves: its letter, and numbers and papers that at least three of the ring have."""
    found: list[set[str]] = [{worded} if worded else set() for worded in filed.worded]
    led = np.flatnonzero(filed.ring >= 0)
    every = np.arange(len(filed))
    numbers = np.concatenate([filed.handles["phone"], filed.handles["agent_phone"]])
    rest = [(EVIDENCE[name], filed.handles[name], every) for name in EVIDENCE if "phone" not in name]
    paper = ("attachment", filed.papers.T.reshape(-1), np.tile(every, filed.papers.shape[1]))
    for evidence, values, row in [("phone", numbers, np.tile(every, 2)), *rest, paper]:
        kept = np.isin(row, led) & (values > 3)
        pair = np.stack([filed.ring[row[kept]], values[kept]], axis=1)
        _, place, many = np.unique(pair, axis=0, return_inverse=True, return_counts=True)
        for at in row[kept][many[place.reshape(-1)] >= 3]:
            found[at].add(evidence)
    return found


def _numbered(prefix: str, numbers: Numbers) -> pa.Array:
    text = numbered(prefix, np.maximum(numbers, 0), 9)
    return pc.if_else(pa.array(numbers < 0), pa.scalar("", pa.string()), text)


def write(out: Path, complaints: pa.Table, truth: pa.Table) -> None:
    """Write both tables into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    pq.write_table(complaints, out / "complaints.parquet", compression="zstd")
    pq.write_table(truth, out / "truth.parquet", compression="zstd")


def main() -> None:
    """Plant and write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--honest", type=int, default=20_000)
    asked.add_argument("--share", type=float, default=0.05)
    asked.add_argument("--half", choices=HALVES, default="tune")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, required=True)
    options = asked.parse_args()
    made = plant(honest=options.honest, share=options.share, half=options.half, seed=options.seed)
    write(options.out, *made)
    print(f"{made[0].num_rows} complaints written to {options.out}")


if __name__ == "__main__":
    main()
