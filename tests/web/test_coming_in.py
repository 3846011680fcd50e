"""The same matter by two doors, calls put through, batches from 12345."""

from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from platform_cast import CHEN, STORY

from evenhand.errors import Unreadable
from evenhand.tables.kinds import digest_of
from evenhand_web.complaints import chores, queries
from evenhand_web.complaints.actions import linking
from evenhand_web.complaints.actions.batches import take_in_batch
from evenhand_web.complaints.actions.calling import put_through, put_through_as_ticket
from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.batch_files import AT_MOST_UNPACKED
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


def test_of_a_letter_sent_many_times_the_likeliest_are_proposed(city):
    for nth in range(14):
        city.filed(who=Who(name=f"样{nth}", phone=f"138000002{nth:02d}"))
    compare(city)
    last = Complaint.objects.latest("pk")
    proposed = Link.objects.filter(second=last).count() + Link.objects.filter(first=last).count()
    assert 0 < proposed <= 2 * linking.AT_MOST_PROPOSED
    assert Link.objects.count() <= 14 * linking.AT_MOST_PROPOSED


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


def test_a_file_that_another_authority_took_in_is_not_shown_nor_filed_again(city, tmp_path):
    taken(city, tmp_path, HEAD + ROWS)
    with pytest.raises(CannotDo, match="已经由另一个单位接收"):
        taken(city, tmp_path, HEAD + ROWS, by="office_officer")
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


def test_a_number_that_is_given_out_again_loses_nobodys_complaint(city, tmp_path):
    taken(city, tmp_path, HEAD + ROWS)
    week = (
        HEAD
        + "MZ1,2026-03-09 09:00:00,保险退保只退了三成，请核实退保金额,甬行,13800000021\n"
        + "MZ2,2026-03-08 10:00:00,催收人员骚扰家人。,姚江小贷,13800000012\n"
    )
    batch = taken(city, tmp_path, week, name="week.csv")
    first, again = Complaint.objects.filter(outside_id="MZ1").order_by("pk")
    assert batch.report["reused"] == [{"id": "MZ1", "number": again.number, "earlier": first.number}]
    assert batch.report["filed"] == [again.number]
    assert [each["id"] for each in batch.report["repeated"]] == ["MZ2"]


def test_one_row_that_cannot_stand_keeps_no_other_from_being_filed(city, tmp_path):
    long = "年费" * 10_001
    batch = taken(city, tmp_path, HEAD + f"MZ0,2026-03-01 08:00:00,{long},甬行,13800000010\n" + ROWS)
    assert len(batch.report["filed"]) == 2
    assert batch.report["rejected"] == 1
    [reject] = batch.report["rejects"]
    assert reject["row"] == 2
    assert "内容超过 20000 字" in reject["problem"]


def test_a_batch_that_broke_off_is_gone_on_with_and_nothing_is_filed_twice(city, tmp_path):
    path = tmp_path / "12345.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    begun = Batch.objects.create(
        sha256=digest_of(path), file_name=path.name, taken_by=city.clerk, taken_at=city.later(), rows=2
    )
    first = city.filed(door="municipal", by=city.clerk, narrative="信用卡年费多收请退还", outside_id="MZ1", batch=begun)
    whole = take_in_batch(path=path, file_name=path.name, by=city.clerk, at=city.later())
    assert whole == begun
    assert whole.report["filed"] == [first.number, Complaint.objects.get(outside_id="MZ2").number]
    assert Complaint.objects.count() == 2
    assert whole.report["repeated"] == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_other_spellings_of_headers_and_signs_are_read_and_the_rest_is_named(city, tmp_path, encoding):
    path = tmp_path / "导出.csv"
    path.write_text(
        "工单编号,来电时间,诉求内容,被诉机构,坐席备注\nA1,2026-03-01 09:00,多收年费,甬行,老客户\n", encoding
    )
    batch = take_in_batch(path=path, file_name=path.name, by=city.clerk, at=city.later())
    assert Complaint.objects.get(outside_id="A1").institution == city.bank
    assert batch.report["unread"] == ["坐席备注"]


def test_a_file_without_its_columns_is_told_in_the_words_of_its_reader(city, tmp_path):
    with pytest.raises(
        CannotDo, match=r"“12345\.csv”里没有找到这些列：工单编号、登记时间、投诉内容。读到的表头是：a、b"
    ) as said:
        taken(city, tmp_path, "a,b\n1,2\n")
    assert "--map" not in said.value.zh + said.value.en


def test_a_workbook_that_unpacks_to_more_than_a_batch_is_not_read(city, tmp_path):
    book = Workbook()
    for line in (HEAD + ROWS).splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "whole.xlsx")
    with ZipFile(tmp_path / "whole.xlsx") as whole, ZipFile(tmp_path / "bomb.xlsx", "w", ZIP_DEFLATED) as bomb:
        for name in whole.namelist():
            with bomb.open(name, "w") as out:
                out.write(whole.read(name))
                for _ in range(AT_MOST_UNPACKED // 10_000_000 if name.endswith("sheet1.xml") else 0):
                    out.write(bytes(10_000_000))
    with pytest.raises(Unreadable, match=r"“bomb\.xlsx”解开后超过"):
        take_in_batch(path=tmp_path / "bomb.xlsx", file_name="bomb.xlsx", by=city.clerk, at=city.later())
    assert not Batch.objects.exists()
    held = take_in_batch(path=tmp_path / "whole.xlsx", file_name="whole.xlsx", by=city.clerk, at=city.later())
    assert len(held.report["filed"]) == 2


def test_merged_cells_titles_and_formulas_of_a_workbook_are_read_or_named(city, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["12345 热线金融类工单汇总"])
    sheet.merge_cells("A1:E1")
    sheet.append(HEAD.strip().split(","))
    sheet.append(["W1", "2026-03-01 09:00:00", "多收年费", "甬行", 13800000031])
    sheet.append(["W2", "2026-03-01 09:00:00", "多收利息", "甬行", "13800000032"])
    sheet.append(["=1+1", "2026-03-01 09:00:00", "没有算出来的编号", "甬行", "13800000033"])
    sheet.merge_cells("D3:D4")
    book.save(tmp_path / "merged.xlsx")
    batch = take_in_batch(path=tmp_path / "merged.xlsx", file_name="merged.xlsx", by=city.clerk, at=city.later())
    filed = Complaint.objects.order_by("pk")
    assert [each.complainant.phone for each in filed] == ["13800000031", "13800000032"]
    # Of merged cells only the first holds anything: the second row's institution is for a person to find.
    assert batch.report["unplaced"] == [filed[1].number]
    assert [each["column"] for each in batch.report["rejects"]] == ["complaint_id"]
