"""A limit on what is sent: the rest of a file that is too large is thrown away as it arrives."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

from evenhand_web.complaints.uploads import refuse


class SizeLimit(FileUploadHandler):
    """Marks the request `too_large` and drops the file once it passes the limit."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - as Django names it
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.incoming = input_data

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.EVENHAND_UPLOAD_LIMIT:
            refuse(self, self.incoming, 0)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
