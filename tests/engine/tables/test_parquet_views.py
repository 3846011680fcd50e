"""Parquet is read where it lies, whatever its name and types."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.errors import Unreadable
from evenhand.tables.connection import connect
from evenhand.tables.parquet import read_parquet


@pytest.mark.parametrize("name", ["a.parquet", "a[1].parquet", "a*.parquet", "it's?.parquet", "lender=x/a.parquet"])
def test_any_file_name_is_just_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table({"id": ["1"]}), path)
    pq.write_table(pa.table({"id": ["2"]}), tmp_path / "a1.parquet")
    with connect() as con:
        written = read_parquet(con, path, name="written")
        assert [column.header for column in written.columns] == ["id"]
        assert con.execute("SELECT * FROM written").fetchall() == [(1, "1")]


def test_rows_are_numbered_from_one_across_row_groups(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": list(range(1, 5001))}), tmp_path / "a.parquet", row_group_size=100)
    with connect() as con:
        read_parquet(con, tmp_path / "a.parquet", name="written")
        assert con.execute("SELECT count(*) FROM written WHERE row <> c0").fetchone() == (0,)


def test_the_footer_tells_bounds_and_blanks(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "text": pa.array(["b", None, "a"]),
        "number": pa.array([10.0, 9.0, None]),
        "blank": pa.array([None, None, None], pa.string()),
        "list": pa.array([["y"], [], ["x", "z"]]),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    with connect() as con:
        told = {c.header: c for c in read_parquet(con, tmp_path / "a.parquet", name="written").columns}
    assert (told["text"].least, told["text"].greatest, told["text"].nulls) == ("a", "b", 1)
    assert (told["number"].low, told["number"].high) == (9.0, 10.0)
    assert told["blank"].blank
    assert not told["text"].blank
    assert (told["list"].least, told["list"].greatest) == ("x", "z")


def test_without_statistics_nothing_is_told(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["a", None]}), tmp_path / "a.parquet", write_statistics=False)
    with connect() as con:
        (column,) = read_parquet(con, tmp_path / "a.parquet", name="written").columns
    assert (column.least, column.greatest, column.nulls, column.blank) == (None, None, None, False)


def test_a_column_by_the_name_that_numbers_rows_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"File_Row_Number": [1]}), tmp_path / "a.parquet")
    with connect() as con, pytest.raises(Unreadable, match="rename it"):
        read_parquet(con, tmp_path / "a.parquet", name="written")
