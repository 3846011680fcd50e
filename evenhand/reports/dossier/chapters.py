"""The chapters of the document, in the order of the page."""

from collections.abc import Callable
from typing import Any

from evenhand.reports.dossier.conduct import Conduct
from evenhand.reports.dossier.facts import Dossier
from evenhand.reports.dossier.page import CERTAIN, strength
from evenhand.reports.dossier.pictures import draw
from evenhand.reports.dossier.sentences import STANDINGS, TIE_SENTENCES
from evenhand.reports.dossier.setting import Setting
from evenhand.reports.ring_facts import DRAWN_MEMBERS
from evenhand.reports.shown import number
from evenhand.reports.words import KINDS, TIES, WORDING, Both, say

Chapter = Callable[[Setting, Dossier, int], None]
ZH, EN = 0, 1
STROKES = ("────", "─ ─ ─", "· · · ·", "── · ──")  # as ring_graph.DASHES


def compose(document: Any, dossier: Dossier, lang: str) -> None:
    """Write every chapter of `dossier` into a python-docx document."""
    setting = Setting(document)
    for chapter in CHAPTERS:
        chapter(setting, dossier, ZH if lang == "zh" else EN)


def head(setting: Setting, dossier: Dossier, side: int) -> None:
    """What it is about, in figures."""
    ring, standings = dossier.seen.ring, dossier.seen.standings
    setting.heading(("证据卷宗", "Evidence dossier")[side], 0)
    likely = ""
    if dossier.score is not None:
        value = ("0.99 以上", "above 0.99")[side] if dossier.score >= CERTAIN else f"{dossier.score:.2f}"
        likely = (f" · 识别器所报可能性 {value}", f" · probability stated by the detector: {value}")[side]
    masked = (" · 个人信息已遮盖", " · personal data is masked")[side]
    setting.para(f"{KINDS[dossier.kind][side]} · {dossier.ring_id}{likely}{masked}", small=True)
    setting.para(dossier.sentence[side])
    figures: list[tuple[Both, object]] = [
        (("投诉", "complaints"), number(ring["complaints"])),
        (("投诉人", "people"), number(ring["complainants"])),
        (("机构", "institutions"), number(ring["institutions"])),
        (("成员", "members"), number(standings.get("member", 0))),
        (("待核", "to be reviewed"), number(standings.get("review", 0))),
        (("得到印证", "borne out"), "—" if ring["borne_out"] is None else number(ring["borne_out"])),
    ]
    setting.table([words[side] for words, _ in figures], [[value for _, value in figures]], widths=[28] * 6)


def claims(setting: Setting, dossier: Dossier, side: int) -> None:
    """What is claimed, what is not, why and what speaks against."""
    setting.heading(("主张什么，不主张什么", "What is claimed and what is not")[side])
    setting.para(dossier.claimed[side])
    setting.bullets([said[side] for said in dossier.not_claimed])
    for words, lines, none in (
        (("为什么放在一起", "Why they stand together"), dossier.reasons, ("没有写明", "None stated")),
        (
            ("什么与此相反", "What speaks against it"),
            dossier.counter,
            ("没有发现相反的事实", "Nothing was found that speaks against it"),
        ),
    ):
        setting.heading(words[side])
        setting.bullets([said[side] for said in lines] or [none[side]])
    if dossier.history:
        setting.heading(("与上次相比", "Since the last run")[side], 2)
        setting.bullets([said[side] for said in dossier.history])


def other_side(setting: Setting, dossier: Dossier, side: int) -> None:
    """Conduct towards these debtors."""
    setting.heading(("对这些债务人的催收", "Conduct towards these debtors")[side])
    found = dossier.conduct
    if found is None:
        setting.para(
            (
                "没有可对照的催收检查结果，所以这一面看不见。先检查催收记录，再用 --findings 重做。",
                "There is no audit to compare with, so this side cannot be seen. Audit the contacts, then run again "
                "with --findings.",
            )[side]
        )
        return
    setting.para(_conduct_words(found)[side])
    if not found.borne_out:
        return
    setting.para(
        (
            "无论这一组最后如何认定，机构都要为这些催收作出说明。",
            "Whatever becomes of this group, the institution has to answer for that collection.",
        )[side]
    )
    setting.table(
        [("规则", "Rule")[side], ("结论", "Outcome")[side], ("发现", "Findings")[side], ("投诉", "Complaints")[side]],
        [
            (f"{one.words[side]} {one.pack}/{one.rule}".strip(), one.outcome[side], one.findings, one.complaints)
            for one in found.rules
        ],
        widths=[80, 40, 25, 25],
    )
    setting.table(
        [("投诉", "Complaint")[side], ("联系时间", "Contact at")[side], ("发现", "Finding")[side]],
        [(one.complaint_id, one.at, f"{one.outcome[side]}：{one.sentence[side]}") for one in found.listed],
        widths=[35, 35, 100],
    )
    _left(setting, side, found.findings - len(found.listed), "findings.parquet")


