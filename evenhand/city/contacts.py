"""Contacts, drawn in chunks of whole days as arrays of codes; nothing here loops over contacts.

A chunk holds every contact of its days, so that what counts per day can be counted within it.
"""

from dataclasses import dataclass

import numpy as np

from evenhand.city import habits
from evenhand.city.contact_texts import USE, Spoken
from evenhand.city.days import midnight
from evenhand.city.debtors import Debtors, manner_of
from evenhand.city.dice import Dice, Flags, Numbers
from evenhand.city.habits import CHANNEL_BY_PLAN, COUNTERPARTY_BY_PLAN, END_KIND, END_TABLE, ENDS, PLAN
from evenhand.city.lenders import AGENCIES
from evenhand.city.mandates import LAST_DAY, allowed_on
from evenhand.records import CHANNELS, COUNTERPARTIES, PURPOSES

CHANNEL = {name: place for place, name in enumerate(CHANNELS)}
COUNTERPARTY = {name: place for place, name in enumerate(COUNTERPARTIES)}
PURPOSE = {name: place for place, name in enumerate(PURPOSES)}
OUTCOME = {name: place for place, name in enumerate(ENDS)}
EXCEPTIONS = ("", "unreachable", "deceased", "incapacity", "volunteers_to_pay")
EXCEPTION = {name: place for place, name in enumerate(EXCEPTIONS)}

MESSAGES = (CHANNEL["sms"], CHANNEL["im"], CHANNEL["email"])
THIRD_PERSONS = tuple(
    COUNTERPARTY[name] for name in ("spouse", "emergency_contact", "relative", "colleague", "employer", "other")
)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Contacts of some days in order of time; one entry a contact in every array, names as places in their lists."""

    number: Numbers
    at: Numbers  # seconds since 1970, UTC
    day: Numbers
    debtor: Numbers
    lender: Numbers
    agency: Numbers
    manner: Numbers
    plan: Numbers
    channel: Numbers
    outward: Flags
    outcome: Numbers
    counterparty: Numbers
    purpose: Numbers
    exception: Numbers
    refused: Flags
    hours_agreed: Flags
    recorded: Flags
    imaged: Flags
    staff: Numbers  # how many went on a visit; 0 for unknown, and where there was no visit
    text: Numbers  # place in Spoken.texts, or -1

    def __len__(self) -> int:
        return len(self.at)


def draw_contacts(*, days: Numbers, counts: Numbers, first: int, debtors: Debtors, spoken: Spoken, dice: Dice) -> Sheet:
    """The `counts` contacts of each of `days`, numbered from `first` on in an order of their own."""
    debtor, day, plan, agency, turn = _case_days(days, counts, debtors, dice)
    size = len(debtor)
    lender = debtors.lender[debtor]
    manner = manner_of(agency)
    channel = dice.weighted_by(plan, CHANNEL_BY_PLAN)
    counterparty = dice.weighted_by(plan, COUNTERPARTY_BY_PLAN)
    outward = plan != PLAN["inbound"]
    third = np.isin(counterparty, THIRD_PERSONS)
    purpose, exception = _grounds(plan, counterparty, third, manner, turn, dice)
    agreed = (day >= debtors.hours_agreed[debtor]) & (counterparty == COUNTERPARTY["debtor"])
    use = _use(plan, channel, counterparty, purpose, exception, third, dice)
    outcome = _outcome(plan, channel, outward, counterparty, third, use, dice)
    use = np.where(_silent(channel, outcome, use), USE["none"], use)
    at = _moments(day, plan, dice)
    columns = {
        "at": at,
        "day": day,
        "debtor": debtor,
        "lender": lender,
        "agency": agency,
        "manner": manner,
        "plan": plan,
        "channel": channel,
        "outward": outward,
        "outcome": outcome,
        "counterparty": counterparty,
        "purpose": purpose,
        "exception": exception,
        "refused": third & outward & (day > debtors.third_refused[debtor]),
        "hours_agreed": agreed,
        "recorded": _recorded(channel, outcome, outward, manner, dice),
        "imaged": (channel == CHANNEL["visit"]) & ~dice.chance(size, habits.WITHOUT_IMAGES[manner]),
        "staff": _staff(channel, manner, dice),
        "text": spoken.choose(use, lender, dice),
    }
    order = np.lexsort((dice.order(size), at))
    # Numbers have an order of their own: what falls on one second is ordered by id, and not by chance of the row.
    return Sheet(number=first + dice.order(size), **{name: column[order] for name, column in columns.items()})


def _case_days(
    days: Numbers, counts: Numbers, debtors: Debtors, dice: Dice
) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Debtor, day, plan, agency of every contact, and its turn within its case-day; `counts` contacts a day."""
    active = [debtors.active(int(day)) for day in days]
    many = np.array([len(one) for one in active], dtype=np.int64)
    at = np.repeat(np.arange(len(days)), counts)
    pool = np.concatenate(active)
    begins = np.cumsum(many) - many
    debtor = pool[begins[at] + dice.below(len(at), many[at])]
    day = days[at]
    agency = _mandated(debtors.agency_on(debtor, day), debtors.lender[debtor], day)
    plan = _plan(debtor, day, agency, debtors, dice)
    size = habits.FEWEST[plan] + dice.below(len(plan), habits.MOST[plan] - habits.FEWEST[plan] + 1)
    whose = np.repeat(np.arange(len(plan)), size)
    begins_case = np.cumsum(size) - size
    turn = np.arange(len(whose)) - begins_case[whose]
    # Case-days are drawn one for each contact wanted; what goes beyond the day's count is cut off.
    in_day = np.arange(len(whose)) - begins_case[np.searchsorted(at, at[whose])]
    kept = in_day < counts[at[whose]]
    whose, turn = whose[kept], turn[kept]
    return debtor[whose], day[whose], plan[whose], _sharing(agency, plan, debtor, day, debtors, whose, turn), turn


