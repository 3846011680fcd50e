"""What a finished run leaves behind: the only names that are ever served, and what its summary says."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from evenhand.errors import EvenhandError

PARQUET = "application/vnd.apache.parquet"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT = "report.html"
SUMMARY = "summary.json"
REJECTS = "rejects.csv"
LOG = "engine.log"

# Each name with its content type; the order is that of the page.
DOWNLOADS: dict[str, str] = {
    "findings.xlsx": SHEET,
    "findings.parquet": PARQUET,
    "rings.xlsx": SHEET,
    "rings.parquet": PARQUET,
    "members.parquet": PARQUET,
    "ties.parquet": PARQUET,
    REJECTS: "text/csv; charset=utf-8",
    SUMMARY: "application/json",
}
KEPT = (*DOWNLOADS, REPORT)
# What another organisation may fetch of a run that is shared with it: the tables only where that was said, and the
# rejected cells, which are raw, never.
SHARED = (SUMMARY,)
SHARED_WITH_TABLES = tuple(name for name in DOWNLOADS if name != REJECTS)


class BadOutput(EvenhandError):
    """A folder does not hold what a finished run leaves behind."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the platform keeps of a summary."""

    kind: str
    packs: list[str]
    file_name: str
    file_sha256: str
    rows_read: int
    rows_rejected: int
    counts: dict[str, int]
    not_evaluated: dict[str, list[str]]
    replay_sha256: str


def read_outcome(folder: Path) -> Outcome:
    """The outcome in `folder`, or BadOutput when summary or report is missing or broken."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        outcome = _outcome(summary)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _bad(folder, SUMMARY) from error
    if not is_plain_file(folder / REPORT):
        raise _bad(folder, REPORT)
    return outcome


def is_plain_file(path: Path) -> bool:
    """A file of the folder itself, not a link that leads out of it."""
    return path.is_file() and not path.is_symlink()


def _outcome(summary: dict[str, Any]) -> Outcome:
    kind = summary["kind"]
    if kind not in ("audit", "rings"):
        raise ValueError(kind)
    replay = {key: value for key, value in summary.items() if key != "seconds"}
    return Outcome(
        kind=kind,
        packs=list(summary.get("packs", [])),
        file_name=Path(str(summary.get("input", ""))).name,
        file_sha256=str(summary["input_sha256"]),
        rows_read=int(summary["rows_read"]),
        rows_rejected=int(summary["rows_rejected"]),
        counts={key: int(n) for key, n in summary["outcomes" if kind == "audit" else "counts"].items()},
        not_evaluated=dict(summary.get("not_evaluated", {})),
        replay_sha256=sha256(json.dumps(replay, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
    )


def _bad(folder: Path, name: str) -> BadOutput:
    return BadOutput(
        zh=f"文件夹“{folder.name}”中没有可用的 {name}。请先让 evenhand audit 或 evenhand rings 完整运行一次。",
        en=f"The folder “{folder.name}” holds no usable {name}. Let evenhand audit or evenhand rings finish first.",
    )
