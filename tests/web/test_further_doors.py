"""Single sign-on by OpenID Connect and passkeys: shut unless opened; who comes in, and who does not."""

import re
import subprocess
from html import unescape
from urllib.parse import urlencode

import pytest
from served import command, serving, surroundings
from stand_in_provider import CLIENT, SECRET, providing
from visitor import Visitor

from evenhand.errors import Misuse
from evenhand_web.site.sign_on import provider

NAMED = {"EVENHAND_OIDC_SERVER": "https://id.example/realm", "EVENHAND_OIDC_CLIENT": "c", "EVENHAND_OIDC_SECRET": "s"}


@pytest.mark.parametrize("address", ["/account/sign-on/sso", "/account/sign-on/sso/back", "/account/keys"])
def test_neither_door_is_there_by_default(client, address):
    assert client.get(address).status_code == 404
    page = client.get("/account/login").content.decode()
    assert "统一身份认证" not in page
    assert "通行密钥" not in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (NAMED | {"EVENHAND_OIDC_SECRET": ""}, "还缺少设置：EVENHAND_OIDC_SECRET"),
        (NAMED | {"EVENHAND_OIDC_SERVER": "http://id.example"}, "应是 https:// 开头的地址"),
    ],
)
def test_a_provider_that_cannot_be_used_is_refused_in_words(given, words):
    with pytest.raises(Misuse, match=words):
        provider(given)


def test_no_provider_is_named_by_default():
    assert provider({}) == {}
    assert provider(NAMED)["settings"] == {"server_url": NAMED["EVENHAND_OIDC_SERVER"]}


def hand(var, *words, **settings):
    """A command of the operator's, on the same platform."""
    told = surroundings(EVENHAND_VAR=str(var), **settings)
    done = subprocess.run(command(*words), env=told, capture_output=True, text=True, check=True)
    return done.stdout.split("\t")[-1].strip()


def signs_off(address, vouching, clerk):
    assert clerk.post("/account/logout")[:2] == (200, "/account/login")
    for ends_at, there, padding in (
        (f"{vouching.address}/end", f"{vouching.address}/end?", 0),
        ("https://id.example/end?realm=a", "https://id.example/end?realm=a&", 2500),
        ("https://id.example/end", "https://id.example/end?", 9000),
    ):
        vouching.ends_at, vouching.padding = ends_at, padding
        assert clerk.get("/account/sign-on/sso?next=/people/me")[0] == 200
        status, path, page = clerk.post("/account/logout")
        assert (status, path) == (200, "/account/logout")
        [led_to] = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
        asked = {"client_id": CLIENT, "post_logout_redirect_uri": f"{address}/account/login"}
        # Too long for an address, it is not kept, and the provider asks.
        asked |= {"id_token_hint": vouching.token} if padding < 9000 else {}
        assert unescape(led_to) == there + urlencode(asked)
        assert clerk.get("/people/me")[1].startswith("/account/login")
    # An address over an open line is none.
    vouching.ends_at = "http://id.example/end"
    assert clerk.get("/account/sign-on/sso?next=/people/me")[0] == 200
    assert clerk.post("/account/logout")[:2] == (200, "/account/login")


@pytest.mark.slow
@pytest.mark.no_database
def test_who_the_provider_vouches_for_comes_in_under_one_number_for_good(tmp_path):
    var = tmp_path / "var"
    with providing() as vouching:
        settings = {
            "EVENHAND_OIDC_SERVER": vouching.address,
            "EVENHAND_OIDC_CLIENT": CLIENT,
            "EVENHAND_OIDC_SECRET": SECRET,
            "EVENHAND_OIDC_NAME": "明州统一身份认证",
        }
        with serving(var, **settings) as (address, _):
            hand(var, "add_administrator", "clerk", "--code", "A01", "--name", "明州金融监管局", **settings)
            hand(var, "add_administrator", "other", "--code", "A01", **settings)
            assert "明州统一身份认证" in Visitor(address).get("/account/login")[2]

            vouching.login = "nobody-here"
            status, _, page = Visitor(address).get("/account/sign-on/sso")
            assert status == 403
            assert "这里没有您的账户" in page

            vouching.login = "Clerk"
            clerk = Visitor(address)
            # A first password that somebody gave is no business of who comes this way.
            assert clerk.get("/account/sign-on/sso?next=/people/")[:2] == (200, "/people/")
            assert clerk.get("/people/me")[0] == 200

            # Who it is that signed in can be read neither on the disk nor in the browser.
            kept = b"".join(each.read_bytes() for each in var.glob("evenhand.sqlite3*"))
            assert not any(part.encode() in kept for part in vouching.token.split("."))
            assert "id_token" not in "".join(cookie.value for cookie in clerk.cookies)

            vouching.number = "n-2"
            status, _, page = Visitor(address).get("/account/sign-on/sso")
            assert status == 403
            assert "已经属于另一人的身份" in page

            vouching.number, vouching.login = "n-1", "other"
            again = Visitor(address)
            assert again.get("/account/sign-on/sso?next=/people/me")[0] == 200
            assert "<dd>clerk</dd>" in again.get("/people/me")[2]

            assert again.get("/account/sign-on/sso?process=connect")[0] == 403

            # Closed and opened again by the administrator, an account may be bound anew.
            vouching.number = "n-2"
            assert Visitor(address).get("/account/sign-on/sso")[0] == 200
            vouching.number = "n-3"
            assert Visitor(address).get("/account/sign-on/sso")[0] == 403
            shut = re.search(r'action="(/people/\d+)/shut"', clerk.get("/people/")[2].split(">other<")[-1])[1]
            assert clerk.post(f"{shut}/shut")[0] == clerk.post(f"{shut}/open")[0] == 200
            assert Visitor(address).get("/account/sign-on/sso?next=/people/me")[1] == "/people/me"

            # Out here first; then, where the provider says that it ends sessions, on to it.
            vouching.number = "n-1"
            signs_off(address, vouching, clerk)

            vouching.number = None
            assert Visitor(address).get("/account/sign-on/sso")[0] == 401
            status, _, page = Visitor(address).get("/account/sign-on/sso/back?code=made-up&state=guessed")
            assert status == 401
            assert "统一身份认证没有完成" in page

        # The provider is gone now.
        with serving(var, **settings | {"EVENHAND_OIDC_SERVER": "http://127.0.0.1:9/"}) as (address, _):
            status, _, page = Visitor(address).get("/account/sign-on/sso")
            assert status == 502
            assert "统一身份认证没有完成" in page

    # What else the provider told of a person was not kept.
    assert b"13800000001" not in b"".join(each.read_bytes() for each in var.glob("evenhand.sqlite3*"))
