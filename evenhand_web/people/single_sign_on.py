"""The door for single sign-on by OpenID Connect: knows people by the login that the provider names; creates nobody.

The first time, the provider's own number of the person is bound to the account; from then on that number alone counts,
so that a login which the provider gives to somebody else later opens nothing here.
"""

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views as provider
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from requests import RequestException

from evenhand_web.people import actions
from evenhand_web.people.hint import keep_hint
from evenhand_web.people.models import Person

LOGIN = "login"
log = logging.getLogger(__name__)


class NamedByProvider(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Finds the account for whom the provider vouches, or says that there is none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_provider(self, *args: Any, **kwargs: Any) -> Any:
        """allauth's provider, which would keep all that is told of a person; this one keeps the login."""
        found = super().get_provider(*args, **kwargs)
        found.extract_extra_data = lambda told: {"login": _login(told)}
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        # Nobody binds an account by hand to whomever the provider vouches for.
        if sociallogin.state.get("process") != LOGIN:
            _refuse(request, "other", 403)
        if sociallogin.is_existing:
            return
        account = sociallogin.account
        person = Person.objects.filter(login=account.extra_data["login"], is_active=True).first()
        if person is None:
            _refuse(request, "unknown", 403)
        try:
            actions.bind(person=person, provider=account.provider, number=account.uid, at=timezone.now())
        except actions.CannotManage:
            _refuse(request, "bound", 403)
        sociallogin.lookup()

    def on_authentication_error(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        _refuse(request, "other", 401)


class TellsItsToken(provider.OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Lets the token be known by which the provider will know again who signs out."""

    id_token = ""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        told = super().complete_login(request, app, token, **kwargs)
        self.id_token = str(kwargs["response"].get("id_token") or "")
        return told


def go_there(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The way to the provider; a page that says so where it does not answer."""
    return _asked(provider.login, request, provider_id)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The way back from it."""
    return _asked(_answered, request, provider_id)


def _answered(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Signs in whom the provider vouches for; what it will ask for at signing out goes into the session."""
    adapter = TellsItsToken(request, provider_id)
    try:
        response: HttpResponseBase = OAuth2CallbackView.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    # Anything else is a refusal, or its page.
    if response.status_code == 302:
        keep_hint(request, adapter.id_token)
    return response


def _asked(view: Callable[..., HttpResponseBase], request: HttpRequest, provider_id: str) -> HttpResponseBase:
    try:
        return view(request, provider_id)
    except (RequestException, KeyError) as silent:
        # What it says of itself could not be had, or lacks what it must say.
        log.warning("the provider of single sign-on could not be asked: %s", type(silent).__name__)
        return _said(request, "other", 502)


def _login(told: dict[str, Any]) -> str:
    """The login among what the provider tells, from its user page or from the token."""
    for part in (told.get("userinfo"), told.get("id_token")):
        if isinstance(part, dict) and part.get(settings.EVENHAND_OIDC_CLAIM):
            return str(part[settings.EVENHAND_OIDC_CLAIM]).strip().casefold()
    return ""


def _refuse(request: HttpRequest, why: str, status: int) -> NoReturn:
    raise ImmediateHttpResponse(_said(request, why, status))


def _said(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "people/not_signed_on.html", {"why": f"account.sign_on.{why}"}, status=status)
