"""Audit a file of contacts against rule packs: findings, rejects and a summary that anyone can make again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from evenhand.conduct.findings import Applied, applied_rules, find, not_evaluated
from evenhand.conduct.frame import Frame, frame
from evenhand.conduct.history import Since, judged, keep_history, since_day
from evenhand.conduct.spark import find_on_spark
from evenhand.conduct.summary import summarise
from evenhand.errors import Misuse
from evenhand.intake.reading import Intake, read_contacts, read_mandates
from evenhand.rules.pack import Pack
from evenhand.rules.shelf import load_packs
from evenhand.rules.zones import is_zone
from evenhand.tables.connection import connect, identifier
from evenhand.tables.months import Months
from evenhand.tables.progress import Progress, silent
from evenhand.tables.spark import check_spark
from evenhand.tables.spark_faults import check_master
from evenhand.tables.write import write_csv, write_parquet

Finder = Callable[[duckdb.DuckDBPyConnection, Frame, Intake, Sequence[Applied], Progress], None]

ENGINES = ("duckdb", "spark")


def audit(
    contacts: Path,
    *,
    packs: Sequence[str],
    out: Path,
    tz: str = "Asia/Shanghai",
    mandates: Path | None = None,
    mapping: Path | None = None,
    engine: str = "duckdb",
    master: str = "local[*]",
    unverified: bool = False,
    since: date | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Check every contact of a file against the packs; write findings.parquet, rejects.csv and summary.json to `out`.

    `contacts` may be a folder of Parquet files, kept apart by month as `month=2026-01/….parquet`. Given a day `since`
    (in `tz`), only contacts from then on are judged, and of earlier ones only those read that the packs look back over.
    `tz` is the zone of times written without one. `master` is where Spark runs, for the engine `spark`. `unverified`
    also applies rules whose source is weak; they yield reviews only. Returns the summary. Raises `Misuse` for an
    unknown pack, zone or engine, or an engine that is not installed; `Unreadable` for a file that cannot be read;
    `Unavailable` where the cluster fails.
    """
    started, tell = perf_counter(), progress or silent
    _check(engine, master, tz)
    chosen = load_packs(packs)
    finder = partial(find_on_spark, master=master, shared=out, tz=tz) if engine == "spark" else find
    start = since_day(since, chosen, tz=tz, unverified=unverified) if since is not None else None
    with connect() as con:
        read = read_contacts(con, contacts, mapping=mapping, tz=tz, since=start.first if start else None, progress=tell)
        held = read_mandates(con, mandates, tz=tz) if mandates is not None else None
        out.mkdir(parents=True, exist_ok=True)
        judge = partial(evaluate, tz=tz, unverified=unverified, since=start, finder=finder, progress=tell)
        framed, applied = judge(con, read, chosen, mandates=held)
        write_parquet(con, "SELECT * FROM findings", out / "findings.parquet")
        write_csv(con, f'SELECT * FROM {identifier(read.rejects)} ORDER BY row, "column"', out / "rejects.csv")
        summary = {
            **_read(read, contacts, engine, tz),
            **_beside(mandates, held, mapping),
            **_looked_back(since, start),
            **_judged_by(chosen, framed, unverified),
            **summarise(con, framed, applied),
        }
    tell("written", 1.0)
    summary["seconds"] = round(perf_counter() - started, 3)
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return summary


def evaluate(
    con: duckdb.DuckDBPyConnection,
    contacts: Intake,
    packs: Sequence[Pack],
    *,
    tz: str,
    mandates: Intake | None = None,
    unverified: bool = False,
    since: Since | None = None,
    finder: Finder = find,
    progress: Progress = silent,
) -> tuple[Frame, tuple[Applied, ...]]:
    """Leave the findings of the contacts read, or `since`, in the view `findings` and the table `marked` of `con`."""
    if since is not None:
        contacts = keep_history(con, contacts, since)
    framed = frame(con, contacts, packs, tz=ZoneInfo(tz).key, mandates=mandates)
    if since is not None:
        framed = replace(framed, judged=judged(since))
    applied = applied_rules(packs, framed, unverified=unverified)
    finder(con, framed, contacts, applied, progress)
    return framed, applied


def _check(engine: str, master: str, tz: str) -> None:
    if engine not in ENGINES:
        raise Misuse(
            zh=f"引擎 {engine} 不可用，可用：{'、'.join(ENGINES)}",
            en=f"engine {engine} is not available; use {', '.join(ENGINES)}",
        )
    if engine == "spark":
        check_spark()
        check_master(master)
    if not is_zone(tz):
        raise Misuse(zh=f"没有时区 {tz}，例如 Asia/Shanghai", en=f"there is no zone {tz}; an example is Asia/Shanghai")


def _read(read: Intake, contacts: Path, engine: str, tz: str) -> dict[str, Any]:
    return {
        "kind": "audit",
        "rows_read": read.rows_read,
        "rows_rejected": read.rows_rejected,
        "engine": engine,
        "input": contacts.name,
        "input_sha256": read.input_sha256,
        "tz": tz,
        "defaulted": dict(sorted(read.defaulted.items())),
        **_files(read.months),
    }


def _files(months: Months | None) -> dict[str, Any]:
    """Of a folder, the files opened, in the order in which rows are numbered, and those left closed."""
    if months is None:
        return {}
    named = {"files": months.opened, "files_unopened": months.unopened}
    return {key: [path.relative_to(months.folder).as_posix() for path in paths] for key, paths in named.items()}


def _beside(mandates: Path | None, held: Intake | None, mapping: Path | None) -> dict[str, Any]:
    """What was read beside the contacts, so that the run can be repeated."""
    named: dict[str, Any] = {}
    if mandates is not None and held is not None:
        named |= {"mandates": mandates.name, "mandates_sha256": held.input_sha256}
    if mapping is not None:
        named |= {"map": mapping.name}
    return named


def _looked_back(day: date | None, since: Since | None) -> dict[str, Any]:
    """From when on contacts were judged, and from when on all were read; None where the packs look back without end."""
    if day is None or since is None:
        return {}
    return {"since": day.isoformat(), "history_from": since.first.isoformat() if since.first else None}


def _judged_by(packs: Sequence[Pack], framed: Frame, unverified: bool) -> dict[str, Any]:
    return {
        "packs": [pack.id for pack in packs],
        "pack_sha256": {pack.id: pack.sha256 for pack in packs},
        "not_evaluated": not_evaluated(packs, framed, unverified=unverified),
        "unverified": [f"{pack.id}/{rule.id}" for pack in packs for rule in pack.rules if rule.unverified],
        "unverified_applied": unverified,
    }
