"""Moving what lies in the folder to the bucket: each held to its digest before and after; nothing lost half-way.

A file leaves the folder only after its copy was read back from the bucket. Broken off anywhere, all of it is there,
and the next time goes on with what is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Literal

from django.core.files.base import File
from django.core.files.storage import Storage

from evenhand_web.complaints import shelf

# moved: copied, and gone from the folder. there: the bucket had it already. copied: left in the folder as well.
# dropped: erased meanwhile. What is damaged, is no paper, or could not be read or written stays where it lies.
What = Literal["moved", "there", "copied", "dropped", "damaged", "stranger", "failed"]
A_PIECE = 1024 * 1024
STAYED: frozenset[What] = frozenset({"damaged", "stranger", "failed"})


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What became of one file of the folder."""

    name: str
    size: int
    what: What


def move_papers(*, to: Storage, keep: bool = False) -> Iterator[Moved]:
    """Move every file of the folder to `to`, one by one; `keep` leaves them in the folder as well."""
    root = Path(shelf.folder().path(""))
    for path in sorted(each for each in root.rglob("*") if each.is_file() and not each.is_symlink()):
        name = path.relative_to(root).as_posix()
        # Half-written by whoever is storing it now.
        if path.name.startswith("."):
            continue
        size = path.stat().st_size if path.exists() else 0
        yield Moved(name=name, size=size, what=_move(path, name, to, keep=keep))


def _move(path: Path, name: str, to: Storage, *, keep: bool) -> What:
    if not shelf.is_named_so(name):
        return "stranger"
    try:
        if _digest(path.open("rb")) != path.name:
            return "damaged"
        if to.exists(name) and _digest(to.open(name, "rb")) == path.name:
            return _leave(path, "there", keep)
        return _copy(path, name, to, keep=keep)
    except FileNotFoundError:
        return "failed" if path.exists() else "dropped"
    except shelf.faults():
        return "failed"


def _copy(path: Path, name: str, to: Storage, *, keep: bool) -> What:
    with path.open("rb") as content:
        to.save(name, File(content))
    if _digest(to.open(name, "rb")) != path.name:
        return "failed"
    if not path.exists():
        # Erased while it was on its way: then it is to lie nowhere.
        to.delete(name)
        return "dropped"
    return _leave(path, "copied" if keep else "moved", keep)


def _leave(path: Path, what: What, keep: bool) -> What:
    if not keep:
        path.unlink(missing_ok=True)
    return what


def _digest(content: IO[bytes]) -> str:
    found = sha256()
    with content:
        while piece := content.read(A_PIECE):
            found.update(piece)
    return found.hexdigest()
