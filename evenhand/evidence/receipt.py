"""A receipt: all that proves one entry to anyone who has the published key, in one text file."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Self

from evenhand.errors import Unreadable
from evenhand.evidence.checkpoint import read_checkpoint
from evenhand.evidence.commitment import opens, suite_of
from evenhand.evidence.faults import NotVerified
from evenhand.evidence.merkle import leaf_hash, root_of_inclusion
from evenhand.evidence.signing import PublicKey

_KIND = "evenhand-receipt/1"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Entry `index` with its inclusion proof under a signed checkpoint.

    `salt` and `text` open the entry, and are None where the text was erased or is not handed out. `stamp` is the reply
    of a time-stamping authority (RFC 3161) over the checkpoint, None where there is none.
    """

    suite: str
    index: int
    entry: bytes
    proof: tuple[bytes, ...]
    checkpoint: str
    salt: bytes | None = None
    text: bytes | None = None
    stamp: bytes | None = None

    def as_text(self) -> str:
        """The receipt as JSON, always the same for the same receipt."""
        opened = _text_of(self.text) if self.text is not None else {}
        return (
            json.dumps(
                {
                    "receipt": _KIND,
                    "suite": self.suite,
                    "index": self.index,
                    "entry": _coded(self.entry),
                    "proof": [_coded(one) for one in self.proof],
                    "checkpoint": self.checkpoint.split("\n"),
                    **({"salt": _coded(self.salt)} if self.salt is not None else {}),
                    **opened,
                    **({"stamp": _coded(self.stamp)} if self.stamp is not None else {}),
                },
                ensure_ascii=False,
                indent=1,
            )
            + "\n"
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The receipt in such a text; raises `Unreadable` where it is none, or not written as `as_text` writes it."""
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n") + "\n"
        try:
            receipt = cls._read(json.loads(plain))
            # One way to write each: then no byte of it can change unseen.
            same = receipt.as_text() == plain
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise _no_receipt(type(fault).__name__) from fault
        if not same:
            raise _no_receipt("not in its own form")
        return receipt

    @classmethod
    def _read(cls, given: dict[str, Any]) -> Self:
        if given["receipt"] != _KIND or type(given["index"]) is not int:
            raise ValueError
        text = given.get("text")
        coded = given.get("text_base64")
        return cls(
            suite=given["suite"],
            index=given["index"],
            entry=_decoded(given["entry"]),
            proof=tuple(_decoded(one) for one in given["proof"]),
            checkpoint="\n".join(given["checkpoint"]),
            salt=None if given.get("salt") is None else _decoded(given["salt"]),
            text=text.encode() if text is not None else None if coded is None else _decoded(coded),
            stamp=None if given.get("stamp") is None else _decoded(given["stamp"]),
        )


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a receipt has been shown to prove: entry `index` of `size` in the log `origin`; `text` None where erased."""

    index: int
    size: int
    origin: str
    root: bytes
    text: bytes | None


def verify(receipt: Receipt, key: PublicKey) -> Verified:
    """Show that the log of `key` holds the receipt's entry, and that the entry is of the receipt's text.

    Raises `NotVerified` with a sentence that names the entry.
    """
    index = receipt.index
    if suite_of(receipt.entry) != receipt.suite:
        raise _refused(index, "内容不是封存的格式", "it is not in the form of a sealed entry")
    if receipt.text is not None and not opens(receipt.entry, salt=receipt.salt or b"", text=receipt.text):
        raise _refused(
            index,
            "文字与封存时不同：文字、盐或条目被改过",
            "its text is not what was sealed: text, salt or entry was changed",
        )
    try:
        signed = read_checkpoint(receipt.checkpoint, key)
    except NotVerified as fault:
        raise _refused(index, fault.zh, fault.en) from fault
    if signed.suite != receipt.suite:
        raise _refused(index, "条目与检查点的算法套件不同", "its suite is not that of the checkpoint")
    root = root_of_inclusion(index, signed.size, leaf_hash(receipt.entry), receipt.proof)
    if root != signed.root:
        raise _refused(
            index,
            f"不在 {signed.origin} 签过的日志里：条目、序号或证明被改过",
            f"it is not in the log that {signed.origin} signed: entry, index or proof was changed",
        )
    return Verified(index=index, size=signed.size, origin=signed.origin, root=signed.root, text=receipt.text)


def _refused(index: int, zh: str, en: str) -> NotVerified:
    return NotVerified(zh=f"第 {index} 条未通过核验：{zh}", en=f"Entry {index} does not verify: {en}", index=index)


def _no_receipt(why: str) -> Unreadable:
    return Unreadable(
        zh=f"这不是完整的回执，或有字符被改动（{why}）",
        en=f"this is no whole receipt, or a byte of it was changed ({why})",
    )


def _text_of(text: bytes) -> dict[str, str]:
    """Text as text; other bytes, and text that JSON or a mail program would change, in base 64."""
    try:
        plain = text.decode()
    except UnicodeDecodeError:
        return {"text_base64": _coded(text)}
    return {"text_base64": _coded(text)} if "\r" in plain else {"text": plain}


def _coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise ValueError(text) from fault
