"""Sending a file in: what is accepted, what is refused with which words, and hostile names."""

import io
import re
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from web_cast import NOW, VAR, asked, sent

from evenhand_web.runs.models import Run, Upload


def workbook():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


def archive():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("contacts.csv", "a,b")
    return held.getvalue()


def parquet():
    held = io.BytesIO()
    pq.write_table(pa.table({"contact_id": ["1"]}), held)
    return held.getvalue()


def post(client, file, **more):
    return client.post("/runs/new/audit", {"file": file, "packs": ["cn-ningbo"]} | more)


@pytest.mark.parametrize(
    ("content", "name", "suffix"),
    [
        (b"contact_id,at\n1,2026-01-01\n", "contacts.csv", ".csv"),
        ("\ufeff编号,时间\n1,2026-01-01\n".encode(), "名单.xls", ".csv"),
        ("编号,时间\n一,二\n".encode("gb18030"), "contacts.txt", ".csv"),
        ("编号".encode() * 40_000, "long.csv", ".csv"),
        (b'{"contact_id": "1"}\n', "contacts.json", ".jsonl"),
        (workbook(), "contacts.csv", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.xls", ".xls"),
        (parquet(), "noname", ".parquet"),
    ],
)
def test_a_file_is_kept_by_digest_with_the_suffix_of_what_it_contains(client, content, name, suffix):
    response = post(client, sent(content, name))
    run = Run.objects.get()
    assert response.status_code == 302
    assert response.headers["Location"] == f"/runs/{run.pk}"
    assert run.upload.path == VAR / "uploads" / run.file_sha256[:2] / f"{run.file_sha256}{suffix}"
    assert run.upload.path.read_bytes() == content
    assert run.upload.path.stat().st_mode & 0o077 == 0
    assert run.upload.size == len(content)
    assert not list((VAR / "incoming").iterdir())


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (b"", "文件是空的", "The file is empty"),
        (archive(), "这是一个压缩包或损坏的表格", "This is an archive or a damaged workbook"),
        (b"PK\x03\x04 cut off", "这是一个压缩包或损坏的表格", "This is an archive or a damaged workbook"),
        (b"<html><table>", "这是网页格式的文件", "This is a web page"),
        (b"%PDF-1.7\x00\x01\xff\xfe", "读不出这是哪种文件", "This is not a kind of file that can be read"),
        ("contact_id,at".encode("utf-16"), "读不出这是哪种文件", "This is not a kind of file that can be read"),
        (b"\x89PNG\r\n\x1a\n\x00", "读不出这是哪种文件", "This is not a kind of file that can be read"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_not_a_table_is_refused_in_words(client, content, zh, en, lang):
    client.post("/language", {"lang": lang})
    response = post(client, sent(content))
    assert response.status_code == 422
    assert (zh if lang == "zh" else en) in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Run.objects.exists()
    assert not Upload.objects.exists()
    assert not list((VAR / "incoming").iterdir())


def test_a_form_without_a_file_or_rules_says_both(client):
    content = client.post("/runs/new/audit", {}).content.decode()
    assert "请选择一个文件。" in content
    assert "请至少选择一套规则。" in content


def test_a_new_form_has_the_rules_of_the_platforms_own_zone_ticked(client):
    def ticked() -> set[str]:
        page = client.get("/runs/new/audit").content.decode()
        return set(re.findall(r'name="packs" value="([^"]+)" checked', page))

    assert ticked() >= {"cn-ningbo", "cn-gbt-45251-2025"}
    assert not ticked() & {"us-regf", "uk-conc7"}
    with override_settings(TIME_ZONE="Europe/London"):
        assert ticked() == {"uk-conc7"}


def test_rules_that_do_not_exist_are_refused(client):
    response = post(client, sent(), packs=["no-such-pack"])
    assert response.status_code == 422
    assert "请至少选择一套规则。" in response.content.decode()


@override_settings(EVENHAND_UPLOAD_LIMIT=1_000_000)
@pytest.mark.parametrize("length", [1_000_001, 5_000_000])
def test_a_file_past_the_limit_is_thrown_away_as_it_arrives(client, length):
    response = post(client, sent(b"x" * length))
    assert response.status_code == 413
    assert "文件超过 1 MB，没有保存" in response.content.decode()
    assert not Run.objects.exists()
    assert not list((VAR / "incoming").iterdir())


@override_settings(EVENHAND_UPLOAD_LIMIT=1_000_000)
def test_a_file_of_just_the_limit_is_taken(client):
    assert post(client, sent(b"x" * 1_000_000)).status_code == 302


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("<script>alert(1)<x>.csv", "&lt;script&gt;alert(1)&lt;x&gt;.csv"),
        ('"onmouseover=alert(1) x=".csv', "&quot;onmouseover=alert(1) x=&quot;.csv"),
        ("十一月\u202e催收记录.csv", "十一月催收记录.csv"),
        ("长" * 250 + ".csv", "长" * 200),
        ("{{ settings.SECRET_KEY }}.csv", "{{ settings.SECRET_KEY }}.csv"),
    ],
)
def test_a_hostile_name_is_only_ever_shown_text(client, name, shown):
    run = asked(file=_Named(name))
    for page in ("/", f"/runs/{run.pk}", f"/runs/{run.pk}/delete"):
        content = client.get(page).content.decode()
        assert f"<bdi>{shown}</bdi>" in content
        assert "<script>alert" not in content
    assert run.upload.path.is_relative_to(VAR / "uploads")


