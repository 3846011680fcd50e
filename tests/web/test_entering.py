"""What is handed in on paper or in person is entered by the staff: at the institution's desk, or at the authority."""

import re

import pytest

from evenhand_web.complaints.models import Complaint
from evenhand_web.journal.queries import thread

TOLD = {
    "ticket-subject": "conduct",
    "ticket-narrative": "柜台来访：信用卡年费多收，要求退还。",
    "ticket-name": "样甲",
    "ticket-phone": "13800000031",
}


def entered(desk, **more):
    page = desk.client.get("/desk/enter").content.decode()
    key = re.search(r'name="ticket-key" value="([^"]+)"', page)[1]
    return desk.client.post("/desk/enter", TOLD | {"ticket-key": key} | more)


def test_what_a_desk_enters_is_its_own_to_answer_and_its_time_runs(desk, city):
    desk.come("desk")
    answer = entered(desk)
    complaint = Complaint.objects.get()
    assert answer.headers["Location"] == f"/desk/complaints/{complaint.number}"
    assert (complaint.door, complaint.state, complaint.holder) == ("institution", "handling", city.bank)
    assert complaint.due_on
    assert complaint.complainant.phone == "13800000031"
    assert [each.kind for each in thread("complaint", complaint.pk)] == ["complaints.file_with_institution"]


def test_what_came_to_the_authority_by_letter_waits_to_be_passed_on(desk, city):
    desk.come("officer")
    answer = entered(desk, **{"ticket-institution": "甬行", "ticket-address": "甬城区样例路 1 号"})
    complaint = Complaint.objects.get()
    assert answer.headers["Location"] == f"/desk/complaints/{complaint.number}"
    assert (complaint.door, complaint.state, complaint.institution) == ("letter", "received", city.bank)
    assert (complaint.received_by, complaint.complainant.address) == (city.bureau, "甬城区样例路 1 号")


def test_what_is_another_authority_s_goes_there_and_that_is_said(desk, city):
    desk.come("officer")
    answer = entered(desk, **{"ticket-institution": "姚江小贷"})
    assert Complaint.objects.get().authority == city.office
    assert answer.headers["Location"] == "/desk/"
    assert "已登记，并交给负责的主管部门" in desk.client.get("/desk/").content.decode()


def test_the_same_form_twice_is_one_complaint(desk, city):
    desk.come("desk")
    first = desk.client.post("/desk/enter", TOLD | {"ticket-key": "k" * 12})
    assert desk.client.post("/desk/enter", TOLD | {"ticket-key": "k" * 12}).headers == first.headers
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "more", "said"),
    [
        ("desk", {"ticket-name": ""}, "请填写“姓名”"),
        ("desk", {"ticket-narrative": "😡"}, "内容里只有表情或符号"),
        ("officer", {"ticket-institution": "没有这家"}, "没有这家"),
        ("officer", {}, "请填写“机构”"),
    ],
)
def test_what_cannot_stand_is_refused_and_kept_in_the_form(desk, city, who, more, said):
    desk.come(who)
    answer = entered(desk, **more)
    page = answer.content.decode()
    assert (answer.status_code, Complaint.objects.count()) == (422, 0)
    assert said in page
    assert 'value="13800000031"' in page


def test_a_likely_repetition_is_shown_while_it_is_typed_to_whoever_sees_it(desk, city):
    known = city.transferred()
    typed = {"ticket-phone": "13800000001", "ticket-narrative": ""}
    for who, seen in (("desk", True), ("officer", True), ("other_desk", False)):
        desk.come(who)
        assert (known.number in desk.client.post("/desk/call/likely", typed).content.decode()) == seen
