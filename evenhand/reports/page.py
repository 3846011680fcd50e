"""One self-contained page in two languages: templates, words that both pages use, and the file on disk."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evenhand.errors import Misuse
from evenhand.reports import shown

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("zh", "en")


def write_page(template: str, to: Path, *, lang: str, facts: Mapping[str, Any]) -> Path:
    """Fill `template` with `facts` and write it to `to`; both languages are on the page, `lang` is shown first.

    Raises Misuse when `lang` is neither zh nor en.
    """
    if lang not in LANGUAGES:
        raise Misuse(zh=f"没有语言「{lang}」；可用 zh 或 en。", en=f'There is no language "{lang}"; use zh or en.')
    style = Markup((TEMPLATES / "page.css").read_text(encoding="utf-8"))  # noqa: S704 our own file
    html = _templates().get_template(template).render(lang=lang, style=style, **facts)
    to.write_text(html, encoding="utf-8", newline="\n")
    return to


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    environment.filters.update(
        number=shown.number,
        percent=shown.percent,
        shown=shown.shown,
        two_sides=shown.two_sides,
        moment=shown.moment,
        day=shown.day_words,
    )
    return environment


def _seen(value: Any) -> Any:
    """The last gate: no text leaves for the page with a hidden character in it."""
    return shown.visible(value) if type(value) is str else value
