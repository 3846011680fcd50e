"""What a dossier says of each kind of tie, what would clear a person of it, and what it claims and does not."""

import re

from evenhand.reports.words import Both

UNCOUNTED = frozenset({"shared_ip", "shared_address"})

TIE_SENTENCES: dict[str, Both] = {
    "same_wording": (
        "两件投诉是同一封信，只是空格处填得不同。",
        "The two complaints are one letter with its blanks filled differently.",
    ),
    "rewritten_wording": (
        "两件投诉换了说法或次序，说的仍是同样的话，超出陌生人之间会有的相似。",
        "The two complaints say the same in other words or order, beyond what strangers' letters do.",
    ),
    "shared_number": (
        "两件投诉留的是同一个电话，作为本人的或代理人的。",
        "The two complaints give one telephone number, as the complainant's or as the agent's.",
    ),
    "shared_agent": (
        "两件投诉写的是同一名代理人，至少一件没有签字授权。",
        "The two complaints name one agent who has shown no signed power for at least one of them.",
    ),
    "shared_email": ("两件投诉留的是同一个邮箱。", "The two complaints give one e-mail address."),
    "shared_account": (
        "两件投诉的款项要付给同一收款方或账户。",
        "The money of the two complaints is to go to one payee or one account.",
    ),
    "shared_attachment": ("两件投诉附的是同一份文件。", "The two complaints enclose one and the same file."),
    "near_attachment": (
        "两件投诉附的文件看来或读来几乎相同，旁人很少有。",
        "The two complaints enclose papers that look, or read, nearly the same, as few others do.",
    ),
    "same_form": (
        "两件投诉附的是同一格式、填写不同的文件，旁人很少有。",
        "The two complaints enclose one form with its blanks filled differently, which few others enclose.",
    ),
    "same_serial": (
        "两件投诉附的文件写着同一个编号。",
        "The two complaints enclose papers that bear one serial number.",
    ),
    "same_producer": (
        "两件投诉附的文件出自同一软件或设备，而全部投诉中几乎无人共有。",
        "The two complaints enclose papers made by one program or device, in a file where hardly anybody shares one.",
    ),
    "shared_device": ("两件投诉从同一台设备提交。", "The two complaints were sent from one device."),
    "shared_ip": (
        "两件投诉经同一网络地址提交；只作说明，不计分。",
        "The two complaints were sent over one internet address; shown, and never counted.",
    ),
    "shared_address": (
        "两件投诉来自同一地址；只作说明，不计分。",
        "The two complaints come from one address; shown, and never counted.",
    ),
    "synchrony": (
        "两件投诉相隔不到一天，比全部投诉的节奏更集中。",
        "The two complaints came within a day of each other, more than the file's rhythm brings together.",
    ),
    "same_demand": (
        "两件投诉产品相同、诉求相同，比全部投诉中更常见。",
        "The two complaints concern one product and demand one thing, more than the file's share of it.",
    ),
}

_LIKENESS = re.compile(r"(jaccard|overlap) (\d\.\d\d)")
_CHANCE = re.compile(r"(\d+) x chance")


def detail_words(detail: str) -> Both:
    """What two complaints have in common, in words where a detector wrote down a measure; else as it is."""
    if found := _LIKENESS.fullmatch(detail):
        zh, en = {"jaccard": ("相似度", "likeness"), "overlap": ("罕见字词重合", "rare words in common")}[found[1]]
        return f"{zh} {found[2]}", f"{en} {found[2]}"
    if found := _CHANCE.fullmatch(detail):
        if int(found[1]) <= 1:
            return "略多于偶然", "a little more than chance"
        return f"约为偶然的 {found[1]} 倍", f"about {found[1]} times chance"
    return detail, detail


