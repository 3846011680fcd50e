"""The staff's pages: find through `visible_to` (404 otherwise), one action, one page."""

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.errors import EvenhandError
from evenhand_web.complaints import queries, shelf
from evenhand_web.complaints.actions import handling, linking, reviewing, time
from evenhand_web.complaints.actions.batches import take_in_batch
from evenhand_web.complaints.actions.calling import put_through, put_through_as_ticket
from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.actions.looking import reveal
from evenhand_web.complaints.actions.step import Overtaken
from evenhand_web.complaints.desk import fresh, page_of
from evenhand_web.complaints.forms import FORMS, BatchForm, LiveForm, QueueForm, TicketForm
from evenhand_web.complaints.likeness import perhaps
from evenhand_web.complaints.models import Complaint, Link
from evenhand_web.complaints.papers import KINDS, shown
from evenhand_web.journal import ledger
from evenhand_web.journal.queries import thread
from evenhand_web.people.roles import HOTLINE, OFFICER
from evenhand_web.people.visit import StaffVisit
from evenhand_web.registry.models import Organisation

PER_PAGE = 50
LIKELY = 5
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
SHOWS = ("mine", "late", "soon", "open", "all")
ACTIONS: dict[str, Callable[..., Complaint]] = {
    "transfer": handling.transfer,
    "hand_over": handling.hand_over,
    "accept": handling.accept,
    "give_back": handling.give_back,
    "ask": handling.ask,
    "go_on": handling.go_on,
    "answer": handling.answer,
    "close": handling.close,
    "review": reviewing.review,
    "lengthen": time.lengthen,
    "ask_extension": time.ask_extension,
    "decide_extension": time.decide_extension,
    "pause": time.pause,
    "resume": time.resume,
    "restart": time.restart,
}


