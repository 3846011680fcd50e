"""How parts of a document are set: headings, lists, tables, texts side by side, pictures."""

import importlib
import io
import re
from collections.abc import Sequence
from typing import Any

import vl_convert
from markupsafe import Markup

from evenhand.reports.passages import Piece
from evenhand.reports.shown import visible

PICTURE_SCALE = 2
_WORDS = re.compile(r"<text\b.*?</text>|<title\b.*?</title>|<desc\b.*?</desc>", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udfff]")


def plain(text: object) -> str:
    """What XML can hold: hidden characters made visible, halves of characters replaced."""
    return _SURROGATES.sub("\ufffd", visible(str(text)))


class Setting:
    """A document being set, in one language."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.shared = importlib.import_module("docx.shared")
        self.underline = importlib.import_module("docx.enum.text").WD_UNDERLINE
        self.oxml = importlib.import_module("docx.oxml")
        self.ns = importlib.import_module("docx.oxml.ns")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; level 0 is the title."""
        self.document.add_heading(plain(text), level)

    def para(self, text: str, *, small: bool = False) -> None:
        """One paragraph."""
        run = self.document.add_paragraph().add_run(plain(text))
        if small:
            self._soften(run)

    def bullets(self, lines: Sequence[str]) -> None:
        """A list."""
        for line in lines:
            self.document.add_paragraph(plain(line), style="List Bullet")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[object]], *, widths: Sequence[float]) -> None:
        """A table whose first row repeats on every page; widths in millimetres."""
        table = self.document.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.autofit = False
        self._row(table.rows[0].cells, heads, widths, bold=True)
        repeat = self.oxml.OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        for row in rows:
            self._row(table.add_row().cells, row, widths)
        self.document.add_paragraph()

    def letter(self, heading: str, pieces: Sequence[Piece], *, cut: bool) -> None:
        """One text: shared passages underlined, slots in brackets on a tint."""
        self.document.add_paragraph().add_run(plain(heading)).bold = True
        body = self.document.add_paragraph()
        body.paragraph_format.left_indent = self.shared.Mm(6)
        for piece in pieces:
            run = body.add_run(plain(f"【{piece.text}】" if piece.kind == "slot" else piece.text))
            run.font.size = self.shared.Pt(9.5)
            if piece.kind == "shared":
                run.underline = self.underline.SINGLE
            elif piece.kind == "slot":
                self._tint(run)
        if cut:
            body.add_run(" […]")

    def picture(self, svg: Markup, *, width: float) -> None:
        """A drawing without its words, whose shape depends on the fonts of a machine; width in millimetres."""
        drawn = vl_convert.svg_to_png(_WORDS.sub("", str(svg)), scale=PICTURE_SCALE)
        self.document.add_picture(io.BytesIO(drawn), width=self.shared.Mm(width))

    def code(self, lines: Sequence[str]) -> None:
        """Commands as they are typed."""
        for line in lines:
            run = self.document.add_paragraph().add_run(plain(line))
            run.font.name, run.font.size = "Consolas", self.shared.Pt(9)

    def _row(self, cells: Any, values: Sequence[object], widths: Sequence[float], *, bold: bool = False) -> None:
        for cell, value, width in zip(cells, values, widths, strict=True):
            cell.width = self.shared.Mm(width)
            run = cell.paragraphs[0].add_run(plain(value))
            run.font.size, run.bold = self.shared.Pt(8.5), bold

    def _soften(self, run: Any) -> None:
        run.font.size = self.shared.Pt(9)
        run.font.color.rgb = self.shared.RGBColor(0x59, 0x63, 0x6B)

    def _tint(self, run: Any) -> None:
        shade = self.oxml.OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F7F0DC")):
            shade.set(self.ns.qn(name), value)
        run._r.get_or_add_rPr().append(shade)
