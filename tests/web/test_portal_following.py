"""A complaint followed by its receipt: what is shown, what may be done, what a proof proves, what is told."""

import io
import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image
from platform_cast import CHEN
from web_cast import VAR

from evenhand_web.complaints.actions import handling, reviewing
from evenhand_web.complaints.actions import time as timing
from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.models import Addition, Complaint, Paper, Question
from evenhand_web.journal import ledger
from evenhand_web.journal.chores import seal_next
from evenhand_web.journal.models import Entry
from evenhand_web.notices.sending import CannotSend
from evenhand_web.portal import chores, telling
from evenhand_web.portal.models import Telling

AT = "/complain/"


def outbox() -> list[dict]:
    return [json.loads(file.read_text("utf-8")) for file in sorted((VAR / "outbox").glob("*.json"))]


@pytest.fixture(autouse=True)
def _now(city):
    """The city's clock shows today, so that what is due is ahead of the reader's own clock."""
    city.now = timezone.now() - timedelta(days=1)
    for file in (VAR / "outbox").glob("*.json"):
        file.unlink()


@pytest.fixture
def opened(client):
    def open_(complaint: Complaint) -> Client:
        assert client.post(AT + "follow", {"receipt": complaint.receipt}).headers["Location"] == AT + "case"
        return client

    return open_


def shown(client: Client) -> str:
    return client.get(AT + "case").content.decode()


@pytest.mark.parametrize(
    "written", [str, str.lower, lambda c: f" {c[:4]}-{c[4:8]} {c[8:]}", lambda c: c.replace("0", "o")]
)
def test_a_receipt_opens_its_complaint_however_it_is_written(city, client, written):
    complaint = city.transferred()
    client.post(AT + "follow", {"receipt": written(complaint.receipt)})
    page = shown(client)
    assert complaint.number in page
    assert "已转给机构" in page
    assert "甬江银行最迟" in page
    assert CHEN.name not in page
    assert CHEN.phone not in page


def test_without_a_receipt_nothing_is_shown_and_the_way_in_is_named(city, client):
    complaint = city.transferred()
    for path in ("case", "receipt", "case/papers/1", "case/proofs/1"):
        page = client.get(AT + path)
        assert page.status_code == 404
        assert "请先用回执码打开投诉" in page.content.decode()
    for path in ("case/add", "case/reply", "case/contest", "case/withdraw"):
        assert client.post(AT + path, {"text": "x"}).status_code == 404
    complaint.refresh_from_db()
    assert complaint.state == "transferred"
    assert complaint.version == 2


