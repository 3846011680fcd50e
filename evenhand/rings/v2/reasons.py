"""Why: what an organised ring rests on and what speaks against it, in Chinese and English. The other kinds as in v1."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.kinds import Ring, SharedCause
from evenhand.rings.v1.links import LETTER
from evenhand.rings.v1.people import HOUSEHOLD
from evenhand.rings.v1.reasons import CERTAIN, SHOWN, THING, Words, explain, measure
from evenhand.rings.v1.ties import Evidence, masked
from evenhand.rings.v2.cause import Cause, Causes
from evenhand.rings.v2.kinds import Organised
from evenhand.rings.v2.profile import SEASON, STEP, SUBJECT
from evenhand.rings.v2.weighing import MANNER_FROM

Ints = npt.NDArray[np.int64]

MANNERS = (
    (STEP, "它们在同一两天内成批提交", "They come in batches, within a day or two"),
    (SEASON, "它们集中在同一时段提交", "They come in one season"),
    (SUBJECT, "产品与诉求相同", "They concern one product and demand one thing"),
)


def explained(ring: Ring, evidence: Evidence, causes: Causes) -> Words:
    """Put one ring into words."""
    if isinstance(ring, SharedCause):
        return _with_cause(explain(ring, evidence), causes.of(ring.rows))
    if not isinstance(ring, Organised):
        return explain(ring, evidence)
    extent = measure(ring.rows, evidence.docket, evidence.strands.person)
    return Words(
        reasons=[*_things(ring, evidence), *_letters(ring, evidence), *_joined(ring), *_manner(ring)],
        counter=list(_against(ring, evidence.docket)),
        sentence_zh=f"疑似有组织：{extent.people} 人的 {extent.complaints} 件投诉{extent.zh}，"
        "除文字外另有共同线索，须由人核实。",
        sentence_en=f"Suspected to be organised: {extent.complaints} complaints by {extent.people} people"
        f"{extent.en} are linked by more than wording; people must verify it.",
    )


def _with_cause(said: Words, cause: Cause) -> Words:
    """What the wave complains of, when and where: in the sentence itself, and its words as the first reason."""
    zh, en = "、".join(f"“{one}”" for one in cause.phrases), ", ".join(f"“{one}”" for one in cause.phrases)
    reasons = [_both(f"多人提到：{zh}", f"Many of them mention: {en}")] if cause.phrases else []
    tell_zh, tell_en = (f"，多人提到{zh}", f"; many mention {en}") if cause.phrases else ("", "")
    place_zh, place_en = (f"，多在{cause.place}", f", mostly in {cause.place}") if cause.place else ("", "")
    return replace(
        said,
        reasons=[*reasons, *said.reasons],
        sentence_zh=said.sentence_zh.replace("共同起因：", f"共同起因：{cause.first} 至 {cause.last}，", 1).replace(
            "，宜检查该机构。", f"{place_zh}{tell_zh}；宜检查该机构。"
        ),
        sentence_en=said.sentence_en.replace(
            "; it is a reason to inspect that institution.",
            f", {cause.first} to {cause.last}{place_en}{tell_en}; it is a reason to inspect that institution.",
        ),
    )


def _joined(ring: Organised) -> Iterator[str]:
    if many := int(ring.joined.size):
        yield _both(
            f"另有 {many} 件没有这些线索，但在同一时段、就同一事项使用了该团伙自己的文字",
            f"{many} more hold none of these, but send the ring's own words about the same matter in the same season",
        )


def _both(zh: str, en: str) -> str:
    return f"{zh} / {en}"


def _things(ring: Organised, evidence: Evidence) -> Iterator[str]:
    """The things that most of the ring share, each with how rare it is in the whole file."""
    strands, counted = evidence.strands, []
    for strand in ring.weighed.group.handles:
        held = np.intersect1d(strands.rows_of(strand), ring.rows, assume_unique=True)
        counted.append((-int(np.unique(strands.person[held]).size), strand, int(held.size)))
    counted = sorted(one for one in counted if one[0] <= -2)
    for people, strand, complaints in counted[:SHOWN]:
        space = SPACES[strands.space[strand]]
        zh, en = THING[space]
        shown = masked(pa.array([strands.value[strand].as_py()]), space=space)[0].as_py()
        everybody, holders = strands.all_people, int(strands.people[strand])
        yield _both(
            f"{-people} 人的 {complaints} 件投诉共用{zh} {shown}（全部 {everybody} 名投诉人中仅 {holders} 人有）",
            f"{complaints} complaints by {-people} people share the {en} {shown} "
            f"(only {holders} of all {everybody} complainants have it)",
        )
    if len(counted) > SHOWN:
        more = len(counted) - SHOWN
        yield _both(f"另有 {more} 项共用的线索，见关联表", f"{more} more shared things are in the table of ties")


def _letters(ring: Organised, evidence: Evidence) -> Iterator[str]:
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


def _manner(ring: Organised) -> Iterator[str]:
    mean = ring.weighed.fit.mean(axis=0)
    for kind, zh, en in MANNERS:
        if mean[kind] >= MANNER_FROM:
            times = float(np.exp(mean[kind]))
            yield _both(f"{zh}（约为全部投诉中偶然情形的 {times:.0f} 倍）", f"{en} (about {times:.0f} times chance)")


def _against(ring: Organised, docket: Docket) -> Iterator[str]:
    weighed = ring.weighed
    if weak := int((~ring.member).sum()):
        yield _both(
            f"{weak} 件联系较弱，仅列为待核，不作成员",
            f"{weak} linked only weakly: to be reviewed, not counted as members",
        )
    if not weighed.covered[LETTER]:
        yield _both("各人文字并不相同", "They do not write the same words")
    if weighed.one_house:
        yield _both("都针对同一机构，可能确有共同起因", "All concern one institution: there may be a common cause")
    if weighed.people <= HOUSEHOLD:
        yield _both("人数不多，可能是亲友", "They are few, and may be kin or friends")
    if signed := int(docket.authorised[ring.rows].sum()):
        yield _both(
            f"{signed} 件有合法授权的代理人；由代理人产生的联系未计",
            f"{signed} of them have a duly authorised agent; ties through the agent were not counted",
        )
    score = ("0.99 以上", "above 0.99") if ring.score >= CERTAIN else (f"{ring.score:.2f}", f"{ring.score:.2f}")
    yield _both(
        f"组织化可能性（{score[0]}）只在自制数据上校准过；各人诉求是否属实，须另行查明",
        f"The score {score[1]} is calibrated on made-up complaints only; "
        "whether each grievance is true is a separate question",
    )
