"""Carrying out runs: each is done by exactly one worker, ends in words, and leaves nothing running."""

import json
import os
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from web_cast import NOW, VAR, asked, carry_out, sent

from evenhand_web.runs import actions, chores, engine
from evenhand_web.runs.models import Run
from evenhand_web.runs.procedure import MOVES

LATER = NOW + timedelta(minutes=5)


def left_behind():
    """Folders under runs/ that belong to no run that is over."""
    over = {str(pk) for pk in Run.objects.filter(state__in=("done", "failed")).values_list("pk", flat=True)}
    return {path.name for path in (VAR / "runs").glob("*")} - over


def test_a_run_is_done_with_its_figures_and_files():
    run = asked()
    assert carry_out()
    run.refresh_from_db()
    assert (run.state, run.rows_read, run.rows_rejected) == ("done", 3, 1)
    assert run.figures == [("breach", 2), ("presumed_violation", 0), ("review", 1), ("advice", 0)]
    assert run.not_evaluated == {"cn-ningbo/visit-staff": ["staff_count"]}
    assert (run.folder / "report.html").is_file()
    assert not left_behind()
    assert not carry_out()


def test_the_command_holds_every_choice():
    audit = asked(mapping=sent("columns: {}\n"), mandates=sent("agency,lender\n"))
    assert engine.command_for(actions.claim(worker="w", now=NOW))[2:] == [
        *("audit", str(VAR / f"runs/{audit.pk}.w/input/contacts.csv"), "--out", str(VAR / f"runs/{audit.pk}.w")),
        *("--pack", "cn-ningbo", "--mandates", str(audit.mandates.path), "--map", str(audit.mapping.path)),
        *("--lang", "zh"),
    ]
    rings = asked(kind="rings", audit=audit, options={"format": "cfpb", "sheet": True, "lang": "en"})
    assert engine.command_for(actions.claim(worker="w", now=NOW))[2:] == [
        *("rings", str(VAR / f"runs/{rings.pk}.w/input/contacts.csv"), "--out", str(VAR / f"runs/{rings.pk}.w")),
        *("--findings", str(audit.folder / "findings.parquet"), "--format", "cfpb", "--xlsx", "--lang", "en"),
    ]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("2026年10月 催收记录（甬江）.XLSX", "2026年10月 催收记录（甬江）.csv"),
        ("findings.parquet", "findings.csv"),
        ("--out=x.csv", "outx.csv"),
        ("*[a]?.csv", "a.csv"),
        ("...", "audit.csv"),
        ("$(reboot);'\".csv", "reboot.csv"),
        ("长" * 200, "长" * 60 + ".csv"),
    ],
)
def test_the_engine_sees_a_harmless_name_like_the_one_the_file_came_with(name, seen):
    run = asked(name=name)
    carry_out()
    summary = json.loads((run.folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["input"] == seen
    assert run.upload.path.read_text(encoding="utf-8") == "work\n"


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        ("refuse\n", "缺少必需的列“债务人编号”。", "The required column debtor_id is missing."),
        ("break\n", chores.BROKEN["zh"], chores.BROKEN["en"]),
        ("nothing\n", chores.BROKEN["zh"], chores.BROKEN["en"]),
    ],
)
def test_a_run_that_fails_says_why_in_both_languages(client, content, zh, en):
    run = asked(content)
    carry_out()
    run.refresh_from_db()
    assert (run.state, run.error_zh, run.error_en) == ("failed", zh, en)
    assert zh in client.get(f"/runs/{run.pk}").content.decode()
    assert [path.name for path in run.folder.iterdir()] == ["engine.log"]
    assert not left_behind()


@override_settings(EVENHAND_TIME_LIMIT_S=1)
def test_a_run_out_of_time_is_stopped_with_everything_it_started():
    run = asked("hang\n")
    carry_out()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "已停止" in run.error_zh
    assert_gone(int((VAR / "grandchild").read_text(encoding="ascii")))


