"""The staff's pages: a complaint walked from transfer to close, and what goes wrong on the way."""

import re
from io import BytesIO

import pytest
from desk_cast import state
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest
from django.test import override_settings
from platform_cast import START
from web_cast import VAR

from evenhand_web.complaints.actions import handling, reviewing
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.uploads import A_PIECE, PaperLimit
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.journal.models import Entry
from evenhand_web.registry import actions as registry
from evenhand_web.registry.models import Organisation


def test_a_complaint_walks_from_transfer_to_close(desk, city):
    complaint = city.filed()
    walk = (
        ("officer", "transfer", {"to": "B01"}, "transferred"),
        ("desk", "accept", {}, "handling"),
        ("desk", "ask", {"question": "从哪个月开始？"}, "asked"),
        ("desk", "go_on", {"note": "已电话问清"}, "handling"),
        ("desk", "answer", {"outcome": "upheld", "reasons": ["error_found"], "text": "已退还 360 元。"}, "answered"),
        ("officer", "close", {"note": "已办结"}, "closed"),
    )
    for who, move, given, after in walk:
        desk.come(who)
        assert desk.step(complaint, move, **given).status_code == 302, (who, move)
        assert state(complaint) == after
    page = desk.open(complaint)
    assert "已退还 360 元。" in page
    assert "从哪个月开始？" in page
    assert Entry.objects.filter(subject="complaint", subject_id=complaint.pk).count() == len(walk) + 1


def test_a_form_sent_twice_is_one_step(desk, city):
    complaint = city.transferred()
    desk.come("desk")
    for _ in range(2):
        assert desk.post(complaint, "accept", key="same-form", seen=complaint.version).status_code in (302, 409, 422)
    assert state(complaint) == "handling"
    assert Entry.objects.filter(subject="complaint", subject_id=complaint.pk, after="handling").count() == 1


def test_of_two_clerks_at_once_the_second_is_told(desk, city):
    complaint = city.transferred()
    desk.come("desk")
    assert desk.post(complaint, "accept", key="one", seen=complaint.version).status_code == 302
    desk.come("second_desk")
    refused = desk.post(complaint, "give_back", key="two", seen=complaint.version, ground="not_ours", note="非本行客户")
    assert refused.status_code in (409, 422)
    assert 'role="alert"' in refused.content.decode()
    assert state(complaint) == "handling"


def test_a_form_with_something_missing_says_what_and_keeps_the_rest(desk, city):
    complaint = city.handling()
    desk.come("desk")
    refused = desk.step(complaint, "answer", outcome="upheld", reasons=["error_found"], text="")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert page.count("请填写“核实的事实与依据”。") == 2
    assert '<a href="#id_answer-text">' in page
    described = re.search(r'<textarea[^>]*name="answer-text"[^>]*aria-describedby="([^"]+)"', page)[1]
    assert f'id="{described}"' in page
    assert '<option value="upheld" selected>' in page
    assert state(complaint) == "handling"


def test_personal_data_is_masked_until_a_purpose_is_given_and_the_look_is_written_down(desk, city):
    complaint = city.transferred()
    desk.come("desk")
    assert "13800000001" not in desk.open(complaint)
    shown = desk.step(complaint, "reveal", purpose="contact").content.decode()
    assert "13800000001" in shown
    look = Entry.objects.filter(subject="complaint", subject_id=complaint.pk).latest("pk")
    assert look.facts["purpose"] == "contact"
    assert look.person_id == city.desk.pk
    assert "13800000001" not in desk.open(complaint)


def test_what_the_consumer_wrote_is_only_ever_text(desk, city):
    complaint = city.transferred(narrative="<script>alert(1)</script>😡😡 多收了钱")
    desk.come("desk")
    page = desk.open(complaint)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;😡😡 多收了钱" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_the_desk_is_in_one_language(desk, city, lang):
    complaint = city.answered()
    desk.client.post("/language", {"lang": lang})
    desk.come("officer")
    for page in ("/desk/", "/desk/board", "/desk/batches", f"/desk/complaints/{complaint.number}", "/people/me"):
        content = desk.client.get(page).content.decode()
        assert f'<html lang="{"en" if lang == "en" else "zh-CN"}">' in content
        words = re.sub(r"<[^>]+>", " ", content)
        if lang == "zh":
            assert not re.search(r"\b(Queue|Overview|Clocks|Submit|Transfer)\b", words)
        else:
            assert not re.search("待办|总览|时限|提交|转办", words)


