"""The shape of what is sent in: a new run, and the filter of the list."""

from collections.abc import Sequence
from typing import Any

from django import forms

from evenhand.rules.pack import Pack
from evenhand_web.registry.naming import NamedField, NamesOrganisations
from evenhand_web.runs.codes import PURPOSES
from evenhand_web.runs.models import AUDIT, KINDS, Run
from evenhand_web.runs.procedure import STAGES
from evenhand_web.runs.words import WORDS

FORMATS = ("", "cfpb")


class RunForm(forms.Form):
    """A new run of one kind; the fields that the other kind has are not there."""

    # Whether a file is empty is for the action to say, in its own words.
    file = forms.FileField(allow_empty_file=True)
    mapping = forms.FileField(required=False, allow_empty_file=True)
    packs = forms.MultipleChoiceField()
    mandates = forms.FileField(required=False, allow_empty_file=True)
    audit = forms.ModelChoiceField(queryset=Run.objects.none(), required=False)
    format = forms.ChoiceField(choices=[(name, name) for name in FORMATS], required=False)
    sheet = forms.BooleanField(required=False)

    def __init__(self, *args: Any, kind: str, lang: str, packs: Sequence[Pack], audits: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("audit", "format") if kind == AUDIT else ("packs", "mandates"):
            del self.fields[name]
        for name, field in self.fields.items():
            field.error_messages = dict.fromkeys(field.error_messages, WORDS[f"error.{name}"][lang])
        if kind == AUDIT:
            self.fields["packs"].choices = [(pack.id, pack.id) for pack in packs]  # type: ignore[attr-defined]
        else:
            self.fields["audit"].queryset = audits  # type: ignore[attr-defined]


class ShareForm(NamesOrganisations):
    """With whom a run is shared, what for, until when, and whether with its tables."""

    reader = NamedField(among="overseer")
    purpose = forms.ChoiceField()
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    with_tables = forms.BooleanField(required=False)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang
        self.fields["purpose"].choices = [("", "—"), *((code, names[lang]) for code, names in PURPOSES.items())]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.label = WORDS[f"share.{name}"][lang]
            field.error_messages |= dict.fromkeys(field.error_messages, WORDS[f"error.share.{name}"][lang])


class FilterForm(forms.Form):
    """The list's filter. What does not fit is taken as not asked for."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS], required=False)
    state = forms.ChoiceField(choices=[(state, state) for state in STAGES], required=False)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {"words": self.cleaned_data.get("q", "").strip()} | {
            name: self.cleaned_data.get(name, "") for name in ("kind", "state")
        }
