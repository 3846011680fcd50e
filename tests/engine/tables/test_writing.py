"""What is written opens in a spreadsheet without harm."""

import csv
from pathlib import Path

import pyarrow as pa

from evenhand.tables.connection import connect
from evenhand.tables.write import BOM, write_csv, write_parquet

HARMFUL = ["=1+1", "+86", "-5", "@x", "\tx", "\rx"]
HARMLESS = ["", "x=1", "催收", 'a "word", and\nlines', "😀", None]


def test_a_cell_that_looks_like_a_formula_becomes_text(tmp_path: Path) -> None:
    with connect() as con:
        con.register("cells", pa.table({"n": range(12), "text": [*HARMFUL, *HARMLESS], "number": [-1.5] * 12}))
        write_csv(con, "SELECT * FROM cells ORDER BY n", tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(BOM)
    rows = [*csv.reader(content.decode("utf-8-sig").splitlines(keepends=True))]
    assert [row[1] for row in rows] == ["text", *("'" + cell for cell in HARMFUL), *(cell or "" for cell in HARMLESS)]
    assert {row[2] for row in rows[1:]} == {"-1.5"}
    assert [*tmp_path.iterdir()] == [tmp_path / "a.csv"]


def test_parquet_is_written_as_asked(tmp_path: Path) -> None:
    with connect() as con:
        write_parquet(con, "SELECT 1 AS n, ['a'] AS list", tmp_path / "it's.parquet")
        assert con.execute("SELECT * FROM read_parquet(?)", [str(tmp_path / "it's.parquet")]).fetchall() == [(1, ["a"])]
