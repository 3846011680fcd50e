"""What a person is told of in a short message: nothing of the matter itself, for others may see the telephone."""

NEWS: dict[str, dict[str, str]] = {
    "complaints.file": {
        "zh": "投诉 {number} 已收到。回执码 {receipt}，凭它查进度、补材料，请勿告诉他人。",
        "en": "Complaint {number} is received. Your code is {receipt}: follow the complaint with it; tell it to "
        "nobody.",
    },
    "complaints.file_with_institution": {
        "zh": "投诉 {number} 已由{who}登记。回执码 {receipt}，凭它查进度、补材料，请勿告诉他人。{clock}",
        "en": "Complaint {number} was entered by {who}. Your code is {receipt}: follow the complaint with it; tell it "
        "to nobody. {clock}",
    },
    "complaints.hand_over": {
        "zh": "投诉 {number} 已移交给负责的主管部门，请凭回执码查看。",
        "en": "Complaint {number} was handed to the authority responsible. Open it with your code.",
    },
    "complaints.go_on": {
        "zh": "投诉 {number}：{who}不再等您回答，继续办理。您仍可以补充说明。{clock}",
        "en": "Complaint {number}: {who} goes on without your reply. You may still add to it. {clock}",
    },
    "complaints.contest": {
        "zh": "投诉 {number}：已收到您的核查申请。{clock}",
        "en": "Complaint {number}: your request for a review is received. {clock}",
    },
    "complaints.transfer": {
        "zh": "投诉 {number} 已转给{who}。{clock}",
        "en": "Complaint {number} was passed to {who}. {clock}",
    },
    "complaints.give_back": {
        "zh": "投诉 {number}：收到的机构说明不归它办理，将重新转办。",
        "en": "Complaint {number}: the firm says it is not the right one. It will be passed on again.",
    },
    "complaints.accept": {
        "zh": "投诉 {number}：{who}已受理。{clock}",
        "en": "Complaint {number}: {who} accepted it. {clock}",
    },
    "complaints.ask": {
        "zh": "投诉 {number}：{who}有问题要问您，请凭回执码查看并回答。",
        "en": "Complaint {number}: {who} has a question for you. Open it with your code and reply.",
    },
    "complaints.answer": {
        "zh": "投诉 {number}：{who}已答复，请凭回执码查看。不同意可以在期限内申请核查。",
        "en": "Complaint {number}: {who} has answered. Open it with your code. You may ask for a review in time.",
    },
    "complaints.review": {
        "zh": "投诉 {number} 的核查已有结果，请凭回执码查看。",
        "en": "Complaint {number}: the review has its result. Open it with your code.",
    },
    "complaints.close": {"zh": "投诉 {number} 已办结。", "en": "Complaint {number} is closed."},
    "complaints.withdraw": {
        "zh": "投诉 {number} 已按您的要求撤回。不是您本人操作的，请拨打 12378。",
        "en": "Complaint {number} was withdrawn as you asked. If that was not you, call 12378.",
    },
    "complaints.lengthen": {
        "zh": "投诉 {number}：{who}延长了办理时间。{clock}",
        "en": "Complaint {number}: {who} takes longer. {clock}",
    },
    "complaints.decide_extension": {
        "zh": "投诉 {number}：{who}申请延期没有获准，期限不变。{clock}",
        "en": "Complaint {number}: {who} asked for more time and did not get it. {clock}",
    },
    "complaints.decide_extension.approved": {
        "zh": "投诉 {number}：{who}经批准特别延期。{clock}",
        "en": "Complaint {number}: {who} was allowed more time. {clock}",
    },
    "complaints.resume": {
        "zh": "投诉 {number}：恢复计时。{clock}",
        "en": "Complaint {number}: the clock runs again. {clock}",
    },
    "complaints.letter_sealed": {
        "zh": "投诉 {number} 有新的盖章文书，请凭回执码查看、下载。",
        "en": "Complaint {number}: there is a new sealed letter. Open it with your code.",
    },
    "complaints.pause": {
        "zh": "投诉 {number}：计时暂停，请凭回执码查看原因。",
        "en": "Complaint {number}: the clock stands still; open it to see why.",
    },
    "complaints.restart": {
        "zh": "投诉 {number}：因新的事实重新计时。{clock}",
        "en": "Complaint {number}: for the new facts, the time is counted anew. {clock}",
    },
}
# What a telephone is told when its owner has lost a code.
LOST = {
    "zh": "您的投诉编号和回执码：{codes}。请勿告诉他人。",
    "en": "Your complaints and their codes: {codes}. Tell them to nobody.",
}
NONE_OF_YOURS = {
    "zh": "有人请求把回执码发到这个手机号，但没有用它提交的投诉。不是您本人操作的，不必理会。",
    "en": "Somebody asked for receipt codes to be sent to this number, but no complaint was filed with it. If it was "
    "not you, do nothing.",
}
SIGNED = {"zh": "【秉衡】", "en": "[Evenhand] "}
SUBJECT = {"zh": "您的投诉 {number}", "en": "Your complaint {number}"}
WHERE = {"zh": " 查看：{address}", "en": " See {address}"}
