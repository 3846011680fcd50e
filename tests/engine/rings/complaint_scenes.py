"""Made-up complaints: who wrote what to whom, and what they share. Letters are invented signs, not anybody's words."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]

SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
BANKS = ("甬江银行", "四明银行", "月湖银行", "东钱银行", "招宝银行", "姚江银行", "天一消金", "慈溪小贷")
PRODUCTS = ("信用卡", "消费贷", "房贷", "保险")
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class Scene:
    """A file of complaints in the making; the same seed makes the same file."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.rows: list[Row] = []

    def letter(self, length: int = 160) -> str:
        """Words that nobody else uses."""
        return "".join(self.chance.choice(SIGNS) for _ in range(length))

    def copy(self, letter: str, change: int = 1) -> str:
        """The letter with its blanks filled anew: names, sums, `change` passages of one's own."""
        parts = [letter[at : at + 20] for at in range(0, len(letter), 20)]
        for _ in range(change):
            parts[self.chance.randrange(len(parts))] = self.letter(14)
        return "".join(parts) + f"共计{self.chance.randrange(100, 90000)}元"

    def day(self, low: int = 0, high: int = 300) -> datetime:
        """Some moment from day `low` to day `high` of the year."""
        return START + timedelta(days=self.chance.randrange(low, high + 1), minutes=self.chance.randrange(600))

    def add(self, **given: Any) -> Row:
        """One complaint; what is not given is the person's own."""
        number = len(self.rows) + 1
        own = {
            "complaint_id": f"C{number:06d}",
            "complainant_id": f"P{number:06d}",
            "debtor_id": None,
            "received_at": self.day(),
            "narrative": self.letter(),
            "institution": self.chance.choice(BANKS),
            "product": self.chance.choice(PRODUCTS),
            "phone": f"1380000{self.chance.randrange(10**6):06d}",
            "email": f"own{number}@example.com",
            "address": f"某某路{number}号{self.chance.randrange(1, 90)}室",
            "bank_account": f"9900{self.chance.randrange(10**12):012d}",
            "device": f"dev-{self.chance.randrange(16**10):010x}",
            "ip": f"203.0.{self.chance.randrange(256)}.{self.chance.randrange(256)}",
            "agent": None,
            "agent_phone": None,
            "payee": None,
            "attachments": [],
            "authorised_agent": False,
        }
        self.rows.append({**own, **given})
        return self.rows[-1]

    def crowd(self, count: int = 200) -> None:
        """Ordinary people, each on their own."""
        for _ in range(count):
            self.add()

    def handles(self) -> Row:
        """A number, an account, a door, a machine, a line and a paper that nobody has yet."""
        number = len(self.rows)
        return {
            "phone": f"139000{number:05d}",
            "bank_account": f"99112222{number:08d}",
            "address": f"某某巷{number}号甲室",
            "device": f"dev-shared-{number}",
            "ip": f"198.51.{number // 250}.{number % 250}",
            "paper": self.digest(),
        }

    def digest(self) -> str:
        """The digest of some file."""
        return f"sha256:{self.chance.getrandbits(256):064x}"

    def ids(self, since: int) -> set[str]:
        """The ids of the complaints added from place `since` on."""
        return {row["complaint_id"] for row in self.rows[since:]}


def ring(scene: Scene, count: int = 10, *, letter: bool = True, **shared: Any) -> set[str]:
    """One hand behind `count` people at several institutions: a template unless told otherwise, and `shared`."""
    since, template = len(scene.rows), scene.letter()
    for place in range(count):
        words = {"narrative": scene.copy(template)} if letter else {}
        scene.add(**{"received_at": scene.day(40, 90), "institution": BANKS[place % 5], **words, **shared})
    return scene.ids(since)
