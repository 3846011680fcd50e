"""Long words on a page that may weigh so much and no more: whole while there is room, then how they begin."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from evenhand_web.site.words import sentence

register = template.Library()
# Bytes, as the browser is sent them; what else stands on the page takes about as much again.
ROOM = 62_000
BEGINNING = 160
# In a form that is shown again: what may be sent, and a little more, since a browser counts line ends otherwise.
SHOWN_AGAIN = 20_400


@dataclass
class Sheet:
    """How much room is left on one page."""

    room: int
    shortened: bool = False

    def take(self, text: str) -> bool:
        """Whether `text` still fits; its room is taken then, else that of its beginning."""
        weight = len(escape(text).encode())
        fits = weight <= self.room or len(text) <= BEGINNING
        self.shortened |= not fits
        self.room -= weight if fits else len(escape(text[:BEGINNING]).encode())
        return fits


@register.simple_tag
def sheet(typed: Iterable[str] = ()) -> Sheet:
    """A page's room, less what was typed into a form that is shown again."""
    left = Sheet(room=ROOM)
    for text in typed or ():
        left.take(shown_again(text))
    return left


@register.simple_tag(takes_context=True)
def told(context: template.Context, page: Sheet, text: str, where: str) -> SafeString:
    """`text`, or how it begins and the way to `where` the whole of it stands."""
    if page.take(text):
        return escape(text)
    whole = sentence("text.whole", str(context.get("lang", "zh"))).format(n=f"{len(text):,}")
    return format_html('{}… <a href="{}">{}</a>', text[:BEGINNING], where, whole)


@register.filter
def shown_again(text: str | None) -> str:
    """As much of what was typed as a form shows again; what is longer was refused for that."""
    return (text or "")[:SHOWN_AGAIN]
