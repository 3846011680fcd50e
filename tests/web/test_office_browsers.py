"""Office browsers are old: nothing of ours, and nothing of htmx, needs more than Chromium 86."""

import re
from pathlib import Path

import django_htmx
import pytest

# What came later, by the version of Chromium that brought it.
STYLES = {
    r"\binset(-inline|-block)?\s*:": 87, r"(margin|padding)-(inline|block)\s*:": 87, r"border-(inline|block)\s*:": 87,
    r":(is|where)\(": 88, r":not\([^()]*,": 88, r"aspect-ratio\s*:": 88, r"forced-colors": 89,
    r"overflow(-[xy])?\s*:\s*clip": 90, r"accent-color": 93, r"scrollbar-gutter": 94, r"@layer": 99,
    r"[0-9](d|s|l)v[hwib]\b": 108, r"(^|[;{\s])(translate|rotate|scale)\s*:": 104, r":has\(": 105, r"@container": 105,
    r"color-mix\(|oklch\(|oklab\(": 111, r"(^|[{;\s])&": 112, r"text-wrap\s*:": 114, r"light-dark\(": 123,
}  # fmt: skip
SCRIPTS = {
    r"\.at\(": 92, r"Object\.hasOwn\(": 93, r"static\s*\{": 94, r"\.findLast(Index)?\(": 97, r"structuredClone\(": 98,
    r"#\w+ in ": 91, r"\.toSorted\(|\.toReversed\(": 110, r"Object\.groupBy\(": 117, r"Promise\.withResolvers\(": 119,
}  # fmt: skip
# Where it is not known the page is as whole, only plainer.
HARMLESS = {"accent-color"}


def newer(text: str, known: dict[str, int]) -> list[str]:
    """What in a style or a script is newer than Chromium 86."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [found[0].strip() for one in known if one not in HARMLESS for found in re.finditer(one, plain)]


def ours(kind: str) -> list[Path]:
    return sorted((Path(__file__).parents[2] / "evenhand_web").glob(f"*/static/**/*.{kind}"))


@pytest.mark.no_database
@pytest.mark.parametrize(("kind", "known"), [("css", STYLES), ("js", SCRIPTS)])
def test_nothing_of_ours_is_newer(kind, known):
    assert len(ours(kind)) >= 3
    assert {file.name: late for file in ours(kind) if (late := newer(file.read_text(encoding="utf-8"), known))} == {}


@pytest.mark.no_database
def test_the_library_that_pages_bring_is_not_newer():
    script = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    assert newer(script.read_text(encoding="utf-8"), SCRIPTS) == []


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("text", "known", "late"),
    [
        ("main:has(p) { inset: 0 }", STYLES, ["inset:", ":has("]),
        ("a { height: 100dvh; margin-inline: 1em }", STYLES, ["margin-inline:", "0dv"]),
        ("a { & b { color: red } } /* :has() */", STYLES, ["&"]),
        ("const last = rows.at(-1)", SCRIPTS, [".at("]),
        ("a { margin-inline-start: 1em; accent-color: red; top: max(1px, 2px) }", STYLES, []),
    ],
)
def test_what_is_newer_is_seen(text, known, late):
    assert [found[: len(wanted)] for found, wanted in zip(newer(text, known), late, strict=True)] == late


@pytest.mark.no_database
def test_public_pages_open_no_window_of_their_own():
    """The web view of a mini-programme has one window, and shows no dialogue of the browser's."""
    folder = Path(__file__).parents[2] / "evenhand_web"
    pages = [*folder.glob("portal/templates/**/*.html"), *folder.glob("site/templates/site/*.html")]
    scripts = [file for file in ours("js")]
    assert len(pages) > 20
    for file in (*pages, *scripts):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"""\btarget\s*=\s*["']?_|window\.open|\b(alert|confirm|prompt)\(""", text), file.name
