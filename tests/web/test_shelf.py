"""Where papers lie: in a folder that its owner alone reads, or in a bucket; who may see them is the same for both."""

import stat
from hashlib import sha256

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from moto import mock_aws

from evenhand_web.complaints import shelf
from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.actions.erasing import erase
from evenhand_web.complaints.actions.handling import close
from evenhand_web.complaints.papers import CannotKeep, receive
from evenhand_web.site.bucket import bucket

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CONTENT = b"%PDF-1.4\n" + b"5" * 700
DIGEST = sha256(CONTENT).hexdigest()
NAMED = {"EVENHAND_S3_BUCKET": "evenhand-papers", "EVENHAND_S3_REGION": "us-east-1"}


@pytest.fixture
def folder(tmp_path):
    with override_settings(VAR=tmp_path):
        yield tmp_path / "papers"


@pytest.fixture
def in_bucket(folder):
    """An imitation of S3 with one bucket; what it holds, by name."""
    with mock_aws(), override_settings(EVENHAND_S3=bucket(NAMED)):
        shelf._bucket.cache_clear()
        there = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="evenhand-papers")
        yield lambda: {each.key: each.Object() for each in there.objects.all()}
    shelf._bucket.cache_clear()


def paper(content=CONTENT):
    return receive(SimpleUploadedFile("账单.pdf", content))


def test_no_bucket_is_named_by_default():
    assert bucket({}) == {}


def test_a_folder_holds_content_once_for_its_owner_alone(folder):
    assert paper() == paper()
    assert [each for each in folder.rglob("*") if each.is_file()] == [folder / DIGEST[:2] / DIGEST]
    kept = folder / DIGEST[:2] / DIGEST
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with shelf.opened(DIGEST) as content:
        assert content.read() == CONTENT
    shelf.drop(DIGEST)
    shelf.drop(DIGEST)
    assert shelf.opened(DIGEST) is None


def test_a_bucket_holds_content_once_encrypted_and_the_folder_nothing(folder, in_bucket):
    assert paper() == paper()
    assert set(in_bucket()) == {f"papers/{DIGEST[:2]}/{DIGEST}"}
    [kept] = in_bucket().values()
    assert kept.server_side_encryption == "AES256"
    assert [grant["Grantee"]["Type"] for grant in kept.Acl().grants] == ["CanonicalUser"]
    assert not folder.exists()


@pytest.mark.parametrize(("who", "status"), [("desk", 200), ("officer", 200), ("other_desk", 404), ("analyst", 404)])
def test_what_lies_in_a_bucket_goes_through_the_page_alone(city, client, in_bucket, who, status):
    complaint = city.transferred()
    [kept] = attach(complaint, [paper()], by=None, at=city.later())
    client.force_login(city.people[who], backend=BACKEND)
    answer = client.get(f"/desk/complaints/{complaint.number}/papers/{kept.pk}")
    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content) == CONTENT
        assert "evenhand-papers" not in str(answer.headers)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        shelf.drop(DIGEST)
        assert client.get(f"/desk/complaints/{complaint.number}/papers/{kept.pk}").status_code == 404


def test_an_erased_person_s_papers_leave_the_bucket(city, in_bucket):
    complaint = close(complaint=city.answered(), by=city.officer, at=city.later())
    attach(complaint, [paper()], by=None, at=city.later())
    erase(complaint=complaint, why="on_request", at=city.later())
    assert in_bucket() == {}


def test_a_bucket_that_is_not_there_keeps_nothing_and_says_so(in_bucket):
    with override_settings(EVENHAND_S3=bucket(NAMED | {"EVENHAND_S3_BUCKET": "no-such-bucket"})):
        shelf._bucket.cache_clear()
        with pytest.raises(CannotKeep, match="材料暂时存不下来") as refused:
            paper()
    assert "cannot be stored at the moment" in refused.value.en
