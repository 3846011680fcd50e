"""Showing folders that the command line wrote: copied, once, and only when they are whole."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from stand_in_engine import write_outputs
from web_cast import NOW

from evenhand.errors import Misuse
from evenhand_web.runs import actions
from evenhand_web.runs.models import Run
from evenhand_web.runs.outputs import BadOutput


@pytest.fixture
def folder(tmp_path):
    source = tmp_path / "city.csv"
    source.write_text("work\n", encoding="ascii")
    folder = tmp_path / "audit"
    folder.mkdir()
    write_outputs("audit", source, folder)
    (folder / "private.txt").write_text("not ours", encoding="ascii")
    return folder


def register(folder, now=NOW):
    return actions.register_finished_run(folder=folder, now=now)


def test_a_finished_folder_is_shown_as_a_run_that_is_done(client, folder):
    run = register(folder)
    assert (run.kind, run.state, run.file_name, run.rows_read) == ("audit", "done", "city.csv", 3)
    content = client.get(f"/runs/{run.pk}").content.decode()
    assert "<dt>违规</dt><dd>2</dd>" in content
    assert client.get(f"/runs/{run.pk}/report").status_code == 200
    assert not (run.folder / "private.txt").exists()


def test_the_same_result_is_registered_once_whatever_its_seconds(folder):
    first = register(folder)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    (folder / "summary.json").write_text(json.dumps(summary | {"seconds": 99}), encoding="utf-8")
    assert register(folder, NOW + timedelta(days=1)) == first
    (folder / "summary.json").write_text(json.dumps(summary | {"rows_read": 4}), encoding="utf-8")
    assert register(folder) != first


def test_deleting_it_leaves_the_folder_it_came_from(client, folder):
    run = register(folder)
    client.post(f"/runs/{run.pk}/delete")
    assert not run.folder.exists()
    assert (folder / "report.html").is_file()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("summary.json", None),
        ("summary.json", "{"),
        ("summary.json", "[]"),
        ("summary.json", '{"kind": "weather"}'),
        ("report.html", None),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_by_name(folder, name, content):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadOutput, match=name) as refused:
        register(folder)
    assert "请先让 evenhand audit 或 evenhand rings 完整运行一次" in refused.value.zh
    assert not Run.objects.exists()


def test_the_same_result_is_a_run_of_each_organisation_that_brings_it(city, folder):
    first = actions.register_finished_run(folder=folder, now=NOW, organisation=city.bank)
    assert actions.register_finished_run(folder=folder, now=NOW, organisation=city.bank) == first
    assert actions.register_finished_run(folder=folder, now=NOW, organisation=city.other_bank) != first


def brought(folder, *words):
    out = StringIO()
    call_command("import_run", str(folder), *words, stdout=out)
    return Run.objects.get(pk=int(out.getvalue().split()[0]))


def test_the_operator_says_whose_a_run_is(city, folder):
    assert brought(folder, "--organisation", "B01").organisation == city.bank
    assert brought(folder).organisation is None
    with pytest.raises(Misuse, match="no organisation has the code X9"):
        brought(folder, "--organisation", "X9")
    with override_settings(EVENHAND_ANALYSTS_ONLY=True), pytest.raises(Misuse, match="请用 --organisation 写明"):
        brought(folder)


def test_runs_that_belong_to_nobody_are_given_to_an_organisation(city, folder):
    theirs, nobodys = brought(folder, "--organisation", "B02"), brought(folder)
    out = StringIO()
    call_command("give_runs", "--organisation", "B01", stdout=out)
    assert out.getvalue().split() == ["1"]
    assert Run.objects.get(pk=nobodys.pk).organisation == city.bank
    assert Run.objects.get(pk=theirs.pk).organisation == city.other_bank
