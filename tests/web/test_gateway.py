"""Messages by the operator's gateway: what is asked of it, what counts as taken, and that nothing of it is told on."""

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.test import override_settings
from django.utils import timezone

from evenhand.errors import Misuse
from evenhand_web.notices.gateway import Gateway, gateway
from evenhand_web.notices.sending import CannotSend, Notice, send
from evenhand_web.portal import telling
from evenhand_web.portal.models import Telling

PHONE, TEXT = "13800000001", '【秉衡】投诉 2026-000001 已收到。\n“{to}” {id} & "x"'
NOTICE = Notice(channel="sms", to=PHONE, text=TEXT)


class Heard:
    """What a gateway was asked, and what it answers from now on."""

    def __init__(self):
        self.asked, self.status, self.says, self.where = [], 200, '{"code": 0}', ""


@contextmanager
def listening():
    heard = Heard()

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_POST(self):
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.asked.append((self.path, dict(self.headers), content))
            self.send_response(heard.status)
            if heard.where:
                self.send_header("Location", heard.where)
            self.end_headers()
            self.wfile.write(heard.says.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    heard.url = f"http://127.0.0.1:{server.server_port}/send"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def heard():
    with listening() as heard:
        yield heard


def named(heard, **more):
    return gateway({"EVENHAND_SMS_URL": heard.url} | more)


def sent(by, notice=NOTICE):
    with override_settings(EVENHAND_SMS_GATEWAY=by):
        send(notice, at=timezone.now())


def test_a_message_is_one_request_with_its_own_number(heard):
    for _ in range(2):
        sent(named(heard, EVENHAND_SMS_HEADERS='{"Authorization": "Bearer made-up"}'))
    sent(named(heard), replace(NOTICE, to="13800000002"))
    (path, headers, content), (*_, again), (*_, other) = heard.asked
    assert path == "/send"
    assert headers["Authorization"] == "Bearer made-up"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    told = json.loads(content)
    assert (told["to"], told["text"], set(told)) == (PHONE, TEXT, {"to", "text", "id"})
    # Sent again after a doubtful failure, it has the same number, by which the gateway may know it.
    assert json.loads(again)["id"] == told["id"] != json.loads(other)["id"]


def test_the_body_is_as_the_operator_says(heard):
    body = {"mobiles": ["+86{to}"], "sms": {"content": "{text}", "sign": 7}, "note": "{name}"}
    sent(named(heard, EVENHAND_SMS_BODY=json.dumps(body)))
    sent(named(heard, EVENHAND_SMS_BODY='{"m": "{to}", "c": "{text}"}', EVENHAND_SMS_KIND="form"))
    (*_, first), (_, headers, second) = heard.asked
    assert json.loads(first) == {
        "mobiles": [f"+86{PHONE}"], "sms": {"content": TEXT, "sign": 7}, "note": "{name}",
    }  # fmt: skip
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(second) == {"m": [PHONE], "c": [TEXT]}


@pytest.mark.parametrize(
    ("trouble", "settings"),
    [
        ({"status": 500}, {}),
        ({"status": 401}, {}),
        ({"says": '{"code": 17}'}, {"EVENHAND_SMS_SAYS": '"code": 0'}),
        ({"says": ""}, {"EVENHAND_SMS_SAYS": '"code": 0'}),
    ],
)
def test_what_was_not_taken_is_said_and_nobody_is_named_in_the_log(heard, caplog, trouble, settings):
    heard.__dict__ |= trouble
    with pytest.raises(CannotSend, match="通知暂时发不出去") as refused:
        sent(named(heard, **settings))
    assert refused.value.__cause__ is None
    assert caplog.records
    for told in (PHONE, "2026-000001", heard.url):
        assert told not in caplog.text


def test_a_message_follows_nobody_elsewhere(heard):
    with listening() as elsewhere:
        heard.status, heard.where = 307, elsewhere.url
        with pytest.raises(CannotSend):
            sent(named(heard))
        assert len(heard.asked) == 1
        assert not elsewhere.asked


def test_a_gateway_that_is_silent_or_away_is_waited_for_so_long(heard):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(CannotSend):
            sent(replace(named(heard), url=url, within_s=0.2))
    with pytest.raises(CannotSend):
        sent(replace(named(heard), url=url))


def test_what_could_not_be_sent_is_sent_by_the_chore_later(city, heard):
    city.now = timezone.now() - timedelta(days=1)
    complaint = city.filed()
    heard.status = 503
    with override_settings(EVENHAND_SMS_GATEWAY=named(heard)):
        telling.tell_next(at=city.now)
        assert Telling.objects.get().told_at is None
        heard.status = 200
        assert not telling.tell_next(at=city.now)
        telling.tell_next(at=city.now + timedelta(hours=1))
        assert not telling.tell_next(at=city.now + timedelta(hours=2))
    assert Telling.objects.get().told_at
    first, second = (json.loads(content) for *_, content in heard.asked)
    assert first == second
    assert complaint.number in first["text"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"EVENHAND_SMS_URL": "http://sms.example/"}, "应是 https:// 开头的地址"),
        ({"EVENHAND_SMS_BODY": "to={to}"}, "EVENHAND_SMS_BODY 应是一个 JSON 对象"),
        ({"EVENHAND_SMS_BODY": '{"to": "{to}"}'}, r"EVENHAND_SMS_BODY 里要有 \{to\} 和 \{text\}"),
        ({"EVENHAND_SMS_HEADERS": "[]"}, "EVENHAND_SMS_HEADERS 应是一个 JSON 对象"),
        ({"EVENHAND_SMS_KIND": "xml"}, "EVENHAND_SMS_KIND 应是 json 或 form"),
    ],
)
def test_a_gateway_that_cannot_be_used_is_refused_in_words(given, words):
    with pytest.raises(Misuse, match=words):
        gateway({"EVENHAND_SMS_URL": "https://sms.example/"} | given)


def test_no_gateway_is_named_by_default_and_its_secrets_are_not_shown():
    assert gateway({}) is None
    assert "made-up" not in repr(Gateway(url="https://sms.example/", headers={"Key": "made-up"}, body={}))
