"""The commands as a person or a script meets them: files out, exit codes, data and talk kept apart."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from evenhand.cli.main import run

Ran = tuple[int, str, str]

CONTACTS = """联系编号,呼出时间,客户号,渠道,方向,结果,机构,与债务人关系
c1,2025/3/1 22:01:00,d1,电话,呼出,接通,甬江银行,本人
c2,2025/3/1 10:00:00,d1,电话,呼出,无人接听,甬江银行,本人
"""
PLAIN = """contact_id,at,debtor_id,channel
c1,2025-03-01T22:01:00+08:00,d1,call
c2,2025-03-01T10:00:00+08:00,d1,call
c3,not a time,d1,call
"""


@pytest.fixture
def evenhand(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command and returns its exit code, standard output and standard error."""

    def command(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["evenhand", *map(str, words)])
        try:
            run()
            code = 0
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return command


def test_audit_writes_four_files_and_prints_data_apart_from_talk(tmp_path: Path, evenhand: Callable[..., Ran]) -> None:
    (tmp_path / "contacts.csv").write_text(PLAIN, encoding="utf-8")
    out = tmp_path / "out"
    code, data, talk = evenhand("audit", tmp_path / "contacts.csv", "--pack", "cn-gbt-45251-2025", "--out", out)
    assert code == 0
    assert {"findings.parquet", "rejects.csv", "summary.json", "report.html"} <= {p.name for p in out.iterdir()}
    assert "cn-gbt-45251-2025/contact-hours" in data
    assert "读入 3 行，拒收 1 行，发现 1 条" in talk
    assert "未评估 cn-gbt-45251-2025/third-person" in talk


def test_json_is_the_summary(tmp_path: Path, evenhand: Callable[..., Ran]) -> None:
    (tmp_path / "contacts.csv").write_text(PLAIN, encoding="utf-8")
    out = tmp_path / "out"
    code, data, _ = evenhand("audit", tmp_path / "contacts.csv", "--pack", "cn-gbt-45251-2025", "--out", out, "--json")
    assert code == 0
    assert json.loads(data) == json.loads((out / "summary.json").read_text(encoding="utf-8"))


def test_the_sheet_is_on_the_clock_that_was_asked_for(tmp_path: Path, evenhand: Callable[..., Ran]) -> None:
    (tmp_path / "contacts.csv").write_text(PLAIN, encoding="utf-8")
    words = ("--pack", "cn-gbt-45251-2025", "--out", tmp_path / "out", "--xlsx", "--tz", "Asia/Tokyo")
    assert evenhand("audit", tmp_path / "contacts.csv", *words)[0] == 0
    sheet = load_workbook(tmp_path / "out" / "findings.xlsx").active
    assert [cell.value for cell in sheet["C"]] == ["时间\nat", "2025-03-01 23:01:00"]


