"""Hold recordings and images to the contacts that name them: findings, rejects and a summary."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from evenhand.conduct.findings import not_evaluated
from evenhand.conduct.media.absent import judge_absent
from evenhand.conduct.media.contacts import Documented, documented
from evenhand.conduct.media.folder import MediaFolder
from evenhand.conduct.media.images import Fault as Unseen
from evenhand.conduct.media.images import Seen
from evenhand.conduct.media.listening import Heard
from evenhand.conduct.media.logged import logged
from evenhand.conduct.media.parts import need_parts
from evenhand.conduct.media.recordings import hear_all, on_recordings, recording_of
from evenhand.conduct.media.rows import Found, found_table
from evenhand.conduct.media.sound import Fault as Unheard
from evenhand.conduct.media.visits import look_at_all, on_images
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
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Check every recording and image that contacts name; write findings.parquet, rejects.csv, summary.json to `out`.

    The `packs` say what it means that a file is missing; all else that files show is for a person to look at. `tz` is
    the zone of times written without one, in the contacts and in images. Returns the summary. Raises `Misuse` where
    the extra `media` is not installed and for an unknown pack or zone, `Unreadable` for the file or the folder.
    """
    started, tell = perf_counter(), progress or silent
    need_parts()
    folder, chosen = MediaFolder(media), [_on_files(pack) for pack in load_packs(packs)]
    with connect() as con:
        read = read_contacts(con, contacts, mapping=mapping, tz=tz)
        tell("read", 0.05)
        named = documented(con, read, folder)
        heard = hear_all(named, lambda share: tell("listening", 0.05 + 0.75 * share))
        looked = look_at_all(named, ZoneInfo(tz), lambda share: tell("looking at images", 0.8 + 0.1 * share))
        found = [*on_recordings(named, heard), *on_images(named, looked)]
        tell("compared", 0.95)
        counted = _write(con, read, chosen, named, found, logged(named, heard, looked), out, tz)
    summary = {
        "kind": "recordings",
        "rows_read": read.rows_read,
        "rows_rejected": read.rows_rejected,
        "engine": "duckdb",
        "input": contacts.name,
        "input_sha256": read.input_sha256,
        "tz": tz,
        "defaulted": dict(sorted(read.defaulted.items())),
        "packs": [pack.id for pack in chosen],
        **counted,
        **_opened(named, heard, looked),
    }
    summary["seconds"] = round(perf_counter() - started, 3)
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return summary


def _opened(
    named: Sequence[Documented], heard: Mapping[Path, Heard | Unheard], looked: Mapping[Path, Seen | Unseen]
) -> dict[str, Any]:
    """How many files contacts name, how many are there, and how many could be heard or seen."""
    sounds = [one for one in heard.values() if isinstance(one, Heard)]
    images = [image for one in named for image in one.images]
    return {
        "recordings": {
            "named": sum(one.recording is not None for one in named),
            "there": sum(recording_of(one) is not None for one in named),
            "heard": len(sounds),
            "hours_heard": round(sum(one.seconds for one in sounds) / 3600, 2),
        },
        "images": {
            "named": len(images),
            "there": sum(image.place.path is not None for image in images),
            "seen": sum(isinstance(one, Seen) for one in looked.values()),
        },
    }


def _on_files(pack: Pack) -> Pack:
    return replace(pack, rules=tuple(rule for rule in pack.rules if rule.id in RULES))


def _write(
    con: duckdb.DuckDBPyConnection,
    read: Intake,
    packs: Sequence[Pack],
    named: Sequence[Documented],
    found: Iterable[Found],
    notes: pa.Table,
    out: Path,
    tz: str,
) -> dict[str, Any]:
    """Put the findings of packs and of files together, write them and the rejects; what was counted."""
    framed = judge_absent(con, read, packs, named, tz=tz)
    con.register("found_in_files", found_table(found))
    con.register("noted_on_files", notes.cast(REJECTS))
    con.execute(
        """CREATE TEMP TABLE whole AS SELECT * FROM
        (SELECT * FROM judged UNION ALL BY NAME SELECT * FROM found_in_files) ORDER BY "at", contact_id, pack, rule"""
    )
    out.mkdir(parents=True, exist_ok=True)
    write_parquet(con, 'SELECT * FROM whole ORDER BY "at", contact_id, pack, rule', out / "findings.parquet")
    rejects = f"SELECT * FROM {identifier(read.rejects)} UNION ALL BY NAME SELECT * FROM noted_on_files"
    write_csv(con, f'SELECT * FROM ({rejects}) ORDER BY row, "column", value', out / "rejects.csv")
    counts = "SELECT {0}, count(*) FROM whole GROUP BY ALL ORDER BY 1"
    return {
        "not_evaluated": not_evaluated(packs, framed, unverified=False),
        "findings": con.execute("SELECT count(*) FROM whole").fetchall()[0][0],
        "counts": dict(con.execute(counts.format("pack || '/' || rule")).fetchall()),
        "outcomes": dict(con.execute(counts.format("outcome")).fetchall()),
    }
