"""A limit on papers: what is too large is never written to the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

# A form may bring several papers; its other fields are small.
PAPERS_A_FORM = 5


class PaperLimit(FileUploadHandler):
    """Marks the request `too_large` and keeps nothing of it, from the first byte where its length was announced.

    What is still on the way is read and thrown away, so that the browser gets to show our sentence and not a broken
    connection.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - as Django names it
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        if self.announced > settings.EVENHAND_PAPER_LIMIT * PAPERS_A_FORM + 1_000_000:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.EVENHAND_PAPER_LIMIT:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _refuse(self) -> None:
        self.request.too_large = True  # type: ignore[union-attr]
        raise StopUpload(connection_reset=False)