def pictures(setting: Setting, dossier: Dossier, side: int) -> None:
    """The graph and the days; their words stand in the captions."""
    drawn = draw(dossier)
    setting.heading(("关联与时间", "Ties and days")[side])
    setting.para(drawn.graph_words[side], small=True)
    if drawn.graph:
        setting.picture(drawn.graph, width=150)
        setting.para(_legend(dossier, side), small=True)
    undrawn = sum(dossier.seen.standings.values()) - DRAWN_MEMBERS
    if drawn.graph and undrawn > 0:
        setting.para(
            (
                f"图中只画关联最多的 {DRAWN_MEMBERS} 件，其余 {number(undrawn)} 件未画。",
                f"Only the {DRAWN_MEMBERS} with most ties are drawn; the other {number(undrawn)} are not.",
            )[side],
            small=True,
        )
    if drawn.days:
        setting.picture(drawn.days, width=150)
        setting.para(drawn.days_words[side], small=True)


_TIE_HEADS: tuple[Both, ...] = (
    ("投诉", "Complaint"), ("投诉", "Complaint"), ("共有的", "In common"), ("分量（比特）", "Weight (bits)"),
)  # fmt: skip


def ties(setting: Setting, dossier: Dossier, side: int) -> None:
    """Every kind of tie with its sentence and its strongest examples."""
    setting.heading(("逐类关联", "Ties by kind")[side])
    kinds = dossier.links.kinds
    setting.table(
        [("种类", "Kind")[side], ("它说明什么", "What it says")[side], ("关联", "Ties")[side],
         ("投诉", "Complaints")[side], ("只靠这一类", "By it alone")[side]],
        [(say(TIES, one.kind)[side], TIE_SENTENCES.get(one.kind, say(TIES, one.kind))[side], number(one.ties),
          number(one.complaints), number(one.alone)) for one in kinds],
        widths=[32, 78, 18, 22, 20],
    )  # fmt: skip
    for one in kinds:
        setting.heading(say(TIES, one.kind)[side], 2)
        setting.table(
            [("投诉", "Complaint")[side]] * 2
            + [("共有的", "In common")[side], ("分量（比特）", "Weight (bits)")[side]],
            [
                (tie.complaint_a, tie.complaint_b, tie.detail[side], "—" if tie.weight is None else f"{tie.weight:.1f}")
                for tie in one.examples
            ],
            widths=[50, 50, 45, 25],
        )
        _left(setting, side, one.ties - len(one.examples), "ties.parquet")


def texts(setting: Setting, dossier: Dossier, side: int) -> None:
    """The most typical texts, one under the other."""
    if not dossier.seen.letters:
        return
    setting.heading(("文字对照", "Texts side by side")[side])
    setting.para(
        (
            "下划线：另外几件里也有的段落。【】：同一格式里填入的不同内容。",
            "Underlined: passages that also stand in another of these texts. 【】: what differs in the same place of "
            "the form.",
        )[side],
        small=True,
    )
    for text in dossier.seen.letters:
        day = f" · {text.day.isoformat()}" if text.day else ""
        setting.letter(f"{text.complaint_id}{day} · {text.institution}", text.pieces, cut=text.cut)


def clearing(setting: Setting, dossier: Dossier, side: int) -> None:
    """What would clear a person."""
    setting.heading(("怎样澄清", "What would clear a person")[side])
    setting.table(
        ["", ("关联", "Tie")[side], ("怎样澄清", "What clears")[side]],
        [
            (letter, " / ".join(say(TIES, kind)[side] for kind in of), words[side])
            for letter, of, words in dossier.clearing
        ],
        widths=[10, 45, 115],
    )
    setting.bullets([said[side] for said in dossier.clearing_for_all])


