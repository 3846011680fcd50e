"""The pages in each of their states: nothing yet, waiting, one, many, too many, gone."""

from datetime import timedelta

import pytest
from web_cast import NOW, asked, done

from evenhand_web.runs import actions
from evenhand_web.runs.models import Run


def read(client, page, **more):
    return client.get(page, **more).content.decode()


def many(count):
    upload = asked().upload
    Run.objects.bulk_create(
        Run(
            kind="rings" if n % 2 else "audit",
            file_name=f"month-{n:03}.csv",
            file_sha256=upload.sha256,
            upload=upload,
            state="done",
            requested_at=NOW + timedelta(minutes=n),
            finished_at=NOW + timedelta(minutes=n),
        )
        for n in range(count)
    )


def test_with_nothing_yet_the_page_says_how_to_begin(client):
    content = read(client, "/")
    assert "还没有任务" in content
    assert 'href="/runs/new/audit"' in content
    assert 'href="/runs/new/rings"' in content
    assert "hx-get" not in content


def test_the_list_asks_again_only_while_something_is_under_way(client):
    run = asked()
    assert 'hx-get="/" hx-trigger="every 2s"' in read(client, "/")
    assert "排队中" in read(client, "/")
    actions.claim(worker="w", now=NOW)
    assert "运行中" in read(client, "/")
    Run.objects.filter(pk=run.pk).update(state="done", finished_at=NOW)
    assert "hx-get" not in read(client, "/")


def test_a_polling_page_gets_the_fragment_alone(client):
    asked()
    content = read(client, "/", headers={"HX-Request": "true"})
    assert content.startswith('<div id="runs"')
    assert "<html" not in content


def test_many_runs_come_in_pages_and_a_filter_keeps_them_apart(client):
    many(60)
    assert "第 1 页，共 3 页" in read(client, "/")
    assert read(client, "/").count('scope="row"') == 25
    assert "month-000.csv" in read(client, "/?page=3")
    assert 'href="?page=2&amp;q=month"' in read(client, "/?page=1&q=month") or "q=month&amp;page=2" in read(
        client, "/?page=1&q=month"
    )
    assert "共 30 个" in read(client, "/?kind=rings")
    assert "共 1 个" in read(client, "/?q=month-007")
    assert "没有符合条件的任务" in read(client, "/?q=nowhere&state=failed")


@pytest.mark.parametrize("query", ["?page=999", "?page=-1", "?page=x", "?kind=x&state=<script>", "?q=" + "x" * 300])
def test_a_query_that_makes_no_sense_still_shows_the_list(client, query):
    asked()
    assert client.get("/" + query).status_code == 200


def test_a_waiting_run_says_how_many_are_ahead(client):
    asked("first\n")
    run = asked("second\n", now=NOW + timedelta(minutes=1))
    content = read(client, f"/runs/{run.pk}")
    assert "前面还有 1 个" in content
    assert "hx-trigger" in content


def test_a_finished_run_shows_figures_files_rejects_and_what_was_not_checked(client):
    run = done()
    content = read(client, f"/runs/{run.pk}")
    assert "hx-trigger" not in content
    assert "<dt>违规</dt><dd>2</dd>" in content
    assert "cn-ningbo/visit-staff" in content
    assert f'href="/runs/{run.pk}/files/findings.parquet"' in content
    assert "号码不完整" in content
    assert "13800001234" not in content
    assert "engine.log" not in content


def test_a_run_whose_report_was_removed_says_so(client):
    run = done()
    (run.folder / "report.html").unlink()
    content = read(client, f"/runs/{run.pk}")
    assert "报告文件已不在这台机器上。" in content
    assert "<iframe" not in content
    assert client.get(f"/runs/{run.pk}/report").status_code == 404


def test_deleting_asks_first_and_then_removes_every_file(client):
    run = done()
    assert "无法恢复" in read(client, f"/runs/{run.pk}/delete")
    folder, upload = run.folder, run.upload.path
    assert folder.is_dir()
    client.post(f"/runs/{run.pk}/delete")
    assert not folder.exists()
    assert not upload.exists()
    assert not Run.objects.exists()
