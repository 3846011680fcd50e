"""A limit on papers: what is too large is never written to the disk nor held in memory."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from evenhand_web.complaints.papers import CannotKeep

View = Callable[..., HttpResponseBase]
# A form may bring several papers; its other fields are small.
PAPERS_A_FORM = 5
A_PIECE = 64 * 1024
# What announces more than this is not waited for: the connection ends, and the browser says so.
WAITED_FOR = 1_000_000_000


def takes_papers(view: View) -> View:
    """Limit what is sent while it arrives; the form's token is looked at after that, since that reads the form."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.upload_handlers = [PaperLimit(request), TemporaryFileUploadHandler(request)]
        return protected(request, *args, **kwargs)

    return limited


def files_of(request: HttpRequest, field: str) -> "list[UploadedFile[Any]]":
    """The files that a form brought in `field`. Raises CannotKeep when they were too large to be taken in."""
    if getattr(request, "too_large", False):
        raise too_large()
    return list(request.FILES.getlist(field))


def too_large() -> CannotKeep:
    """What is said of a file past the limit."""
    limit = settings.EVENHAND_PAPER_LIMIT // 1_000_000
    return CannotKeep(
        zh=f"文件太大，没有接收：每份最多 {limit} MB。视频请剪出要点，文件请分成几份；其他内容没有改动。",
        en=f"Too large, and not taken in: {limit} MB a file. Cut a video to what matters, or split the file; nothing "
        "else has changed.",
    )


def refuse(handler: FileUploadHandler, incoming: Any, announced: int) -> None:
    """Mark the request `too_large` and throw away what is still on the way, so that the browser shows our sentence.

    Piece by piece: Django would read it line by line, and a file need not have lines.
    """
    handler.request.too_large = True  # type: ignore[union-attr]
    while announced <= WAITED_FOR and incoming.read(A_PIECE):
        pass
    raise StopUpload(connection_reset=True)


class PaperLimit(FileUploadHandler):
    """Marks the request `too_large` and keeps nothing of it, from the first byte where its length was announced."""

    def most(self) -> int:
        """Bytes of one file that are taken in."""
        return int(settings.EVENHAND_PAPER_LIMIT)

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - as Django names it
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.incoming, self.announced = input_data, content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        if self.announced > self.most() * PAPERS_A_FORM + 1_000_000:
            refuse(self, self.incoming, self.announced)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > self.most():
            refuse(self, self.incoming, self.announced)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
