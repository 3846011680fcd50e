"""The addresses of signing in: those of allauth's that are used here, each under its own name."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path

from evenhand_web.site.views import no_such_door

urlpatterns: list[URLPattern | URLResolver] = [
    path("login", account.login, name="account_login"),
    path("logout", account.logout, name="account_logout"),
    path("inactive", account.account_inactive, name="account_inactive"),
    path("again", account.reauthenticate, name="account_reauthenticate"),
    path("password", account.password_change, name="account_change_password"),
    path("sessions", sessions.list_usersessions, name="usersessions_list"),
    path("second", factor.index, name="mfa_index"),
    path("second/code", factor.authenticate, name="mfa_authenticate"),
    path("second/again", factor.reauthenticate, name="mfa_reauthenticate"),
    path("second/start", totp.activate_totp, name="mfa_activate_totp"),
    path("second/stop", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second/codes/renew", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    # Named in allauth's own redirects; nobody signs up, and passwords are not sent by e-mail.
    path("signup", no_such_door, name="account_signup"),
    path("password/set", no_such_door, name="account_set_password"),
    path("password/reset", no_such_door, name="account_reset_password"),
    path("email", no_such_door, name="account_email"),
    path("second/codes/download", no_such_door, name="mfa_download_recovery_codes"),
]

if settings.EVENHAND_PASSKEYS:
    from allauth.mfa.webauthn import views as keys

    urlpatterns += [
        path("keys", keys.list_webauthn, name="mfa_list_webauthn"),
        path("keys/add", keys.add_webauthn, name="mfa_add_webauthn"),
        path("keys/again", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
        path("keys/sign-in", keys.login_webauthn, name="mfa_login_webauthn"),
        path("keys/<int:pk>/name", keys.edit_webauthn, name="mfa_edit_webauthn"),
        path("keys/<int:pk>/remove", keys.remove_webauthn, name="mfa_remove_webauthn"),
    ]
if settings.EVENHAND_OIDC:
    from evenhand_web.people.signing_off import sign_off
    from evenhand_web.people.single_sign_on import come_back, go_there

    # In place of allauth's own, which knows nothing of the provider.
    urlpatterns.insert(0, path("logout", sign_off, name="account_logout"))
    urlpatterns += [
        path("sign-on/<slug:provider_id>", go_there, name="openid_connect_login"),
        path("sign-on/<slug:provider_id>/back", come_back, name="openid_connect_callback"),
    ]


def doors(request: HttpRequest) -> dict[str, object]:
    """Which further ways in the operator opened, for every template."""
    return {
        "passkeys": settings.EVENHAND_PASSKEYS,
        "sign_on": bool(settings.EVENHAND_OIDC),
        "sign_on_name": settings.EVENHAND_OIDC.get("name", ""),
    }
