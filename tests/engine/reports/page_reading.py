"""Reads a page as a browser would, far enough to say what is live in it."""

from html.parser import HTMLParser
from pathlib import Path


class Reading(HTMLParser):
    """Tags, attributes, headings and text of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.source = page.read_text(encoding="utf-8")
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def must_be_inert(self) -> None:
        """No script, no style but one, no address but a place on the page, nothing that runs or loads."""
        assert "script" not in self.tags
        assert self.tags.count("style") == 1
        assert not {"iframe", "img", "link", "object", "embed", "form", "base"} & set(self.tags)
        for tag, name, value in self.attributes:
            assert not name.startswith("on"), (tag, name)
            if (tag, name) == ("audio", "src"):  # sound that the page itself holds
                assert value.startswith("data:audio/mpeg;base64,")
                continue
            assert name not in ("src", "style", "srcset"), (tag, name)
            if name in ("href", "xlink:href"):
                assert value.startswith("#")
        assert "url(" not in self.source
        assert "@import" not in self.source

    def must_be_ordered(self) -> None:
        """One h1 first, no level skipped, every id once, every label's target there."""
        assert self.headings[0] == 1
        assert self.headings.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(self.headings, self.headings[1:], strict=False))
        assert len(self.ids) == len(set(self.ids))
        for _, name, value in self.attributes:
            if name in ("aria-labelledby", "for"):
                assert set(value.split()) <= set(self.ids), value
