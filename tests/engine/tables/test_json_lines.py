"""JSON Lines: one object a line; other lines are named."""

from pathlib import Path

from evenhand.tables.connection import connect
from evenhand.tables.lines import read_lines


def test_values_become_text_and_arrays_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"id": "007", "n": 330102199001011234, "tags": ["a;b", "c"], "odd \\"key\\"": true}\n'
        "\n"
        '{"id": 8, "tags": "d;e", "n": null, "more": {"x": 1}}\r\n'
        "not json\n"
        "[1]\n"
        '{"id": "last", "tags": null}',
        encoding="utf-8",
    )
    with connect() as con:
        written = read_lines(con, path, name="written")
        rows = con.execute("SELECT * FROM written ORDER BY row").fetchall()
    assert [column.header for column in written.columns] == ["id", "n", "tags", 'odd "key"', "more"]
    assert rows == [
        (1, "007", "330102199001011234", ["a;b", "c"], "true", None),
        (2, "8", None, ["d", "e"], None, '{"x":1}'),
        (5, "last", None, None, None, None),
    ]
    assert [(b.row, b.value, b.fault) for b in written.broken] == [(3, "not json", "json"), (4, "[1]", "json")]
