"""Whether a text says who speaks, and how to say no to more."""

import pytest

from evenhand.conduct.wording.absences import debt_collector, identified, opt_out

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
    ("If you do not want texts, reply STOP", True),
    ("Txt STOP 2 end. Msg&data rates may apply", True),
    ("Thank you.\n\nUnsubscribe | Privacy", True),
    ('Reply to this e-mail with the word "remove"', True),
    ("Responda ALTO para no recibir más mensajes", True),
    # Not there, but near enough to be misread: a person must look.
    ("You cannot opt out of this", None),
    ("Please do not reply STOP", None),
    ("Please stop ignoring us", None),
    ("You have been unsubscribed", None),
    ("Consumer: STOP\nAgent: Call us about your account", None),
    # In no language that is known here.
    ("Ring oss gärna", None),
    ("Please send payment to end the matter", False),
    ("Msg&data rates may apply. Call us", False),
    ("Reply YES to pay", False),
    ("本短信无法退订", None),
    ("退订单已处理", False),
    (None, None),
]


COLLECTOR = [
    ("This is an attempt to collect a debt", True),
    ("We are trying to collect a debt that you owe to Example Store", True),
    ("This communication is from a debt collector.", True),
    ("Example Recovery, a debt collector: call us", True),
    ("Agent: I'm a debt collector with Example Recovery.\nConsumer: Yes?", True),
    ("Somos un cobrador de deudas.", True),
    ("我们是催收公司，请来电", True),
    ("We are not a debt collector. Call us", None),
    ("Agent: Call us.\nConsumer: Are you a debt collector?", None),
    ("Beware of anybody who claims to be a debt collector", None),
    ("We will hand the account to a collection agency", None),
    ("不是催收公司", None),
    ("Please call us about your account", False),
    ("Agent: You have to pay.\nConsumer: I know.", False),
    ("请尽快来电", False),
    (" ", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "expected"), COLLECTOR)
def test_says_that_a_debt_collector_speaks(text: str | None, expected: bool | None) -> None:
    assert debt_collector(text) is expected


@pytest.mark.parametrize(("text", "expected"), WHO)
def test_says_who_speaks(text: str | None, expected: bool | None) -> None:
    assert identified(text) is expected


@pytest.mark.parametrize(("text", "expected"), NO_MORE)
def test_says_how_to_stop(text: str | None, expected: bool | None) -> None:
    assert opt_out(text) is expected
