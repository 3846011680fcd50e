"""What an audit must find in the city's contacts, worked out from the rules as people read them.

This reads codes and whole seconds, not files; it shares no line with `evenhand.rules` and `evenhand.conduct`, so that
the two can disagree. It lists what is certain: that includes what was said, which an audit can only hand to a person to
read, but not what the file leaves open (a relative who offers to pay, a spouse under `cn-ningbo`, an unknown outcome),
nor rules marked unverified. The rules and their sources stand in the packs `cn-gbt-45251-2025` and `cn-ningbo`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from evenhand.city.contact_table import contact_ids
from evenhand.city.contact_texts import Spoken
from evenhand.city.contacts import CHANNEL, COUNTERPARTY, EXCEPTION, OUTCOME, PURPOSE, THIRD_PERSONS, Sheet
from evenhand.city.days import IN_FORCE, SHANGHAI_S
from evenhand.city.dice import Flags, Numbers
from evenhand.city.lenders import AGENCIES, LENDERS, MANDATES, Mandate

GBT, NINGBO = "cn-gbt-45251-2025", "cn-ningbo"
TRUTH = pa.schema([("contact_id", pa.string()), ("pack", pa.string()), ("rule", pa.string())])

_DAY_S = 86_400
_QUIET_FROM_S, _QUIET_TO_S = 22 * 3600, 8 * 3600
_EFFECTIVE_CALLS = 3
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One rule of one pack, and for each contact whether it is broken."""

    pack: str
    rule: str
    found: Flags


def judge(sheet: Sheet, spoken: Spoken) -> tuple[Verdict, ...]:
    """What is found in the contacts of `sheet`, which holds every contact of its days."""
    third = np.isin(sheet.counterparty, THIRD_PERSONS)
    unrelated = third & (sheet.counterparty != COUNTERPARTY["spouse"])
    demands = sheet.outward & (sheet.purpose == PURPOSE["collect"]) & ~_is(sheet.exception, "volunteers_to_pay")
    in_force = _local_day(sheet) >= (IN_FORCE - _EPOCH).days
    disclosed = sheet.outward & third & spoken.says(spoken.debt, sheet.text)
    return (
        Verdict(pack=GBT, rule="contact-hours", found=in_force & _in_quiet_hours(sheet)),
        Verdict(pack=GBT, rule="effective-calls-per-day", found=in_force & _beyond_three(sheet)),
        Verdict(pack=GBT, rule="third-person", found=in_force & third & (demands | _asks_without_ground(sheet))),
        Verdict(pack=GBT, rule="contact-after-refusal", found=in_force & third & _after_refusal(sheet)),
        Verdict(pack=GBT, rule="disclosure", found=in_force & disclosed),
        Verdict(pack=NINGBO, rule="third-person", found=unrelated & demands),
        Verdict(pack=NINGBO, rule="recording-missing", found=_unrecorded(sheet)),
        Verdict(pack=NINGBO, rule="images-missing", found=_without_images(sheet)),
        Verdict(pack=NINGBO, rule="agency-not-admitted", found=sheet.outward & ~_mandated(sheet)),
        Verdict(pack=NINGBO, rule="threat", found=sheet.outward & spoken.says(spoken.threat, sheet.text)),
        Verdict(pack=NINGBO, rule="insult", found=sheet.outward & spoken.says(spoken.insult, sheet.text)),
        Verdict(pack=NINGBO, rule="disclosure", found=disclosed),
    )


def truth_table(sheet: Sheet, verdicts: tuple[Verdict, ...]) -> pa.Table:
    """One row a contact, pack and rule found, in order of contact id, pack and rule."""
    places = [np.flatnonzero(one.found) for one in verdicts]
    which = np.concatenate([np.full(len(one), at, dtype=np.int64) for at, one in enumerate(places)])
    number = sheet.number[np.concatenate(places)]
    by_name = sorted(range(len(verdicts)), key=lambda at: (verdicts[at].pack, verdicts[at].rule))
    rank = np.argsort(np.array(by_name, dtype=np.int64))
    order = np.lexsort((rank[which], number))
    name = pa.array(which[order])
    packs = pa.array([one.pack for one in verdicts]).take(name)
    rules = pa.array([one.rule for one in verdicts]).take(name)
    return pa.table([contact_ids(number[order]), packs, rules], schema=TRUTH)


