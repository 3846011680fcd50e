"""The sample city on the platform: every stage, every role, once."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from evenhand.errors import Misuse
from evenhand_web.complaints.actions.linking import compare
from evenhand_web.complaints.models import Call, Clock, Complaint, Link
from evenhand_web.complaints.procedure import STAGES
from evenhand_web.complaints.queries import local_day, standings
from evenhand_web.journal.models import Entry
from evenhand_web.people.models import Person
from evenhand_web.people.roles import ROLES
from evenhand_web.sample.filling import fill


@pytest.fixture
def filled():
    with transaction.atomic():
        yield fill(now=timezone.now())
        transaction.set_rollback(True)


def test_it_has_people_of_every_role_and_complaints_at_every_stage(filled):
    assert {role for account in filled for role in account.person.roles} == set(ROLES)
    assert {complaint.state for complaint in Complaint.objects.all()} == set(STAGES)
    assert {call.outcome for call in Call.objects.all()} == {"picked_up", "missed"}
    assert all(account.person.check_password(account.password) for account in filled)
    assert not Person.objects.filter(given_password=True).exists()


def test_everything_happened_before_now_in_the_order_of_time_and_in_the_journal(filled):
    at = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert at == sorted(at)
    assert at[-1] < timezone.now()
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"complaints.give_back", "complaints.decide_extension", "complaints.review", "complaints.hand_over"} <= kinds


def test_its_board_shows_late_ones_and_five_authorities_share_the_city(filled):
    officer = Person.objects.get(login="officer")
    late = {each.institution.code: each.late for each in standings(officer, today=local_day(timezone.now()))}
    assert late["B01"] == 1
    assert Complaint.objects.values("authority").distinct().count() == 3
    assert Clock.objects.filter(over_at__isnull=True).exists()


def test_the_same_matter_from_two_doors_is_proposed_and_not_merged(filled):
    for complaint in Complaint.objects.order_by("pk"):
        compare(complaint=complaint, at=timezone.now())
    doors = {frozenset((link.first.door, link.second.door)) for link in Link.objects.all()}
    assert frozenset(("web", "municipal")) in doors


def test_a_platform_that_holds_something_is_left_alone(filled):
    with pytest.raises(Misuse, match="样例城市只能放进空的平台"):
        fill(now=timezone.now())
    told = io.StringIO()
    call_command("fill_sample", stdout=told)
    assert "登录密码只在第一次显示" in told.getvalue()
    assert not any(account.password in told.getvalue() for account in filled)
