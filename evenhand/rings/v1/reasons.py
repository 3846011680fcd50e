"""Why: each ring says in words, in Chinese and in English, what it rests on and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.kinds import Organised, Ring, SharedCause
from evenhand.rings.v1.links import LETTER
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.ties import Evidence, masked
from evenhand.rings.v1.unions import pairs_once

Ints = npt.NDArray[np.int64]

CERTAIN = 0.995  # from here two places would say 1.00
SHOWN = 8  # shared things named one by one
ALSO, ALSO_SHOWN = 0.3, 3  # the share of a template's or a wave's people who share a thing that is worth saying
THING = {
    "number": ("电话号码", "telephone number"),
    "agent": ("代理人", "agent"),
    "email": ("电子邮箱", "e-mail address"),
    "money": ("收款人或账户", "payee or account"),
    "paper": ("附件", "enclosed file"),
    "device": ("设备", "device"),
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
    """How far a ring reaches: complaints, complainants, known institutions; first and last day."""

    complaints: int
    people: int
    institutions: int
    first: str
    last: str

    @property
    def zh(self) -> str:
        """When and how wide, in Chinese brackets."""
        houses = f"，涉及 {self.institutions} 家机构" if self.institutions else ""
        return f"（{self.first} 至 {self.last}{houses}）"

    @property
    def en(self) -> str:
        """When and how wide, in English brackets."""
        houses = f", {_counted(self.institutions, 'institution')}" if self.institutions else ""
        return f" ({self.first} to {self.last}{houses})"


def explain(ring: Ring, evidence: Evidence) -> Words:
    """Put one ring into words."""
    extent = measure(ring.rows, evidence.docket, evidence.strands.person)
    if isinstance(ring, Organised):
        return _organised(ring, extent, evidence)
    if isinstance(ring, SharedCause):
        return _shared_cause(ring, extent, evidence)
    return _same_wording(ring, extent, evidence)


def measure(rows: Ints, docket: Docket, person: Ints) -> Extent:
    """How far some complaints, earliest first, reach."""
    known = docket.institution[rows]
    return Extent(
        complaints=int(rows.size),
        people=int(np.unique(person[rows]).size),
        institutions=int(np.unique(known[known >= 0]).size),
        first=str(np.datetime64(int(docket.day[rows[0]]), "D")),
        last=str(np.datetime64(int(docket.day[rows[-1]]), "D")),
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _both(zh: str, en: str) -> str:
    return f"{zh} / {en}"


def _organised(ring: Organised, extent: Extent, evidence: Evidence) -> Words:
    shared = [*_shared_things(ring, evidence.strands), *_shared_letters(ring, evidence)]
    return Words(
        reasons=shared,
        counter=list(_against(ring, evidence.docket)),
        sentence_zh=f"疑似有组织：{extent.people} 人的 {extent.complaints} 件投诉{extent.zh}，"
        "除文字外另有共同线索，须由人核实。",
        sentence_en=f"Suspected to be organised: {extent.complaints} complaints by {extent.people} people{extent.en} "
        "are linked by more than wording; people must verify it.",
    )


def _shared_things(ring: Organised, strands: Strands) -> Iterator[str]:
    """The things that most of the ring share, each with how rare it is in the whole file."""
    counted = []
    for strand in ring.weighed.group.handles:
        counted.append(_held(strand, ring.rows, strands))
    counted = [one for one in sorted(counted, key=lambda one: (-one[0], one[1])) if one[0] >= 2]
    for people, strand, complaints in counted[:SHOWN]:
        yield _shared_thing(strand, people, complaints, strands)
    if len(counted) > SHOWN:
        more = len(counted) - SHOWN
        yield _both(f"另有 {more} 项共用的线索，见关联表", f"{more} more shared things are in the table of ties")


def _held(strand: int, rows: Ints, strands: Strands) -> tuple[int, int, int]:
    """(people, the strand, complaints) of those among `rows` that hold it."""
    held = np.intersect1d(strands.rows_of(strand), rows, assume_unique=True)
    return int(np.unique(strands.person[held]).size), strand, int(held.size)


def _also_shared(ring: Ring, people: int, strands: Strands) -> list[str]:
    """What a good part of a ring that accuses nobody shares besides words: said, and left to people."""
    here = strands.held_by(ring.rows)
    strand, person = strands.strand[here], strands.person[strands.row[here]]
    telling = ~strands.hub[strand] & np.isin(strands.space[strand], [SPACES.index(name) for name in THING])
    held, complaints = np.unique(strand[telling], return_counts=True)
    many = np.unique(pairs_once(strand[telling], person[telling])[:, 0], return_counts=True)[1]
    counted = zip(many.tolist(), held.tolist(), complaints.tolist(), strict=True)
    enough = sorted((-one[0], one) for one in counted if one[0] >= max(3, ALSO * people))
    return [_shared_thing(one[1], one[0], one[2], strands) for _, one in enough[:ALSO_SHOWN]]


def _shared_thing(strand: int, people: int, complaints: int, strands: Strands) -> str:
    space = SPACES[strands.space[strand]]
    zh, en = THING[space]
    shown = masked(pa.array([strands.value[strand].as_py()]), space=space)[0].as_py()
    everybody, held = strands.all_people, int(strands.people[strand])
    return _both(
        f"{people} 人的 {complaints} 件投诉共用{zh} {shown}（全部 {everybody} 名投诉人中仅 {held} 人有）",
        f"{complaints} complaints by {people} people share the {en} {shown} "
        f"(only {held} of all {everybody} complainants have it)",
    )


def _shared_letters(ring: Organised, evidence: Evidence) -> Iterator[str]:
    strands = evidence.strands
    for strand in ring.weighed.group.letters:
        rows = np.intersect1d(strands.rows_of(strand), ring.rows, assume_unique=True)
        people = int(np.unique(strands.person[rows]).size)
        if people >= 2:
            alike = float(np.median(evidence.wording.alike[rows]))
            yield _both(
                f"{people} 人使用同一模板（与典型文本的相似度中位数 {alike:.2f}）",
                f"{people} people send one letter (median likeness to its typical copy {alike:.2f})",
            )


def _against(ring: Organised, docket: Docket) -> Iterator[str]:
    weighed = ring.weighed
    if weak := int((~ring.member).sum()):
        yield _both(
            f"{weak} 件联系较弱，仅列为待核，不作成员",
            f"{_counted(weak, 'complaint')} linked only weakly: to be reviewed, not counted as members",
        )
    if not weighed.covered[LETTER]:
        yield _both("各人文字并不相同", "They do not write the same words")
    if weighed.reach.one_house:
        yield _both("都针对同一机构，可能确有共同起因", "All concern one institution: there may be a common cause")
    if weighed.reach.few:
        yield _both("人数不多，可能是亲友", "They are few, and may be kin or friends")
    if signed := int(docket.authorised[ring.rows].sum()):
        yield _both(
            f"{signed} 件有合法授权的代理人；由代理人产生的联系未计",
            f"{signed} of them have a duly authorised agent; ties through the agent were not counted",
        )
    score = ("0.99 以上", "above 0.99") if ring.score >= CERTAIN else (f"{ring.score:.2f}", f"{ring.score:.2f}")
    yield _both(
        f"组织化可能性 {score[0]} 是本版识别器的声明值，未经校准；各人诉求是否属实，须另行查明",
        f"The score {score[1]} is stated by this version, not calibrated; "
        "whether each grievance is true is a separate question",
    )


def _same_wording(ring: Ring, extent: Extent, evidence: Evidence) -> Words:
    alike = float(np.median(evidence.wording.alike[ring.rows]))
    also = _also_shared(ring, extent.people, evidence.strands)
    return Words(
        reasons=[
            _both(
                f"{extent.people} 人的 {extent.complaints} 件投诉文字基本相同（与典型文本的相似度中位数 {alike:.2f}）",
                f"{extent.complaints} complaints by {extent.people} people are one letter "
                f"(median likeness to its typical copy {alike:.2f})",
            ),
            *also,
        ],
        counter=[_explained_by_helper() if also else _nothing_but_wording()],
        sentence_zh=f"同一模板：{extent.people} 人的 {extent.complaints} 件投诉{extent.zh}用了同一封信；"
        "仅此不足以提请认定。",
        sentence_en=f"One letter: {extent.complaints} complaints by {extent.people} people{extent.en} "
        "use the same text; that alone is not enough to nominate.",
    )


def _nothing_but_wording() -> str:
    return _both(
        "除文字外没有超出偶然的共同线索；仅有文本相同，不足以提请认定",
        "Nothing beyond chance links them but the wording, which is not enough to nominate",
    )


def _explained_by_helper() -> str:
    return _both(
        "共用之处可由亲友、互助、公开范本或其附件解释，不足以提请认定",
        "Kin, a helper, or a public template and its enclosure may explain what they share: not enough to nominate",
    )


def _shared_cause(ring: SharedCause, extent: Extent, evidence: Evidence) -> Words:
    docket = evidence.docket
    also = _also_shared(ring, extent.people, evidence.strands)
    house = _most_common(docket.texts("institution"), ring.rows)
    product = _most_common(docket.texts("product"), ring.rows)
    about_zh, about_en = (f"“{product}”", f" about “{product}”") if product else ("", "")
    return Words(
        reasons=[*_of_one_cause(ring, extent, about_zh, about_en), *also],
        counter=[_explained_by_cause() if also else _nothing_but_cause()],
        sentence_zh=f"共同起因：{extent.people} 人的 {extent.complaints} 件投诉指向"
        f"{house or '同一机构'}{about_zh}，宜检查该机构。",
        sentence_en=f"A common cause: {extent.complaints} complaints by {extent.people} people point to "
        f"{house or 'one institution'}{about_en}; it is a reason to inspect that institution.",
    )


def _nothing_but_cause() -> str:
    return _both(
        "除共同起因外没有超出偶然的联系；这不是对任何投诉人的怀疑",
        "Nothing beyond chance links them but the cause; this is no suspicion of any complainant",
    )


def _explained_by_cause() -> str:
    return _both(
        "共用之处可由共同起因解释；这不是对任何投诉人的怀疑",
        "The common cause may explain what they share; this is no suspicion of any complainant",
    )


def _of_one_cause(ring: SharedCause, extent: Extent, about_zh: str, about_en: str) -> Iterator[str]:
    yield _both(
        f"{extent.people} 人在 {extent.first} 至 {extent.last} 投诉同一机构{about_zh}",
        f"{extent.people} people complain of one institution{about_en} between {extent.first} and {extent.last}",
    )
    if ring.wave.usual is not None:
        yield _both(
            f"同期按平时水平约有 {ring.wave.usual:.0f} 件",
            f"At the usual rate about {ring.wave.usual:.0f} would have come in that time",
        )
    if ring.wave.copied:
        yield _both(f"其中 {ring.wave.copied} 件抄用同一封信", f"{ring.wave.copied} of them copy one letter")


def _most_common(texts: pa.Array, rows: Ints) -> str:
    counts = texts.take(pa.array(rows)).value_counts()
    named = [(-one["counts"], one["values"]) for one in counts.to_pylist() if one["values"]]
    return min(named)[1] if named else ""
