"""The staff's pages: find through `visible_to` (404 otherwise), one action, one page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.errors import EvenhandError
from evenhand_web.complaints import queries, shelf
from evenhand_web.complaints.actions import handling, linking, reviewing, time
from evenhand_web.complaints.actions.looking import reveal
from evenhand_web.complaints.actions.step import Overtaken
from evenhand_web.complaints.desk import LINES_SHOWN, page_of
from evenhand_web.complaints.forms import FORMS, QueueForm
from evenhand_web.complaints.models import Complaint, Link
from evenhand_web.complaints.papers import KINDS, shown
from evenhand_web.complaints.procedure import STAGES
from evenhand_web.complaints.sayings import saying
from evenhand_web.complaints.tables import EXPORTED, lines
from evenhand_web.complaints.thread import thread as all_of
from evenhand_web.complaints.worklist import rows_of
from evenhand_web.journal import ledger
from evenhand_web.journal.queries import thread
from evenhand_web.people.roles import APPROVER, HOTLINE, OFFICER
from evenhand_web.people.visit import StaffVisit
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import called_like

PER_PAGE, ON_THE_BOARD = 50, 150
# So many institutions are chosen from a list; more are named.
FEW = 60
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
@require_http_methods(["GET", "HEAD", "POST"])
def show_queue(request: StaffVisit) -> HttpResponse:
    now = timezone.now()
    today = queries.local_day(now)
    asked = QueueForm(request.GET).asked()
    # A telephone or an ID number is posted, so that it stands in no address and no log of addresses.
    words = request.POST.get("q", "").strip()[:80]
    found = (
        queries.queue(request.user, today=today, show="all", words=words)
        if words
        else queries.queue(request.user, today=today, **asked)
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counted = queries.counts(request.user, today=today)
    context = {
        "page": page,
        "rows": rows_of(page, request.user, now=now),
        "asked": asked,
        "words": words,
        "works_here": bool(request.user.roles & set(queries.WAITS_FOR) | request.user.roles & {APPROVER}),
        "narrowed": asked["state"] or asked["institution"] or asked["batch"],
        "parts": [(name, counted[name]) for name in SHOWS],
        "states": STAGES,
        **_institutions(request, asked["institution"]),
        "today": today,
        "soon": today + queries.SOON,
    }
    return render(request, "complaints/queue.html", context)


def _institutions(request: StaffVisit, asked: str) -> dict[str, Any]:
    """The institutions to narrow by: a list where they are few, else a field in which one is named."""
    among = list(queries.institutions_of(request.user)[: FEW + 1])
    if len(among) <= FEW:
        return {"institutions": among}
    one = Organisation.objects.filter(code=asked).first()
    near = [] if one or not asked or asked == queries.UNKNOWN else called_like(asked)
    return {"institutions": among, "too_many": True, "named": one.called(request.lang) if one else asked, "near": near}


@login_required
@require_safe
def export_queue(request: StaffVisit) -> StreamingHttpResponse:
    """The queue as it is narrowed, as a table for a spreadsheet; nothing in it is about a person."""
    today = queries.local_day(timezone.now())
    found = queries.queue(request.user, today=today, **QueueForm(request.GET).asked())[:EXPORTED]
    response = StreamingHttpResponse(lines(found, lang=request.lang), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="complaints-{today}.csv"'
    return response


@login_required
@require_safe
def show_board(request: StaffVisit) -> HttpResponse:
    only(request, OFFICER, HOTLINE)
    today = queries.local_day(timezone.now())
    page = Paginator(queries.standings(request.user, today=today), ON_THE_BOARD).get_page(request.GET.get("page"))
    return render(request, "complaints/board.html", {"standings": page.object_list, "page": page})


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
        if isinstance(refusal, Overtaken):
            # The page shows what is new: sent once more, the form rests on that.
            form.rest_on(again)
            return page_about(request, again, sent=form, refusal=refusal, status=409)
        return page_about(request, again, sent=form, refusal=refusal, status=422)
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
def course(request: StaffVisit, number: str) -> HttpResponse:
    """All that was done and added, sheet by sheet, where the complaint's own page has not the room."""
    complaint = found_by(request, number)
    page = Paginator(all_of(complaint), LINES_SHOWN).get_page(request.GET.get("page"))
    additions = Paginator(complaint.additions.order_by("pk"), LINES_SHOWN)
    added = additions.page(page.number).object_list if page.number <= additions.num_pages else []
    return render(request, "complaints/course.html", {"complaint": complaint, "page": page, "additions": added})


@login_required
@require_safe
def words(request: StaffVisit, number: str, what: str, pk: int) -> HttpResponse:
    """One text by itself, as long as it is."""
    complaint = found_by(request, number)
    found = saying(complaint, what, pk)
    if found is None:
        raise Http404
    return render(request, "complaints/words.html", {"complaint": complaint, "saying": found, "what": what})


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


def found_by(request: StaffVisit, number: str) -> Complaint:
    """The complaint, if it is for whoever asks; a page of its own that is not found otherwise."""
    return get_object_or_404(
        queries.visible_to(request.user).select_related("complainant", "institution", "holder", "authority"),
        number=number,
    )


def page_about(request: StaffVisit, complaint: Complaint, *, status: int = 200, **more: Any) -> HttpResponse:
    """The complaint's page; `sent` is a form shown again, `refusal` what was refused."""
    sent, refusal = more.pop("sent", None), more.pop("refusal", None)
    if sent is not None:
        sent.shorten()
    context = page_of(complaint, request.user, now=timezone.now(), lang=request.lang, sent=sent)
    context |= {"refusal": refusal.sentence(request.lang) if refusal else "", **more}
    context["sent"] = sent
    context["typed"] = [*(sent.written() if sent is not None else []), more.get("adding", "")]
    if sent is not None and sent.prefix not in {move for move, *_ in context["steps"]}:
        # The step is no longer open, but what was written for it is not thrown away.
        context["written"] = sent.written()
    return render(request, "complaints/show.html", context, status=status)


def only(request: StaffVisit, *roles: str) -> None:
    """Hide the page from whoever holds none of the roles."""
    if not request.user.roles & set(roles):
        raise Http404
