"""Two languages, each complete: no word is missing, none is left over, and the switch keeps the place."""

import re
from pathlib import Path

import pytest
from web_cast import done

from evenhand_web.complaints.words import WORDS as COMPLAINTS
from evenhand_web.people.words import WORDS as PEOPLE
from evenhand_web.portal.words import WORDS as PORTAL
from evenhand_web.registry.words import WORDS as REGISTRY
from evenhand_web.runs.procedure import MOVES, STAGES
from evenhand_web.runs.words import WORDS as RUNS
from evenhand_web.site.words import FRAME, WORDS

WEB = Path(__file__).parents[2] / "evenhand_web"
SOURCES = [p for p in WEB.rglob("*") if p.suffix in (".html", ".py") and p.name != "words.py" and p.is_file()]
SOURCES.append(WEB / "site/templatetags/words.py")
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
# Keys put together in a template from one of these and a closed list: kind."|add:kind
BUILT = set(re.findall(r'"((?:\w+\.)+)"\|add:', TEXT)) | {"problem.", "error."}
BUILT |= set(re.findall(r'f"((?:\w+\.)+){', TEXT))
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.no_database
def test_no_key_stands_in_two_rooms():
    rooms = (FRAME, RUNS, PORTAL, PEOPLE, REGISTRY, COMPLAINTS)
    assert len(WORDS) == sum(len(room) for room in rooms)


@pytest.mark.no_database
@pytest.mark.parametrize("key", WORDS)
def test_each_key_has_both_languages_with_the_same_places_to_fill(key):
    words = WORDS[key]
    assert set(words) == {"zh", "en"}
    assert all(words.values())
    assert set(re.findall(r"{\w+}", words["zh"])) == set(re.findall(r"{\w+}", words["en"]))
    assert key == "site.title" or not HAN.search(words["en"].replace("秉衡", ""))


@pytest.mark.no_database
@pytest.mark.parametrize("key", WORDS)
def test_each_key_is_used(key):
    assert f'"{key}"' in TEXT or f"'{key}'" in TEXT or any(key.startswith(prefix) for prefix in BUILT)


@pytest.mark.no_database
def test_each_key_that_a_template_says_exists():
    pages = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.suffix == ".html")
    said = re.findall(r"""{% say (?:"([^"]+)"|'([^']+)')""", pages)
    assert said
    assert [key for pair in said for key in pair if key and key not in WORDS] == []


@pytest.mark.no_database
def test_each_state_has_two_names_in_both_languages():
    for stage in STAGES.values():
        assert set(stage.staff) == set(stage.waiting_person) == {"zh", "en"}
    assert {move.before for move in MOVES} | {move.after for move in MOVES} == set(STAGES)


@pytest.mark.parametrize(
    "page", ["/", "/runs/new/audit", "/runs/new/rings", "/runs/{pk}", "/runs/{pk}/delete", "/nowhere"]
)
def test_an_english_page_is_english_throughout(client, page):
    run = done()
    client.post("/language", {"lang": "en", "next": "/"})
    content = client.get(page.format(pk=run.pk)).content.decode()
    assert '<html lang="en">' in content
    # What stays Chinese: the name, and the button for Chinese.
    rest = content.replace("秉衡", "").replace(">中文<", "")
    assert HAN.findall(rest) == []


def test_chinese_is_the_language_until_another_is_chosen(client):
    assert '<html lang="zh-CN">' in client.get("/").content.decode()
    response = client.post("/language", {"lang": "en", "next": "/runs/new/rings?x=1"})
    assert response.headers["Location"] == "/runs/new/rings?x=1"
    assert '<html lang="en">' in client.get("/").content.decode()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_the_switch_leads_nowhere_else(client, away):
    assert client.post("/language", {"lang": "en", "next": away}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client):
    client.post("/language", {"lang": "<script>", "next": "/"})
    assert '<html lang="zh-CN">' in client.get("/").content.decode()
