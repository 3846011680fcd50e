"""A log adds and never changes; a person can be erased; what was changed is named; a crash leaves a sound log."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from logs import KEY, filled, sealed, text

from evenhand.errors import Misuse, Unreadable
from evenhand.evidence.commitment import opens, seal
from evenhand.evidence.faults import Broken
from evenhand.evidence.log import Log
from evenhand.evidence.receipt import verify
from evenhand.evidence.signing import SigningKey, new_key
from evenhand.evidence.sqlite import SqliteStore, StillRead
from evenhand.evidence.store import MemoryStore, Store


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "log.db")


def test_both_stores_make_the_same_log(tmp_path: Path) -> None:
    one, two = filled(700), filled(700, SqliteStore(tmp_path / "log.db"))
    assert one.root() == two.root()
    assert one.inclusion(300) == two.inclusion(300)
    assert one.check() == two.check() == 700


def test_repeating_an_append_adds_nothing_twice(store: Store) -> None:
    log = filled(10, store)
    batch = [sealed(number).entry for number in range(8, 14)]
    assert log.append(batch, at=8) == range(8, 14)
    assert log.append(batch, at=8) == range(8, 14)
    assert log.size == 14
    assert log.root() == filled(14).root()
    with pytest.raises(Broken, match="entry 9 is another one") as caught:
        log.append([sealed(8).entry, b"other"], at=8)
    assert caught.value.index == 9
    with pytest.raises(Misuse, match="the next is 14 and not 15"):
        log.append(batch, at=15)


def test_a_turn_that_fails_keeps_nothing(store: Store) -> None:
    log = filled(5, store)
    before = log.root()

    def fail() -> None:
        with store.turn():
            log.append([b"six"])
            log.checkpoint(KEY)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    assert (log.size, log.root(), store.checkpoints()) == (5, before, [])


def test_what_a_failed_turn_hashed_is_forgotten(store: Store) -> None:
    log = filled(5, store)

    def fail() -> None:
        with store.turn():
            log.append([b"withdrawn %d" % number for number in range(600)])
            log.inclusion(300)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    log.append([sealed(number).entry for number in range(5, 605)])
    assert log.root() == filled(605).root()
    assert log.inclusion(300) == filled(605).inclusion(300)


def test_entries_may_be_added_while_a_log_is_checked(store: Store) -> None:
    log = filled(300, store)
    log.checkpoint(KEY)

    def listen(_stage: str, _share: float) -> None:
        if log.size < 1000:
            log.append([b"%d" % log.size] * 300)
            log.checkpoint(KEY)

    assert log.check(KEY.public, progress=listen) == 300
    assert log.check(KEY.public) == log.size > 300


def test_hashes_without_their_entries_are_missed(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    filled(300, SqliteStore(path))
    with sqlite3.connect(path) as con:
        con.execute("DELETE FROM entries WHERE place >= 298")
    with pytest.raises(Broken, match="Entry 298"):
        Log(SqliteStore(path), origin=KEY.name).check()


def test_a_receipt_needs_a_checkpoint_that_covers_it(store: Store) -> None:
    log = filled(3, store)
    with pytest.raises(Misuse, match="no checkpoint has entry 2 yet"):
        log.receipt(2)
    log.checkpoint(KEY)
    log.append([sealed(3).entry])
    assert verify(log.receipt(2), KEY.public).size == 3
    with pytest.raises(Misuse, match="no checkpoint has entry 3 yet"):
        log.receipt(3)
    with pytest.raises(Misuse, match="there is no entry 4"):
        log.receipt(4)
    later = log.checkpoint(KEY)
    assert verify(log.receipt(0), KEY.public).size == 4
    assert log.consistency(3, later.size)


def test_sizes_and_indexes_beyond_the_end_are_refused() -> None:
    log = filled(3)
    for act in (lambda: log.root(4), lambda: log.inclusion(3), lambda: log.consistency(4), lambda: log.inclusion(-1)):
        with pytest.raises(Misuse):
            act()


def test_a_person_is_erased_and_every_proof_still_holds(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    store = SqliteStore(path)
    log = Log(store, origin=KEY.name)
    with store.turn():
        for number in range(300):
            log.append([sealed(number).entry])
            store.keep(number, sealed(number), text(number))
    log.checkpoint(KEY)
    salt, said = store.kept(123) or (b"", b"")
    assert opens(store.entries(123, 124)[0], salt=salt, text=said)
    assert store.erase([123, 124, 999]) == 2
    assert store.kept(123) is None
    left = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert text(123) not in left
    assert sealed(123).salt not in left
    assert text(125) in left
    assert verify(log.receipt(123), KEY.public).text is None
    assert log.check(KEY.public) == 300


def test_what_cannot_be_erased_for_good_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.db"
    store = SqliteStore(path)
    filled(3, store)
    store.keep(1, sealed(1), text(1))
    with pytest.raises(Misuse, match="erase nothing inside a turn"), store.turn():
        store.erase([1])
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM texts").fetchone() == (1,)
    store._con.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(StillRead, match=r"1 are erased, but log\.db is being read"):
        store.erase([1])
    reader.close()
    assert store.erase([1]) == 0
    assert text(1) not in b"".join(one.read_bytes() for one in tmp_path.iterdir())


def test_verifying_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    store = SqliteStore(path)
    filled(300, store)
    while_open = Log(SqliteStore(path, read_only=True), origin=KEY.name)
    assert while_open.check() == 300
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        while_open.append([b"next"])
    while_open.store.close()  # type: ignore[attr-defined]
    store.close()
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert Log(SqliteStore(path, read_only=True), origin=KEY.name).check() == 300
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_without_the_salt_a_guess_tells_nothing() -> None:
    assert seal(b"guess").entry != seal(b"guess").entry
    assert not opens(sealed(1).entry, salt=sealed(2).salt, text=text(1))
    assert not opens(b"no entry of ours", salt=sealed(1).salt, text=text(1))
    with pytest.raises(Misuse, match="a salt has 32 bytes, not 3"):
        seal(b"", salt=b"abc")


CHANGES = [
    ("UPDATE entries SET body = ? WHERE place = 301", "body", "entries", 301, "Entry 301: it is not what was hashed"),
    ("UPDATE texts SET text = ? WHERE place = 12", "text", "texts", 12, "Entry 12: its text or salt"),
    ("UPDATE texts SET salt = ? WHERE place = 12", "salt", "texts", 12, "Entry 12: its text or salt"),
    ("UPDATE tiles SET hashes = ? WHERE place = 1", "hashes", "tiles", 256, "Entry 256: it is not what was hashed"),
    ("UPDATE tiles SET hashes = ? WHERE place = 1 << 48", "hashes", "tiles", 0, "a hash over the entries 0 to 255"),
]


@pytest.mark.parametrize(("change", "column", "table", "index", "words"), CHANGES)
def test_one_changed_byte_in_the_file_is_named(
    change: str, column: str, table: str, index: int, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.db"
    store = SqliteStore(path)
    log = filled(600, store)
    store.keep(12, sealed(12), text(12))
    log.checkpoint(KEY)
    assert log.check(KEY.public) == 600
    with sqlite3.connect(path) as con:
        where = change.partition("WHERE")[2]
        (old,) = con.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()
        con.execute(change, (bytes([old[0] ^ 1]) + old[1:],))
    with pytest.raises(Broken, match=words) as caught:
        Log(SqliteStore(path), origin=KEY.name).check(KEY.public)
    assert caught.value.index == index


def test_entries_rewritten_with_their_hashes_are_found_by_the_checkpoints() -> None:
    log = filled(50)
    first = log.checkpoint(KEY)
    log.append([sealed(number).entry for number in range(50, 80)])
    second = log.checkpoint(KEY)
    forged = Log(MemoryStore(), origin=KEY.name)
    forged.append([sealed(number).entry if number != 60 else b"forged" for number in range(80)])
    for signed in (first, second):
        forged.store.keep_checkpoint(signed.size, signed.note)
    with pytest.raises(Broken, match="of the entries 50 to 79 one was changed"):
        forged.check(KEY.public)
    with pytest.raises(Broken, match="nothing new is signed"):
        forged.checkpoint(KEY)


def test_entries_cut_off_are_missed() -> None:
    signed = filled(50).checkpoint(KEY)
    short = filled(40)
    short.store.keep_checkpoint(signed.size, signed.note)
    with pytest.raises(Broken, match="Entry 40: it is missing; 50 entries were signed"):
        short.check(KEY.public)


def test_an_entry_taken_out_of_the_file_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    filled(300, SqliteStore(path))
    with sqlite3.connect(path) as con:
        con.execute("DELETE FROM entries WHERE place = 77")
    with pytest.raises(Broken, match="Entry 77"):
        Log(SqliteStore(path), origin=KEY.name).check()


def test_a_log_with_lost_hashes_takes_no_more_entries(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = filled(300, SqliteStore(path))
    with sqlite3.connect(path) as con:
        con.execute("UPDATE tiles SET hashes = substr(hashes, 33) WHERE place = 1")
    with pytest.raises(Broken, match="the log is damaged"):
        log.append([b"next"])


@pytest.mark.parametrize("change", ["DELETE FROM tiles WHERE place = 0", "UPDATE tiles SET hashes = x'00'"])
def test_a_proof_out_of_lost_hashes_is_refused(change: str, tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = filled(300, SqliteStore(path))
    with sqlite3.connect(path) as con:
        con.execute(change)
    with pytest.raises(Broken, match=r"hashes over the entries \d+ to \d+ are missing"):
        log.inclusion(3)
    with pytest.raises(Broken):
        log.check()


def test_a_key_may_be_replaced_but_not_the_name() -> None:
    log = filled(10)
    log.checkpoint(KEY)
    fresh = SigningKey(name=KEY.name, seed=new_key(KEY.name).seed)
    log.append([b"next"])
    assert verify(log.receipt(0, checkpoint=log.checkpoint(fresh)), fresh.public)
    with pytest.raises(Misuse, match=r"the key is of other\.example"):
        log.checkpoint(new_key("other.example"))


def test_writers_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    SqliteStore(path)

    def write(writer: int) -> None:
        log = Log(SqliteStore(path), origin=KEY.name)
        for batch in range(10):
            log.append([b"%d/%d/%d" % (writer, batch, each) for each in range(30)])

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    log = Log(SqliteStore(path), origin=KEY.name)
    assert log.check() == 1200
    assert len(set(log.store.entries(0, 1200))) == 1200


WRITER = """
import sys
from pathlib import Path
from evenhand.evidence.log import Log
from evenhand.evidence.sqlite import SqliteStore, StillRead
log = Log(SqliteStore(Path(sys.argv[1])), origin="evidence.example/tests")
print("writing", flush=True)
while True:
    start = log.size
    log.append([b"entry %d" % number for number in range(start, start + 1000)])
    print(log.size, flush=True)
"""


def test_a_writer_that_is_killed_leaves_whole_batches_that_verify(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    for wait in (0.0, 0.013, 0.05):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        promised = int(writer.stdout.readline())
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        promised = max([promised, *(int(line) for line in writer.stdout.read().split("\n")[:-1])])
        writer.wait()
        log = Log(SqliteStore(path), origin=KEY.name)
        size = log.check()
        assert size % 1000 == 0
        assert size >= promised
        assert log.store.entries(0, size) == [b"entry %d" % number for number in range(size)]


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 20, b"SQLite format 3\x00"])
def test_a_file_that_is_no_log_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="cannot be opened as a log"):
        SqliteStore(path)


def test_another_programs_database_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE entries (a)")
    with pytest.raises(Unreadable, match="another program's database"):
        SqliteStore(path)
    with pytest.raises(Unreadable, match="there is no log"):
        SqliteStore(tmp_path / "none.db", must_exist=True)
