"""The staff's pages: a complaint walked from transfer to close, and what goes wrong on the way."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest
from django.test import override_settings
from platform_cast import START
from web_cast import VAR

from evenhand_web.complaints.actions import reviewing
from evenhand_web.complaints.models import Call, Complaint
from evenhand_web.complaints.uploads import A_PIECE, PaperLimit
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.journal.models import Entry
from evenhand_web.registry import actions as registry
from evenhand_web.registry.models import Organisation

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """Somebody at the staff's pages."""

    def __init__(self, client, city):
        self.client, self.city = client, city

    def come(self, who):
        self.client.force_login(self.city.people[who], backend=BACKEND)

    def open(self, complaint):
        return self.client.get(f"/desk/complaints/{complaint.number}").content.decode()

    def step(self, complaint, move, **given):
        """Fill the form as the page drew it."""
        drawn = self.open(complaint)
        hidden = {
            name: re.search(rf'name="{move}-{name}" value="([^"]*)"', drawn)[1]
            for name in ("key", "seen")
            if f'name="{move}-{name}"' in drawn
        }
        return self.post(complaint, move, **hidden | given)

    def post(self, complaint, move, **given):
        form = {f"{move}-{name}": value for name, value in given.items()}
        return self.client.post(f"/desk/complaints/{complaint.number}/{move}", form)


@pytest.fixture
def desk(client, city):
    return Desk(client, city)


def state(complaint):
    return Complaint.objects.get(pk=complaint.pk).state


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


def test_the_queue_of_an_institution_is_its_own_and_ordered_by_what_falls_due(desk, city):
    later, first = city.transferred(), city.handling()
    other = city.transferred(to="other_bank")
    desk.come("desk")
    page = desk.client.get("/desk/?show=open").content.decode()
    assert other.number not in page
    shown = [
        number for number in re.findall(r"/desk/complaints/([\w-]+)", page) if number in (later.number, first.number)
    ]
    due = {each.number: each.due_on for each in Complaint.objects.filter(number__in=shown)}
    assert sorted(set(shown)) == sorted((later.number, first.number))
    assert [due[number] for number in shown] == sorted(due[number] for number in shown)
    found = desk.client.post("/desk/", {"q": first.number}).content.decode()
    assert first.number in found
    assert later.number not in found


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


def test_a_call_is_put_through_in_one_step_and_likely_matters_are_shown_while_typing(desk, city):
    known = city.filed(door="hotline", by=city.clerk)
    desk.come("clerk")
    typed = {"ticket-phone": "13800000001", "ticket-institution": "B01", "ticket-narrative": "多收账户管理费"}
    assert known.number in desk.client.post("/desk/call/likely", typed).content.decode()
    noted = desk.client.post("/desk/call", {"live-key": "a", "live-institution": "B01", "live-outcome": "picked_up"})
    assert noted.status_code == 302
    ticket = {
        "ticket-key": "b",
        "ticket-institution": "B01",
        "ticket-subject": "conduct",
        "ticket-narrative": "网点排队三小时",
        "ticket-phone": "13800000009",
    }
    made = desk.client.post("/desk/call", ticket)
    assert made.status_code == 302
    complaint = Complaint.objects.latest("pk")
    assert (complaint.state, complaint.holder) == ("transferred", city.bank)
    assert made.headers["Location"].endswith(complaint.number)


def test_a_batch_is_taken_in_and_its_rejects_are_named(desk, city):
    desk.come("clerk")
    text = (
        "编号,收到时间,内容,机构,电话\n"
        "MZ1,2026-03-01 09:00:00,多收管理费,甬行,13800000011\n,2026-03-02,没有编号,甬行,13800000012\n"
    )
    answer = desk.client.post("/desk/batches", {"file": SimpleUploadedFile("三月.csv", text.encode())})
    page = desk.client.get(answer.headers["Location"]).content.decode()
    assert Complaint.objects.get(outside_id="MZ1").institution == city.bank
    assert "三月.csv" in page
    assert re.search(r"拒收</dt><dd>1<", page)
    assert "必填项是空的" in page
    refused = desk.client.post("/desk/batches", {"file": SimpleUploadedFile("x.csv", b"")})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()


def test_the_board_counts_each_institution_of_the_jurisdiction(desk, city):
    city.transferred()
    city.transferred(to="lender", by="office_officer")
    desk.come("officer")
    page = desk.client.get("/desk/board").content.decode()
    assert "甬江银行" in page
    assert "姚江小贷" not in page


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


