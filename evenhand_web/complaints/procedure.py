"""The procedure of a complaint, as data: its states with two names each, and every lawful move between them.

A move says from where to where, which role makes it, on what authority, which clock it starts and ends. Actions
ask this file and nothing else what may be done; the page draws the procedure from it.
"""

from dataclasses import dataclass

from evenhand_web.people.roles import APPROVER, DESK, HOTLINE, OFFICER, REVIEWER

RECEIVED, TRANSFERRED, RETURNED, HANDLING, ASKED = "received", "transferred", "returned", "handling", "asked"
ANSWERED, IN_REVIEW, REVIEWED, CLOSED, WITHDRAWN = "answered", "in_review", "reviewed", "closed", "withdrawn"
CONSUMER = "consumer"

TRANSFER_CLOCK, ANSWER_CLOCK = "regulator-transfer", "answer"
CONTEST_CLOCK, REVIEW_CLOCK = "review-request", "review-decision"
PACK = "cn-complaint-2020"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One state: its name for staff, its sentence for the person waiting, whose turn it is, its mark, and the move that
    the procedure goes on by."""

    staff: dict[str, str]
    waiting_person: dict[str, str]
    turn: str
    mark: str
    move: str = ""
    clock: str = ""
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """One lawful step. `before` empty: it begins a complaint; `after` empty: the state stays."""

    name: dict[str, str]
    before: tuple[str, ...]
    after: str
    by: tuple[str, ...]
    authority: str
    starts: str = ""
    meets: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    drawn: bool = True


STAGES: dict[str, Stage] = {
    RECEIVED: Stage(
        staff={"zh": "待转办", "en": "To be transferred"},
        waiting_person={"zh": "已收到，等待转给机构。", "en": "Received; it will be passed to the institution."},
        turn=OFFICER,
        mark="○",
        move="transfer",
        clock=TRANSFER_CLOCK,
    ),
    TRANSFERRED: Stage(
        staff={"zh": "待机构受理", "en": "To be accepted"},
        waiting_person={
            "zh": "已转给机构，答复期限已经开始计算。",
            "en": "Passed to the institution; its time to answer has begun.",
        },
        turn=DESK,
        mark="◔",
        move="accept",
        clock=ANSWER_CLOCK,
    ),
    RETURNED: Stage(
        staff={"zh": "机构退回，待重新转办", "en": "Returned, to be transferred again"},
        waiting_person={
            "zh": "收到的机构说明不归它办理，主管部门正在重新转办。",
            "en": "The institution says the matter is not its own; the authority is passing it to the right one.",
        },
        turn=OFFICER,
        mark="↩",
        move="transfer",
        clock=TRANSFER_CLOCK,
    ),
    HANDLING: Stage(
        staff={"zh": "办理中", "en": "Being handled"},
        waiting_person={
            "zh": "机构已受理，正在核实。",
            "en": "The institution has accepted it and is looking into it.",
        },
        turn=DESK,
        mark="◑",
        move="answer",
        clock=ANSWER_CLOCK,
    ),
    ASKED: Stage(
        staff={"zh": "待投诉人补充", "en": "Waiting for the consumer"},
        waiting_person={
            "zh": "机构有问题要问您。请先回答，等待期间不计入办理时间。",
            "en": "The institution has a question for you. Please answer first; the waiting is not counted.",
        },
        turn=CONSUMER,
        mark="?",
        clock=ANSWER_CLOCK,
    ),
    ANSWERED: Stage(
        staff={"zh": "已答复", "en": "Answered"},
        waiting_person={
            "zh": "机构已答复。若不同意，可以在期限内申请核查。",
            "en": "The institution has answered. If you do not agree you may ask for a review within the time given.",
        },
        turn=OFFICER,
        mark="◕",
        move="close",
    ),
    IN_REVIEW: Stage(
        staff={"zh": "核查中", "en": "Under review"},
        waiting_person={"zh": "您的异议正在核查。", "en": "Your objection is being reviewed."},
        turn=REVIEWER,
        mark="◒",
        move="review",
        clock=REVIEW_CLOCK,
    ),
    REVIEWED: Stage(
        staff={"zh": "核查已答复", "en": "Reviewed"},
        waiting_person={"zh": "核查已有结果。", "en": "The review has its result."},
        turn=OFFICER,
        mark="◕",
        move="close",
    ),
    CLOSED: Stage(
        staff={"zh": "已办结", "en": "Closed"},
        waiting_person={"zh": "已办结。", "en": "Closed."},
        turn="",
        mark="●",
        over=True,
    ),
    WITHDRAWN: Stage(
        staff={"zh": "已撤回", "en": "Withdrawn"},
        waiting_person={"zh": "您已撤回，程序已终止。", "en": "You withdrew it; the procedure has ended."},
        turn="",
        mark="×",
        over=True,
    ),
}

AT_THE_INSTITUTION = (TRANSFERRED, HANDLING, ASKED)
BEFORE_AN_ANSWER = (RECEIVED, TRANSFERRED, RETURNED, HANDLING, ASKED)
OPEN = tuple(state for state, stage in STAGES.items() if not stage.over)
EVERY_CLOCK = (TRANSFER_CLOCK, ANSWER_CLOCK, CONTEST_CLOCK, REVIEW_CLOCK)

_ACT = "银保监会令2020年第3号"
FILING, TRANSFERRING = f"{_ACT} 第五章；消费者权益保护法第四十六条", f"{_ACT} 第五章"
ANSWERING, REVIEWING = f"{_ACT} 第十八条、第十九条", f"{_ACT} 第二十条"

MOVES: dict[str, Move] = {
    "file": Move(
        name={"zh": "提交投诉", "en": "File"},
        before=(),
        after=RECEIVED,
        by=(CONSUMER, HOTLINE, OFFICER),
        authority=FILING,
        starts=TRANSFER_CLOCK,
    ),
    "file_with_institution": Move(
        name={"zh": "向机构提交", "en": "File with the institution"},
        before=(),
        after=HANDLING,
        by=(DESK,),
        authority=f"{_ACT} 第十一条",
        starts=ANSWER_CLOCK,
    ),
    "transfer": Move(
        name={"zh": "转办", "en": "Transfer"},
        before=(RECEIVED, RETURNED, TRANSFERRED, HANDLING, ASKED),
        after=TRANSFERRED,
        by=(OFFICER, HOTLINE),
        authority=TRANSFERRING,
        starts=ANSWER_CLOCK,
        meets=(TRANSFER_CLOCK,),
        ends=(ANSWER_CLOCK,),
    ),
    "hand_over": Move(
        name={"zh": "移交主管部门", "en": "Hand over to another authority"},
        before=(RECEIVED, RETURNED),
        after="",
        by=(OFFICER, HOTLINE),
        authority=TRANSFERRING,
        drawn=False,
    ),
    "accept": Move(
        name={"zh": "受理", "en": "Accept"},
        before=(TRANSFERRED,),
        after=HANDLING,
        by=(DESK,),
        authority=f"{_ACT} 第十一条",
    ),
    "give_back": Move(
        name={"zh": "退回", "en": "Return"},
        before=(TRANSFERRED,),
        after=RETURNED,
        by=(DESK,),
        authority=f"{_ACT} 第十一条",
        starts=TRANSFER_CLOCK,
        ends=(ANSWER_CLOCK,),
    ),
    "ask": Move(
        name={"zh": "询问投诉人", "en": "Ask the consumer"},
        before=(HANDLING,),
        after=ASKED,
        by=(DESK,),
        authority=f"{_ACT} 第十三条",
    ),
    "reply": Move(
        name={"zh": "回答询问", "en": "Answer the question"},
        before=(ASKED,),
        after=HANDLING,
        by=(CONSUMER,),
        authority=f"{_ACT} 第十三条",
    ),
    "go_on": Move(
        name={"zh": "不再等待，继续办理", "en": "Go on without the reply"},
        before=(ASKED,),
        after=HANDLING,
        by=(DESK,),
        authority=f"{_ACT} 第十三条",
    ),
    "answer": Move(
        name={"zh": "答复", "en": "Answer"},
        before=(HANDLING, ASKED),
        after=ANSWERED,
        by=(DESK,),
        authority=ANSWERING,
        starts=CONTEST_CLOCK,
        meets=(ANSWER_CLOCK,),
    ),
    "contest": Move(
        name={"zh": "申请核查", "en": "Ask for a review"},
        before=(ANSWERED, CLOSED),
        after=IN_REVIEW,
        by=(CONSUMER,),
        authority=REVIEWING,
        starts=REVIEW_CLOCK,
        meets=(CONTEST_CLOCK,),
    ),
    "review": Move(
        name={"zh": "作出核查决定", "en": "Decide the review"},
        before=(IN_REVIEW,),
        after=REVIEWED,
        by=(REVIEWER,),
        authority=REVIEWING,
        meets=(REVIEW_CLOCK,),
    ),
    "close": Move(
        name={"zh": "办结", "en": "Close"},
        before=(ANSWERED, REVIEWED),
        after=CLOSED,
        by=(OFFICER,),
        authority=TRANSFERRING,
    ),
    "withdraw": Move(
        name={"zh": "撤回", "en": "Withdraw"},
        before=(*BEFORE_AN_ANSWER, ANSWERED, IN_REVIEW),
        after=WITHDRAWN,
        by=(CONSUMER,),
        authority=f"{_ACT} 第十五条",
        ends=EVERY_CLOCK,
    ),
    "add": Move(
        name={"zh": "补充材料", "en": "Add to it"},
        before=OPEN,
        after="",
        by=(CONSUMER, DESK, OFFICER, HOTLINE, REVIEWER),
        authority=f"{_ACT} 第十三条",
        drawn=False,
    ),
    "lengthen": Move(
        name={"zh": "情况复杂，延至 30 日", "en": "Complex: thirty days"},
        before=AT_THE_INSTITUTION,
        after="",
        by=(DESK,),
        authority=f"{_ACT} 第十八条",
        drawn=False,
    ),
    "ask_extension": Move(
        name={"zh": "申请特别延期", "en": "Ask for a special extension"},
        before=(HANDLING, ASKED),
        after="",
        by=(DESK,),
        authority=f"{_ACT} 第十八条",
        drawn=False,
    ),
    "decide_extension": Move(
        name={"zh": "审批延期", "en": "Decide on the extension"},
        before=(HANDLING, ASKED),
        after="",
        by=(APPROVER,),
        authority=f"{_ACT} 第十八条",
        drawn=False,
    ),
    "pause": Move(
        name={"zh": "暂停计时", "en": "Stop the clock"},
        before=(HANDLING,),
        after="",
        by=(DESK, OFFICER),
        authority=f"{_ACT} 第十八条、第二十三条",
        drawn=False,
    ),
    "resume": Move(
        name={"zh": "恢复计时", "en": "Let the clock run again"},
        before=(HANDLING,),
        after="",
        by=(DESK, OFFICER),
        authority=f"{_ACT} 第十八条、第二十三条",
        drawn=False,
    ),
    "restart": Move(
        name={"zh": "因新事实重新计时", "en": "Count anew for new facts"},
        before=(HANDLING,),
        after="",
        by=(DESK,),
        authority=f"{_ACT} 第十八条",
        drawn=False,
    ),
    "reveal": Move(
        name={"zh": "查看个人信息", "en": "Look at personal data"},
        before=tuple(STAGES),
        after="",
        by=(DESK, OFFICER, HOTLINE, REVIEWER),
        authority="个人信息保护法第六条",
        drawn=False,
    ),
    "link": Move(
        name={"zh": "确认是同一事项", "en": "Decide whether it is the same matter"},
        before=tuple(STAGES),
        after="",
        by=(OFFICER, DESK),
        authority=f"{_ACT} 第十八条",
        drawn=False,
    ),
}
