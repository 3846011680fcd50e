"""The five steps. Each keeps what was written, complete or not, and goes on; the last one files."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenhand.errors import EvenhandError
from evenhand.privacy.masking import mask_value
from evenhand_web.complaints.papers import CannotKeep, receive
from evenhand_web.complaints.uploads import takes_papers
from evenhand_web.portal import actions, session
from evenhand_web.portal.forms import ContactStep, InstitutionStep, Step, StoryStep, WishStep
from evenhand_web.portal.limits import TooMany
from evenhand_web.portal.models import Draft
from evenhand_web.portal.queries import typed, written
from evenhand_web.portal.troubles import TROUBLES
from evenhand_web.portal.views.doors import draft_for, keeps_words, still_writing, too_long
from evenhand_web.registry.codes import INSTITUTION, SUBJECTS
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import called_like, named
from evenhand_web.registry.visit import Visit

STEPS = ("institution", "story", "wish", "papers", "contact")
# What must be there before a complaint can be filed, and in which step it is written.
NEEDED = {
    "institution_text": "institution",
    "subject": "story",
    "narrative": "story",
    "name": "contact",
    "phone": "contact",
}
NONE_OF_THESE = "-"


@still_writing
@keeps_words(InstitutionStep)
def institution(request: Visit) -> HttpResponse:
    if request.method != "POST":
        return _step(request, "institution", InstitutionStep(lang=request.lang))
    form = InstitutionStep(request.POST, lang=request.lang)
    if not form.is_valid():
        return _step(request, "institution", form)
    words, choice = form.cleaned_data["institution_text"], request.POST.get("choice", "")
    found = Organisation.objects.filter(code=choice, kind=INSTITUTION).first() if choice else _exactly(words)
    if found is None and choice != NONE_OF_THESE:
        return _step(request, "institution", form, likely=called_like(words), searched=True)
    kept = {"institution_code": found.code if found else "", "institution_text": found.name if found else words}
    return _keep(request, kept, then="story")


@require_POST
def suggest(request: Visit) -> HttpResponse:
    """The list under the field while it is being typed into."""
    words = request.POST.get("institution_text", "")[:120]
    return render(request, "portal/_likely.html", {"likely": called_like(words), "words": words, "searched": False})


@still_writing
@keeps_words(StoryStep, before="institution")
def story(request: Visit) -> HttpResponse:
    if request.method != "POST":
        return _step(request, "story", StoryStep(lang=request.lang))
    form = StoryStep(request.POST, lang=request.lang)
    if not form.is_valid():
        return _step(request, "story", form)
    return _keep(request, {name: form.cleaned_data[name] for name in ("subject", "narrative", "product")}, then="wish")


@still_writing
@keeps_words(WishStep, before="story")
def wish(request: Visit) -> HttpResponse:
    if request.method != "POST":
        return _step(request, "wish", WishStep(lang=request.lang))
    form = WishStep(request.POST, lang=request.lang)
    return _keep(request, form.cleaned_data, then="papers") if form.is_valid() else _step(request, "wish", form)


@takes_papers
@still_writing
def papers(request: Visit) -> HttpResponse:
    if request.method != "POST":
        return _step(request, "papers", Step(lang=request.lang))
    # Whoever chose files and went straight on meant to hand them in.
    onward = "then" in request.POST
    troubles = _take_in(request, must=not onward)
    if troubles:
        return _step(request, "papers", Step(lang=request.lang), troubles=troubles)
    return redirect("portal:contact" if onward else "portal:papers")


@require_POST
def remove_paper(request: Visit) -> HttpResponse:
    draft = session.draft_of(request)
    number = request.POST.get("number", "")
    if draft and number.isdecimal() and len(number) < 18:
        actions.remove_paper(draft, int(number))
    return redirect("portal:papers")


@require_POST
def discard(request: Visit) -> HttpResponse:
    draft = session.draft_of(request)
    if draft:
        actions.discard(draft)
    session.drop_draft(request)
    messages.success(request, "portal.said.discarded")
    return redirect("portal:start")


@still_writing
@keeps_words(ContactStep, before="papers")
def contact(request: Visit) -> HttpResponse:
    if request.method != "POST":
        return _step(request, "contact", ContactStep(lang=request.lang))
    form = ContactStep(request.POST, lang=request.lang)
    if not form.is_valid():
        return _step(request, "contact", form)
    now = timezone.now()
    draft = draft_for(request)
    actions.keep(draft, at=now, **form.cleaned_data)
    if missing := _first_missing(draft):
        messages.warning(request, "portal.said.missing")
        return redirect(f"portal:{missing}")
    try:
        _send_code(request, draft)
    except EvenhandError as refused:
        return _step(request, "contact", form, troubles=[refused.sentence(request.lang)])
    return redirect("portal:confirm")


@still_writing
def confirm(request: Visit) -> HttpResponse:
    """The last look at everything; the code makes it a complaint."""
    draft = session.draft_of(request)
    missing = _first_missing(draft)
    if draft is None and request.method != "POST" and session.case_of(request):
        # Back from the receipt: what was filed is not asked for again.
        return redirect("portal:receipt")
    if draft is None or missing:
        messages.warning(request, "portal.said.missing")
        return redirect(f"portal:{missing}")
    if request.method != "POST":
        return _last_look(request, draft)
    try:
        if "again" in request.POST:
            _send_code(request, draft)
            messages.success(request, "portal.said.sent")
            return redirect("portal:confirm")
        return _file(request, draft)
    except EvenhandError as refused:
        # The same form may have come twice, and the other one filed.
        if actions.filed_from(draft.key):
            return session.already_filed(request) or redirect("portal:start")
        return _last_look(request, draft, refused)


def _file(request: Visit, draft: Draft) -> HttpResponse:
    now = timezone.now()
    actions.confirm(draft, code=request.POST.get("code", ""), phone=written(draft)["phone"], at=now)
    with transaction.atomic():
        complaint = actions.file(draft, address=session.address_of(request), at=now)
        actions.prefer(complaint, lang=request.lang)
    session.drop_draft(request)
    session.open_case(request, complaint)
    return redirect("portal:receipt")


def _last_look(request: Visit, draft: Draft, refused: EvenhandError | None = None) -> HttpResponse:
    given = written(draft)
    context = {
        "draft": draft,
        "given": given,
        "phone": mask_value(given["phone"], "mobile"),
        "subject": f"portal.subject.{given['subject']}",
        "known": actions.is_confirmed(draft, given["phone"]),
        "trouble": refused.sentence(request.lang) if refused else "",
        "n": len(STEPS),
    }
    status = 200 if refused is None else 429 if isinstance(refused, TooMany) else 422
    return render(request, "portal/confirm.html", context, status=status)


def _step(request: Visit, name: str, form: Step, *, troubles: list[str] | None = None, **more: object) -> HttpResponse:
    """The page of a step, with what is kept where nothing newer was typed."""
    draft = session.draft_of(request)
    values = typed(draft) if draft else {}
    if form.is_bound:
        values |= {field: request.POST.get(field, "") for field in form.fields}
    context = {
        "draft": draft,
        "form": form,
        "values": values,
        "aside": any([too_long(request, text) for text in values.values()]),
        "troubles": troubles or [],
        "n": STEPS.index(name) + 1,
        "writing": name != "papers",
        "before": STEPS[STEPS.index(name) - 1] if name != STEPS[0] else "",
        "subjects": [(code, f"portal.subject.{code}") for code in SUBJECTS],
        "limit": settings.EVENHAND_PAPER_LIMIT // 1_000_000,
        "limit_bytes": settings.EVENHAND_PAPER_LIMIT,
        "too_large": too_large(request.lang),
        "words": values.get("institution_text", ""),
        **more,
    }
    refused = bool(troubles) or (form.is_bound and not form.is_valid())
    return render(request, f"portal/{name}.html", context, status=422 if refused else 200)


def _keep(request: Visit, given: dict[str, str], *, then: str) -> HttpResponse:
    actions.keep(draft_for(request), at=timezone.now(), **given)
    return redirect(f"portal:{then}")


def _take_in(request: Visit, *, must: bool) -> list[str]:
    """Keep the papers that can be kept; a sentence for each that cannot."""
    if getattr(request, "too_large", False):
        return [too_large(request.lang)]
    sent, troubles, received = request.FILES.getlist("papers"), [], []
    if not sent:
        return [TROUBLES["papers.required"][request.lang]] if must else []
    for file in sent:
        try:
            received.append(receive(file))
        except CannotKeep as refused:
            troubles.append(refused.sentence(request.lang))
    try:
        if received:
            actions.add_papers(draft_for(request), received, at=timezone.now())
    except actions.CannotTakePapers as refused:
        troubles.append(refused.sentence(request.lang))
        for each in received:
            actions.forget_content(each.sha256)
    return troubles


def too_large(lang: str) -> str:
    """What is said of a file past the limit."""
    limit = settings.EVENHAND_PAPER_LIMIT // 1_000_000
    return TROUBLES["too_large"][lang].format(limit=limit, whole=5 * limit)


def _send_code(request: Visit, draft: Draft) -> None:
    phone, address = written(draft)["phone"], session.address_of(request)
    actions.send_code(draft, phone=phone, address=address, lang=request.lang, at=timezone.now())


def _first_missing(draft: Draft | None) -> str:
    given = written(draft) if draft else {}
    return next((step for field, step in NEEDED.items() if not given.get(field)), "")


def _exactly(words: str) -> Organisation | None:
    found = named(words)
    return found if found and found.kind == INSTITUTION else None
