"""What the visitor's session holds: the key of the draft, and which complaint a receipt has opened. No names."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from evenhand_web.complaints.models import Complaint
from evenhand_web.people.door import trusted
from evenhand_web.portal.actions import filed_from
from evenhand_web.portal.models import Draft

DRAFT, CASE, ASIDE = "portal.draft", "portal.case", "portal.aside"
# How long a form whose draft has become a complaint still leads to its receipt.
SAME_FORM_FOR = timedelta(minutes=15)


def draft_key(request: HttpRequest) -> str:
    """The key of what is written: the form's own, so that two tabs do not mix, else the session's."""
    return str(request.POST.get("draft", "") or request.session.get(DRAFT, ""))


def draft_of(request: HttpRequest) -> Draft | None:
    """The complaint being written in this tab or session."""
    return Draft.objects.filter(key=draft_key(request) or "-").first()


def hold(request: HttpRequest, draft: Draft) -> None:
    """Let this session go on with the draft."""
    request.session[DRAFT] = draft.key


def drop_draft(request: HttpRequest) -> None:
    """Hold no draft any more."""
    request.session.pop(DRAFT, None)


def already_filed(request: HttpRequest) -> HttpResponse | None:
    """The way to the receipt where the form's draft was filed a moment ago; None where it was not."""
    complaint = filed_from(str(request.POST.get("draft", "")))
    if complaint is None or timezone.now() - complaint.received_at > SAME_FORM_FOR:
        return None
    drop_draft(request)
    open_case(request, complaint)
    return redirect("portal:receipt")


def open_case(request: HttpRequest, complaint: Complaint) -> None:
    """Let this session see the complaint; the session gets a new name, so that one handed over earlier sees nothing."""
    request.session.cycle_key()
    request.session[CASE] = complaint.pk


def case_of(request: HttpRequest) -> Complaint | None:
    """The complaint that this session's receipt opened."""
    return Complaint.objects.filter(pk=request.session.get(CASE, 0)).first()


def leave(request: HttpRequest) -> None:
    """Forget the complaint of this session; the draft, too."""
    request.session.cycle_key()
    for name in (DRAFT, CASE, ASIDE):
        request.session.pop(name, None)


def lay_aside(request: HttpRequest, draft: Draft) -> None:
    """Let this session have back what was too long to be taken."""
    request.session[ASIDE] = draft.key


def aside_of(request: HttpRequest) -> Draft | None:
    """What was too long to be taken, while it is kept."""
    return Draft.objects.filter(key=request.session.get(ASIDE, "") or "-").first()


def address_of(request: HttpRequest) -> str:
    """Where the request came from; the last hop's word counts only when the hop is a proxy the operator named."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return told if told and trusted(near) else near
