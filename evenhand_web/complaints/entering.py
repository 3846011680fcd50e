"""The staff's page for what is handed in on paper or in person: at an institution's desk, or at an authority."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evenhand.errors import EvenhandError
from evenhand_web.complaints import queries
from evenhand_web.complaints.actions.filing import Who, file_complaint
from evenhand_web.complaints.codes import INSTITUTION_DOOR, LETTER
from evenhand_web.complaints.desk import fresh
from evenhand_web.complaints.forms import PERSONAL, DirectForm, LetterForm, StepForm
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.views import only
from evenhand_web.people.roles import DESK, HOTLINE, OFFICER
from evenhand_web.people.visit import StaffVisit

# As the call's form is called, so that what is typed is looked up by the same addresses.
PREFIX = "ticket"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: StaffVisit) -> HttpResponse:
    """Enter a complaint that somebody brought or wrote: the desk's is its own to answer, the authority's to pass on."""
    only(request, DESK, HOTLINE, OFFICER)
    kind = DirectForm if DESK in request.user.roles else LetterForm
    form: StepForm = kind(lang=request.lang, initial=fresh(), prefix=PREFIX)
    refusal, status = None, 200
    if request.method == "POST":
        form, status = kind(request.POST, lang=request.lang, prefix=PREFIX), 422
        if form.is_valid():
            try:
                return _onward(request, _entered(request, form))
            except EvenhandError as said:
                refusal = said
        form.shorten()
    context = {"form": form, "refusal": refusal, "asks_institution": kind is LetterForm}
    return render(request, "complaints/enter.html", context, status=status)


def _entered(request: StaffVisit, form: StepForm) -> Complaint:
    given = form.given()
    direct = DESK in request.user.roles
    return file_complaint(
        door=INSTITUTION_DOOR if direct else LETTER,
        subject=given["subject"],
        product=given["product"],
        narrative=given["narrative"],
        demand=given["demand"],
        institution=None if direct else given["institution"],
        who=Who(**{name: given[name] for name in PERSONAL}),
        by=request.user,
        at=timezone.now(),
        key=given["key"],
    )


def _onward(request: StaffVisit, complaint: Complaint) -> HttpResponse:
    """To the complaint; where it lies in another authority's jurisdiction it is out of sight already."""
    if queries.visible_to(request.user).filter(pk=complaint.pk).exists():
        return redirect("desk:show", complaint.number)
    messages.info(request, "enter.elsewhere")
    return redirect("desk:home")
