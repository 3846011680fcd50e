"""Batches from 12345: stored at once, filed by the worker row by row; none lost, none twice, whoever dies."""

from datetime import timedelta
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.db import connection
from openpyxl import Workbook

from evenhand.tables.kinds import digest_of
from evenhand_web.complaints import chores, queries, shelf
from evenhand_web.complaints.actions import batches
from evenhand_web.complaints.actions.batches import A_PORTION, MAX_ATTEMPTS, take_in_batch
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.batch_files import AT_MOST_ROWS, AT_MOST_UNPACKED
from evenhand_web.complaints.models import Batch, Complaint
from evenhand_web.journal.models import Entry
from evenhand_web.people import actions as people

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


def handed_in(city, tmp_path, text, name="12345.csv", by="clerk"):
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return take_in_batch(content=path.read_bytes(), file_name=name, by=city.people[by], at=city.later())


def work(city):
    """Let the worker file what waits; how many turns it took."""
    turns = 0
    while chores.file_next_portion(worker="w", clock=city.later, stopping=lambda: False):
        turns += 1
    return turns


def taken(city, tmp_path, text=None, name="12345.csv", by="clerk"):
    batch = handed_in(city, tmp_path, text, name, by)
    work(city)
    batch.refresh_from_db()
    return batch


def many(rows):
    return HEAD + "".join(
        f"MZ{n},2026-03-01 09:00,第{n}位市民说年费多收了{n}元,甬行,1380000{n:04d}\n" for n in range(rows)
    )


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
    batch = taken(city, tmp_path, name="b.xlsx", by="officer")
    assert len(batch.report["filed"]) == 2


def test_an_empty_file_is_refused_at_once(city, tmp_path):
    with pytest.raises(CannotDo, match="文件是空的"):
        handed_in(city, tmp_path, "")


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


@pytest.mark.parametrize("between", [0, A_PORTION])
def test_a_number_that_is_cut_to_another_row_s_is_rejected_by_name_and_no_row_is_lost(city, tmp_path, between):
    long = "9" * 64
    rows = many(between).removeprefix(HEAD)
    text = HEAD + f"{long}a,2026-03-01,多收年费,甬行,1\n" + rows + f"{long}b,2026-03-01,多收利息,甬行,2\n"
    batch = taken(city, tmp_path, text)
    assert (batch.state, len(batch.report["filed"]), batch.report["rejected"]) == ("done", between + 1, 1)
    [reject] = batch.report["rejects"]
    assert (reject["row"], reject["column"]) == (between + 3, "complaint_id")
    assert reject["problem"].startswith("编号的前 64 位和本批另一行相同")


def test_a_batch_that_a_request_began_before_the_worker_did_is_gone_on_with(city, tmp_path):
    path = tmp_path / "12345.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    why = {"state": "broken_off", "why_zh": "断开。", "why_en": "Broken off."}
    begun = Batch.objects.create(
        sha256=digest_of(path), file_name=path.name, taken_by=city.clerk, taken_at=city.later(), rows=2, **why
    )
    told = {"narrative": "信用卡年费多收请退还", "outside_id": "MZ1", "batch": begun, "key": f"12345:{begun.pk}:2"}
    first = city.filed(door="municipal", by=city.clerk, **told)
    whole = taken(city, tmp_path)
    assert whole == begun
    assert whole.report["filed"] == [first.number, Complaint.objects.get(outside_id="MZ2").number]
    assert (whole.state, whole.report["repeated"], Complaint.objects.count()) == ("done", [], 2)


