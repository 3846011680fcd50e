"""The ways in: allauth's forms with sign-up closed, a header set by a trusted proxy, and what must be done first."""

import ipaddress
from collections.abc import Callable

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.backends import RemoteUserBackend
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

BY_HEADER = "evenhand_by_header"


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: administrators open accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Nothing: allauth's messages are in English alone, and the page that follows shows what came of it."""

    def set_password(self, user, password: str) -> None:  # type: ignore[no-untyped-def]
        """A password that its owner chose is no longer one that somebody gave."""
        user.given_password = False
        super().set_password(user, password)


def tried(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """The login that somebody tries, in the one spelling under which tries are counted."""
    given = credentials or {}
    return (given.get("username") or given.get("login") or request.POST.get("login") or "").strip().casefold()


class NamedByProxy(RemoteUserBackend):
    """Knows people by the login that a trusted proxy names; creates nobody."""

    create_unknown_user = False

    def clean_username(self, username: str) -> str:
        return username.strip().casefold()


class TrustedHeader:
    """Signs in whom the header names, if it came from a trusted proxy; a header from anybody else counts for nothing.

    Government single sign-on stands in front as a proxy. Off unless EVENHAND_TRUSTED_HEADER is set.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.EVENHAND_TRUSTED_HEADER and trusted(request.META.get("REMOTE_ADDR", "")):
            self.follow(request, request.headers.get(settings.EVENHAND_TRUSTED_HEADER, "").strip())
        return self.get_response(request)

    def follow(self, request: HttpRequest, named: str) -> None:
        here = request.user.get_username() if request.user.is_authenticated else ""
        if here and here != named.casefold() and request.session.get(BY_HEADER):
            logout(request)
            here = ""
        if named and not here and (person := authenticate(request, remote_user=named)):
            login(request, person, backend="evenhand_web.people.door.NamedByProxy")
            request.session[BY_HEADER] = True


def trusted(address: str) -> bool:
    """Whether a request comes from a proxy that the operator named."""
    try:
        return ipaddress.ip_address(address) in settings.EVENHAND_TRUSTED_PROXIES
    except ValueError:
        return False


def _vouched_for(request: HttpRequest) -> bool:
    """Whether somebody else than a password says who this is: a proxy, or the provider of single sign-on."""
    methods = [record.get("method") for record in get_authentication_records(request, request.user)]
    return bool(request.session.get(BY_HEADER)) or methods[:1] == ["socialaccount"]


class FirstThings:
    """A password that somebody else knows is changed before anything else; then the second factor, where required."""

    ALWAYS = ("/account/", "/language", "/static/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if person.is_authenticated and not request.path.startswith(self.ALWAYS):
            if person.given_password and not _vouched_for(request):
                return redirect(reverse("account_change_password"))
            if settings.EVENHAND_TOTP_REQUIRED and not Authenticator.objects.filter(user=person).exists():
                return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)
