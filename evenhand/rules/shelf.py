"""The packs that ship with Evenhand and those in a folder of one's own."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from evenhand.errors import BadPack, EvenhandError, Misuse
from evenhand.records import CONTACTS
from evenhand.rules.mapping import Reader, shown
from evenhand.rules.pack import Pack, Setting, Text
from evenhand.rules.rule_file import read_rule
from evenhand.rules.strict_yaml import plain_bytes, read_strict
from evenhand.rules.vocabulary import KEYS
from evenhand.rules.zones import is_zone

SHELF = Path(__file__).parent.parent / "packs"


def pack_ids(shelf: Path = SHELF) -> tuple[str, ...]:
    """The ids of the packs in a folder of packs: those that ship with Evenhand where none is named."""
    return tuple(sorted(folder.name for folder in shelf.iterdir() if _holds_a_pack(folder)))


def _holds_a_pack(folder: Path) -> bool:
    """Rules without a head are a pack too: one that does not load, and must be named. Time limits alone are none."""
    return (folder / "rules").is_dir() or ((folder / "pack.yaml").is_file() and not (folder / "limits").is_dir())


def list_packs(shelf: Path = SHELF) -> tuple[Pack, ...]:
    """Every pack of the folder that loads; `faults` names the others."""
    return read_shelf(shelf)[0]


def faults(shelf: Path = SHELF) -> dict[str, EvenhandError]:
    """What keeps packs of the folder from loading, by pack id; empty when all do."""
    return read_shelf(shelf)[1]


def read_shelf(shelf: Path = SHELF) -> tuple[tuple[Pack, ...], dict[str, EvenhandError]]:
    """The packs of the folder that load, and by id what is wrong with each of the others."""
    if not shelf.is_dir():
        raise Misuse(zh=f"没有文件夹 {shelf}", en=f"there is no folder {shelf}")
    return read_packs([str(shelf / name) for name in pack_ids(shelf)])


def read_packs(names: Sequence[str]) -> tuple[tuple[Pack, ...], dict[str, EvenhandError]]:
    """The packs called `names` that load, and by id what is wrong with each of the others; a faulty one stops none."""
    sound: list[Pack] = []
    broken: dict[str, EvenhandError] = {}
    for name in names:
        try:
            sound.append(load_pack(name))
        except BadPack as fault:
            broken[Path(name).name] = fault
    return tuple(sound), broken


def load_packs(names: Sequence[str]) -> tuple[Pack, ...]:
    """The packs called `names`, each once, in the order given.

    Raises `Misuse` for an unknown name, and one `BadPack` that names the fault of each that is faulty: what was asked
    for is not left out unsaid.
    """
    wanted = [name.strip() for name in dict.fromkeys(names) if name.strip()]
    if not wanted:
        raise Misuse(
            zh=f"请用 --pack 指明规则包，现有：{'、'.join(pack_ids())}",
            en=f"name a rule pack with --pack; there are: {', '.join(pack_ids())}",
        )
    _refuse_namesakes(wanted)
    sound, broken = read_packs(wanted)
    if not broken:
        return sound
    told = list(broken.values())
    others = [name for name in wanted if Path(name).name not in broken]
    if others:
        told.append(
            BadPack(
                zh=f"未写出结果。其余规则包可用：--pack {','.join(others)}",
                en=f"Nothing was written. The other packs can be used: --pack {','.join(others)}",
            )
        )
    raise BadPack(zh="\n".join(fault.zh for fault in told), en="\n".join(fault.en for fault in told))


def _refuse_namesakes(names: Sequence[str]) -> None:
    """Findings name the pack, so two of one name could not be told apart."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(Path(name).name, name)
        if other != name:
            raise Misuse(
                zh=f"{other} 和 {name} 是同名的规则包，请只用一个，或给其中一个改名（文件夹和 pack.yaml 的 pack）",
                en=f"{other} and {name} are packs of one name; use one of them, or rename one: its folder, and pack in "
                "its pack.yaml",
            )


def load_pack(name: str) -> Pack:
    """The pack of that id, or of that folder where `name` is a path to one.

    Raises `Misuse` when there is no such pack and `BadPack` when it is faulty.
    """
    return _read(folder_of(name))


def folder_of(name: str) -> Path:
    """The folder of the pack of that id, or `name` where it is a path to one; raises `Misuse` where there is none."""
    folder = SHELF / name if name in pack_ids() else Path(name)
    if not _holds_a_pack(folder):
        if (folder / "limits").is_dir() or (SHELF / name / "limits").is_dir():
            raise Misuse(
                zh=f"{name} 是期限，不是核对联系的规则，不能在这里用；见 evenhand packs limits",
                en=f"{name} holds time limits and no rules on contacts; see evenhand packs limits",
            )
        near = get_close_matches(name, pack_ids(), n=1)
        raise Misuse(
            zh=f"没有规则包 {name}" + (f"，是否想写 {near[0]}" if near else f"，现有：{'、'.join(pack_ids())}"),
            en=f"there is no pack {name}"
            + (f"; did you mean {near[0]}" if near else f"; there are: {', '.join(pack_ids())}"),
        )
    return folder


