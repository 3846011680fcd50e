"""What every page must be, at every size."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from typeset import stray_spaces

DESK, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
WEIGHT = (
    "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
    ".reduce((sum, e) => sum + e.encodedBodySize, 0)"
)


# What htmx marks with while it asks, puts in place and lets settle.
UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


def settled(page: Page) -> None:
    """Wait until all that a page asks for has come; no clock, since a silence of some length proves no more."""
    page.wait_for_load_state("load")
    expect(page.locator(UNDER_WAY)).to_have_count(0)


def whole(page: Page) -> None:
    """Nothing to mend for axe, nothing wider than the screen, not too heavy."""
    settled(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert stray_spaces(page.inner_text("body")) == [], page.url
    assert 0 < page.evaluate(WEIGHT) < 150_000, page.url


def refusals(page: Page) -> list[str]:
    """What the browser complained about, but for pages that say what is missing."""
    return [said for said in page.said if not re.search(r"status of (422|404|409)", said)]