def _sharing(
    agency: Numbers, plan: Numbers, debtor: Numbers, day: Numbers, debtors: Debtors, whose: Numbers, turn: Numbers
) -> Numbers:
    """The agency of each contact: in a case-day `across` two agencies take turns."""
    other = np.where(
        agency == debtors.first_agency[debtor], debtors.second_agency[debtor], debtors.first_agency[debtor]
    )
    other = _mandated(other, debtors.lender[debtor], day)
    second = (plan[whose] == PLAN["across"]) & (turn % 2 == 1)
    return np.where(second, other[whose], agency[whose])


def _mandated(agency: Numbers, lender: Numbers, day: Numbers) -> Numbers:
    """The agency, or the lender itself where the mandate does not cover the day and the agency heeds that."""
    overstays = np.array([one.overstays for one in AGENCIES])
    covered = allowed_on(agency, lender, day)
    # The last day of a mandate is left to the lender: whether it is still covered shall not decide a truth.
    last_day = LAST_DAY[agency, lender, day]
    return np.where((covered | overstays[agency]) & ~last_day, agency, 0)


def _plan(debtor: Numbers, day: Numbers, agency: Numbers, debtors: Debtors, dice: Dice) -> Numbers:
    manner = manner_of(agency)
    plan = dice.weighted_by(manner, habits.OFTEN)
    heeds = dice.chance(len(plan), habits.HEEDS_REFUSAL[manner])
    asks_third = (plan == PLAN["locate"]) | (plan == PLAN["third_collect"])
    plan = np.where(asks_third & (day > debtors.third_refused[debtor]) & heeds, PLAN["touch"], plan)
    at_night = (plan == PLAN["agreed_night"]) & (day < debtors.hours_agreed[debtor])
    return np.where(at_night, PLAN["calls"], plan)


def _grounds(
    plan: Numbers, counterparty: Numbers, third: Flags, manner: Numbers, turn: Numbers, dice: Dice
) -> tuple[Numbers, Numbers]:
    """Purpose and exception of each contact."""
    size = len(plan)
    asks = np.where(dice.chance(size, 5_500), PURPOSE["locate"], PURPOSE["relay"])
    claims = np.where(
        dice.chance(size, habits.CLAIMS_UNREACHABLE[manner]),
        1 + dice.weighted(size, [90, 6, 4]),
        EXCEPTION[""],
    )
    lawful = third & (plan == PLAN["lawful_third"])
    offers = lawful & (dice.below(size, 2) == 0)
    replies = np.where(dice.chance(size, 6_000), PURPOSE["notice_required_by_law"], PURPOSE["reply"])
    purpose = np.where(plan == PLAN["locate"], asks, PURPOSE["collect"])
    purpose = np.where(lawful & ~offers, replies, purpose)
    exception = np.where(plan == PLAN["locate"], claims, EXCEPTION[""])
    return purpose, np.where(offers, EXCEPTION["volunteers_to_pay"], exception)


