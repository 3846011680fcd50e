"""A limit on what is sent: the rest of a file that is too large is thrown away as it arrives."""

from typing import Any

from django.conf import settings

from evenhand_web.complaints.uploads import PaperLimit


class SizeLimit(PaperLimit):
    """Marks the request `too_large` and drops the file once it passes the limit, however long it was said to be."""

    def most(self) -> int:
        return int(settings.EVENHAND_UPLOAD_LIMIT)

    def handle_raw_input(self, input_data: Any, *more: Any, **others: Any) -> None:
        self.incoming, self.announced = input_data, 0
