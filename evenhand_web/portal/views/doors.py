"""What stands before a page: papers of a bearable size, a draft that is not a complaint already, a complaint opened."""

from collections.abc import Callable
from functools import wraps

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from evenhand_web.complaints.models import Complaint
from evenhand_web.portal import session
from evenhand_web.portal.uploads import PaperLimit

View = Callable[..., HttpResponseBase]


def takes_papers(view: View) -> View:
    """Limit what is sent while it arrives; the form's token is looked at after that, since that reads the form."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.upload_handlers = [PaperLimit(request), TemporaryFileUploadHandler(request)]
        return protected(request, *args, **kwargs)

    return limited


def still_writing(view: View) -> View:
    """Lead to the receipt where the form's draft has become a complaint already: sent twice, or from another tab."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponseBase:
        return session.already_filed(request) or view(request)

    return asked


def with_case(view: View) -> View:
    """Hand the view the complaint that this session's receipt opened; else say how to open one."""

    @wraps(view)
    def asked(request: HttpRequest, **named: object) -> HttpResponseBase:
        complaint: Complaint | None = session.case_of(request)
        if complaint is None:
            return render(request, "portal/none.html", status=404)
        return view(request, complaint, **named)

    return asked
