"""The platform in a real browser: files sent, watched, read and deleted, on a desk, on a phone, by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from looks import DESK, PHONE, settled
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("/", "/runs/new/audit", "/runs/new/rings", "/runs/1", "/runs/1/delete", "/?q=nowhere")
FOCUSED = "(e => e.id || e.name || e.tagName)(document.activeElement)"
COMPLAINTS = """complaint_id,received_at,narrative,institution,complainant_id
P1,2026-03-01,本人信用卡被多收年费请核实退还,甬江银行,A
P2,2026-03-02,催收人员多次联系我的家人请制止,甬江银行,B
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_axe_finds_nothing_to_mend(page, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    # The report inside is another room's page, and its sandbox keeps axe out.
    found = Axe().run(page, options={"iframes": False})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_is_light_and_asks_nobody_else(page, path, size, lang):
    page.set_viewport_size(size)
    page.goto("/")
    page.get_by_role("button", name="English" if lang == "en" else "中文").click()
    page.goto(path)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    weight = page.evaluate(
        "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
        ".filter(e => e.initiatorType !== 'iframe').reduce((sum, e) => sum + e.encodedBodySize, 0)"
    )
    assert 0 < weight < 150_000
    # The report's own attempts are refused by its policy, and the browser says so.
    assert [said for said in page.said if "sandbox" not in said and "192.0.2.1" not in said] == []


def test_a_report_in_its_frame_draws_and_does_nothing_else(page):
    page.goto("/runs/1")
    frame = page.frame_locator("iframe.report")
    expect(frame.get_by_role("heading")).to_have_css("color", "rgb(1, 2, 3)")
    expect(frame.locator("#said")).to_have_text("没有脚本")
    assert not [said for said in page.said if said.startswith("other host")]


def test_a_report_opens_by_itself_as_confined_as_in_its_frame(page):
    assert page.goto("/runs/1/report").status == 200
    expect(page.get_by_role("heading")).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.locator("#said")).to_have_text("没有脚本")
    assert not [said for said in page.said if said.startswith("other host")]


def test_on_a_phone_the_report_is_a_link_and_not_a_page_in_a_page(page):
    page.set_viewport_size(PHONE)
    page.goto("/runs/1")
    expect(page.locator("iframe.report")).to_be_hidden()
    expect(page.get_by_role("link", name="单独打开报告")).to_be_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page):
    page.goto("/runs/new/audit")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    seen = []
    page.keyboard.press("Tab")
    while (name := page.evaluate(FOCUSED)) != "BODY" and len(seen) < 30:
        seen.append(name)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", name
        page.keyboard.press("Tab")
    assert {"id_file", "packs", "lang"} <= set(seen)


def test_a_file_is_sent_watched_to_its_end_and_deleted(page, tmp_path):
    file = tmp_path / "投诉 十一月.csv"
    file.write_text(COMPLAINTS, encoding="utf-8")
    page.goto("/runs/new/rings")
    page.get_by_label("投诉文件").set_input_files(file)
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("投诉 十一月.csv")
    # Nobody reloads: the page asks again by itself until the run is over.
    expect(page.get_by_role("heading", name="下载")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="任务", exact=True).click()
    expect(page.get_by_role("link", name="投诉 十一月.csv")).to_be_visible()
    page.get_by_role("link", name="投诉 十一月.csv").click()
    page.get_by_role("link", name="删除这个任务").click()
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_role("status")).to_have_text("任务和它的文件已删除。")
    expect(page.get_by_role("link", name="投诉 十一月.csv")).to_have_count(0)


def test_a_file_that_cannot_be_read_says_why_beside_its_field(page, tmp_path):
    file = tmp_path / "空.csv"
    file.write_bytes(b"")
    page.goto("/runs/new/rings")
    page.get_by_label("投诉文件").set_input_files(file)
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_role("alert")).to_contain_text("文件是空的")
    page.get_by_role("link", name="文件是空的").click()
    expect(page.get_by_label("投诉文件")).to_be_focused()
    found = Axe().run(page, options={"iframes": False})
    assert found.violations_count == 0, found.generate_report()


def test_without_scripts_a_file_can_still_be_sent(browser, address, tmp_path):
    file = tmp_path / "plain.csv"
    file.write_text(COMPLAINTS, encoding="utf-8")
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/runs/new/rings")
    page.locator("#id_file").set_input_files(file)
    page.locator("button.button").click()
    assert page.locator("h1").inner_text() == "plain.csv"
    context.close()


def test_printed_the_page_is_its_matter_alone(page):
    page.goto("/runs/1")
    page.emulate_media(media="print")
    for part in ("header.top", "footer.foot", "iframe.report"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