@pytest.mark.parametrize(
    ("written", "status", "said"),
    [
        ("甬行", 302, ""),
        ("yjyh", 302, ""),
        ("甬江银行", 302, ""),
        ("银行", 422, "叫“银行”的不止一家"),
        ("某某机构", 422, "没有登记叫“某某机构”的机构"),
        ("明州金融监管局", 422, "没有登记叫"),
    ],
)
def test_a_caller_names_the_institution_as_people_do(desk, city, written, status, said):
    desk.come("clerk")
    call = {"live-key": "a", "live-institution": written, "live-outcome": "missed"}
    answer = desk.client.post("/desk/call", call)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert Call.objects.count() == (status == 302)
    if status == 302:
        assert Call.objects.get().institution == city.bank


def test_of_several_institutions_the_picked_one_is_taken(desk, city):
    desk.come("clerk")
    offered = desk.client.post("/desk/call/near", {"live-institution": "银行"}).content.decode()
    assert re.findall(r'value="(B\d\d)"', offered) == ["B01", "B02"]
    call = {"live-key": "a", "live-institution": "银行", "live-choice": "B02", "live-outcome": "missed"}
    assert desk.client.post("/desk/call", call).status_code == 302
    assert Call.objects.get().institution == city.other_bank
    # What was picked for a name that was changed after it counts no more.
    call |= {"live-key": "b", "live-institution": "甬行"}
    assert desk.client.post("/desk/call", call).status_code == 302
    assert Call.objects.latest("pk").institution == city.bank


def test_the_queue_says_whose_turn_it_is_and_what_is_to_be_done(desk, city):
    city.transferred()
    asked = city.handling()
    desk.come("desk")
    desk.step(asked, "ask", question="从哪个月开始？")
    page = desk.client.get("/desk/?show=open").content.decode()
    assert "<b>受理</b>" in page
    assert "等投诉人" in page
    assert "▥ 暂停计时" in page
    desk.come("officer")
    assert "等投诉专岗" in desk.client.get("/desk/?show=open").content.decode()


def test_the_queue_is_narrowed_and_exported_as_far_as_one_may_see(desk, city):
    placed = city.filed(product="=1+1")
    unplaced = city.filed(institution=None, institution_written="某某公司")
    elsewhere = city.transferred(to="lender", by="office_officer")
    desk.come("officer")
    narrowed = desk.client.get("/desk/?show=all&institution=-&state=received").content.decode()
    assert unplaced.number in narrowed
    assert placed.number not in narrowed
    table = b"".join(desk.client.get("/desk/queue.csv?show=all&state=received")).decode("utf-8-sig")
    assert table.splitlines()[0].split(",")[0] == "编号"
    assert placed.number in table
    assert "'=1+1" in table
    assert elsewhere.number not in table
    assert "13800000001" not in table
    for nonsense in ("state=x", "institution=x", "batch=x", "batch=9"):
        assert desk.client.get(f"/desk/?show=all&{nonsense}").status_code == 200


def test_what_is_looked_up_stands_in_no_address(desk, city):
    complaint = city.transferred()
    desk.come("desk")
    page = desk.client.post("/desk/", {"q": "138 0000 0001"}).content.decode()
    assert complaint.number in page
    assert 'role="search"' in page
    assert not re.search(r'href="[^"]*1380', page)
    assert "没有找到“13800000009”" in desk.client.post("/desk/", {"q": "13800000009"}).content.decode()


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


def test_whoever_has_no_part_in_complaints_is_told_so_and_finds_what_is_theirs(desk, city):
    city.transferred()
    for who, leads in (
        ("analyst", 'href="/">任务'),
        ("bank_admin", 'href="/people/"'),
        ("registrar", 'href="/registry/"'),
    ):
        desk.come(who)
        page = desk.client.get("/desk/").content.decode()
        assert "您的角色不办理投诉" in page
        assert leads in page
        assert 'role="search"' not in page


def test_a_transfer_begins_with_what_the_complaint_says(desk, city):
    placed, returned = city.filed(subject="collection"), city.transferred()
    desk.come("desk")
    desk.step(returned, "give_back", ground="not_ours", note="客户号查无此人")
    desk.come("officer")
    page = desk.open(placed)
    assert '<option value="B01" selected>' in page
    assert '<option value="collection" selected>' in page
    # What gave it back is not proposed again.
    assert '<option value="B01" selected>' not in desk.open(returned)


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
