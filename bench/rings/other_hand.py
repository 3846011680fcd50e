"""Rings in files made another way than `plant.py`'s: other letters, other habits, sentences of real messages.

    python bench/rings/other_hand.py [--honest 3000,20000,100000] [--seeds 4,1,1] [--into]

A detector learns the habits of those who plant for it. What a file like these showed was used once: of 1,188 people who
had bought a letter 26 were joined to rings that send it, and joining was mended (2026-11-30). Letters are strung
together from sentences of the messages to a city in `../shared/data`; there are ten agents for 3,000 people, whose
demands stand below; rings of three to thirty, with handles for some of their members only. Joining was made anew with
two such files in sight (2026-12-01), of seeds that are not counted.
"""

import argparse
import csv
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from measure import guess_of, tables, write_section
from plant import TRUTH, write
from scores import Tally, tally

from evenhand.city.complaint_table import SCHEMA
from evenhand.rings.run import detect

MESSAGES = Path(__file__).parents[2] / ".." / "shared" / "data" / "zh_messages.csv"
HOUSES = [f"{place}{kind}" for place in "东南西北中海山" for kind in ("城银行", "江消费金融", "湖小贷")]
PRODUCTS = ["信用卡", "个人贷款", "保险", "理财", "车贷"]
START = datetime(2025, 1, 1, tzinfo=UTC)
EVENTS = [
    "升级后余额显示为零 客服让卸载重装三次 转账一直转圈 从昨天早上起就登录不了 网点说系统在割接 验证码收不到",
    "理财到期不兑付 客户经理离职了 说是底层资产展期 公告改了四回 宣传册上写着保本 门口聚了好多人",
    "自动扣了会员费 从来没开通过 扣费名目是尊享服务 退费要走十五天 一条短信也没有 连扣三个月",
    "培训机构人去楼空 分期还在扣 当时签的是学费贷 老师群解散了 校区贴了封条 平台说与它无关",
    "利率上调没有通知 合同写的是固定利率 月供多了三百 柜台说系统统一调 要求恢复原利率 附件条款没见过",
    "取款机吞卡没人管 周末没有值班 钱扣了没吐钞 流水查不到 让我等七个工作日 监控说坏了",
]
DEMANDS = [
    "本人因突发变故暂时失去还款能力 并非恶意拖欠 贵司第三方人员频繁致电亲属 严重扰乱正常生活 申请停息挂账分六十期归还",
    "办理时业务员未告知真实年化 系统强制搭售保险 综合成本远超法定上限 要求退还多收息费 并删除征信不良记录",
    "销售承诺随时可退 实际退保仅返还三成 双录视频系诱导回答 代签名字非本人 要求全额退保 并处理违规业务员",
    "多次协商被拒 客服推诿态度恶劣 外包催收冒充公检法 精神压力巨大 请求减免违约金 协商个性化分期 撤销逾期上报",
    "账户被无故降额 导致资金链断裂 要求恢复额度 并赔偿损失 未尽提示义务 本人信用一贯良好 请求出具非恶意证明",
    "学生时期被诱导办贷 当时未满二十周岁 审核形同虚设 要求结清本金销账 利息全部免除 请求调取面签录像",
]
STYLES = ("rigid", "slots", "reordered", "rotating", "across", "drip")


class File:
    """A file in the making: complaints and what is true of each."""

    def __init__(self, seed: int, sentences: list[str]) -> None:
        self.chance, self.sentences = random.Random(seed), sentences
        self.rows: list[dict[str, Any]] = []
        self.truth: list[dict[str, Any]] = []
        self.numbers = 0

    def letter(self, least: int = 3, most: int = 8) -> str:
        """Some sentences of real people."""
        return "".join(self.chance.sample(self.sentences, self.chance.randint(least, most)))

    def telephone(self) -> str:
        """A number that nobody has yet."""
        self.numbers += 1
        return f"199{self.numbers:08d}"

    def moment(self, first: float = 0.0, days: float = 365.0) -> datetime:
        """Some moment of `days` from day `first` of the year."""
        return START + timedelta(days=min(364.9, first + self.chance.random() * days))

    def house(self) -> str:
        """An institution, the first ones oftener."""
        return self.chance.choices(HOUSES, [1 / (at + 1) ** 0.8 for at in range(len(HOUSES))])[0]

    def add(self, look_alike: str = "", *, ring: str = "", style: str = "", wave: str = "", **given: Any) -> None:
        """One complaint; what is not given is the person's own, or is left out as often as people leave it out."""
        at, some = len(self.rows), self.chance.random
        own: dict[str, Any] = dict.fromkeys(SCHEMA.names) | {
            "complaint_id": f"o-{at:06d}",
            "complainant_id": f"p-{at:06d}" if some() < 0.7 else None,
            "received_at": self.moment(),
            "narrative": self.letter(),
            "institution": self.house(),
            "product": self.chance.choice([*PRODUCTS, None]),
            "phone": self.telephone() if some() < 0.8 else None,
            "address": f"安和路{at}号{self.chance.randint(101, 999)}室" if some() < 0.5 else None,
            "device": f"d-{at}" if some() < 0.4 else None,
            "bank_account": f"9922{at:012d}" if some() < 0.2 else None,
            "attachments": [],
            "authorised_agent": False,
        }
        self.rows.append(own | given)
        self.truth.append(dict.fromkeys(TRUTH.names, "") | {
            "complaint_id": own["complaint_id"], "ring_id": ring, "style": style, "nominable": bool(ring),
            "evidence": [], "traces": ["handle or letter"] if ring else [], "look_alike": look_alike, "wave_id": wave,
        })  # fmt: skip