def _is(exception: Numbers, name: str) -> Flags:
    return np.asarray(exception == EXCEPTION[name], dtype=np.bool_)


def _local_day(sheet: Sheet) -> Numbers:
    return (sheet.at + SHANGHAI_S) // _DAY_S


def _in_quiet_hours(sheet: Sheet) -> Flags:
    """A call, message or visit at 22:00:00 or later, or before 08:00:00, that the counterparty had not agreed to."""
    clock = (sheet.at + SHANGHAI_S) % _DAY_S
    ways = [CHANNEL[name] for name in ("call", "sms", "im", "visit")]
    quiet = (clock >= _QUIET_FROM_S) | (clock < _QUIET_TO_S)
    return quiet & np.isin(sheet.channel, ways) & sheet.outward & ~sheet.hours_agreed


def _beyond_three(sheet: Sheet) -> Flags:
    """The fourth and later effective call to one debtor for one lender on one day, whoever made them."""
    effective = (sheet.channel == CHANNEL["call"]) & sheet.outward & (sheet.outcome == OUTCOME["conversation"])
    at = np.flatnonzero(effective)
    grouping = (_local_day(sheet), sheet.debtor, sheet.lender)
    order = at[np.lexsort([column[at] for column in (sheet.number, sheet.at, *grouping)])]
    # A call is beyond the third when the call three places before it is of the same day, debtor and lender.
    later, earlier = order[_EFFECTIVE_CALLS:], order[:-_EFFECTIVE_CALLS]
    same = np.logical_and.reduce([column[later] == column[earlier] for column in grouping])
    found = np.zeros(len(sheet), dtype=np.bool_)
    found[later[same]] = True
    return found


def _asks_without_ground(sheet: Sheet) -> Flags:
    """Looking for the debtor, or passing on a word, without one of the grounds on which a third person may be asked."""
    asks = np.isin(sheet.purpose, [PURPOSE["locate"], PURPOSE["relay"]])
    grounds = np.isin(sheet.exception, [EXCEPTION[name] for name in ("unreachable", "deceased", "incapacity")])
    return sheet.outward & asks & ~grounds


def _after_refusal(sheet: Sheet) -> Flags:
    lawful = np.isin(sheet.purpose, [PURPOSE["reply"], PURPOSE["notice_required_by_law"]])
    return sheet.outward & sheet.refused & ~lawful


def _unrecorded(sheet: Sheet) -> Flags:
    connected = np.isin(sheet.outcome, [OUTCOME["conversation"], OUTCOME["answered"]])
    found: Flags = (sheet.channel == CHANNEL["call"]) & connected & ~sheet.recorded
    return found


def _without_images(sheet: Sheet) -> Flags:
    found: Flags = (sheet.channel == CHANNEL["visit"]) & sheet.outward & ~sheet.imaged
    return found


def _mandated(sheet: Sheet) -> Flags:
    """Whether a mandate covers the contact's day; the lender itself needs none."""
    day = _local_day(sheet)
    covered: Flags = sheet.agency == 0
    for one in MANDATES:
        covered |= _of(one, sheet) & (day >= (one.first - _EPOCH).days) & ((one.last is None) | (day <= _end(one)))
    return covered


def _of(mandate: Mandate, sheet: Sheet) -> Flags:
    agency = [one.name for one in AGENCIES].index(mandate.agency)
    lender = [one.name for one in LENDERS].index(mandate.lender)
    found: Flags = (sheet.agency == agency) & (sheet.lender == lender)
    return found


def _end(mandate: Mandate) -> int:
    return ((mandate.last or date.max) - _EPOCH).days
