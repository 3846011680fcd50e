"""Hold recordings and images to the contacts that name them: findings, rejects and a summary."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from evenhand.conduct.findings import not_evaluated
from evenhand.conduct.media.absent import judge_absent
from evenhand.conduct.media.contacts import documented
from evenhand.conduct.media.keeping import on_keeping, periods
from evenhand.conduct.media.lettering import on_lettering
from evenhand.conduct.media.logged import logged
from evenhand.conduct.media.opened import Opened, open_all
from evenhand.conduct.media.passages import passages_table
from evenhand.conduct.media.recordings import on_recordings
from evenhand.conduct.media.rows import Found, found_table
from evenhand.conduct.media.sentences import PACK
from evenhand.conduct.media.speech.recogniser import Recogniser
from evenhand.conduct.media.speech.transcripts import Side
from evenhand.conduct.media.spoken import RULE_OF, on_words, transcripts_table
from evenhand.conduct.media.visits import on_images
from evenhand.files.folder import MediaFolder
from evenhand.files.parts import need_parts
from evenhand.files.words import Reader
from evenhand.intake.reading import Intake, read_contacts
from evenhand.records import REJECTS
from evenhand.rules.pack import Pack
from evenhand.rules.shelf import load_packs
from evenhand.tables.connection import connect, identifier
from evenhand.tables.progress import Progress, silent
from evenhand.tables.write import write_csv, write_parquet

DEFAULT_PACKS = ("cn-ningbo",)
# What the packs say of files: that they must be there.
RULES = ("recording-missing", "images-missing")


def check_recordings(
    contacts: Path,
    *,
    media: Path,
    out: Path,
    packs: Sequence[str] = DEFAULT_PACKS,
    tz: str = "Asia/Shanghai",
    mapping: Path | None = None,
    recogniser: Recogniser | None = None,
    collector: Side | None = None,
    reader: Reader | None = None,
    on: date | None = None,
    unverified: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Check every recording and image that contacts name; write findings.parquet, rejects.csv, summary.json to `out`.

    The `packs` say what it means that a file is missing, and how long recordings are kept, reckoned on the day `on`
    (the last contact's, if none is given; `unverified`: also where the source is weak); all else that files show is
    for a person to look at. With a `recogniser` what was said is written down, to transcripts.parquet as well;
    `collector` is the channel that the collector speaks on; where words are found, the sound around them goes to
    passages.parquet. With a `reader` words in images are looked at. `tz` is the
    zone of times written without one, in the contacts and in images. Returns the summary. Raises `Misuse` where the
    extra `media` is not installed and for an unknown pack or zone, `Unreadable` for the file or the folder.
    """
    started, tell = perf_counter(), progress or silent
    need_parts()
    folder, chosen, zone = MediaFolder(media), load_packs(packs), ZoneInfo(tz)
    with connect() as con:
        read = read_contacts(con, contacts, mapping=mapping, tz=tz)
        tell("read", 0.05)
        files = open_all(documented(con, read, folder), zone, recogniser, collector, reader, tell)
        named = files.contacts
        kept = on_keeping(named, periods(chosen, unverified=unverified), on=on, tz=tz)
        found = [*on_recordings(named, files.heard), *on_images(named, files.looked), *kept]
        found += [*on_words(named, files.written or {}), *on_lettering(named, files.kinds or {})]
        tell("compared", 0.95)
        counted = _write(con, read, [_on_files(pack) for pack in chosen], files, found, out, tz)
    told = {"on": on.isoformat() if on else None, "packs": [pack.id for pack in chosen]}
    summary = {**_read(read, contacts, tz), **told, **counted, **files.counted()}
    summary["seconds"] = round(perf_counter() - started, 3)
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return summary


def _read(read: Intake, contacts: Path, tz: str) -> dict[str, Any]:
    return {
        "kind": "recordings",
        "rows_read": read.rows_read,
        "rows_rejected": read.rows_rejected,
        "engine": "duckdb",
        "input": contacts.name,
        "input_sha256": read.input_sha256,
        "tz": tz,
        "defaulted": dict(sorted(read.defaulted.items())),
    }


def _on_files(pack: Pack) -> Pack:
    return replace(pack, rules=tuple(rule for rule in pack.rules if rule.id in RULES))


def _write(
    con: duckdb.DuckDBPyConnection,
    read: Intake,
    packs: Sequence[Pack],
    files: Opened,
    found: Sequence[Found],
    out: Path,
    tz: str,
) -> dict[str, Any]:
    """Put the findings of packs and of files together, write them, the rejects and what was said; what was counted."""
    framed = judge_absent(con, read, packs, files.contacts, tz=tz)
    con.register("found_in_files", found_table(found))
    con.register("noted_on_files", logged(files).cast(REJECTS))
    con.execute(
        """CREATE TEMP TABLE whole AS SELECT * FROM
        (SELECT * FROM judged UNION ALL BY NAME SELECT * FROM found_in_files) ORDER BY "at", contact_id, pack, rule"""
    )
    out.mkdir(parents=True, exist_ok=True)
    write_parquet(con, 'SELECT * FROM whole ORDER BY "at", contact_id, pack, rule', out / "findings.parquet")
    rejects = f"SELECT * FROM {identifier(read.rejects)} UNION ALL BY NAME SELECT * FROM noted_on_files"
    write_csv(con, f'SELECT * FROM ({rejects}) ORDER BY row, "column", value', out / "rejects.csv")
    _write_what_was_said(con, files, found, out)
    counts = "SELECT {0}, count(*) FROM whole GROUP BY ALL ORDER BY 1"
    return {
        "not_evaluated": {**not_evaluated(packs, framed, unverified=False), **_not_looked_for(files)},
        "findings": con.execute("SELECT count(*) FROM whole").fetchall()[0][0],
        "counts": dict(con.execute(counts.format("pack || '/' || rule")).fetchall()),
        "outcomes": dict(con.execute(counts.format("outcome")).fetchall()),
    }


def _write_what_was_said(con: duckdb.DuckDBPyConnection, files: Opened, found: Sequence[Found], out: Path) -> None:
    """Transcripts, and the passages to listen to; where nothing was written down, none of an earlier run stay."""
    words, sounds = out / "transcripts.parquet", out / "passages.parquet"
    if files.written is None:
        words.unlink(missing_ok=True)
        sounds.unlink(missing_ok=True)
        return
    con.register("written_down", transcripts_table(files.contacts, files.written))
    write_parquet(con, "SELECT * FROM written_down", words)
    con.register("cut_out", passages_table(found))
    write_parquet(con, "SELECT * FROM cut_out", sounds)


def _not_looked_for(files: Opened) -> dict[str, list[str]]:
    """The rules that nothing was there for: a recogniser of speech, a reader of words in images."""
    words = {} if files.written is not None else {f"{PACK}/{rule}": ["speech"] for rule in sorted(RULE_OF.values())}
    return words | ({} if files.kinds is not None else {f"{PACK}/image-personal-data": ["ocr"]})