def test_guessing_receipts_stops_after_ten_and_the_right_one_waits_too(city, client):
    complaint = city.transferred()
    for _ in range(10):
        wrong = client.post(AT + "follow", {"receipt": "ABCD EFGH JKMN"})
        assert wrong.status_code == 422
        assert "没有找到这个回执码" in wrong.content.decode()
    refused = client.post(AT + "follow", {"receipt": complaint.receipt})
    assert refused.status_code == 429
    assert "尝试次数太多" in refused.content.decode()
    assert client.post(AT + "follow", {"receipt": complaint.receipt}, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_opening_ones_own_receipt_often_is_no_guessing(city, client):
    complaint = city.transferred()
    assert {client.post(AT + "follow", {"receipt": complaint.receipt}).status_code for _ in range(15)} == {302}


def test_a_question_is_answered_once_though_the_form_comes_twice(city, opened):
    complaint = handling.ask(complaint=city.handling(), question="扣费是哪几个月？", by=city.desk, at=city.later())
    client = opened(complaint)
    page = shown(client)
    assert "扣费是哪几个月？" in page
    assert "请您回答" in page
    form = {"text": "去年三月起", "key": "k1", "seen": complaint.version}
    assert client.post(AT + "case/reply", form).status_code == 302
    assert client.post(AT + "case/reply", form).status_code == 302
    assert Question.objects.get(complaint=complaint).reply == "去年三月起"
    assert "回答已送达" in shown(client)
    assert Entry.objects.filter(kind="complaints.reply", subject_id=complaint.pk).count() == 1


def test_words_written_on_an_older_page_are_shown_again_with_what_is_new(city, opened):
    complaint = handling.ask(complaint=city.handling(), question="扣费是哪几个月？", by=city.desk, at=city.later())
    client = opened(complaint)
    handling.go_on(complaint=complaint, by=city.desk, at=city.later())
    late = client.post(AT + "case/reply", {"text": "去年三月起", "key": "k", "seen": complaint.version})
    page = late.content.decode()
    assert late.status_code == 409
    assert "有了新进展" in page
    assert "去年三月起" in page


def test_words_and_papers_are_added_together_or_not_at_all(city, opened):
    complaint = city.handling()
    client = opened(complaint)
    out = io.BytesIO()
    Image.new("RGB", (30, 30)).save(out, "PNG")
    bad = SimpleUploadedFile("坏.exe", b"MZ")
    both = {"text": "还有一张截图", "papers": [SimpleUploadedFile("截图.png", out.getvalue()), bad], "key": "a"}
    page = client.post(AT + "case/add", both)
    assert page.status_code == 422
    assert "“坏.exe”不是能接收的材料" in page.content.decode()
    assert "还有一张截图" in page.content.decode()
    assert not Addition.objects.exists()
    assert not Paper.objects.exists()
    good = both | {"papers": [SimpleUploadedFile("截图.png", out.getvalue())]}
    client.post(AT + "case/add", good)
    client.post(AT + "case/add", both | {"papers": []})
    assert Addition.objects.get(complaint=complaint).text == "还有一张截图"
    paper = Paper.objects.get(complaint=complaint)
    served = client.get(f"{AT}case/papers/{paper.pk}")
    assert served.headers["Content-Type"] == "image/png"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "请填写内容或选择材料" in client.post(AT + "case/add", {"text": " "}).content.decode()


def test_papers_of_somebody_else_or_of_the_institution_alone_are_not_served(city, opened):
    mine, other = city.handling(), city.handling()
    paper = Paper.objects.create(complaint=other, at=city.now, name="x", sha256="0" * 64, kind="pdf", size=1)
    inner = Paper.objects.create(
        complaint=mine, by=city.desk, at=city.now, name="x", sha256="1" * 64, kind="pdf", size=1
    )
    client = opened(mine)
    assert {client.get(f"{AT}case/papers/{each.pk}").status_code for each in (paper, inner)} == {404}


def test_an_answer_is_contested_in_time_and_the_review_is_shown(city, opened):
    complaint = city.answered()
    client = opened(complaint)
    page = shown(client)
    assert "诉求成立，全部解决" in page
    assert "不同意这个答复？" in page
    client.post(AT + "case/contest", {"text": "没有退利息", "key": "c", "seen": complaint.version})
    complaint.refresh_from_db()
    assert complaint.state == "in_review"
    assert "您的异议正在核查" in shown(client)
    reviewing.review(complaint=complaint, outcome="changed", text="补退利息。", by=city.reviewer, at=timezone.now())
    page = shown(client)
    assert "补退利息" in page
    assert "改变原答复" in page
    assert "不同意这个答复？" not in page


def test_an_answer_is_not_contested_without_words_nor_too_late(city, opened):
    city.now -= timedelta(days=60)
    complaint = city.answered()
    client = opened(complaint)
    assert "不同意这个答复？" not in shown(client)
    late = client.post(AT + "case/contest", {"text": "不同意", "seen": complaint.version})
    assert "申请核查的期限已过" in late.content.decode()
    assert "不同意" in late.content.decode()


def test_a_complaint_is_withdrawn_and_then_nothing_more_may_be_done(city, opened):
    complaint = city.handling()
    client = opened(complaint)
    client.post(AT + "case/withdraw", {"text": "", "key": "w", "seen": complaint.version})
    page = shown(client)
    assert "您已撤回，程序已终止" in page
    assert "撤回投诉" not in page
    assert "补充说明" not in page


def test_who_looked_at_the_persons_data_is_told(city, opened):
    from evenhand_web.complaints.actions.looking import reveal

    complaint = city.handling()
    reveal(complaint=complaint, purpose="contact", by=city.desk, at=city.later())
    assert "甬江银行的工作人员查看了您的个人信息" in shown(opened(complaint))


def test_leaving_closes_the_complaint_on_this_device(city, opened):
    client = opened(city.transferred())
    assert "看不到您的投诉了" in client.post(AT + "leave", follow=True).content.decode()
    assert client.get(AT + "case").status_code == 404


@pytest.fixture
def sealed(city, monkeypatch, tmp_path):
    """A ledger of its own, so that what this test seals is not in another's log."""
    from evenhand.evidence.log import Log
    from evenhand.evidence.sqlite import SqliteStore

    book = Log(SqliteStore(tmp_path / "evidence.sqlite3"), origin="evenhand.local/journal")
    monkeypatch.setattr(ledger, "log", lambda: book)
    return lambda: seal_next(worker="w", clock=timezone.now, stopping=lambda: False)


def test_a_proof_is_verified_by_anyone_with_the_published_key_and_fails_after_one_byte(city, opened, sealed, tmp_path):
    complaint = city.transferred()
    client = opened(complaint)
    assert "证明</a>" not in shown(client)
    assert client.get(AT + "case/proofs/1").headers["Location"] == AT + "case"
    sealed()
    assert 'href="/complain/case/proofs/2"' in shown(client)
    receipt, key = client.get(AT + "case/proofs/2").content, client.get(AT + "key").content
    (tmp_path / "receipt.json").write_bytes(receipt)
    (tmp_path / "key.txt").write_bytes(key)
    told = json.loads(json.loads(receipt)["text"])
    assert told["kind"] == "complaints.transfer"
    assert CHEN.name not in receipt.decode()
    verify = [sys.executable, "-m", "evenhand.cli.main", "evidence", "verify", "receipt.json", "--key", "key.txt"]
    good = subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
    assert "通过核验" in good.stdout
    (tmp_path / "receipt.json").write_bytes(receipt.replace(b"complaints.transfer", b"complaints.transfes"))
    assert subprocess.run(verify, cwd=tmp_path, capture_output=True).returncode == 1
    assert client.get(AT + "case/proofs/99").status_code == 404


def tell_all(at) -> None:
    while telling.tell_next(at=at):
        pass


def test_each_thing_is_told_once_by_message_and_mail_without_saying_what_it_is_about(city):
    complaint = city.transferred(who=Who(name="陈小禾", phone="13800000001", email="chen@example.org"))
    tell_all(city.now)
    tell_all(city.now)
    told = outbox()
    assert sorted(each["to"] for each in told) == ["13800000001"] * 2 + ["chen@example.org"] * 2
    texts = {each["text"] for each in told}
    filed, passed = sorted(texts, key=lambda text: "已转给甬江银行" in text)
    assert complaint.receipt in filed
    assert "已转给甬江银行" in passed
    assert "最迟" in passed
    assert not any("信用卡" in text or "陈" in text for text in texts)


def test_a_turn_of_the_worker_tells_several_and_stops_when_it_has_lasted_or_is_told_to(city):
    for _ in range(5):
        city.filed()
    now = city.now

    def turn(clock, stopping=False):
        worked = chores.tell_next(worker="w", clock=clock, stopping=lambda: stopping)
        return worked, Telling.objects.count()

    assert turn(lambda: now, stopping=True) == (True, 1)
    assert turn(city.later) == (True, 2)  # an hour has passed with the first
    assert turn(lambda: now) == (True, 5)
    assert turn(lambda: now) == (False, 5)
    assert len(outbox()) == 5


def test_whoever_acts_for_another_is_told_and_not_the_other(city):
    city.filed(who=Who(name="陈小禾", agent_name="李", agent_phone="13800000002", agent_authorised=True))
    tell_all(city.now)
    assert [each["to"] for each in outbox()] == ["13800000002"]


def test_a_message_that_cannot_be_sent_is_tried_again_later_and_not_for_ever(city):
    city.filed()
    with override_settings(EVENHAND_SMS_CARRIER="test_portal_following.broken"):
        tell_all(city.now)
        assert Telling.objects.get().told_at is None
        assert not outbox()
        for days in range(1, 9):
            tell_all(city.now + timedelta(days=days))
    assert Telling.objects.get().tries == telling.TRIES
    Telling.objects.update(tries=2)
    tell_all(city.now + timedelta(days=20))
    assert Telling.objects.get().told_at
    assert len(outbox()) == 1


def broken(notice, at) -> None:
    raise CannotSend(zh="不通", en="down")


def test_old_news_is_no_news(city):
    city.filed()
    tell_all(city.now + timedelta(days=3))
    assert outbox() == []


@pytest.mark.parametrize(
    ("approved", "line", "news"),
    [
        (True, "甬江银行批准了特别延期", "经批准特别延期"),
        (False, "甬江银行没有批准延期，期限不变", "申请延期没有获准，期限不变"),
    ],
)
def test_what_was_decided_on_more_time_is_told(city, opened, approved, line, news):
    complaint = city.handling()
    complaint = timing.lengthen(complaint=complaint, note="涉及历史账户", by=city.desk, at=city.later())
    complaint = timing.ask_extension(complaint=complaint, why="旧系统恢复", by=city.desk, at=city.later())
    timing.decide_extension(complaint=complaint, approved=approved, by=city.approver, at=city.later())
    assert line in shown(opened(complaint))
    tell_all(city.now)
    assert any(news in each["text"] for each in outbox())


def test_steps_that_used_to_pass_in_silence_are_told(city):
    handled = handling.ask(complaint=city.handling(), question="哪一笔？", by=city.desk, at=city.later())
    handling.go_on(complaint=handled, note="", by=city.desk, at=city.later())
    handling.hand_over(complaint=city.filed(), to=city.central, by=city.officer, at=city.later())
    reviewing.contest(complaint=city.answered(), why="金额不对", at=city.later())
    direct = city.filed(door="institution", by=city.desk)
    tell_all(city.now)
    texts = [each["text"] for each in outbox()]
    for said in ("不再等您回答，继续办理", "已移交给负责的主管部门", "已收到您的核查申请", f"回执码 {direct.receipt}"):
        assert sum(said in text for text in texts) == 1, said


def test_until_when_a_review_may_be_asked_for_is_said_to_the_person(city, opened):
    page = shown(opened(city.answered()))
    assert re.search(r"您最迟 .+（含当日）可以书面申请核查", page)
    assert "投诉人最迟" not in page
