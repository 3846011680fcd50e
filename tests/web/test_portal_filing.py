"""A consumer files in five steps, without an account: what is kept, what is asked again, what is refused and why."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from platform_cast import STORY
from web_cast import VAR

from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.models import Complainant, Complaint, Paper
from evenhand_web.complaints.shelf import is_kept
from evenhand_web.portal import actions
from evenhand_web.portal.models import Draft, Tally

AT = "/complain/"
PHONE = "13800000123"


def outbox() -> list[dict]:
    return [json.loads(file.read_text("utf-8")) for file in sorted((VAR / "outbox").glob("*.json"))]


def last_code() -> str:
    """The six digits of the newest message."""
    return next(
        "".join(filter(str.isdigit, each["text"]))[:6] for each in reversed(outbox()) if "验证码" in each["text"]
    )


@pytest.fixture(autouse=True)
def _empty_outbox(city):
    for file in (VAR / "outbox").glob("*.json"):
        file.unlink()


def photo(name="合同.jpg", colour="red") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def write(client: Client, **other) -> None:
    """The first steps, until a code is sent."""
    given = {
        "institution": {"institution_text": "甬行"},
        "story": {"subject": "conduct", "narrative": STORY, "product": "信用卡"},
        "wish": {"demand": "退还 360 元"},
        "contact": {"name": "陈小禾", "phone": PHONE},
    }
    for step, values in given.items():
        answer = client.post(AT + step, values | other.get(step, {}))
        assert answer.status_code == 302, (step, answer.content.decode())


def draft_in(client: Client) -> Draft:
    return Draft.objects.get(key=client.session["portal.draft"])


def file(client: Client, **other) -> Complaint:
    write(client, **other)
    assert client.post(AT + "confirm", {"code": last_code()}).headers["Location"] == AT + "receipt"
    return Complaint.objects.latest("pk")


def test_five_steps_and_a_code_make_a_complaint_with_a_receipt(city, client):
    write(client)
    client.post(AT + "papers", {"papers": [photo()]})
    look = client.get(AT + "confirm").content.decode()
    assert "甬江银行" in look
    assert "138····0123" in look
    assert PHONE not in look
    client.post(AT + "confirm", {"code": last_code()})
    complaint = Complaint.objects.latest("pk")
    assert complaint.institution == city.bank
    assert complaint.demand == "退还 360 元"
    assert complaint.door == "web"
    assert Complainant.objects.get(complaint=complaint).phone == PHONE
    assert Paper.objects.get(complaint=complaint).name == "合同.jpg"
    receipt = client.get(AT + "receipt").content.decode()
    code = complaint.receipt
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in receipt
    assert complaint.number in receipt
    assert not Draft.objects.exists()


def test_a_draft_is_kept_encrypted_and_the_session_holds_only_its_key(city, client):
    client.post(AT + "story", {"subject": "conduct", "narrative": STORY})
    draft = draft_in(client)
    raw = Draft.objects.filter(pk=draft.pk).extra(select={"raw": "content"}).values_list("raw", flat=True)[0]
    assert "信用卡" in draft.content
    assert "信用卡" not in str(raw)
    assert STORY not in json.dumps(dict(client.session))
    assert STORY in client.get(AT + "story").content.decode()


@pytest.mark.parametrize(
    ("step", "values", "said"),
    [
        ("institution", {}, "请填写您要投诉的机构"),
        ("story", {"subject": "conduct"}, "请写明发生了什么"),
        ("story", {"narrative": STORY}, "请选择投诉的是哪类事情"),
        ("story", {"subject": "conduct", "narrative": "😡😡😡"}, "内容里只有表情或符号"),
        ("story", {"subject": "conduct", "narrative": "字" * 20_001}, "写得太长了"),
        ("contact", {"phone": PHONE}, "请填写投诉人的姓名"),
        ("contact", {"name": "陈小禾", "phone": "12345"}, "手机号不对"),
        ("contact", {"name": "陈小禾", "phone": PHONE, "email": "x@"}, "电子邮箱写错了"),
        ("contact", {"name": "陈小禾", "phone": PHONE, "for_other": "1"}, "请填写您自己的姓名"),
        ("contact", {"name": "陈", "phone": PHONE, "for_other": "1", "agent_name": "李"}, "需要对方授权"),
        ("papers", {}, "还没有选择文件"),
    ],
)
def test_what_is_not_filled_in_is_said_beside_its_field(client, step, values, said):
    answer = client.post(AT + step, values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'role="alert"' in page
    for value in values.values():
        assert len(value) > 1000 or value in page  # nothing that was typed is lost


def test_in_english_the_sentences_are_english(client):
    client.post("/language", {"lang": "en"})
    assert "Say what happened; one sentence is enough." in client.post(AT + "story", {}).content.decode()


def test_a_complaint_of_emoji_alone_is_asked_for_words_once_and_then_taken(client):
    emoji = {"subject": "collection", "narrative": "😡😡😡"}
    assert 'name="as_is" value="1"' in client.post(AT + "story", emoji).content.decode()
    complaint = file(client, story=emoji | {"as_is": "1"})
    assert "请先联系询问" in complaint.narrative
    assert "😡" in complaint.narrative


def test_an_institution_is_found_by_its_short_name_or_initials_or_kept_as_written(city, client):
    page = client.post(AT + "institution", {"institution_text": "银行"}).content.decode()
    assert "甬江银行" in page
    assert "东钱湖银行" in page
    assert "都不是" in page
    assert "甬江银行" in client.post(AT + "suggest", {"institution_text": "yjyh"}).content.decode()
    client.post(AT + "institution", {"institution_text": "银行", "choice": "B02"})
    assert '"institution_code": "B02"' in draft_in(client).content
    assert (
        "没有登记叫“某某贷”的机构" in client.post(AT + "institution", {"institution_text": "某某贷"}).content.decode()
    )
    complaint = file(client, institution={"institution_text": "某某贷", "choice": "-"})
    assert complaint.institution is None
    assert complaint.institution_written == "某某贷"


def test_the_same_form_sent_twice_is_one_complaint(city, client):
    write(client)
    again = {"code": last_code(), "draft": draft_in(client).key}
    other = Client()
    other.cookies = client.cookies.copy()
    first, second = client.post(AT + "confirm", again), other.post(AT + "confirm", again)
    assert first.headers["Location"] == second.headers["Location"] == AT + "receipt"
    assert Complaint.objects.count() == 1
    assert Complaint.objects.get().number in other.get(AT + "receipt").content.decode()


def test_a_filed_draft_opens_its_receipt_for_a_quarter_of_an_hour_only(city, client):
    write(client)
    key = draft_in(client).key
    client.post(AT + "confirm", {"code": last_code()})
    Complaint.objects.update(received_at=timezone.now() - timedelta(minutes=16))
    assert Client().post(AT + "confirm", {"draft": key}).headers["Location"] != AT + "receipt"


def test_two_tabs_write_two_complaints_and_not_into_each_other(city, client):
    client.post(AT + "story", {"subject": "conduct", "narrative": "甲事"})
    one = draft_in(client).key
    session = client.session
    del session["portal.draft"]
    session.save()
    client.post(AT + "story", {"subject": "conduct", "narrative": "乙事"})
    two = draft_in(client).key
    client.post(AT + "wish", {"demand": "甲愿", "draft": one})
    client.post(AT + "wish", {"demand": "乙愿", "draft": two})
    kept = {d.key: json.loads(d.content) for d in Draft.objects.all()}
    assert (kept[one]["demand"], kept[two]["demand"]) == ("甲愿", "乙愿")


def test_what_is_written_after_the_draft_expired_is_not_lost(city, client):
    client.post(AT + "story", {"subject": "conduct", "narrative": "甲事"})
    gone = draft_in(client).key
    Draft.objects.all().delete()
    client.post(AT + "wish", {"demand": "退款", "draft": gone})
    assert '"demand": "退款"' in draft_in(client).content
    assert client.get(AT + "confirm").headers["Location"] == AT + "institution"


def test_a_wrong_code_is_refused_and_after_five_tries_so_is_the_right_one(city, client):
    write(client)
    right = last_code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        assert "验证码不对" in client.post(AT + "confirm", {"code": wrong}).content.decode()
    refused = client.post(AT + "confirm", {"code": right})
    assert refused.status_code == 422
    assert "已经失效" in refused.content.decode()
    assert not Complaint.objects.exists()


def test_a_code_is_good_for_its_own_number_only(city, client):
    write(client)
    code = last_code()
    client.post(AT + "contact", {"name": "陈小禾", "phone": "13800000999"})
    assert "验证码不对" in client.post(AT + "confirm", {"code": code}).content.decode()


def test_a_number_gets_five_codes_an_hour(city, client):
    for _ in range(5):
        write(client)
        Draft.objects.all().delete()
    for step in ("institution", "story"):
        client.post(AT + step, {"institution_text": "甬行", "subject": "conduct", "narrative": STORY})
    refused = client.post(AT + "contact", {"name": "陈小禾", "phone": PHONE})
    assert "尝试次数太多" in refused.content.decode()
    assert sum(each["to"] == PHONE for each in outbox()) == 5


def test_a_paper_that_cannot_be_kept_is_named_and_the_others_are_kept(city, client):
    page = client.post(AT + "papers", {"papers": [photo(), SimpleUploadedFile("病毒.exe", b"MZ" * 50)]})
    assert "“病毒.exe”不是能接收的材料" in page.content.decode()
    assert [paper.name for paper in draft_in(client).papers.all()] == ["合同.jpg"]
    paper = draft_in(client).papers.get()
    assert is_kept(paper.sha256)
    client.post(AT + "papers/remove", {"number": paper.pk})
    assert not draft_in(client).papers.exists()
    assert not is_kept(paper.sha256)


def test_files_chosen_and_not_uploaded_first_are_handed_in_by_going_on(city, client):
    assert client.post(AT + "papers", {"papers": [photo()], "then": "contact"}).headers["Location"] == AT + "contact"
    assert draft_in(client).papers.count() == 1
    assert client.post(AT + "papers", {"then": "contact"}).headers["Location"] == AT + "contact"


def test_a_paper_past_the_limit_is_not_written_to_the_disk(city, client, settings_paper_limit):
    before = set((VAR / "incoming").iterdir())
    page = client.post(
        AT + "papers", {"papers": [SimpleUploadedFile("录像.mp4", b"\0\0\0\x18ftypisom" + bytes(400_000))]}
    )
    assert page.status_code == 422
    assert "文件太大，没有接收" in page.content.decode()
    assert set((VAR / "incoming").iterdir()) == before
    assert not Draft.objects.filter(papers__isnull=False).exists()


@pytest.fixture
def settings_paper_limit():
    from django.test import override_settings

    with override_settings(EVENHAND_PAPER_LIMIT=100_000):
        yield


def test_a_form_without_its_token_is_refused_papers_or_not(city):
    strict = Client(enforce_csrf_checks=True)
    for step in ("story", "papers", "case/add"):
        refused = strict.post(AT + step, {"subject": "conduct", "narrative": STORY})
        assert refused.status_code == 403
        assert "表单已失效" in refused.content.decode()
        assert 'href="/complain/"' in refused.content.decode()


def test_drafts_nobody_went_on_with_are_forgotten_after_a_day(city, client):
    client.post(AT + "papers", {"papers": [photo(colour="blue")]})
    digest = draft_in(client).papers.get().sha256
    assert actions.forget(at=timezone.now() + timedelta(hours=23)) == 0
    assert actions.forget(at=timezone.now() + timedelta(hours=25)) == 1
    assert not Draft.objects.exists()
    assert not is_kept(digest)
    assert not Tally.objects.exists()


def test_a_draft_is_deleted_at_once_when_its_writer_says_so(city, client):
    client.post(AT + "story", {"subject": "conduct", "narrative": STORY})
    page = client.post(AT + "discard", {"draft": draft_in(client).key}, follow=True)
    assert "草稿和其中的材料已删除" in page.content.decode()
    assert not Draft.objects.exists()


def test_larger_type_is_remembered_and_leads_to_pages_of_ours_only(client):
    assert client.post(AT + "size", {"size": "large", "next": "https://elsewhere.example/"}).headers["Location"] == AT
    assert '<html lang="zh-CN" class="large">' in client.get(AT).content.decode()


@pytest.mark.parametrize("aside", [{"size": "large"}, {"lang": "en"}, {"back": "1"}])
def test_whoever_turns_to_larger_type_another_language_or_back_loses_no_word(city, client, aside):
    typed = {"narrative": STORY, "product": "信用卡", "next": AT + "story"}
    answer = client.post(AT + "story", typed | aside)
    if "back" in aside:
        assert answer.headers["Location"] == AT + "institution"
    else:
        assert answer.status_code == 307
        turned = client.post(answer.headers["Location"], typed | aside)
        assert turned.headers["Location"] == AT + "story"
    page = client.get(AT + "story").content.decode()
    assert STORY in page
    assert 'value="信用卡"' in page
    # What was typed and not handed in is not what is filed.
    client.post(AT + "institution", {"institution_text": "甬行"})
    client.post(AT + "contact", {"name": "陈小禾", "phone": PHONE})
    assert client.get(AT + "confirm").headers["Location"] == AT + "story"


def test_before_the_first_step_is_the_first_page(client):
    assert client.post(AT + "institution", {"institution_text": "甬行", "back": "1"}).headers["Location"] == AT


def test_back_from_the_receipt_is_the_receipt(city, client):
    file(client)
    assert client.get(AT + "confirm").headers["Location"] == AT + "receipt"


def test_signs_that_turn_the_writing_about_go_no_further_than_the_form(city, client):
    turned = "\u202e王芳\u2066"
    write(
        client,
        institution={"institution_text": f"某{turned}公司", "choice": "-"},
        contact={"name": turned, "phone": f"\u202e{PHONE}"},
        story={"subject": "conduct", "narrative": f"{STORY}\u202e\x07\r\n第二行"},
    )
    assert "\u202e" not in client.get(AT + "confirm").content.decode()
    client.post(AT + "confirm", {"code": last_code()})
    complaint = Complaint.objects.latest("pk")
    assert complaint.institution_written == "某王芳公司"
    assert complaint.narrative == f"{STORY}\n第二行"
    assert complaint.complainant.name == "王芳"
    assert "请填写投诉人的姓名" in client.post(AT + "contact", {"name": "\u202e", "phone": PHONE}).content.decode()


def test_a_form_longer_than_a_form_may_be_is_told_what_to_do(city, client):
    kept = client.post(AT + "story", {"subject": "conduct", "narrative": STORY})
    assert kept.status_code == 302
    page = client.post(AT + "story", {"subject": "conduct", "narrative": "字" * 3_000_000})
    assert page.status_code == 413
    assert "内容太长，没有提交" in page.content.decode()
    assert 'href="/complain/"' in page.content.decode()
    assert "EVENHAND_HOSTS" not in page.content.decode()
    assert STORY in client.get(AT + "story").content.decode()


def test_a_lost_code_is_sent_to_its_own_telephone_and_shown_to_nobody(city, client):
    complaint = file(client)
    told = []
    for phone in (PHONE, "13900000000"):
        client.logout()
        answer = client.post(AT + "lost", {"phone": phone})
        assert answer.headers["Location"] == AT
        page = client.get(AT).content.decode()
        assert complaint.receipt not in page.replace(" ", "")
        told.append(re.sub(r'value="\w{64}"|\d{11}', "", page))
        assert outbox()[-1]["to"] == phone
    # The page says the same either way.
    assert told[0] == told[1]
    code = complaint.receipt
    assert f"{complaint.number}: {code[:4]} {code[4:8]} {code[8:]}" in outbox()[-2]["text"]
    assert code[:4] not in outbox()[-1]["text"]
    assert "手机号不对" in client.post(AT + "lost", {"phone": "1"}).content.decode()


def test_who_acts_for_another_is_sent_the_lost_code_and_the_other_is_not(city, client):
    theirs = city.filed(who=Who(name="样甲", phone="13900000001", agent_name="样乙", agent_phone="13900000002"))
    own = city.filed(who=Who(name="样乙", phone="13900000002"))
    for phone, codes in (("13900000002", [own, theirs]), ("13900000001", [])):
        client.post(AT + "lost", {"phone": phone})
        text = outbox()[-1]["text"]
        assert [each for each in (own, theirs) if f"{each.number}: {each.receipt[:4]}" in text] == codes


def test_a_lost_code_is_sent_five_times_an_hour_at_most(city, client):
    answers = [client.post(AT + "lost", {"phone": PHONE}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(outbox()) == 5
