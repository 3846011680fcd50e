"""Papers moved from the folder to the bucket: held to their digests, repeatable, nothing lost when it breaks off."""

import io
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from test_batches_put_off import NAMED, Bucket, Reached

from evenhand.errors import Misuse
from evenhand_web.complaints import shelf
from evenhand_web.complaints.moving import move_papers
from evenhand_web.site.bucket import bucket

CONTENTS = [b"paper %d" % nth for nth in range(5)]
DIGESTS = [sha256(each).hexdigest() for each in CONTENTS]


@pytest.fixture
def folder(tmp_path):
    """A folder with five papers, one of them a batch's file, from before there was a bucket."""
    with override_settings(VAR=tmp_path):
        for nth, (content, digest) in enumerate(zip(CONTENTS, DIGESTS, strict=True)):
            shelf.keep(content, digest, among=shelf.BATCHES if nth == 4 else shelf.PAPERS)
        yield tmp_path / "papers"


@pytest.fixture
def there(folder):
    from moto import mock_aws

    with mock_aws(), Reached(bucket(NAMED)):
        yield Bucket()


def lies_in(folder):
    return sorted(each.name for each in folder.rglob("*") if each.is_file())


def moved(**options):
    out = io.StringIO()
    try:
        call_command("move_papers", stdout=out, **options)
    except CommandError as fault:
        return out.getvalue(), str(fault)
    return out.getvalue(), ""


def readable():
    return [
        content.read()
        for nth, digest in enumerate(DIGESTS)
        if (content := shelf.opened(digest, among=shelf.BATCHES if nth == 4 else shelf.PAPERS))
    ]


def test_everything_moves_once_and_is_read_before_during_and_after(folder, there):
    assert readable() == CONTENTS
    assert moved()[0].splitlines() == ["已移动 / moved: 5", f"字节 / bytes: {sum(map(len, CONTENTS))}"]
    assert lies_in(folder) == []
    names = {f"papers/{digest[:2]}/{digest}" for digest in DIGESTS[:4]}
    assert set(there.holds()) == names | {f"papers/batches/{DIGESTS[4][:2]}/{DIGESTS[4]}"}
    assert readable() == CONTENTS
    assert moved() == ("已移动 / moved: 0\n字节 / bytes: 0\n", "")


def test_a_copy_leaves_the_folder_as_it_is(folder, there):
    assert "已复制 / copied: 5" in moved(keep=True)[0]
    assert lies_in(folder) == sorted(DIGESTS)
    assert "桶里已有 / there already: 5" in moved(keep=True)[0]
    assert lies_in(folder) == sorted(DIGESTS)
    assert "桶里已有 / there already: 5" in moved()[0]
    assert lies_in(folder) == []


def test_broken_off_half_way_nothing_is_lost_and_the_rest_follows(folder, there):
    going = move_papers(to=shelf.bucket())
    assert [next(going).what for _ in range(2)] == ["moved", "moved"]
    going.close()
    assert len(lies_in(folder)) == 3
    assert readable() == CONTENTS
    assert "已移动 / moved: 3" in moved()[0]
    assert lies_in(folder) == []


def test_what_is_damaged_or_no_paper_stays_and_is_named(folder, there):
    damaged = folder / DIGESTS[0][:2] / DIGESTS[0]
    damaged.write_bytes(b"other")
    (folder / "notes.txt").write_text("mine", encoding="ascii")
    (folder / ".half").write_bytes(b"half-written")
    told, fault = moved()
    assert f"{DIGESTS[0][:2]}/{DIGESTS[0]}\t内容与名称里的摘要不符" in told
    assert "notes.txt\t不是材料" in told
    assert "没有移动 / left where they lie: 2" in told
    assert "Some were left where they lie" in fault
    assert lies_in(folder) == sorted([".half", "notes.txt", DIGESTS[0]])


def test_a_damaged_copy_in_the_bucket_is_written_anew(folder, there):
    name = f"papers/{DIGESTS[0][:2]}/{DIGESTS[0]}"
    there.there.put_object(Key=name, Body=b"torn")
    assert "已移动 / moved: 5" in moved()[0]
    assert readable() == CONTENTS


def test_a_bucket_that_does_not_answer_stops_it_and_keeps_all(folder, there):
    with there.out():
        told, fault = moved()
    assert told.count("读写不成") == 3
    assert "连续 3 份读写不成，已停下" in fault
    assert lies_in(folder) == sorted(DIGESTS)
    assert there.holds() == []
    assert "已移动 / moved: 5" in moved()[0]


def test_what_is_erased_lies_in_neither(folder, there):
    moved(keep=True)
    shelf.drop(DIGESTS[0])
    assert DIGESTS[0] not in lies_in(folder)
    assert not [name for name in there.holds() if name.endswith(DIGESTS[0])]


def test_what_is_erased_on_its_way_is_not_brought_back(folder, there):
    class Erasing:
        """The bucket, while somebody's papers are erased."""

        def __getattr__(self, name):
            return getattr(shelf.bucket(), name)

        def save(self, name, content):
            shelf.drop(name.rpartition("/")[2])
            return shelf.bucket().save(name, content)

    whats = [each.what for each in move_papers(to=Erasing())]
    assert whats.count("dropped") == 4
    assert [name.rpartition("/")[2] for name in there.holds()] == [DIGESTS[4]]


def test_without_a_bucket_it_says_what_is_missing(folder):
    with pytest.raises(Misuse, match="请先设置 EVENHAND_S3_BUCKET"):
        call_command("move_papers")