def test_a_hostile_name_sent_by_a_browser_stays_in_its_place(client):
    post(client, SimpleUploadedFile("../../../etc/passwd", b"a,b\n"))
    assert Run.objects.get().file_name == "passwd"


class _Named:
    """A file whose name nobody has looked at yet."""

    def __init__(self, name):
        self.name = name

    def chunks(self):
        yield b"a,b\n1,2\n"


def test_the_same_file_is_kept_once_and_goes_with_its_last_run(client):
    first, second = asked("same\n"), asked("same\n", name="copy.csv")
    assert first.upload == second.upload
    path = first.upload.path
    client.post(f"/runs/{first.pk}/delete")
    assert path.exists()
    response = client.post(f"/runs/{second.pk}/delete", follow=True)
    assert not path.exists()
    assert not Upload.objects.exists()
    assert "任务和它的文件已删除。" in response.content.decode()


def test_mapping_mandates_and_options_are_kept(client):
    post(
        client, sent(), mapping=sent("columns: {at: 时间}\n", "map.yaml"), mandates=sent("agency,lender\n"), sheet="on"
    )
    run = Run.objects.get()
    assert run.mapping.path.suffix == ".yaml"
    assert run.mandates.path.read_text(encoding="utf-8") == "agency,lender\n"
    assert run.options == {"lang": "zh", "sheet": True, "format": ""}
    assert run.packs == ["cn-ningbo"]


def test_a_bad_mapping_is_named_beside_its_field(client):
    content = post(client, sent(), mapping=sent(b"")).content.decode()
    assert '<a href="#id_mapping">文件是空的。' in content
    assert "<details open>" in content


def test_a_search_for_rings_can_be_set_beside_a_finished_audit(client):
    audit = asked()
    page = {"file": sent("a\n"), "audit": audit.pk, "format": "cfpb"}
    assert "所选的检查已不在，请重新选择。" in client.post("/runs/new/rings", page).content.decode()
    Run.objects.filter(pk=audit.pk).update(state="done", finished_at=NOW)
    assert f'<option value="{audit.pk}"' in client.get("/runs/new/rings").content.decode()
    client.post("/runs/new/rings", page | {"file": sent("a\n")})
    rings = Run.objects.get(kind="rings")
    assert rings.audit == audit
    assert rings.options["format"] == "cfpb"
    response = client.post(f"/runs/{audit.pk}/delete")
    assert response.status_code == 409
    assert "有一个未完成的任务要用到这次检查的结果" in response.content.decode()
