"""The page and the sheet of a result. What draws takes half a second to load, and most commands draw nothing."""

from pathlib import Path

from evenhand.rings.run import Detection
from evenhand.tables.progress import Progress, silent


def draw_audit(out: Path, *, lang: str, sheet: bool = False, tz: str = "UTC", progress: Progress = silent) -> None:
    """Write `report.html` of the audit in `out`; where a `sheet` is asked for, `findings.xlsx` on the clock of `tz`."""
    from evenhand.reports.audit_page import write_audit_page
    from evenhand.reports.sheets import write_findings_sheet

    write_audit_page(out, lang=lang)
    if sheet:
        write_findings_sheet(out / "findings.parquet", out / "findings.xlsx", tz=tz, progress=progress)


def draw_recordings(out: Path, *, lang: str) -> None:
    """Write `report.html` of the recordings and images held to their contacts in `out`."""
    from evenhand.reports.recordings_page import write_recordings_page

    write_recordings_page(out, lang=lang)


def draw_rings(
    detection: Detection, out: Path, *, lang: str, sheet: bool = False, tz: str = "UTC", progress: Progress = silent
) -> None:
    """Write `report.html` of a detection into `out`, and `rings.xlsx` likewise."""
    from evenhand.reports.rings_page import write_rings_page
    from evenhand.reports.sheets import write_rings_sheet

    write_rings_page(detection, out, lang=lang)
    if sheet:
        write_rings_sheet(detection, out / "rings.xlsx", tz=tz, progress=progress)
