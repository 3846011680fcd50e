"""What collectors do: the kinds of case-day, how often each manner of agency has them, and what they consist of."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evenhand.records import CHANNELS, COUNTERPARTIES, OUTCOMES

Table = NDArray[np.int64]

# A case-day is what happens to one debtor on one day.
PLANS = (
    "touch",  # one message
    "calls",  # a few calls, some answered
    "inbound",  # the debtor calls or writes
    "letter",
    "visit",
    "locate",  # a third person is asked to find the debtor or pass on a word
    "third_collect",  # a third person is told to pay
    "hammer",  # many effective calls by one agency
    "across",  # two agencies, each within the limit, together beyond it
    "night",
    "agreed_night",  # at night, because the debtor asked for it
    "lawful_third",  # guarantor, attorney, a relative who offers to pay, a notice the law requires
    "storm",  # many dials, nobody answers
    "rough",  # threats and insults
    "post",  # shown in public
)
PLAN = {name: place for place, name in enumerate(PLANS)}

# Per ten thousand case-days, in the order good, middling, bad.
_OFTEN = {
    "touch": (2990, 2900, 2600),
    "calls": (5300, 4900, 3900),
    "inbound": (500, 420, 300),
    "letter": (220, 150, 80),
    "visit": (120, 150, 220),
    "locate": (180, 230, 300),
    "third_collect": (4, 180, 700),
    "hammer": (2, 70, 350),
    "across": (4, 40, 150),
    "night": (4, 90, 450),
    "agreed_night": (160, 120, 70),
    "lawful_third": (200, 150, 60),
    "storm": (60, 150, 380),
    "rough": (1, 45, 300),
    "post": (0, 3, 20),
}
OFTEN: Table = np.array([_OFTEN[name] for name in PLANS], dtype=np.int64).T.copy()

_CONTACTS = {"calls": (1, 3), "inbound": (1, 2), "locate": (1, 2), "third_collect": (1, 3), "hammer": (4, 7)}
_CONTACTS |= {"across": (4, 6), "night": (1, 2), "agreed_night": (1, 2), "storm": (4, 9), "rough": (1, 3)}
FEWEST: Table = np.array([_CONTACTS.get(name, (1, 1))[0] for name in PLANS], dtype=np.int64)
MOST: Table = np.array([_CONTACTS.get(name, (1, 1))[1] for name in PLANS], dtype=np.int64)


def _weights(names: Sequence[str], rows: dict[str, dict[str, int]], order: Sequence[str]) -> Table:
    return np.array([[rows[row].get(name, 0) for name in names] for row in order], dtype=np.int64)


CHANNEL_BY_PLAN: Table = _weights(
    CHANNELS,
    {
        "touch": {"sms": 60, "im": 26, "email": 14},
        "calls": {"call": 100},
        "inbound": {"call": 70, "im": 30},
        "letter": {"letter": 100},
        "visit": {"visit": 100},
        "locate": {"call": 70, "sms": 20, "im": 7, "visit": 3},
        "third_collect": {"call": 62, "sms": 22, "im": 10, "visit": 6},
        "hammer": {"call": 100},
        "across": {"call": 100},
        "night": {"call": 68, "sms": 16, "im": 14, "visit": 2},
        "agreed_night": {"call": 60, "im": 40},
        "lawful_third": {"call": 40, "sms": 25, "letter": 35},
        "storm": {"call": 100},
        "rough": {"sms": 38, "im": 42, "call": 20},
        "post": {"post": 100},
    },
    PLANS,
)

_ONLY_DEBTOR = {"debtor": 100}
COUNTERPARTY_BY_PLAN: Table = _weights(
    COUNTERPARTIES,
    dict.fromkeys(PLANS, _ONLY_DEBTOR)
    | {
        "calls": {"debtor": 993, "unknown": 7},
        "inbound": {"debtor": 85, "relative": 8, "spouse": 7},
        "locate": {
            "emergency_contact": 42,
            "relative": 16,
            "spouse": 14,
            "colleague": 10,
            "employer": 8,
            "other": 10,
        },
        "third_collect": {
            "emergency_contact": 46,
            "relative": 16,
            "spouse": 12,
            "colleague": 12,
            "employer": 8,
            "other": 6,
        },
        "night": {"debtor": 86, "emergency_contact": 9, "relative": 5},
        "lawful_third": {"guarantor": 42, "attorney": 14, "spouse": 14, "relative": 16, "employer": 6, "other": 8},
        "rough": {"debtor": 72, "emergency_contact": 14, "relative": 9, "colleague": 5},
        "post": {"other": 100},
    },
    PLANS,
)

# How a contact ends, by what sort of contact it is; unknown (the last column) is left empty in the file.
ENDS = (*OUTCOMES, "unknown")
END_KINDS = ("call", "hammer", "storm", "third_call", "inbound_call", "message", "no_end", "talk", "picked_up", "sent")
END_KIND = {name: place for place, name in enumerate(END_KINDS)}
END_TABLE: Table = _weights(
    ENDS,
    {
        "call": {
            "conversation": 30,
            "answered": 12,
            "no_answer": 32,
            "voicemail": 6,
            "busy": 8,
            "not_in_service": 4,
            "dropped": 5,
            "unknown": 3,
        },
        "hammer": {"conversation": 92, "answered": 4, "no_answer": 4},
        "storm": {"no_answer": 70, "busy": 22, "voicemail": 8},
        "third_call": {"answered": 62, "no_answer": 24, "busy": 6, "dropped": 6, "unknown": 2},
        "inbound_call": {"conversation": 80, "answered": 20},
        "message": {"sent": 955, "failed": 35, "unknown": 10},
        "no_end": {"unknown": 1},
        "talk": {"conversation": 1},
        "picked_up": {"answered": 1},
        "sent": {"sent": 1},
    },
    END_KINDS,
)

# By hour of the day, per shift: what the dialler does in daylight. Minutes and seconds fall evenly.
DAY_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 5, 13, 14, 11, 3, 6, 12, 12, 11, 9, 6, 8, 6, 2, 0, 0)
NIGHT_HOURS = (4, 2, 1, 1, 1, 1, 4, 26, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 42, 18)
LATE_SHIFT_FROM = 14

# Per ten thousand, in the order good, middling, bad.
UNRECORDED = np.array([4, 180, 1400], dtype=np.int64)
WITHOUT_IMAGES = np.array([20, 600, 3000], dtype=np.int64)
CLAIMS_UNREACHABLE = np.array([9950, 8800, 6200], dtype=np.int64)
HEEDS_REFUSAL = np.array([9990, 7000, 1500], dtype=np.int64)
ALONE_ON_VISIT = np.array([20, 500, 3000], dtype=np.int64)
SAYS_WHO = np.array([9950, 9300, 7600], dtype=np.int64)
