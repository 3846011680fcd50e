"""Which language a page speaks: Chinese, unless the reader chose English."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from evenhand_web.registry.visit import Visit

COOKIE = "evenhand_lang"
LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}


class ChosenLanguage:
    """Puts the reader's language on the request as `request.lang`."""

    def __init__(self, get_response: Callable[[Visit], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Visit) -> HttpResponseBase:
        chosen = request.COOKIES.get(COOKIE)
        request.lang = chosen if chosen in LANGUAGES else LANGUAGES[0]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", HTML_LANG[request.lang])
        return response


def language(request: HttpRequest) -> dict[str, str]:
    """What every template knows of the language."""
    # A request refused before the middleware ran (a forbidden host) has no choice yet.
    lang = getattr(request, "lang", "zh")
    return {"lang": lang, "html_lang": HTML_LANG[lang]}
