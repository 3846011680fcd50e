"""A passkey from the first to the last: added, used in place of a password and as a second factor, renamed, removed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from looks import DESK, PHONE, whole
from playwright.sync_api import Browser, CDPSession, Page
from served import command, serving, surroundings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "four-made-up-words"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def clerk(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, CDPSession]]:
    """A clerk who signed in by password, at a browser with a key of its own; browsers give keys to names alone."""
    var = tmp_path / "var"
    with serving(var, EVENHAND_PASSKEYS="1") as (address, _):
        told = surroundings(EVENHAND_VAR=str(var), EVENHAND_PASSKEYS="1")
        words = ("add_administrator", "clerk", "--code", "A01", "--name", "明州金融监管局")
        given = subprocess.run(command(*words), env=told, capture_output=True, text=True, check=True).stdout.split()[-1]
        context = browser.new_context(base_url=address.replace("127.0.0.1", "localhost"), locale="zh-CN")
        page = context.new_page()
        keys = context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        sign_in(page, given)
        page.fill("#id_oldpassword", given)
        page.fill("#id_password1", PASSWORD)
        page.fill("#id_password2", PASSWORD)
        page.click("main button")
        yield page, keys
        context.close()


def sign_in(page: Page, password: str) -> None:
    page.goto("/account/login?next=/people/me")
    page.fill("#id_login", "clerk")
    page.fill("#id_password", password)
    page.click("main form[action='/account/login'] button")


def looked_at(page: Page) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        whole(page)


def confirmed(page: Page, wanted: str) -> None:
    """Go through the page that may ask for the password once more, until what is wanted is there."""
    page.wait_for_selector(f"#id_password, {wanted}")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.click("main button")
        page.wait_for_selector(wanted)


def sign_out(page: Page) -> None:
    page.goto("/people/me")
    page.click("form[action='/account/logout'] button")


def test_a_passkey_is_added_used_and_removed(clerk: tuple[Page, CDPSession]) -> None:
    page, _ = clerk
    page.goto("/account/keys")
    assert "还没有通行密钥" in page.inner_text("main")
    page.click("main a.button")
    confirmed(page, "#id_name")
    looked_at(page)
    page.fill("#id_name", "办公电脑")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/second**")
    page.goto("/account/keys")
    assert "办公电脑" in page.inner_text("main")
    looked_at(page)

    sign_out(page)
    page.goto("/account/login")
    looked_at(page)
    page.click("#passkey_login")
    page.wait_for_url("**/desk/")

    sign_out(page)
    sign_in(page, PASSWORD)
    page.wait_for_url("**/account/second/code**")
    page.goto("/desk/")
    assert "/account/second/code" in page.url
    looked_at(page)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda url: "/account/" not in url)

    page.goto("/account/keys")
    page.get_by_role("link", name="改名称").click()
    confirmed(page, "#id_name")
    assert page.input_value("#id_name") == "办公电脑"
    looked_at(page)
    page.fill("#id_name", "窗口三号机")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/keys")
    assert "窗口三号机" in page.inner_text("main")
    assert "办公电脑" not in page.inner_text("main")

    page.get_by_role("link", name="删除通行密钥").click()
    confirmed(page, "main form[action*='/keys/'] button")
    page.click("main form button")
    page.wait_for_url("**/account/keys")
    assert "还没有通行密钥" in page.inner_text("main")

    # The device still has its half; here it opens nothing any more.
    sign_out(page)
    page.goto("/account/login")
    with page.expect_navigation(url="**/account/login"):
        page.click("#passkey_login")
    page.goto("/desk/")
    assert "/account/login" in page.url
