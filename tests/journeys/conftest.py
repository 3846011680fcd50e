"""A browser and a served platform, both real."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served import serving

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# No clock: a slow machine is not a fault, and what is there is seen at once.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder whose report tries what a report must not be able to do."""
    folder = tmp_path_factory.mktemp("finished")
    summary = {
        "kind": "audit",
        "packs": ["cn-ningbo"],
        "input": "2026年10月催收记录-甬江银行.xlsx",
        "input_sha256": "0" * 64,
        "rows_read": 1_204_331,
        "rows_rejected": 2,
        "seconds": 3.2,
        "outcomes": {"breach": 1840, "presumed_violation": 12, "review": 311, "advice": 7},
        "not_evaluated": {"cn-ningbo/visit-staff": ["staff_count"]},
    }
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (folder / "rejects.csv").write_text(
        "row,column,value,problem,hint\n7,at,昨天下午,看不懂的时间,请写成 2026-11-23 09:32\n", encoding="utf-8-sig"
    )
    (folder / "report.html").write_text(
        """<!doctype html><html lang="zh-CN"><title>报告</title><style>h1 { color: rgb(1, 2, 3) }</style><h1>报告</h1>
        <p id="said">没有脚本</p><script>document.getElementById("said").textContent = "脚本运行了"</script>
        <img src="http://192.0.2.1/pixel.png" alt="">
        <form action="/language" method="post"><button>x</button></form></html>""",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, finished: Path) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("var"), "--import-run", str(finished)) as (address, _):
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page at the platform's address; a test fails when the browser complained or another host was asked."""
    context = browser.new_context(base_url=address, locale="zh-CN")
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: said.append(str(e)))
    # A request that the page's policy refused never left; any other to another host did, or tried to.
    opened.on("requestfinished", lambda r: said.append(f"other host: {r.url}") if _away(r.url, address) else None)
    opened.on(
        "requestfailed",
        lambda r: (
            said.append(f"other host: {r.url} {r.failure}") if _away(r.url, address) and r.failure != "csp" else None
        ),
    )
    opened.said = said
    yield opened
    context.close()


def _away(url: str, address: str) -> bool:
    return not url.startswith((address + "/", "data:", "blob:"))
