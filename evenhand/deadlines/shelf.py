"""The packs of time limits that ship with Evenhand, and those in a folder of one's own."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

from evenhand.deadlines.limit import LimitPack
from evenhand.deadlines.limit_file import read_counting, read_limit
from evenhand.errors import BadPack, Misuse
from evenhand.rules.mapping import Reader
from evenhand.rules.shelf import SHELF, digest, read_setting
from evenhand.rules.strict_yaml import read_strict
from evenhand.rules.zones import is_zone


def limit_packs(shelf: Path = SHELF) -> tuple[str, ...]:
    """The ids of the packs in a folder of packs that hold time limits."""
    return tuple(sorted(folder.name for folder in shelf.iterdir() if (folder / "limits").is_dir()))


@cache
def load_limits(pack: str) -> LimitPack:
    """The time limits of the pack of that id, or of that folder where `pack` is a path to one.

    Raises `Misuse` when there is no such pack and `BadPack` when it is faulty.
    """
    folder = SHELF / pack if pack in limit_packs() else Path(pack)
    if not (folder / "limits").is_dir():
        raise Misuse(
            zh=f"没有期限包 {pack}，现有：{'、'.join(limit_packs())}",
            en=f"there is no pack of time limits {pack}; there are: {', '.join(limit_packs())}",
        )
    head = folder / "pack.yaml"
    facts = Reader(head, read_strict(head))
    identity = facts.text("pack")
    if identity != folder.name:
        raise facts.refusal(
            "pack", f"应与文件夹同名（{folder.name}）", f"must be the name of its folder ({folder.name})"
        )
    zone, counting = _zone(facts), read_counting(facts)
    files = sorted((folder / "limits").glob("*.yaml"))
    limits = [read_limit(path, pack=identity, counting=counting, zone=zone) for path in files]
    if not limits:
        raise BadPack(zh=f"{identity}：limits/ 里没有期限文件", en=f"{identity}: limits/ holds no limit")
    loaded = LimitPack(
        id=identity,
        title=facts.both("title"),
        issuer=facts.both("issuer"),
        force=facts.text("force"),
        scope=facts.both("scope"),
        limits=MappingProxyType({limit.id: limit for limit in limits}),
        settings=tuple(read_setting(head, one) for one in facts.mappings("settings")),
        sha256=digest([head, *files], folder),
    )
    facts.done()
    return loaded


def _zone(facts: Reader) -> str:
    zone = facts.text("zone")
    if not is_zone(zone):
        raise facts.refusal(
            "zone", f"没有时区 {zone}，例如 Asia/Shanghai", f"{zone} is no zone; an example is Asia/Shanghai"
        )
    return zone
