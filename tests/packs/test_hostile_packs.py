"""Files that no honest hand writes: each is named, nothing grows, and the other packs still load."""

import os
import resource
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from evenhand.errors import BadPack, Misuse
from evenhand.rules.shelf import SHELF, load_packs, read_shelf

GOOD = (SHELF / "cn-ningbo" / "rules" / "threat.yaml").read_text(encoding="utf-8")
WHEN = "direction = 'out' and has(text) and perhaps(said('threat'))"
# Far more than a pack needs, and far less than any of these would take if it were believed.
MOST_GROWTH_KB = 100_000


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for pack in ("cn-ningbo", "uk-conc7"):
        shutil.copytree(SHELF / pack, tmp_path / pack)
    return tmp_path


def _bomb() -> str:
    doubled = "".join(f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n" for before, one in pairwise("abcdefghi"))
    return f"a: &a [x, x, x, x, x, x, x, x, x]\n{doubled}"


def _with_when(when: str) -> str:
    assert WHEN in GOOD
    return GOOD.replace(WHEN, when)


def _severe(written: str) -> str:
    return GOOD.replace("severity: high", written)


WRITTEN: list[tuple[str, str, str]] = [
    # what, the file, what the sentence says after the name of the file
    ("a-tab-as-indent", GOOD.replace("  zh:", "\tzh:"), "line 8: not valid YAML (found character that cannot"),
    ("a-tab", GOOD.replace("severity:", "\tseverity:"), "write spaces in place of the tab"),
    ("a-bomb", _bomb(), "line 1: parts named by & and put in again by * are not used; write them out"),
    ("a-part-put-in-again", f"{GOOD}x: [*a]\n", "line 18: parts named by & and put in again"),
    ("keys-put-in", _severe("<<: {severity: high}"), "line 5: a key must be one word"),
    ("a-program", "!!python/object/apply:os.getcwd []\n", "line 1: the tag tag:yaml.org,2002:python/object"),
    ("endless-brackets", _severe(f"severity: {'[' * 100_000}"), "line 5: brackets or indents lie more than 12 deep"),
    ("a-control-sign", _severe("severity: \0"), "line 5: not valid YAML (control characters"),
    ("nothing", "", "line 1: a mapping was expected, such as rule: threat"),
    ("two-files-in-one", f"{GOOD}---\nrule: x\n", "line 18: not valid YAML (but found another document)"),
    ("no-such-day", GOOD.replace("2024-09-01:", "2024-09-31:"), "line 11: 2024-09-31 is no day and no number; write"),
    ("an-endless-number", GOOD.replace("every_days: 180", f"every_days: {'9' * 5000}"), "is no day and no number"),
    ("brackets-in-when", _with_when(f"{'(' * 10_000}refused{')' * 10_000}"), "line 6, when: the condition is 20,007"),
    ("deep-when", _with_when(f"{'(' * 60}refused{')' * 60}"), "line 6, when: too many brackets or nots"),
    ("nots-in-when", _with_when(f"{'not ' * 300}refused"), "line 6, when: too many brackets or nots"),
    ("perhaps-in-when", _with_when(f"{'perhaps(' * 200}refused{')' * 200}"), "line 6, when: too many brackets"),
    ("open-bracket", _with_when("(refused"), "line 6, when: cannot be parsed; see to the quotes, brackets"),
    ("long-when", _with_when(" and ".join(["refused"] * 20_000)), "at most 4,000; split it into several rules"),
    ("a-table-dropped", _with_when("refused; drop table contacts"), "line 6, when: only one condition is allowed"),
    ("a-query", _with_when("(select 1) = 1"), "line 6, when: (SELECT 1) is not in the vocabulary"),
    ("a-number-for-a-key", _severe("severity: high\n1: 2"), "line 6, 1: is not a known key"),
    (
        "a-column-not-asked",
        _severe("severity: high\nneeds_one_of: [place]"),
        "when does not ask about place; remove it",
    ),
]


@pytest.mark.parametrize(("what", "written", "said"), WRITTEN, ids=[what for what, *_ in WRITTEN])
def test_what_is_written_is_named_and_the_neighbour_loads(shelf: Path, what: str, written: str, said: str) -> None:
    assert written != GOOD, what
    (shelf / "cn-ningbo" / "rules" / "threat.yaml").write_text(written, encoding="utf-8")
    _named(shelf, said, "cn-ningbo/rules/threat.yaml")


def _too_large(path: Path) -> None:
    path.write_text(f"# {'x' * 50_000_000}", encoding="utf-8")


def _binary(path: Path) -> None:
    path.write_bytes(b"rule: threat\n" + bytes(range(256)))


def _saved_as_gb(path: Path) -> None:
    path.write_bytes("pack: x\ntitle: {zh: 严禁恐吓, en: none}\n".encode("gb18030"))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def _never_ending(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


LAID: list[tuple[Callable[[Path], None], str]] = [
    (_too_large, ": 50,000,002 bytes, at most 1,000,000 are read; see whether it is the right file, or split it"),
    (_binary, " line 3: is not text in UTF-8; save it as UTF-8"),
    (_saved_as_gb, " line 2: is not text in UTF-8; save it as UTF-8"),
    (_folder, ": is no file; take it away"),
    (_endless, ": is no file; take it away"),
    (_never_ending, ": is no file; take it away"),
]


@pytest.mark.parametrize("name", ["pack.yaml", "rules/threat.yaml"])
@pytest.mark.parametrize(("lay", "said"), LAID, ids=[lay.__name__ for lay, _ in LAID])
def test_what_is_no_rule_file_is_named_and_not_read(
    shelf: Path, lay: Callable[[Path], None], said: str, name: str
) -> None:
    lay(shelf / "cn-ningbo" / name)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _named(shelf, said, f"cn-ningbo/{name}")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_GROWTH_KB


def _named(shelf: Path, said: str, place: str) -> None:
    sound, broken = read_shelf(shelf)
    assert [pack.id for pack in sound] == ["uk-conc7"]
    assert list(broken) == ["cn-ningbo"]
    fault = broken["cn-ningbo"]
    assert isinstance(fault, BadPack)
    assert fault.en.startswith(place)
    assert said in fault.en, fault.en
    assert fault.zh.startswith(place)
    assert len(fault.en) < 500


def test_a_pack_with_the_name_of_another_is_refused(shelf: Path) -> None:
    with pytest.raises(Misuse, match="are packs of one name; use one of them, or rename one") as refused:
        load_packs(["uk-conc7", str(shelf / "uk-conc7")])
    assert "是同名的规则包" in refused.value.zh
    head = shelf / "cn-ningbo" / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("pack: cn-ningbo", "pack: uk-conc7"), encoding="utf-8")
    _named(shelf, "line 1, pack: must be the name of its folder (cn-ningbo)", "cn-ningbo/pack.yaml")
