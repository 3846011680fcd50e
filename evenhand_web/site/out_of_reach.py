"""A page in words where a paper cannot be fetched because what holds it does not answer."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from evenhand_web.complaints.shelf import OutOfReach
from evenhand_web.site.views import problem

log = logging.getLogger(__name__)


class OutOfReachPage:
    """Answers 503 in place of a page that needed what is out of reach."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page; None for every other fault."""
        if not isinstance(exception, OutOfReach):
            return None
        log.warning("papers cannot be reached: %s", exception)
        return problem(request, status=503, about="out_of_reach")
