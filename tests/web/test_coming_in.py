"""The same matter by two doors, calls put through, batches from 12345."""

import pytest
from platform_cast import CHEN, STORY

from evenhand_web.complaints import chores, queries
from evenhand_web.complaints.actions import linking
from evenhand_web.complaints.actions.calling import put_through, put_through_as_ticket
from evenhand_web.complaints.actions.filing import Who
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.likeness import alike, perhaps
from evenhand_web.complaints.models import Call, Complaint, Link
from evenhand_web.journal.queries import thread

OTHER = Who(name="何一舟", phone="13800000002")
ELSE = "保险代理人承诺的收益与合同不一致，要求说明并全额退保。"


def compare(city):
    while chores.compare_next(worker="w", clock=city.later, stopping=lambda: False):
        pass


ALIKE = [
    # who, narrative, institution, reasons
    (CHEN, ELSE, "bank", ("same_phone", "same_id_number", "same_institution")),
    (CHEN, STORY, "other_bank", ("same_phone", "same_id_number", "alike_words")),
    (OTHER, STORY + "谢谢", "bank", ("same_institution", "alike_words")),
    (OTHER, STORY, "other_bank", None),
    (OTHER, ELSE, "bank", None),
    (CHEN, ELSE, "other_bank", None),
]


@pytest.mark.parametrize(("who", "narrative", "bank", "reasons"), ALIKE)
def test_the_same_matter_is_known_by_person_or_by_words_at_one_institution(city, who, narrative, bank, reasons):
    first = city.filed()
    second = city.filed(
        who=who, narrative=narrative, institution=city.organisations[bank], door="hotline", by=city.clerk
    )
    found = alike(second)
    assert [(each.other, each.reasons) for each in found] == ([(first, reasons)] if reasons else [])


def test_a_likeness_is_proposed_once_and_merges_nothing(city):
    first, second = city.filed(), city.filed(door="hotline", by=city.clerk)
    compare(city)
    compare(city)
    link = Link.objects.get()
    assert (link.first, link.second, link.same) == (first, second, None)
    for complaint in (first, second):
        assert [e.kind for e in thread("complaint", complaint.pk)] == ["complaints.file", "complaints.link_proposed"]
        assert "13800000001" not in thread("complaint", complaint.pk)[1].text


def test_of_a_letter_sent_many_times_the_likeliest_are_proposed(city):
    for nth in range(14):
        city.filed(who=Who(name=f"样{nth}", phone=f"138000002{nth:02d}"))
    compare(city)
    last = Complaint.objects.latest("pk")
    proposed = Link.objects.filter(second=last).count() + Link.objects.filter(first=last).count()
    assert 0 < proposed <= 2 * linking.AT_MOST_PROPOSED
    assert Link.objects.count() <= 14 * linking.AT_MOST_PROPOSED


def test_when_it_is_the_same_both_keep_number_clock_and_voice(city):
    first, second = city.filed(), city.filed(door="hotline", by=city.clerk, narrative=STORY + "我也是本人")
    compare(city)
    linking.decide(link=Link.objects.get(), same=True, by=city.officer, at=city.later())
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.number != second.number
    assert (first.state, second.state) == ("received", "received")
    assert first.due_on
    assert second.due_on
    assert second.narrative.endswith("我也是本人")


def test_a_link_is_decided_once_by_somebody_who_sees_both(city):
    city.filed()
    city.filed(door="hotline", by=city.clerk)
    compare(city)
    with pytest.raises(CannotDo, match="这一步由"):
        linking.decide(link=Link.objects.get(), same=True, by=city.desk, at=city.later())
    linking.decide(link=Link.objects.get(), same=False, by=city.officer, at=city.later())
    with pytest.raises(CannotDo, match="另一位同事已经作了决定"):
        linking.decide(link=Link.objects.get(), same=True, by=city.officer, at=city.later())


def test_while_typing_only_what_the_clerk_may_see_is_offered(city):
    seen = city.filed(door="hotline", by=city.clerk)
    city.filed()
    found = perhaps(queries.visible_to(city.clerk), phone="+86 138 0000 0001", institution=city.bank.pk, words="")
    assert [each.other for each in found] == [seen]
    assert perhaps(queries.visible_to(city.clerk), phone="138", institution=city.bank.pk, words="") == []


def test_a_live_call_is_one_row_and_no_ticket(city):
    call = put_through(institution=city.bank, outcome="picked_up", by=city.clerk, at=city.later(), key="k")
    again = put_through(institution=city.bank, outcome="picked_up", by=city.clerk, at=city.later(), key="k")
    put_through(institution=city.bank, outcome="missed", by=city.clerk, at=city.later())
    assert (call.outcome, again, Call.objects.count(), Complaint.objects.count()) == ("picked_up", None, 2, 0)
    (standing,) = queries.standings(city.officer, today=city.now.date())
    assert (standing.calls, standing.picked_up) == (2, 1)
    assert queries.calls_missed(city.officer) == 1


def test_a_call_that_becomes_a_ticket_is_with_the_institution_at_once(city):
    sent = {
        "institution": city.bank,
        "subject": "conduct",
        "narrative": STORY,
        "who": CHEN,
        "by": city.clerk,
        "at": city.later(),
        "missed": True,
        "key": "k",
    }
    complaint, again = put_through_as_ticket(**sent), put_through_as_ticket(**sent)
    assert complaint == again
    assert (complaint.state, complaint.holder, Call.objects.get().complaint) == ("transferred", city.bank, complaint)
    assert complaint in queries.visible_to(city.desk)


@pytest.mark.parametrize(
    ("who", "to", "words"), [("officer", "bank", "热线坐席办理"), ("clerk", "bureau", "不是金融机构")]
)
def test_calls_are_put_through_by_clerks_to_institutions(city, who, to, words):
    with pytest.raises(CannotDo, match=words):
        put_through(institution=city.organisations[to], outcome="missed", by=city.people[who], at=city.later())
