"""Letters: written from the complaint, handed in under seal, delivered; and papers that the staff add."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from evenhand_web.complaints.actions import lettering
from evenhand_web.complaints.actions.erasing import erase
from evenhand_web.complaints.actions.handling import close
from evenhand_web.complaints.actions.reviewing import contest, review
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.letters import LETTERS, open_to
from evenhand_web.complaints.models import Letter, Paper
from evenhand_web.complaints.papers import Received, receive
from evenhand_web.complaints.shelf import is_kept
from evenhand_web.journal.models import Entry

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PDF = b"%PDF-1.4\n" + b"0" * 500


def sealed(content=PDF, name="盖章件.pdf"):
    return receive(SimpleUploadedFile(name, content))


def text_of(document):
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(document)).paragraphs)


def reviewed(city):
    asked = contest(complaint=city.answered(), why="没有退利息", at=city.later())
    return review(complaint=asked, outcome="changed", text="补退利息 3.2 元。", by=city.reviewer, at=city.later())


@pytest.mark.parametrize(
    ("kind", "who", "make", "says"),
    [
        (
            "acknowledgement",
            "desk",
            lambda city: city.handling(),
            ("陈小禾：", "已于2026 年 3 月 2 日受理", "甬江银行最迟"),
        ),
        ("transfer", "officer", lambda city: city.transferred(), ("甬江银行：", "转你单位办理", "第十八条")),
        ("answer", "desk", lambda city: city.answered(), ("多收的费用已退还", "诉求成立，全部解决", "机构操作有误")),
        ("decision", "reviewer", reviewed, ("补退利息 3.2 元。", "改变原答复")),
    ],
)
def test_each_letter_says_what_the_complaint_holds_with_a_place_for_the_seal(city, kind, who, make, says):
    complaint = make(city)
    document = lettering.write_letter(complaint=complaint, kind=kind, by=city.people[who], at=city.later())
    told = text_of(document)
    for words in (LETTERS[kind].name["zh"], f"投诉编号 {complaint.number}", "（盖章处）", *says):
        assert words in told
    assert "13800000001" not in told
    entry = Entry.objects.filter(kind="complaints.letter_written").latest("pk")
    assert hashlib.sha256(document).hexdigest() in str(entry.facts)


def test_a_letter_is_for_whoever_has_the_matter_in_hand(city):
    complaint = city.answered()
    for who, kinds in (
        ("desk", {"acknowledgement", "answer"}),
        ("officer", {"transfer"}),
        ("reviewer", set()),
        ("other_desk", set()),
    ):
        assert set(open_to(city.people[who], complaint)) == kinds
    with pytest.raises(CannotDo, match="现在不能由您制作"):
        lettering.write_letter(complaint=complaint, kind="answer", by=city.officer, at=city.later())
    with pytest.raises(CannotDo, match="现在不能由您制作"):
        lettering.write_letter(complaint=city.transferred(), kind="acknowledgement", by=city.desk, at=city.later())


def test_a_sealed_letter_is_kept_once_and_delivered_once(city, client):
    complaint = city.answered()
    given = {"complaint": complaint, "kind": "answer", "sealed": sealed(), "by": city.desk}
    letter = lettering.seal_letter(**given, at=city.later())
    assert lettering.seal_letter(**given, at=city.later()) == letter
    assert Entry.objects.filter(kind="complaints.letter_sealed").count() == 1
    day = timezone.localdate(city.now)
    told = {"letter": letter, "way": "post", "by": city.desk}
    for wrong in (day.replace(year=2025), day.replace(year=2027)):
        with pytest.raises(CannotDo, match="送达日期"):
            lettering.record_delivery(**told, on=wrong, at=city.later())
    assert lettering.record_delivery(**told, on=day, at=city.later()).way == "post"
    with pytest.raises(CannotDo, match="已经登记"):
        lettering.record_delivery(**told, on=day, at=city.later())
    with pytest.raises(CannotDo, match="盖章件请上传"):
        lettering.seal_letter(
            **given | {"sealed": Received(name="a.mp3", sha256="0" * 64, kind="mp3", size=1)}, at=city.later()
        )


def test_an_erased_person_leaves_no_letter_but_that_it_was_served(city):
    complaint = close(complaint=city.answered(), by=city.officer, at=city.later())
    content = sealed(PDF + b"7")
    lettering.seal_letter(complaint=complaint, kind="answer", sealed=content, by=city.desk, at=city.later())
    gone = erase(complaint=complaint, why="on_request", at=city.later())
    assert not is_kept(content.sha256)
    assert Letter.objects.get(complaint=gone).paper is None
    assert open_to(city.desk, gone) == ()


def test_the_page_takes_a_letter_from_writing_to_delivery(city, client):
    complaint = city.answered()
    client.force_login(city.desk, backend=BACKEND)
    where = f"/desk/complaints/{complaint.number}"
    assert "投诉处理答复书" in client.get(where).content.decode()
    letter = client.post(f"{where}/letters/answer")
    assert letter.headers["Content-Disposition"] == f'attachment; filename="{complaint.number}-answer.docx"'
    assert "多收的费用已退还" in text_of(letter.content)
    assert client.post(f"{where}/letters/answer/sealed").status_code == 422
    assert (
        client.post(f"{where}/letters/answer/sealed", {"papers": SimpleUploadedFile("章.pdf", PDF)}).status_code == 302
    )
    kept = Letter.objects.get(complaint=complaint)
    assert client.post(f"{where}/letters/{kept.pk}/delivered", {"way": "pigeon", "on": "x"}).status_code == 422
    day = timezone.localdate()
    assert (
        client.post(f"{where}/letters/{kept.pk}/delivered", {"way": "hand", "on": day.isoformat()}).status_code == 302
    )
    assert f"已送达 · {day:%Y-%m-%d}" in client.get(where).content.decode()
    client.force_login(city.other_desk, backend=BACKEND)
    for address in ("letters/answer", "letters/answer/sealed", f"letters/{kept.pk}/delivered", "papers"):
        assert client.post(f"{where}/{address}").status_code == 404
    client.force_login(city.officer, backend=BACKEND)
    assert client.post(f"{where}/letters/answer").status_code == 422
    assert client.post(f"{where}/letters/gift").status_code == 404


def test_the_desk_adds_evidence_once_however_often_the_form_comes(city, client):
    complaint = city.handling()
    client.force_login(city.desk, backend=BACKEND)
    where = f"/desk/complaints/{complaint.number}/papers"
    for _ in range(2):
        sent = {"text": "话单见附件", "key": "k" * 12, "papers": SimpleUploadedFile("话单.pdf", PDF + b"8")}
        assert client.post(where, sent).status_code == 302
    assert Paper.objects.filter(complaint=complaint).count() == 1
    assert complaint.additions.count() == 1
    page = client.get(f"/desk/complaints/{complaint.number}").content.decode()
    assert "话单见附件" in page
    assert "话单.pdf" in page
    assert client.post(where, {"text": "", "key": "k2"}).status_code == 422
