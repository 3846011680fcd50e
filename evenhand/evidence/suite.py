"""Which algorithms a log uses; every entry, checkpoint and receipt names its suite."""

from evenhand.errors import Misuse

INTL = "intl"
"""SHA-256 for the tree, HMAC-SHA-256 for commitments, Ed25519 for signatures."""

GM = "gm"
"""SM3 and SM2 (GM/T 0004, 0003): the name is reserved; nothing is built yet."""


def require(suite: str) -> None:
    """Raises `Misuse` for a suite that this version cannot compute."""
    if suite == INTL:
        return
    if suite == GM:
        raise Misuse(
            zh="国密套件（gm：SM3、SM2）只预留了名称，本版本还不能用；请用 intl",
            en="the suite gm (SM3, SM2) is only named so far and cannot be used; use intl",
        )
    raise Misuse(zh=f"没有套件 {suite}，可用：intl", en=f"there is no suite {suite}; use intl")
