"""No page over 150 kB, however much was written; and no word lost for it."""

import re
from html import unescape
from pathlib import Path

import pytest
from platform_cast import STORY

from evenhand_web.complaints.actions.handling import add, ask, reply
from evenhand_web.complaints.models import Addition, Complaint
from evenhand_web.complaints.printing import ROOM, sheets
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.people import actions as people
from evenhand_web.registry import actions as registry
from evenhand_web.registry.models import Alias, Organisation

AT = "/complain/"
# The styles and the script that every page brings; they count.
BROUGHT = sum(
    each.stat().st_size
    for folder in ("site/static/site", "portal/static/portal")
    for each in (Path(__file__).parents[2] / "evenhand_web" / folder).iterdir()
)
LONG = 20_000
MANY = 70


def weighs(answer) -> int:
    return len(answer.content) + BROUGHT


def words(nth, length=LONG):
    """Different words of this length; signs that weigh more on a page than in the text among them."""
    return (f"第{nth}次补充：“费用 & 利息”<{nth}>，" * (length // 12 + 1))[: length - 1] + "。"


def open_by_receipt(client, complaint):
    client.post(AT + "follow", {"receipt": complaint.receipt})


def whole_texts(client, start, link):
    """What stands behind every way to a whole text, on this page and on all that follow it."""
    seen, ahead, found = set(), [start], set()
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert weighs(answer) < 150_000, (address, weighs(answer))
        page = answer.content.decode()
        found.update(unescape(each) for each in re.findall(r'class="(?:said|told)">(.*?)</(?:p|div)>', page, re.S))
        base = address.partition("?")[0]
        ahead += [unescape(each) for each in re.findall(link, page)]
        ahead += [base + unescape(each) for each in re.findall(r'href="(\?page=\d+)"', page)]
    return found


@pytest.fixture
def talkative(city):
    """A complaint of which every text is as long as it may be."""
    complaint = city.handling(narrative=words(0))
    complaint = ask(complaint=complaint, question=words(900), by=city.desk, at=city.later())
    complaint = reply(complaint=complaint, text=words(901), at=city.later())
    for nth in range(1, MANY + 1):
        complaint = add(complaint=complaint, text=words(nth), papers=[], at=city.later())
    return complaint


def test_a_complaint_with_much_said_is_light_and_wholly_there_for_the_staff(desk, city, talkative):
    desk.come("desk")
    start = f"/desk/complaints/{talkative.number}"
    found = whole_texts(desk.client, start, rf'href="({start}/(?:words/[\w/]+|course))"')
    assert {words(nth) for nth in (*range(MANY + 1), 900, 901)} <= found


def test_printed_every_text_is_whole_on_sheets_that_are_light(desk, city, talkative):
    desk.come("desk")
    start = f"/desk/complaints/{talkative.number}/print"
    first = desk.client.get(start).content.decode()
    [parts] = re.findall(r"第 1 份，共 (\d+) 份", first)
    found = whole_texts(desk.client, start, r'href="(never)"')
    assert {words(nth) for nth in (*range(MANY + 1), 900, 901)} <= found
    pages = [desk.client.get(f"{start}?page={nth}").content.decode() for nth in range(1, int(parts) + 1)]
    assert all(f"/desk/complaints/{talkative.number}/print.css" in page for page in pages)
    assert sum(page.count("已补充材料") + page.count("补充材料</strong>") for page in pages) >= MANY
    # The page itself, printed as it is, says that it is not all of it, and where all of it is.
    page = desk.open(talkative)
    assert '<p class="on-paper">太长的文字这里只印开头' in page
    assert f'href="{start}"' in page
    assert "on-paper" not in desk.open(city.handling())


def test_a_text_that_no_sheet_holds_is_cut_and_none_of_it_lost(city):
    complaint = city.handling()
    complaint.narrative = "“&”" * 20_000
    first = [each for sheet in sheets(complaint) for each in sheet if each.section == "narrative"]
    assert len(first) > 1
    assert "".join(each.text for each in first) == complaint.narrative
    assert all(sum(each.weight for each in sheet) <= ROOM for sheet in sheets(complaint))


def test_and_for_whoever_complains(client, city, talkative):
    open_by_receipt(client, talkative)
    found = whole_texts(client, AT + "case", rf'href="({AT}case/(?:words/[\w/]+|additions|course))"')
    assert {words(nth) for nth in (*range(MANY + 1), 901)} <= found
    course = "".join(client.get(f"{AT}case/course?page={page}").content.decode() for page in (1, 2))
    assert course.count("已补充材料") == MANY


def test_what_is_short_is_shown_whole_and_leads_nowhere(desk, city):
    complaint = add(complaint=city.handling(), text="另有一笔五十元。", papers=[], at=city.later())
    desk.come("desk")
    page = desk.open(complaint)
    assert STORY in page
    assert "另有一笔五十元。" in page
    assert "/words/" not in page


def test_a_text_of_another_complaint_is_not_found(desk, client, city, talkative):
    other = city.handling()
    desk.come("desk")
    pk = Addition.objects.filter(complaint=talkative).first().pk
    assert desk.client.get(f"/desk/complaints/{other.number}/words/addition/{pk}").status_code == 404
    assert desk.client.get(f"/desk/complaints/{other.number}/words/reply/0").status_code == 404
    assert desk.client.get(f"/desk/complaints/{other.number}/words/phone/0").status_code == 404
    open_by_receipt(client, other)
    assert client.get(f"{AT}case/words/addition/{pk}").status_code == 404
    assert client.get(f"{AT}case/words/note/{pk}").status_code == 404


def test_a_pasted_text_past_the_limit_is_kept_whole_and_shown_in_part(city, client):
    long = words(1, 100_000)
    refused = client.post(AT + "story", {"subject": "conduct", "narrative": long})
    assert refused.status_code == 422
    assert weighs(refused) < 150_000
    page = refused.content.decode()
    assert "写得太长了" in page
    assert f'<a href="{AT}aside" download>下载全文（文本文件）</a>' in page
    assert unescape(page).count(long[:LONG]) == 1
    saved = client.get(AT + "aside")
    assert saved.content.decode("utf-8-sig") == long
    assert saved.headers["Content-Disposition"] == 'attachment; filename="evenhand-text.txt"'
    # Whoever shortens it and goes on has the rest still.
    assert client.post(AT + "story", {"subject": "conduct", "narrative": long[:LONG]}).status_code == 302
    assert client.get(AT + "aside").content.decode("utf-8-sig") == long
    client.post(AT + "leave")
    assert client.get(AT + "aside").headers["Location"] == AT


def test_another_language_while_a_long_text_stands_in_the_form_loses_nothing(city, client):
    long = words(1, 300_000)
    client.post(AT + "story", {"subject": "conduct", "narrative": long, "lang": "en", "next": AT + "story"})
    answer = client.get(AT + "story")
    assert weighs(answer) < 150_000
    assert client.get(AT + "aside").content.decode("utf-8-sig") == long


@pytest.mark.parametrize("about", ["add", "reply"])
def test_what_is_too_long_to_be_added_or_replied_is_kept_whole(city, client, talkative, about):
    asked = ask(complaint=talkative, question="哪一笔？", by=city.desk, at=city.later())
    open_by_receipt(client, asked)
    long = words(5, 100_000)
    refused = client.post(f"{AT}case/{about}", {"text": long, "seen": asked.version, "key": "k"})
    assert refused.status_code == 422
    assert weighs(refused) < 150_000
    assert re.search(rf'role="alert"><p><a href="#id_{about}">写得太长了', refused.content.decode())
    assert client.get(AT + "aside").content.decode("utf-8-sig") == long


def test_a_staff_form_past_the_limit_is_refused_and_light(desk, city, talkative):
    desk.come("desk")
    given = {"outcome": "upheld", "reasons": ["error_found"], "text": words(1, 100_000)}
    refused = desk.step(talkative, "answer", **given)
    assert refused.status_code == 422
    assert weighs(refused) < 150_000
    given = {"text": words(1, 100_000), "key": "k" * 12}
    refused = desk.client.post(f"/desk/complaints/{talkative.number}/papers", given)
    assert refused.status_code == 422
    assert "文字和材料都没有提交" in refused.content.decode()
    assert weighs(refused) < 150_000


@pytest.fixture
def large(city):
    """A registry of many institutions, each with something open, and a bank with many people."""
    for nth in range(400):
        given = {"code": f"X{nth:03d}", "kind": "institution", "institution_type": "bank"}
        names = {"name": f"样例第{nth}村镇银行股份有限公司", "name_en": f"Sample Rural Bank No. {nth}"}
        city.filed(institution=registry.register(**given, **names, by=THE_PLATFORM, at=city.now))
    for nth in range(150):
        named = {"login": f"p{nth:03d}", "name": f"样{nth}", "roles": ("desk",)}
        people.add_person(organisation=city.bank, **named, by=None, at=city.now)


def test_many_institutions_and_many_people_come_sheet_by_sheet_and_are_found(desk, city, large):
    desk.come("officer")
    complaint = city.filed(narrative=words(0))
    for address in ("/desk/?show=open", f"/desk/complaints/{complaint.number}"):
        assert weighs(desk.client.get(address)) < 150_000, address
    sheets = {
        "officer": ("/desk/board", 401, r"institution=(\w+)\">\d+</a></td><td"),
        "registrar": ("/registry/", 406, r'href="/registry/(\w+)"'),
        "bank_admin": ("/people/", 156, r'"登录名">([\w]+)</td>'),
    }
    for who, (address, number, shown) in sheets.items():
        desk.come(who)
        met = set()
        for page in range(1, 6):
            answer = desk.client.get(f"{address}?page={page}")
            assert weighs(answer) < 150_000, (address, weighs(answer))
            met |= set(re.findall(shown, answer.content.decode()))
        assert len(met) == number, (address, len(met))
    desk.come("registrar")
    assert 'href="/registry/X399"' in desk.client.get("/registry/?q=第399村镇").content.decode()
    desk.come("bank_admin")
    found = desk.client.get("/people/?q=p149").content.decode()
    assert re.findall(r'"登录名">(\w+)</td>', found) == ["p149"]
    assert "没有姓名或登录名包含“无此人”的人" in desk.client.get("/people/?q=无此人").content.decode()


@pytest.fixture
def thousands(city):
    """A registry of thousands of institutions, seventy of which the bureau has something about."""
    named = [(f"Y{nth:04d}", f"样例第{nth}家小额贷款有限公司") for nth in range(3000)]
    given = {"kind": "institution", "institution_type": "microloan"}
    made = Organisation.objects.bulk_create(Organisation(code=code, name=name, **given) for code, name in named)
    Alias.objects.bulk_create(Alias(organisation=each, name=each.name, folded=each.name) for each in made)
    for each in made[:70]:
        Complaint.objects.filter(pk=city.filed().pk).update(institution=each)


def test_thousands_of_institutions_are_named_and_not_listed(desk, city, thousands):
    desk.come("officer")
    complaint = city.filed(narrative=words(0))
    for address in ("/desk/?show=all", f"/desk/complaints/{complaint.number}", "/desk/enter"):
        page = desk.client.get(address)
        assert weighs(page) < 150_000, address
        assert page.content.count(b"<option") < 60, address
    refused = desk.step(complaint, "transfer", to="小额贷款")
    assert refused.content.count(b'name="transfer-to-choice"') == 8
    assert weighs(refused) < 150_000
    assert desk.step(complaint, "transfer", to="样例第2999家").status_code == 302
    assert Complaint.objects.get(pk=complaint.pk).holder.code == "Y2999"
    for asked, shown in (("样例第69家", 1), ("Y0069", 1), ("无此家", 0), ("小额贷款", 0), ("-", 0)):
        narrowed = desk.client.get("/desk/", {"show": "all", "institution": asked}).content.decode()
        assert narrowed.count('<th scope="row">') == shown, asked
        assert narrowed.count('name="institution-choice"') == (8 if asked == "小额贷款" else 0)
    desk.come("registrar")
    for code in ("Y0000", "B01"):
        assert weighs(desk.client.get(f"/registry/{code}")) < 150_000