def members(setting: Setting, dossier: Dossier, side: int) -> None:
    """Each complaint with its standing and grounds."""
    setting.heading(("逐件：地位与依据", "Each complaint: standing and grounds")[side])
    heads: tuple[Both, ...] = (
        ("投诉", "Complaint"),
        ("投诉人", "Person"),
        ("收到", "Received"),
        ("机构", "Institution"),
        ("地位", "Standing"),
        ("强度", "Strength"),
        ("关联", "Ties"),
        ("澄清", "Clears"),
    )
    rows = [
        (
            one.complaint_id,
            "—" if one.person is None else one.person,
            one.day.isoformat() if one.day else "—",
            one.institution or "—",
            say(STANDINGS, one.standing)[side],
            strength(one.strength),
            " · ".join(f"{say(TIES, kind)[side]} {n}" for kind, n in one.kinds) or "—",
            dossier.letters_for(one.kinds) or "—",
        )
        for one in dossier.links.members
    ]
    setting.table([words[side] for words in heads], rows, widths=[30, 14, 21, 24, 18, 15, 34, 14])
    unlisted = dossier.links.unlisted
    if unlisted:
        of_members, of_review = number(unlisted.get("member", 0)), number(unlisted.get("review", 0))
        setting.para(
            (
                f"未列出：成员 {of_members} 件、待核 {of_review} 件，见 members.parquet。",
                f"Not listed: {of_members} members and {of_review} to be reviewed, all in members.parquet.",
            )[side]
        )


def replay(setting: Setting, dossier: Dossier, side: int) -> None:
    """What was not seen, versions and digests, and how to do it again."""
    setting.heading(("没有看到的", "What was not seen")[side])
    lacking = ("、", ", ")[side].join(f"{words[side]} {column}" for column, words in dossier.missing)
    none = ("用于比对的列都有。", "Every column that could tie complaints was there.")[side]
    setting.para((f"文件里没有：{lacking}。", f"The file lacks: {lacking}.")[side] if lacking else none)
    setting.para((f"被拒收的行：{number(dossier.rejected)}。", f"Rows rejected: {number(dossier.rejected)}.")[side])
    setting.heading(("版本、摘要与重做", "Versions, digests and replay")[side])
    setting.table(["", ""], [(words[side], value) for words, value in dossier.provenance.lines], widths=[50, 120])
    setting.code(dossier.provenance.commands)


CHAPTERS: tuple[Chapter, ...] = (
    head, claims, other_side, pictures, ties, texts, clearing, members, replay,
)  # fmt: skip


def _legend(dossier: Dossier, side: int) -> str:
    """What the lines and dots stand for: the words of the drawing itself are left out of a document."""
    kinds = sorted({tie["kind"] for tie in dossier.seen.ties} - {WORDING})
    lines = [f"{STROKES[place % len(STROKES)]} {say(TIES, kind)[side]}" for place, kind in enumerate(kinds)]
    grey = ("灰色细线 文字相近", "thin grey similar wording")[side]
    dots = ("● 成员  ○ 待核", "● member  ○ to be reviewed")[side]
    return "    ".join([*lines, grey, dots])


def _conduct_words(found: Conduct) -> Both:
    zh = (
        f"{number(found.complaints)} 件投诉中有 {number(found.borne_out)} 件得到印证：所涉机构在投诉前 180 天内"
        f"对同一债务人的催收有发现，共 {number(found.findings)} 条。"
    )
    en = (
        f"{number(found.borne_out)} of {number(found.complaints)} complaints are borne out: collection by that "
        f"institution from the same debtor had findings in the 180 days before, {number(found.findings)} in all."
    )
    if found.unknown:
        zh += f"另有 {number(found.unknown)} 件没有债务人编号，无从对照。"
        en += f" A further {number(found.unknown)} name no debtor and cannot be compared."
    return zh, en


def _left(setting: Setting, side: int, left: int, file: str) -> None:
    if left > 0:
        setting.para(
            (f"另有 {number(left)} 条见 {file}。", f"A further {number(left)} are in {file}.")[side], small=True
        )
