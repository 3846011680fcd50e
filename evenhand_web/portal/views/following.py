"""A complaint as the person waiting sees it: the receipt, the course, and what they can do now."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evenhand.deadlines.faults import NotLawful
from evenhand_web.complaints import shelf
from evenhand_web.complaints.actions import handling, reviewing
from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.actions.step import CannotDo, Overtaken
from evenhand_web.complaints.codes import OUTCOMES, REASONS, REVIEW_OUTCOMES
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.papers import KINDS, CannotKeep, receive
from evenhand_web.complaints.sayings import OF_THE_CONSUMER, saying
from evenhand_web.complaints.uploads import takes_papers
from evenhand_web.journal import ledger
from evenhand_web.portal import queries, receipts
from evenhand_web.portal.actions import PAPERS_AT_MOST, forget_content
from evenhand_web.portal.forms import AddForm, Step, TextForm, WhyForm
from evenhand_web.portal.queries import ADDITIONS_SHOWN, LINES_SHOWN
from evenhand_web.portal.troubles import TROUBLES
from evenhand_web.portal.views.doors import too_long, with_case
from evenhand_web.portal.views.filing import too_large
from evenhand_web.registry.visit import Visit

SHOWN_IN_THE_PAGE = ("jpg", "png")
Act = Callable[[Complaint, dict[str, str]], object]


@require_safe
@with_case
def receipt(request: Visit, complaint: Complaint) -> HttpResponse:
    context = {
        "case": complaint,
        "code": receipts.in_groups(complaint.receipt),
        "ahead": queries.ahead(complaint, now=timezone.now()),
        "who": complaint.institution,
    }
    return render(request, "portal/receipt.html", context)


@require_safe
@with_case
def case(request: Visit, complaint: Complaint) -> HttpResponse:
    return _shown(request, complaint)


@takes_papers
@with_case
def add(request: Visit, complaint: Complaint) -> HttpResponse:
    """Add words, papers or both: all of it, or none."""
    if request.method != "POST":
        return redirect("portal:case")
    if getattr(request, "too_large", False):
        return _shown(request, complaint, about="add", trouble=too_large(request.lang))
    files = request.FILES.getlist("papers")[:PAPERS_AT_MOST]
    return _acted(request, complaint, AddForm, lambda case, given: _add(request, case, given, files), about="add")


@with_case
def reply(request: Visit, complaint: Complaint) -> HttpResponse:
    return _acted(
        request,
        complaint,
        TextForm,
        lambda case, given: handling.reply(complaint=case, text=given["text"], **_asked(request)),
        about="reply",
    )


@with_case
def contest(request: Visit, complaint: Complaint) -> HttpResponse:
    return _acted(
        request,
        complaint,
        TextForm,
        lambda case, given: reviewing.contest(complaint=case, why=given["text"], **_asked(request)),
        about="contest",
    )


@with_case
def withdraw(request: Visit, complaint: Complaint) -> HttpResponse:
    return _acted(
        request,
        complaint,
        WhyForm,
        lambda case, given: handling.withdraw(complaint=case, why=given["text"], **_asked(request)),
        about="withdraw",
    )


@require_safe
@with_case
def words(request: Visit, complaint: Complaint, what: str, number: int) -> HttpResponse:
    """One text by itself, as long as it is."""
    found = saying(complaint, what, number, by_consumer_alone=True) if what in OF_THE_CONSUMER else None
    if found is None:
        raise Http404
    return render(request, "portal/words.html", {"case": complaint, "saying": found, "what": what})


@require_safe
@with_case
def course(request: Visit, complaint: Complaint) -> HttpResponse:
    """All that happened, sheet by sheet."""
    page = Paginator(queries.course(complaint), LINES_SHOWN).get_page(request.GET.get("page"))
    return render(request, "portal/course.html", {"case": complaint, "page": page})


@require_safe
@with_case
def additions(request: Visit, complaint: Complaint) -> HttpResponse:
    """All that was added, sheet by sheet, where the complaint's own page has not the room."""
    page = Paginator(queries.additions_of(complaint), ADDITIONS_SHOWN).get_page(request.GET.get("page"))
    return render(request, "portal/additions.html", {"case": complaint, "page": page, "additions": page.object_list})


