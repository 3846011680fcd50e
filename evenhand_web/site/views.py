"""Choosing a language, and the pages for when something is missing, refused or broken."""

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from evenhand_web.site.language import COOKIE, LANGUAGES

PUBLIC = "/complain/"
STAFF = ("/desk/", "/people/", "/registry/", "/account/")
A_YEAR = 365 * 24 * 3600


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.POST.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, request.POST["lang"], max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


def problem(request: HttpRequest, *, status: int, about: str) -> HttpResponse:
    """The page for an anticipated trouble; `about` names its three sentences in words.py."""
    words = {part: f"problem.{about}.{part}" for part in ("title", "safe", "next")}
    # Nobody is led to pages that are not theirs. A request refused early on has no user yet.
    person = getattr(request, "user", None)
    template, shell, home = "site/problem.html", "site/base.html", "runs:list"
    if request.path.startswith(PUBLIC):
        template = "portal/problem.html"
    elif request.path.startswith(STAFF) and person is not None and person.is_authenticated:
        shell, home = "site/staff.html", "desk:home"
    told = {"words": words, "status": status, "shell": shell, "home": home}
    return render(request, template, told, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return problem(request, status=413, about="too_long")
    about = "wrong_host" if isinstance(exception, DisallowedHost) else "bad_request"
    return problem(request, status=400, about=about)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, status=403, about="forbidden")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(request, status=403, about="stale_form")


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    return problem(request, status=429, about="locked")


def no_such_door(request: HttpRequest) -> HttpResponse:
    """Addresses that allauth names in its pages and nobody here may use: signing up, a password by e-mail."""
    raise Http404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, status=404, about="not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    return problem(request, status=500, about="server_error")
