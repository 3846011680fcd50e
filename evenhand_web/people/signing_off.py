"""Signing out where single sign-on let somebody in: here, and then at the provider, where it says that it can be done.

OpenID Connect RP-Initiated Logout 1.0. The provider is told who leaves by the token that it gave for this session
(`id_token_hint`), so that it need not ask; where none is kept it knows by its own cookie, and may.
"""

import logging
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.views import LogoutView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from requests import RequestException

from evenhand_web.people.hint import hint

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
log = logging.getLogger(__name__)


class SigningOff(LogoutView):  # type: ignore[misc]
    """Signs out here, and leads on to the provider whoever came by it."""

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        there = end_of_session(self.request) if came_by_provider(self.request) else ""
        if not there:
            return super().post(*args, **kwargs)  # type: ignore[no-any-return]
        self.logout()
        # A page that leads on, and no redirect: a form of ours may lead nowhere but here.
        return render(self.request, "people/signing_off.html", {"there": there})


sign_off = SigningOff.as_view()


def came_by_provider(request: HttpRequest) -> bool:
    """Whether the provider vouched for whoever is signed in."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return bool(records) and records[0].get("method") == "socialaccount"


def end_of_session(request: HttpRequest) -> str:
    """Where the provider ends its own session and sends the browser back here; empty where it says no such place."""
    provider = settings.EVENHAND_OIDC
    try:
        told = OpenIDConnectOAuth2Adapter(request, provider["provider_id"]).openid_config
    except (RequestException, ValueError) as silent:
        log.warning("the provider of single sign-on could not be asked: %s", type(silent).__name__)
        return ""
    there = str(told.get("end_session_endpoint") or "")
    parts = urlsplit(there)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
        return ""
    asked = {
        "client_id": provider["client_id"],
        "post_logout_redirect_uri": build_absolute_uri(request, reverse("account_login")),
    }
    if known_by := hint(request):
        asked["id_token_hint"] = known_by
    return f"{there}{'&' if parts.query else '?'}{urlencode(asked)}"