@require_safe
@with_case
def paper(request: Visit, complaint: Complaint, number: int) -> FileResponse:
    """A paper that this person may see. A picture opens; everything else is handed out to be saved."""
    found = queries.papers_of(complaint).filter(pk=number).first()
    content = shelf.opened(found.sha256) if found else None
    if found is None or content is None:
        raise Http404
    response = FileResponse(
        content,
        as_attachment=found.kind not in SHOWN_IN_THE_PAGE,
        filename=found.name,
        content_type=KINDS.get(found.kind, "application/octet-stream"),
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
@with_case
def proof(request: Visit, complaint: Complaint, number: int) -> HttpResponse:
    """What proves one line of the course to anybody who has the published key."""
    entry = queries.entry_of(complaint, number)
    if entry is None:
        raise Http404
    proven = ledger.receipt_of(entry)
    if proven is None:
        messages.warning(request, "portal.said.not_sealed")
        return redirect("portal:case")
    response = HttpResponse(proven.as_text(), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="evenhand-{complaint.number}-{number}.json"'
    return response


def _acted(request: Visit, complaint: Complaint, form: type[Step], act: Act, *, about: str) -> HttpResponse:
    """Do it and show the complaint as it now is; or say why not, with what was written still there."""
    if request.method != "POST":
        return redirect("portal:case")
    written = form(request.POST, lang=request.lang)
    if not written.is_valid():
        trouble = str(next(iter(written.errors.values()))[0])
        return _shown(request, complaint, about=about, trouble=trouble)
    try:
        act(complaint, written.cleaned_data)
    except Overtaken:
        fresh = Complaint.objects.get(pk=complaint.pk)
        return _shown(request, fresh, about=about, trouble=TROUBLES["stale"][request.lang], status=409)
    except (CannotDo, CannotKeep, NotLawful) as refused:
        return _shown(request, complaint, about=about, trouble=refused.sentence(request.lang))
    messages.success(request, f"portal.said.{DONE[about]}")
    return redirect("portal:case")


DONE = {"add": "added", "reply": "replied", "contest": "contested", "withdraw": "withdrawn"}


def _shown(
    request: Visit, complaint: Complaint, *, about: str = "", trouble: str = "", status: int = 422
) -> HttpResponse:
    text = request.POST.get("text", "") if about else ""
    context = queries.told(complaint, now=timezone.now()) | {
        "about": about,
        "trouble": trouble,
        "text": text,
        "typed": [text],
        "aside": too_long(request, text),
        "key": secrets.token_hex(8),
        "outcomes": OUTCOMES,
        "reasons": REASONS,
        "review_outcomes": REVIEW_OUTCOMES,
        "subject": f"portal.subject.{complaint.subject}",
        "limit": settings.EVENHAND_PAPER_LIMIT // 1_000_000,
        "limit_bytes": settings.EVENHAND_PAPER_LIMIT,
        "too_large": too_large(request.lang),
    }
    return render(request, "portal/case.html", context, status=status if about else 200)


def _asked(request: Visit) -> dict[str, object]:
    """What every form of the page carries: which form it is, and which state of the complaint it was drawn from."""
    seen = request.POST.get("seen", "")
    return {
        "at": timezone.now(),
        "key": request.POST.get("key", "")[:32],
        "seen": int(seen) if seen.isdecimal() and len(seen) < 9 else None,
    }


def _add(request: Visit, complaint: Complaint, given: dict[str, str], files: list) -> None:  # type: ignore[type-arg]
    received = []
    try:
        received = [receive(file) for file in files]
        asked = _asked(request)
        with transaction.atomic():
            attach(complaint, received, by=None, at=timezone.now())
            handling.add(
                complaint=complaint,
                text=given["text"],
                papers=[each.sha256 for each in received],
                new_facts=bool(given.get("new_facts")),
                at=timezone.now(),
                key=str(asked["key"]),
            )
    except (CannotDo, CannotKeep):
        for each in received:
            forget_content(each.sha256)
        raise
