"""The official examples of Regulation F, as files that a collector hands in; the dates are those of a later year.

The examples fit 2020, the rule is in force from 2021-11-30: the same days of 2026 are used (windows ask no weekday).
"""

import csv
import io
import json
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest
from collector_files import rows

from evenhand.conduct.audit import audit


def _found(folder: Path, text: str, *rules: str) -> dict[str, str]:
    """`contact rule` → outcome, of the rules asked for, or of all."""
    (folder / "contacts.csv").write_text(text, encoding="utf-8")
    audit(folder / "contacts.csv", packs=["us-regf"], out=folder / "out")
    told = duckdb.sql(f"SELECT contact_id, rule, outcome FROM '{folder / 'out' / 'findings.parquet'}'").fetchall()
    return {f"{contact} {rule}": outcome for contact, rule, outcome in told if not rules or rule in rules}


def _each(cases: dict[str, str], folder: Path) -> dict[str, dict[str, str]]:
    """By case `contact rule` → outcome, of all rules; one audit of all cases that have the same columns.

    Each case has debtors and contacts of its own, so that none counts in another.
    """
    alike: dict[str, list[dict[str, str]]] = defaultdict(list)
    for place, text in enumerate(cases.values()):
        own = {name: f"{place}-" for name in ("contact_id", "debtor_id")}
        for row in csv.DictReader(io.StringIO(text)):
            alike[text.splitlines()[0]].append(row | {name: f"{sign}{row[name]}" for name, sign in own.items()})
    found: dict[str, dict[str, str]] = {case: {} for case in cases}
    for columns, table in alike.items():
        text = "\n".join([columns, *(",".join(f'"{cell}"' for cell in row.values()) for row in table)])
        for told, outcome in _found(folder, text).items():
            place, _, contact = told.partition("-")
            found[list(cases)[int(place)]][contact] = outcome
    return found


FREQUENCY = ("calls-7-in-7", "call-after-conversation")
WEEK = [f"c{n} 04-0{n} 10" for n in range(2, 8)]
EIGHT = ["a 04-01 9", "b 04-02 9", "c 04-02 15", "d 04-03 9", "e 04-03 15", "f 04-06 9", "g 04-06 15", "h 04-07 9"]

