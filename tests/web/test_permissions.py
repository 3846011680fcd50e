"""Every address of the staff for everybody in the city, and every step for everybody: the permission table, tried."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from permission_table import CASE, EVERYBODY, OPEN, RUNS, SHARED, SHUT, STEPS, TABLE
from PIL import Image
from platform_cast import seal_all
from typeset import stray_spaces
from web_cast import done, sent

from evenhand_web.complaints import papers
from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.models import Batch, Complaint
from evenhand_web.journal.models import Entry
from evenhand_web.runs import queries as runs
from evenhand_web.runs.models import Run
from evenhand_web.runs.sharing import share

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def addressed(address, city, complaint, paper, entry):
    parts = {
        "words/<slug:what>/<int:pk>": "words/narrative/0",
        "papers/<int:pk>": f"papers/{paper.pk}",
        "batches/<int:pk>": f"batches/{Batch.objects.latest('pk').pk}",
        "entries/<int:pk>": f"entries/{entry.pk}",
        "people/<int:pk>": f"people/{city.desk.pk}",
        "<int:pk>": "1",
        "<str:number>": complaint.number,
        "<str:code>": "B01",
        "<slug:move>": "accept",
        "<slug:kind>": "transfer",
        "<slug:act>": "reset",
        "<slug:among>/<slug:field>": "institution/transfer-to",
    }
    for part, value in parts.items():
        address = address.replace(part, value)
    return f"/{address}"


@pytest.fixture
def case(city, book):
    complaint = city.transferred()
    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    received = papers.receive(SimpleUploadedFile("账单.png", picture.getvalue()))
    [paper] = attach(complaint, [received], by=None, at=city.later())
    Batch.objects.create(file_name="a.csv", sha256="0" * 64, taken_by=city.clerk, taken_at=city.now, rows=0)
    seal_all(city)
    return complaint, paper, Entry.objects.filter(subject="complaint", subject_id=complaint.pk).earliest("pk")


@pytest.mark.parametrize("address", TABLE)
def test_each_address_opens_for_its_people_alone(client, city, case, address):
    _, allowed, theirs, others = TABLE[address]
    url = addressed(address, city, *case)
    met = {}
    for who in EVERYBODY:
        client.force_login(city.people[who], backend=BACKEND)
        answer = client.get(url)
        met[who] = answer.status_code
        if answer.headers["Content-Type"].startswith("text/html"):
            assert stray_spaces(answer.content.decode()) == []
    assert met == {who: theirs if who in allowed else others for who in EVERYBODY}


@pytest.mark.parametrize("address", TABLE)
def test_whoever_has_not_signed_in_is_sent_to_the_door(client, city, case, address):
    url = addressed(address, city, *case)
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(("/account/login", "/account/second"))
    if answer.headers["Location"].startswith("/account/second"):
        assert client.get(answer.headers["Location"]).headers["Location"].startswith("/account/login")


def test_the_table_holds_for_every_method(client, city, case):
    client.force_login(city.desk, backend=BACKEND)
    for address, (methods, *_) in TABLE.items():
        for method in ("PUT", "DELETE", "PATCH"):
            if methods and method not in methods.split():
                refused = client.generic(method, addressed(address, city, *case))
                assert refused.status_code in (404, 405), (address, method)


@pytest.mark.parametrize("address", RUNS)
@override_settings(EVENHAND_ANALYSTS_ONLY=True)
def test_a_run_is_for_the_analysts_of_its_organisation_alone(client, city, address):
    allowed, theirs = RUNS[address]
    url = f"/{address}".replace("<int:pk>", str(done(organisation=city.bank).pk))
    met = {}
    for who in EVERYBODY:
        client.force_login(city.people[who], backend=BACKEND)
        met[who] = client.get(url).status_code
    assert met == {who: theirs if who in allowed else 404 for who in EVERYBODY}
    client.logout()
    answer = client.get(url)
    assert answer.headers["Location"] in (f"/account/login?next={url}", "/runs/new/audit")


@pytest.mark.parametrize("with_tables", [False, True])
@pytest.mark.parametrize("address", SHARED)
@override_settings(EVENHAND_ANALYSTS_ONLY=True)
def test_a_shared_run_is_for_its_readers_too_and_nothing_beyond_it(client, city, address, with_tables):
    run = done(organisation=city.bank)
    given = {"reader": city.bureau, "purpose": "supervision", "with_tables": with_tables}
    share(run=run, by=city.analyst, at=city.later(), **given)
    met = set()
    for who in EVERYBODY:
        client.force_login(city.people[who], backend=BACKEND)
        status = client.get(f"/{address}".replace("<int:pk>", str(run.pk))).status_code
        assert status in (200, 404)
        met |= {who} if status == 200 else set()
    assert met == SHARED[address][with_tables]


def test_at_this_machine_whoever_has_not_signed_in_sees_every_run_and_an_analyst_the_own(client, city):
    bank, nobodys = done(organisation=city.bank), done("other\n")
    for who, seen in (("", {bank, nobodys}), ("analyst", {bank}), ("other_analyst", set())):
        if who:
            client.force_login(city.people[who], backend=BACKEND)
        assert {run for run in (bank, nobodys) if client.get(f"/runs/{run.pk}").status_code == 200} == seen
    client.force_login(city.desk, backend=BACKEND)
    assert client.get("/").status_code == 404
    with override_settings(EVENHAND_ANALYSTS_ONLY=True):
        assert not runs.visible_to(None, now=city.now).exists()


def test_an_analyst_signs_out_where_the_runs_are(client, city):
    assert "account/logout" not in client.get("/").content.decode()
    client.force_login(city.analyst, backend=BACKEND)
    page = client.get("/").content.decode()
    assert 'action="/account/logout"' in page
    assert "本单位的任务只有本单位的分析员能看到" in page
    assert '<a class="brand" href="/desk/">' in page


def test_a_run_belongs_to_whoever_asks_for_it_and_rests_on_findings_of_the_own_alone(client, city):
    audits = {who: done(organisation=city.people[who].organisation) for who in ("analyst", "other_analyst")}
    client.force_login(city.analyst, backend=BACKEND)
    form = client.get("/runs/new/rings").content.decode()
    assert f'<option value="{audits["analyst"].pk}"' in form
    assert f'<option value="{audits["other_analyst"].pk}"' not in form
    given = {"file": sent("work\n"), "audit": audits["other_analyst"].pk}
    assert client.post("/runs/new/rings", given).status_code == 422
    given = {"file": sent("work\n"), "audit": audits["analyst"].pk}
    made = client.post("/runs/new/rings", given)
    assert made.status_code == 302
    run = Run.objects.get(kind="rings")
    assert (run.organisation, run.audit) == (city.bank, audits["analyst"])
    assert runs.ahead_of(run) == 0


@pytest.mark.parametrize(("address", "status"), [*OPEN.items(), *((each, 404) for each in SHUT)])
def test_what_is_open_to_all_and_what_to_nobody(client, address, status):
    assert client.get(f"/{address}").status_code == status


@pytest.mark.parametrize("move", STEPS)
@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_step_is_for_its_people_alone(client, city, case, move, who):
    complaint, *_ = case
    given, allowed = STEPS[move]
    client.force_login(city.people[who], backend=BACKEND)
    sees = client.get(f"/{CASE}".replace("<str:number>", complaint.number)).status_code == 200
    form = {f"{move}-{name}": value for name, value in given.items()}
    form |= {f"{move}-key": "k" * 12, f"{move}-seen": complaint.version}
    answer = client.post(f"/desk/complaints/{complaint.number}/{move}", form)
    before, after = complaint.state, Complaint.objects.get(pk=complaint.pk).state
    if who in allowed:
        assert answer.status_code in (200, 302)
        assert move == "reveal" or after != before
    else:
        assert answer.status_code == (422 if sees else 404)
        assert after == before
