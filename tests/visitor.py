"""A browser of few words: follows redirects, keeps cookies, posts forms with their token; runs no script."""

import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener


class Visitor:
    """One visitor of the platform at `address`; every answer is its status, the path it came from, and its page."""

    def __init__(self, address: str) -> None:
        self.address, self.cookies = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str, str]:
        return self._asked(f"{self.address}{path}")

    def post(self, path: str, **form: str) -> tuple[int, str, str]:
        _, _, page = self.get("/account/login")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return self._asked(f"{self.address}{path}", urlencode(form | {"csrfmiddlewaretoken": token}).encode())

    def _asked(self, url: str, sent: bytes | None = None) -> tuple[int, str, str]:
        try:
            with self.opener.open(url, sent, timeout=30) as answer:
                return answer.status, answer.url.removeprefix(self.address), answer.read().decode()
        except HTTPError as refused:
            with refused:
                return refused.code, refused.url.removeprefix(self.address), refused.read().decode()
