"""The consumer's whole story in a real browser: files, gets a receipt, is asked, answers, is answered, contests."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from looks import DESK, PHONE, refusals, whole
from playwright.sync_api import expect
from served import command, serving, surroundings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HAND = Path(__file__).with_name("staff_hand.py")
STORY = "信用卡每月被多收账户管理费，多次致电客服没有结果。"


class Place:
    """The folder of the served platform: messages that went out, and the staff's hand."""

    def __init__(self, var: Path) -> None:
        self.var = var

    def staff(self, *words: str) -> None:
        subprocess.run([sys.executable, str(HAND), str(self.var), *words], env=surroundings(), check=True)

    def messages(self) -> list[str]:
        return [json.loads(file.read_text("utf-8"))["text"] for file in sorted((self.var / "outbox").glob("*.json"))]

    def code(self) -> str:
        return next(re.search(r"(?:是|is) (\d{6})", text)[1] for text in reversed(self.messages()) if "10" in text)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="module")
def address(place):
    with serving(place.var) as (address, _):
        place.staff("seed")
        yield address


def on(page) -> None:
    page.locator("main form.form button.button:not([name])").first.click()


def write(page, *, phone: str) -> None:
    """From the first page to the code."""
    page.goto("/complain/")
    page.locator("main a.button").click()
    page.locator("#id_institution_text").fill("甬行")
    on(page)
    page.locator("input[value=conduct]").check()
    page.locator("#id_narrative").fill(STORY)
    on(page)
    page.locator("#id_demand").fill("退还 360 元")
    on(page)
    page.locator("button[name=then]").click()
    page.locator("#id_name").fill("陈小禾")
    page.locator("#id_phone").fill(phone)
    on(page)


def file(page, place, *, phone: str) -> str:
    """A filed complaint's number; the page shows its receipt."""
    write(page, phone=phone)
    page.locator("#id_code").fill(place.code())
    on(page)
    return re.search(r"\d{4}-\d{6}", page.locator(".receipt").inner_text())[0]


