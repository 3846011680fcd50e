"""The shape of what a registrar sends in."""

from typing import Any, ClassVar

from django import forms

from evenhand_web.registry.codes import AUTHORITY, INSTITUTION_TYPES, ORGANISATION_KINDS, SUBJECTS
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.naming import NamedField, NamesOrganisations
from evenhand_web.registry.words import WORDS


class Entry(NamesOrganisations):
    """One entry, its labels and refusals in the reader's language."""

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang
        for name, field in self.fields.items():
            field.label = WORDS[f"registry.{name}"][lang]
            field.error_messages = dict.fromkeys(
                ("required", "invalid", "invalid_choice", "max_length"),
                WORDS["registry.wrong"][lang].format(field=field.label),
            )
            if isinstance(field, forms.ModelChoiceField):
                field.label_from_instance = lambda obj: str(obj.called(lang))  # type: ignore[method-assign]


class _Coded(Entry):
    """An entry with choices among codes: field → the codes, and the word for none of them."""

    coded: ClassVar[dict[str, tuple[dict[str, dict[str, str]], str]]] = {}

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        for name, (among, empty) in self.coded.items():
            none = [("", WORDS[empty][lang] if empty else "—")] if not self.fields[name].required else []
            self.fields[name].choices = [*none, *((code, names[lang]) for code, names in among.items())]  # type: ignore[attr-defined]


class RegisterForm(_Coded):
    """A new organisation."""

    code = forms.RegexField(r"^[A-Za-z0-9._-]{1,32}$", max_length=32)
    name = forms.CharField(max_length=80)
    name_en = forms.CharField(max_length=120, required=False)
    kind = forms.ChoiceField()
    institution_type = forms.ChoiceField(required=False)
    coded: ClassVar = {"kind": (ORGANISATION_KINDS, ""), "institution_type": (INSTITUTION_TYPES, "")}


class JurisdictionForm(_Coded):
    """Which authority answers for what."""

    authority = forms.ModelChoiceField(
        Organisation.objects.filter(kind=AUTHORITY, merged_into__isnull=True).order_by("name"), to_field_name="code"
    )
    subject = forms.ChoiceField()
    institution_type = forms.ChoiceField(required=False)
    coded: ClassVar = {"subject": (SUBJECTS, ""), "institution_type": (INSTITUTION_TYPES, "registry.any")}


class AliasForm(Entry):
    """A short name."""

    name = forms.CharField(max_length=120)


class RenameForm(Entry):
    """A new name, from a day on."""

    name = forms.CharField(max_length=80)
    name_en = forms.CharField(max_length=120, required=False)
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


class MergeForm(Entry):
    """What an organisation became part of, from a day on."""

    into = NamedField(among="any")
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
