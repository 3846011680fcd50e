"""Fill the sentence families with made-up values and write the labelled set `sentences.jsonl`.

Every value is visibly invented: identity cards of region 000000, 990000 or of birth year 1900, mobiles that begin with
1380000 and the like, cards with nine zeros after the issuer, hosts under example domains. Every run writes the same.
"""

import hashlib
import json
import random
import re
from pathlib import Path

from stdnum import luhn
from stdnum.cn import ric

HERE = Path(__file__).parent
WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789XABCDEFGHIJKLMNOPQRSTUVWYZabcdefghijklmnopqrstuvwxyz@.-"}
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯"
    "邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤虞竺励"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫", "令狐")
GIVEN_ONE = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚燕辉玲桂兵红斌波宁健峰飞晨琳"
GIVEN_TWO = (
    "小明 建国 志强 秀英 桂兰 海燕 晓东 文博 雨欣 子轩 佳怡 国华 春梅 永康 立新 少华 美娟 宏伟 丽娜 玉珍"
    " 天宇 梓涵 家豪 一鸣 思远 冬梅 金凤 学军 亚男 向东 卫国 爱华 若曦 浩然 云飞 巧玲"
)
HOSTS = (
    "example.com",
    "example.cn",
    "mail.example.com",
    "example.com.cn",
    "163.example.com",
    "qq.example.cn",
    "my-office.example.org",
)


