"""The staff's pages for what comes in: calls that are put through, batches from 12345."""

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
from evenhand_web.complaints import queries
from evenhand_web.complaints.actions.batch_course import break_off, try_now
from evenhand_web.complaints.actions.batches import take_in_batch
from evenhand_web.complaints.actions.calling import put_through, put_through_as_ticket
from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.batch_files import CALLED
from evenhand_web.complaints.codes import CALL_OUTCOMES
from evenhand_web.complaints.desk import fresh
from evenhand_web.complaints.forms import LiveForm, StepForm, TicketForm
from evenhand_web.complaints.likeness import perhaps
from evenhand_web.complaints.models import Batch
from evenhand_web.complaints.papers import shown
from evenhand_web.complaints.uploads import files_of, takes_papers
from evenhand_web.complaints.views import PER_PAGE, only
from evenhand_web.people.roles import DESK, HOTLINE, OFFICER
from evenhand_web.people.visit import StaffVisit
from evenhand_web.registry.naming import meant

LIKELY = 5
LISTED = 100
DECISIONS: dict[str, Callable[..., None]] = {"again": try_now, "stop": break_off}
CALLS: dict[str, type[StepForm]] = {"live": LiveForm, "ticket": TicketForm}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_call_through(request: StaffVisit) -> HttpResponse:
    only(request, HOTLINE)
    forms = {name: kind(lang=request.lang, initial=fresh(), prefix=name) for name, kind in CALLS.items()}
    refusal, status = None, 200
    if request.method == "POST":
        which = "live" if "live-key" in request.POST else "ticket"
        form = forms[which] = CALLS[which](request.POST, lang=request.lang, prefix=which)
        status = 422
        if form.is_valid():
            try:
                return _called(request, which, form.given())
            except EvenhandError as said:
                refusal = said
    for form in forms.values():
        if form.is_bound:
            form.shorten()
    context = {**forms, "refusal": refusal, "outcomes": CALL_OUTCOMES}
    return render(request, "complaints/call.html", context, status=status)


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
@require_POST
def likely(request: StaffVisit) -> HttpResponse:
    """What is like the call that is being typed, among what the clerk may see; posted, since it names a person."""
    only(request, HOTLINE, OFFICER, DESK)
    institution = meant(request.POST, "ticket-institution", among="institution")
    found = perhaps(
        queries.visible_to(request.user),
        phone=request.POST.get("ticket-phone", ""),
        institution=institution.pk if institution else None,
        words=request.POST.get("ticket-narrative", ""),
    )
    return render(request, "complaints/_likely.html", {"found": found[:LIKELY]})


@takes_papers
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: StaffVisit) -> HttpResponse:
    only(request, HOTLINE, OFFICER)
    refusal, status = None, 200
    if request.method == "POST":
        try:
            return redirect("desk:batch", _taken(request).pk)
        except EvenhandError as said:
            refusal, status = said, 413 if getattr(request, "too_large", False) else 422
    page = Paginator(queries.batches_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "complaints/batches.html", {"page": page, "refusal": refusal}, status=status)


@login_required
@require_safe
def show_batch(request: StaffVisit, pk: int) -> HttpResponse:
    """How far a batch has come, and what became of every row, as long as it is wanted."""
    only(request, HOTLINE, OFFICER)
    batch = get_object_or_404(queries.batches_of(request.user), pk=pk)
    context = {"batch": batch, "listed": LISTED, **_became(batch, request.lang)}
    now = timezone.now()
    if batch.under_way and batch.put_off:
        context["put_off"] = True
    elif batch.under_way:
        context["ahead"], context["still_for"] = queries.ahead_of(batch, now=now), queries.still_for(batch, now=now)
    whole = "complaints/batch.html"
    return render(request, "complaints/_batch.html" if request.htmx else whole, context)


@login_required
@require_POST
def decide_batch(request: StaffVisit, pk: int, act: str) -> HttpResponse:
    """Try a batch that was put off at once, or break it off."""
    only(request, HOTLINE, OFFICER)
    batch = get_object_or_404(queries.batches_of(request.user), pk=pk)
    if act not in DECISIONS:
        raise Http404
    DECISIONS[act](batch=batch, by=request.user, at=timezone.now())
    messages.info(request, "complaint.done")
    return redirect("desk:batch", batch.pk)


def _became(batch: Batch, lang: str) -> dict[str, Any]:
    """What became of the rows so far: the figures, and the lists as far as they are shown."""
    report = batch.report
    figures = [("rows", batch.rows), ("rejected", report.get("rejected", 0))]
    figures[1:1] = [(name, len(report.get(name, []))) for name in ("filed", "repeated", "reused")]
    lists = {name: report.get(name, [])[:LISTED] for name in ("repeated", "reused", "rejects", "unread")}
    called = {name: names[lang] for name, names in CALLED.items()}
    lists["rejects"] = [each | {"called": called.get(each["column"], each["column"])} for each in lists["rejects"]]
    return {"figures": figures, "lists": lists}


def _taken(request: StaffVisit) -> Batch:
    files = files_of(request, "file")
    if len(files) != 1:
        raise CannotDo(zh="请选择一份 CSV 或 XLSX 文件。", en="Choose one CSV or XLSX file.")
    [file] = files
    return take_in_batch(content=file.read(), file_name=shown(file.name), by=request.user, at=timezone.now())
