"""What stands before a page: a draft that is not a complaint already, a complaint opened."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from evenhand_web.complaints.actions.filing import LONGEST
from evenhand_web.complaints.forms import LINE_ENDS
from evenhand_web.complaints.models import Complaint
from evenhand_web.portal import session
from evenhand_web.portal.actions import WHOLE, begin, keep_typed, set_aside
from evenhand_web.portal.forms import Step
from evenhand_web.portal.models import Draft
from evenhand_web.portal.queries import written

View = Callable[..., HttpResponseBase]
ASIDE = {"size": "portal:size", "lang": "language", "back": ""}


def still_writing(view: View) -> View:
    """Lead to the receipt where the form's draft has become a complaint already: sent twice, or from another tab."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponseBase:
        return session.already_filed(request) or view(request)

    return asked


def keeps_words(form: type[Step], *, before: str = "start") -> Callable[[View], View]:
    """Stand before the page of a step: who asks for larger type, another language or the step before loses no word."""

    def around(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest) -> HttpResponseBase:
            aside = next((name for name in ASIDE if name in request.POST), None)
            if aside is None:
                return view(request)
            typed = {name: request.POST.get(name, "") for name in form.base_fields}
            if session.draft_of(request) or any(typed.values()):
                keep_typed(draft_for(request), typed, at=timezone.now())
            if aside == "back":
                return redirect(f"portal:{before}")
            # Sent on as it came, to the door that knows how to remember it.
            return HttpResponse(status=307, headers={"Location": reverse(ASIDE[aside])})

        return asked

    return around


def draft_for(request: HttpRequest) -> Draft:
    """The draft to write into; a new one where none is begun, or where it was forgotten meanwhile."""
    draft = session.draft_of(request)
    if draft is None:
        draft = begin(at=timezone.now())
        if request.POST.get("draft"):
            messages.warning(request, "portal.said.again")
    session.hold(request, draft)
    return draft


def too_long(request: HttpRequest, text: str) -> bool:
    """Keep a text that is longer than a page shows again for its writer to have back; whether it is that long."""
    if len(text) <= LONGEST + LINE_ENDS:
        return False
    known = session.aside_of(request)
    if known is None or written(known).get(WHOLE) != text:
        session.lay_aside(request, set_aside(text, at=timezone.now()))
    return True


def with_case(view: View) -> View:
    """Hand the view the complaint that this session's receipt opened; else say how to open one."""

    @wraps(view)
    def asked(request: HttpRequest, **named: object) -> HttpResponseBase:
        complaint: Complaint | None = session.case_of(request)
        if complaint is None:
            return render(request, "portal/none.html", status=404)
        return view(request, complaint, **named)

    return asked