@login_required
@require_safe
def show_queue(request: StaffVisit) -> HttpResponse:
    asked = QueueForm(request.GET).asked()
    now = timezone.now()
    # Whoever looks something up wants it found, wherever it stands.
    wanted = asked | ({"show": "all"} if asked["words"] else {})
    found = queries.queue(request.user, today=queries.local_day(now), **wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counted = queries.counts(request.user, today=queries.local_day(now))
    context = {
        "page": page,
        "asked": asked,
        "parts": [(name, counted[name]) for name in SHOWS],
        "today": queries.local_day(now),
        "soon": queries.local_day(now) + queries.SOON,
    }
    return render(request, "complaints/queue.html", context)


@login_required
@require_safe
def show_board(request: StaffVisit) -> HttpResponse:
    _only(request, OFFICER, HOTLINE)
    today = queries.local_day(timezone.now())
    return render(request, "complaints/board.html", {"standings": queries.standings(request.user, today=today)})


@login_required
@require_safe
def show(request: StaffVisit, number: str) -> HttpResponse:
    return page_about(request, found_by(request, number))


@login_required
@require_POST
def step(request: StaffVisit, number: str, move: str) -> HttpResponse:
    complaint = found_by(request, number)
    if move not in FORMS:
        raise Http404
    form = FORMS[move](request.POST, lang=request.lang, prefix=move, complaint=complaint)
    if not form.is_valid():
        return page_about(request, complaint, sent=form, status=422)
    given = form.given()
    try:
        if move == "reveal":
            revealed = reveal(complaint=complaint, purpose=given["purpose"], by=request.user, at=timezone.now())
            return page_about(request, complaint, revealed=revealed.fields)
        if move == "decide_extension":
            given["approved"] = given["approved"] == "yes"
        ACTIONS[move](complaint=complaint, by=request.user, at=timezone.now(), **given)
    except EvenhandError as refusal:
        again = found_by(request, number)
        return page_about(
            request, again, sent=form, refusal=refusal, status=409 if isinstance(refusal, Overtaken) else 422
        )
    messages.info(request, "complaint.done")
    # After a return the institution no longer sees the complaint.
    still = queries.visible_to(request.user).filter(number=number).exists()
    return redirect("desk:show", number) if still else redirect("desk:home")


@login_required
@require_POST
def decide_link(request: StaffVisit, pk: int) -> HttpResponse:
    seen = queries.visible_to(request.user)
    link = get_object_or_404(Link, pk=pk, first__in=seen, second__in=seen)
    try:
        linking.decide(link=link, same=request.POST.get("same") == "yes", by=request.user, at=timezone.now())
    except EvenhandError as refusal:
        return page_about(request, link.first, refusal=refusal, status=422)
    messages.info(request, "complaint.done")
    return redirect("desk:show", link.first.number)


@login_required
@require_safe
def paper(request: StaffVisit, number: str, pk: int) -> HttpResponseBase:
    kept = get_object_or_404(found_by(request, number).papers, pk=pk)
    content = shelf.opened(kept.sha256)
    if content is None:
        raise Http404
    response = FileResponse(content, as_attachment=True, filename=shown(kept.name), content_type=KINDS[kept.kind])
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@login_required
@require_safe
def proof(request: StaffVisit, number: str, pk: int) -> HttpResponse:
    entry = get_object_or_404(thread("complaint", found_by(request, number).pk), pk=pk)
    receipt = ledger.receipt_of(entry)
    if receipt is None:
        raise Http404
    response = HttpResponse(receipt.as_text(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-{entry.position}.receipt.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_call_through(request: StaffVisit) -> HttpResponse:
    _only(request, HOTLINE)
    live, ticket = (kind(lang=request.lang, initial=fresh(), prefix=name) for name, kind in _CALLS.items())
    refusal, status = None, 200
    if request.method == "POST":
        which = "live" if "live-key" in request.POST else "ticket"
        form = _CALLS[which](request.POST, lang=request.lang, prefix=which)
        live, ticket = (form, ticket) if which == "live" else (live, form)
        status = 422
        if form.is_valid():
            try:
                return _called(request, which, form.given())
            except EvenhandError as said:
                refusal = said
    context = {"live": live, "ticket": ticket, "refusal": refusal}
    return render(request, "complaints/call.html", context, status=status)


_CALLS = {"live": LiveForm, "ticket": TicketForm}


def _called(request: StaffVisit, which: str, given: dict[str, Any]) -> HttpResponse:
    now, by, key = timezone.now(), request.user, given["key"]
    if which == "live":
        put_through(institution=given["institution"], outcome=given["outcome"], by=by, at=now, key=key)
        messages.info(request, "call.noted")
        return redirect("desk:call")
    complaint = put_through_as_ticket(
        institution=given["institution"],
        subject=given["subject"],
        narrative=given["narrative"],
        demand=given["demand"],
        who=Who(name=given["name"], phone=given["phone"]),
        by=by,
        at=now,
        key=key,
    )
    return redirect("desk:show", complaint.number)


@login_required
@require_safe
def likely(request: StaffVisit) -> HttpResponse:
    """What is like the call that is being typed, among what the clerk may see."""
    _only(request, HOTLINE)
    institution = Organisation.objects.filter(code=request.GET.get("ticket-institution", "")).first()
    found = perhaps(
        queries.visible_to(request.user),
        phone=request.GET.get("ticket-phone", ""),
        institution=institution.pk if institution else None,
        words=request.GET.get("ticket-narrative", ""),
    )
    return render(request, "complaints/_likely.html", {"found": found[:LIKELY]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: StaffVisit) -> HttpResponse:
    _only(request, HOTLINE, OFFICER)
    refusal, taken, status = None, None, 200
    if request.method == "POST":
        status = 413 if getattr(request, "too_large", False) else 422
        form = BatchForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                taken, status = _taken(request, form.cleaned_data["file"]), 200
            except EvenhandError as said:
                refusal = said
    page = Paginator(queries.batches_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "taken": taken, "refusal": refusal}
    return render(request, "complaints/batches.html", context, status=status)


def _taken(request: StaffVisit, file: Any) -> Any:
    suffix = Path(file.name).suffix.lower()[:6]
    with NamedTemporaryFile(suffix=suffix, dir=settings.FILE_UPLOAD_TEMP_DIR) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return take_in_batch(path=Path(kept.name), file_name=shown(file.name), by=request.user, at=timezone.now())


def found_by(request: StaffVisit, number: str) -> Complaint:
    """The complaint, if it is for whoever asks; a page of its own that is not found otherwise."""
    return get_object_or_404(
        queries.visible_to(request.user).select_related("complainant", "institution", "holder", "authority"),
        number=number,
    )


def page_about(request: StaffVisit, complaint: Complaint, *, status: int = 200, **more: Any) -> HttpResponse:
    """The complaint's page; `sent` is a form shown again, `refusal` what was refused."""
    sent, refusal = more.pop("sent", None), more.pop("refusal", None)
    context = page_of(complaint, request.user, now=timezone.now(), lang=request.lang, sent=sent)
    context |= {"refusal": refusal.sentence(request.lang) if refusal else "", **more}
    context["sent"] = sent
    return render(request, "complaints/show.html", context, status=status)


def _only(request: StaffVisit, *roles: str) -> None:
    if not request.user.roles & set(roles):
        raise Http404