# comment, the calls in order, what the two rules on frequency find
CALLS: list[tuple[str, list[str], dict[str, str]]] = [
    ("14(b)(2)(i)-1.i: a limited-content message and six unanswered", ["c1 04-01 10 outcome=voicemail", *WEEK], {}),
    ("14(b)(2)(ii)-1.i: eight in the window", EIGHT, {"h calls-7-in-7": "presumed_violation"}),
    ("the ninth too", [*EIGHT, "i 04-07 18"], {f"{one} calls-7-in-7": "presumed_violation" for one in "hi"}),
    ("the first day has left the window", [*EIGHT[:7], "h 04-08 9"], {}),
    ("14(b)(2)(i)-2.i: six of seven on one day", ["a 04-01 9", *(f"b{n} 04-02 {n}" for n in range(10, 16))], {}),
    (
        "14(b)(2)(ii)-2.iv.A: the settlement call drops, redialled at once",
        ["a 04-01 10 outcome=conversation", "b 04-01 10:06 outcome=conversation"],
        {"b call-after-conversation": "presumed_violation"},
    ),
    (
        "14(b)(3)(i)-3.i: call me back on Monday",
        ["a 04-03 10 outcome=conversation", "b 04-06 10 consent=recontact consent_at=2026-04-03T10:05:00-04:00"],
        {},
    ),
    (
        "and the conversation then ends it",
        [
            "a 04-03 10 outcome=conversation",
            "b 04-06 10 outcome=conversation consent=recontact consent_at=2026-04-03T10:05:00-04:00",
            "c 04-07 10 consent=recontact consent_at=2026-04-03T10:05:00-04:00",
        ],
        {"c call-after-conversation": "presumed_violation"},
    ),
    ("14(b)(3)(ii)-1: a busy signal", [*EIGHT[:7], "h 04-07 9 outcome=busy"], {}),
    ("14(b)(3)(ii)-1: a number not in service", [*EIGHT[:7], "h 04-07 9 outcome=not_in_service"], {}),
    (
        "14(b)(3)(ii)-1: dropped after it connected",
        [*EIGHT[:7], "h 04-07 9 outcome=dropped"],
        {"h calls-7-in-7": "presumed_violation"},
    ),
    (
        "14(b)(4)-2.i: three debts, seven unanswered for each",
        [
            f"{debt}{n} 04-0{n} {hour} debt_id={debt}"
            for debt, hour in (("a", 9), ("b", 11), ("c", 13))
            for n in range(1, 8)
        ],
        {},
    ),
    (
        "one call about two debts counts for each",
        [*EIGHT[:7], "h 04-07 9 debt_id=b;a"],
        {"h calls-7-in-7": "presumed_violation"},
    ),
    (
        "student loans under one account number are one debt",
        [f"{one} debt_id=account-1 debt_kind=student" for one in EIGHT],
        {"h calls-7-in-7": "presumed_violation"},
    ),
    ("each collector for itself", [*EIGHT[:7], "h 04-07 9 agency=South"], {}),
    ("the lender itself is one", [f"{one} agency=" for one in EIGHT], {"h calls-7-in-7": "presumed_violation"}),
    ("each person for himself", [*EIGHT[:7], "h 04-07 9 debtor_id=d2"], {}),
    ("day 8 after a conversation is free", ["a 08-14 10 outcome=conversation", "b 08-21 8"], {}),
    (
        "day 7 is not, and one that the consumer began counts",
        ["a 08-14 23:30 outcome=conversation direction=in", "b 08-20 20"],
        {"b call-after-conversation": "presumed_violation"},
    ),
    ("a conversation on another debt", ["a 08-14 10 outcome=conversation debt_id=b", "b 08-15 10"], {}),
    (
        "a conversation about several debts counts for each",
        ["a 08-14 10 outcome=conversation debt_id=a;b", "b 08-15 10 debt_id=b"],
        {"b call-after-conversation": "presumed_violation"},
    ),
    ("text messages are no calls", [*EIGHT[:7], "h 04-07 9 channel=sms outcome=sent"], {}),
    (
        "consent of Jun 4 ends with Jun 10",
        [
            *(f"a{n} 06-0{n} 10" for n in range(4, 10)),
            "a10 06-09 15",
            "b 06-10 10 consent=frequency consent_at=2026-06-04T09:00:00-04:00",
            "c 06-10 11",
        ],
        {"c calls-7-in-7": "presumed_violation"},
    ),
]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What is found of the calls of each comment."""
    return _each({comment: rows(*calls) for comment, calls, _ in CALLS}, tmp_path_factory.mktemp("calls"))


@pytest.mark.parametrize(("comment", "found"), [(case[0], case[2]) for case in CALLS], ids=[case[0] for case in CALLS])
def test_how_often(comment: str, found: dict[str, str], counted: dict[str, dict[str, str]]) -> None:
    of_both = {told: outcome for told, outcome in counted[comment].items() if told.split()[1] in FREQUENCY}
    assert of_both == found


CEASED = "ceased_at=2026-08-06T10:00:00-04:00"
BOTH_ZONES = "debtor_tz=America/New_York;America/Los_Angeles"
STOP = "Reply_STOP_to_opt_out."
US = "This_is_from_a_debt_collector."

# section, the contact, what is found of it by any rule
ALONE: list[tuple[str, str, dict[str, str]]] = [
    ("6(b)(1)(i)-2.i: a minute before eleven Eastern", f"x 04-07 10:59 {BOTH_ZONES}", {"contact-hours": "breach"}),
    ("6(b)(1)(i)-2.i: eleven Eastern", f"x 04-07 11 {BOTH_ZONES}", {}),
    ("6(b)(1)(i)-2.i: nine in the evening Eastern", f"x 04-07 21 {BOTH_ZONES}", {}),
    ("6(b)(1)(i)-2.i: a minute later", f"x 04-07 21:01 {BOTH_ZONES}", {"contact-hours": "breach"}),
    ("6(b)(1): a reply at night", "x 04-07 22 purpose=reply", {"contact-hours": "review"}),
    ("6(b)(1): hours agreed", "x 04-07 22 consent=hours", {}),
    (
        "6(b)(3): a visit at work",
        "x 04-07 10 channel=visit place=work identified=true outcome=",
        {"workplace": "review"},
    ),
    (
        "6(c)(1)-1.i: an e-mail sent before the refusal was received",
        f"x 08-04 10 channel=email {CEASED}",
        {},
    ),
    ("6(c)(1)-1.i: a call after", f"x 08-06 11 {CEASED}", {"after-cease": "breach"}),
    (
        "6(c)(2): a notice of a remedy",
        f"x 08-06 11 channel=letter outcome= purpose=notice_required_by_law identified=true {CEASED}",
        {},
    ),
    ("14(h)(1)-3.i: stop calling", "x 04-07 10 opted_out=call", {"medium-opt-out": "breach"}),
    (
        "14(h): mail that the law requires",
        "x 04-07 10 channel=letter outcome= identified=true purpose=notice_required_by_law opted_out=letter",
        {},
    ),
    (
        "14(h): whether it requires a message",
        "x 04-07 10 channel=im purpose=notice_required_by_law opted_out=im",
        {"medium-opt-out": "review"},
    ),
    ("14(h): the one confirmation", "x 04-07 10 channel=im purpose=reply opted_out=im", {"medium-opt-out": "review"}),
    ("14(h): another number is open", "x 04-07 10 number=n-2 opted_out=n-1", {}),
    ("6(e): a message with both", f"x 04-07 10 channel=sms outcome=sent text={US}_{STOP}", {}),
    ("6(e): no way out", f"x 04-07 10 channel=sms outcome=sent text={US}", {"opt-out-missing": "breach"}),
    (
        "18(e): no debt collector",
        f"x 04-07 10 channel=sms outcome=sent text=Call_us._{STOP}",
        {"identification-missing": "breach"},
    ),
    (
        "18(e): a call of which it is not known",
        "x 04-07 10 outcome=answered identified=",
        {"identification-missing": "review"},
    ),
    ("22(f)(4): a public post", "x 04-07 10 channel=post outcome=", {"public-post": "breach"}),
    ("6(d): a relative asked where the debtor is", "x 04-07 10 counterparty=relative purpose=locate", {}),
    ("6(d): a relative asked to pay", "x 04-07 10 counterparty=relative purpose=collect", {"third-person": "review"}),
    ("6(a): a spouse is a consumer", "x 04-07 10 counterparty=spouse purpose=collect", {}),
]
# Columns that the file has in any case, empty where nothing is said, so that every rule is judged.
ALL = "consent= consent_at= ceased_at= opted_out= number=n-1 place= identified=true text= debtor_tz="


def _whole(contact: str) -> str:
    named = {one.split("=")[0] for one in contact.split()[3:]} | ({"identified"} if "text=" in contact else set())
    return rows(" ".join([contact, *(one for one in ALL.split() if one.split("=")[0] not in named)]))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What is found of the contact of each section."""
    return _each({section: _whole(contact) for section, contact, _ in ALONE}, tmp_path_factory.mktemp("alone"))


