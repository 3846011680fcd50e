"""What the texts of a file say: each different text is read once, and contacts are joined with what was found."""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.conduct.wording.absences import debt_collector, identified, opt_out
from evenhand.conduct.wording.many import read_array
from evenhand.conduct.wording.reading import surest
from evenhand.privacy.masking import mask, mask_array
from evenhand.rules.function import Truth
from evenhand.rules.vocabulary import SAYINGS, STATEMENTS
from evenhand.tables.connection import identifier

# Texts read at a time; transcripts are long, and a page of them is held in memory.
PAGE = 10_000
_STATED = {"opt_out": opt_out, "identity": identified, "debt_collector": debt_collector}


def said(text: str | None) -> dict[str, Truth | str | float]:
    """The facts of one text as rules ask for them: `said_…` of every saying, with the words and how sure they are."""
    facts: dict[str, Truth | str | float] = {f"said_{one}": stated(text) for one, stated in _STATED.items()}
    found = surest(text) if text else {}
    for saying in SAYINGS:
        hit = found.get(saying)
        facts[f"said_{saying}"] = None if not text else hit.held if hit else False
        facts[f"words_{saying}"] = mask(hit.words) if hit else None
        facts[f"confidence_{saying}"] = hit.confidence if hit else None
    return facts


def read_texts(con: duckdb.DuckDBPyConnection, relation: str, asked: Sequence[str]) -> None:
    """Leave in the temporary table `said` each text of `relation` that may say any of `asked`, with what it says.

    A text that is not there says none of them. Words are masked: they go into findings.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE texts AS SELECT DISTINCT text FROM {identifier(relation)} WHERE text IS NOT NULL"
    )
    columns = ", ".join(f"{name} {kind}" for name, kind in columns_said(asked).items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE said ({columns})")
    for texts in _pages(con):
        read = read_page(texts, asked)
        con.register("read_texts", read)
        con.execute("INSERT INTO said SELECT * FROM read_texts")
        con.unregister("read_texts")
    con.execute("DROP TABLE texts")


def facts_of(saying: str) -> tuple[str, ...]:
    """The columns of `said` that hold what is known of one saying: whether it is said, in which words, how surely."""
    known = () if saying in STATEMENTS else (f"words_{saying}", f"confidence_{saying}")
    return (f"said_{saying}", *known)


def columns_said(asked: Sequence[str]) -> dict[str, str]:
    """The columns of `said`, in order, with their types."""
    types = {"said": "BOOLEAN", "words": "VARCHAR", "confidence": "DOUBLE"}
    told = [name for saying in asked for name in facts_of(saying)]
    return {"text": "VARCHAR"} | {name: types[name.partition("_")[0]] for name in told}


def _pages(con: duckdb.DuckDBPyConnection) -> Iterator[pa.Array]:
    ((number,),) = con.execute("SELECT count(*) FROM texts").fetchall()
    for first in range(0, number, PAGE):
        page = con.sql(f"SELECT text FROM texts WHERE rowid BETWEEN {first} AND {first + PAGE - 1}")
        yield page.to_arrow_table()["text"].combine_chunks()


def read_page(texts: pa.Array, asked: Sequence[str]) -> pa.Table:
    """The different texts of a page that may say something asked for, with the columns of `said`."""
    read = read_array(texts, sayings=[saying for saying in asked if saying in SAYINGS])
    columns: dict[str, pa.Array] = {"text": texts}
    for saying in asked:
        if saying in _STATED:
            columns[f"said_{saying}"] = pa.array(map(_STATED[saying], texts.to_pylist()), pa.bool_())
        else:
            for name in facts_of(saying):
                columns[name] = mask_array(read[name]) if name.startswith("words") else read[name]
    whole = pa.table(columns)
    kept = pa.scalar(False)
    for saying in asked:
        kept = pc.or_(kept, pc.fill_null(whole[f"said_{saying}"], True))
    return whole.filter(kept)