CLEARING: dict[str, Both] = {
    "same_wording": (
        "说明文字从哪里来：公开的范文、媒体、亲友，或机构自己的格式；能查到出处即可。",
        "Say where the text came from: a public sample, the press, a friend, the institution's own form; "
        "a source that can be looked up is enough.",
    ),
    "shared_number": (
        "证明该电话是本人、家人或单位的，或是他人擅自填写的；运营商的实名登记即可。",
        "Show that the number is one's own, of one's family or office, or was written in by others; "
        "the operator's register is enough.",
    ),
    "shared_agent": (
        "出示本人签字的授权书，或说明未曾委托此人。",
        "Show a power signed by oneself, or say that this person was never asked to act.",
    ),
    "shared_email": (
        "证明邮箱由本人或家人使用。",
        "Show that the address is used by oneself or one's family.",
    ),
    "shared_account": (
        "说明付款用途与收款方的关系：房租、货款、家人、机构的对公账户。",
        "Say what the payment is for and who the payee is: rent, goods, family, the institution's own account.",
    ),
    "shared_attachment": (
        "出示原件或出具单位的核验；机构、医院、法院发给许多人的同一份文件不说明任何问题。",
        "Show the original or have its issuer confirm it; a paper that an institution, hospital or court gives to "
        "many people says nothing.",
    ),
    "shared_device": (
        "说明设备归谁：家人、网吧、服务窗口、法律援助站。",
        "Say whose device it is: family, a public terminal, a service desk, a legal-aid clinic.",
    ),
}
CLEARING["rewritten_wording"] = CLEARING["same_wording"]
for _paper in ("near_attachment", "same_form", "same_serial", "same_producer"):
    CLEARING[_paper] = CLEARING["shared_attachment"]

# Manners of filing: no thing that one could hand in a paper about.
BY_OWN_ACCOUNT: Both = (
    "由本人说明为何在此时、就此事投诉；例如当天的通知、扣款或停业。",
    "Say in one's own words why the complaint was made then and about this: a notice, a charge, a closing that day.",
)

CLEARING_FOR_ALL: tuple[Both, ...] = (
    (
        "同一家庭、同住或亲属：出示户口簿或居住证明，彼此之间的关联即不计。",
        "One family or one home: show the register or proof of residence; the ties among them no longer count.",
    ),
    (
        "持有本人签字授权的代理人：经代理人产生的关联即不计，其他关联仍在。",
        "An agent with a signed power: ties through the agent no longer count; other ties stand.",
    ),
    (
        "本人被他人冒名、或号码被他人填写：由本人陈述并核对身份即可，不作成员。",
        "Somebody else used the name or number: a statement and a check of identity are enough to be no member.",
    ),
)

CLAIMED: dict[str, Both] = {
    "organised": (
        "下列关联在这份文件里确实存在，互不相识的人之间很少这样重合；因此提请审议是否有人在背后组织。",
        "The ties listed below do exist in this file, and strangers rarely coincide like this; "
        "so the panel is asked whether one hand is behind these complaints.",
    ),
    "same_wording": (
        "这些投诉使用同一模板。仅此而已：不足以提请认定任何人。",
        "These complaints use one template. Nothing more: it is not enough to nominate anyone.",
    ),
    "shared_cause": (
        "许多人就同一机构的同一件事投诉。应当检查的是机构，这份材料不针对任何投诉人。",
        "Many people complain of one matter at one institution. It is a reason to look at the institution; "
        "this document is about no complainant.",
    ),
}

NOT_CLAIMED: tuple[Both, ...] = (
    (
        "不是认定：是否异常由人经审议决定，并写明理由。",
        "It is not a finding: people decide whether anything is abnormal, and give their reasons.",
    ),
    ("不主张任何一件投诉内容不实。", "It does not claim that any complaint is untrue."),
    ("不主张任何人违法，也不说是谁组织。", "It does not claim that anybody broke a law, nor who led whom."),
    (
        "列为待核的人不作指认；成员也各自单独判断，不因旁人而定。",
        "Those to be reviewed are not accused; and each member is judged alone, not by the company.",
    ),
    (
        "不影响办理：每件投诉仍按原时限答复。",
        "It changes no time limit: every complaint is answered within its own.",
    ),
)

STANDINGS: dict[str, Both] = {"member": ("成员", "member"), "review": ("待核", "to be reviewed")}
