"""Files that others publish, read as they are; skipped where they are not at hand."""

from pathlib import Path

import pytest
from written_tables import reading

from evenhand.errors import Misuse


def test_the_bureaus_file_is_read_as_published(shared: Path) -> None:
    with reading(shared / "cfpb_complaints.csv", "complaints", layout="cfpb", tz="America/New_York") as read:
        assert (read.intake.rows_read, read.intake.rows_rejected, read.rejects) == (5738, 0, [])
        assert {"State", "ZIP code"} <= set(read.intake.extra)
        assert "address" not in read.intake.present
        first = read.rows[0]
        assert (first["row"], first["complaint_id"], first["institution"]) == (2, "3146310", "HYUNDAI CAPITAL AMERICA")
        assert (first["received_at"], first["channel"]) == ("2019-02-08 05:00:00+00", "Web")
        assert (first["State"], first["ZIP code"], first["narrative"]) == ("FL", "33161", None)
        assert sum(row["narrative"] is not None for row in read.rows) == 1161


def test_the_citys_messages_are_read_through_the_example_mapping(shared: Path, root: Path) -> None:
    mapping = root / "examples" / "city_messages_map.yaml"
    with reading(shared / "zh_messages.csv", "complaints", mapping=mapping) as read:
        assert (read.intake.rows_read, len(read.rows) + read.intake.rows_rejected) == (2816, 2816)
        assert read.intake.rows_rejected == 0
        first = read.rows[0]
        assert (first["complaint_id"], first["complainant_id"]) == ("2549", "A00045581")
        assert first["received_at"] == "2019-04-25 01:32:09+00"
        assert "景蓉" in first["narrative"]
        assert "留言主题" in read.intake.extra


def test_an_unknown_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(Misuse, match="没有“fdic”这种格式"), reading(tmp_path / "a.csv", "complaints", layout="fdic"):
        pass
