"""A request as the platform's middleware hands it on to a page."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Visit(HttpRequest):
    """A request from anybody: in which language its reader reads, and whether a part of a page asks for itself anew."""

    lang: str
    htmx: HtmxDetails
