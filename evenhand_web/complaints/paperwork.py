"""The staff's pages about papers and letters of a complaint."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evenhand.errors import EvenhandError
from evenhand_web.complaints import queries
from evenhand_web.complaints.actions import lettering
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.forms import LONG, DeliveryForm, PapersForm
from evenhand_web.complaints.letters import LETTERS
from evenhand_web.complaints.papers import CannotKeep, receive
from evenhand_web.complaints.printing import sheets
from evenhand_web.complaints.uploads import files_of, takes_papers
from evenhand_web.complaints.views import found_by, page_about
from evenhand_web.people.visit import StaffVisit
from evenhand_web.registry.codes import SUBJECTS

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@takes_papers
@login_required
@require_POST
def add_papers(request: StaffVisit, number: str) -> HttpResponse:
    complaint = found_by(request, number)
    form = PapersForm(request.POST)
    try:
        if not form.is_valid():
            raise too_long()
        given = form.cleaned_data
        received = [receive(each) for each in files_of(request, "papers")]
        lettering.add_papers(
            complaint=complaint,
            text=given.get("text", ""),
            received=received,
            by=request.user,
            at=timezone.now(),
            key=given.get("key", ""),
        )
    except EvenhandError as refusal:
        return page_about(request, complaint, refusal=refusal, status=422, adding=request.POST.get("text", ""))
    messages.info(request, "complaint.done")
    return redirect("desk:show", number)


def too_long() -> CannotDo:
    """What is said of words past the limit; neither they nor the papers beside them were taken."""
    return CannotDo(
        zh=f"文字超过 {LONG} 字，文字和材料都没有提交。请写要点，其余作为材料上传。",
        en=f"The text is longer than {LONG:,} signs; neither it nor the papers were taken. Give the main points and "
        "hand in the rest as a paper.",
    )


@login_required
@require_POST
def write_letter(request: StaffVisit, number: str, kind: str) -> HttpResponse:
    complaint = found_by(request, number)
    if kind not in LETTERS:
        raise Http404
    try:
        document = lettering.write_letter(complaint=complaint, kind=kind, by=request.user, at=timezone.now())
    except EvenhandError as refusal:
        return page_about(request, complaint, refusal=refusal, status=422)
    response = HttpResponse(document, content_type=DOCX)
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-{kind}.docx"'
    return response


@takes_papers
@login_required
@require_POST
def seal_letter(request: StaffVisit, number: str, kind: str) -> HttpResponse:
    complaint = found_by(request, number)
    if kind not in LETTERS:
        raise Http404
    try:
        sent = files_of(request, "papers")
        if len(sent) != 1:
            raise CannotKeep(zh="请选择一份盖章件。", en="Choose the one sealed letter.")
        sealed = receive(sent[0])
        lettering.seal_letter(complaint=complaint, kind=kind, sealed=sealed, by=request.user, at=timezone.now())
    except EvenhandError as refusal:
        return page_about(request, complaint, refusal=refusal, status=422)
    messages.info(request, "complaint.done")
    return redirect("desk:show", number)


@login_required
@require_POST
def record_delivery(request: StaffVisit, number: str, pk: int) -> HttpResponse:
    complaint = found_by(request, number)
    letter = get_object_or_404(complaint.letters, pk=pk)
    form = DeliveryForm(request.POST, lang=request.lang)
    if not form.is_valid():
        refusal = CannotKeep(zh="请填写送达方式和日期。", en="Give the way and the day of delivery.")
        return page_about(request, complaint, refusal=refusal, status=422)
    try:
        lettering.record_delivery(letter=letter, **form.cleaned_data, by=request.user, at=timezone.now())
    except EvenhandError as refused:
        return page_about(request, complaint, refusal=refused, status=422)
    messages.info(request, "complaint.done")
    return redirect("desk:show", number)


@login_required
@require_safe
def print_whole(request: StaffVisit, number: str) -> HttpResponse:
    """The complaint for paper, every text whole; where one page cannot hold them, sheet by sheet."""
    complaint = found_by(request, number)
    page = Paginator(sheets(complaint), 1).get_page(request.GET.get("page"))
    context = {
        "complaint": complaint,
        "page": page,
        "subject": SUBJECTS[complaint.subject],
        "who": [(name, value) for name, value in queries.masked(complaint.complainant).items() if value],
        "clocks": queries.clocks_of(complaint, now=timezone.now(), to_staff=True),
        "papers": complaint.papers.order_by("pk"),
    }
    return render(request, "complaints/print.html", context)


@login_required
@require_safe
def print_style(request: StaffVisit, number: str) -> HttpResponse:
    """The complaint's number on every printed page; CSS can take it from nowhere but a sheet."""
    told = found_by(request, number).number
    return HttpResponse(f'@page {{ @top-right {{ content: "{told}"; font-size: 9pt; }} }}', content_type="text/css")
