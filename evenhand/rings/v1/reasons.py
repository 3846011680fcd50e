"""Why: each ring says in words, in Chinese and in English, what it rests on and what speaks against it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.kinds import ORGANISED, SHARED_CAUSE, Ring
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.ties import masked
from evenhand.rings.v1.wording import Wording

Ints = npt.NDArray[np.int64]

SHOWN = 8  # shared things named one by one
THING = {
    "number": ("电话号码", "telephone number"),
    "agent": ("代理人", "agent"),
    "email": ("电子邮箱", "e-mail address"),
    "money": ("收款人或账户", "payee or account"),
    "paper": ("附件", "enclosed file"),
    "device": ("设备", "device"),
    "ip": ("网络地址", "internet address"),
    "address": ("住址", "address"),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said of one ring: what it rests on, what speaks against it, and one sentence in each language."""

    reasons: list[str]
    counter: list[str]
    sentence_zh: str
    sentence_en: str


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How far a ring reaches: complaints, complainants, known institutions; first and last day in words."""

    complaints: int
    people: int
    institutions: int
    first: str
    last: str


def explain(ring: Ring, docket: Docket, wording: Wording, strands: Strands) -> Words:
    """Put one ring into words."""
    extent = measure(ring.rows, docket, strands.person)
    if ring.kind == ORGANISED:
        return _organised(ring, extent, docket, wording, strands)
    if ring.kind == SHARED_CAUSE:
        return _shared_cause(ring, extent, docket)
    return _same_wording(ring, extent, docket, wording)


def measure(rows: Ints, docket: Docket, person: Ints) -> Extent:
    """How far some complaints reach."""
    known = docket.institution[rows]
    first, last = docket.day[rows[0]], docket.day[rows[-1]]
    return Extent(
        complaints=int(rows.size), people=int(np.unique(person[rows]).size),
        institutions=int(np.unique(known[known >= 0]).size),
        first=str(np.datetime64(int(first), "D")), last=str(np.datetime64(int(last), "D")),
    )  # fmt: skip


def _both(zh: str, en: str) -> str:
    return f"{zh} / {en}"


def _organised(ring: Ring, extent: Extent, docket: Docket, wording: Wording, strands: Strands) -> Words:
    assert ring.weighed is not None and ring.score is not None
    shared = [*_shared_things(ring, strands), *_shared_letters(ring, wording, strands)]
    zh = f"疑似有组织：{extent.people} 人的 {extent.complaints} 件投诉{_at_zh(extent)}，除文字外另有共同线索，须由人核实。"
    en = (
        f"Suspected to be organised: {extent.complaints} complaints by {extent.people} people{_at_en(extent)} "
        "are linked by more than wording; people must verify it."
    )
    return Words(reasons=shared, counter=_against(ring, docket, strands), sentence_zh=zh, sentence_en=en)


def _shared_things(ring: Ring, strands: Strands) -> list[str]:
    """The things that most of the ring share, each with how rare it is in the whole file."""
    assert ring.weighed is not None
    counted = []
    for strand in ring.weighed.group.handles:
        rows = np.intersect1d(strands.rows_of(strand), ring.rows, assume_unique=True)
        counted.append((int(np.unique(strands.person[rows]).size), strand, rows))
    counted = [c for c in sorted(counted, key=lambda c: (-c[0], c[1])) if c[0] >= 2]
    said = [_shared_thing(strand, people, rows, strands) for people, strand, rows in counted[:SHOWN]]
    if len(counted) > SHOWN:
        more = len(counted) - SHOWN
        said.append(_both(f"另有 {more} 项共用的线索，见关联表", f"{more} more shared things are in the table of ties"))
    return said


def _shared_thing(strand: int, people: int, rows: Ints, strands: Strands) -> str:
    zh, en = THING[SPACES[strands.space[strand]]]
    shown = masked(pa.array([strands.value[strand].as_py()]))[0].as_py()
    everybody = int(strands.people[strand])
    return _both(
        f"{people} 人的 {rows.size} 件投诉共用{zh} {shown}（全部 {strands.all_people} 名投诉人中仅 {everybody} 人有）",
        f"{rows.size} complaints by {people} people share the {en} {shown} "
        f"(only {everybody} of all {strands.all_people} complainants have it)",
    )


def _shared_letters(ring: Ring, wording: Wording, strands: Strands) -> list[str]:
    assert ring.weighed is not None
    said = []
    for strand in ring.weighed.group.letters:
        rows = np.intersect1d(strands.rows_of(strand), ring.rows, assume_unique=True)
        alike = float(np.median(wording.alike[rows])) if rows.size else 0.0
        people = int(np.unique(strands.person[rows]).size)
        if people >= 2:
            said.append(_both(f"{people} 人使用同一文本（与范本相似度中位数 {alike:.2f}）",
                              f"{people} people send one letter (median likeness to its typical copy {alike:.2f})"))  # fmt: skip
    return said


def _against(ring: Ring, docket: Docket, strands: Strands) -> list[str]:
    assert ring.weighed is not None and ring.score is not None
    weighed, said = ring.weighed, []
    weak = int((~ring.member).sum())
    if weak:
        said.append(_both(f"{weak} 件联系较弱，仅列为待核，不作成员",
                          f"{weak} complaints are linked weakly: to be reviewed, not members"))  # fmt: skip
    if strands.space.size and not weighed.covered[4]:
        said.append(_both("各人自述，文字并不相同", "They write in their own words"))
    if weighed.one_house:
        said.append(
            _both("都针对同一机构，可能确有共同原因", "All concern one institution: there may be a common cause")
        )
    if weighed.people <= 6:
        said.append(_both("人数不多，可能是亲友", "They are few, and may be kin or friends"))
    signed = int(docket.authorised[ring.rows].sum())
    if signed:
        said.append(_both(f"{signed} 件有合法授权的代理人；由代理人产生的联系未计",
                          f"{signed} have a duly authorised agent; ties through the agent were not counted"))  # fmt: skip
    said.append(_both(f"分值 {ring.score:.2f} 为本版规则的声明值，未经校准；各人诉求是否属实，须另行查明",
                      f"The score {ring.score:.2f} is stated by this version, not calibrated; "
                      "whether each grievance is true is a separate question"))  # fmt: skip
    return said


def _same_wording(ring: Ring, extent: Extent, docket: Docket, wording: Wording) -> Words:
    alike = float(np.median(wording.alike[ring.rows]))
    reason = _both(f"{extent.people} 人的 {extent.complaints} 件投诉文字基本相同（与范本相似度中位数 {alike:.2f}）",
                   f"{extent.complaints} complaints by {extent.people} people are one letter "
                   f"(median likeness to its typical copy {alike:.2f})")  # fmt: skip
    against = _both("除文字外没有超出偶然的共同线索；仅有文本相同，不足以提请认定",
                    "Nothing beyond chance links them but the wording, which is not enough to nominate")  # fmt: skip
    return Words(
        reasons=[reason], counter=[against],
        sentence_zh=f"同一文本：{extent.people} 人的 {extent.complaints} 件投诉{_at_zh(extent)}用了同一封信，别无其他联系。",
        sentence_en=f"One letter: {extent.complaints} complaints by {extent.people} people{_at_en(extent)} "
        "use the same text and share nothing else.",
    )  # fmt: skip


def _shared_cause(ring: Ring, extent: Extent, docket: Docket) -> Words:
    assert ring.wave is not None
    house = _most_common(docket.texts("institution"), ring.rows)
    product = _most_common(docket.texts("product"), ring.rows)
    about_zh, about_en = (f"“{product}”", f" about “{product}”") if product else ("", "")
    reasons = [_both(f"{extent.people} 人在 {extent.first} 至 {extent.last} 投诉同一机构{about_zh}",
                     f"{extent.people} people complain of one institution{about_en} "
                     f"between {extent.first} and {extent.last}")]  # fmt: skip
    if ring.wave.usual is not None:
        reasons.append(_both(f"同期按该机构平时水平约有 {ring.wave.usual:.0f} 件",
                             f"At its usual rate about {ring.wave.usual:.0f} would have come in that time"))  # fmt: skip
    if ring.wave.copied:
        reasons.append(_both(f"其中 {ring.wave.copied} 件抄用同一封信", f"{ring.wave.copied} copy one letter"))
    against = _both("除共同原因外没有超出偶然的联系；这不是对任何投诉人的怀疑",
                    "Nothing beyond chance links them but the cause; this is no suspicion of any complainant")  # fmt: skip
    return Words(
        reasons=reasons, counter=[against],
        sentence_zh=f"共同原因：{extent.people} 人的 {extent.complaints} 件投诉指向{house or '同一机构'}{about_zh}，宜检查该机构。",
        sentence_en=f"A common cause: {extent.complaints} complaints by {extent.people} people point to "
        f"{house or 'one institution'}{about_en}; it is a reason to inspect that institution.",
    )  # fmt: skip


def _most_common(texts: pa.Array, rows: Ints) -> str:
    counts = texts.take(pa.array(rows)).value_counts()
    named = [(-c["counts"], c["values"]) for c in counts.to_pylist() if c["values"]]
    return min(named)[1] if named else ""


def _at_zh(extent: Extent) -> str:
    houses = f"，涉及 {extent.institutions} 家机构" if extent.institutions else ""
    return f"（{extent.first} 至 {extent.last}{houses}）"


def _at_en(extent: Extent) -> str:
    word = "institution" if extent.institutions == 1 else "institutions"
    houses = f", {extent.institutions} {word}" if extent.institutions else ""
    return f" ({extent.first} to {extent.last}{houses})"
