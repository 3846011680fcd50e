"""Papers looked through by ClamAV before they are kept: clean, found, silent; what goes over its socket."""

import socket
import threading
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from evenhand_web.complaints.papers import CannotKeep, receive

BAD = b"%PDF-1.4\n" + b"a made-up signature that the stand-in knows" + b"6" * 70_000
CLEAN = b"%PDF-1.4\n" + b"7" * 70_000


@contextmanager
def scanner(place):
    """Stands where clamd listens, and speaks INSTREAM: chunks with their length before them, an empty one last."""
    heard, door = [], socket.socket(socket.AF_UNIX)
    door.bind(str(place))
    door.listen()

    def answer():
        line, _ = door.accept()
        with line, line.makefile("rb") as read:
            assert read.read(10) == b"zINSTREAM\0"
            content = b""
            while size := int.from_bytes(read.read(4), "big"):
                content += read.read(size)
            heard.append(content)
            line.sendall(b"stream: Made-Up FOUND\0" if b"a made-up signature" in content else b"stream: OK\0")

    listening = threading.Thread(target=answer, daemon=True)
    listening.start()
    try:
        yield heard
    finally:
        listening.join(10)
        door.close()


@pytest.fixture
def var(tmp_path):
    with override_settings(VAR=tmp_path, EVENHAND_CLAMAV=str(tmp_path / "clamd.ctl")):
        yield tmp_path


def kept(var):
    return [each for each in (var / "papers").rglob("*") if each.is_file()]


def test_what_is_clean_is_kept_and_was_sent_whole(var):
    with scanner(var / "clamd.ctl") as heard:
        receive(SimpleUploadedFile("账单.pdf", CLEAN))
    assert heard == [CLEAN]
    assert len(kept(var)) == 1


def test_what_is_found_is_refused_by_name_and_not_kept(var):
    with (
        scanner(var / "clamd.ctl"),
        pytest.raises(CannotKeep, match=r"“账单\.pdf”没有通过安全检查，没有保存") as refused,
    ):
        receive(SimpleUploadedFile("账单.pdf", BAD))
    assert "did not pass the safety check" in refused.value.en
    assert kept(var) == []


def test_where_nobody_looks_nothing_is_kept(var):
    with pytest.raises(CannotKeep, match="材料检查暂时不可用，没有保存"):
        receive(SimpleUploadedFile("账单.pdf", CLEAN))
    assert kept(var) == []
