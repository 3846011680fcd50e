"""Chinese names, where a word beside them says that a person is meant; a name alone in a sentence is not looked for."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from evenhand.privacy.characters import HAN
from evenhand.privacy.span import Span

_ROLES = (
    "姓名|名字|联系人|借款人|投诉人|持卡人|债务人|申请人|当事人|委托人|代理人|担保人|保证人|欠款人|欠款方|户主|户名|收款人|付款人|投保人|被保险人|受益人"
    "|法定代表人|法人代表|负责人|经办人|代办人|委托|监护人|抵押人|客户|用户|原告|被告|上诉人|申诉人|举报人|报案人|来电人|来访人|车主|机主|房东|业主|租客|老板|会计"
    "|丈夫|妻子|老公|老婆|爱人|配偶|父亲|母亲|爸爸|妈妈|儿子|女儿|哥哥|姐姐|弟弟|妹妹|同事|朋友|同学|邻居|亲戚|表哥|表弟|舅舅|叔叔|业务员|催收员|信贷员|客服|专员|律师|村民|居民"
)
_SELF = "我叫|名叫|叫做|我是|本人|我的名字|署名|落款"
_ENGLISH = "[Nn]ame|NAME|[Bb]orrower|[Cc]ontact|[Cc]ardholder|[Cc]omplainant|Mr|Ms|Mrs|Miss|[Cc]ustomer"
# Words too common to trust unless the name ends where a name may end.
_WEAK = frozenset(
    "我是|委托|客户|用户|原告|被告|朋友|同事|客服|专员|律师|老板|会计|居民|村民|邻居|同学|亲戚".split("|")  # noqa: SIM905
)
_NAMING = ("姓名", "名字", "户名", "联系人")
CUE_WORDS = f"{_SELF}|{_ROLES}"
# Two expressions, each beginning with plain signs only: the search is several times quicker so.
_CUES = (
    re.compile(f"(?P<word>{CUE_WORDS})(?:姓名|名字|名称)?"),
    re.compile(f"(?P<word>{_ENGLISH})(?![A-Za-z])"),
)
# What may stand between cue and name; anything but nothing makes the cue a strong one.
_LINK = re.compile(r"(?:名为|名叫|叫做|名字叫|就是|即|为|是|叫)[:：]? ?[“\"「]?|[.] ?|[:：]? {0,3}[(（“\"「【\[]?")
_LOOSE_TITLES = frozenset(["同志", "阿姨", "大姐", "大哥", "师傅", "老师"])
TITLE_WORDS = "先生|女士|小姐|太太|同志|阿姨|大姐|大哥|师傅|老师"
_TITLE = re.compile(TITLE_WORDS)
# A name that opens a clause and is followed by papers, sex or something that is this person's.
_PAPERS = re.compile("身份证|公民身份|[男女][,，、；;)） ]|的(?:卡|账户|账号|银行卡|信用卡|身份证|电话|手机|车|贷款)")
_OPENS = " ,，、(（"
_RUN = re.compile(rf"[{HAN}]{{0,4}}")
_FOREIGN = re.compile(rf"[{HAN}]{{2,8}}[·•・][{HAN}]{{2,8}}(?:[·•・][{HAN}]{{2,8}})?")
_SPACED = re.compile(rf"([{HAN}]) {{1,3}}([{HAN}])(?![{HAN}])")
# Words that follow a name in a sentence. Single signs only where they hardly ever end a given name.
_FOLLOWS = re.compile(
    "[的在于是和与及说称因被对把将让给从已也又就都不没我你他她欠借住曾要等至到向之并则且再未由以该此系]"
    "|电话|手机|号码|身份|联系|先生|女士|小姐|同志|逾期|申请|投诉|办理|贷款|工作|来电|来访|反映|表示|认为|要求|通过|持有|使用|签订|签字|签名|还款|透支|出生|等人|夫妇|名下|家住|户籍|地址|邮箱|微信|车牌|银行|卡号|账号|于|诉|拖欠|拒绝|提供|接到|收到|没有|之间|以及|去年|上月|昨天|每月|多次|一直|存在|承诺|失联|名义|本息|无力|请求|委托|购买|驾驶|转账|支付|提出|发现|发来|擅自|恶意|涉嫌|年龄|年满|岁|任职|下岗|失业|担任|担保|负责|接待|需要|希望|愿意|可以|能够|故意|自称|自愿|确认|知悉|今年|现年|现住|现居|名叫|先后|共计|共同|老师|师傅|收款|打来|经过|经我"
    rf"|来自|均[未已为系在被称]|男[,，]|女[,，]|为(?=[{HAN}])"
)
# Surnames that are also little words of grammar: glued to a cue they are read as grammar.
_GRAMMAR = frozenset("和应时有都能全从后又连别来言于向方")
# These are trusted behind a cue where the name visibly ends; the little words only if grammar cannot go on so.
_HALF_GRAMMAR = frozenset("于向方经单万常幸成管任支计余解曾明关高")
_GRAMMAR_GOES_ON = frozenset(
    "是今本当上前次每法昨该此年月日同去近早晚事其期面可能案才向提称承负应要在已表认与和银我贵公人监他有平第催金消客下中后内外一二三四五六七八九十两多何不"
)
_OPPOSITE = frozenset("对双一各女男甲乙由关等至鉴基")
# 某 is how names are hidden already; the others never stand in a given name.
_NOT_GIVEN = frozenset("某的等给们两各了位着")
_NOBODY = frozenset(["不详", "未知", "匿名", "保密", "如下", "待查", "未填", "未提供", "同上", "本人", "没有", "暂无"])
_ENDINGS = frozenset("说称的于在欠因从自已")
_LEADING = frozenset("和与及跟向给对叫找是由被把请让帮替因问")


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Common surnames, all single surnames, compound surnames, and words that only look like names."""
    common, rare, compound = _lines("surnames.txt")
    words = " ".join(_lines("not_names.txt")).split()
    return frozenset(common), frozenset(common + rare), frozenset(compound.split()), frozenset(words)


