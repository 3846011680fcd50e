"""Every address of the staff for everybody in the city, and every step for everybody: the permission table, tried."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from permission_table import CASE, EVERYBODY, OPEN, SHUT, STEPS, TABLE
from PIL import Image
from platform_cast import seal_all

from evenhand_web.complaints import papers
from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.models import Batch, Complaint
from evenhand_web.journal.models import Entry

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def addressed(address, city, complaint, paper, entry):
    parts = {
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
        met[who] = client.get(url).status_code
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


def test_runs_are_for_analysts_where_others_can_reach_them(client, city):
    assert client.get("/").status_code == 200
    with override_settings(EVENHAND_ANALYSTS_ONLY=True):
        for address in (
            "/",
            "/runs/new/audit",
            "/runs/1",
            "/runs/1/report",
            "/runs/1/files/rejects.csv",
            "/runs/1/delete",
        ):
            client.logout()
            assert client.get(address).headers["Location"] == f"/account/login?next={address}"
            client.force_login(city.desk, backend=BACKEND)
            assert client.get(address).status_code == 404
        client.force_login(city.analyst, backend=BACKEND)
        assert client.get("/").status_code == 200


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
