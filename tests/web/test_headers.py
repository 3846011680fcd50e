"""What every answer tells the browser it may not do."""

import pytest
from django.test import Client
from web_cast import done

from evenhand_web.site.headers import PAGE_POLICY


@pytest.fixture
def run():
    return done()


def policy(response):
    return {d.split()[0]: d.split()[1:] for d in response.headers["Content-Security-Policy"].split(";")}


PAGES = (
    "/",
    "/runs/new/audit",
    "/runs/new/rings",
    "/runs/{pk}",
    "/runs/{pk}/delete",
    "/nowhere",
    "/static/site/page.css",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_from_here_and_nowhere_else(client, run, page):
    response = client.get(page.format(pk=run.pk))
    assert response.headers["Content-Security-Policy"] == PAGE_POLICY
    assert policy(response)["default-src"] == ["'self'"]
    assert not any("unsafe" in word or "http" in word for words in policy(response).values() for word in words)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_a_report_may_draw_and_nothing_else(client, run):
    response = client.get(f"/runs/{run.pk}/report")
    assert policy(response) == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": [],
    }
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    # A sandboxed page with an opener policy is refused by the browser when it is opened by itself.
    assert response.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"


def test_the_report_stands_in_a_sandbox_without_exceptions(client, run):
    assert (
        f'<iframe class="report" sandbox src="/runs/{run.pk}/report"' in client.get(f"/runs/{run.pk}").content.decode()
    )


def test_a_download_may_do_nothing(client, run):
    response = client.get(f"/runs/{run.pk}/files/summary.json")
    assert policy(response)["default-src"] == ["'none'"]
    assert "sandbox" in policy(response)


@pytest.mark.parametrize("page", ["/", "/runs/{pk}", "/runs/{pk}/report", "/runs/{pk}/files/rejects.csv"])
def test_nothing_of_a_file_stays_in_a_shared_browser(client, run, page):
    assert client.get(page.format(pk=run.pk)).headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_script_or_style(client, run):
    for page in PAGES[:-1]:
        content = client.get(page.format(pk=run.pk)).content.decode()
        assert "<style" not in content
        assert " style=" not in content
        assert "<script>" not in content
        assert " onclick" not in content


def test_a_foreign_host_name_is_refused_with_our_page():
    response = Client(headers={"host": "evil.example"}).get("/")
    assert response.status_code == 400
    assert "这个主机名没有登记" in response.content.decode()


def test_a_form_without_its_token_changes_nothing(run):
    strict = Client(enforce_csrf_checks=True)
    for page in (f"/runs/{run.pk}/delete", "/runs/new/audit", "/language"):
        response = strict.post(page, {"lang": "en"})
        assert response.status_code == 403
        assert "表单已失效，没有提交" in response.content.decode()
    run.refresh_from_db()
    assert run.folder.is_dir()


def test_a_broken_page_says_what_is_safe_and_shows_no_trace(run, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("13800001234")

    monkeypatch.setattr("evenhand_web.runs.queries.newest", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    content = response.content.decode()
    assert "已经保存的内容没有改动" in content
    assert "RuntimeError" not in content
    assert "13800001234" not in content
