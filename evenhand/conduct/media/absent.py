"""Files that contacts name and the folder does not hold: judged by the packs as if the contact named none."""

from collections.abc import Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa

from evenhand.conduct.audit import evaluate
from evenhand.conduct.frame import Frame
from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.rows import ASKED, Found, found_table, shown_name
from evenhand.intake.reading import Intake
from evenhand.rules.pack import Pack
from evenhand.tables.connection import identifier, literal

_ROWS = pa.schema([("row", pa.int64()), ("recording", pa.bool_()), ("images", pa.bool_())])


def judge_absent(
    con: duckdb.DuckDBPyConnection, read: Intake, packs: Sequence[Pack], named: Sequence[Documented], *, tz: str
) -> Frame:
    """Leave in the table `judged` what the packs, and where none speaks a review, say of files that are not there.

    A finding of a pack keeps its outcome and says which file was named.
    """
    rows = [{"row": one.row, "recording": _no_recording(one), "images": _no_images(one)} for one in named]
    con.register("without_files", pa.Table.from_pylist(rows, schema=_ROWS))
    con.register("absent_files", found_table((found for one in named for found in _absent(one)), asked=False))
    seen = f"{read.relation}_as_kept"
    con.execute(
        f"""CREATE TEMP VIEW {identifier(seen)} AS SELECT c.* REPLACE (
            CASE WHEN w.recording THEN '' ELSE c.recording END AS recording,
            CASE WHEN w.images THEN [] ELSE c.media END AS media)
        FROM {identifier(read.relation)} c LEFT JOIN without_files w USING (row)"""
    )
    framed, _ = evaluate(con, replace(read, relation=seen), packs, tz=tz)
    con.execute(
        f"""CREATE TEMP TABLE judged AS
        SELECT f.* REPLACE (coalesce(a.facts, f.facts) AS facts,
            coalesce({_asked("zh")} || a.sentence_zh, f.sentence_zh) AS sentence_zh,
            coalesce({_asked("en")} || a.sentence_en, f.sentence_en) AS sentence_en)
        FROM (SELECT * FROM findings UNION ALL BY NAME
            SELECT * FROM absent_files ANTI JOIN findings USING (contact_id, rule)) f
        LEFT JOIN absent_files a USING (contact_id, rule)"""
    )
    return framed


def _asked(lang: str) -> str:
    return f"CASE WHEN f.outcome = 'review' THEN {literal(ASKED[lang == 'en'])} ELSE '' END"


def _no_recording(contact: Documented) -> bool:
    return contact.recording is not None and contact.recording.place.absence == "missing"


def _no_images(contact: Documented) -> bool:
    return bool(contact.images) and all(image.place.absence == "missing" for image in contact.images)


def _absent(contact: Documented) -> list[Found]:
    found = []
    if contact.recording is not None and _no_recording(contact):
        facts: dict[str, object] = {"file": shown_name(contact.recording.name)}
        found.append(Found(contact=contact, wording="recording-missing", facts=facts))
    if lost := [shown_name(image.name) for image in contact.images if image.place.absence == "missing"]:
        found.append(Found(contact=contact, wording="images-missing", facts={"file": lost, "number": len(lost)}))
    return found
