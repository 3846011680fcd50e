"""`evenhand recordings` as a person or a script meets it, with the extra and without."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from made_sounds import call, write
from speech_service import serving

from evenhand.cli.hearing import KEY
from evenhand.cli.main import run

CONTACTS = """contact_id,at,debtor_id,channel,outcome,recording
c1,2025-03-01T10:00:00+08:00,d1,call,conversation,1.wav
c2,2025-03-01T11:00:00+08:00,d2,call,conversation,2.wav
"""


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """The command on two calls, of which one has its recording."""
    (tmp_path / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    write(tmp_path / "media" / "1.wav", call(12, seed=1))
    places = {"--media": tmp_path / "media", "--out": tmp_path / "out"}
    return ["recordings", str(tmp_path / "contacts.csv"), *(str(word) for pair in places.items() for word in pair)]


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--lang", "en"], 0, "Recordings: 2 named, 1 there, 1 heard."),
        (["--fail-on", "breach"], 1, "录音：登记 2 份，找到 1 份，听了 1 份。"),
        (["--fail-on", "review"], 0, "除文件缺失外"),
        (["--pack", "cn-ningb"], 2, "没有规则包 cn-ningb"),
        (["--media", "nowhere"], 3, "There is no folder nowhere"),
        (["--speech-url", "ftp://speech.example/"], 2, "--speech-url is a whole address"),
        (["--speech-url", "http://speech.example/", "--speech-model", "here"], 2, "not both"),
        (["--speech-model", "nowhere"], 3, "nowhere holds no usable Whisper model"),
        (["--no-ocr"], 0, "没有转写录音"),
    ],
)
def test_files_talk_and_exit_codes(
    words: list[str],
    more: list[str],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["evenhand", *words, *more])
    try:
        run()
        ended = 0
    except SystemExit as stopped:
        ended = int(stopped.code or 0)
    data, talk = capfd.readouterr()
    assert (ended, said in talk) == (code, True), talk
    assert ("cn-ningbo/recording-missing\t1" in data) == (code < 2)


def test_a_service_is_asked_with_the_key_of_the_environment(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving() as service:
        service.says("再不还钱我就打断你的腿")
        monkeypatch.setenv(KEY, "from-the-environment")
        monkeypatch.setattr(sys, "argv", ["evenhand", *words, "--no-ocr", "--speech-url", service.url, "--lang", "en"])
        with pytest.raises(SystemExit) as stopped:
            run()
    assert not stopped.value.code
    data, talk = capfd.readouterr()
    assert service.asked[0].headers["Authorization"] == "Bearer from-the-environment"
    assert "recordings/threat\t1" in data
    assert "Written down: 1; 0 failed" in talk
    assert "from-the-environment" not in data + talk


def test_json_is_the_summary(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["evenhand", *words, "--json"])
    with pytest.raises(SystemExit):
        run()
    summary = json.loads(capfd.readouterr().out)
    assert summary["counts"] == {"cn-ningbo/recording-missing": 1}
    assert (summary["kind"], summary["rows_read"], summary["packs"]) == ("recordings", 2, ["cn-ningbo"])


def test_without_the_extra_a_sentence_names_it(words: list[str]) -> None:
    """In a process of its own, where the part cannot be found."""
    script = "import sys; sys.modules['soundfile'] = None; from evenhand.cli.main import run; run()"
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert 'pip install ".[media]"' in done.stderr
    assert "Traceback" not in done.stderr