def families(file: File) -> None:
    """Two to five of one door and telephone write within a week; half send what one of them wrote."""
    phone, address, letter, first = (
        file.telephone(),
        f"家园路{file.numbers}号",
        file.letter(),
        file.chance.random() * 350,
    )
    house, product = file.house(), file.chance.choice(PRODUCTS)
    for _ in range(file.chance.randint(2, 5)):
        text = letter if file.chance.random() < 0.5 else file.letter(1, 3) + letter[: len(letter) // 2]
        file.add("family", phone=phone, address=address, narrative=text, received_at=file.moment(first, 6),
                 institution=house, product=product)  # fmt: skip


def lawful_clients(file: File) -> None:
    """A law firm's clients, signed for, six in ten behind its own opening."""
    phone, firm, opening = file.telephone(), f"正衡律师事务所{file.numbers}", file.letter(2, 2)
    for _ in range(file.chance.randint(8, 30)):
        text = (opening if file.chance.random() < 0.6 else "") + file.letter()
        file.add("lawful_agent", agent=firm, agent_phone=phone, authorised_agent=True, narrative=text)


def clinic(file: File) -> None:
    """Forty whom a law-aid clinic helped, its telephone named, nothing signed."""
    phone = file.telephone()
    for _ in range(40):
        file.add("clinic", agent_phone=phone, narrative=file.letter() + "在法律援助站的帮助下写成。")


def hub(file: File) -> None:
    """A hundred and twenty who give a hotline for their own number."""
    phone = file.telephone()
    for _ in range(120):
        file.add("hub", phone=phone)


def colleagues(file: File) -> None:
    """Four to twelve of one workshop, most with the same bank, over four months."""
    door, house, first = f"工业大道{file.numbers}号三车间", file.house(), file.chance.random() * 200
    file.numbers += 1
    for _ in range(file.chance.randint(4, 12)):
        mine = house if file.chance.random() < 0.6 else file.house()
        file.add("colleague", address=door, institution=mine, received_at=file.moment(first, 120))


def one_person(file: File) -> None:
    """One who writes to three to five bodies, not always under a name, nor always in quite the same words."""
    phone, letter, name, first = file.telephone(), file.letter(), f"one-{file.numbers}", file.chance.random() * 340
    for _ in range(file.chance.randint(3, 5)):
        text = letter if file.chance.random() < 0.7 else letter + file.letter(1, 1)
        file.add("one_person", phone=phone, complainant_id=name if file.chance.random() < 0.5 else None, narrative=text,
                 received_at=file.moment(first, 20))  # fmt: skip


def bought_letters(file: File) -> None:
    """Twelve who bought a claims agent's letter and have nothing else to do with anybody."""
    for _ in range(12):
        demand = file.chance.choice(DEMANDS).split()
        file.add("bought letter", narrative="，".join(demand) + "。" + file.letter(1, 1))


def wave(file: File) -> None:
    """Eight to forty-five at one institution in five to twenty days; in two of five most copy one letter."""
    chance, house = file.chance, file.house()
    event, main = chance.choice(EVENTS).split(), chance.choice(PRODUCTS)
    first, days, copied = chance.random() * 330, chance.choice([5, 12, 20]), chance.random() < 0.4
    letter = file.letter(1, 1) + "，".join(chance.sample(event, 4)) + file.letter(1, 1)
    kind, name = "wave_copied" if copied else "wave_own_words", f"w-{len(file.rows)}"
    for _ in range(chance.randint(8, 45)):
        told = "，".join(chance.sample(event, chance.randint(2, 3)))
        text = letter if copied and chance.random() < 0.7 else file.letter(1, 3) + told + file.letter(1, 2)
        product, moment = main if chance.random() < 0.9 else None, file.moment(first, days)
        file.add(kind, wave=name, narrative=text, institution=house, product=product, received_at=moment)


def ring(file: File) -> None:
    """Three to thirty of one agent, at one institution or up to five, in one to six weeks, or in five months."""
    chance, name = file.chance, f"r-{len(file.rows)}"
    style, size, demand = (
        chance.choice(STYLES),
        chance.choice([3, 4, 5, 6, 8, 10, 12, 15, 20, 30]),
        chance.choice(DEMANDS),
    )
    houses = [file.house()] if chance.random() < 0.3 else chance.sample(HOUSES, chance.randint(2, 5))
    first, days = chance.random() * 330, 150 if style == "drip" else chance.choice([7, 20, 40])
    phones = [file.telephone() for _ in range(max(1, size // chance.choice([3, 4, 6])))]
    held = _handles(style, name, phones, size)
    product = chance.choice(PRODUCTS)
    for _ in range(size):
        mine = {key: chance.choice(some) for key, some in held.items() if chance.random() < 0.8}
        text = _told(file, style, demand.split())
        file.add(ring=name, style=style, narrative=text, institution=chance.choice(houses), product=product,
                 received_at=file.moment(first, days), **mine)  # fmt: skip


def _handles(style: str, name: str, phones: list[str], size: int) -> dict[str, list[str]]:
    """What members of a ring of that style may give."""
    held = {"agent_phone": phones}
    if style in ("rigid", "across", "drip"):
        held["agent"] = [f"刘老师{name}"]
    if style in ("slots", "reordered", "rotating"):
        held["payee"] = [f"鑫达债务咨询{name}部"]
    if style in ("rotating", "drip"):
        held["bank_account"] = [f"9933{name[2:]:>08}{at:04d}" for at in range(max(1, size // 5))]
    if style in ("reordered", "across"):
        held["device"] = [f"d-{name}"]
    return held


def _told(file: File, style: str, demand: list[str]) -> str:
    """A member's letter."""
    if style == "rotating":
        return file.letter()
    if style == "reordered":
        return "，".join(file.chance.sample(demand, len(demand) - 1)) + file.letter(1, 1)
    if style == "rigid":
        return "，".join(demand) + "。"
    sum_owed = f"本人欠款{file.chance.randint(3, 90)}千元，尾号{file.chance.randint(1000, 9999)}"
    return "，".join([demand[0], sum_owed, *demand[1:]]) + file.letter(1, 1)


TOLD = """`bench/rings/other_hand.py`. *Evidence* is here the size of the ring, and each member counts as leaving a
trace, also who gives no handle and writes in words of its own: so recall is told lower than where such are left out.

"""
# How many of each there are for 3,000 ordinary people.
USUAL: dict[Callable[[File], None], int] = {
    families: 60, lawful_clients: 4, clinic: 2, hub: 1, colleagues: 12, one_person: 30, bought_letters: 3, wave: 8,
    ring: 10,
}  # fmt: skip


def made(honest: int, seed: int, sentences: list[str]) -> tuple[pa.Table, pa.Table]:
    """Complaints and the truth about them."""
    file = File(seed, sentences)
    for _ in range(honest):
        file.add()
    for kind, many in USUAL.items():
        for _ in range(max(1, round(many * honest / 3000))):
            kind(file)
    sizes = Counter(one["ring_id"] for one in file.truth if one["ring_id"])
    for one in file.truth:
        one["evidence"] = [f"rings of {_size(sizes[one['ring_id']])}"] if one["ring_id"] else []
    order = list(range(len(file.rows)))
    file.chance.shuffle(order)
    complaints = pa.Table.from_pylist([file.rows[at] for at in order], schema=SCHEMA)
    return complaints, pa.Table.from_pylist([file.truth[at] for at in order], schema=TRUTH)


def _size(people: int) -> str:
    return "3 to 6" if people <= 6 else "8 to 12" if people <= 12 else "15 to 30"


def sentences_of(file: Path) -> list[str]:
    """The sentences of real messages, neither short nor long."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        texts = [row["留言详情"].strip() for row in csv.DictReader(lines)]
    return [one for text in texts for one in re.split(r"(?<=[。！？；])", text) if 8 <= len(one.strip()) <= 80]


def main() -> None:
    """Make, find, count, and where asked write the section."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--honest", default="3000,20000,100000")
    asked.add_argument("--seeds", default="4,1,1")
    asked.add_argument("--into", action="store_true")
    options = asked.parse_args()
    if not MESSAGES.exists():
        print(f"{MESSAGES.name} is not there: nothing to make letters of")
        return
    sentences, found = sentences_of(MESSAGES), {}
    for honest, seeds in zip(*(map(int, one.split(",")) for one in (options.honest, options.seeds)), strict=True):
        told = Tally()
        for seed in range(1, 1 + seeds):
            complaints, truth = made(honest, seed, sentences)
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder), complaints, truth)
                told.add(tally(truth, guess_of(detect(Path(folder) / "complaints.parquet"))))
        share = sum(bool(one) for one in truth["ring_id"].to_pylist()) / truth.num_rows
        found[honest, share] = told
    text = TOLD + tables(found)
    print(text)
    if options.into:
        write_section("Detector v2 on files made another way", text)


if __name__ == "__main__":
    main()
