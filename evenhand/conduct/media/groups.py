"""Files that belong together: equal to the byte, or joined pair by pair."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from evenhand.files.folder import digest_within


def same_bytes(paths: Iterable[Path]) -> list[tuple[Path, Path]]:
    """Pairs of files that are equal to the byte; only files of one size are read, none empty or too large."""
    by_size: dict[int, list[Path]] = {}
    for path in paths:
        by_size.setdefault(_size(path), []).append(path)
    first: dict[str, Path] = {}
    pairs = []
    for size, alike in by_size.items():
        for path in alike if len(alike) > 1 and size else ():
            digest = digest_within(path)
            if digest and (earlier := first.setdefault(digest, path)) != path:
                pairs.append((earlier, path))
    return pairs


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone, or not to be read: whoever opens it says so
        return 0


def groups(paths: Iterable[Path], pairs: Iterable[tuple[Path, Path]]) -> list[Sequence[Path]]:
    """`paths` put together along `pairs`, each in one group, in the order they came; pairs of others are left out."""
    root = {path: path for path in paths}

    def top(path: Path) -> Path:
        while root[path] != path:
            root[path] = root[root[path]]
            path = root[path]
        return path

    for one, other in pairs:
        if one in root and other in root:
            root[top(other)] = top(one)
    together: dict[Path, list[Path]] = {}
    for path in root:
        together.setdefault(top(path), []).append(path)
    return list(together.values())
