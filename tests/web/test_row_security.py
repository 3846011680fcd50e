"""The second lock, on PostgreSQL alone: what a query that forgot `visible_to` still does not show."""

import pytest
from django.db import connection

from evenhand_web.complaints.actions.handling import give_back, hand_over
from evenhand_web.complaints.models import Answer, Clock, Complainant, Complaint
from evenhand_web.people.tenancy import HeldToTheirOwn, held_to


def numbers() -> set[str]:
    return set(Complaint.objects.values_list("number", flat=True))


@pytest.fixture
def three(city):
    """One at the bank, answered; one at the other bank; one nobody transferred yet."""
    return city.answered(), city.transferred(to="other_bank"), city.filed()


def test_the_database_is_not_asked_by_a_role_that_no_lock_holds(city):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    ("who", "seen"),
    [("desk", {0}), ("other_desk", {1}), ("officer", {0, 1, 2}), ("lender_desk", set()), ("central_officer", set())],
)
def test_a_query_without_the_first_lock_shows_the_organisation_s_own(city, three, who, seen):
    with held_to(city.people[who]):
        assert numbers() == {three[place].number for place in seen}
        for model in (Complainant, Clock):
            assert set(model.objects.values_list("complaint", flat=True)) == {three[place].pk for place in seen}
        assert Answer.objects.count() == (0 in seen)
    assert numbers() >= {each.number for each in three}


def test_a_step_that_takes_a_complaint_out_of_sight_is_written_whole(city):
    complaint = city.transferred(to="bank")
    with held_to(city.desk):
        moved = give_back(complaint=complaint, ground="not_ours", note="不是我行客户。", by=city.desk, at=city.later())
    assert moved.state == "returned"
    assert Clock.objects.filter(complaint=complaint, limit="answer", over_at__isnull=True).count() == 0
    assert Clock.objects.filter(complaint=complaint, limit="regulator-transfer", over_at__isnull=True).count() == 1
    with held_to(city.officer):
        handed = hand_over(complaint=moved, to=city.central, by=city.officer, at=city.later())
    assert handed.authority == city.central


def test_a_request_is_held_and_lets_go_again(city, three, rf):
    shown = []

    def look(request):
        shown.append(numbers())
        raise RuntimeError

    for path, who in (("/desk/", city.other_desk), ("/complain/", city.other_desk)):
        request = rf.get(path)
        request.user = who
        with pytest.raises(RuntimeError):
            HeldToTheirOwn(look)(request)
    assert shown == [{three[1].number}, {each.number for each in three}]
    assert numbers() == {each.number for each in three}


@pytest.fixture
def rf():
    from django.test import RequestFactory

    return RequestFactory()
