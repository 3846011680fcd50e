"""The shape of what is sent in about accounts."""

from typing import Any

from django import forms

from evenhand_web.people.words import WORDS


class PersonForm(forms.Form):
    """A new account: a login that can be typed on any keyboard, a name, and roles that exist in the organisation."""

    login = forms.RegexField(r"^[A-Za-z0-9][A-Za-z0-9._-]{1,59}$", max_length=60)
    name = forms.CharField(max_length=60)
    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, roles: dict[str, dict[str, str]], lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(key, name[lang]) for key, name in roles.items()]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.label = WORDS[f"people.{name}"][lang]
            field.error_messages = dict.fromkeys(
                ("required", "invalid", "invalid_choice", "max_length"), WORDS["people.wrong"][lang]
            )