def test_what_a_return_or_a_decision_rests_on_is_shown_to_whoever_goes_on(desk, city):
    complaint = city.transferred()
    desk.come("desk")
    desk.step(complaint, "give_back", ground="not_ours", note="客户号查无此人")
    desk.come("officer")
    page = desk.open(complaint)
    assert "不是本机构的客户或产品" in page
    assert "客户号查无此人" in page


def test_questions_and_reviews_are_told_in_their_own_words(desk, city):
    asked, contested = city.handling(), city.answered()
    desk.come("desk")
    desk.step(asked, "ask", question="从哪个月开始？")
    page = desk.open(asked)
    assert "尚未回答" in page
    reviewing.contest(complaint=contested, why="没有退利息", at=city.later())
    desk.come("reviewer")
    assert "等待核查决定" in desk.open(contested)
    desk.step(contested, "review", outcome="changed", text="补退利息。")
    page += desk.open(contested)
    assert "改变原答复" in page
    assert not re.search("等待审批|已同意|未同意", page)


@pytest.mark.parametrize("path", ["/desk/complaints/2020-000001", "/people/", "/registry/"])
def test_what_is_not_there_or_not_theirs_leads_back_to_their_own_pages(desk, city, path):
    desk.come("desk")
    page = desk.client.get(path)
    assert page.status_code == 404
    assert 'class="button" href="/desk/"' in page.content.decode()
    assert "任务" not in page.content.decode()


def test_a_file_past_the_limit_never_reaches_the_disk(desk, city):
    complaint = city.handling()
    desk.come("desk")
    before = set((VAR / "incoming").iterdir())
    video = SimpleUploadedFile("录像.mp4", b"\0\0\0\x18ftypisom" + bytes(400_000))
    with override_settings(EVENHAND_PAPER_LIMIT=100_000):
        # In the order of the page: the words come before the file that is refused.
        refused = desk.client.post(f"/desk/complaints/{complaint.number}/papers", {"text": "通话录像", "papers": video})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "文件太大，没有接收" in page
    assert "通话录像" in page
    assert set((VAR / "incoming").iterdir()) == before


def test_what_is_still_on_the_way_is_thrown_away_piece_by_piece():
    """A file without a line's end is one line: whoever reads it by lines holds all of it."""

    class Incoming(BytesIO):
        largest = 0

        def read(self, size=-1):
            got = super().read(size)
            self.largest = max(self.largest, len(got))
            return got

        def readline(self, size=-1):
            raise AssertionError("read by lines")

    incoming = Incoming(bytes(3_000_000))
    handler = PaperLimit(HttpRequest())
    handler.handle_raw_input(incoming, {}, 300_000_000, b"x")
    with pytest.raises(StopUpload):
        handler.new_file("papers", "录像.mp4", "video/mp4", None)
    assert handler.request.too_large
    assert incoming.tell() == 3_000_000
    assert incoming.largest <= A_PIECE


def test_a_transfer_begins_with_what_the_complaint_says(desk, city):
    placed, returned = city.filed(subject="collection"), city.transferred()
    desk.come("desk")
    desk.step(returned, "give_back", ground="not_ours", note="客户号查无此人")
    desk.come("officer")
    page = desk.open(placed)
    assert 'name="transfer-to" value="甬江银行"' in page
    assert '<option value="collection" selected>' in page
    # What gave it back is not proposed again.
    assert 'name="transfer-to" value=""' in desk.open(returned)


