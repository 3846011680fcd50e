"""The registrar's pages: registering, short names, renaming, merging, jurisdiction; and what is refused."""

import pytest

from evenhand_web.journal.models import Entry
from evenhand_web.registry.models import Jurisdiction, Organisation
from evenhand_web.registry.queries import named

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def registrar(client, city):
    client.force_login(city.registrar, backend=BACKEND)
    return client


def test_an_organisation_is_registered_once_and_an_institution_needs_its_type(registrar):
    new = {"code": "B09", "name": "大碶银行", "name_en": "Daqi Bank", "kind": "institution", "institution_type": "bank"}
    assert registrar.post("/registry/", new).status_code == 302
    assert named("大碶银行") == Organisation.objects.get(code="B09")
    again = registrar.post("/registry/", new)
    assert again.status_code == 422
    assert "编码“B09”已经登记给另一家机构" in again.content.decode()
    untyped = registrar.post("/registry/", new | {"code": "B10", "name": "柴桥银行", "institution_type": ""})
    assert "金融机构要选择机构类型" in untyped.content.decode()
    assert not Organisation.objects.filter(code="B10").exists()
    entry = Entry.objects.filter(kind="registry.registered").latest("pk")
    assert entry.person_id


def test_short_names_come_and_go_and_none_means_two(registrar, city):
    assert registrar.post("/registry/B02/alias", {"alias-name": "湖行"}).status_code == 302
    assert named("湖行") == city.other_bank
    taken = registrar.post("/registry/B02/alias", {"alias-name": "甬行"})
    assert taken.status_code == 422
    assert "“甬行”已经是甬江银行的名称或简称" in taken.content.decode()
    alias = city.other_bank.aliases.get(name="湖行")
    assert registrar.post(f"/registry/aliases/{alias.pk}/remove").status_code == 302
    assert named("湖行") is None
    present = city.other_bank.aliases.get(name="东钱湖银行")
    assert "不能删除" in registrar.post(f"/registry/aliases/{present.pk}/remove").content.decode()


def test_a_renamed_and_a_merged_one_are_still_found_by_their_old_names(registrar, city):
    told = {"rename-name": "东钱湖商业银行", "rename-on": "2026-03-03"}
    assert registrar.post("/registry/B02/rename", told).status_code == 302
    assert named("东钱湖银行").name == "东钱湖商业银行"
    assert registrar.post("/registry/B02/merge", {"merge-into": "B01", "merge-on": "2026-03-04"}).status_code == 302
    page = registrar.get("/registry/B02").content.decode()
    assert "已并入 甬江银行" in page
    assert "并入另一家</button>" not in page
    other_kind = registrar.post("/registry/B01/merge", {"merge-into": "A01", "merge-on": "2026-03-04"})
    assert "性质不同" in other_kind.content.decode()
    assert registrar.post("/registry/B01/merge", {"merge-into": "B01", "merge-on": "x"}).status_code == 422
    assert registrar.post("/registry/B01/burn").status_code == 404


def test_jurisdiction_goes_to_authorities_alone(registrar, city):
    given = {"give-authority": "A02", "give-subject": "conduct", "give-institution_type": "payment"}
    assert registrar.post("/registry/", given).status_code == 302
    assert Jurisdiction.objects.get(subject="conduct", institution_type="payment").authority == city.central
    assert registrar.post("/registry/", given | {"give-authority": "B01"}).status_code == 422