def _read(folder: Path) -> Pack:
    pack = read_head(folder)
    for stray in _strays(folder):
        raise _stray(stray, folder)
    rules = tuple(read_rule(path, pack=pack.id) for path in rule_files(folder))
    if not rules:
        raise BadPack(
            zh=f"{pack.id}：没有规则，请在 rules/ 里放规则文件", en=f"{pack.id}: no rules; put some in rules/"
        )
    return replace(pack, rules=rules)


def _strays(folder: Path) -> list[Path]:
    """Files that would be taken for rules and are not read: their ending is another, or they lie deeper."""
    looking_so = (path for path in (folder / "rules").rglob("*") if path.suffix.lower() in (".yml", ".yaml"))
    return sorted({*looking_so} - {*rule_files(folder)})


def _stray(path: Path, folder: Path) -> BadPack:
    place = path.relative_to(folder.parent).as_posix()
    return BadPack(
        zh=f"{place}：规则文件的扩展名应为 .yaml，并直接放在 rules/ 里，请改名或移动",
        en=f"{place}: a rule file must end in .yaml and lie in rules/ itself; rename it, or move it",
    )


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a pack, in order."""
    return sorted((folder / "rules").glob("*.yaml"))


def faulty_rules(folder: Path, *, pack: str) -> dict[str, BadPack]:
    """The rule files of a pack that do not load, by the name of the file, with what is wrong with each."""
    broken = {stray.name: _stray(stray, folder) for stray in _strays(folder)}
    for path in rule_files(folder):
        try:
            read_rule(path, pack=pack)
        except BadPack as fault:
            broken[path.name] = fault
    return broken


def read_head(folder: Path) -> Pack:
    """What a pack says of itself, without its rules; raises `BadPack` where its head is faulty."""
    head = folder / "pack.yaml"
    facts = Reader(head, read_strict(head))
    identity = facts.text("pack")
    if identity != folder.name:
        raise facts.refusal(
            "pack", f"应与文件夹同名（{folder.name}）", f"must be the name of its folder ({folder.name})"
        )
    pack = Pack(
        id=identity,
        title=facts.both("title"),
        issuer=facts.both("issuer"),
        force=facts.text("force"),
        scope=facts.both("scope"),
        zone=_zone(facts),
        count_by=_count_by(facts),
        rules=(),
        settings=tuple(read_setting(head, one) for one in facts.mappings("settings")),
        sha256=digest([head, *rule_files(folder)], folder),
    )
    facts.done()
    return pack


def _zone(facts: Reader) -> str | None:
    zone = facts.optional_text("zone")
    if zone is not None and not is_zone(zone):
        raise facts.refusal(
            "zone",
            f"没有时区 {shown(zone)}，例如 Asia/Shanghai",
            f"{shown(zone)} is no zone; an example is Asia/Shanghai",
        )
    return zone


def _count_by(facts: Reader) -> tuple[str, ...]:
    count_by = facts.names("count_by")
    if unknown := [name for name in count_by if name not in _COUNTABLE]:
        raise facts.refusal(
            "count_by",
            f"不能按 {shown(unknown[0])} 合并计次，可用：{'、'.join(sorted(_COUNTABLE))}",
            f"nothing is counted by {shown(unknown[0])}; use some of {', '.join(sorted(_COUNTABLE))}",
        )
    if not count_by or len(set(count_by)) < len(count_by):
        raise facts.refusal(
            "count_by",
            "应至少写一列，每列只写一次，如 [lender, debtor_id]",
            "must name at least one column, each once, such as [lender, debtor_id]",
        )
    return count_by


_PARTIES = ("lender", "agency", "collector_id", "number")
# One word a contact, so that contacts with the same are counted together.
_COUNTABLE = {"debtor_id", *KEYS, *_PARTIES, *(one.name for one in CONTACTS if one.kind == "choice")}


def read_setting(path: Path, given: dict[str, object]) -> Setting:
    """A fact of a pack that is no rule."""
    facts = Reader(path, given)
    setting = Setting(
        name=facts.text("setting"),
        say=Text(zh=facts.text("zh"), en=facts.text("en")),
        confidence=facts.one_of("confidence", ("A", "B", "C", "M")),  # type: ignore[arg-type]
        keep_recordings_years=_years(facts),
    )
    facts.done()
    return setting


def _years(facts: Reader) -> int | None:
    """For how many years recordings are kept, where the setting says so."""
    years: object = facts.left.pop("keep_recordings_years", None)
    if years is not None and (not isinstance(years, int) or isinstance(years, bool) or not 0 < years < 100):
        raise facts.refusal("keep_recordings_years", "应为年数，如 3", "must be a number of years such as 3")
    return years


def digest(files: Sequence[Path], folder: Path) -> str:
    """The SHA-256 of the files of a pack, by their names within it, whatever their line ends."""
    whole = hashlib.sha256()
    for path in files:
        body = plain_bytes(path).replace(b"\r\n", b"\n")
        whole.update(f"{path.relative_to(folder).as_posix()}\0{len(body)}\0".encode())
        whole.update(body)
    return whole.hexdigest()


def stale_rules(packs: Sequence[Pack], *, on: date) -> tuple[str, ...]:
    """The rules whose last check against the source is longer ago than they allow, as `pack/rule`."""
    return tuple(
        f"{rule.pack}/{rule.id}"
        for pack in packs
        for rule in pack.rules
        if (on - rule.checked_on).days > rule.check_every_days
    )
