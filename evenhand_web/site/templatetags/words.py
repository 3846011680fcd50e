"""`{% say "key" %}` in the reader's language, and numbers, moments and sizes as people read them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from evenhand.deadlines.clock import Clock
from evenhand_web.people.roles import ROLES
from evenhand_web.registry.codes import SUBJECTS
from evenhand_web.registry.models import Organisation
from evenhand_web.site.words import WORDS, sentence

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: RequestContext, key: str, **values: object) -> SafeString:
    """The words of `key`, with `values` put in, escaped."""
    words = sentence(key, str(context.get("lang", "zh")))
    return format_html(words, **values) if values else escape(words)


@register.simple_tag(takes_context=True)
def gap(context: RequestContext) -> str:
    """What stands between two sentences: a space, and in Chinese none."""
    return "" if context.get("lang", "zh") == "zh" else " "


@register.filter
def within(words: dict[str, str] | object, lang: str) -> str:
    """One of the two languages of a `{zh, en}` pair, the platform's or the engine's."""
    return str(words[lang] if isinstance(words, dict) else getattr(words, lang))


@register.filter
def side(words: str, lang: str) -> str:
    """The reader's side of words that stand as "中文 / English" in one cell."""
    sides = words.split(" / ")
    return sides[lang == "en"] if len(sides) == 2 else words


@register.filter
def number(value: int | None) -> str:
    """1234567 as 1,234,567; nothing known as a dash."""
    return "–" if value is None else f"{value:,}"


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in the platform's zone, to the minute."""
    return "–" if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


@register.filter
def machine_moment(value: datetime) -> str:
    """A moment for the `datetime` attribute."""
    return value.isoformat(timespec="seconds")


@register.filter
def size(value: int) -> str:
    """A file's size in the largest unit that keeps it above one."""
    amount, units = float(value), ["B", "kB", "MB", "GB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1000
        units.pop(0)
    return f"{amount:.1f}".removesuffix(".0") + f" {units[0]}"


@register.simple_tag(takes_context=True)
def took(context: RequestContext, value: timedelta | None) -> str:
    """How long something took, in words."""
    if value is None:
        return "–"
    seconds = int(value.total_seconds())
    if seconds < 60:
        return sentence("time.seconds", context["lang"]).format(seconds=seconds)
    return sentence("time.minutes", context["lang"]).format(minutes=seconds // 60, seconds=seconds % 60)


@register.simple_tag(takes_context=True)
def with_page(context: RequestContext, page: int) -> str:
    """The present query with another page number."""
    query: Any = context["request"].GET.copy()
    query["page"] = page
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def called(context: RequestContext, organisation: Organisation) -> str:
    """An organisation's name in the reader's language."""
    return organisation.called(context["lang"])


@register.simple_tag(takes_context=True)
def subject(context: RequestContext, code: str) -> str:
    """What a complaint is about, in words."""
    return SUBJECTS[code][context["lang"]]


@register.simple_tag(takes_context=True)
def due(context: RequestContext, on: date | None, today: date, soon: date, is_open: bool) -> str:
    """The last day of a limit, marked where it is past or near: by a sign and a word, never by colour alone."""
    if on is None:
        return "–"
    if not is_open or on > soon:
        return on.isoformat()
    mark, kind, key = ("■", "late", "due.late") if on < today else ("▲", "near", "due.near")
    return format_html('{} <span class="{}">{} {}</span>', on.isoformat(), kind, mark, sentence(key, context["lang"]))


@register.simple_tag(takes_context=True)
def days(context: RequestContext, key: str, clock: Clock) -> str:
    """How many days of a limit are left, late or to come, named as the limit counts them."""
    unit = "clock.workdays" if clock.unit == "working" else "clock.days"
    n = clock.late_by if clock.overdue else clock.left
    lang = context["lang"]
    return sentence(key, lang).format(n=f"{n} {sentence(unit, lang)}")


@register.filter
def words(text: str) -> list[str]:
    """A list written with spaces."""
    return text.split()


@register.filter
def roles(held: Iterable[str]) -> list[dict[str, str]]:
    """The names of roles, in the order of their list."""
    return [role.name for key, role in ROLES.items() if key in held]


@register.filter
def troubles(form: BaseForm) -> list[str]:
    """The keys of what is to be said of a refused form of accounts, whose own sentences are in English alone."""
    codes = dict.fromkeys(error.code for errors in form.errors.as_data().values() for error in errors)
    keys = [f"account.error.{code}" for code in codes]
    return list(dict.fromkeys(key if key in WORDS else "account.error.other" for key in keys))
