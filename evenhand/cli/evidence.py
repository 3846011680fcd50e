"""`evenhand evidence`."""

import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json, Lang
from evenhand.cli.talk import print_json, say, showing
from evenhand.errors import Misuse, Unreadable
from evenhand.evidence.commitment import seal
from evenhand.evidence.log import Log
from evenhand.evidence.receipt import Receipt, verify
from evenhand.evidence.signing import PublicKey, SigningKey, new_key
from evenhand.evidence.sqlite import SqliteStore
from evenhand.evidence.stamp import check_stamp
from evenhand.rules.pack import Text

KEY_VARIABLE = "EVENHAND_EVIDENCE_KEY"
_BATCH = 10_000
_LARGEST_RECEIPT = 64 << 20

evidence = typer.Typer(
    no_args_is_help=True, help="An append-only log: add entries, prove one, verify with the published key."
)

LogFile = Annotated[Path, typer.Argument(help="The log: one SQLite file.")]
Secret = Annotated[
    Path | None, typer.Option("--key", help=f"File with the signing key; else the variable {KEY_VARIABLE}.")
]


@evidence.command()
def key(
    name: Annotated[str, typer.Argument(help="Whose log it signs, such as evidence.example/journal.")],
    out: Annotated[Path, typer.Option("--out", help="File for the secret key; it must not exist yet.")],
) -> None:
    """Make a signing key: the secret one goes to a file, the one to publish to standard output."""
    made = new_key(name)
    try:
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(made.text + "\n")
    except FileExistsError as fault:
        raise Misuse(
            zh=f"{out} 已存在，不覆盖：旧密钥签过的检查点还要靠它",
            en=f"{out} exists and is not overwritten: checkpoints may depend on it",
        ) from fault
    except OSError as fault:
        raise Misuse(zh=f"写不了 {out}：{fault}", en=f"cannot write {out}: {fault}") from fault
    sys.stdout.write(made.public.text + "\n")