def _lines(name: str) -> list[str]:
    text = files("evenhand.privacy").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def surname_length(name: str) -> int:
    """How many signs of `name` are its surname: 2 for a compound one, 1 for a single one, 0 for none we know."""
    _, single, compound, _ = _lists()
    if name[:2] in compound and len(name) > 2:
        return 2
    return 1 if name[:1] in single else 0


def find_names(text: str) -> Iterator[Span]:
    """Each Chinese name in the plain `text` that a cue points at; spans may overlap."""
    for cues in _CUES:
        for cue in cues.finditer(text):
            yield from _after_cue(text, cue)
    for title in _TITLE.finditer(text):
        yield from _before_title(text, title)
    for papers in _PAPERS.finditer(text):
        yield from _before_papers(text, papers.start())


def _span(start: int, end: int, *, certain: bool = True) -> Span:
    return Span(start=start, end=end, kind="name", certain=certain)


def _after_cue(text: str, cue: re.Match[str]) -> Iterator[Span]:
    link = _LINK.match(text, cue.end())
    at = link.end() if link else cue.end()
    strong = at > cue.end()
    colon = bool(link and (":" in link.group() or "：" in link.group()))
    if strong and (foreign := _FOREIGN.match(text, at)):
        yield _span(*foreign.span())
    elif strong and (spaced := _SPACED.match(text, at)) and surname_length(spaced[1]):
        yield _span(*spaced.span())
    elif end := _end_of_name(text, at, strong=strong, colon=colon, weak=cue["word"] in _WEAK):
        yield _span(at, end)
    elif colon and cue.group().endswith(_NAMING):
        whole = _RUN.match(text, at)
        if (
            whole
            and 2 <= len(whole.group()) <= 3
            and whole.group() not in _NOBODY
            and _NOT_GIVEN.isdisjoint(whole.group())
        ):
            yield _span(*whole.span(), certain=False)


