"""A run shared for reading: with whom, for what, until when; what the reader sees, and how it ends."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from web_cast import asked, done

from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.journal.models import Entry
from evenhand_web.registry import actions as registry
from evenhand_web.runs import queries
from evenhand_web.runs.models import Run, Sharing
from evenhand_web.runs.sharing import CannotShare, share, take_back

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def come(client, city):
    def come(who):
        client.force_login(city.people[who], backend=BACKEND)
        return client

    return come


@pytest.fixture
def run(city):
    return done(organisation=city.bank)


def shared(run, city, **more):
    given = {"reader": city.bureau, "purpose": "supervision", "by": city.analyst, "at": timezone.now()}
    return share(run=run, **given | more)


def test_a_run_is_shared_read_and_taken_back(come, city, run):
    other = done("other\n", organisation=city.bank)
    at = f"/runs/{run.pk}"
    bank = come("analyst")
    assert f'href="{at}/share"' in bank.get(at).content.decode()
    assert "还没有共享给任何单位" in bank.get(f"{at}/share").content.decode()
    sent = {"reader": "明州金融", "purpose": "supervision", "until": "2099-12-31"}
    page = bank.post(f"{at}/share", sent, follow=True).content.decode()
    assert "已共享。对方的分析员现在可以查看。" in page
    assert "至收回为止" not in page
    assert "2099-12-31" in page
    assert "还没有查看" in page

    bureau = come("bureau_analyst")
    listed = bureau.get("/").content.decode()
    assert re.search(rf'href="{at}".*?</a><br><span class="quiet">甬江银行共享</span>', listed)
    assert f"/runs/{other.pk}" not in listed
    page = bureau.get(at).content.decode()
    assert "这是甬江银行的任务" in page
    assert "目的：监督检查。可查看至 2099-12-31（含当日）。" in page
    assert "号码不完整" not in page
    assert re.findall(r"/files/([\w.]+)", page) == ["summary.json"]
    assert "/share" not in page
    assert "/delete" not in page
    assert bureau.post(f"{at}/delete").status_code == 404
    for _ in range(2):
        assert bureau.get(f"{at}/report").status_code == 200
    assert bureau.get(f"{at}/files/findings.parquet").status_code == 404

    bank = come("analyst")
    page = bank.get(f"{at}/share").content.decode()
    assert "还没有查看" not in page
    [end] = re.findall(rf'action="({at}/share/\d+/end)"', page)
    assert "已收回。对方不再能查看。" in bank.post(end, follow=True).content.decode()
    bank.post(end)
    assert come("bureau_analyst").get(at).status_code == 404
    assert at not in come("bureau_analyst").get("/").content.decode()
    about = Entry.objects.filter(subject="run", subject_id=run.pk).order_by("pk")
    said = [(each.kind, each.person_id, each.facts["reader"]) for each in about]
    reader = city.bureau_analyst.pk
    assert said == [
        ("runs.shared", city.analyst.pk, "A01"),
        ("runs.read", reader, "A01"),
        ("runs.taken_back", city.analyst.pk, "A01"),
    ]
    assert about[0].facts == {"reader": "A01", "purpose": "supervision", "last_day": "2099-12-31", "tables": False}


def test_an_association_may_read_too(city, run):
    given = {"code": "S01", "kind": "association", "institution_type": "", "name": "明州银行业协会"}
    association = registry.register(**given, name_en="", aliases=(), by=THE_PLATFORM, at=city.now)
    assert shared(run, city, reader=association).reader == association


@pytest.mark.parametrize(
    ("who", "more", "words"),
    [
        ("other_analyst", {}, "只有任务所属单位的分析员"),
        ("desk", {}, "只有任务所属单位的分析员"),
        ("analyst", {"reader": "other_bank"}, "一家机构的客户资料不给另一家机构看"),
        ("analyst", {"reader": "bank"}, "只能共享给其他的主管部门或协会"),
        ("analyst", {"purpose": "curiosity"}, "请选择共享的目的"),
        ("analyst", {"until": -1}, "截止日已经过去"),
    ],
)
def test_what_is_not_to_be_shared_is_refused_in_words(city, run, who, more, words):
    if "reader" in more:
        more["reader"] = city.organisations[more["reader"]]
    if "until" in more:
        more = {"until": timezone.localdate() - timedelta(days=1)}
    with pytest.raises(CannotShare, match=words):
        shared(run, city, by=city.people[who], **more)
    assert not Sharing.objects.exists()
    assert not Entry.objects.filter(subject="run").exists()


def test_a_run_that_is_not_done_or_nobodys_is_not_shared(come, city):
    nobodys = done("nobody\n")
    waiting = asked(organisation=city.bank)
    with pytest.raises(CannotShare, match="任务还没有完成"):
        shared(waiting, city)
    with pytest.raises(CannotShare, match="只有任务所属单位"):
        shared(nobodys, city)
    assert come("analyst").get(f"/runs/{waiting.pk}/share").status_code == 404


def test_a_reader_of_yesterday_reads_no_more(come, city, run):
    today = timezone.localdate()
    given = shared(run, city, until=today)
    assert given.last_day == today
    assert come("bureau_analyst").get(f"/runs/{run.pk}").status_code == 200
    Sharing.objects.update(ends_at=timezone.now())
    assert come("bureau_analyst").get(f"/runs/{run.pk}").status_code == 404
    assert "已到期" in come("analyst").get(f"/runs/{run.pk}/share").content.decode()


def test_shared_anew_the_former_ends(city, run):
    first = shared(run, city)
    second = shared(run, city, purpose="clue", with_tables=True)
    first.refresh_from_db()
    assert first.ended_at == second.given_at
    assert queries.sharing_of(run, city.bureau_analyst, now=timezone.now()) == second
    with pytest.raises(CannotShare, match="只有任务所属单位"):
        take_back(sharing=second, by=city.bureau_analyst, at=timezone.now())


def test_the_audit_a_shared_search_was_set_beside_stays_hidden(come, city, run):
    rings = done("rings\n", organisation=city.bank, kind="rings", audit=run)
    shared(rings, city)
    page = come("bureau_analyst").get(f"/runs/{rings.pk}").content.decode()
    assert "本单位看不到的一次检查" in page
    assert f"/runs/{run.pk}" not in page.replace(f"/runs/{rings.pk}", "")
    # Nor do its findings serve for a search of the reader's own.
    shared(run, city)
    assert not queries.finished_audits(person=city.bureau_analyst)
    assert f'href="/runs/{run.pk}"' in come("bureau_analyst").get(f"/runs/{rings.pk}").content.decode()


def test_what_somebody_reads_is_not_deleted_under_their_eyes(come, city, run):
    given = shared(run, city)
    refused = come("analyst").post(f"/runs/{run.pk}/delete")
    assert refused.status_code == 409
    assert "请先在共享页收回" in refused.content.decode()
    take_back(sharing=given, by=city.analyst, at=timezone.now())
    assert come("analyst").post(f"/runs/{run.pk}/delete").status_code == 302
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, ("请写明共享给哪个单位", "请选择共享的目的")),
        ({"reader": "明州", "purpose": "clue"}, ("叫“明州”的不止一家", 'name="reader-choice"')),
        ({"reader": "甬江银行", "purpose": "clue"}, ("没有登记叫“甬江银行”的单位",)),
        ({"reader": "A01", "purpose": "clue", "until": "soon"}, ("截止日请写成 2026-12-31 这样",)),
        ({"reader": "A01", "purpose": "clue", "until": "2020-01-01"}, ("截止日已经过去",)),
    ],
)
def test_the_form_says_what_is_missing_and_keeps_what_was_written(come, run, sent, said):
    refused = come("analyst").post(f"/runs/{run.pk}/share", sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert all(words in page for words in said), page
    assert f'value="{sent.get("reader", "")}"' in page
    assert not Sharing.objects.exists()


def test_its_pages_in_english_are_english(come, city, run):
    shared(run, city, until=timezone.localdate())
    for who, address in (("analyst", f"/runs/{run.pk}/share"), ("bureau_analyst", f"/runs/{run.pk}")):
        reader = come(who)
        reader.post("/language", {"lang": "en", "next": "/"})
        page = reader.get(address).content.decode()
        rest = (
            page.replace("秉衡", "").replace(">中文<", "").replace(city.people[who].name, "").replace("样analyst", "")
        )
        assert re.findall(r"[\u4e00-\u9fff]+", rest) == []
