"""The way in: begin, find one's complaint again by its receipt, larger type, leave, and the key that proofs rest on."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from evenhand.errors import EvenhandError
from evenhand_web.complaints.queries import by_receipt
from evenhand_web.journal import ledger
from evenhand_web.portal import receipts, session
from evenhand_web.portal.actions import WHOLE, send_receipts
from evenhand_web.portal.forms import PhoneStep
from evenhand_web.portal.limits import TooMany, give_back, spend
from evenhand_web.portal.queries import written
from evenhand_web.portal.troubles import TROUBLES
from evenhand_web.registry.visit import Visit

SIZE_COOKIE, LARGE = "evenhand_type", "large"
A_YEAR = 365 * 24 * 3600


@require_safe
def start(request: Visit) -> HttpResponse:
    context = {"draft": session.draft_of(request), "has_case": session.case_of(request) is not None}
    return render(request, "portal/start.html", context)


def follow(request: Visit) -> HttpResponse:
    """Open a complaint by its receipt code, which comes in the form's body and goes nowhere else."""
    if request.method != "POST":
        return redirect("portal:case" if session.case_of(request) else "portal:start")
    now, address = timezone.now(), session.address_of(request)
    try:
        spend("receipt", address, at=now)
    except TooMany as refused:
        return render(request, "portal/wait.html", {"refused": refused.sentence(request.lang)}, status=429)
    code = receipts.read(request.POST.get("receipt", ""))
    complaint = by_receipt(code) if code else None
    if complaint is None:
        context = {
            "trouble": TROUBLES["receipt.none"][request.lang],
            "typed": request.POST.get("receipt", "")[:40],
            "draft": session.draft_of(request),
        }
        return render(request, "portal/start.html", context, status=422)
    give_back("receipt", address, at=now)
    session.open_case(request, complaint)
    return redirect("portal:case")


def lost(request: Visit) -> HttpResponse:
    """Send a lost receipt code to the telephone that the complaint was filed with; who asks is told nothing else."""
    form = PhoneStep(request.POST if request.method == "POST" else None, lang=request.lang)
    if not form.is_valid():
        said = list(form.errors.get("phone", []))
        context = {"troubles": said, "typed": request.POST.get("phone", "")[:30]}
        return render(request, "portal/lost.html", context, status=422 if said else 200)
    now, phone = timezone.now(), form.cleaned_data["phone"]
    try:
        send_receipts(phone, address=session.address_of(request), lang=request.lang, at=now)
    except EvenhandError as refused:
        context = {"troubles": [refused.sentence(request.lang)], "typed": phone}
        return render(request, "portal/lost.html", context, status=429 if isinstance(refused, TooMany) else 503)
    messages.success(request, "portal.said.resent")
    return redirect("portal:start")


@require_POST
def choose_size(request: Visit) -> HttpResponse:
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("portal:start")
    response = HttpResponseRedirect(back)
    if request.POST.get("size") == LARGE:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(SIZE_COOKIE, LARGE, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(SIZE_COOKIE, samesite="Lax")
    return response


@require_POST
def leave(request: Visit) -> HttpResponse:
    session.leave(request)
    messages.success(request, "portal.said.left")
    return redirect("portal:start")


@require_safe
def aside(request: Visit) -> HttpResponse:
    """What was too long to be taken, whole, for its writer alone."""
    kept = session.aside_of(request)
    if kept is None:
        return redirect("portal:start")
    # The sign at the beginning tells every editor how the file is written.
    response = HttpResponse("\ufeff" + written(kept)[WHOLE], content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="evenhand-text.txt"'
    return response


@require_safe
def published_key(request: Visit) -> HttpResponse:
    """The public key by which anyone checks a proof."""
    response = HttpResponse(f"{ledger.public_key().text}\n", content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="evenhand-key.txt"'
    return response
