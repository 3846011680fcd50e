"""What a provider will know a session by: kept unreadable, no longer than the session."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from evenhand_web.people.chores import forget_sessions
from evenhand_web.people.hint import KEPT, LONGEST, hint, keep_hint

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJuLTEifQ.made-up"


@pytest.fixture
def request_of_a_session(rf, city):
    request = rf.get("/")
    request.session = SessionStore()
    return request


def test_it_is_kept_for_the_session_and_unreadable(request_of_a_session):
    keep_hint(request_of_a_session, TOKEN)
    assert hint(request_of_a_session) == TOKEN
    assert TOKEN.split(".")[1] not in json.dumps(dict(request_of_a_session.session.items()))
    request_of_a_session.session.flush()
    assert hint(request_of_a_session) == ""


@pytest.mark.parametrize("later", ["", "x" * (LONGEST + 1)])
def test_none_or_one_too_long_leaves_nothing_of_the_one_before(request_of_a_session, later):
    keep_hint(request_of_a_session, TOKEN)
    keep_hint(request_of_a_session, later)
    assert KEPT not in request_of_a_session.session
    keep_hint(request_of_a_session, "x" * LONGEST)
    assert hint(request_of_a_session) == "x" * LONGEST


def test_where_its_key_is_gone_it_is_as_if_there_were_none(request_of_a_session):
    request_of_a_session.session[KEPT] = "A256GCM.nowhere.AAAA"
    assert hint(request_of_a_session) == ""


def test_a_session_that_ran_out_is_forgotten_with_it(request_of_a_session):
    keep_hint(request_of_a_session, TOKEN)
    request_of_a_session.session.save()
    key, now = request_of_a_session.session.session_key, timezone.now()
    given = {"worker": "w", "stopping": lambda: False}
    Session.objects.filter(expire_date__lt=now).delete()
    assert not forget_sessions(clock=lambda: now, **given)
    assert Session.objects.filter(pk=key).exists()
    assert forget_sessions(clock=lambda: now + timedelta(days=30), **given)
    assert not Session.objects.filter(pk=key).exists()


@pytest.fixture
def rf():
    from django.test import RequestFactory

    return RequestFactory()
