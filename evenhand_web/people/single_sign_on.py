"""The door for single sign-on by OpenID Connect: knows people by the login that the provider names; creates nobody.

The first time, the provider's own number of the person is bound to the account; from then on that number alone counts,
so that a login which the provider gives to somebody else later opens nothing here.
"""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from evenhand_web.people import actions
from evenhand_web.people.models import Person

LOGIN = "login"


class NamedByProvider(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Finds the account for whom the provider vouches, or says that there is none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_provider(self, *args: Any, **kwargs: Any) -> Any:
        """allauth's provider, which would keep all that is told of a person; this one keeps the login."""
        provider = super().get_provider(*args, **kwargs)
        provider.extract_extra_data = lambda told: {"login": _login(told)}
        return provider

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


def _login(told: dict[str, Any]) -> str:
    """The login among what the provider tells, from its user page or from the token."""
    for part in (told.get("userinfo"), told.get("id_token")):
        if isinstance(part, dict) and part.get(settings.EVENHAND_OIDC_CLAIM):
            return str(part[settings.EVENHAND_OIDC_CLAIM]).strip().casefold()
    return ""


def _refuse(request: HttpRequest, why: str, status: int) -> NoReturn:
    page = render(request, "people/not_signed_on.html", {"why": f"account.sign_on.{why}"}, status=status)
    raise ImmediateHttpResponse(page)
