"""The people who complain and what they can be reached by; every handle is made up and looks it.

Phones begin with 10 and have nine digits more, accounts begin with 99, addresses of machines come from the ranges set
aside for documentation and for carriers. The ranges are so large that two people share by chance as seldom as in life.
"""

from dataclasses import dataclass

from evenhand.city.dice import Dice

_ROADS = (
    "中山东路",
    "百丈路",
    "药行街",
    "环城西路",
    "兴宁路",
    "惊驾路",
    "通途路",
    "永丰路",
    "曙光路",
    "宁穿路",
    "桑田路",
    "彩虹路",
    "人民路",
    "解放南路",
    "长春路",
    "柳汀街",
    "新河路",
    "天童路",
    "泰康路",
    "前河路",
)
_PLACES = ("海曙", "江北", "镇海", "北仑", "鄞州", "奉化", "余姚", "慈溪", "宁海", "象山")
_KIN = ("儿子", "女儿", "丈夫", "妻子", "弟弟")


@dataclass(frozen=True, kw_only=True)
class Person:
    """One complainant, and the handles this person leaves on a complaint (None: not given)."""

    complainant: str | None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    bank_account: str | None = None
    device: str | None = None
    ip: str | None = None
    agent: str | None = None
    agent_phone: str | None = None
    payee: str | None = None


class People:
    """Makes people; no two are the same person."""

    def __init__(self, dice: Dice, complaints: int) -> None:
        self._dice = dice
        self._carrier_gates = max(20, complaints // 60)
        self._middlemen = [f"助贷服务商{number:02d}号" for number in range(max(3, complaints // 2_000))]

    def person(self) -> Person:
        """Somebody new, with the handles that person happens to give."""
        dice = self._dice
        kin = dice.happens(3)
        return Person(
            complainant=f"p-{dice.one(1 << 32):08x}{dice.one(1 << 32):08x}" if dice.happens(93) else None,
            phone=self.phone() if dice.happens(88) else None,
            email=self._email() if dice.happens(18) else None,
            address=self.address() if dice.happens(45) else None,
            bank_account=self.account() if dice.happens(14) else None,
            device=self.device() if dice.happens(25) else None,
            ip=self._ip() if dice.happens(35) else None,
            agent=dice.pick(_KIN) if kin else None,
            agent_phone=self.phone() if kin and dice.happens(60) else None,
            payee=dice.pick(self._middlemen) if dice.happens(1) else None,
        )

    def phone(self) -> str:
        """A phone that nobody has: 10 and nine digits."""
        return f"10{self._dice.one(1_000_000_000):09d}"

    def account(self) -> str:
        """An account that no bank keeps: 99 and seventeen digits."""
        return f"99{self._dice.one(1_000_000_000):09d}{self._dice.one(100_000_000):08d}"

    def device(self) -> str:
        """A device pseudonym."""
        return f"dev-{self._dice.one(1 << 32):08x}{self._dice.one(1 << 32):08x}"

    def digest(self) -> str:
        """The made-up digest of an attachment."""
        return "sha256:" + "".join(f"{self._dice.one(1 << 32):08x}" for _ in range(8))

    def building(self) -> str:
        """A building that does not stand anywhere."""
        dice = self._dice
        return f"甬城{dice.pick(_PLACES)}区{dice.pick(_ROADS)}{dice.between(1, 999)}弄{dice.between(1, 60)}幢"

    def address(self, building: str | None = None) -> str:
        """A flat, in `building` if given."""
        floor, door = self._dice.between(1, 33), self._dice.between(1, 6)
        return f"{building or self.building()}{floor}{door:02d}室"

    def office_ip(self) -> str:
        """The one address behind which a whole office sits (a range for documentation)."""
        return f"198.51.100.{self._dice.between(1, 254)}"

    def _email(self) -> str:
        return f"u{self._dice.one(1_000_000_000):09d}@example.com"

    def _ip(self) -> str:
        """Mostly one's own; some sit behind a carrier's gate with many strangers."""
        if self._dice.happens(12):
            gate = self._dice.one(self._carrier_gates)
            return f"100.{64 + gate % 64}.{gate // 64 % 256}.{gate // 16384 + 1}"
        return f"2001:db8:{self._dice.one(1 << 16):x}:{self._dice.one(1 << 16):x}::1"