def test_the_request_stores_the_file_and_files_nothing(city, tmp_path):
    batch = handed_in(city, tmp_path, HEAD + ROWS)
    assert (batch.state, batch.rows, Complaint.objects.count()) == ("waiting", 0, 0)
    assert shelf.is_kept(batch.sha256, among=shelf.BATCHES)
    assert work(city) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.looked_at) == ("done", 2, 2)
    # It names people: it lies no longer than it is needed.
    assert not shelf.is_kept(batch.sha256, among=shelf.BATCHES)
    entries = Entry.objects.filter(subject="batch", subject_id=batch.pk).order_by("pk")
    assert [each.kind for each in entries] == ["complaints.batch_handed_in", "complaints.batch_taken"]
    assert {each.person_id for each in entries} == {city.clerk.pk}


def test_one_turn_of_the_worker_files_one_portion_and_says_how_far_it_is(city, tmp_path):
    batch = handed_in(city, tmp_path, many(A_PORTION + 7))
    now = city.now
    chores.file_next_portion(worker="w", clock=city.later, stopping=lambda: False)
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.looked_at) == ("working", A_PORTION + 7, A_PORTION)
    assert Complaint.objects.count() == len(batch.report["filed"]) == A_PORTION
    assert (batch.worker, batch.lease_until, batch.attempts) == ("", None, 0)
    assert work(city) == 1
    assert Complaint.objects.count() == A_PORTION + 7
    # Whatever it waited for: it was received when its file was.
    assert set(Complaint.objects.values_list("received_at", flat=True)) == {now}


class Killed(BaseException):
    """A worker that is gone, as nothing in the code expects it."""


def dies_at_the_third(execute, sql, *rest):
    """The database's connection of a worker that dies while it files the third row of what it has in hand."""
    if sql.startswith('INSERT INTO "complaints_complainant"'):
        dies_at_the_third.rows += 1
        if dies_at_the_third.rows == 3:
            raise Killed
    return execute(sql, *rest)


def test_a_worker_that_dies_within_a_portion_leaves_nothing_of_it_and_another_goes_on(city, tmp_path):
    batch = handed_in(city, tmp_path, many(A_PORTION + 7))
    chores.file_next_portion(worker="first", clock=city.later, stopping=lambda: False)
    dies_at_the_third.rows = 0
    with connection.execute_wrapper(dies_at_the_third), pytest.raises(Killed):
        chores.file_next_portion(worker="first", clock=lambda: city.now, stopping=lambda: False)
    batch.refresh_from_db()
    assert (batch.worker, batch.looked_at, Complaint.objects.count()) == ("first", A_PORTION, A_PORTION)
    assert batches.claim(worker="second", now=city.now + timedelta(seconds=59)) is None
    assert work(city) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.looked_at) == ("done", A_PORTION + 7)
    assert sorted(batch.report["filed"]) == sorted(Complaint.objects.values_list("number", flat=True))


def test_whoever_lost_the_batch_to_another_writes_nothing(city, tmp_path):
    handed_in(city, tmp_path, HEAD + ROWS)
    slow = batches.claim(worker="slow", now=city.now)
    quick = batches.claim(worker="quick", now=city.now + timedelta(seconds=61))
    assert quick == slow
    batches.go_on(batch=slow, clock=city.later)
    assert not Complaint.objects.exists()
    batches.go_on(batch=quick, clock=city.later)
    batches.go_on(batch=slow, clock=city.later)
    assert Complaint.objects.count() == 2


def test_a_batch_that_kills_its_worker_each_time_ends_in_words_and_the_same_file_goes_on(city, tmp_path):
    handed_in(city, tmp_path, HEAD + ROWS)
    for nth in range(MAX_ATTEMPTS):
        assert batches.claim(worker=f"w{nth}", now=city.later())
    assert batches.claim(worker="last", now=city.later()) is None
    batch = Batch.objects.get()
    assert (batch.state, batch.why_zh[:10]) == ("broken_off", "后台程序试了 3 次")
    assert "tried 3 times" in batch.why_en
    assert taken(city, tmp_path) == batch
    assert (Batch.objects.get().state, Complaint.objects.count()) == ("done", 2)


