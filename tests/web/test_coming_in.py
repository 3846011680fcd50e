"""The same matter by two doors, calls put through, batches from 12345."""

import pytest
from openpyxl import Workbook
from platform_cast import CHEN, STORY

from evenhand_web.complaints import chores, queries
from evenhand_web.complaints.actions import linking
from evenhand_web.complaints.actions.batches import take_in_batch
from evenhand_web.complaints.actions.calling import put_through, put_through_as_ticket
from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.likeness import alike, perhaps
from evenhand_web.complaints.models import Batch, Call, Complaint, Link
from evenhand_web.journal.queries import thread

OTHER = Who(name="何一舟", phone="13800000002")
ELSE = "保险代理人承诺的收益与合同不一致，要求说明并全额退保。"


def compare(city):
    while chores.compare_next(worker="w", clock=city.later, stopping=lambda: False):
        pass


ALIKE = [
    # who, narrative, institution, reasons
    (CHEN, ELSE, "bank", ("same_phone", "same_id_number", "same_institution")),
    (CHEN, STORY, "other_bank", ("same_phone", "same_id_number", "alike_words")),
    (OTHER, STORY + "谢谢", "bank", ("same_institution", "alike_words")),
    (OTHER, STORY, "other_bank", None),
    (OTHER, ELSE, "bank", None),
    (CHEN, ELSE, "other_bank", None),
]


@pytest.mark.parametrize(("who", "narrative", "bank", "reasons"), ALIKE)
def test_the_same_matter_is_known_by_person_or_by_words_at_one_institution(city, who, narrative, bank, reasons):
    first = city.filed()
    second = city.filed(
        who=who, narrative=narrative, institution=city.organisations[bank], door="hotline", by=city.clerk
    )
    found = alike(second)
    assert [(each.other, each.reasons) for each in found] == ([(first, reasons)] if reasons else [])


def test_a_likeness_is_proposed_once_and_merges_nothing(city):
    first, second = city.filed(), city.filed(door="hotline", by=city.clerk)
    compare(city)
    compare(city)
    link = Link.objects.get()
    assert (link.first, link.second, link.same) == (first, second, None)
    for complaint in (first, second):
        assert [e.kind for e in thread("complaint", complaint.pk)] == ["complaints.file", "complaints.link_proposed"]
        assert "13800000001" not in thread("complaint", complaint.pk)[1].text


def test_when_it_is_the_same_both_keep_number_clock_and_voice(city):
    first, second = city.filed(), city.filed(door="hotline", by=city.clerk, narrative=STORY + "我也是本人")
    compare(city)
    linking.decide(link=Link.objects.get(), same=True, by=city.officer, at=city.later())
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.number != second.number
    assert (first.state, second.state) == ("received", "received")
    assert first.due_on
    assert second.due_on
    assert second.narrative.endswith("我也是本人")


def test_a_link_is_decided_once_by_somebody_who_sees_both(city):
    city.filed()
    city.filed(door="hotline", by=city.clerk)
    compare(city)
    with pytest.raises(CannotDo, match="这一步由"):
        linking.decide(link=Link.objects.get(), same=True, by=city.desk, at=city.later())
    linking.decide(link=Link.objects.get(), same=False, by=city.officer, at=city.later())
    with pytest.raises(CannotDo, match="另一位同事已经作了决定"):
        linking.decide(link=Link.objects.get(), same=True, by=city.officer, at=city.later())


def test_while_typing_only_what_the_clerk_may_see_is_offered(city):
    seen = city.filed(door="hotline", by=city.clerk)
    city.filed()
    found = perhaps(queries.visible_to(city.clerk), phone="+86 138 0000 0001", institution=city.bank.pk, words="")
    assert [each.other for each in found] == [seen]
    assert perhaps(queries.visible_to(city.clerk), phone="138", institution=city.bank.pk, words="") == []


def test_a_live_call_is_one_row_and_no_ticket(city):
    call = put_through(institution=city.bank, outcome="picked_up", by=city.clerk, at=city.later(), key="k")
    again = put_through(institution=city.bank, outcome="picked_up", by=city.clerk, at=city.later(), key="k")
    put_through(institution=city.bank, outcome="missed", by=city.clerk, at=city.later())
    assert (call.outcome, again, Call.objects.count(), Complaint.objects.count()) == ("picked_up", None, 2, 0)
    (standing,) = queries.standings(city.officer, today=city.now.date())
    assert (standing.calls, standing.picked_up) == (2, 1)
    assert queries.calls_missed(city.officer) == 1


