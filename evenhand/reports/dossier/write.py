"""The dossiers of a run, one page a ring and, where asked for, one document."""

from collections.abc import Sequence
from pathlib import Path

from evenhand.reports.dossier.document import need_docx, write_dossier_document
from evenhand.reports.dossier.facts import gather
from evenhand.reports.dossier.page import write_dossier_page
from evenhand.rings.run import Detection
from evenhand.tables.progress import Progress, silent


def write_dossiers(
    detection: Detection,
    rings: Sequence[str],
    out: Path,
    *,
    findings: Path | None = None,
    docx: bool = False,
    lang: str = "zh",
    progress: Progress = silent,
) -> list[Path]:
    """Write the dossier of each of `rings` into the folder `out`; the same input gives the same bytes.

    Raises `Misuse` for a ring that the detection does not hold, or where `docx` needs an extra that is missing.
    """
    if docx:
        need_docx()
    written = []
    for done, ring_id in enumerate(rings):
        progress("dossier", done / len(rings))
        dossier = gather(detection, ring_id, findings=findings)
        written.append(write_dossier_page(dossier, out, lang=lang))
        if docx:
            written.append(write_dossier_document(dossier, out, lang=lang))
    return written
