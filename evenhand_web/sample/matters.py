"""What people of the sample city complain of, and how far each matter has come; everybody and everything is made up.

Days are working days: a matter came in `ago` working days before today, and a step is taken so many after that.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: on which working day after filing, at what time of day, by which login (the consumer: empty)."""

    day: int
    clock: str
    verb: str
    by: str = ""
    told: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One complaint: when and by which door it came, about whom and what, and every step since."""

    ago: int
    clock: str
    door: str
    subject: str
    institution: str
    product: str
    narrative: str
    demand: str
    name: str
    course: tuple[Step, ...] = ()
    by: str = ""
    agent: str = ""


def step(day: int, clock: str, verb: str, by: str = "", **told: Any) -> Step:
    """A step in one line."""
    return Step(day=day, clock=clock, verb=verb, by=by, told=told)


def taken(to: str, desk: str, *, day: int = 1, by: str = "officer") -> tuple[Step, ...]:
    """Transferred by the officer and accepted by the desk a day later."""
    return (step(day, "09:20", "transfer", by, to=to), step(day + 1, "10:05", "accept", desk))


FEE = "信用卡每月被扣一笔账户管理费，办卡时没有人说过，客服让我找网点，网点让我找客服。请核实并退还。"
CALLS = "我逾期两期，催收一天打了十几个电话，还打给我单位前台说我欠钱不还。我愿意还款，但请不要打扰不相干的人。"
NIGHT = "晚上十点半还有人打电话催款，自称是银行法务部，说明天就来我家。请查一下是谁在打。"
REPORT = "贷款去年已经结清，征信报告上还显示逾期，影响我买房。请更正。"
POLICY = "业务员说这份保险随时可以全额退，现在退保只退一半。当时的录音里应该有她说的话。"
RATE = "合同写的年利率和实际扣款对不上，我按还款表算出来高很多，请说明是怎么算的。"
CLOSED = "注销信用卡三个月了还在出账单，请确认是否已经销户。"
INSURED = "住院理赔被拒，说我投保前就有病，但体检报告是正常的。请重新核定。"
DEDUCT = "没有签过代扣协议，每月却从我的工资卡里扣 198 元会员费。"
MORTGAGE = "提前还款预约排到四个月以后，请给一个合理的时间。"
FRIEND = "催收把我的欠款短信发给了通讯录里的人，同事都知道了。请查清是谁泄露的，并停止联系他们。"
HARDSHIP = "本人上半年做了手术，收入减少，希望协商分期，愿意提供住院材料，客服说没有这个政策。"
FEE_2 = "账单上多出一项“尊享服务费”39 元，我从来没有开通过，客服说是系统默认的。"
FEE_3 = "办信用卡时说首年免年费，第二个月就扣了 600 元，柜台说活动已经结束了。"
FEE_4 = "分期手续费一次性收了全部期数的钱，提前还清以后不肯退剩下的部分。"
FEE_5 = "短信提醒费每月 3 元，连着扣了四年，我早就换了号码，收不到任何短信。"
RATE_2 = "借款合同上看不到年化利率，只写每天万分之五，另外还收服务费，请重新计算利息。"
NIGHT_2 = "周日清早六点多就有人打座机要我还信用卡，家里老人被吓得一天没吃饭。"
HARDSHIP_2 = "工厂停工三个月，家里两个孩子上学，想把贷款改成三十六期慢慢还，跑了两趟都说做不了。"
CALLS_2 = "已经约定好下周五还款，催收员仍旧天天联系我的部门主管，请他们按约定来。"
CLOSED_2 = "注销时网点说没有问题，上个月又收到旧卡的催缴通知，请给一份书面的销户证明。"

DONE = {"outcome": "upheld", "reasons": ["error_found"], "text": "经核实，系统多收 360 元，已于当日退回原账户。"}
PARTLY = {
    "outcome": "partly_upheld",
    "reasons": ["conduct_found", "law"],
    "text": "经核对话单，外部催收机构在规定时段以外拨打，已停止其作业并处理；欠款金额经核对无误。",
}
EXPLAINED = {
    "outcome": "explained",
    "reasons": ["contract"],
    "text": "经核对合同第六条与还款表，利率与约定一致，附计算过程。",
}
SETTLED = {"outcome": "settled", "reasons": ["goodwill"], "text": "双方协商一致，本金分 24 期归还，减免罚息。"}

MATTERS: tuple[Matter, ...] = (
    # Nobody has touched these; the fourth waits longer than the authority has.
    Matter(ago=1, clock="16:42", door="web", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=FEE, demand="退还 360 元", name="陈小禾"),
    Matter(ago=1, clock="11:15", door="web", subject="collection", institution="siming", product="消费贷款",
           narrative=CALLS, demand="停止联系单位", name="林可可"),
    Matter(ago=3, clock="09:50", door="letter", subject="conduct", institution="tiantong", product="住房贷款",
           narrative=MORTGAGE, demand="一个月内办理", name="何秀兰", by="officer"),
    Matter(ago=10, clock="14:30", door="web", subject="conduct", institution="dongqian", product="信用卡",
           narrative=CLOSED, demand="书面确认已销户", name="罗安"),
    # With the institution, not accepted yet.
    Matter(ago=3, clock="10:10", door="web", subject="collection", institution="yongjiang", product="信用卡",
           narrative=NIGHT, demand="查明是谁打的电话", name="赵小麦",
           course=(step(1, "09:30", "transfer", "officer", to="yongjiang"),)),
    Matter(ago=2, clock="15:20", door="web", subject="conduct", institution="baoguo", product="年金险",
           narrative=POLICY, demand="全额退保", name="高文静",
           course=(step(1, "09:40", "transfer", "officer", to="baoguo"),)),
    # Sent to the wrong place and returned.
    Matter(ago=5, clock="13:05", door="web", subject="conduct", institution="dongqian", product="信用卡",
           narrative=DEDUCT, demand="退还并停止扣款", name="唐一鸣",
           course=(step(1, "09:10", "transfer", "officer", to="dongqian"),
                   step(2, "11:00", "give_back", "desk2", ground="not_ours",
                        note="扣款方不是我行，流水显示为四明消费金融。"))),
    # Being handled: early, on its last days, and too late.
    Matter(ago=6, clock="09:05", door="web", subject="conduct", institution="yongjiang", product="个人贷款",
           narrative=RATE, demand="说明利率怎样计算", name="钱多多", course=taken("yongjiang", "desk")),
    Matter(ago=11, clock="10:45", door="web", subject="collection", institution="yongjiang", product="信用卡",
           narrative=CALLS, demand="停止联系单位", name="孙悦",
           course=(*taken("yongjiang", "desk"),
                   step(3, "15:30", "add", "", text="补充：11 月上旬又接到三次电话，号码都不一样。"))),
    Matter(ago=19, clock="16:00", door="web", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=FEE_2, demand="退还并取消这项服务", name="李守信", course=taken("yongjiang", "desk")),
    Matter(ago=9, clock="09:30", door="web", subject="collection", institution="siming", product="消费贷款",
           narrative=FRIEND, demand="停止联系通讯录", name="吴小雨", course=taken("siming", "desk3")),
    Matter(ago=8, clock="11:25", door="web", subject="conduct", institution="yaojiang", product="网络小贷",
           narrative=RATE, demand="退还多收的利息", name="郑好",
           course=taken("yaojiang", "desk4", by="office")),
    Matter(ago=7, clock="10:00", door="institution", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=HARDSHIP, demand="协商分期", name="王念慈", by="desk"),
    # Waiting for the consumer; stopped for mediation; longer for a complex matter; an extension asked for and granted.
    Matter(ago=8, clock="09:15", door="web", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=FEE_5, demand="退还四年的短信费", name="冯小舟",
           course=(*taken("yongjiang", "desk"), step(3, "10:30", "ask", "desk",
                        question="请问原来的手机号是什么时候停用的？"))),
    Matter(ago=9, clock="14:10", door="web", subject="conduct", institution="yongjiang", product="个人贷款",
           narrative=HARDSHIP_2, demand="分 36 期归还", name="褚秋白",
           course=(*taken("yongjiang", "desk"), step(4, "16:20", "pause", "desk", ground="mediation",
                        note="双方签署调解申请书（样例）。"))),
    Matter(ago=14, clock="10:20", door="web", subject="conduct", institution="yongjiang", product="理财",
           narrative=POLICY, demand="退还本金", name="卫青禾",
           course=(*taken("yongjiang", "desk"), step(8, "09:00", "lengthen", "desk",
                        note="涉及代销保险公司，需双方调取录音。"))),
    Matter(ago=20, clock="10:40", door="web", subject="conduct", institution="yongjiang", product="住房贷款",
           narrative=MORTGAGE, demand="一个月内办理", name="蒋小满",
           course=(*taken("yongjiang", "desk"), step(7, "10:00", "lengthen", "desk", note="需与抵押登记机关核对。"),
                   step(17, "14:00", "ask_extension", "desk", why="抵押登记机关尚未答复，附函件。"))),
    Matter(ago=30, clock="09:35", door="web", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=CLOSED, demand="书面确认已销户", name="韩一清",
           course=(*taken("yongjiang", "desk"), step(6, "11:00", "lengthen", "desk", note="涉及历史卡号合并。"),
                   step(18, "15:00", "ask_extension", "desk", why="旧系统数据需外部公司恢复。"),
                   step(19, "09:30", "decide_extension", "approver", approved=True,
                        note="同意，每周向投诉人说明进展。"))),
    # Answered, contested, reviewed, closed, withdrawn.
    Matter(ago=9, clock="13:30", door="web", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=FEE_4, demand="退还 360 元", name="杨帆",
           course=(*taken("yongjiang", "desk"), step(6, "16:10", "answer", "desk", **DONE))),
    Matter(ago=12, clock="15:45", door="web", subject="collection", institution="siming", product="消费贷款",
           narrative=CALLS_2, demand="停止联系单位", name="朱小溪",
           course=(*taken("siming", "desk3"), step(8, "10:15", "answer", "desk3", **PARTLY))),
    Matter(ago=16, clock="09:25", door="web", subject="conduct", institution="yongjiang", product="个人贷款",
           narrative=RATE_2, demand="重新计算利息", name="秦朗",
           course=(*taken("yongjiang", "desk"), step(7, "14:40", "answer", "desk", **EXPLAINED),
                   step(9, "20:05", "contest", "", why="答复没有说明服务费为什么不算利息。"))),
    Matter(ago=26, clock="10:50", door="web", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=FEE_3, demand="退还并付利息", name="尤佳",
           course=(*taken("yongjiang", "desk"), step(6, "11:30", "answer", "desk", **DONE),
                   step(8, "12:10", "contest", "", why="没有退利息。"),
                   step(14, "10:00", "review", "reviewer", outcome="changed", text="原答复漏计利息，补退 3.2 元。"))),
    Matter(ago=24, clock="14:00", door="web", subject="collection", institution="yongjiang", product="信用卡",
           narrative=NIGHT_2, demand="查明是谁打的电话", name="许诺",
           course=(*taken("yongjiang", "desk"), step(3, "10:30", "ask", "desk", question="请提供来电号码和时间。"),
                   step(4, "19:20", "reply", "", text="来电显示 95000 开头，早上 6:20 左右。"),
                   step(9, "15:10", "answer", "desk", **PARTLY), step(12, "09:45", "close", "officer"))),
    Matter(ago=28, clock="09:00", door="web", subject="conduct", institution="baoguo", product="健康险",
           narrative=INSURED, demand="按合同理赔", name="吕思源",
           course=(*taken("baoguo", "desk5"), step(9, "16:30", "answer", "desk5", **SETTLED), step(12, "10:10",
                        "close", "officer"))),
    Matter(ago=13, clock="11:40", door="web", subject="conduct", institution="dongqian", product="信用卡",
           narrative=CLOSED_2, demand="确认已销户", name="施小北",
           course=(*taken("dongqian", "desk2"), step(4, "18:30", "withdraw", "", why="网点已经当面办好了。"))),
    # For other authorities: handed over, and theirs from the start.
    Matter(ago=4, clock="10:35", door="web", subject="credit_report", institution="dongqian", product="个人贷款",
           narrative=REPORT, demand="更正记录", name="张如意"),
    Matter(ago=6, clock="15:05", door="web", subject="conduct", institution="tiantong", product="个人贷款",
           narrative=REPORT, demand="更正记录", name="孔令安",
           course=(step(1, "09:50", "hand_over", "officer", to="central", note="属于征信事项。"),)),
    Matter(ago=5, clock="09:55", door="web", subject="collection", institution="yuehu", product="网络小贷",
           narrative=FRIEND, demand="停止联系通讯录", name="曹小满"),
    # Through an agent, and by telephone.
    Matter(ago=4, clock="16:15", door="web", subject="conduct", institution="xikou", product="年金险",
           narrative=POLICY, demand="全额退保", name="严老伯", agent="严小辉",
           course=(step(2, "10:25", "transfer", "officer", to="xikou"),)),
    Matter(ago=2, clock="10:05", door="hotline", subject="conduct", institution="yongjiang", product="信用卡",
           narrative=DEDUCT, demand="退还会员费", name="华婶", by="hotline"),
)  # fmt: skip

# Live calls put through without a ticket: how many working days ago, when, to whom, picked up or missed.
CALLS_PUT_THROUGH = (
    (1, "09:12", "yongjiang", "picked_up"),
    (1, "10:47", "dongqian", "missed"),
    (1, "15:31", "siming", "picked_up"),
    (2, "14:02", "baoguo", "missed"),
)
