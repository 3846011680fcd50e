"""The shape of what is sent in about complaints."""

from typing import Any

from django import forms
from django.http import QueryDict

from evenhand_web.complaints.codes import (
    CALL_OUTCOMES,
    DELIVERY_WAYS,
    OUTCOMES,
    PAUSE_GROUNDS,
    PURPOSES,
    REASONS,
    RETURN_GROUNDS,
    REVIEW_OUTCOMES,
)
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.procedure import STAGES
from evenhand_web.complaints.words import WORDS
from evenhand_web.registry.codes import AUTHORITY, INSTITUTION, SUBJECTS
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.naming import NamedField, NamesOrganisations, meant

LONG = 20_000
# A browser counts a line's end once, and sends two signs.
LINE_ENDS = 400


def _codes(among: dict[str, dict[str, str]], lang: str) -> list[tuple[str, str]]:
    return [(code, names[lang]) for code, names in among.items()]


class StepForm(NamesOrganisations):
    """One step: its own fields, and the two that every step has: which form this is, and what was seen."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # field: (what it is, codes or kind, required)
    asks: tuple[tuple[str, Any, bool], ...] = ()

    def __init__(self, *args: Any, lang: str, complaint: Complaint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang
        for name, kind, required in self.asks:
            if kind == "papers":
                if complaint is None or not complaint.papers.exists():
                    continue
                self.fields[name] = _papers(complaint)
            else:
                self.fields[name] = _field(kind, required, lang)
            self.fields[name].label = WORDS[f"field.{name}"][lang]
            self.fields[name].error_messages = dict.fromkeys(
                ("required", "invalid", "invalid_choice", "max_length", "invalid_list"),
                WORDS["field.required"][lang].format(field=self.fields[name].label),
            )

    def rest_on(self, complaint: Complaint) -> None:
        """Let a form that is shown again say that the complaint was seen as it is now."""
        given = QueryDict(mutable=True)
        given.update(self.data)
        given[self.add_prefix("seen")] = str(complaint.version)
        self.data = given

    def shorten(self) -> None:
        """Show no more of a text again than about what may be sent: a page weighs only so much."""
        given = QueryDict(mutable=True)
        given.update(self.data)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                given[self.add_prefix(name)] = str(self.data.get(self.add_prefix(name), ""))[: LONG + LINE_ENDS]
        self.data = given

    def written(self) -> list[str]:
        """The words that were typed into it."""
        fields = [name for name, field in self.fields.items() if isinstance(field.widget, forms.Textarea)]
        return [text for name in fields if (text := str(self.data.get(self.add_prefix(name), "")).strip())]

    def given(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        return dict(self.cleaned_data)


def _field(kind: Any, required: bool, lang: str) -> forms.Field:
    if kind == "text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=required, max_length=LONG)
    if kind == "line":
        return forms.CharField(required=required, max_length=120)
    if kind == "tick":
        return forms.BooleanField(required=False)
    if kind == "called":
        return NamedField(among="institution", required=required, unknown=WORDS["call.unknown"])
    if kind in (INSTITUTION, AUTHORITY):
        return NamedField(among=kind, required=required)
    codes, many = kind
    if many:
        return forms.MultipleChoiceField(
            choices=_codes(codes, lang), widget=forms.CheckboxSelectMultiple, required=required
        )
    return forms.ChoiceField(choices=[("", "—"), *_codes(codes, lang)], required=required)


def _papers(complaint: Complaint) -> forms.Field:
    field = forms.ModelMultipleChoiceField(
        complaint.papers.order_by("pk"), widget=forms.CheckboxSelectMultiple, required=False
    )
    field.label_from_instance = lambda obj: str(obj.name)  # type: ignore[method-assign]
    return field


def _form(*asks: tuple[str, Any, bool]) -> type[StepForm]:
    return type("Step", (StepForm,), {"asks": asks})


NOTE, NOTE_NEEDED = ("note", "text", False), ("note", "text", True)
FORMS: dict[str, type[StepForm]] = {
    "transfer": _form(("to", INSTITUTION, True), ("subject", (SUBJECTS, False), False), NOTE),
    "hand_over": _form(("to", AUTHORITY, True), NOTE),
    "accept": _form(),
    "give_back": _form(("ground", (RETURN_GROUNDS, False), True), NOTE_NEEDED),
    "ask": _form(("question", "text", True)),
    "go_on": _form(NOTE),
    "answer": _form(
        ("outcome", (OUTCOMES, False), True),
        ("reasons", (REASONS, True), True),
        ("text", "text", True),
        ("papers", "papers", False),
    ),
    "review": _form(("outcome", (REVIEW_OUTCOMES, False), True), ("text", "text", True)),
    "close": _form(NOTE),
    "lengthen": _form(NOTE_NEEDED),
    "ask_extension": _form(("why", "text", True)),
    "decide_extension": _form(
        ("approved", ({"yes": {"zh": "同意", "en": "Approve"}, "no": {"zh": "不同意", "en": "Refuse"}}, False), True),
        NOTE,
    ),
    "pause": _form(("ground", (PAUSE_GROUNDS, False), True), NOTE_NEEDED),
    "resume": _form(),
    "restart": _form(NOTE_NEEDED),
    "reveal": _form(("purpose", (PURPOSES, False), True)),
}


class TicketForm(StepForm):
    """A call that becomes a ticket."""

    asks = (
        ("institution", "called", True),
        ("subject", (SUBJECTS, False), True),
        ("narrative", "text", True),
        ("demand", "text", False),
        ("name", "line", False),
        ("phone", "line", False),
    )


PERSONAL = ("name", "phone", "id_number", "email", "address")
_TOLD: tuple[tuple[str, Any, bool], ...] = (
    ("subject", (SUBJECTS, False), True),
    ("product", "line", False),
    ("narrative", "text", True),
    ("demand", "text", False),
    *((name, "line", name == "name") for name in PERSONAL),
)


class DirectForm(StepForm):
    """A complaint that was made at the institution itself."""

    asks = _TOLD


class LetterForm(StepForm):
    """A complaint that came to the authority by letter or in person."""

    asks = (("institution", "called", True), *_TOLD)


class LiveForm(StepForm):
    """A call that was put through live."""

    asks = (("institution", "called", True), ("outcome", (CALL_OUTCOMES, False), True))


class PapersForm(forms.Form):
    """Words that go with papers; the papers themselves come as files."""

    key = forms.CharField(max_length=40, required=False)
    text = forms.CharField(widget=forms.Textarea, required=False, max_length=LONG)


class DeliveryForm(forms.Form):
    """How and on which day a letter was delivered."""

    way = forms.ChoiceField()
    on = forms.DateField()

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = _codes(DELIVERY_WAYS, lang)  # type: ignore[attr-defined]


class QueueForm(forms.Form):
    """The queue's filter; what does not fit is taken as not asked for."""

    show = forms.ChoiceField(choices=[(name, name) for name in ("mine", "open", "late", "soon", "all")], required=False)
    state = forms.ChoiceField(choices=[(name, name) for name in STAGES], required=False)
    institution = forms.CharField(required=False, max_length=120)
    batch = forms.CharField(required=False, max_length=12)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        given = {name: self.cleaned_data.get(name) or "" for name in ("state", "institution", "batch")}
        # What became part of another keeps its own complaints, and is asked for by its code.
        if given["institution"] and not Organisation.objects.filter(code=given["institution"]).exists():
            found = meant(self.data, "institution", among=INSTITUTION)
            given["institution"] = found.code if found else given["institution"]
        return {"show": self.cleaned_data.get("show") or "mine", **given}