@pytest.mark.parametrize(("fail_on", "code"), [("breach", 1), ("review", 0), ("review,breach", 1), ("", 0)])
def test_fail_on_turns_findings_into_exit_1(
    tmp_path: Path, evenhand: Callable[..., Ran], fail_on: str, code: int
) -> None:
    (tmp_path / "contacts.csv").write_text(PLAIN, encoding="utf-8")
    where = ("--out", tmp_path / "out", "--fail-on", fail_on)
    assert evenhand("audit", tmp_path / "contacts.csv", "--pack", "cn-gbt-45251-2025", *where)[0] == code


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["audit", "{file}", "--pack", "cn-gbt", "--out", "{out}"], 2, "没有规则包 cn-gbt"),
        (["audit", "{file}", "--pack", "cn-ningbo", "--out", "{out}", "--fail-on", "sin"], 2, "--fail-on 不认识 sin"),
        (["audit", "{nofile}", "--pack", "cn-ningbo", "--out", "{out}"], 3, "nofile.csv"),
        (["audit", "{empty}", "--pack", "cn-ningbo", "--out", "{out}"], 3, "empty.csv"),
        (["audit", "{file}", "--out", "{out}"], 2, "--pack"),
        (["packs", "show", "cn-ningb"], 2, "did you mean cn-ningbo"),
        (["rings", "{nofile}", "--out", "{out}"], 3, "nofile.csv"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_a_fault_is_a_sentence_and_an_exit_code(
    tmp_path: Path, evenhand: Callable[..., Ran], words: list[str], code: int, said: str
) -> None:
    (tmp_path / "contacts.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "empty.csv").touch()
    places = {
        "file": tmp_path / "contacts.csv",
        "nofile": tmp_path / "nofile.csv",
        "empty": tmp_path / "empty.csv",
        "out": tmp_path / "out",
    }
    exit_code, data, talk = evenhand(*(word.format(**places) for word in words))
    assert (exit_code, data) == (code, "")
    assert said in talk
    assert "Traceback" not in talk


def test_a_chinese_export_needs_no_mapping(tmp_path: Path, evenhand: Callable[..., Ran]) -> None:
    (tmp_path / "联系记录.csv").write_bytes(CONTACTS.encode("gb18030"))
    out = tmp_path / "out"
    code, data, _ = evenhand("audit", tmp_path / "联系记录.csv", "--pack", "cn-gbt-45251-2025", "--out", out, "--json")
    assert code == 0
    summary = json.loads(data)
    assert (summary["rows_read"], summary["rows_rejected"]) == (2, 0)
    assert summary["counts"] == {"cn-gbt-45251-2025/contact-hours": 1}


def test_packs_lists_shows_and_tries(evenhand: Callable[..., Ran]) -> None:
    code, data, _ = evenhand("packs")
    assert code == 0
    assert {"cn-gbt-45251-2025", "cn-ningbo"} <= {line.split("\t")[0] for line in data.splitlines()}
    code, data, _ = evenhand("packs", "show", "cn-ningbo", "--json")
    assert code == 0
    assert json.loads(data)["rules"][0]["versions"][0]["source"]["confidence"] == "A"
    code, _, talk = evenhand("packs", "test", "cn-ningbo")
    assert code == 0
    assert " 0 fail" in talk


def test_rings_writes_its_files(tmp_path: Path, evenhand: Callable[..., Ran]) -> None:
    (tmp_path / "complaints.csv").write_text(
        "complaint_id,received_at,narrative\nk1,2025-03-01,年费没有告知就扣了\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    code, data, talk = evenhand("rings", tmp_path / "complaints.csv", "--out", out)
    assert code == 0
    assert {"rings.parquet", "members.parquet", "ties.parquet", "rejects.csv", "summary.json", "report.html"} <= {
        p.name for p in out.iterdir()
    }
    assert "organised" not in data
    assert "怀疑不等于认定" in talk


PUBLISHED = """Complaint ID,Date received,Consumer complaint narrative,Company,Product,Submitted via
1,2025-03-01,They charged a yearly fee that nobody had told me of.,Made Up Bank,Card,Web
"""


@pytest.mark.parametrize(
    ("words", "zone", "layout"),
    [((), "Asia/Shanghai", None), (("--tz", "America/New_York", "--format", "cfpb"), "America/New_York", "cfpb")],
)
def test_the_summary_of_rings_says_zone_and_format_and_the_page_repeats_them(
    tmp_path: Path, evenhand: Callable[..., Ran], words: tuple[str, ...], zone: str, layout: str | None
) -> None:
    ours = "complaint_id,received_at,narrative\n1,2025-03-01,年费没有告知就扣了\n"
    (tmp_path / "complaints.csv").write_text(PUBLISHED if layout else ours, encoding="utf-8")
    code, data, _ = evenhand("rings", tmp_path / "complaints.csv", "--out", tmp_path / "out", "--json", *words)
    assert code == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["tz"], summary["layout"], summary["days"]) == (zone, layout, ["2025-03-01"] * 2)
    assert json.loads(data) == summary
    command = f"--tz {zone} --format {layout}" if layout else f"--tz {zone}"
    assert command in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_demo_without_serving_leaves_a_city_and_two_reports(tmp_path: Path, evenhand: Callable[..., Ran]) -> None:
    code, _, talk = evenhand("demo", "--no-serve", "--out", tmp_path / "demo", "--contacts", 4000, "--complaints", 400)
    assert code == 0
    for report in ("audit", "rings"):
        assert (tmp_path / "demo" / report / "report.html").stat().st_size > 5000
        assert str(tmp_path / "demo" / report / "report.html") in talk.replace("\n", "")
    assert (tmp_path / "demo" / "city" / "truth_contacts.parquet").exists()


@pytest.mark.parametrize(
    ("words", "unneeded"),
    [(["--version"], {"duckdb", "numba", "cryptography"}), (["evidence", "-h"], {"duckdb", "numba"})],
)
def test_a_command_does_not_wait_for_what_only_others_need(words: list[str], unneeded: set[str]) -> None:
    script = (
        "import sys\n"
        "from evenhand.cli.main import app\n"
        f"app({words!r}, standalone_mode=False)\n"
        f"print(sorted(set(sys.modules) & {unneeded!r}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
