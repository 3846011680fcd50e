"""The packs that ship with Evenhand and those in a folder of one's own."""

import hashlib
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from evenhand.errors import BadPack, EvenhandError, Misuse
from evenhand.rules.pack import Pack, Setting, Text
from evenhand.rules.rule_file import Reader, read_rule
from evenhand.rules.strict_yaml import read_strict
from evenhand.rules.vocabulary import KEYS, WORDS

SHELF = Path(__file__).parent.parent / "packs"


def pack_ids() -> tuple[str, ...]:
    """The ids of the packs that ship with Evenhand."""
    return tuple(sorted(folder.name for folder in SHELF.iterdir() if (folder / "pack.yaml").is_file()))


def list_packs() -> tuple[Pack, ...]:
    """Every pack that ships with Evenhand and loads."""
    return tuple(load_pack(name) for name in pack_ids())


def load_packs(names: Sequence[str]) -> tuple[Pack, ...]:
    """The packs called `names`, each once, in the order given; raises `Misuse` for an unknown name."""
    wanted = [name.strip() for name in dict.fromkeys(names) if name.strip()]
    if not wanted:
        raise Misuse(
            zh=f"请用 --pack 指明规则包，现有：{'、'.join(pack_ids())}",
            en=f"name a rule pack with --pack; there are: {', '.join(pack_ids())}",
        )
    return tuple(load_pack(name) for name in wanted)


def load_pack(name: str) -> Pack:
    """The pack of that id, or of that folder where `name` is a path to one.

    Raises `Misuse` when there is no such pack and `BadPack` when it is faulty.
    """
    folder = SHELF / name if name in pack_ids() else Path(name)
    if not (folder / "pack.yaml").is_file():
        near = get_close_matches(name, pack_ids(), n=1)
        raise Misuse(
            zh=f"没有规则包 {name}" + (f"，是否想写 {near[0]}" if near else f"，现有：{'、'.join(pack_ids())}"),
            en=f"there is no pack {name}"
            + (f"; did you mean {near[0]}" if near else f"; there are: {', '.join(pack_ids())}"),
        )
    return _read(folder)


def _read(folder: Path) -> Pack:
    head = folder / "pack.yaml"
    facts = Reader(head, read_strict(head))
    identity = facts.text("pack")
    if identity != folder.name:
        raise facts.refusal(
            "pack", f"应与文件夹同名（{folder.name}）", f"must be the name of its folder ({folder.name})"
        )
    files = sorted((folder / "rules").glob("*.yaml"))
    rules = tuple(read_rule(path, pack=identity) for path in files)
    count_by = facts.names("count_by")
    if unknown := [name for name in count_by if name not in {*WORDS, *KEYS, "debtor_id"}]:
        raise facts.refusal("count_by", f"没有这一列：{unknown[0]}", f"no such column: {unknown[0]}")
    pack = Pack(
        id=identity,
        title=facts.both("title"),
        issuer=facts.both("issuer"),
        force=facts.text("force"),
        scope=facts.both("scope"),
        zone=facts.optional_text("zone"),
        count_by=count_by,
        rules=rules,
        settings=tuple(_setting(head, one) for one in facts.mappings("settings")),
        sha256=_digest([head, *files], folder),
    )
    facts.done()
    if not rules:
        raise BadPack(zh=f"{identity}：没有规则", en=f"{identity}: no rules")
    return pack


def _setting(path: Path, given: dict[str, object]) -> Setting:
    facts = Reader(path, given)
    setting = Setting(
        name=facts.text("setting"),
        say=Text(zh=facts.text("zh"), en=facts.text("en")),
        confidence=facts.one_of("confidence", ("A", "B", "C", "M")),  # type: ignore[arg-type]
    )
    facts.done()
    return setting


def _digest(files: Sequence[Path], folder: Path) -> str:
    whole = hashlib.sha256()
    for path in files:
        body = path.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{path.relative_to(folder).as_posix()}\0{len(body)}\0".encode())
        whole.update(body)
    return whole.hexdigest()


def faults() -> dict[str, EvenhandError]:
    """What keeps packs of the shelf from loading, by pack id; empty when all do."""
    found: dict[str, EvenhandError] = {}
    for name in pack_ids():
        try:
            load_pack(name)
        except EvenhandError as fault:
            found[name] = fault
    return found


def stale_rules(packs: Sequence[Pack], *, on: date) -> tuple[str, ...]:
    """The rules whose last check against the source is longer ago than they allow, as `pack/rule`."""
    return tuple(
        f"{rule.pack}/{rule.id}"
        for pack in packs
        for rule in pack.rules
        if (on - rule.checked_on).days > rule.check_every_days
    )
