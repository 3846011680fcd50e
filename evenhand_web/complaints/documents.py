"""Filling a letter's template: a DOCX that the operator edits in a word processor, with placeholders `{{ name }}`.

Whatever is put in is text and stays text: no sign of it is read as a placeholder, as XML or as a command of Word's.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from evenhand.errors import EvenhandError

SHIPPED = Path(__file__).parent / "templates" / "letters"
# Control signs, what turns the direction of reading, halves of signs: docxtpl acts on some, XML knows none of them.
NO_SIGNS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
Facts = Mapping[str, str | Sequence[str]]


class CannotFill(EvenhandError):
    """A template that is not there, does not open, or asks for what no letter knows."""


def fill(place: Path, facts: Facts) -> bytes:
    """The document that a template makes of `facts`. Raises CannotFill with the file and the placeholder."""
    template, written = _Template(place), BytesIO()
    try:
        _asks_only_for(facts, template, place.name)
        template.render(dict(facts), _signs(), autoescape=True)
        template.save(written)
    except TemplateSyntaxError as wrong:
        raise _wrong(place.name, _paragraph(wrong), wrong.message or "") from wrong
    except TemplateError as wrong:
        raise _wrong(place.name, "", wrong.message or "") from wrong
    except etree.XMLSyntaxError as torn:
        raise CannotFill(
            zh=f"文书模板“{place.name}”填写后不成文档：成对的标记（如 for 与 endfor）要各自单独成段。",
            en=f"the letter's template {place.name} makes no document: marks that belong together, such as for and "
            "endfor, each stand in a paragraph of their own.",
        ) from torn
    except (TypeError, ValueError, ArithmeticError) as wrong:
        raise _wrong(place.name, "", str(wrong)) from wrong
    return written.getvalue()


def template_of(kind: str) -> Path:
    """The operator's template where EVENHAND_LETTERS holds one, else the shipped one. Raises CannotFill."""
    own = settings.EVENHAND_LETTERS
    if own and not Path(own).is_dir():
        raise CannotFill(
            zh="EVENHAND_LETTERS 指的不是文件夹，文书没有制作。请系统维护人员改正后再试。",
            en="EVENHAND_LETTERS names no folder, and no letter is written; whoever runs the platform must correct it.",
        )
    named = Path(own) / f"{kind}.docx"
    return named if own and named.exists() else SHIPPED / f"{kind}.docx"


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl's, which mends a torn document in silence; this one says so."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        try:
            self.init_docx()
        except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError, etree.XMLSyntaxError) as broken:
            raise CannotFill(
                zh=f"文书模板“{place.name}”打不开，应为 Word 的 DOCX 文档。请系统维护人员换一份。",
                en=f"the letter's template {place.name} does not open as a DOCX document; it must be replaced.",
            ) from broken

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml, parser=etree.XMLParser(resolve_entities=False))
        return super().fix_tables(xml)


def _signs() -> ImmutableSandboxedEnvironment:
    """How placeholders are read: nothing unknown passes for empty, and all that comes out of one is text."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_text)


def _text(value: object) -> Markup:
    """`value` as signs that neither docxtpl nor Word reads as anything else; several lines under each other."""
    lines = value if isinstance(value, list | tuple) else str(value).split("\n")
    told = "\n".join(NO_SIGNS.sub("", str(line)) for line in lines)
    # docxtpl looks through what was filled in for braces of its own.
    return Markup(str(escape(told)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped just now


def _asks_only_for(facts: Facts, template: _Template, name: str) -> None:
    try:
        unknown = template.get_undeclared_template_variables(_signs(), context=dict(facts))
    except TemplateSyntaxError:
        return  # rendering meets the same and knows in which paragraph
    if unknown:
        known = "、".join(facts)
        raise CannotFill(
            zh=f"文书模板“{name}”里的占位符“{{{{ {min(unknown)} }}}}”没有对应的内容。可以使用：{known}。",
            en=f"the letter's template {name} asks for {{{{ {min(unknown)} }}}}, which there is not. It may ask for: "
            f"{', '.join(facts)}.",
        )


def _wrong(name: str, where: str, why: str) -> CannotFill:
    place_zh, place_en = (f"“{where}”", f" at “{where}”") if where else ("", "")
    return CannotFill(
        zh=f"文书模板“{name}”里的占位符{place_zh}写法有误（{why}）。请系统维护人员改正后再试。",
        en=f"a placeholder of the letter's template {name} is written wrongly{place_en} ({why}); it must be corrected.",
    )


def _paragraph(wrong: TemplateSyntaxError) -> str:
    """The text of the paragraph in which reading stopped; docxtpl keeps three before it and three after."""
    around: list[str] = list(getattr(wrong, "docx_context", ()))
    place = min(wrong.lineno - 1, 3) if wrong.lineno >= 4 else wrong.lineno - 1
    return around[place].strip() if 0 <= place < len(around) else ""
