"""`evenhand evidence` as a person meets it: key, append, prove, verify, erase; what was changed ends with exit 1."""

import json
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.cli.evidence import KEY_VARIABLE
from evenhand.cli.main import run

Ran = tuple[int, str, str]


@pytest.fixture
def evenhand(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Ran]:
    """Runs a command in an empty folder and returns its exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)

    def command(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["evenhand", "evidence", *map(str, words)])
        try:
            run()
            code = 0
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return command


@pytest.fixture
def public(evenhand: Callable[..., Ran], tmp_path: Path) -> str:
    """A log of three entries with its key; returns the published key."""
    (tmp_path / "entries.txt").write_bytes("投诉 A 已受理\r\n\n投诉 B 已转办\n投诉 C 已答复".encode())
    code, published, _ = evenhand("key", "evidence.example/journal", "--out", "journal.key")
    assert code == 0
    code, note, talk = evenhand("append", "journal.db", "entries.txt", "--key", "journal.key")
    assert (code, note.split("\n")[:2]) == (0, ["evidence.example/journal", "3"])
    assert "写入 3 条，第 0 至 2 条，共 3 条" in talk
    return published.strip()


def change(table: str, column: str, place: int) -> None:
    """Flip one bit of a value in the file."""
    with sqlite3.connect("journal.db") as con:
        (old,) = con.execute(f"SELECT {column} FROM {table} WHERE place = ?", (place,)).fetchone()
        new = old[:-1] + bytes([old[-1] ^ 1])
        con.execute(f"UPDATE {table} SET {column} = ? WHERE place = ?", (new, place))


def test_a_receipt_verifies_and_its_failure_names_the_entry(evenhand: Callable[..., Ran], public: str) -> None:
    assert evenhand("prove", "journal.db", 1, "--out", "receipt.json")[0] == 0
    code, said, _ = evenhand("verify", "receipt.json", "--key", public)
    assert (code, said) == (0, "第 1 条通过核验：在 evidence.example/journal 签过的 3 条之中，文字与封存时一致\n")
    receipt = Path("receipt.json")
    receipt.write_text(receipt.read_text(encoding="utf-8").replace("投诉 B", "投诉 D"), encoding="utf-8")
    code, said, talk = evenhand("verify", "receipt.json", "--key", public)
    assert (code, said) == (1, "")
    assert "第 1 条未通过核验：文字与封存时不同" in talk
    assert "Entry 1 does not verify" in talk


@pytest.mark.parametrize(("table", "column"), [("entries", "body"), ("texts", "text"), ("texts", "salt")])
def test_one_changed_byte_in_the_database_is_named_by_receipt_and_log(
    table: str, column: str, evenhand: Callable[..., Ran], public: str
) -> None:
    assert evenhand("verify", "journal.db", "--key", public)[1].startswith("日志 evidence.example/journal 的 3 条全部")
    change(table, column, 2)
    assert evenhand("prove", "journal.db", 2, "--out", "receipt.json")[0] == 0
    for what in ("receipt.json", "journal.db"):
        code, _, talk = evenhand("verify", what, "--key", public, "--lang", "en")
        assert code == 1
        assert "ntry 2" in talk


def test_an_erased_text_leaves_a_receipt_that_verifies(evenhand: Callable[..., Ran], public: str) -> None:
    assert "已删除 1 条" in evenhand("erase", "journal.db", 1)[2]
    assert evenhand("prove", "journal.db", 1, "--out", "receipt.json")[0] == 0
    assert "投诉 B" not in Path("receipt.json").read_text(encoding="utf-8")
    code, said, _ = evenhand("verify", "receipt.json", "--key", public, "--lang", "en", "--json")
    assert (code, json.loads(said)["verified"]) == (0, True)
    assert evenhand("verify", "journal.db", "--key", public)[0] == 0


def test_the_key_may_come_from_the_environment_and_the_published_one_from_a_file(
    evenhand: Callable[..., Ran], public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, Path("journal.key").read_text(encoding="utf-8"))
    Path("journal.pub").write_text(public, encoding="utf-8")
    code, told, _ = evenhand("append", "journal.db", "entries.txt", "--whole", "--json")
    assert (code, json.loads(told)["first"], json.loads(told)["size"]) == (0, 3, 4)
    assert evenhand("prove", "journal.db", 3, "--out", "receipt.json")[0] == 0
    assert evenhand("verify", "receipt.json", "--key", "journal.pub")[0] == 0


def test_without_a_key_entries_wait_for_a_checkpoint(evenhand: Callable[..., Ran], public: str) -> None:
    code, note, talk = evenhand("append", "journal.db", "entries.txt")
    assert (code, note) == (0, "")
    assert "未签检查点" in talk
    assert "no checkpoint has entry 4 yet" in evenhand("prove", "journal.db", 4)[2]
    code, receipt, _ = evenhand("prove", "journal.db", 4, "--key", "journal.key")
    assert (code, json.loads(receipt)["index"]) == (0, 4)


def test_the_secret_key_is_for_its_owner_and_is_never_overwritten(evenhand: Callable[..., Ran], public: str) -> None:
    assert stat.S_IMODE(Path("journal.key").stat().st_mode) == 0o600
    kept = Path("journal.key").read_text(encoding="utf-8")
    code, _, talk = evenhand("key", "evidence.example/journal", "--out", "journal.key")
    assert (code, Path("journal.key").read_text(encoding="utf-8")) == (2, kept)
    assert "exists and is not overwritten" in talk


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("verify", "none.json", "--key", "{public}"), 3, "cannot read none.json"),
        (("verify", "entries.txt", "--key", "{public}"), 3, "no whole receipt"),
        (("verify", "journal.db", "--key", "journal.key"), 2, "a key is one line"),
        (("append", "journal.db", "none.txt"), 3, "cannot read none.txt"),
        (("append", "entries.txt", "entries.txt"), 3, "cannot be opened as a log"),
        (("prove", "none.db", "0"), 3, "there is no log none.db"),
        (("prove", "journal.db", "7"), 2, "there is no entry 7"),
        (("erase", "none.db", "0"), 3, "there is no log none.db"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: tuple[str, ...], code: int, told: str, evenhand: Callable[..., Ran], public: str
) -> None:
    found, _, talk = evenhand(*(word.format(public=public) for word in words))
    assert (found, told in talk) == (code, True), talk


def test_a_stamp_is_shown_where_its_authority_is_trusted(evenhand: Callable[..., Ran], root: Path) -> None:
    pytest.importorskip("rfc3161_client")
    vectors = root / "tests" / "vectors" / "evidence"
    words = ("verify", vectors / "receipt.json", "--key", vectors / "key.pub", "--stamp-root")
    code, said, _ = evenhand(*words, vectors / "stamping-root.pem")
    assert (code, "时间戳 2026-11-24T02:45:38+00:00" in said) == (0, True)
