"""Ed25519 keys and signed notes, in the form that C2SP's signed-note and Go's sumdb/note give them."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.errors import Misuse
from evenhand.evidence.faults import NotVerified

_ED25519 = b"\x01"
_KEY_BYTES = 32
_MARK = "PRIVATE+KEY+"
_DASH = "— "


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A key that anyone may have: `name` says whose, `raw` are its 32 bytes."""

    name: str
    raw: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature names its key (signed-note: key hash)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    @property
    def text(self) -> str:
        """The key as a line to publish: name+hash+key."""
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The key in such a line; raises `Misuse` where it is none."""
        name, given, raw = _parts(text.strip())
        key = cls(name=name, raw=raw)
        if key.hash.hex() != given:
            raise _no_key("公钥的校验码不符，可能抄错了一个字符", "the key does not match its hash; was it miscopied?")
        return key


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A key that signs. `text` is secret; `public` is to be published."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(name=self.name, raw=self._key.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The secret key as a line to keep."""
        return f"{_MARK}{self.name}+{self.public.hash.hex()}+{base64.b64encode(_ED25519 + self.seed).decode()}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The key in such a line; raises `Misuse` where it is none."""
        line = text.strip()
        if not line.startswith(_MARK):
            raise _no_key("这不是签名密钥", "this is no signing key")
        name, given, seed = _parts(line.removeprefix(_MARK))
        key = cls(name=name, seed=seed)
        if key.public.hash.hex() != given:
            raise _no_key("签名密钥的校验码不符", "the signing key does not match its hash")
        return key

    def sign(self, text: str) -> str:
        """The note that holds `text`, which ends in a newline, and this key's signature (signed-note)."""
        signature = self.public.hash + self._key.sign(text.encode())
        return f"{text}\n{_DASH}{self.name} {base64.b64encode(signature).decode()}\n"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def new_key(name: str) -> SigningKey:
    """A fresh key; `name` says whose log it signs, like an address on the web. Raises `Misuse` for a bad name."""
    _check_name(name)
    return SigningKey(name=name, seed=Ed25519PrivateKey.generate().private_bytes_raw())


def signed_by(note: str, key: PublicKey) -> bool:
    """Whether a note bears a signature that names `key`, be it right or wrong."""
    return any(
        (_decoded(line.removeprefix(f"{_DASH}{key.name} ")) or b"")[:4] == key.hash
        for line in note.rpartition("\n\n")[2].splitlines()
    )


def open_note(note: str, key: PublicKey) -> str:
    """The text of a note that `key` has signed; raises `NotVerified` where it has not."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NotVerified(
            zh="检查点不是签名文本，已不完整", en="the checkpoint is no signed note; part of it is missing"
        )
    body = f"{text}\n"
    for line in lines.splitlines():
        name, _, given = line.removeprefix(_DASH).partition(" ")
        signature = _decoded(given) if line.startswith(_DASH) else None
        if signature is None:
            raise NotVerified(zh="检查点的签名行不成形", en="a signature line of the checkpoint is malformed")
        if name == key.name and signature[:4] == key.hash:
            _verify(key, signature[4:], body)
            return body
    raise NotVerified(
        zh=f"检查点不是用公钥 {key.name}（{key.hash.hex()}）签的",
        en=f"the checkpoint is not signed by the key {key.name} ({key.hash.hex()})",
    )


def _verify(key: PublicKey, signature: bytes, body: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, body.encode())
    except InvalidSignature as fault:
        raise NotVerified(
            zh=f"检查点的签名不对：签名后文本被改过，或不是 {key.name} 签的",
            en=f"the signature of the checkpoint is wrong: it was changed after signing, or {key.name} did not sign it",
        ) from fault


def _parts(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    raw = _decoded(parts[2]) if len(parts) == 3 else None
    if raw is None or raw[:1] != _ED25519 or len(raw) != 1 + _KEY_BYTES:
        raise _no_key(
            "密钥应为 名称+校验码+Ed25519 密钥 的一行", "a key is one line: its name, its hash and an Ed25519 key"
        )
    _check_name(parts[0])
    return parts[0], parts[1], raw[1:]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name) or not name.isprintable():
        raise _no_key(
            "密钥名称不能为空，也不能有空格或加号；例如 evidence.example/journal",
            "the name of a key must not be empty and holds no space or plus; an example is evidence.example/journal",
        )


def _decoded(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def _no_key(zh: str, en: str) -> Misuse:
    return Misuse(zh=zh, en=en)
