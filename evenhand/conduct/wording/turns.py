"""Who speaks in a transcript: the collector's turns and the other side's, by the labels before them."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Speaker = Literal["collector", "debtor"]

_COLLECTOR = (
    "坐席|座席|客服|催收员?|催收专员|专员|工作人员|经办人?|外访员?|业务员|"
    "agent|collector|rep|representative|caller|operator"
)
_DEBTOR = (
    "客户|债务人|用户|借款人|持卡人|本人|家属|亲属|朋友|同事|邻居|第三方|联系人|对方|消费者|"
    "debtor|customer|consumer|borrower|client|relative|third party"
)
_LABEL = re.compile(
    rf"(?:^|(?<=[\s。！？!?；;\]】”\"]))[\[【(（]?(?:(?P<collector>{_COLLECTOR})|(?P<debtor>{_DEBTOR})|(?P<letter>[ab]))"
    r"(?:[0-9一二]|咨询|来电|反映|答复|回复|提问)?[\])）】]?\s{0,3}[:：]",
    re.IGNORECASE,
)
# What only the side that collects says; it tells which of A and B that is.
_COLLECTS = re.compile(
    r"这里是|我是.{0,12}(?:银行|公司|客服|中心|贷后|委托)|请问(?:您|你)?是|(?:您|你)的(?:账单|贷款|借款|欠款|逾期)|还款|工号|"
    r"\b(?:this is|calling (?:from|about)|your (?:account|balance|payment))\b",
    re.IGNORECASE,
)
# Of two unnamed speakers the first is taken to have called; a hit in such a turn counts for less.
UNSURE = 0.85


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A stretch of the text in one voice: the label from `start`, the words from `words`.

    `sure` is false where only the order of speaking tells whose voice it is.
    """

    start: int
    words: int
    speaker: Speaker
    sure: bool


@dataclass(frozen=True)
class Turns:
    """The turns of one text in order; none where it is no transcript."""

    listed: tuple[Turn, ...]

    def at(self, place: int) -> Turn | None:
        """The turn in which `place` stands."""
        found = bisect_right(self.listed, place, key=lambda turn: turn.start)
        return self.listed[found - 1] if found else None


def turns(text: str) -> Turns:
    """The turns of `text`. One label alone is a salutation (客户：您好), unless it names the side that collects."""
    labels = list(_LABEL.finditer(text))
    if len(labels) < 2 and not any(label["collector"] for label in labels):
        return Turns(())
    letters = _letters(text, labels)
    return Turns(tuple(_turn(label, letters) for label in labels))


def _turn(label: re.Match[str], letters: tuple[str, bool]) -> Turn:
    speaker: Speaker
    if label["letter"]:
        caller, sure = letters
        speaker = "collector" if label["letter"].lower() == caller else "debtor"
        return Turn(start=label.start(), words=label.end(), speaker=speaker, sure=sure)
    speaker = "collector" if label["collector"] else "debtor"
    return Turn(start=label.start(), words=label.end(), speaker=speaker, sure=True)


def _letters(text: str, labels: list[re.Match[str]]) -> tuple[str, bool]:
    """Which of A and B collects, and whether what they say shows it; else the one who speaks first."""
    ends = [label.start() for label in labels[1:]] + [len(text)]
    spoken = [
        (label["letter"].lower(), text[label.end() : end])
        for label, end in zip(labels, ends, strict=True)
        if label["letter"]
    ]
    for letter, words in spoken[:20]:
        if _COLLECTS.search(words[:300]):
            return letter, True
    return (spoken[0][0] if spoken else "a"), False
