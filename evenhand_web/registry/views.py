"""The registrar's pages: organisations under all their names, mergers, and who answers for what."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.errors import EvenhandError
from evenhand_web.journal.actor import Actor
from evenhand_web.registry import actions, queries
from evenhand_web.registry.codes import INSTITUTION, INSTITUTION_TYPES, ORGANISATION_KINDS, REGISTRAR, SUBJECTS
from evenhand_web.registry.forms import AliasForm, Entry, JurisdictionForm, MergeForm, RegisterForm, RenameForm
from evenhand_web.registry.models import Alias, Jurisdiction, Organisation
from evenhand_web.registry.naming import AMONG, LONGEST
from evenhand_web.registry.visit import Visit

PER_PAGE = 100
ACTS: dict[str, tuple[type[Entry], Callable[..., Any]]] = {
    "alias": (AliasForm, actions.add_alias),
    "rename": (RenameForm, actions.rename),
    "merge": (MergeForm, actions.merge),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_registry(request: Visit) -> HttpResponse:
    """Every organisation and jurisdiction; POST registers one or gives the other."""
    by = _registrar(request)
    which = "give" if "give-subject" in request.POST else "register"
    forms = {"register": RegisterForm(lang=request.lang), "give": JurisdictionForm(lang=request.lang, prefix="give")}
    refusal, status = "", 200
    if request.method == "POST":
        kind, prefix = (JurisdictionForm, "give") if which == "give" else (RegisterForm, None)
        form = forms[which] = kind(request.POST, lang=request.lang, prefix=prefix)
        status = 422
        if form.is_valid():
            try:
                _entered(which, form.cleaned_data, by)
                messages.info(request, "registry.done")
                return redirect("registry:list")
            except EvenhandError as refused:
                refusal = refused.sentence(request.lang)
    words = request.GET.get("q", "").strip()[:60]
    page = Paginator(queries.listed(words), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "organisations": [
            (each, ORGANISATION_KINDS[each.kind], INSTITUTION_TYPES.get(each.institution_type)) for each in page
        ],
        "jurisdictions": [
            (each, SUBJECTS[each.subject], INSTITUTION_TYPES.get(each.institution_type))
            for each in Jurisdiction.objects.select_related("authority").order_by("subject", "institution_type")
        ],
        "forms": forms,
        "refusal": refusal,
    }
    return render(request, "registry/list.html", context, status=status)


@login_required
@require_safe
def show(request: Visit, code: str) -> HttpResponse:
    _registrar(request)
    return _page(request, get_object_or_404(Organisation, code=code))


@login_required
@require_POST
def change(request: Visit, code: str, act: str) -> HttpResponse:
    """Add a short name, rename, or merge."""
    by = _registrar(request)
    organisation = get_object_or_404(Organisation, code=code)
    if act not in ACTS:
        raise Http404
    kind, action = ACTS[act]
    form = kind(request.POST, lang=request.lang, prefix=act)
    if not form.is_valid():
        return _page(request, organisation, sent=(act, form), status=422)
    try:
        action(organisation=organisation, by=by, at=timezone.now(), **form.cleaned_data)
    except EvenhandError as refusal:
        return _page(request, organisation, sent=(act, form), refusal=refusal, status=422)
    messages.info(request, "registry.done")
    return redirect("registry:show", code)


@login_required
@require_POST
def remove_alias(request: Visit, pk: int) -> HttpResponse:
    by = _registrar(request)
    alias = get_object_or_404(Alias, pk=pk)
    organisation = alias.organisation
    try:
        actions.remove_alias(alias=alias, by=by, at=timezone.now())
    except EvenhandError as refusal:
        return _page(request, organisation, refusal=refusal, status=422)
    messages.info(request, "registry.done")
    return redirect("registry:show", organisation.code)


@login_required
@require_POST
def near(request: Visit, among: str, field: str) -> HttpResponse:
    """The organisations that may be meant while a name is being typed into `field`."""
    if among not in AMONG:
        raise Http404
    found = queries.called_like(request.POST.get(field, "")[:LONGEST], kinds=AMONG[among])
    return render(request, "registry/_near.html", {"near": found, "name": field})


def _entered(which: str, given: dict[str, Any], by: Actor) -> None:
    common: dict[str, Any] = {"by": by, "at": timezone.now()}
    if which == "give":
        actions.give_jurisdiction(**given, **common)
        return
    if (given["kind"] == INSTITUTION) != bool(given["institution_type"]):
        raise actions.CannotRegister(
            zh="金融机构要选择机构类型；其他单位不选。",
            en="An institution needs its type, and nothing else has one.",
        )
    actions.register(**given, **common)


def _page(
    request: Visit,
    organisation: Organisation,
    *,
    sent: tuple[str, Entry] | None = None,
    refusal: EvenhandError | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = {act: kind(lang=request.lang, prefix=act) for act, (kind, _) in ACTS.items()}
    context = {
        "organisation": organisation,
        "kind": ORGANISATION_KINDS[organisation.kind],
        "type": INSTITUTION_TYPES.get(organisation.institution_type),
        "aliases": organisation.aliases.order_by("pk"),
        "acts": [] if organisation.merged_into_id else list((drawn | dict([sent] if sent else [])).items()),
        "refusal": refusal.sentence(request.lang) if refusal else "",
    }
    return render(request, "registry/show.html", context, status=status)


def _registrar(request: Visit) -> Actor:
    """Who keeps the registry and asks now; for everybody else there are no such pages."""
    person = request.user
    if not person.is_authenticated or REGISTRAR not in person.roles:
        raise Http404
    return person.actor
