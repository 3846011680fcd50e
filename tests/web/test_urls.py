"""Every address of the platform, what it answers to whom, and that none is forgotten here."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from permission_table import OPEN, SHUT
from permission_table import TABLE as STAFF
from typeset import stray_spaces
from web_cast import asked, done

# address, allowed methods, status of GET for the local viewer, status of GET when the run is not there
TABLE = {
    "": ("GET HEAD", 200, None),
    "runs/new": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 302, None),
    "runs/new/<slug:kind>": ("GET HEAD POST", 200, 404),
    "runs/<int:pk>": ("GET HEAD", 200, 404),
    "runs/<int:pk>/report": ("GET HEAD", 200, 404),
    "runs/<int:pk>/files/<str:name>": ("GET HEAD", 200, 404),
    "runs/<int:pk>/delete": ("GET HEAD POST", 200, 404),
    # Nobody who has not signed in shares a run.
    "runs/<int:pk>/share": ("GET HEAD POST", 404, None),
    "runs/<int:pk>/share/<int:given>/end": ("POST", 405, None),
    "language": ("POST", 405, None),
    # The public's door: open to everybody; what follows `case` and `receipt` only after a receipt was shown.
    "complain/": ("GET HEAD", 200, None),
    "complain/size": ("POST", 405, None),
    "complain/follow": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 302, None),
    "complain/lost": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 200, None),
    "complain/aside": ("GET HEAD", 302, None),
    "complain/leave": ("POST", 405, None),
    "complain/key": ("GET HEAD", 200, None),
    "complain/institution": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 200, None),
    "complain/suggest": ("POST", 405, None),
    "complain/story": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 200, None),
    "complain/wish": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 200, None),
    "complain/papers": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 200, None),
    "complain/discard": ("POST", 405, None),
    "complain/papers/remove": ("POST", 405, None),
    "complain/contact": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 200, None),
    "complain/confirm": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 302, None),
    "complain/receipt": ("GET HEAD", 404, None),
    "complain/case": ("GET HEAD", 404, None),
    "complain/case/course": ("GET HEAD", 404, None),
    "complain/case/additions": ("GET HEAD", 404, None),
    "complain/case/words/<slug:what>/<int:number>": ("GET HEAD", 404, None),
    "complain/case/add": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 404, None),
    "complain/case/reply": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 404, None),
    "complain/case/contest": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 404, None),
    "complain/case/withdraw": ("GET HEAD POST PUT DELETE OPTIONS PATCH", 404, None),
    "complain/case/papers/<int:number>": ("GET HEAD", 404, None),
    "complain/case/proofs/<int:number>": ("GET HEAD", 404, None),
}


def addresses(resolver=None, before=""):
    for entry in (resolver or get_resolver()).url_patterns:
        where = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, where)
        elif isinstance(entry, URLPattern):
            yield where


def filled(address, *, pk, kind="audit", name="findings.parquet"):
    parts = {
        "<int:pk>": str(pk),
        "<slug:kind>": kind,
        "<str:name>": name,
        "<int:number>": "1",
        "<int:given>": "1",
        "<slug:what>": "narrative",
    }
    for part, value in parts.items():
        address = address.replace(part, value)
    return f"/{address}"


@pytest.fixture
def run():
    return done()


def test_the_table_names_every_address():
    assert sorted(addresses()) == sorted([*TABLE, *STAFF, *OPEN, *SHUT])


@pytest.mark.parametrize("address", TABLE)
def test_the_local_viewer_gets_each_page(client, run, address):
    response = client.get(filled(address, pk=run.pk))
    assert response.status_code == TABLE[address][1]
    # A report is a page of the engine's, and comes as a file.
    if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        assert stray_spaces(response.content.decode()) == []


@pytest.mark.parametrize("address", [a for a in TABLE if TABLE[a][2]])
def test_what_is_not_there_is_a_404_page(client, run, address):
    response = client.get(filled(address, pk=run.pk + 1, kind="other"))
    assert response.status_code == TABLE[address][2]
    assert "没有这一页" in response.content.decode()


REFUSED = [
    (address, method)
    for address, (allowed, *_) in TABLE.items()
    for method in ("POST", "PUT", "DELETE", "PATCH")
    if method not in allowed.split()
]


@pytest.mark.parametrize(("address", "method"), REFUSED)
def test_a_method_that_is_not_named_is_refused_with_a_page(client, run, address, method):
    refused = client.generic(method, filled(address, pk=run.pk))
    assert refused.status_code == 405
    assert set(refused.headers["Allow"].replace(",", "").split()) == set(TABLE[address][0].split())
    assert "这个地址不能这样打开" in refused.content.decode()


def test_the_page_of_a_wrong_method_is_in_the_readers_language_and_confined(client):
    client.post("/language", {"lang": "en"})
    refused = client.get("/language")
    assert "This address cannot be opened like this" in refused.content.decode()
    assert 'href="/"' in refused.content.decode()
    assert refused.headers["Content-Security-Policy"].startswith("default-src 'self'")


@pytest.mark.parametrize(
    "name",
    [
        "engine.log",
        "arguments.json",
        "report.html",
        "..%2f..%2fsecret-key",
        "../../secret-key",
        "%2e%2e/secret-key",
        "findings.parquet%00",
        "members.parquet",
    ],
)
def test_only_listed_names_that_exist_are_served(client, run, name):
    assert client.get(f"/runs/{run.pk}/files/{name}").status_code == 404


def test_a_link_that_leads_out_of_the_folder_is_not_followed(client, run, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="ascii")
    (run.folder / "ties.parquet").symlink_to(secret)
    assert client.get(f"/runs/{run.pk}/files/ties.parquet").status_code == 404


def test_a_download_is_an_attachment_with_a_name_of_ours(client, run):
    response = client.get(f"/runs/{run.pk}/files/rejects.csv")
    assert response.headers["Content-Disposition"] == f'attachment; filename="run-{run.pk}-rejects.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_run_that_is_not_done_serves_nothing(client):
    run = asked()
    assert client.get(f"/runs/{run.pk}/report").status_code == 404
    assert client.get(f"/runs/{run.pk}/files/summary.json").status_code == 404
