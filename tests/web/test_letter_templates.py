"""Templates of letters: an operator's own beside the shipped ones, faulty ones named, text that stays text."""

import re
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from docx import Document

from evenhand_web.complaints.actions import lettering
from evenhand_web.complaints.documents import SHIPPED, CannotFill, fill, template_of
from evenhand_web.complaints.letters import LETTERS, facts_of, specimen

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def lines_of(document: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(document)).paragraphs]


def written(folder, name, *paragraphs):
    """A template of these paragraphs, as a word processor would have saved it."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    place = folder / f"{name}.docx"
    document.save(place)
    return place


@pytest.mark.parametrize("kind", LETTERS)
def test_a_shipped_template_asks_for_what_its_letter_knows_and_leaves_nothing_unfilled(kind):
    told = lines_of(fill(SHIPPED / f"{kind}.docx", specimen(kind)))
    assert told[0] == LETTERS[kind].name["zh"]
    assert "（盖章处）" in told
    assert not re.search(r"[{}%]", "".join(told))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
        ("{% for one in range(9) %}多{% endfor %}", "{% for one in range(9) %}多{% endfor %}"),
        ("{_{ number }_} {_% if %_}", "{_{ number }_} {_% if %_}"),
        ("</w:t></w:r><w:br/><w:p>", "</w:t></w:r><w:br/><w:p>"),
        ("&lt;b&gt; &#123; & \"'", "&lt;b&gt; &#123; & \"'"),
        ("一\x07二\x0c三\x00四\u202e五\ufffe六\ud800七", "一二三四五六七"),
        ("a]]>b<!--", "a]]>b<!--"),
        ("全角\u3000空格，生僻字\U00031350，👩\u200d🌾", "全角\u3000空格，生僻字\U00031350，👩\u200d🌾"),
    ],
)
def test_hostile_text_stays_the_text_it_is(text, shown):
    facts = specimen("answer") | {"addressee": text, "text": [text, "下一段"]}
    told = lines_of(fill(SHIPPED / "answer.docx", facts))
    assert told[2] == f"{shown}："
    assert told[4:6] == [shown, "下一段"]
    assert len(told) == len(lines_of(fill(SHIPPED / "answer.docx", specimen("answer")))) + 1


def test_a_consumer_whose_name_is_a_placeholder_is_called_so(city):
    complaint = city.answered()
    complaint.complainant.name = "{{ number }}<w:p/>"
    complaint.complainant.save()
    document = lettering.write_letter(complaint=complaint, kind="answer", by=city.desk, at=city.later())
    assert "{{ number }}<w:p/>：" in lines_of(document)


@pytest.mark.parametrize(
    ("paragraphs", "zh", "en"),
    [
        (
            ["您好，{{ nmae }}：", "{{ day }}"],
            "answer.docx”里的占位符“{{ nmae }}”没有对应的内容",
            "asks for {{ nmae }}",
        ),
        (["{{ number"], "占位符“{{ number”写法有误", "written wrongly at “{{ number”"),
        (["甲", "乙", "丙", "丁", "戊", "{{ day | }}"], "占位符“{{ day | }}”写法有误", "answer.docx"),
        (["{{ number.colour }}"], "has no attribute 'colour'", "answer.docx"),
        (["{{ number.__class__.__mro__ }}"], "unsafe", "answer.docx"),
        (["{{ number + 1 }}"], "answer.docx”里的占位符写法有误", "answer.docx"),
        (["{{ 1 / 0 }}"], "division by zero", "answer.docx"),
        (["甲{% if not number %}", "乙", "{%p endif %}"], "要各自单独成段", "paragraph of their own"),
    ],
)
def test_a_faulty_template_is_named_with_the_placeholder(tmp_path, paragraphs, zh, en):
    facts = specimen("answer") | {"text": ["一", "二"]}
    with pytest.raises(CannotFill) as refused:
        fill(written(tmp_path, "answer", *paragraphs), facts)
    assert zh in refused.value.zh
    assert en in refused.value.en
    assert "answer.docx" in refused.value.zh


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 cut off"])
def test_what_is_no_document_is_named(tmp_path, content):
    place = tmp_path / "answer.docx"
    place.write_bytes(content)
    with pytest.raises(CannotFill, match=r"“answer\.docx”打不开"):
        fill(place, specimen("answer"))


def test_an_operator_s_template_stands_in_for_the_shipped_one_and_the_rest_stay(city, tmp_path):
    own = written(tmp_path, "answer", "{{ sender }}（{{ number }}）", "{{ text }}")
    complaint = city.answered()
    with override_settings(EVENHAND_LETTERS=str(tmp_path)):
        assert template_of("answer") == own
        assert template_of("transfer") == SHIPPED / "transfer.docx"
        told = lines_of(lettering.write_letter(complaint=complaint, kind="answer", by=city.desk, at=city.later()))
    assert told == [f"甬江银行（{complaint.number}）", "经核实，多收的费用已退还。"]
    with override_settings(EVENHAND_LETTERS=str(tmp_path / "gone")), pytest.raises(CannotFill, match="不是文件夹"):
        template_of("answer")


def test_the_page_says_which_template_is_faulty_and_writes_nothing_down(city, client, tmp_path):
    written(tmp_path, "answer", "{{ colour }}")
    complaint = city.answered()
    client.force_login(city.desk, backend=BACKEND)
    with override_settings(EVENHAND_LETTERS=str(tmp_path)):
        response = client.post(f"/desk/complaints/{complaint.number}/letters/answer")
    assert response.status_code == 422
    assert "占位符“{{ colour }}”没有对应的内容" in response.content.decode()
    assert "写出文书" not in client.get(f"/desk/complaints/{complaint.number}").content.decode()


def test_the_command_lays_out_what_is_missing_and_tries_what_is_there(tmp_path):
    folder, said = tmp_path / "own", StringIO()
    call_command("letters", str(folder), stdout=said)
    assert {each.name for each in folder.iterdir()} == {f"{kind}.docx" for kind in LETTERS}
    written(folder, "decision", "{{ reasons }}")
    with pytest.raises(CannotFill, match=re.escape("“decision.docx”里的占位符“{{ reasons }}”")):
        call_command("letters", str(folder), stdout=said)


@pytest.mark.parametrize("kind", LETTERS)
def test_the_guide_names_what_each_template_may_ask_for(kind, root):
    guide = (root / "docs" / "howto" / "letters.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (every letter|`[a-z]+\.docx`) \| (.*?) \|", guide, re.MULTILINE)
    told = {name.strip("`"): set(re.findall(r"`(\w+)`", names)) for name, names in rows}
    assert told["every letter"] | told[f"{kind}.docx"] == set(specimen(kind))


def test_what_a_template_is_tried_with_is_what_a_letter_has(city):
    complaint = city.answered()
    for kind in ("acknowledgement", "transfer", "answer"):
        told = facts_of(complaint, kind, by=city.desk, at=city.later())
        assert {name: type(value) for name, value in told.items()} == {
            name: type(value) for name, value in specimen(kind).items()
        }
