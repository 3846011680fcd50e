"""Pages of runs: find through `visible_to`, one action, one page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evenhand_web.people.models import Person
from evenhand_web.people.roles import ANALYST
from evenhand_web.registry.queries import standing_for
from evenhand_web.registry.visit import Visit
from evenhand_web.runs import actions, queries
from evenhand_web.runs.arrivals import CannotAccept
from evenhand_web.runs.forms import FilterForm, RunForm
from evenhand_web.runs.models import AUDIT, KINDS, Run, Sharing
from evenhand_web.runs.outputs import DOWNLOADS, REPORT, is_plain_file
from evenhand_web.runs.procedure import DONE, STAGES
from evenhand_web.runs.sharing import note_reading
from evenhand_web.runs.shelf import packs_on_shelf, ticked_first

PER_PAGE = 25
# So many runs are seen at a glance: no filter is offered yet.
FEW = 8
AUDITS_SHOWN = 50
# A report is a page made from somebody's file: it may draw, and nothing else, not even know our address.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def for_analysts(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open to analysts, for the runs of their organisation; on this machine alone also to whoever has not signed in."""

    @wraps(view)
    def opened(request: Visit, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if settings.EVENHAND_ANALYSTS_ONLY:
                return redirect_to_login(request.get_full_path())
        elif ANALYST not in request.user.roles:
            raise Http404
        return view(request, *args, **kwargs)

    return opened


def looking(request: Visit) -> Person | None:
    """Who looks: an analyst, or, without a name, whoever sits at this machine."""
    return request.user if request.user.is_authenticated else None


@for_analysts
@require_safe
def list_runs(request: Visit) -> HttpResponse:
    filter_form = FilterForm(request.GET)
    asked = filter_form.asked()
    person, now = looking(request), timezone.now()
    page = Paginator(queries.newest(person=person, now=now, **asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "filtered": any(asked.values()),
        "kinds": KINDS,
        "stages": STAGES,
        "busy": any(run.under_way for run in page),
        "few": FEW,
        "own": standing_for(person.organisation) if person else (),
        "has_any": bool(page) or queries.visible_to(person, now=now).exists(),
    }
    return render(request, "runs/_list.html" if request.htmx else "runs/list.html", context)


@for_analysts
@require_http_methods(["GET", "HEAD", "POST"])
def new_run(request: Visit, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    packs, audits = packs_on_shelf(), queries.finished_audits(person=looking(request))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RunForm(*sent, kind=kind, lang=request.lang, packs=packs, audits=audits)
    status = 200
    if request.method == "POST":
        if not getattr(request, "too_large", False):
            run = _request_run(request, form, kind)
            if run:
                return redirect("runs:show", run.pk)
        status = 413 if getattr(request, "too_large", False) else 422
    context = {
        "form": form,
        "kind": kind,
        "kinds": KINDS,
        "packs": packs,
        "audits": audits[:AUDITS_SHOWN],
        "chosen": form["packs"].value() if kind == AUDIT and form.is_bound else ticked_first(),
        "too_large": status == 413,
        "limit": settings.EVENHAND_UPLOAD_LIMIT,
    }
    return render(request, "runs/new.html", context, status=status)


def _request_run(request: Visit, form: RunForm, kind: str) -> Run | None:
    if not form.is_valid():
        return None
    given, person = form.cleaned_data, looking(request)
    options = {"lang": request.lang, "sheet": given["sheet"], "format": given.get("format", "")}
    try:
        return actions.request_run(
            kind=kind,
            organisation=person.organisation if person else None,
            file=given["file"],
            now=timezone.now(),
            packs=given.get("packs"),
            mapping=given["mapping"],
            mandates=given.get("mandates"),
            audit=given.get("audit"),
            options=options,
        )
    except CannotAccept as refusal:
        form.add_error(refusal.field, refusal.sentence(request.lang))
        return None


@for_analysts
@require_safe
def show_run(request: Visit, pk: int) -> HttpResponse:
    run, sharing = found(request, pk)
    context = {"run": run, "error": {"zh": run.error_zh, "en": run.error_en}, "ahead": queries.ahead_of(run)}
    context |= {
        "sharing": sharing,
        "compared": run.audit if run.audit_id and _sees(request, run.audit_id) else None,
        "may_share": request.user.is_authenticated and sharing is None and run.state == DONE,
    }
    if run.state == DONE:
        context |= {
            "files": queries.files_of(run, queries.names_for(sharing)),
            "rejects": [] if sharing else queries.first_rejects(run),
            "has_report": is_plain_file(run.folder / REPORT),
        }
    return render(request, "runs/_show.html" if request.htmx else "runs/show.html", context)


@for_analysts
@require_safe
def report(request: Visit, pk: int) -> HttpResponseBase:
    run, _ = _read(request, pk)
    response = _file(run, REPORT, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    # A browser refuses to open a sandboxed page by itself when it also asks for an opener policy.
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


@for_analysts
@require_safe
def download(request: Visit, pk: int, name: str) -> HttpResponseBase:
    run, sharing = _read(request, pk)
    if name not in queries.names_for(sharing):
        raise Http404
    response = _file(run, name, content_type=DOWNLOADS[name], save_as=f"run-{pk}-{name}")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@for_analysts
@require_http_methods(["GET", "HEAD", "POST"])
def delete_run(request: Visit, pk: int) -> HttpResponse:
    run, refusal = own_one(request, pk), None
    if request.method == "POST":
        try:
            actions.delete_run(run=run, now=timezone.now())
        except actions.CannotDelete as refused:
            refusal = refused.sentence(request.lang)
        else:
            messages.success(request, "run.deleted")
            return redirect("runs:list")
    return render(request, "runs/delete.html", {"run": run, "refusal": refusal}, status=409 if refusal else 200)


def own_one(request: Visit, pk: int) -> Run:
    """A run of one's own; what another organisation lets one read is not."""
    return get_object_or_404(queries.own_of(looking(request)), pk=pk)


def found(request: Visit, pk: int) -> tuple[Run, Sharing | None]:
    """A run that is the own, or is shared with the own organisation, and by what."""
    person, now = looking(request), timezone.now()
    run = get_object_or_404(queries.visible_to(person, now=now).select_related("organisation"), pk=pk)
    try:
        return run, queries.sharing_of(run, person, now=now)
    except Sharing.DoesNotExist as taken_back:
        raise Http404 from taken_back


def _sees(request: Visit, pk: int) -> bool:
    return queries.visible_to(looking(request), now=timezone.now()).filter(pk=pk).exists()


def _read(request: Visit, pk: int) -> tuple[Run, Sharing | None]:
    """As `found`; whoever reads another organisation's is written down."""
    run, sharing = found(request, pk)
    if sharing and (by := looking(request)):
        note_reading(sharing=sharing, by=by, at=timezone.now())
    return run, sharing


def _file(run: Run, name: str, *, content_type: str, save_as: str = "") -> FileResponse:
    path = run.folder / name
    if run.state != DONE or not is_plain_file(path):
        raise Http404
    return FileResponse(path.open("rb"), content_type=content_type, as_attachment=bool(save_as), filename=save_as)
