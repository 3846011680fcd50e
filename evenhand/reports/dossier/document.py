"""The dossier as a document that a panel can comment on: the same facts as the page, in one language."""

import importlib
import io
import zipfile
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from evenhand.errors import Misuse
from evenhand.reports.dossier.chapters import compose
from evenhand.reports.dossier.facts import Dossier
from evenhand.reports.dossier.page import file_name
from evenhand.reports.page import LANGUAGES

EXTRA = "docx"
# No clock in the engine: a document is as old as its input.
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 the format holds no zone
ENTRY_MADE = (1980, 1, 1, 0, 0, 0)
FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}


def need_docx() -> ModuleType:
    """The part that writes documents; raises `Misuse` that names the extra where it is not installed."""
    try:
        return importlib.import_module("docx")
    except ImportError:
        raise Misuse(
            zh=f'写 Word 文档需要附加组件，请先在源码目录里运行 pip install ".[{EXTRA}]"；网页版不需要。',
            en=f'Writing a document needs an extra; run pip install ".[{EXTRA}]" in the folder of the source first. '
            "The page needs none.",
        ) from None


def write_dossier_document(dossier: Dossier, out: Path, *, lang: str = "zh") -> Path:
    """Write `<ring id>.docx` in one language into `out`; the same dossier gives the same bytes.

    Raises Misuse where the extra `docx` is missing or `lang` is neither zh nor en.
    """
    if lang not in LANGUAGES:
        raise Misuse(zh=f"没有语言「{lang}」；可用 zh 或 en。", en=f'There is no language "{lang}"; use zh or en.')
    document = need_docx().Document()
    _set_up(document, dossier, lang)
    compose(document, dossier, lang)
    written = io.BytesIO()
    document.save(written)
    out.mkdir(parents=True, exist_ok=True)
    to = out / f"{file_name(dossier.ring_id)}.docx"
    to.write_bytes(_without_time(written.getvalue()))
    return to


def _set_up(document: Any, dossier: Dossier, lang: str) -> None:
    shared = importlib.import_module("docx.shared")
    namespaced = importlib.import_module("docx.oxml.ns").qn
    for section in document.sections:
        section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
        section.left_margin = section.right_margin = shared.Mm(20)
        section.top_margin = section.bottom_margin = shared.Mm(18)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]  # a theme's font would win over ours
        for script in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(namespaced(script), FONTS["en"])
        fonts.set(namespaced("w:eastAsia"), FONTS["zh"])
    document.styles["Normal"].font.size = shared.Pt(10.5)
    told = document.core_properties
    told.title = ("证据卷宗 " if lang == "zh" else "Evidence dossier ") + dossier.ring_id
    told.author = told.last_modified_by = "Evenhand"
    told.comments, told.language = "", "zh-CN" if lang == "zh" else "en"
    told.created = told.modified = MADE


def _without_time(document: bytes) -> bytes:
    """The same archive with no time of writing in it."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as read, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in read.infolist():
            plain = zipfile.ZipInfo(entry.filename, ENTRY_MADE)
            plain.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(plain, read.read(entry))
    return again.getvalue()
