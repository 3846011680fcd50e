"""What a text says and does not say: tight cases, each with what must be found and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.conduct.wording.reading import BY_SOUND, SURE, read
from evenhand.conduct.wording.turns import UNSURE

THREAT, INSULT, POWER, FALSE, DEBT, BORROW = (
    "threat",
    "insult",
    "impersonation",
    "false_consequence",
    "debt",
    "borrow_elsewhere",
)

SAID = [
    # plain
    ("我们明天去泼油漆", {THREAT}),
    ("You had better watch your back", {THREAT}),
    ("你就是个废物", {INSULT}),
    ("我是公安局的", {POWER}),
    ("This is Deputy Long from the sheriff's office", {POWER}),
    ("明天就来抓你坐牢", {FALSE}),
    ("You are going to jail", {FALSE}),
    ("您的账单已逾期", {DEBT}),
    ("Your account is past due", {DEBT}),
    ("去找你亲戚借", {BORROW}),
    ("Take out a payday loan", {BORROW}),
    ("花圈明天就送到店里", {THREAT}),
    ("公司敬送花圈，请节哀", set()),
    ("锁眼里全是胶水", {THREAT}),
    ("门锁坏了请联系物业维修", set()),
    ("我让你连班都上不成", {THREAT}),
    ("群发给你所有老乡", {THREAT}),
    ("本通知群发给所有同事", set()),
    ("保证你二十四小时手机响个不停", {THREAT}),
    ("您的手机一直响，我们改日再联系", set()),
    ("去你爸妈家搬东西", {FALSE}),
    ("搬家公司明天到您父母家搬家具", set()),
    ("My guys will be waiting outside your daughter's school", {THREAT}),
    ("Our courier is waiting at your door with a parcel", set()),
    ("We will make sure your whole office hears what you did", {THREAT}),
    ("Please make sure your office knows our new address", set()),
    ("我知道你每天接孩子走哪条路", {THREAT}),
    ("我让整栋楼都知道你的事", {THREAT}),
    ("等着收尸吧", {THREAT}),
    ("I know which bus your kid takes", {THREAT}),
    ("We know which bus stops at our branch", set()),
    ("I'm an officer with the court's warrant division", {POWER}),
    ("I am a loan officer with Example Bank", set()),
    ("You'll be in handcuffs by Friday", {FALSE}),
    ("Nobody can put you in handcuffs for a card", set()),
    # disguised
    ("s.b东西", {INSULT}),
    ("SB-200型号的打印机", set()),
    ("打 断 你 的 腿", {THREAT}),
    ("打*断*你*的*腿", {THREAT}),
    ("不、得、安、宁", {THREAT}),
    ("泼.油.漆", {THREAT}),
    ("石匝了你家", {THREAT}),
    ("氵发油漆", {THREAT}),
    ("潑油漆", {THREAT}),
    ("您的貸款逾期", {DEBT}),
    ("ｙｏｕ ａｒｅ ａ ｌｉａｒ", {INSULT}),
    ("l o s e r", {INSULT}),
    ("you l0ser", {INSULT}),
    ("you lіаr", {INSULT}),  # Cyrillic і and а
    ("废\u200b物\u200d一个", {INSULT}),
    # denied, forbidden, reported
    ("我没有威胁你，也没说要打断你的腿", set()),
    ("我们不会泼油漆", set()),
    ("严禁泼油漆、拉横幅、堵门", set()),
    ("您反映有人要泼油漆，我们会查", set()),
    ("您说我们骂您废物", set()),
    ("We will never send someone to hurt you", set()),
    ("The caller reported that an agent called him a deadbeat", set()),
    ("They said that an agent called them losers", set()),
    ("You deadbeat, they said", {INSULT}),
    ("你不还钱，我们就泼油漆", {THREAT, DEBT}),
    ("别以为我们不会泼油漆", {THREAT}),
    ("没骂过您。你就是个废物", {INSULT}),
    ("天气不错你就是个废物", {INSULT}),
    ("If you do not answer we will send someone to hurt you", {THREAT}),
    ("谨防冒充公安局的电话", set()),
    ("我不是警察", set()),
    ("你不会坐牢的", set()),
    ("不用去借网贷", set()),
    # lawful or ordinary
    ("如判决生效后您仍不履行，法院可依法查封您名下房产", set()),
    ("征信记录保存五年", set()),
    ("法院将依法送达传票", set()),
    ("欠费停机提醒：您的话费余额不足", set()),
    ("项目一期已经竣工", set()),
    ("中信银行信用卡积分", set()),
    ("垃圾分类从今天开始", set()),
    ("与其等待不如行动", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "said"), SAID, ids=[text for text, _ in SAID])
def test_says_this_and_nothing_else(text: str, said: set[str]) -> None:
    assert {hit.saying for hit in read(text)} == said


HEARD = [
    ("你这个牢来", "牢来", "老赖"),
    ("已经一期三天了", "一期", "逾期"),
    ("终身中信黑名单", "终身中信黑名单", "征信"),
]


@pytest.mark.parametrize(("text", "words", "meant"), HEARD)
def test_word_known_by_its_sound_is_for_review(text: str, words: str, meant: str) -> None:
    (hit, *_) = [hit for hit in read(text) if "by sound" in hit.why]
    assert hit.words in words
    assert meant in hit.why
    assert hit.confidence < SURE


def test_same_word_as_written_is_surer_than_by_sound() -> None:
    (written,) = [hit for hit in read("你这个老赖") if hit.saying == INSULT]
    (heard,) = [hit for hit in read("你这个牢来") if hit.saying == INSULT]
    assert heard.confidence == pytest.approx(written.confidence * BY_SOUND)


def test_hit_gives_words_place_and_reason() -> None:
    text = "听好了：打 断 你 的 腿！"
    (hit,) = read(text)
    assert (hit.words, text[hit.start : hit.end]) == ("打 断 你 的 腿",) * 2
    assert (hit.saying, hit.why, hit.speaker) == (THREAT, "threat/harm", None)
    assert hit.confidence >= SURE


SPOKEN = [
    ("坐席：您好。\n客户：你是骗子！", []),
    ("客户：你好。\n坐席：你是骗子！", [("collector", 1.0)]),
    ("坐席：您好。 客户：你是骗子！ 坐席：你才是骗子！", [("collector", 1.0)]),
    ("Agent: Hello.\nConsumer: you are a liar", []),
    ("Consumer: Hello.\nAgent: you are a liar", [("collector", 1.0)]),
    ("A：喂。\nB：你是骗子！", []),
    ("A：你是骗子！\nB：喂。", [("collector", UNSURE)]),
    ("A：喂？\nB：我是某某银行的，您的账单。你是骗子！", [("collector", 1.0)]),
    ("客户：您好，你是骗子", [(None, 1.0)]),  # one label alone is a salutation
]


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_only_the_collecting_side_counts(text: str, expected: list[tuple[str | None, float]]) -> None:
    (plain,) = read("你是骗子") if "骗子" in text else read("you are a liar")
    found = [hit for hit in read(text) if hit.saying == INSULT]
    assert [(hit.speaker, hit.confidence) for hit in found] == [
        (speaker, pytest.approx(plain.confidence * factor)) for speaker, factor in expected
    ]


def test_a_label_is_not_what_is_said() -> None:
    assert read("催收员：您好。\n债务人：您好。") == []


def test_the_speaker_of_a_whole_text() -> None:
    assert read("你是骗子", speaker="debtor") == []
    assert [hit.speaker for hit in read("你是骗子", speaker="collector")] == ["collector"]


def test_one_language_alone() -> None:
    text = "你是骗子, you are a liar"
    assert [hit.words for hit in read(text, lang="en")] == ["you are a liar"]
    assert [hit.words for hit in read(text, lang="zh")] == ["是骗子"]


PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([text for text, _ in SAID]),
    st.sampled_from(
        ["坐席：", "客户：", "A:", "\x00", "\x01", "\u200b", "。", "，", " ", "\n", "亻", "牢来", "𠮷", "😀", "\ud800"]
    ),
)


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from([None, "zh", "en"]))
def test_any_text_gives_hits_within_it(text: str, lang: str | None) -> None:
    hits = read(text, lang=lang)
    assert hits == sorted(hits, key=lambda hit: hit.start)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.words == text[hit.start : hit.end]
        assert 0 < hit.confidence <= 1


@given(st.lists(PIECES, max_size=6).map("".join))
def test_a_debtors_words_never_count(text: str) -> None:
    assert read(text, speaker="debtor") == []


# Each would take hours if time grew with the square of the length.
LONG = {
    "hits": "您的账单已逾期，请还款。",
    "one sentence": "您好请还款",
    "turns": "坐席：请还款\n客户：没钱\n",
    "no hit": "今天天气不错",
    "near hits": "打断打断打断",
    "labels": "客户：",
    "commas": "，不",
    "halves": "亻责",
}


@pytest.mark.slow
@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_a_megabyte_is_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece.encode()))
    expected = {DEBT} & {hit.saying for hit in read(piece * 3)}
    assert {hit.saying for hit in read(text)} >= expected
