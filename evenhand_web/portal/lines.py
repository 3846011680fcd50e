"""The course of a complaint, told to the person waiting: one sentence for each thing that happened."""

LINES: dict[str, dict[str, str]] = {
    "file": {"zh": "已收到您的投诉", "en": "Your complaint was received"},
    "file_with_institution": {"zh": "{who}登记了您的投诉", "en": "{who} entered your complaint"},
    "transfer": {"zh": "{who}已把投诉转给{to}", "en": "{who} passed the complaint to {to}"},
    "hand_over": {
        "zh": "{who}已移交给负责的主管部门（{to}）",
        "en": "{who} handed it to the authority responsible, {to}",
    },
    "accept": {"zh": "{who}已受理，正在核实", "en": "{who} accepted it and is looking into it"},
    "give_back": {
        "zh": "{who}说明不归它办理，将重新转办",
        "en": "{who} says it is not the right one; it will be passed on again",
    },
    "ask": {
        "zh": "{who}有问题要问您，等待期间不计入办理时间",
        "en": "{who} asked you a question; the waiting is not counted",
    },
    "reply": {"zh": "您已回答，继续办理", "en": "You replied; work goes on"},
    "go_on": {"zh": "{who}不再等待回答，继续办理", "en": "{who} goes on without the reply"},
    "answer": {"zh": "{who}已答复", "en": "{who} answered"},
    "contest": {"zh": "您不同意答复，已申请核查", "en": "You did not agree and asked for a review"},
    "review": {"zh": "{who}已作出核查决定", "en": "{who} decided the review"},
    "close": {"zh": "{who}已办结", "en": "{who} closed it"},
    "withdraw": {"zh": "您已撤回", "en": "You withdrew it"},
    "add": {"zh": "已补充材料", "en": "Something was added"},
    "lengthen": {"zh": "{who}说明情况复杂，延长了办理时间", "en": "{who} says the matter is complex and takes longer"},
    "ask_extension": {"zh": "{who}申请延期，需要批准", "en": "{who} asked for more time, which needs approval"},
    "decide_extension": {"zh": "{who}没有批准延期，期限不变", "en": "{who} did not allow more time; the day stays"},
    "decide_extension.approved": {"zh": "{who}批准了特别延期", "en": "{who} allowed more time"},
    "pause": {"zh": "{who}暂停计时", "en": "{who} stopped the clock"},
    "resume": {"zh": "{who}恢复计时", "en": "{who} let the clock run again"},
    "restart": {"zh": "因您提出新的事实，{who}重新计时", "en": "For your new facts, {who} counts the time anew"},
    "letter_sealed": {
        "zh": "{who}出具了盖章文书，见下面的材料",
        "en": "{who} issued a sealed letter; see the papers below",
    },
    "reveal": {"zh": "{who}的工作人员查看了您的个人信息", "en": "Staff of {who} looked at your personal data"},
}
# The consumer's own part, said to them.
YOU = {"zh": "您", "en": "You"}
NOBODY = {"zh": "工作人员", "en": "Staff"}
