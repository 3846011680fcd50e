"""An address asked for in a way it has no answer to gets a page like every other trouble, not an empty one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from evenhand_web.site.views import problem


class WrongMethodPage:
    """Puts the page of a 405 where a view left it empty; what the address does answer to stays in `Allow`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = problem(request, status=405, about="wrong_method")
        page.headers["Allow"] = response.headers["Allow"]
        return page
