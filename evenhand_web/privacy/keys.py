"""The keys of encrypted columns and of the blind index: from the environment, or made once for a trial."""

import base64
import json
import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from evenhand.errors import Misuse

KEYS, INDEX = "EVENHAND_KEYS", "EVENHAND_INDEX_KEY"
KEY_BYTES = 32
_NAMED = re.compile(r"([A-Za-z0-9_-]{1,20}):([A-Za-z0-9+/_=-]+)")


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """Keys by their id: the current one writes, all of them read; `index` is the blind index's own."""

    current: str
    keys: dict[str, bytes]
    index: bytes


def key_ring(var: Path) -> KeyRing:
    """The operator's keys, else those kept in `var`, made on first use. Raises Misuse for keys that are no keys."""
    given, index = os.environ.get(KEYS, ""), os.environ.get(INDEX, "")
    if given and index:
        return read_ring(given, index)
    if given or index:
        raise Misuse(
            zh=f"{KEYS} 和 {INDEX} 要同时设置，现在只设置了一个。",
            en=f"{KEYS} and {INDEX} belong together, and only one of them is set.",
        )
    kept = _kept(var / "data-keys.json")
    return read_ring(kept["keys"], kept["index"])


def read_ring(keys: str, index: str) -> KeyRing:
    """Read `id:base64 id:base64 …`, the current key first. Raises Misuse."""
    parts = [_NAMED.fullmatch(word) for word in keys.split()]
    if not parts or not all(parts):
        raise Misuse(
            zh=f"{KEYS} 应写成“编号:base64”，多把钥匙以空格分开，第一把是当前使用的。",
            en=f"{KEYS} is written as id:base64, several separated by spaces, the current one first.",
        )
    named = {part[1]: _bytes(part[2], KEYS) for part in parts if part}
    return KeyRing(current=next(iter(named)), keys=named, index=_bytes(index, INDEX))


def new_key(name: str) -> str:
    """A new key as `EVENHAND_KEYS` holds it."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _bytes(written: str, where: str) -> bytes:
    try:
        key = base64.b64decode(written.replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Misuse(
            zh=f"{where} 里有一把钥匙不是 {KEY_BYTES} 字节的 base64。",
            en=f"a key in {where} is not {KEY_BYTES} bytes in base64.",
        )
    return key


def _kept(place: Path) -> dict[str, str]:
    if not place.exists():
        made = {"keys": new_key("k1"), "index": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}
        write_once(place, json.dumps(made))
        print(
            f"已在 {place} 生成试用密钥；正式使用请改由环境变量 {KEYS} 和 {INDEX} 提供，并另行保管。\n"
            f"Trial keys were made in {place}; for real use give {KEYS} and {INDEX} and keep them elsewhere.",
            file=sys.stderr,
        )
    kept: dict[str, str] = json.loads(place.read_text(encoding="ascii"))
    return kept


def write_once(place: Path, text: str) -> None:
    """Write a secret file for its owner only, unless another process was first."""
    private = place.with_name(f"{place.name}.{os.getpid()}")
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(text)
    try:
        os.link(private, place)
    except FileExistsError:
        pass
    finally:
        private.unlink()