@pytest.mark.parametrize(("section", "found"), [(case[0], case[2]) for case in ALONE], ids=[case[0] for case in ALONE])
def test_one_contact(section: str, found: dict[str, str], alone: dict[str, dict[str, str]]) -> None:
    assert alone[section] == {f"x {rule}": outcome for rule, outcome in found.items()}


def test_frequency_and_language_are_two_findings(tmp_path: Path) -> None:
    """Comment 14(b)(1)-2: within the limits, one voicemail with obscene language."""
    calls = rows("a 04-01 10", "b 04-02 10 outcome=voicemail text=You_are_a_deadbeat_and_a_thief.")
    assert _found(tmp_path, calls, *FREQUENCY, "insult") == {"b insult": "review"}


def test_the_attorney_was_dealt_with_before(tmp_path: Path) -> None:
    """1006.6(b)(2): whether he still represents the debtor in this debt a person must judge."""
    calls = rows("a 04-01 10 counterparty=attorney", "b 04-02 10 counterparty=debtor", "c 04-03 10 debt_id=b")
    assert _found(tmp_path, calls, "represented") == {"b represented": "review"}


@pytest.mark.parametrize(
    ("columns", "lacking"),
    [
        ("identified=true text=Call_us.", None),
        ("identified=true", None),
        ("text=Call_us.", None),
        ("", ["identified", "text"]),
    ],
)
def test_who_speaks_is_judged_from_either_column(columns: str, lacking: list[str] | None, tmp_path: Path) -> None:
    _found(tmp_path, rows(f"x 04-07 10 channel=sms outcome=sent {columns}"))
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["not_evaluated"].get("us-regf/identification-missing") == lacking