class Values:
    """Draws made-up values, each in one of the ways people write it."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def digits(self, count: int) -> str:
        return "".join(self.draw.choices("0123456789", k=count))

    def make(self, slot: str) -> str:
        kind, _, style = slot.partition(":")
        return getattr(self, kind)(style) if not kind.isdigit() else self.digits(int(kind))

    def id_card(self, style: str) -> str:
        style = style or self.draw.choice(["plain"] * 6 + ["spaced", "dashed", "wide", "lower", "foured", "old"])
        day = f"{self.draw.randint(1, 12):02}{self.draw.randint(1, 28):02}"
        if style == "old":
            return self.draw.choice(("330200", "000000")) + "00" + day + self.digits(3)
        region = self.draw.choice(("000000", "990000", "330200", "999999"))
        year = "1900" if region == "330200" else self.draw.choice(("1900", "1985", "2001"))
        bare = region + year + day + self.digits(3)
        bare += ric.calc_check_digit(bare + "0")
        return {
            "spaced": f"{bare[:6]} {bare[6:14]} {bare[14:]}",
            "dashed": f"{bare[:6]}-{bare[6:14]}-{bare[14:]}",
            "foured": " ".join((bare[:6], bare[6:10], bare[10:14], bare[14:])),
            "wide": bare.translate(WIDE),
            "lower": bare.lower(),
        }.get(style, bare)

    def mobile(self, style: str) -> str:
        head = self.draw.choice(("1380000", "1390000", "1500000", "1770000", "1990000"))
        bare = head + self.digits(4)
        a, b, c = bare[:3], bare[3:7], bare[7:]
        styles = [bare] * 8 + [f"{a}-{b}-{c}", f"{a} {b} {c}", f"+86{bare}", f"+86 {bare}", f"0086-{bare}", f"86{bare}"]
        styles += [f"(+86){a}{b}{c}", bare.translate(WIDE), f"{a} {b}{c}", f"0{bare}", f"{a}—{b}—{c}", " ".join(bare)]
        return self.draw.choice(styles)

    def landline(self, style: str) -> str:
        area = self.draw.choice(("0574", "0571", "010", "021", "028", "0577", "0755", "0312"))
        number = self.draw.choice(("8700", "2700", "6300", "5600")) + "00" + self.digits(2)
        if area == "0312":
            number = number[:3] + number[4:]
        extension = self.digits(self.draw.choice((3, 4)))
        if style == "bare":
            return self.draw.choice((number, f"{number[:-4]}-{number[-4:]}"))
        wide = f"{area}-{number}".translate(WIDE)
        styles = [f"{area}-{number}"] * 5 + [f"{area}{number}"] * 2 + [f"({area}){number}", f"（{area}）{number}", wide]
        styles += [
            f"{area} {number}",
            f"{area}-{number}转{extension}",
            f"{area}-{number}-{extension}",
            f"{area}—{number}",
        ]
        return self.draw.choice([*styles, f"+86-{area[1:]}-{number}", f"{area}-{number[:-4]} {number[-4:]}"])

    def bank_card(self, style: str) -> str:
        issuer, size = self.draw.choice(
            (("62", 19), ("62", 16), ("62", 19), ("62", 16), ("62", 18), ("4", 16), ("5", 16), ("9558", 19))
        )
        bare = (issuer + "0" * 9 + self.digits(9))[: size - 1]
        bare += luhn.calc_check_digit(bare)
        fours = re.findall(".{1,4}", bare)
        return self.draw.choice(
            [bare] * 5 + [" ".join(fours)] * 3 + ["-".join(fours), bare.translate(WIDE), f"{bare[:6]} {bare[6:]}"]
        )

    def email(self, style: str) -> str:
        local = self.draw.choice(
            (
                "zhangsan",
                "li.si",
                "wang_wu88",
                "ABC",
                "138000" + self.digits(5),
                "a",
                "x-y.z+tag",
                "nb" + self.digits(6),
            )
        )
        whole = f"{local}@{self.draw.choice(HOSTS)}"
        wide_at = whole.replace("@", "＠")
        return self.draw.choice(
            [whole] * 6 + [wide_at, whole.translate(WIDE), whole.upper(), whole.replace("@", " @ ")]
        )

    def plate(self, style: str) -> str:
        head = self.draw.choice("浙浙浙沪京苏皖粤赣") + self.draw.choice("ABCDEFGHJ")
        if style == "coach":
            return f"{head}0000学"
        tail = self.draw.choice(("000", "0A0", "00B", "A00", "000")) + self.digits(2)
        new = self.draw.choice(("D000", "F000", "DA00")) + self.digits(2)
        styles = (
            [head + tail] * 4
            + [f"{head}·{tail}"] * 3
            + [head + new, f"{head}·{new}", f"{head} {tail}", f"{head}-{tail}"]
        )
        return self.draw.choice(
            [*styles, f"{head[0]} {head[1]} {tail}", (head + tail).translate(WIDE), (head + tail).lower()]
        )

    def name(self, style: str) -> str:
        surname = self.draw.choice(COMPOUND) if self.draw.random() < 0.06 else self.draw.choice(SURNAMES)
        return surname + (
            self.draw.choice(GIVEN_ONE) if self.draw.random() < 0.35 else self.draw.choice(GIVEN_TWO.split())
        )

    def titled(self, style: str) -> str:
        surname = self.draw.choice(COMPOUND) if self.draw.random() < 0.06 else self.draw.choice(SURNAMES)
        return surname + self.draw.choice(("先生", "女士", "女士", "小姐"))


def families() -> list[tuple[str, str]]:
    kind, found = "", []
    for line in (HERE / "families.txt").read_text("utf-8").splitlines():
        if head := re.fullmatch(r"\[(\w+)\]", line):
            kind = head[1]
        elif line and not line.startswith("#"):
            found.append((kind, line))
    return found


def fill(family: str, values: Values) -> tuple[str, list[dict[str, object]]]:
    text, spans = "", []
    for i, part in enumerate(re.split(r"\{([\w:]+)\}", family)):
        value = values.make(part) if i % 2 else part
        kind = part.partition(":")[0]
        if i % 2 and not kind.isdigit():
            kind = "name" if kind == "titled" else kind
            spans.append({"start": len(text), "end": len(text) + len(value), "kind": kind})
        text += value
    return text, spans


def main() -> None:
    values, split = Values(20230815), {}
    for kind in {kind for kind, _ in families()}:
        of_kind = sorted((f for k, f in families() if k == kind), key=lambda f: hashlib.sha256(f.encode()).digest())
        split |= {family: "tune" if i % 2 else "eval" for i, family in enumerate(of_kind)}
    with (HERE / "sentences.jsonl").open("w", encoding="utf-8") as out:
        for number, (kind, family) in enumerate(families()):
            for _ in range(2 if "{" in family else 1):
                text, spans = fill(family, values)
                row = {"about": kind, "family": number, "split": split[family], "text": text, "spans": spans}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
