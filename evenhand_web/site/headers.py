"""What a browser may do with our pages: load from here and nowhere else, run no inline script, frame only us."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PAGE_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
    )
)


class ContentPolicy:
    """Gives every answer the page's content policy unless the view set a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            # Pages show what came out of someone's files: nothing stays behind in a shared browser.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
