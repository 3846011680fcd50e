"""The clock as a bar: used, standing still (hatched), left, and what is past the limit; today is the mark."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evenhand.deadlines.clock import Clock

register = template.Library()
WIDE = 1000
# So many days before the last one a limit is near.
NEAR = 3


@register.simple_tag
def clock_bar(clock: Clock, name: object) -> SafeString:
    """The bar of a running limit; `name` tells it from the others of its page. The words beside it say the same."""
    late = clock.late_by if clock.overdue else 0
    whole = max(clock.allowed + clock.stopped + late, 1)
    used, still, past = (days * WIDE // whole for days in (min(clock.used, clock.allowed), clock.stopped, late))
    kind = "past" if late else "near" if clock.left <= NEAR and not clock.paused else "going"
    return format_html(
        '<svg class="bar {kind}" viewBox="0 0 {wide} 12" preserveAspectRatio="none" aria-hidden="true">'
        '<defs><pattern id="still-{name}" width="12" height="12" patternUnits="userSpaceOnUse">'
        '<path d="M0 12 12 0" class="hatch"/></pattern></defs>'
        '<rect class="whole" width="{wide}" height="12"/><rect class="used" width="{used}" height="12"/>'
        '<rect class="still" x="{used}" width="{still}" height="12" fill="url(#still-{name})"/>'
        '<rect class="late" x="{end}" width="{past}" height="12"/>'
        '<rect class="today" x="{today}" width="4" height="12"/>'
        "</svg>",
        kind=kind,
        wide=WIDE,
        name=name,
        used=used,
        still=still,
        past=past,
        end=WIDE - past,
        today=min(WIDE - 4, WIDE - 4 if late else used + still),
    )
