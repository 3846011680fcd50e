"""The stories of the staff in a real browser, each from sign-in to the end, in the sample city."""

import re
import subprocess

import pytest
from looks import DESK, PHONE, refusals, whole
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from served import command, serving, surroundings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BATCH = (
    "complaint_id,received_at,narrative,institution,product,phone\n"
    "N-1,2026-03-02 09:00,信用卡年费没有说明就扣了，请退还。,甬行,信用卡,13800000777\n"
    "M-10021,2026-03-02 09:00,上周已经来过的一件。,甬行,信用卡,13800000778\n"
)
RUN = (
    "complaint_id,received_at,narrative,institution,complainant_id\n"
    "P1,2026-03-01,本人信用卡被多收年费请核实退还,甬江银行,A\n"
    "P2,2026-03-02,催收人员多次联系我的家人请制止,甬江银行,B\n"
)
SCREENS = {
    "officer": ("/desk/", "/desk/?show=late", "/desk/?show=all", "/desk/board", "/desk/batches", "/desk/enter"),
    "hotline": ("/desk/", "/desk/call", "/desk/batches"),
    "desk": (
        "/desk/",
        "/desk/?show=soon",
        "/desk/enter",
        "/people/me",
        "/account/password",
        "/account/sessions",
        "/account/second/start",
    ),
    "manager": ("/people/", "/runs/new/audit"),
    "chief": ("/registry/", "/registry/B01"),
}


@pytest.fixture(scope="module")
def passwords(tmp_path_factory) -> dict[str, str]:
    """The sample city, filled once; what was printed about its people."""
    var = tmp_path_factory.mktemp("staff")
    told = surroundings(EVENHAND_VAR=str(var))
    subprocess.run(command("migrate", "-v0"), env=told, check=True, capture_output=True)
    printed = subprocess.run(command("fill_sample"), env=told, check=True, capture_output=True, text=True).stdout
    found = dict(re.findall(r"^  (\S+) +((?:\w{4}-){3}\w{4})  ", printed, re.M))
    return found | {"": str(var)}


@pytest.fixture(scope="module")
def address(passwords):
    from pathlib import Path

    with serving(Path(passwords[""])) as (address, _):
        yield address


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/account/login")
    page.get_by_label("登录名").fill(login)
    page.locator("#id_password").fill(password)
    page.locator("main button.button").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def open_first(page: Page, state: str, *, show: str = "all") -> str:
    """Open the first complaint in a state; its number."""
    page.goto(f"/desk/?show={show}")
    link = page.get_by_role("row").filter(has_text=state).get_by_role("link").first
    number = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    return number