@pytest.mark.parametrize(
    ("move", "written", "picked", "status", "said"),
    [
        ("transfer", "yjyh", "", 302, ""),
        ("transfer", "B01", "", 302, ""),
        ("transfer", "银行", "", 422, "叫“银行”的不止一家，请在下面选一家。"),
        ("transfer", "银行", "B01", 302, ""),
        ("transfer", "银行", "M01", 422, "叫“银行”的不止一家"),
        ("transfer", "无此行", "", 422, "没有登记叫“无此行”的单位"),
        ("transfer", "明州金融监管局", "", 422, "没有登记叫“明州金融监管局”的单位"),
        ("transfer", "", "", 422, "请填写"),
        ("hand_over", "人行", "", 422, "没有登记叫“人行”的单位"),
        ("hand_over", "人民银行", "", 302, ""),
        ("hand_over", "明州", "", 422, "叫“明州”的不止一家"),
    ],
)
def test_to_whom_it_goes_is_written_as_people_call_them(desk, city, move, written, picked, status, said):
    complaint = city.filed(institution=None, institution_written="甬行")
    desk.come("officer")
    answer = desk.step(complaint, move, **{"to": written, "to-choice": picked})
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    if "不止一家" in said:
        assert f'name="{move}-to" value="{written}"' in page
        assert f'name="{move}-to-choice"' in page


def test_names_are_offered_while_one_is_typed_to_whoever_has_signed_in(desk, city):
    near = "/registry/near/authority/hand_over-to"
    assert desk.client.post(near, {"hand_over-to": "明州"}).status_code == 302
    desk.come("desk")
    offered = desk.client.post(near, {"hand_over-to": "明州"}).content.decode()
    assert offered.count('name="hand_over-to-choice"') == 3
    assert "银行</span>" not in offered.replace("人民银行", "")
    assert desk.client.post("/registry/near/nobody/x", {"x": "明州"}).status_code == 404


def test_a_complaint_about_an_institution_that_was_merged_goes_on_with_what_it_became(desk, city):
    complaint = city.transferred(to="other_bank")
    registry.rename(organisation=city.bank, name="甬江商业银行", on=START.date(), by=THE_PLATFORM, at=city.later())
    merged = Organisation.objects.get(pk=city.bank.pk)
    registry.merge(organisation=city.other_bank, into=merged, on=START.date(), by=THE_PLATFORM, at=city.later())
    for who in ("desk", "officer"):
        desk.come(who)
        page = desk.open(complaint)
        assert "东钱湖银行 <small>（现为甬江商业银行）</small>" in page
    desk.come("desk")
    assert desk.step(complaint, "accept").status_code == 302
    assert state(complaint) == "handling"
    desk.come("officer")
    assert complaint.number in desk.client.get("/desk/?show=open&institution=B02").content.decode()


def test_what_a_clerk_wrote_outlives_what_others_did_meanwhile(desk, city):
    complaint = city.handling()
    desk.come("desk")
    seen = Complaint.objects.get(pk=complaint.pk).version
    handling.add(complaint=complaint, text="补一张账单", at=city.later())
    answer = {"outcome": "upheld", "reasons": ["error_found"], "text": "经核实，多收 360 元，已退还。"}
    refused = desk.post(complaint, "answer", key="one", seen=seen, **answer)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "这件投诉有了新进展" in page
    assert "补一张账单" in page
    assert answer["text"] in page
    # The page that showed what is new may be sent as it stands.
    seen = re.search(r'name="answer-seen" value="(\d+)"', page)[1]
    assert desk.post(complaint, "answer", key="one", seen=seen, **answer).status_code == 302
    assert state(complaint) == "answered"


def test_words_for_a_step_that_is_no_longer_open_are_shown_once_more(desk, city):
    complaint = city.handling()
    desk.come("desk")
    seen = Complaint.objects.get(pk=complaint.pk).version
    handling.withdraw(complaint=complaint, at=city.later())
    page = desk.post(complaint, "ask", key="one", seen=seen, question="请问是哪一天？").content.decode()
    assert "您刚才写的内容（没有提交）" in page
    assert "请问是哪一天？" in page
    assert 'name="ask-question"' not in page


def test_what_a_clock_says_speaks_to_whoever_reads_it(desk, city, client):
    complaint = city.filed()
    desk.come("officer")
    for page in (desk.open(complaint), client.get("/desk/?show=open").content.decode()):
        assert "您" not in page
    assert "转送机构并告知投诉人" in desk.open(complaint)
    client.post("/complain/follow", {"receipt": complaint.receipt})
    assert "转送机构并告知您" in client.get("/complain/case").content.decode()