@pytest.mark.parametrize(("size", "phone"), [(PHONE, "13800001001"), (DESK, "13800001002")], ids=["phone", "desk"])
def test_from_filing_to_a_contested_answer(page, place, size, phone, tmp_path):
    page.set_viewport_size(size)
    page.goto("/complain/")
    whole(page)
    page.locator("main a.button").click()
    page.locator("#id_institution_text").press_sequentially("dqhyh")
    expect(page.get_by_role("button", name="东钱湖银行")).to_be_visible()
    page.locator("#id_institution_text").fill("甬")
    expect(page.get_by_role("button", name="甬江银行")).to_be_visible()
    whole(page)
    page.get_by_role("button", name="甬江银行").click()
    on(page)
    whole(page)
    page.get_by_role("link", name="请写明发生了什么").click()
    expect(page.get_by_label("经过", exact=True)).to_be_focused()
    page.get_by_label("收费、合同、理赔、服务").check()
    page.get_by_label("经过", exact=True).fill(STORY)
    on(page)
    whole(page)
    page.get_by_label("请求").fill("退还 360 元")
    on(page)
    paper = tmp_path / "说明.pdf"
    paper.write_bytes(b"%PDF-1.4\n" + b"0" * 2000)
    page.get_by_label("选择文件").set_input_files(paper)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("说明.pdf")).to_be_visible()
    whole(page)
    page.get_by_role("button", name="下一步").click()
    on(page)
    whole(page)
    page.get_by_label("投诉人姓名").fill("陈小禾")
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_role("button", name="发送验证码").click()
    whole(page)
    page.get_by_label("短信验证码").fill(place.code())
    page.get_by_role("button", name="提交投诉").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("投诉已提交")
    whole(page)
    number = re.search(r"\d{4}-\d{6}", page.locator(".receipt").inner_text())[0]
    code = page.locator(".signs").inner_text()
    page.get_by_role("link", name="查看进度").click()
    expect(page.get_by_text("明州金融监管局最迟").first).to_be_visible()
    page.get_by_role("button", name="退出").click()

    place.staff("take", number)
    place.staff("ask", number)
    page.get_by_label("回执码").fill(code.lower())
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("多收的费用是从哪个月开始的？")).to_be_visible()
    whole(page)
    page.get_by_label("您的回答").fill("三月")
    page.get_by_role("button", name="提交回答").click()
    expect(page.get_by_text(re.compile("甬江银行最迟 .+日（含当日）答复")).first).to_be_visible()

    place.staff("answer", number)
    page.reload()
    expect(page.get_by_text("诉求成立，全部解决")).to_be_visible()
    whole(page)
    page.get_by_label("不同意的地方").fill("没有退利息")
    page.get_by_role("button", name="申请核查").click()
    expect(page.get_by_text("您的异议正在核查")).to_be_visible()
    place.staff("review", number)
    page.reload()
    expect(page.get_by_text("补退利息 3.2 元")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载“甬江银行已答复”的证明").click()
    receipt = saved.value.path()
    page.get_by_text("什么是证明？").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载公钥").click()
    words = ("evidence", "verify", str(receipt), "--key", str(saved.value.path()))
    told = subprocess.run(
        command(*words, program="evenhand.cli.main"), env=surroundings(), capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    assert not refusals(page)


def test_every_page_in_the_dark_in_english_and_in_large_type(page, place):
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.goto("/complain/")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Larger").click()
    whole(page)
    file(page, place, phone="13800001003")
    whole(page)
    page.get_by_role("link", name="Follow it").click()
    whole(page)
    shown = page.locator("main").inner_text().replace(STORY, "").replace("退还 360 元", "")
    assert re.findall(r"[一-鿿]+", shown) == []
    for path in ("institution", "story", "wish", "papers", "contact"):
        page.goto(f"/complain/{path}")
        whole(page)


def test_without_scripts_the_whole_form_can_be_sent(browser, address, place):
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    assert file(page, place, phone="13800001004")
    context.close()


def test_no_page_opens_another_window_or_asks_with_a_box(page, place):
    write(page, phone="13800001005")
    for path in ("", "institution", "story", "wish", "papers", "contact", "confirm"):
        page.goto(f"/complain/{path}")
        assert page.locator("[target], [onclick], dialog, script:not([src])").count() == 0
    page.go_back()
    expect(page.locator("#id_name")).to_have_value("陈小禾")


def test_nothing_typed_is_lost_on_the_way_to_larger_type_english_and_back(page, place):
    page.goto("/complain/institution")
    page.locator("#id_institution_text").fill("甬行")
    page.keyboard.press("Enter")
    page.locator("#id_narrative").fill(STORY)
    page.get_by_role("button", name="大字").click()
    expect(page.locator("html")).to_have_class("large")
    expect(page.locator("#id_narrative")).to_have_value(STORY)
    whole(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("#id_narrative")).to_have_value(STORY)
    page.locator("input[value=conduct]").check()
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#id_institution_text")).to_have_value("甬江银行")
    page.locator("#id_institution_text").press("Enter")
    expect(page.locator("#id_narrative")).to_have_value(STORY)
    expect(page.locator("input[value=conduct]")).to_be_checked()


def test_back_from_the_receipt_does_not_ask_for_the_complaint_again(page, place):
    number = file(page, place, phone="13800001008")
    page.go_back()
    expect(page.locator(".receipt")).to_contain_text(number)
    page.goto("/complain/lost")
    whole(page)
    page.locator("#id_phone").fill("13800001008")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("金融消费投诉")
    assert any(f"{number}: " in text for text in place.messages())
    assert not refusals(page)


def test_printed_the_receipt_is_its_matter_alone(page, place):
    number = file(page, place, phone="13800001006")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.get_by_text(number)).to_be_visible()
    expect(page.locator(".signs")).to_be_visible()


def test_news_reaches_the_telephone_by_itself(page, place):
    number = file(page, place, phone="13800001007")
    place.staff("take", number)
    for _ in range(40):
        if any(number in text and "已转给甬江银行" in text for text in place.messages()):
            return
        page.wait_for_timeout(250)
    raise AssertionError(place.messages())