def take(page: Page, name: str, *, pick: dict[str, str] | None = None, write: dict[str, str] | None = None) -> None:
    """Take one of the next steps; the page says that it was done."""
    step = page.locator("aside details").filter(has=page.locator("summary", has_text=name)).first
    if not step.evaluate("each => each.open"):
        step.locator("summary").click()
    for field, value in (pick or {}).items():
        step.locator(f"select[name$={field}]").select_option(value)
    for field, text in (write or {}).items():
        step.locator(f"textarea[name$={field}], input[name$={field}]").fill(text)
    step.locator("button.button").dblclick()
    expect(page.get_by_text("已提交。")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("login", SCREENS)
def test_every_screen_of_the_staff_is_whole(page, passwords, login, size):
    page.set_viewport_size(size)
    page.goto("/account/login")
    whole(page)
    sign_in(page, login, passwords[login])
    for path in SCREENS[login]:
        page.goto(path)
        whole(page)
    assert not refusals(page)


@pytest.mark.parametrize("login", SCREENS)
def test_no_english_screen_scrolls_sideways_on_a_telephone(page, address, passwords, login):
    page.set_viewport_size(PHONE)
    sign_in(page, login, passwords[login])
    page.context.add_cookies([{"name": "evenhand_lang", "value": "en", "url": address}])
    for path in SCREENS[login]:
        page.goto(path)
        assert page.get_by_role("button", name="Sign out", exact=True).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_clerk_puts_calls_through_and_takes_a_batch_in(page, passwords, tmp_path):
    sign_in(page, "hotline", passwords["hotline"])
    page.goto("/desk/call")
    ticket = page.locator("main section form")
    ticket.locator("#id_ticket-institution").press_sequentially("甬行")
    expect(ticket.get_by_label("甬江银行")).to_be_checked()
    ticket.locator("select[name$=subject]").select_option("conduct")
    ticket.locator("[name$=phone]").fill("13800000001")
    ticket.locator("[name$=narrative]").press_sequentially("信用卡每月被扣一笔账户管理费，办卡时没有人说过")
    expect(page.locator("#likely a").first).to_be_visible()
    whole(page)
    ticket.locator("button.button").click()
    expect(page.get_by_text("待机构受理").first).to_be_visible()
    page.goto("/desk/call")
    live = page.locator("main aside form")
    live.locator("#id_live-institution").press_sequentially("银行")
    live.get_by_label("东钱湖银行").check()
    whole(page)
    live.get_by_role("button", name="机构未接").click()
    expect(page.get_by_text("呼转已记录。")).to_be_visible()
    file = tmp_path / "12345.csv"
    file.write_text(BATCH, encoding="utf-8-sig")
    page.goto("/desk/batches")
    page.locator("#id_file").set_input_files(file)
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("12345.csv")
    # The page goes on by itself until the worker has filed every row.
    expect(page.get_by_text("每一行都已处理")).to_be_visible(timeout=30_000)
    expect(page.locator("main")).to_contain_text("编号重用、内容不同")
    whole(page)
    refused = tmp_path / "没有表头.csv"
    refused.write_text("a,b\n1,2\n", encoding="utf-8")
    page.goto("/desk/batches")
    page.locator("#id_file").set_input_files(refused)
    page.locator("main form button").first.click()
    expect(page.get_by_text("没有找到这些列：工单编号、登记时间、投诉内容")).to_be_visible(timeout=30_000)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        whole(page)
    page.get_by_role("link", name="再发一次").click()
    expect(page.get_by_role("row").filter(has_text="没有表头.csv")).to_contain_text("没有接收")
    page.get_by_role("link", name="12345.csv", exact=True).click()
    page.get_by_role("link", name="查看本批登记的投诉").click()
    expect(page.locator("table.queue tbody tr")).to_have_count(2)
    assert not refusals(page)


def test_the_officer_transfers_links_and_closes(page, passwords):
    sign_in(page, "officer", passwords["officer"])
    page.goto("/desk/board")
    expect(page.get_by_role("row").filter(has_text="甬江银行")).to_contain_text("■")
    open_first(page, "待转办")
    whole(page)
    take(page, "转办", write={"to": "天童银行", "note": "请尽快联系投诉人。"})
    expect(page.locator(".stage .state")).to_contain_text("待机构受理")
    open_first(page, "已答复")
    take(page, "办结")
    expect(page.locator(".stage .state")).to_contain_text("已办结")
    page.goto("/desk/")
    page.get_by_role("searchbox").fill("13800000001")
    page.get_by_role("button", name="查找").click()
    for number in page.locator("table.queue th a").all_inner_texts():
        page.goto(f"/desk/complaints/{number}")
        if page.get_by_role("button", name="是同一事项").count():
            whole(page)
            page.get_by_role("button", name="是同一事项").first.click()
            break
    else:
        raise AssertionError("the same matter from two doors was not proposed")
    expect(page.get_by_role("heading", name="可能是同一事项")).to_be_visible()
    assert not refusals(page)


def test_the_desk_accepts_asks_looks_and_answers_and_others_see_nothing(page, passwords, browser, address):
    sign_in(page, "desk", passwords["desk"])
    number = open_first(page, "待机构受理")
    whole(page)
    take(page, "受理")
    take(page, "询问投诉人", write={"question": "请问是哪一天的电话？"})
    take(page, "不再等待", write={"note": "已电话核实。"})
    masked = page.get_by_text("····").first
    expect(masked).to_be_visible()
    page.locator("select[name=reveal-purpose]").select_option("contact")
    page.get_by_role("button", name="查看（记入日志）").click()
    expect(page.get_by_text("以下信息仅显示这一次，查看已记录。")).to_be_visible()
    expect(page.get_by_text("查看个人信息").first).to_be_visible()
    whole(page)
    page.goto(f"/desk/complaints/{number}")
    step = page.locator("aside details").filter(has=page.locator("summary", has_text="答复")).first
    expect(step).to_have_attribute("open", "")
    step.locator("input[value=conduct_found]").check()
    step.locator("select[name$=outcome]").select_option("partly_upheld")
    step.locator("textarea").fill("经核对话单，当日确有 22:31 来电，已处理。")
    step.locator("button.button").dblclick()
    expect(page.locator(".stage .state")).to_contain_text("已答复")
    whole(page)
    assert not refusals(page)
    other = browser.new_context(base_url=address, locale="zh-CN").new_page()
    sign_in(other, "desk2", passwords["desk2"])
    assert other.goto(f"/desk/complaints/{number}").status == 404
    other.context.close()


def test_the_approver_decides_and_the_reviewer_reviews(page, passwords):
    sign_in(page, "approver", passwords["approver"])
    page.goto("/desk/")
    page.locator("table.queue th a").first.click()
    take(page, "审批延期", pick={"approved": "yes"})
    whole(page)
    page.get_by_role("button", name="退出").click()
    sign_in(page, "reviewer", passwords["reviewer"])
    open_first(page, "核查中", show="mine")
    take(page, "作出核查决定", pick={"outcome": "changed"}, write={"text": "服务费应计入综合成本，补退差额。"})
    expect(page.locator(".stage .state")).to_contain_text("核查已答复")
    whole(page)
    assert not refusals(page)


def test_the_administrator_opens_an_account_whose_owner_chooses_a_password(page, passwords, browser, address):
    sign_in(page, "manager", passwords["manager"])
    page.goto("/people/")
    form = page.locator("section.narrow form")
    form.locator("[name$=login]").fill("newcomer")
    form.locator("[name$=name]").fill("样新人")
    form.locator("input[type=checkbox][value=desk]").check()
    form.locator("button.button").click()
    given = page.locator("[role=status] code").inner_text()
    whole(page)
    page.reload()
    expect(page.locator("[role=status] code")).to_have_count(0)
    other = browser.new_context(base_url=address, locale="zh-CN").new_page()
    sign_in(other, "newcomer", given)
    other.goto("/desk/")
    expect(other).to_have_url(re.compile("/account/password"))
    other.locator("[name=oldpassword]").fill(given)
    for name in ("password1", "password2"):
        other.locator(f"[name={name}]").fill("corridor-lantern-41-meadow")
    other.locator("main button.button").click()
    other.goto("/desk/")
    expect(other.get_by_role("heading", level=1)).to_have_text("待办")
    other.context.close()
    assert not refusals(page)


def test_printed_a_complaint_carries_its_number_on_every_page_and_no_forms(page, passwords, tmp_path):
    sign_in(page, "officer", passwords["officer"])
    number = open_first(page, "核查已答复")
    page.pdf(path=tmp_path / "case.pdf", format="A4")
    pages = [each.extract_text() for each in PdfReader(tmp_path / "case.pdf").pages]
    assert len(pages) > 1
    for place, text in enumerate(pages, start=1):
        assert number in text
        assert f"{place} / {len(pages)}" in text
    page.emulate_media(media="print")
    for each in page.locator("main form").all():
        expect(each).to_be_hidden()


def test_printed_in_full_every_page_is_a4_and_carries_the_number(page, passwords, tmp_path):
    sign_in(page, "desk", passwords["desk"])
    number = open_first(page, "办理中")
    long = "".join(f"第{nth}句：请贵行逐笔说明年费和利息怎样计算。" for nth in range(600))
    page.locator("#adding").click()
    page.locator("#add-text").fill(long)
    page.get_by_role("button", name="提交补充").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    page.get_by_role("link", name="打印全文").click()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        whole(page)
    page.pdf(path=tmp_path / "whole.pdf", prefer_css_page_size=True)
    printed, said = PdfReader(tmp_path / "whole.pdf").pages, ""
    assert len(printed) > 5
    for place, each in enumerate(printed, start=1):
        assert [round(float(side) / 72 * 25.4) for side in (each.mediabox.width, each.mediabox.height)] == [210, 297]
        text, on_each = each.extract_text(), (number, f"{place} / {len(printed)}")
        for margin in on_each:
            assert margin in text
            text = text.replace(margin, "")
        said += re.sub(r"\s", "", text)
    assert all(f"第{nth}句" in said for nth in range(600))
    assert "打印全文" not in said
    assert "退出" not in said
    assert not refusals(page)


def test_an_analyst_lets_the_association_read_a_run_and_takes_it_back(page, browser, address, passwords, tmp_path):
    file = tmp_path / "三月投诉.csv"
    file.write_text(RUN, encoding="utf-8")
    sign_in(page, "manager", passwords["manager"])
    page.goto("/runs/new/rings")
    page.get_by_label("投诉文件").set_input_files(file)
    page.get_by_role("button", name="开始").click()
    page.get_by_role("link", name="共享给主管部门或协会").click(timeout=60_000)
    run = page.url.removesuffix("/share").removeprefix(address)
    whole(page)
    page.get_by_label("共享给").press_sequentially("银协")
    expect(page.get_by_label("明州银行业协会")).to_be_checked()
    page.get_by_label("目的").select_option("异常投诉认定")
    page.get_by_label("可查看至").fill("2099-12-31")
    page.get_by_role("button", name="共享", exact=True).click()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        whole(page)
    expect(page.get_by_role("row").filter(has_text="明州银行业协会")).to_contain_text("还没有查看")

    other = browser.new_context(base_url=address, locale="zh-CN").new_page()
    sign_in(other, "association", passwords["association"])
    other.goto("/")
    expect(other.get_by_role("row").filter(has_text="三月投诉.csv")).to_contain_text("甬江银行共享")
    other.get_by_role("link", name="三月投诉.csv").click()
    expect(other.locator("main")).to_contain_text("目的：异常投诉认定。可查看至 2099-12-31（含当日）。")
    expect(other.get_by_role("link", name="删除这个任务")).to_have_count(0)
    for size in (PHONE, DESK):
        other.set_viewport_size(size)
        assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with other.expect_popup() as opened:
        other.get_by_role("link", name="单独打开报告").click()
    expect(opened.value.locator("h1").first).to_be_visible()

    page.reload()
    expect(page.get_by_role("row").filter(has_text="明州银行业协会")).not_to_contain_text("还没有查看")
    page.get_by_role("button", name="收回").click()
    expect(page.get_by_text("已收回。对方不再能查看。")).to_be_visible()
    assert other.goto(run).status == 404
    other.context.close()
    assert not refusals(page)


def test_the_queue_is_walked_with_the_keyboard_alone(page, passwords):
    sign_in(page, "desk", passwords["desk"])
    page.goto("/desk/")
    numbers = page.locator("table.queue th a").all_inner_texts()
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1)):
        page.keyboard.press(key)
        expect(page.locator("table.queue th a").nth(at)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(numbers[1])
    page.goto("/desk/")
    page.get_by_role("searchbox").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert not refusals(page)


def test_a_video_is_refused_before_it_is_sent(page, passwords, tmp_path):
    sign_in(page, "desk", passwords["desk"])
    open_first(page, "办理中")
    video = tmp_path / "录像.mp4"
    with video.open("wb") as out:
        out.truncate(300_000_000)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("#adding").click()
    page.locator("#add-text").fill("通话录像")
    page.locator("#add-files").set_input_files(video)
    page.get_by_role("button", name="提交补充").click()
    expect(page.locator("#sending-add")).to_contain_text("文件太大，没有接收：每份最多 20 MB")
    expect(page.locator("#add-text")).to_have_value("通话录像")
    assert sent == []