def _end_of_name(text: str, at: int, *, strong: bool, colon: bool, weak: bool) -> int | None:
    """Where the name that begins at `at` ends, or None when no name begins there."""
    common, _, _, words = _lists()
    known = surname_length(text[at : at + 3])
    rest = _following(text, at + known)
    if not known or not rest or rest[0] in _NOT_GIVEN:
        return None
    if (text[at : at + 2] in words or text[at : at + 3] in words) and not (colon and known + len(rest) <= 3):
        return None
    end = at + known + _given_length(text, at + known, rest)
    if not strong and text[at] in _GRAMMAR and (text[at] not in _HALF_GRAMMAR or rest[0] in _GRAMMAR_GOES_ON):
        return None
    weak = weak or (not strong and text[at] in _HALF_GRAMMAR)
    ends_well = not _following(text, end) or bool(_FOLLOWS.match(text, end)) or bool(_TITLE.match(text, end))
    if ends_well or (not weak and (strong or text[at] in common)):
        return end
    return None


def _following(text: str, at: int) -> str:
    run = _RUN.match(text, at)
    return run.group() if run else ""


def _given_length(text: str, at: int, rest: str) -> int:
    """One sign or two: two unless the sentence visibly goes on after the first."""
    if len(rest) == 1:
        return 1
    if len(rest) == 2:
        return 1 if rest[1] in _ENDINGS or _TITLE.match(text, at + 1) else 2
    return 1 if _FOLLOWS.match(text, at + 1) or _TITLE.match(text, at + 1) else 2


def _before_title(text: str, title: re.Match[str]) -> Iterator[Span]:
    """In `王小明先生` the name stands without its title; in `王先生` the title belongs to it, being all there is."""
    common, single, compound, _ = _lists()
    end = title.start()
    nearest = text[max(0, end - 1) : end]
    clean = nearest in common
    for length in (4, 3, 2):
        start = end - length
        if start >= 0 and _is_whole_name(text[start:end]) and _begins_well(text, start, strict=clean):
            yield _span(start, end)
            return
    if text[max(0, end - 2) : end] in compound:
        yield _span(end - 2, title.end())
    elif nearest in single and (_usual(text, end - 1, title.group()) or not _han_before(text, end - 1)):
        yield _span(end - 1, title.end())


def _before_papers(text: str, at: int) -> Iterator[Span]:
    """`王小明，男，` or `王小明（身份证` at the start of a clause."""
    end = at
    while end > max(0, at - 3) and text[at] != "的" and text[end - 1] in _OPENS:
        end -= 1
    for length in range(2, min(4, end) + 1):
        if _is_whole_name(text[end - length : end]) and not _han_before(text, end - length):
            yield _span(end - length, end)


def _usual(text: str, at: int, title: str) -> bool:
    """Whether the surname at `at` before `title` is one even amid a sentence; many rare ones are everyday words."""
    surname = text[at]
    if surname in _lists()[0]:
        return True
    little_word = surname in _GRAMMAR and (surname not in _HALF_GRAMMAR or text[at - 1] in _OPPOSITE)
    return not little_word and title not in _LOOSE_TITLES


def _begins_well(text: str, start: int, *, strict: bool) -> bool:
    """Whether a full name may begin at `start`; strictly only where no Chinese sign stands before it."""
    if not _han_before(text, start):
        return True
    common = _lists()[0]
    return text[start] in common and (not strict or text[start - 1] in _LEADING)


def _han_before(text: str, at: int) -> bool:
    return at > 0 and bool(_following(text, at - 1))


def _is_whole_name(name: str) -> bool:
    known = surname_length(name)
    _, _, compound, words = _lists()
    given = name[known:]
    return (
        known > 0
        and 1 <= len(given) <= 2
        and len(_following(name, 0)) == len(name)
        and _NOT_GIVEN.isdisjoint(given)
        and (name[0] not in _GRAMMAR or name[0] in _HALF_GRAMMAR)
        and name[:2] not in words
        and name not in words | compound
    )
