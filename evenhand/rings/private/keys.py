"""The operator's key: kept in a file that nobody else may read, or handed over in the environment."""

import json
import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from evenhand.errors import Misuse, Unreadable
from evenhand.privacy.oblivious.ristretto import must_be_element, random_scalar
from evenhand.privacy.oblivious.voprf import public_half

IN_ENVIRONMENT = "EVENHAND_LINKING_KEY"
_HEX = re.compile(r"[0-9a-f]{64}")


def make_key(to: Path) -> str:
    """Write a new secret key to `to`, readable by its owner alone, and return the public half in hexadecimal.

    Raises `Misuse` where the file exists: a key that is overwritten cannot be had again, and its tokens with it.
    """
    secret = random_scalar()
    public = public_half(secret).hex()
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Misuse(
            zh=f"“{to.name}”已经存在，没有覆盖；换一个文件名，旧密钥要留到旧标记都不再用。",
            en=f"{to.name} exists and was not overwritten; choose another name, and keep the old key as long as its "
            "tokens are in use.",
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump({"secret": secret.hex(), "public": public}, stream)
    return public


def read_key(path: Path | None, environment: Mapping[str, str]) -> bytes:
    """The secret key from the file `path`, or else from the environment; raises `Misuse` where there is none."""
    if path is None:
        return _secret(environment.get(IN_ENVIRONMENT, ""), IN_ENVIRONMENT)
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise Misuse(
                zh=f"密钥文件“{path.name}”别人也能读；先运行 chmod 600。",
                en=f"Others can read the key file {path.name}; run chmod 600 on it first.",
            )
        return _secret(str(json.loads(path.read_text(encoding="utf-8"))["secret"]), path.name)
    except (OSError, ValueError, KeyError, TypeError):
        raise _no_key(path.name) from None


def key_name(public: bytes) -> str:
    """The name that tokens of a key bear."""
    return "r" + sha256(public).hexdigest()[:8]


def read_public(written: str) -> bytes:
    """A public key as written, 64 hexadecimal digits; raises `Misuse` where it is none."""
    if not _HEX.fullmatch(written.strip().lower()):
        raise Misuse(
            zh="公钥应为 64 位十六进制数字，由运营方公布。",
            en="A public key is 64 hexadecimal digits; the operator publishes it.",
        )
    try:
        return must_be_element(bytes.fromhex(written.strip()))
    except Unreadable as fault:
        raise Misuse(zh="这不是一把公钥，请核对是否抄全。", en="This is no public key; was it copied whole?") from fault


def _secret(written: str, where: str) -> bytes:
    if not _HEX.fullmatch(written.strip().lower()):
        raise _no_key(where)
    return bytes.fromhex(written.strip())


def _no_key(where: str) -> Misuse:
    return Misuse(
        zh=f"在“{where}”里没有找到密钥；用 evenhand private key 生成，或设置环境变量 {IN_ENVIRONMENT}。",
        en=f"There is no key in {where}; make one with evenhand private key, or set {IN_ENVIRONMENT}.",
    )
