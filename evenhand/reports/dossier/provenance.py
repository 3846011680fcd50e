"""Where a dossier comes from: versions and digests of everything that went into it, and the commands to replay it."""

import hashlib
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

import evenhand.rings
from evenhand import __version__
from evenhand.reports.shown import shown
from evenhand.reports.words import Both
from evenhand.rules.shelf import load_pack, pack_ids
from evenhand.tables.kinds import digest_of

_VERSION = re.compile(r"v(\d+)")


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Lines of what it was and its version or digest, and the commands that make it again."""

    lines: tuple[tuple[Both, str], ...]
    commands: tuple[str, ...]


def provenance(
    summary: Mapping[str, Any], ring_id: str, members: pa.Table, findings: Path | None, packs: Iterable[str]
) -> Provenance:
    """Versions and digests of program, detector, packs and files, and of the ring itself."""
    lines: list[tuple[Both, str]] = [
        (("程序", "Program"), f"Evenhand {__version__}"),
        (("识别器", "Detector"), f"{summary['detector']} · {detector_digest(str(summary['detector']))}"),
        (("投诉文件", "File of complaints"), shown(str(summary.get("input", "")), 120)),
        (("投诉文件 SHA-256", "File of complaints, SHA-256"), str(summary["input_sha256"])),
        (("读入 / 拒收", "Rows read / rejected"), f"{summary['rows_read']} / {summary['rows_rejected']}"),
        (("时区 · 引擎", "Zone · engine"), f"{summary.get('tz', '')} · {summary.get('engine', '')}"),
        (("本组成员摘要", "Digest of this ring's members"), ring_digest(members)),
    ]
    if findings is not None:
        lines.append((("检查结果 SHA-256", "Findings, SHA-256"), digest_of(findings)))
    shelf = set(pack_ids())
    for pack in packs:
        told = load_pack(pack).sha256 if pack in shelf else "—"
        lines.append(((f"规则包 {pack}", f"Pack {pack}"), told))
    return Provenance(lines=tuple(lines), commands=_commands(summary, ring_id, findings))


def ring_digest(members: pa.Table) -> str:
    """SHA-256 of the lines `complaint_id TAB standing LF` in order of their bytes: two runs agree where it does."""
    pairs = zip(members["complaint_id"].to_pylist(), members["standing"].to_pylist(), strict=True)
    lines = sorted(f"{name}\t{standing}\n".encode("utf-8", "surrogatepass") for name, standing in pairs)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def detector_digest(name: str) -> str:
    """SHA-256 over the files of a detector and of the frozen ones before it, whose code it may use."""
    found = _VERSION.fullmatch(name)
    root, digest = Path(evenhand.rings.__file__).parent, hashlib.sha256()
    for number in range(1, int(found[1]) + 1 if found else 1):
        for path in sorted((root / f"v{number}").rglob("*")):
            if path.suffix in (".py", ".txt", ".yaml"):
                digest.update(f"{path.relative_to(root).as_posix()}\0{digest_of(path)}\n".encode())
    return digest.hexdigest()


def _commands(summary: Mapping[str, Any], ring_id: str, findings: Path | None) -> tuple[str, ...]:
    file = str(summary.get("input", "complaints"))
    found = ["--findings", findings.name] if findings is not None else []
    rings = ["evenhand", "rings", file, "--out", "out", "--detector", str(summary["detector"])]
    rings += ["--tz", str(summary["tz"])] if summary.get("tz") else []
    rings += ["--format", str(summary["layout"])] if summary.get("layout") else []
    for option in ("attachments", "papers"):
        rings += [f"--{option}", str(summary[option])] if summary.get(option) else []
    again = ["evenhand", "dossier", "out", "--complaints", file, "--ring", ring_id]
    return shlex.join(["sha256sum", file]), shlex.join([*rings, *found]), shlex.join([*again, *found])
