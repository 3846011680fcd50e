"""One request to an address that the operator named: bounded in time and size, followed nowhere else, told of nowhere.

What it says, and to whom, is in its body alone: not in a log, not in what is raised.
"""

import logging
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

READ_AT_MOST = 64_000
log = logging.getLogger(__name__)


def posted(url: str, content: bytes, headers: Mapping[str, str], *, within_s: float, called: str) -> bytes:
    """What the address answers to `content`, as far as it is read. Raises OSError where it gave no answer or refused.

    `called` is what the log calls it.
    """
    request = Request(url, content, dict(headers), method="POST")  # noqa: S310
    try:
        with build_opener(_Nowhere).open(request, timeout=within_s) as answer:
            return bytes(answer.read(READ_AT_MOST))
    except HTTPError as refused:
        with refused:
            log.warning("%s answered %s", called, refused.code)
        raise OSError("refused") from None
    except (OSError, HTTPException) as silent:
        log.warning("%s gave no answer: %s", called, type(silent).__name__)
        raise OSError("no answer") from None


class _Nowhere(HTTPRedirectHandler):
    """It goes where the operator said and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None