@evidence.command()
def append(
    log: LogFile,
    entries: Annotated[str, typer.Argument(help="A file with one entry a line; - reads standard input.")],
    secret: Secret = None,
    whole: Annotated[bool, typer.Option("--whole", help="Take the whole file for one entry.")] = False,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Seal entries and add them, all or none; with a key, sign a checkpoint."""
    signing = _signing(secret)
    store = SqliteStore(log)
    book = Log(store, origin=signing.name if signing else "")
    texts = _texts(entries, whole)
    first = store.size()
    with store.turn():
        while batch := list(islice(texts, _BATCH)):
            sealed = [seal(text) for text in batch]
            for index, one, text in zip(book.append([one.entry for one in sealed]), sealed, batch, strict=True):
                store.keep(index, one, text)
        last = store.size()
        signed = book.checkpoint(signing) if signing and last else None
    if as_json:
        print_json({"first": first, "added": last - first, "size": last, "checkpoint": signed.note if signed else None})
    elif signed:
        sys.stdout.write(signed.note)
    zh = f"写入 {last - first} 条，第 {first} 至 {last - 1} 条，共 {last} 条" if last > first else "没有新条目"
    en = f"{last - first} entries added, {first} to {last - 1}; {last} in all" if last > first else "no new entries"
    unsigned = "" if signed else ("；未签检查点" if lang == "zh" else "; no checkpoint signed")
    say((zh if lang == "zh" else en) + unsigned)


@evidence.command()
def prove(
    log: LogFile,
    index: Annotated[int, typer.Argument(help="The entry, counted from 0.")],
    out: Annotated[Path | None, typer.Option("--out", help="File for the receipt; else standard output.")] = None,
    secret: Secret = None,
) -> None:
    """Write a receipt for one entry: its text and salt if still kept, its proof, the signed checkpoint."""
    store = SqliteStore(log, must_exist=True)
    signing = _signing(secret)
    book = Log(store, origin=signing.name if signing else "")
    checkpoint = book.checkpoint(signing) if signing and store.checkpoint(index) is None else None
    salt, text = store.kept(index) or (None, None)
    receipt = book.receipt(index, checkpoint=checkpoint, salt=salt, text=text).as_text()
    if out is None:
        sys.stdout.write(receipt)
        return
    try:
        out.write_text(receipt, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise Misuse(zh=f"写不了 {out}：{fault}", en=f"cannot write {out}: {fault}") from fault


@evidence.command("verify")
def verify_one(
    what: Annotated[Path, typer.Argument(help="A receipt, or a log to read through whole.")],
    public: Annotated[str, typer.Option("--key", help="The published key, or a file that holds it.")],
    stamp_root: Annotated[
        Path | None, typer.Option("--stamp-root", help="Certificate (PEM) of a stamping authority that you trust.")
    ] = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Verify a receipt or a whole log with the published key; exit 1, naming the entry, where anything was changed."""
    published = PublicKey.from_text(_line(public))
    if _head(what).startswith(b"SQLite format 3"):
        told, said = _whole_log(what, published)
    else:
        told, said = _one_receipt(what, published, stamp_root)
    if as_json:
        print_json(told)
    else:
        sys.stdout.write((said.zh if lang == "zh" else said.en) + "\n")


def _whole_log(path: Path, published: PublicKey) -> tuple[dict[str, Any], Text]:
    with showing("verify") as progress:
        size = Log(SqliteStore(path, read_only=True), origin=published.name).check(published, progress=progress)
    told = {"log": published.name, "size": size, "verified": True}
    return told, Text(
        zh=f"日志 {published.name} 的 {size} 条全部通过核验", en=f"All {size} entries of {published.name} verify"
    )


def _one_receipt(path: Path, published: PublicKey, stamp_root: Path | None) -> tuple[dict[str, Any], Text]:
    receipt = _receipt(path)
    found = verify(receipt, published)
    told: dict[str, Any] = {"log": found.origin, "index": found.index, "size": found.size, "verified": True}
    opened = receipt.text is not None
    zh = f"第 {found.index} 条通过核验：在 {found.origin} 签过的 {found.size} 条之中"
    en = f"Entry {found.index} verifies: among the {found.size} that {found.origin} signed"
    zh += "，文字与封存时一致" if opened else "；文字未附（可能已删除）"
    en += ", its text as it was sealed" if opened else "; without its text, which may have been erased"
    if stamp_root is not None:
        if receipt.stamp is None:
            raise Misuse(
                zh="回执没有时间戳，请去掉 --stamp-root", en="the receipt has no time stamp; drop --stamp-root"
            )
        at = check_stamp(receipt.checkpoint, receipt.stamp, roots=[_file(stamp_root).encode()])
        told["stamped_at"] = at.isoformat()
        zh, en = f"{zh}；时间戳 {at.isoformat()}", f"{en}; stamped at {at.isoformat()}"
    return told, Text(zh=zh, en=en)


@evidence.command()
def erase(
    log: LogFile,
    indexes: Annotated[list[int], typer.Argument(help="The entries whose texts go, counted from 0.")],
    lang: Lang = "zh",
) -> None:
    """Erase the texts and salts of entries from the log; the entries stay, and every proof holds."""
    store = SqliteStore(log, must_exist=True)
    gone = store.erase(indexes)
    say(f"已删除 {gone} 条的文字和盐" if lang == "zh" else f"the texts and salts of {gone} entries are erased")


def _signing(secret: Path | None) -> SigningKey | None:
    if secret is not None:
        return SigningKey.from_text(_file(secret))
    line = os.environ.get(KEY_VARIABLE, "")
    return SigningKey.from_text(line) if line else None


def _line(public: str) -> str:
    return _file(Path(public)) if Path(public).is_file() else public


def _file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreadable(zh=f"读不了 {path}：{fault}", en=f"cannot read {path}: {fault}") from fault


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError as fault:
        raise Unreadable(zh=f"读不了 {path}：{fault}", en=f"cannot read {path}: {fault}") from fault


def _receipt(path: Path) -> Receipt:
    if path.stat().st_size > _LARGEST_RECEIPT:
        raise Unreadable(zh=f"{path} 太大，不是回执", en=f"{path} is too large for a receipt")
    # Read as bytes: a receipt keeps its line ends, whatever the system makes of them.
    try:
        return Receipt.from_text(path.read_bytes().decode())
    except UnicodeDecodeError as fault:
        raise Unreadable(zh=f"{path} 不是 UTF-8 文本", en=f"{path} is not UTF-8 text") from fault


def _texts(entries: str, whole: bool) -> Iterator[bytes]:
    """What is to be sealed: each line without its end, or everything; empty lines are no entries."""
    try:
        if entries == "-":
            lines = iter([sys.stdin.buffer.read()]) if whole else iter(sys.stdin.buffer)
            yield from _kept_lines(lines, whole)
            return
        with Path(entries).open("rb") as file:
            yield from _kept_lines(iter([file.read()]) if whole else iter(file), whole)
    except OSError as fault:
        raise Unreadable(zh=f"读不了 {entries}：{fault}", en=f"cannot read {entries}: {fault}") from fault


def _kept_lines(lines: Iterator[bytes], whole: bool) -> Iterator[bytes]:
    for line in lines:
        text = line if whole else line.rstrip(b"\r\n")
        if text:
            yield text
