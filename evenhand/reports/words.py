"""Words of the trade as the pages say them, Chinese and English."""

Both = tuple[str, str]

MODALITIES: dict[str, Both] = {
    "shall_not": ("不得", "must not"),
    "should_not": ("不宜", "should not"),
    "presumption": ("推定违规，可以反驳", "presumed violation, may be rebutted"),
    "review": ("待核", "for a person to look at"),
}

# A shape goes with each word, so that colour never speaks alone.
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "breach": ("■", "违规", "breach"),
    "presumed_violation": ("◆", "推定违规", "presumed violation"),
    "advice": ("○", "建议", "advice"),
    "review": ("?", "待核", "for review"),
}

SEVERITIES: dict[str, Both] = {
    "high": ("严重", "high severity"),
    "medium": ("中等", "medium severity"),
    "low": ("轻微", "low severity"),
}

CONFIDENCE: dict[str, Both] = {
    "A": ("原文可查", "the original text was seen"),
    "B": (
        "见发布机构摘要或多家媒体一致报道，未见原文",
        "from the issuer's own summary or agreeing reports; the original text was not seen",
    ),
    "C": ("仅见一处间接材料，尚未核实", "from one indirect source, not yet verified"),
    "M": ("凭记忆，未找到出处", "from memory, no source found"),
}

KINDS: dict[str, Both] = {
    "organised": ("疑似有组织", "Suspected organised"),
    "shared_cause": ("共同起因", "Shared cause"),
    "same_wording": ("同一模板", "Same wording"),
}

KIND_MEANINGS: dict[str, Both] = {
    "organised": (
        "除文字相近外，还有其他关联（如同一电话、同一代理、同一收款方）。这只是疑似，须由人核查后认定；每件投诉仍按原时限答复。",
        "Linked by more than wording, such as one telephone, one agent or one payee. This is a suspicion only: "
        "people decide, and every complaint is answered within its own time limit.",
    ),
    "shared_cause": (
        "许多人就同一机构的同一件事投诉，彼此的关联可由这件事解释。应当检查的是机构，不是投诉人。",
        "Many people complain of one matter at one institution, and that matter explains what links them. "
        "A reason to look at the institution, not at the people.",
    ),
    "same_wording": (
        "使用同一模板，此外的关联不足以说明有人组织。仅凭文字相同，不足以提请认定异常投诉。",
        "One template is used, and nothing else links them that would show one hand behind it. The same words alone "
        "are not enough to nominate anyone.",
    ),
}

WORDING = "same_wording"

TIES: dict[str, Both] = {
    WORDING: ("文字相近", "similar wording"),
    "shared_number": ("同一电话", "same telephone"),
    "shared_agent": ("同一代理人", "same agent"),
    "shared_email": ("同一邮箱", "same e-mail"),
    "shared_account": ("同一收款方或账户", "same payee or account"),
    "shared_attachment": ("同一附件", "same attachment"),
    "shared_device": ("同一设备", "same device"),
    "shared_ip": ("同一网络地址（不计分）", "same network address (not counted)"),
    "shared_address": ("同一地址（不计分）", "same address (not counted)"),
    "rewritten_wording": ("改写的文字", "rewritten wording"),
    "near_attachment": ("近似附件", "nearly the same attachment"),
    "same_form": ("同一格式的附件", "same form enclosed"),
    "same_serial": ("附件编号相同", "same serial number"),
    "same_producer": ("附件出自同一软件或设备", "same program or device"),
    "synchrony": ("同时提交", "filed together"),
    "same_demand": ("诉求相同", "same demand"),
}

LINKING_COLUMNS: dict[str, Both] = {
    "narrative": ("文字", "wording"),
    "phone": ("电话", "telephone"),
    "agent": ("代理人", "agent"),
    "agent_phone": ("代理人电话", "agent's telephone"),
    "email": ("邮箱", "e-mail"),
    "payee": ("收款方", "payee"),
    "bank_account": ("银行账户", "bank account"),
    "attachments": ("附件", "attachments"),
    "device": ("设备", "device"),
}

FILE_RULES: dict[str, Both] = {
    "recording-missing": ("没有录音", "Recording missing"),
    "images-missing": ("没有上门影像", "Images missing"),
    "recording-not-kept": ("录音未按期限保存", "Recording not kept long enough"),
    "recording-unreadable": ("录音听不了", "Recording cannot be heard"),
    "recording-altered": ("录音疑似被改动", "Recording may have been altered"),
    "recording-short": ("录音比通话短", "Recording shorter than the call"),
    "recording-long": ("录音比通话长", "Recording longer than the call"),
    "recording-silent": ("录音没有人声", "Recording without voice"),
    "recording-one-sided": ("只录到一方", "Only one party recorded"),
    "recording-reused": ("一段录音用于几次通话", "One recording for several calls"),
    "image-unreadable": ("影像看不了", "Image cannot be seen"),
    "image-altered": ("影像疑似被改动", "Image may have been altered"),
    "image-time": ("影像时间对不上", "Time of images"),
    "image-place": ("影像地点对不上", "Place of images"),
    "image-reused": ("一张影像用于几次上门", "One image for several visits"),
    "image-personal-data": ("影像里看得到个人信息", "Personal data in images"),
    "threat": ("疑似威胁、恐吓", "Suspected threat"),
    "insult": ("疑似侮辱", "Suspected insult"),
    "impersonation": ("疑似冒充公权机关", "Suspected posing as a public body"),
    "false-consequence": ("疑似虚构后果", "Suspected false consequence"),
    "borrow-elsewhere": ("疑似要求另行借款", "Suspected pressure to borrow elsewhere"),
    "disclosure": ("疑似向他人谈及债务", "Debt possibly spoken of to others"),
}

WEEKDAYS: tuple[Both, ...] = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)


def say(words: dict[str, Both], key: str) -> Both:
    """The pair of words for `key`; a key without words is shown as it is, so that nothing disappears."""
    return words.get(key, (key, key))
