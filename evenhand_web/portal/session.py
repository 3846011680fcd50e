"""What the visitor's session holds: the key of the draft, and which complaint a receipt has opened. No names, no codes."""

from django.http import Http404, HttpRequest

from evenhand_web.complaints.models import Complaint
from evenhand_web.people.door import trusted
from evenhand_web.portal.models import Draft

DRAFT, FILED, CASE = "portal.draft", "portal.filed", "portal.case"


def draft_of(request: HttpRequest) -> Draft | None:
    """The complaint being written in this session."""
    return Draft.objects.filter(key=request.session.get(DRAFT, "-")).first()


def hold(request: HttpRequest, draft: Draft) -> None:
    """Let this session go on with the draft."""
    request.session[DRAFT] = draft.key


def open_case(request: HttpRequest, complaint: Complaint) -> None:
    """Let this session see the complaint; the session gets a new name, so that one handed over earlier sees nothing."""
    request.session.cycle_key()
    request.session[CASE] = complaint.pk


def case_of(request: HttpRequest) -> Complaint:
    """The complaint that this session's receipt opened. Raises Http404."""
    found = Complaint.objects.filter(pk=request.session.get(CASE, 0)).first()
    if found is None:
        raise Http404
    return found


def has_case(request: HttpRequest) -> bool:
    """Whether a receipt was shown in this session."""
    return CASE in request.session


def leave(request: HttpRequest) -> None:
    """Forget the complaint and the draft of this session."""
    for name in (DRAFT, FILED, CASE):
        request.session.pop(name, None)


def address_of(request: HttpRequest) -> str:
    """Where the request came from; the last hop's word counts only when the hop is a proxy the operator named."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return told if told and trusted(near) else near
