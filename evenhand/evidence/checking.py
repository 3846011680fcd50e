"""Read a whole log again: every entry, every hash, every checkpoint; the first that is not what it was is named."""

from collections.abc import Sequence

from evenhand.evidence.checkpoint import read_checkpoint, stated
from evenhand.evidence.commitment import opens
from evenhand.evidence.faults import Broken, NotVerified
from evenhand.evidence.merkle import leaf_hash
from evenhand.evidence.signing import PublicKey, signed_by
from evenhand.evidence.sqlite import SqliteStore
from evenhand.evidence.store import TILE, Store
from evenhand.evidence.tree import Tree, cut, top
from evenhand.tables.progress import Progress


def check(store: Store, key: PublicKey | None, progress: Progress) -> int:
    """Every hash again, every text that a SQLite store keeps, every checkpoint; raises `Broken`."""
    # Others may add meanwhile: what is checked is what stood before.
    notes = store.checkpoints()
    size = store.size()
    _check_tiles(store, size, progress)
    if isinstance(store, SqliteStore):
        _check_texts(store)
    _check_checkpoints(store, notes, size, key)
    return size


def _check_texts(store: SqliteStore) -> None:
    for index, salt, text in store.texts():
        entries = store.entries(index, index + 1)
        if not entries or not opens(entries[0], salt=salt, text=text):
            raise _changed(index, "的文字或盐与封存时不同", "its text or salt is not what was sealed")


def _check_tiles(store: Store, size: int, progress: Progress) -> None:
    """Hold each level's tiles to the entries, or to the level below."""
    hashes_below = size
    level = 0
    while hashes_below or not level:
        for place in range((hashes_below + TILE - 1) // TILE):
            start, stop = place * TILE, min((place + 1) * TILE, hashes_below)
            stored = cut(store.tile(level, place))
            right = _from_entries(store, start, stop) if level == 0 else _from_tiles(store, level, start, stop)
            if len(stored) > len(right) and store.size() > size:
                stored = stored[: len(right)]
            _compare(stored, right, start << 8 * level, 1 << 8 * level)
            if level == 0:
                progress("核对 / check", stop / max(1, size))
        hashes_below, level = hashes_below // TILE, level + 1


def _from_entries(store: Store, start: int, stop: int) -> list[bytes]:
    entries = store.entries(start, stop)
    if len(entries) != stop - start:
        raise _changed(start + len(entries), "缺失", "it is missing")
    return [leaf_hash(entry) for entry in entries]


def _from_tiles(store: Store, level: int, start: int, stop: int) -> list[bytes]:
    return [top(cut(store.tile(level - 1, place))) for place in range(start, stop)]


def _compare(stored: Sequence[bytes], right: Sequence[bytes], first: int, step: int) -> None:
    if stored == right:
        return
    wrong = next(
        (each for each, (old, new) in enumerate(zip(stored, right, strict=False)) if old != new),
        min(len(stored), len(right)),
    )
    index = first + wrong * step
    if step == 1:
        raise _changed(
            index, "与写入时的散列不符：条目或散列被改过", "it is not what was hashed: entry or hash was changed"
        )
    raise Broken(
        zh=f"第 {index} 至 {index + step - 1} 条的上层散列被改过",
        en=f"a hash over the entries {index} to {index + step - 1} was changed",
        index=index,
    )


def _check_checkpoints(store: Store, notes: Sequence[tuple[int, str]], size: int, key: PublicKey | None) -> None:
    sound, tree = 0, Tree(store)
    for length, note in notes:
        try:
            said = read_checkpoint(note, key) if key is not None and signed_by(note, key) else stated(note)
        except NotVerified as fault:
            raise Broken(
                zh=f"{length} 条时的检查点未通过：{fault.zh}", en=f"the checkpoint at {length} entries: {fault.en}"
            ) from fault
        if said.size > size:
            raise _changed(
                size, f"起缺失：检查点签过 {said.size} 条", f"it is missing; {said.size} entries were signed"
            )
        if said.size != length or tree.root(said.size) != said.root:
            raise Broken(
                zh=f"第 {sound} 至 {said.size - 1} 条中有条目在签过检查点之后被改过",
                en=f"of the entries {sound} to {said.size - 1} one was changed after the checkpoint was signed",
                index=sound,
            )
        sound = said.size


def _changed(index: int, zh: str, en: str) -> Broken:
    return Broken(zh=f"第 {index} 条{zh}", en=f"Entry {index}: {en}", index=index)
