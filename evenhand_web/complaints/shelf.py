"""Where the content of papers lies, each once under its digest: a folder of the operator's, or a bucket of S3's kind.
Batches of 12345 lie there too while they wait, apart from the papers.

Nobody is ever given an address in either: content goes out through a page that asked who may see it.
"""

import os
import re
from functools import cache
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

# Papers lie directly on the shelf, batches in a part of their own: forgetting a paper takes no batch away.
PAPERS, BATCHES = "", "batches/"
NAME = re.compile(rf"({BATCHES})?([0-9a-f]{{2}})/\2[0-9a-f]{{62}}")


class OutOfReach(OSError):
    """What lies on the shelf cannot be reached at the moment; it is not gone."""


class Folder(FileSystemStorage):
    """A folder that only its owner reads; a file is there whole or not at all."""

    def _save(self, name: str, content: Any) -> str:
        place = self._shelf / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        private = place.with_name(f".{uuid4().hex}")
        with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content.read())
        os.replace(private, place)
        return name

    @property
    def _shelf(self) -> Any:
        return settings.VAR / "papers"

    def path(self, name: str) -> str:
        return str(self._shelf / name)


def keep(content: bytes, digest: str, *, among: str = PAPERS) -> None:
    """Keep what has this digest, once. Raises OSError or what the bucket's own library raises."""
    if not is_kept(digest, among=among):
        _shelf().save(_name(digest, among), ContentFile(content))


def is_kept(digest: str, *, among: str = PAPERS) -> bool:
    """Whether the content with this digest is there."""
    return _shelf().exists(_name(digest, among))


def opened(digest: str, *, among: str = PAPERS) -> IO[bytes] | None:
    """The content with this digest, to be read and closed; None where it is gone. Raises OutOfReach."""
    for each in _places():
        try:
            return each.open(_name(digest, among), "rb")
        except FileNotFoundError:
            continue
        except faults() as fault:
            raise OutOfReach(type(fault).__name__) from fault
    return None


def drop(digest: str, *, among: str = PAPERS) -> None:
    """Remove the content with this digest; nothing happens where it is gone."""
    # The folder first: what is being moved from it then leaves the bucket too, whoever comes first (`moving.py`).
    for each in reversed(_places()):
        each.delete(_name(digest, among))


def faults() -> tuple[type[Exception], ...]:
    """What keeping may fail with: a full disk; a bucket that does not answer, or does not let us in."""
    if not settings.EVENHAND_S3:
        return (OSError,)
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    return (OSError, Boto3Error, BotoCoreError, ClientError)


def is_named_so(name: str) -> bool:
    """Whether a file of the folder is called as content is."""
    return NAME.fullmatch(name) is not None


def bucket() -> Storage | None:
    """The operator's bucket; None where there is none."""
    return _bucket() if settings.EVENHAND_S3 else None


def _name(digest: str, among: str) -> str:
    return f"{among}{digest[:2]}/{digest}"


def _shelf() -> Storage:
    return _bucket() if settings.EVENHAND_S3 else folder()


def _places() -> tuple[Storage, ...]:
    """Where something may lie: with a bucket, in the folder too until it is moved (`move_papers`)."""
    return (_bucket(), folder()) if settings.EVENHAND_S3 else (folder(),)


def folder() -> Folder:
    """The folder of the operator's."""
    return Folder(allow_overwrite=True)


@cache
def _bucket() -> Storage:
    from storages.backends.s3 import S3Storage

    bucket: Storage = S3Storage(**settings.EVENHAND_S3)
    return bucket
