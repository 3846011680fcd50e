"""The real engine behind the platform: a small file goes in, findings or a sentence come out."""

import sys

import pytest
from django.test import override_settings
from web_cast import carry_out, sent

from evenhand_web.runs.models import Run

pytestmark = pytest.mark.slow

CONTACTS = """联系编号,呼出时间,债务人编号,渠道,方向,结果,贷款机构,催收机构,号码
C1,2026-03-02T22:30:00+08:00,D1,call,out,conversation,甬江银行,东钱催收,13800000001
C2,2026-03-03T10:00:00+08:00,D1,call,out,conversation,甬江银行,东钱催收,13800000001
C3,,D2,call,out,conversation,甬江银行,东钱催收,13800000002
"""
MAPPING = """columns:
  contact_id: 联系编号
  at: 呼出时间
  debtor_id: 债务人编号
  channel: 渠道
  direction: 方向
  outcome: 结果
  lender: 贷款机构
  agency: 催收机构
  number: 号码
"""
COMPLAINTS = """complaint_id,received_at,narrative,institution,complainant_id
P1,2026-03-01,本人信用卡被多收年费请核实退还,甬江银行,A
P2,2026-03-02,催收人员多次联系我的家人请制止,甬江银行,B
"""


@pytest.fixture(autouse=True)
def _real_engine():
    with override_settings(EVENHAND_ENGINE=[sys.executable, "-m", "evenhand.cli.main"]):
        yield


def upload(client, kind, content, **more):
    response = client.post(f"/runs/new/{kind}", {"file": sent(content, f"{kind}.csv")} | more)
    assert response.status_code == 302, response.content.decode()
    carry_out()
    run = Run.objects.get()
    return run, client.get(f"/runs/{run.pk}").content.decode()


def said_by_the_engine(run):
    log = run.folder / "engine.log"
    return f"{run.error_en}\n{log.read_text(encoding='utf-8') if log.is_file() else ''}"


def test_contacts_become_findings_a_report_and_a_sheet(client):
    run, page = upload(
        client, "audit", CONTACTS, packs=["cn-ningbo", "cn-gbt-45251-2025"], mapping=sent(MAPPING, "m.yaml"), sheet="on"
    )
    assert run.state == "done", said_by_the_engine(run)
    assert (run.rows_read, run.rows_rejected) == (3, 1)
    assert run.counts["breach"] >= 1
    for name in ("findings.parquet", "findings.xlsx", "rejects.csv", "summary.json"):
        assert client.get(f"/runs/{run.pk}/files/{name}").status_code == 200
    report = b"".join(client.get(f"/runs/{run.pk}/report").streaming_content).decode()
    assert "<html" in report
    assert "拒收的行和清空的单元格" in page


def test_complaints_become_a_report_that_accuses_nobody_without_ties(client):
    run, page = upload(client, "rings", COMPLAINTS)
    assert run.state == "done", said_by_the_engine(run)
    assert run.rows_read == 2
    assert "<dt>疑似有组织</dt><dd>0</dd>" in page


def test_a_file_without_a_required_column_fails_with_the_engines_sentence(client):
    run, page = upload(client, "rings", "complaint_id,received_at\nP1,2026-03-01\n")
    assert run.state == "failed"
    assert "narrative" in run.error_en
    assert "rings.csv" in run.error_en
    assert "文中的 --map 就是新任务“更多选项”里的列名对照表。" in page
    assert run.error_zh
    assert "Traceback" not in page
