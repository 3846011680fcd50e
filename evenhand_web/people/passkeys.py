"""Passkeys: allauth's form for another name, held to a length that a list can show."""

from allauth.mfa.webauthn.forms import EditWebAuthnForm
from django import forms

NAME_LENGTH = 60


class Renamed(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(max_length=NAME_LENGTH)
