"""Checkpoints: how long a log is and what its root is, signed (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from dataclasses import dataclass

from evenhand.evidence.faults import NotVerified
from evenhand.evidence.signing import PublicKey, SigningKey, open_note
from evenhand.evidence.suite import INTL

_SUITE = "suite "
_ALGORITHMS = {INTL: "sha256 ed25519"}
_HASH_BYTES = 32
_NUMBER = re.compile("0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """The first `size` entries of the log `origin` have the root `root`; `note` is the signed text that says so."""

    origin: str
    size: int
    root: bytes
    suite: str
    note: str


def sign_checkpoint(*, origin: str, size: int, root: bytes, suite: str, key: SigningKey) -> Checkpoint:
    """A checkpoint signed with `key`. Its fourth line, an extension, names the suite and its algorithms."""
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n{_SUITE}{suite} {_ALGORITHMS[suite]}\n"
    return Checkpoint(origin=origin, size=size, root=root, suite=suite, note=key.sign(text))


def read_checkpoint(note: str, key: PublicKey) -> Checkpoint:
    """The checkpoint in a note that `key` has signed; raises `NotVerified` where it is none or not signed so."""
    found = stated(note, open_note(note, key))
    if found.origin != key.name:
        raise NotVerified(
            zh=f"检查点属于日志 {found.origin}，不是 {key.name}",
            en=f"the checkpoint is of the log {found.origin} and not of {key.name}",
        )
    return found


def stated(note: str, text: str | None = None) -> Checkpoint:
    """What a checkpoint states, its signature not looked at; raises `NotVerified` where it is none."""
    lines = (note.rpartition("\n\n")[0] + "\n" if text is None else text).split("\n")[:-1]
    origin, size, root = (lines + [""] * 3)[:3]
    digest = _decoded(root)
    suites = {f"{_SUITE}{suite} {words}": suite for suite, words in _ALGORITHMS.items()}
    named = [suites[line] for line in lines[3:] if line in suites]
    if digest is None or not _NUMBER.fullmatch(size) or len(named) != 1:
        raise NotVerified(zh="签名文本不是检查点", en="the signed note is no checkpoint")
    return Checkpoint(origin=origin, size=int(size), root=digest, suite=named[0], note=note)


def _decoded(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _HASH_BYTES else None