def test_a_worker_told_to_stop_gives_its_run_back():
    run = asked("hang\n")
    began = time.monotonic()
    carry_out(stopping=lambda: time.monotonic() - began > 1)
    run.refresh_from_db()
    assert (run.state, run.attempts, run.worker) == ("waiting", 0, "")
    assert not left_behind()


def test_deleting_a_run_under_way_stops_the_engine(client):
    run = asked("hang\n")
    grandchild = VAR / "grandchild"
    grandchild.unlink(missing_ok=True)

    def delete_once_begun():
        while not grandchild.exists():
            time.sleep(0.05)
        client.post(f"/runs/{run.pk}/delete")
        connection.close()

    deleting = threading.Thread(target=delete_once_begun)
    deleting.start()
    carry_out()
    deleting.join()
    assert not Run.objects.exists()
    assert_gone(int(grandchild.read_text(encoding="ascii")))
    assert not left_behind()


def assert_gone(pid):
    for _ in range(50):
        try:
            os.kill(pid, 0)
            with open(f"/proc/{pid}/stat", encoding="ascii") as opened:
                if opened.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.1)
    raise AssertionError(f"process {pid} is still there")


def test_two_workers_never_take_the_same_run():
    wanted = {asked(f"work\n{n}\n").pk for n in range(20)}
    taken = Counter()
    ready = threading.Barrier(4)

    def take(worker):
        ready.wait()
        while run := actions.claim(worker=worker, now=NOW):
            taken[run.pk] += 1
        connection.close()

    workers = [threading.Thread(target=take, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert taken == Counter(wanted)


def test_a_claim_is_lost_when_the_row_changed_since_it_was_read(monkeypatch):
    run = asked()
    first = actions.claim(worker="first", now=NOW)
    assert first == run
    # The second worker saw the run waiting; by the time it claims, the first has it.
    assert actions.claim(worker="second", now=NOW) is None
    assert Run.objects.get().worker == "first"


def test_the_oldest_run_is_taken_first():
    late, early = asked(now=LATER), asked("other\n", now=NOW)
    assert actions.claim(worker="w", now=LATER) == early
    assert actions.claim(worker="w", now=LATER) == late


def test_a_dead_workers_run_is_taken_over_and_the_dead_cannot_close_it():
    asked()
    dead = actions.claim(worker="dead", now=NOW)
    assert actions.claim(worker="other", now=NOW + timedelta(seconds=59)) is None
    taken = actions.claim(worker="other", now=NOW + timedelta(seconds=61))
    assert taken == dead
    assert taken.attempts == 2
    assert not actions.keep_alive(run=dead, now=LATER)
    assert not actions.fail(run=dead, now=LATER, zh="无", en="none")
    assert Run.objects.get().worker == "other"


def test_a_renewed_claim_is_not_taken_over():
    asked()
    run = actions.claim(worker="first", now=NOW)
    assert actions.keep_alive(run=run, now=NOW + timedelta(seconds=50))
    assert actions.claim(worker="other", now=NOW + timedelta(seconds=61)) is None


def test_a_run_that_kills_its_worker_each_time_ends_in_words():
    asked()
    for n in range(3):
        assert actions.claim(worker=f"w{n}", now=NOW + timedelta(minutes=2 * n))
    assert actions.claim(worker="last", now=NOW + timedelta(minutes=8)) is None
    run = Run.objects.get()
    assert run.state == "failed"
    assert "试了 3 次" in run.error_zh
    assert "Tried 3 times" in run.error_en


def test_no_state_follows_another_but_by_the_procedure():
    lawful = {(move.before, move.after) for move in MOVES}
    assert ("done", "running") not in lawful
    asked()
    carry_out()
    done = Run.objects.get()
    assert not actions.fail(run=done, now=LATER, zh="无", en="none")
    assert not actions.give_back(run=done)
    assert Run.objects.get().state == "done"
