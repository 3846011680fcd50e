"""The five steps as forms: what must be there, how long it may be, and the sentence when it is not so."""

import re
from typing import Any

from django import forms

from evenhand_web.complaints.actions.filing import LONGEST
from evenhand_web.complaints.plain import plain
from evenhand_web.portal.troubles import TROUBLES
from evenhand_web.registry.codes import SUBJECTS

MAINLAND = re.compile(r"1[3-9]\d{9}")
ABROAD = re.compile(r"\+\d{7,15}")


class Step(forms.Form):
    """A form whose errors are sentences in the reader's language, found by `field.kind` in troubles.py."""

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang
        for name, field in self.fields.items():
            for kind in ("required", "max_length", "invalid", "invalid_choice"):
                told = TROUBLES.get(f"{name}.{kind}") or TROUBLES.get(kind)
                if told:
                    field.error_messages[kind] = told[lang]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, written in list(given.items()):
            given[name] = plain(written)
            if self.fields[name].required and not given[name].strip():
                self.add_error(name, self.fields[name].error_messages["required"])
        return given

    def trouble(self, about: str) -> forms.ValidationError:
        """The sentence about something that a field cannot see by itself."""
        return forms.ValidationError(TROUBLES[about][self.lang])


class InstitutionStep(Step):
    institution_text = forms.CharField(max_length=120)


class StoryStep(Step):
    subject = forms.ChoiceField(choices=[(code, code) for code in SUBJECTS])
    narrative = forms.CharField(max_length=LONGEST)
    product = forms.CharField(max_length=60, required=False)
    as_is = forms.CharField(required=False, max_length=2)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        # Asked for words once; who has none to give is not turned away.
        if "narrative" in given and not in_words(given["narrative"]) and not given.get("as_is"):
            self.wordless = True
            self.add_error("narrative", self.trouble("narrative.wordless"))
        return given


def in_words(text: str) -> bool:
    """Whether there is anything to read: a letter, a sign of writing or a digit."""
    return any(sign.isalnum() for sign in text)


class WishStep(Step):
    demand = forms.CharField(max_length=5000, required=False)


class PhoneStep(Step):
    """A form with a telephone that receives messages."""

    phone = forms.CharField(max_length=30)

    def clean_phone(self) -> str:
        written = str(self.cleaned_data["phone"]).strip()
        digits = ("+" if written.startswith(("+", "00")) else "") + re.sub(r"\D", "", written)
        number = re.sub(r"^\+(?:00)?", "+", digits).removeprefix("+86")
        if not (MAINLAND.fullmatch(number) or ABROAD.fullmatch(number)):
            raise self.trouble("phone.invalid")
        return number


class ContactStep(PhoneStep):
    name = forms.CharField(max_length=60)
    id_number = forms.CharField(max_length=30, required=False)
    email = forms.EmailField(max_length=120, required=False)
    for_other = forms.CharField(required=False, max_length=2)
    agent_name = forms.CharField(max_length=60, required=False)
    agent_authorised = forms.CharField(required=False, max_length=2)
    field_order = ("name", "phone")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("for_other") and not given.get("agent_name"):
            self.add_error("agent_name", self.trouble("agent_name.required"))
        if given.get("for_other") and not given.get("agent_authorised"):
            self.add_error("agent_authorised", self.trouble("agent_authorised.required"))
        return given


class AddForm(Step):
    text = forms.CharField(max_length=LONGEST, required=False)
    new_facts = forms.CharField(max_length=2, required=False)


class TextForm(Step):
    text = forms.CharField(max_length=LONGEST)


class WhyForm(Step):
    text = forms.CharField(max_length=2000, required=False)
