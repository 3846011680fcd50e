"""Signing in, the second factor, tries counted, first passwords changed, and an administrator's people."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.utils import reset
from django.core.cache import cache
from django.test import override_settings

from evenhand_web.people import actions
from evenhand_web.people.models import Person

PASSWORD = "four-made-up-words"


@pytest.fixture(autouse=True)
def _forget_tries():
    cache.clear()
    reset()
    yield
    reset()


@pytest.fixture
def clerk(city):
    city.clerk.set_password(PASSWORD)
    city.clerk.given_password = False
    city.clerk.save()
    return city.clerk


def sign_in(client, login="clerk", password=PASSWORD, **more):
    return client.post("/account/login", {"login": login, "password": password, **more})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_who_signs_in_stands_at_the_desk(client, clerk):
    assert sign_in(client, login="CLERK").headers["Location"] == "/desk/"
    assert "样clerk" in client.get("/desk/").content.decode()


def test_who_was_on_the_way_somewhere_gets_there_and_nowhere_else(client, clerk):
    assert client.get("/desk/board").headers["Location"] == "/account/login?next=/desk/board"
    assert sign_in(client, next="/desk/board").headers["Location"] == "/desk/board"
    client.post("/account/logout")
    assert sign_in(client, next="https://elsewhere.example/").headers["Location"] == "/desk/"


def test_a_wrong_password_says_so_without_telling_which(client, clerk):
    for login in ("clerk", "nobody"):
        refused = sign_in(client, login=login, password="wrong-wrong-wrong")
        assert "登录名或密码不对" in refused.content.decode()


def test_after_eight_wrong_tries_the_right_one_waits_too(client, clerk):
    for _ in range(8):
        sign_in(client, password="wrong-wrong-wrong")
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "尝试次数过多" in locked.content.decode()
    assert client.get("/desk/").status_code == 302


def test_a_first_password_is_changed_before_anything_else(client, city):
    password = actions.reset_password(person=city.clerk, by=city.chief, at=city.later())
    sign_in(client, password=password)
    assert client.get("/desk/").headers["Location"] == "/account/password"
    assert "现在的密码是别人给的" in client.get("/account/password").content.decode()
    short = client.post("/account/password", {"oldpassword": password, "password1": "short", "password2": "short"})
    assert "至少十二位" in short.content.decode()
    client.post("/account/password", {"oldpassword": password, "password1": PASSWORD, "password2": PASSWORD})
    assert client.get("/desk/").status_code == 200


def test_a_second_factor_is_set_up_and_asked_for(client, clerk):
    sign_in(client)
    again = client.get("/account/second/start")
    if again.status_code == 302:
        assert client.post(again.headers["Location"], {"password": PASSWORD}).status_code == 302
    page = client.get("/account/second/start").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    assert "验证码不对" in client.post("/account/second/start", {"code": "000000"}).content.decode()
    assert client.post("/account/second/start", {"code": code_of(secret)}).status_code == 302
    assert Authenticator.objects.filter(user=clerk, type=Authenticator.Type.TOTP).exists()
    assert re.search(r"<li><code>\w+</code>", client.get("/account/second/codes").content.decode())
    client.post("/account/logout")
    assert sign_in(client).headers["Location"] == "/account/second/code"
    assert client.get("/desk/").status_code == 302
    assert "验证码不对" in client.post("/account/second/code", {"code": "000000"}).content.decode()


def test_where_a_second_factor_is_required_it_comes_first(client, clerk):
    sign_in(client)
    with override_settings(EVENHAND_TOTP_REQUIRED=True):
        assert client.get("/desk/").headers["Location"] == "/account/second/start"


def test_an_administrator_opens_changes_and_closes_accounts(client, city):
    client.force_login(city.bank_admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    made = client.post("/people/", {"login": "new.desk", "name": "样新人", "roles": ["desk"]}).content.decode()
    password = re.search(r"<p><code>([\w-]+)</code></p>", made)[1]
    person = Person.objects.get(login="new.desk")
    assert person.check_password(password)
    assert password not in client.get("/people/").content.decode()
    assert client.post(f"/people/{person.pk}/appoint", {"role": "reviewer"}).status_code == 302
    assert Person.objects.get(pk=person.pk).roles == {"desk", "reviewer"}
    assert client.post(f"/people/{person.pk}/shut").status_code == 302
    assert Person.objects.get(pk=person.pk).roles == frozenset()
    refused = sign_in(client.__class__(), login="new.desk", password=password)
    assert refused.headers["Location"] == "/account/inactive"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"login": "desk", "name": "样", "roles": ["desk"]}, "已经有人用了"),
        ({"login": "新 人", "name": "样", "roles": ["desk"]}, "登录名用字母"),
        ({"login": "someone", "name": "样", "roles": ["officer"]}, "至少选一个角色"),
    ],
)
def test_an_account_that_cannot_be_opened_says_why(client, city, given, words):
    client.force_login(city.bank_admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = client.post("/people/", given)
    assert refused.status_code == 422
    assert words in refused.content.decode()


def test_the_people_of_another_organisation_are_not_there(client, city):
    client.force_login(city.bank_admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/people/{city.clerk.pk}/reset").status_code == 404
    assert client.post(f"/people/{city.bank_admin.pk}/shut").status_code == 422


def test_sessions_are_listed_and_all_others_can_be_ended(client, clerk):
    elsewhere = client.__class__(headers={"user-agent": "Browser elsewhere"})
    sign_in(elsewhere)
    sign_in(client)
    assert elsewhere.get("/desk/").status_code == 200
    listed = client.get("/account/sessions").content.decode()
    assert "Browser elsewhere" in listed
    assert "(本机)" in listed
    assert client.post("/account/sessions").status_code == 302
    assert elsewhere.get("/desk/").headers["Location"].startswith("/account/login")
    assert client.get("/desk/").status_code == 200
    assert "Browser elsewhere" not in client.get("/account/sessions").content.decode()
