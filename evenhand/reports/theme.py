"""How pictures look, in one place: colours that follow the page, its type, and charts turned into SVG."""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import altair as alt
import vl_convert
from markupsafe import Markup, escape

INK, SOFT, LINE, GREY, ACCENT, PAPER = "#1b2126", "#59636b", "#d5dbdf", "#939ca3", "#1f6f78", "#ffffff"
SVG = "http://www.w3.org/2000/svg"
# Nothing may be seen of these: leaving them out makes a picture a third smaller.
UNSEEN = {"M0,0h0v0h0Z", ""}

LONG = re.compile(r"-?\d+\.\d{2,}")

CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "text": {"color": SOFT, "fontSize": 12, "baseline": "middle"},
}


def to_svg(layers: Sequence[alt.Chart], *, key: str, title: str, say: str, width: int, height: int) -> Markup:
    """Layers drawn in pixels (x from the left, y from the top) as one SVG whose name is `title` and description `say`.

    `key` is unique on the page. Nothing is measured, so the bytes do not depend on the fonts of the machine.
    """
    chart = alt.layer(*layers).properties(width=width, height=height, autosize="none", padding=0)
    drawn = vl_convert.vegalite_to_svg(chart.configure(**CONFIG).to_dict())
    root = ElementTree.fromstring(re.sub(r' xmlns(:xlink)?="[^"]*"', "", drawn))  # noqa: S314 drawn by us just now
    _strip(root)
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    return picture(inner, key=key, title=title, say=say, width=width, height=height)


def across(field: str, size: int) -> alt.X:
    """Horizontal pixels from `field` on a picture `size` wide."""
    return alt.X(field, type="quantitative", axis=None, scale=alt.Scale(domain=[0, size], nice=False, zero=False))


def down(field: str, size: int) -> alt.Y:
    """Vertical pixels, counted from the top, from `field` on a picture `size` high."""
    return alt.Y(field, type="quantitative", axis=None, scale=alt.Scale(domain=[size, 0], nice=False, zero=False))


def picture(inner: str, *, key: str, title: str, say: str, width: float, height: float) -> Markup:
    """SVG marks within their frame: a name and a description for those who do not see them."""
    return Markup(  # noqa: S704 marks come from our own drawing; words are escaped
        f'<svg class="picture" xmlns="{SVG}" role="img" aria-labelledby="{key}-t {key}-d" '
        f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(say)}</desc>{inner}</svg>'
    )


def _strip(element: ElementTree.Element) -> None:
    for child in list(element):
        if child.get("display") == "none" or (child.tag == "path" and child.get("d", "") in UNSEEN):
            element.remove(child)
        else:
            _strip(child)
    for name in ("d", "transform", "x2", "y2"):
        if value := element.get(name):
            element.set(name, LONG.sub(lambda match: f"{float(match.group()):.1f}".removesuffix(".0"), value))
    for name in ("class", "font-family", "aria-hidden", "pointer-events", "role", "aria-roledescription", "aria-label"):
        element.attrib.pop(name, None)