def test_a_stored_file_that_is_gone_is_told_and_the_same_file_mends_it(city, tmp_path):
    batch = handed_in(city, tmp_path, HEAD + ROWS)
    shelf.drop(batch.sha256, among=shelf.BATCHES)
    work(city)
    batch.refresh_from_db()
    assert (batch.state, batch.why_en) == (
        "broken_off",
        "The stored file is gone; perhaps it was moved or deleted.",
    )
    assert taken(city, tmp_path).state == "done"


def test_what_was_handed_in_is_filed_whoever_has_left_since(city, tmp_path):
    batch = handed_in(city, tmp_path, HEAD + ROWS)
    people.shut_out(person=city.clerk, by=city.chief, at=city.later())
    work(city)
    batch.refresh_from_db()
    assert (len(batch.report["filed"]), batch.report["rejected"]) == (2, 0)


def test_a_page_tells_how_long_nothing_has_moved(city, tmp_path):
    batch, second = handed_in(city, tmp_path, HEAD + ROWS), handed_in(city, tmp_path, NEXT, name="next.csv")
    assert (queries.ahead_of(batch, now=city.now), queries.ahead_of(second, now=city.now)) == (0, 1)
    assert queries.still_for(second, now=city.now + timedelta(seconds=59)) is None
    assert queries.still_for(second, now=city.now + timedelta(minutes=9)) == timedelta(minutes=9)
    chores.file_next_portion(worker="w", clock=city.later, stopping=lambda: False)
    assert queries.still_for(second, now=city.now) is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_other_spellings_of_headers_and_signs_are_read_and_the_rest_is_named(city, tmp_path, encoding):
    path = tmp_path / "导出.csv"
    path.write_text(
        "工单编号,来电时间,诉求内容,被诉机构,坐席备注\nA1,2026-03-01 09:00,多收年费,甬行,老客户\n", encoding
    )
    batch = taken(city, tmp_path, name=path.name)
    assert Complaint.objects.get(outside_id="A1").institution == city.bank
    assert batch.report["unread"] == ["坐席备注"]


def test_a_file_without_its_columns_is_told_in_the_words_of_its_reader(city, tmp_path):
    batch = taken(city, tmp_path, "a,b\n1,2\n")
    assert batch.state == "refused"
    assert batch.why_zh.startswith("“12345.csv”里没有找到这些列：工单编号、登记时间、投诉内容。读到的表头是：a、b")
    assert "--map" not in batch.why_zh + batch.why_en
    assert not shelf.is_kept(batch.sha256, among=shelf.BATCHES)


def test_a_refused_file_is_one_batch_when_it_comes_again_and_bars_no_other_organisation(city, tmp_path):
    first = taken(city, tmp_path, "a,b\n1,2\n")
    assert taken(city, tmp_path) == first
    assert taken(city, tmp_path, by="office_officer") != first
    assert Batch.objects.count() == 2
    assert [each.state for each in Batch.objects.all()] == ["refused", "refused"]


def test_too_many_rows_are_refused_and_none_is_filed(city, tmp_path):
    batch = taken(city, tmp_path, many(AT_MOST_ROWS + 1))
    assert (batch.state, Complaint.objects.count()) == ("refused", 0)
    assert batch.why_zh == "文件有 10001 行，一次最多 10000 行。请分成几份。"


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
    refused = taken(city, tmp_path, name="bomb.xlsx")
    assert refused.state == "refused"
    assert refused.why_zh.startswith("“bomb.xlsx”解开后超过")
    assert not Complaint.objects.exists()
    held = taken(city, tmp_path, name="whole.xlsx")
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
    batch = taken(city, tmp_path, name="merged.xlsx")
    filed = Complaint.objects.order_by("pk")
    assert [each.complainant.phone for each in filed] == ["13800000031", "13800000032"]
    assert [each.institution for each in filed] == [city.bank, city.bank]
    assert (batch.report["merged"], batch.report["unplaced"]) == (1, [])
    assert [each["column"] for each in batch.report["rejects"]] == ["complaint_id"]
