"""What migrations make of rows that were there before: each filling tried on rows as they stood."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from web_cast import asked

from evenhand_web.complaints import queries
from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.models import Batch, Complainant
from evenhand_web.runs.models import Run


def fill(room, name, filling):
    module = import_module(f"evenhand_web.{room}.migrations.{name}")
    getattr(module, filling)(apps, connection.schema_editor())


def test_agents_of_before_are_found_by_telephone(city):
    who = Who(name="样甲", agent_name="样乙", agent_phone="138 0000 0077")
    complaint, other = city.filed(who=who), city.filed()
    Complainant.objects.update(agent_phone_index="")
    assert not queries.visible_to(city.officer).filter(queries.looked_up("13800000077"))
    fill("complaints", "0007_agents_telephone", "fill")
    assert queries.visible_to(city.officer).get(queries.looked_up("13800000077")) == complaint
    assert other.complainant.agent_phone_index == ""


def test_batches_of_before_are_whole_or_broke_off(city):
    given = {"taken_by": city.clerk, "taken_at": city.now, "rows": 2}
    report = {"filed": ["2026-000001"], "rejected": 1}
    whole = Batch.objects.create(file_name="a.csv", sha256="1" * 64, report=report, **given)
    broken = Batch.objects.create(file_name="b.csv", sha256="2" * 64, **given)
    fill("complaints", "0006_batch_by_worker", "say_how_they_stand")
    for each in (whole, broken):
        each.refresh_from_db()
    assert (whole.state, whole.looked_at, broken.state) == ("done", 2, "broken_off")
    assert whole.held
    fill("complaints", "0008_batch_put_off", "say_what_lies_there")
    assert not Batch.objects.filter(held=True).exists()
    assert broken.why_zh == "接收这份文件的请求中途断开了。"


@pytest.mark.parametrize("alone", [True, False])
def test_runs_of_before_become_those_of_the_only_organisation_with_analysts(city, alone):
    run = asked()
    if alone:
        for who in (city.other_analyst, city.bureau_analyst):
            who.appointments.all().delete()
    fill("runs", "0002_organisation", "give_to_the_only_analysts")
    assert Run.objects.get(pk=run.pk).organisation == (city.bank if alone else None)
