"""The pages of accounts: one's own, and an administrator's people."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.errors import EvenhandError
from evenhand_web.people import actions, queries
from evenhand_web.people.forms import PersonForm
from evenhand_web.people.models import Person
from evenhand_web.people.roles import ADMINISTRATOR
from evenhand_web.people.visit import StaffVisit

# Each with all that may be changed about it: more would be too heavy a page.
PER_PAGE = 40
ACTS: dict[str, Callable[..., str | None]] = {
    "reset": actions.reset_password,
    "factor": actions.remove_second_factor,
    "shut": actions.shut_out,
    "open": actions.let_in_again,
}
OF_ROLES: dict[str, Callable[..., None]] = {"appoint": actions.appoint, "dismiss": actions.dismiss}


@login_required
@require_safe
def account(request: StaffVisit) -> HttpResponse:
    has_factor = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
    return render(request, "people/account.html", {"has_factor": has_factor})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_people(request: StaffVisit) -> HttpResponse:
    me = _administrator(request)
    if request.method != "POST":
        return _page(request, me)
    form = PersonForm(request.POST, roles=queries.roles_in(me.organisation), lang=request.lang)
    if not form.is_valid():
        return _page(request, me, form=form, status=422)
    given = form.cleaned_data
    try:
        person, password = actions.add_person(organisation=me.organisation, by=me, at=timezone.now(), **given)
    except EvenhandError as refusal:
        return _page(request, me, form=form, refusal=refusal.sentence(request.lang), status=422)
    return _page(request, me, first={"login": person.login, "password": password})


@login_required
@require_POST
def change(request: StaffVisit, pk: int, act: str) -> HttpResponse:
    me = _administrator(request)
    person = get_object_or_404(queries.visible_to(me), pk=pk)
    common: dict[str, Any] = {"person": person, "by": me, "at": timezone.now()}
    password = None
    try:
        if act in OF_ROLES:
            OF_ROLES[act](role=request.POST.get("role", ""), **common)
        elif act in ACTS:
            password = ACTS[act](**common)
        else:
            raise Http404
    except EvenhandError as refusal:
        return _page(request, me, refusal=refusal.sentence(request.lang), status=422)
    if password:
        return _page(request, me, first={"login": person.login, "password": password})
    messages.info(request, "people.done")
    return redirect("people:list")


def _administrator(request: StaffVisit) -> Person:
    person = request.user
    if ADMINISTRATOR not in person.roles:
        raise Http404
    return person


def _page(
    request: StaffVisit, me: Person, *, form: PersonForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    roles = queries.roles_in(me.organisation)
    words = request.GET.get("q", "").strip()[:60]
    everybody = queries.visible_to(me)
    page = Paginator(queries.found_among(everybody, words), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "people": [(person, person.roles) for person in page],
        "words": words,
        "searched": words or page.has_other_pages(),
        "names": roles,
        "form": form or PersonForm(roles=roles, lang=request.lang),
        **more,
    }
    response = render(request, "people/people.html", context, status=status)
    # A first password stands on the page: no copy of it is kept.
    response.headers["Cache-Control"] = "no-store"
    return response
