"""The page on which a run's own analyst says who else may read it, and takes that back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.errors import EvenhandError
from evenhand_web.people.models import Person
from evenhand_web.registry.visit import Visit
from evenhand_web.runs import queries
from evenhand_web.runs.forms import ShareForm
from evenhand_web.runs.models import Run
from evenhand_web.runs.procedure import DONE
from evenhand_web.runs.sharing import share, take_back
from evenhand_web.runs.views import for_analysts, own_one


@for_analysts
@require_http_methods(["GET", "HEAD", "POST"])
def share_run(request: Visit, pk: int) -> HttpResponse:
    """With whom a run is shared; POST shares it."""
    by, run = _analyst(request), _to_share(request, pk)
    form, refusal, status = ShareForm(lang=request.lang), None, 200
    if request.method == "POST":
        form, status = ShareForm(request.POST, lang=request.lang), 422
        if form.is_valid():
            try:
                share(run=run, by=by, at=timezone.now(), **form.cleaned_data)
                messages.success(request, "run.shared")
                return redirect("runs:share", run.pk)
            except EvenhandError as refused:
                refusal = refused
    return _page(request, run, form=form, refusal=refusal, status=status)


@for_analysts
@require_POST
def end_sharing(request: Visit, pk: int, given: int) -> HttpResponse:
    by, run = _analyst(request), _to_share(request, pk)
    ended = get_object_or_404(run.sharings.select_related("run__organisation", "reader"), pk=given)
    take_back(sharing=ended, by=by, at=timezone.now())
    messages.success(request, "run.taken_back")
    return redirect("runs:share", run.pk)


def _page(request: Visit, run: Run, *, form: ShareForm, refusal: EvenhandError | None, status: int) -> HttpResponse:
    now = timezone.now()
    given = [(each, each.holds(now), read) for each, read in queries.sharings_of(run)]
    context = {"run": run, "form": form, "given": given, "refusal": refusal.sentence(request.lang) if refusal else ""}
    return render(request, "runs/share.html", context, status=status)


def _analyst(request: Visit) -> Person:
    """Who shares; on this machine without a name there is nobody who could."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def _to_share(request: Visit, pk: int) -> Run:
    run = own_one(request, pk)
    if run.state != DONE:
        raise Http404
    return run
