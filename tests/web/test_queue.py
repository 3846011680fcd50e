"""The staff's pages for what comes in and what waits: the queue, the board, calls, batches."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evenhand_web.complaints.chores import file_next_portion
from evenhand_web.complaints.models import Batch, Call, Complaint


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
    address = answer.headers["Location"]
    waits = desk.client.get(address).content.decode()
    assert "等后台程序登记" in waits
    assert f'hx-get="{address}" hx-trigger="every 2s"' in waits
    assert f'href="{address}">刷新看进度</a>' in waits
    while file_next_portion(worker="w", clock=city.later, stopping=lambda: False):
        pass
    part = desk.client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<article id="batch">')
    page = desk.client.get(address).content.decode()
    assert "hx-get" not in page
    assert Complaint.objects.get(outside_id="MZ1").institution == city.bank
    assert "三月.csv" in page
    assert re.search(r"拒收</dt><dd>1<", page)
    assert "必填项是空的" in page
    refused = desk.client.post("/desk/batches", {"file": SimpleUploadedFile("x.csv", b"")})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()


def test_the_page_of_a_batch_says_that_nothing_moves_and_why_a_file_was_refused(desk, city):
    desk.come("officer")
    answer = desk.client.post("/desk/batches", {"file": SimpleUploadedFile("四月.csv", b"a,b\n1,2\n")})
    Batch.objects.update(taken_at=city.now)
    waits = desk.client.get(answer.headers["Location"]).content.decode()
    assert "后台程序可能没有运行" in waits
    file_next_portion(worker="w", clock=timezone.now, stopping=lambda: False)
    page = desk.client.get(answer.headers["Location"]).content.decode()
    assert "没有登记任何一行" in page
    assert "“四月.csv”里没有找到这些列：工单编号" in page
    assert "没有接收" in desk.client.get("/desk/batches").content.decode()


def test_a_file_with_a_header_alone_is_told_so(desk, city):
    desk.come("clerk")
    head = "工单编号,登记时间,投诉内容\n".encode()
    answer = desk.client.post("/desk/batches", {"file": SimpleUploadedFile("五月.csv", head)})
    file_next_portion(worker="w", clock=timezone.now, stopping=lambda: False)
    assert "只有表头，一行也没有" in desk.client.get(answer.headers["Location"]).content.decode()


def test_the_board_counts_what_is_about_an_institution_nobody_has_found_yet(desk, city):
    lost = city.filed(institution=None, institution_written="没登记的银行")
    desk.come("officer")
    page = desk.client.get("/desk/board").content.decode()
    assert "机构待确定" in page
    [led_to] = re.findall(r'href="(/desk/\?show=open&amp;institution=-)"', page)
    assert lost.number in desk.client.get(led_to.replace("&amp;", "&")).content.decode()


def test_the_board_counts_each_institution_of_the_jurisdiction(desk, city):
    city.transferred()
    city.transferred(to="lender", by="office_officer")
    desk.come("officer")
    page = desk.client.get("/desk/board").content.decode()
    assert "甬江银行" in page
    assert "姚江小贷" not in page


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
    near = "/registry/near/institution/live-institution"
    offered = desk.client.post(near, {"live-institution": "银行"}).content.decode()
    assert re.findall(r'value="(B\d\d)"', offered) == ["B01", "B02"]
    # Which of several is meant is for people to say; the only one is marked.
    assert "checked" not in offered
    assert desk.client.post(near, {"live-institution": "甬行"}).content.decode().count("checked") == 1
    call = {"live-key": "a", "live-institution": "银行", "live-institution-choice": "B02", "live-outcome": "missed"}
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
