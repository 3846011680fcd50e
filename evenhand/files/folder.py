"""The folder that holds recordings and images: a name or a digest leads to a file inside it, or to a reason why not."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from evenhand.errors import Unreadable
from evenhand.tables.kinds import digest_of

Absence = Literal["missing", "outside", "no_file"]

LARGEST_BYTES = 8 << 30
"""No file beyond this is read: not opened as sound, and not for its digest either."""

_DIGEST = re.compile(r"sha-?256:([0-9a-f]{64})", re.IGNORECASE)
_BARE_DIGEST = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
# A drive of Windows, or an address: what lies on another machine is not in the folder.
_ELSEWHERE = re.compile(r"[A-Za-z]:|[A-Za-z][A-Za-z0-9+.-]*:/")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a reference leads: a file, or why to none.

    `missing`: nothing there. `outside`: an absolute path, an address, or a path that leads out
    of the folder. `no_file`: a folder, a
    pipe, a device, or a name the system cannot hold. `altered`: the file is named by a digest that its bytes do not
    have.
    """

    path: Path | None
    absence: Absence | None = None
    altered: bool = False


class MediaFolder:
    """A folder of recordings and images; nothing outside it is ever opened."""

    def __init__(self, folder: Path) -> None:
        """Raises `Unreadable` where `folder` is no folder."""
        if not folder.is_dir():
            raise Unreadable(
                zh=f"找不到录音和影像文件夹“{folder}”；请核对 --media。",
                en=f"There is no folder {folder} of recordings and images; check --media.",
            )
        self.root = folder.resolve()

    def find(self, reference: str) -> Place:
        """Where `reference` leads: a path relative to the folder, or `sha256:…` looked up by content."""
        if found := _DIGEST.fullmatch(reference.strip()):
            return self._by_digest(found[1].lower())
        return self._by_path(reference.strip())

    def _by_path(self, written: str) -> Place:
        name = written.replace("\\", "/")
        if name.startswith("/") or _ELSEWHERE.match(name):
            return Place(path=None, absence="outside")
        try:
            path = (self.root / name).resolve()
            if not path.is_relative_to(self.root):
                return Place(path=None, absence="outside")
            kind = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return Place(path=None, absence="missing")
        except (OSError, ValueError, RuntimeError):  # a name too long, a NUL in it, a loop of links
            return Place(path=None, absence="no_file")
        if not stat.S_ISREG(kind):
            return Place(path=None, absence="no_file")
        return Place(path=path, altered=self._is_misnamed(path))

    def _by_digest(self, digest: str) -> Place:
        if path := self._digests.get(digest):
            return Place(path=path)
        if path := self._named_by_digest.get(digest):
            return Place(path=path, altered=True)
        return Place(path=None, absence="missing")

    def _is_misnamed(self, path: Path) -> bool:
        """Whether the file is kept under a digest that is not its own."""
        return bool(_BARE_DIGEST.fullmatch(path.stem)) and digest_within(path) not in (None, path.stem.lower())

    @cached_property
    def _digests(self) -> dict[str, Path]:
        """Every file by the digest of its bytes; of equal files the one whose name comes first."""
        digests: dict[str, Path] = {}
        for path in self._files():
            if digest := digest_within(path):
                digests.setdefault(digest, path)
        return digests

    @cached_property
    def _named_by_digest(self) -> dict[str, Path]:
        return {path.stem.lower(): path for path in self._files() if _BARE_DIGEST.fullmatch(path.stem)}

    def _files(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.root):
            folders.sort()
            for name in sorted(names):
                path = Path(folder) / name
                if path.is_file() and not path.is_symlink():
                    yield path


def digest_within(path: Path) -> str | None:
    """The SHA-256 of `path`, None for what is too large or cannot be read: whoever opens it says so."""
    try:
        return digest_of(path) if path.stat().st_size <= LARGEST_BYTES else None
    except OSError:
        return None
