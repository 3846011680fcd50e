"""Words beside a number that say what it is, or that it is only a code."""

import re

ID_CUE = re.compile(r"身份证|身份证件|证件号|身份号|公民身份|证号|(?<![A-Za-z])(?:ID|identity)(?![A-Za-z]{3})", re.I)
PHONE_CUE = re.compile(
    r"电话|手机|号码|致电|来电|联系|拨打|拨通|打给|短信|微信|座机|固话|热线|通话|呼叫|加我|预留"
    r"|(?<![A-Za-z])(?:tel|phone|mobile|mob|cell|call|contact|wechat|vx|reach)",
    re.I,
)
CARD_CUE = re.compile(
    r"卡号|银行卡|信用卡|储蓄卡|借记卡|贷记卡|工资卡|还款卡|收款卡|[账帐]号|[账帐]户|尾号|汇入|转入|打到"
    r"|(?<![A-Za-z])(?:card|acct|account)",
    re.I,
)
PLATE_CUE = re.compile(r"车牌|牌号|牌照|车号|号牌|车辆|车主|轿车|汽车|停车|驾驶|开着|(?<![A-Za-z])(?:plate|car)", re.I)
# A word like these right before a number names a code, not a person; the number is then only a likely one.
CODE_LABEL = re.compile(
    r"(?:单号|订单|合同号?|编号|流水号?|案号|工单号?|保单号?|批次号?|凭证号?|序列号|(?<![A-Za-z])(?:no|order|ref|sn))"
    r"(?:是|为)?[:：.# ]{0,2}$",
    re.I,
)


def beside(text: str, start: int, end: int, cue: re.Pattern[str], *, before: int = 18, after: int = 8) -> bool:
    """Whether `cue` is written on the same line, at most `before` signs ahead of or `after` signs behind the span."""
    left = text[max(0, start - before) : start].rpartition("\n")[2]
    right = text[end : end + after].partition("\n")[0]
    return bool(cue.search(left) or cue.search(right))


def labelled_code(text: str, start: int) -> bool:
    """Whether the word right before `start` says that a code follows."""
    return bool(CODE_LABEL.search(text, max(0, start - 12), start))
