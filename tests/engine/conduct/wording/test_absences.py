"""Whether a text says who speaks, and how to say no to more."""

import pytest

from evenhand.conduct.wording.absences import identified, opt_out

WHO = [
    ("您好，我是示例银行的客服小周", True),
    ("【示例银行】您的账单到期", True),
    ("示例消费金融提醒：请还款", True),
    ("受示例银行委托与您联系", True),
    ("This is Kim with Example Recovery", True),
    ("Example Collections: please call", True),
    ("坐席：这里是示例小贷。\n客户：嗯。", True),
    ("你的账单逾期了", False),
    ("客户：我是示例银行的老客户。\n坐席：还钱。", False),
    ("坐席：还钱。\n客户：你是示例银行的吗？", False),
    ("我不是示例银行的", False),
    ("Who is this? Pay now", False),
    ("", None),
    ("  ", None),
    (None, None),
]

NO_MORE = [
    ("Your balance is due. Reply STOP to opt out", True),
    ("Text END to stop messages", True),
    ("Click here to unsubscribe", True),
    ("您的账单到期，回TD退订", True),
    ("如不希望收到短信，请回复T", True),
    ("You cannot opt out of this", False),
    ("Please stop ignoring us", False),
    ("Reply YES to pay", False),
    ("本短信无法退订", False),
    ("退订单已处理", False),
    (None, None),
]


@pytest.mark.parametrize(("text", "expected"), WHO)
def test_says_who_speaks(text: str | None, expected: bool | None) -> None:
    assert identified(text) is expected


@pytest.mark.parametrize(("text", "expected"), NO_MORE)
def test_says_how_to_stop(text: str | None, expected: bool | None) -> None:
    assert opt_out(text) is expected
