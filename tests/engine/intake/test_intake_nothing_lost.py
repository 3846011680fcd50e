"""Every written row is accepted or named, whatever its cells hold, and just the rows that should fall fall."""

import csv
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from written_tables import reading

HEADER = ["contact_id", "at", "debtor_id", "channel", "text"]
# What each word means to an oracle that knows nothing of the reader: None where it must not stand.
IDS = {"A": "A", "B": "B", " B": "B", "3.3E+17": None, "": None, "c😀": "c😀", "0": "0"}
TIMES = {"2025-03-01 09:00": True, "20250301": True, "2025-02-30": False, "": False, "03/04/2025": False}
CHANNELS = {"call": True, "短信": True, "飞鸽": False, "": False}

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
rows = st.lists(
    st.tuples(st.sampled_from([*IDS]), st.sampled_from([*TIMES]), any_text, st.sampled_from([*CHANNELS]), any_text),
    max_size=12,
)
BLANKS = " \t\n\r\v\f\u00a0\u3000\ufeff\u200b"
NOTHING = {"", "null", "none", "nan", "n/a", "#n/a", "-", "--", "——", "—", "/", "\\", "无", "暂无", "空"}


def stands(row: tuple[str, ...]) -> bool:
    debtor = row[2].strip(BLANKS).lower()
    return bool(IDS[row[0]] and TIMES[row[1]] and CHANNELS[row[3]]) and debtor not in NOTHING


@settings(max_examples=25)
@given(rows, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), st.sampled_from([",", ";", "\t"]))
def test_just_the_rows_that_should_fall_fall(written: list[tuple[str, ...]], encoding: str, delimiter: str) -> None:
    accepted, seen = [], set()
    for number, row in enumerate(written, start=2):
        if stands(row) and IDS[row[0]] not in seen:
            seen.add(IDS[row[0]])
            accepted.append(number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", newline="", encoding=encoding) as stream:
            csv.writer(stream, delimiter=delimiter).writerows([HEADER, *written])
        with reading(path) as read:
            assert read.column("row") == accepted
            named = {row for row, _, _ in read.logged()}
            assert named | set(accepted) == set(range(2, len(written) + 2))
            assert read.intake.rows_read == len(written)
            assert read.intake.rows_rejected == len(written) - len(accepted)
            if encoding != "gb18030":
                texts = [written[number - 2][4] for number in accepted]
                assert [cell or "" for cell in read.column("text")] == [t if t.strip(BLANKS) else "" for t in texts]


@settings(max_examples=25)
@given(st.lists(st.lists(st.text('ab",\n\r\t;x😀\x00', max_size=6), min_size=1, max_size=7), max_size=8))
def test_lines_of_any_shape_are_accepted_or_named(lines: list[list[str]]) -> None:
    good = ["K", "20250301", "D", "call", "x"]
    body = "\n".join(",".join(cells) for cells in lines)  # quotes wherever they fall
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(",".join(HEADER) + "\n" + ",".join(good) + "\n" + body + "\n", encoding="utf-8", newline="")
        with reading(path) as read:
            accepted, named = set(read.column("row")), {row for row, _, _ in read.logged()}
            assert 2 in accepted
            assert len(accepted | named) == read.intake.rows_read
            assert len(accepted) == read.intake.rows_read - read.intake.rows_rejected
