"""The kinds of entry. Each room declares its own; a kind says what it may hold and how it forgets a person."""

from collections.abc import Iterable
from dataclasses import dataclass

NOTHING = {"zh": "不含个人信息，无需删除。", "en": "It holds nothing about a person."}
DROPS = {
    "zh": "个人信息另行加密并加盐密封；删除时连同盐一起抹去，其余内容与证明不变。",
    "en": "What it says of a person is encrypted and sealed apart; erasing drops it with its salt, and the rest of the "
    "entry and every proof stay good.",
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of entry: its sentence, the facts it may hold, and those of them that are about a person."""

    name: str
    say: dict[str, str]
    facts: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()

    @property
    def forgets(self) -> dict[str, str]:
        """How an entry of this kind forgets a person."""
        return DROPS if self.personal else NOTHING


KINDS: dict[str, Kind] = {}


def declare(kinds: Iterable[Kind]) -> None:
    """Make kinds known; one name has one meaning."""
    for kind in kinds:
        if KINDS.setdefault(kind.name, kind) != kind:
            raise ValueError(f"the kind {kind.name} is declared twice")