def _use(
    plan: Numbers,
    channel: Numbers,
    counterparty: Numbers,
    purpose: Numbers,
    exception: Numbers,
    third: Flags,
    dice: Dice,
) -> Numbers:
    """What sort of text each contact has, if its channel and end allow one."""
    size = len(plan)
    message, call = np.isin(channel, MESSAGES), channel == CHANNEL["call"]
    seldom, often = dice.chance(size, 500), dice.chance(size, 8_800)
    discloses = dice.chance(size, np.where(call, 1_800, 6_500))
    asks = (purpose == PURPOSE["locate"]) | (purpose == PURPOSE["relay"])
    notifies = (purpose == PURPOSE["notice_required_by_law"]) | (purpose == PURPOSE["reply"])
    presses = third & (purpose == PURPOSE["collect"]) & (exception == EXCEPTION[""])
    rough = plan == PLAN["rough"]
    cases: list[tuple[Flags, str]] = [
        (plan == PLAN["post"], "post"),
        (rough & call, "rough_call"),
        (rough & message, "rough_msg"),
        ((plan == PLAN["inbound"]) & (channel == CHANNEL["im"]), "inbound_im"),
        (plan == PLAN["inbound"], "none"),
        (presses & message & discloses, "disclosure_msg"),
        (presses & message, "relay_msg"),
        (presses & call & discloses, "disclosure_call"),
        (third & asks & message & often, "relay_msg"),
        (third & asks & call & seldom, "relay_call"),
        (third & notifies & message, "notice_msg"),
        (third | (counterparty == COUNTERPARTY["unknown"]), "none"),
        ((counterparty == COUNTERPARTY["guarantor"]) & message, "guarantor_msg"),
        ((counterparty == COUNTERPARTY["attorney"]) & message, "attorney_msg"),
        ((channel == CHANNEL["sms"]) & often, "reminder_sms"),
        ((channel == CHANNEL["im"]) & often, "reminder_im"),
        ((channel == CHANNEL["email"]) & often, "reminder_email"),
        (call & seldom & (counterparty == COUNTERPARTY["debtor"]), "talk_call"),
    ]
    conditions = [condition for condition, _ in cases]
    return np.select(conditions, [np.int64(USE[name]) for _, name in cases], np.int64(USE["none"]))


def _outcome(
    plan: Numbers, channel: Numbers, outward: Flags, counterparty: Numbers, third: Flags, use: Numbers, dice: Dice
) -> Numbers:
    """How each contact ends; only with the debtor is there a conversation, and what is said was said to somebody."""
    call, message = channel == CHANNEL["call"], np.isin(channel, MESSAGES)
    debtor = counterparty == COUNTERPARTY["debtor"]
    spoken = np.isin(use, [USE["rough_call"], USE["disclosure_call"], USE["relay_call"], USE["talk_call"]])
    cases: list[tuple[Flags, str]] = [
        (call & ~outward, "inbound_call"),
        (call & spoken & debtor, "talk"),
        (call & spoken, "picked_up"),
        (call & ~debtor, "third_call"),
        (call & ((plan == PLAN["hammer"]) | (plan == PLAN["across"])), "hammer"),
        (call & (plan == PLAN["storm"]), "storm"),
        (call, "call"),
        (message & (~outward | np.isin(use, [USE["rough_msg"], USE["disclosure_msg"]])), "sent"),
        (message, "message"),
    ]
    conditions = [condition for condition, _ in cases]
    kind = np.select(conditions, [np.int64(END_KIND[name]) for _, name in cases], np.int64(END_KIND["no_end"]))
    return dice.weighted_by(kind, END_TABLE)


def _silent(channel: Numbers, outcome: Numbers, use: Numbers) -> Flags:
    """Calls that nobody took have no transcript, letters and visits no text."""
    heard = (outcome == OUTCOME["conversation"]) | (outcome == OUTCOME["answered"])
    written = np.isin(channel, [*MESSAGES, CHANNEL["post"]])
    found: Flags = ~(written | ((channel == CHANNEL["call"]) & heard))
    return found


def _moments(day: Numbers, plan: Numbers, dice: Dice) -> Numbers:
    """Seconds since 1970 of each contact; some fall exactly on the edges of the quiet hours."""
    size = len(day)
    night = (plan == PLAN["night"]) | (plan == PLAN["agreed_night"])
    hours = np.array([habits.DAY_HOURS, habits.NIGHT_HOURS], dtype=np.int64)
    second = dice.weighted_by(night.astype(np.int64), hours) * 3600 + dice.below(size, 3600)
    edge = dice.below(size, 400)
    by_day = np.select([edge == 0, edge == 1], [np.int64(8 * 3600), np.int64(22 * 3600 - 1)], second)
    by_night = np.select([edge < 4, edge < 8], [np.int64(22 * 3600), np.int64(8 * 3600 - 1)], second)
    return midnight(day) + np.where(night, by_night, by_day)


def _staff(channel: Numbers, manner: Numbers, dice: Dice) -> Numbers:
    size = len(channel)
    alone = dice.chance(size, habits.ALONE_ON_VISIT[manner])
    known = (channel == CHANNEL["visit"]) & ~dice.chance(size, 150)
    return np.where(known, np.where(alone, 1, 2 + dice.weighted(size, [85, 15])), 0)


def _recorded(channel: Numbers, outcome: Numbers, outward: Flags, manner: Numbers, dice: Dice) -> Flags:
    """Whether the call has a recording; calls that came in always do."""
    call = channel == CHANNEL["call"]
    connected = np.isin(outcome, [OUTCOME[name] for name in ("conversation", "answered", "voicemail")])
    lost = outward & dice.chance(len(call), habits.UNRECORDED[manner])
    unclear = (outcome == OUTCOME["unknown"]) & dice.chance(len(call), 5_000)
    found: Flags = call & ((connected & ~lost) | unclear)
    return found