def test_a_call_that_becomes_a_ticket_is_with_the_institution_at_once(city):
    sent = {
        "institution": city.bank,
        "subject": "conduct",
        "narrative": STORY,
        "who": CHEN,
        "by": city.clerk,
        "at": city.later(),
        "missed": True,
        "key": "k",
    }
    complaint, again = put_through_as_ticket(**sent), put_through_as_ticket(**sent)
    assert complaint == again
    assert (complaint.state, complaint.holder, Call.objects.get().complaint) == ("transferred", city.bank, complaint)
    assert complaint in queries.visible_to(city.desk)


@pytest.mark.parametrize(
    ("who", "to", "words"), [("officer", "bank", "热线坐席办理"), ("clerk", "bureau", "不是金融机构")]
)
def test_calls_are_put_through_by_clerks_to_institutions(city, who, to, words):
    with pytest.raises(CannotDo, match=words):
        put_through(institution=city.organisations[to], outcome="missed", by=city.people[who], at=city.later())


HEAD = "工单编号,登记时间,投诉内容,被投诉单位,联系电话\n"
ROWS = (
    "MZ1,2026-03-01 09:00:00,信用卡年费多收请退还,甬行,13800000011\n"
    "MZ2,2026-03-01 10:00:00,催收人员骚扰家人,姚江小贷,13800000012\n"
)
NEXT = (
    HEAD
    + "MZ2,2026-03-01 10:00:00,催收人员骚扰家人,姚江小贷,13800000012\n"
    + "MZ3,2026-03-08,征信逾期记录有误,没登记的银行,13800000013\n,2026-03-08,没有编号,甬行,13800000014\n"
)


def taken(city, tmp_path, text, name="12345.csv", by="clerk"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return take_in_batch(path=path, file_name=name, by=city.people[by], at=city.later())


def test_a_batch_is_filed_row_by_row_with_its_own_numbers(city, tmp_path):
    batch = taken(city, tmp_path, HEAD + ROWS)
    filed = list(Complaint.objects.order_by("number"))
    assert batch.report["filed"] == [each.number for each in filed]
    assert [(each.institution, each.subject, each.authority) for each in filed] == [
        (city.bank, "conduct", city.bureau),
        (city.lender, "collection", city.office),
    ]
    assert filed[0].complainant.phone == "13800000011"
    assert queries.looked_up("MZ1")
    assert queries.visible_to(city.clerk).get(queries.looked_up("MZ1")) == filed[0]


def test_ids_of_last_week_are_named_and_not_filed_again(city, tmp_path):
    taken(city, tmp_path, HEAD + ROWS)
    batch = taken(city, tmp_path, NEXT, name="next.csv")
    old = Complaint.objects.get(outside_id="MZ2")
    new = Complaint.objects.get(outside_id="MZ3")
    assert batch.report["repeated"] == [{"id": "MZ2", "number": old.number}]
    assert batch.report["unplaced"] == [new.number]
    assert (new.institution, new.institution_written, new.subject) == (None, "没登记的银行", "credit_report")
    assert batch.report["rejected"] == 1
    assert batch.report["rejects"][0]["column"] == "complaint_id"
    assert Complaint.objects.count() == 3


def test_the_same_file_again_is_the_same_batch(city, tmp_path):
    first, second = taken(city, tmp_path, HEAD + ROWS), taken(city, tmp_path, HEAD + ROWS, name="again.csv")
    assert first == second
    assert (Batch.objects.count(), Complaint.objects.count()) == (1, 2)


def test_a_workbook_is_read_as_a_csv_is(city, tmp_path):
    book = Workbook()
    for line in (HEAD + ROWS).splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "b.xlsx")
    batch = take_in_batch(path=tmp_path / "b.xlsx", file_name="b.xlsx", by=city.officer, at=city.later())
    assert len(batch.report["filed"]) == 2


def test_a_desk_takes_in_no_batches(city, tmp_path):
    with pytest.raises(CannotDo, match="批量接收由热线坐席或监管人员办理"):
        taken(city, tmp_path, HEAD + ROWS, by="desk")
