"""The code blocks of a Markdown page."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"(<!-- not run: (?P<why>[^>]+) -->\n)?^```(?P<language>sh|python)\n(?P<code>.*?)^```$", re.M | re.S)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block, and why it is not run where it is marked so."""

    language: str
    code: str
    why_not_run: str | None


def blocks(page: Path) -> list[Block]:
    """Every `sh` and `python` block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = [
        Block(language=match["language"], code=match["code"], why_not_run=match["why"])
        for match in FENCE.finditer(text)
    ]
    assert len(found) == text.count("\n```sh\n") + text.count("\n```python\n")
    return found
