"""How each complaint is linked to a group: by which kinds of evidence, and how strongly of its own."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.grouping import Group
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import WORDING, Strands

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# What a link shows. Numbers, agents and letter boxes are one kind: whoever speaks for the complainant.
VOICE, MONEY, PAPER, MACHINE, LETTER = range(5)
KIND_OF_SPACE = {
    SPACES.index("number"): VOICE,
    SPACES.index("agent"): VOICE,
    SPACES.index("email"): VOICE,
    SPACES.index("money"): MONEY,
    SPACES.index("paper"): PAPER,
    SPACES.index("device"): MACHINE,
    WORDING: LETTER,
}
# How far one link alone is trusted to show that a complaint belongs, by kind.
TRUST = (0.5, 0.65, 0.55, 0.45, 0.5)
# A number can be written into a stranger's complaint; whom it names as its agent, only the complaint itself says.
TRUST_NAMED_AGENT = 0.6
TRUST_BARE_NAME = 0.5  # money that goes to a personal name, which strangers bear too
MEMBER_FROM = 0.6
FIRM = re.compile(r"公司|集团|学校|学院|医院|中心|平台|商行|商店|超市|\b(inc|ltd|llc|corp|company)\b")


@dataclass(frozen=True, kw_only=True)
class Links:
    """The complaints of a group (`rows`, earliest first): `holds[k, kind]`, who names the shared agent, how strong.

    `bare_name`, `only_firms`: the money goes only to what may be persons' names, or only to firms, and to no account.
    """

    rows: Ints
    holds: Bools
    named: Bools
    strength: Floats
    bare_name: bool
    only_firms: bool

    @property
    def member(self) -> Bools:
        """Whose own links are strong enough."""
        return self.strength >= MEMBER_FROM


def link(group: Group, strands: Strands) -> Links:
    """Find the complaints of a group and how each is linked to it; a letter that others send too brings nobody in."""
    rows = np.unique(np.concatenate([strands.rows_of(s) for s in (*group.handles, *group.own_letters)]))
    holds = np.zeros((rows.size, len(TRUST)), np.bool_)
    named = np.zeros(rows.size, np.bool_)
    for strand in (*group.handles, *group.letters):
        held = strands.rows_of(strand)
        at = np.minimum(np.searchsorted(rows, held), rows.size - 1)
        here = rows[at] == held
        holds[at[here], KIND_OF_SPACE[int(strands.space[strand])]] = True
        named[at[here]] |= strands.named_in(strand)[here]
    paid = _paid(group, strands)
    bare = bool(paid) and all(len(name) <= 4 and all("\u4e00" <= sign <= "\u9fff" for sign in name) for name in paid)
    return Links(
        rows=rows,
        holds=holds,
        named=named,
        strength=_strength(holds, named, bare),
        bare_name=bare,
        only_firms=bool(paid) and all(FIRM.search(name) for name in paid),
    )


def _strength(holds: Bools, named: Bools, bare_name: bool) -> Floats:
    """1 minus the chance that every link of a complaint misleads, taking the kinds as independent."""
    trust = holds * np.array(TRUST)
    trust[:, VOICE] = np.where(named, TRUST_NAMED_AGENT, trust[:, VOICE])
    if bare_name:
        trust[:, MONEY] = np.minimum(trust[:, MONEY], TRUST_BARE_NAME)
    return np.asarray(1 - np.prod(1 - trust, axis=1))


def _paid(group: Group, strands: Strands) -> list[str]:
    """Whom the money goes to: names of persons, of firms, or accounts."""
    money = SPACES.index("money")
    return [str(strands.value[s].as_py()) for s in group.handles if strands.space[s] == money]
