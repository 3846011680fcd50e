"""A sheet of contacts as an Arrow table with every column of the contact file, in its order."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.city import habits
from evenhand.city.contact_texts import Spoken
from evenhand.city.contacts import CHANNEL, COUNTERPARTY, EXCEPTIONS, MESSAGES, OUTCOME, Sheet
from evenhand.city.days import day_date, midnight
from evenhand.city.debtors import Debtors
from evenhand.city.dice import Dice, Flags, Numbers
from evenhand.city.habits import ENDS
from evenhand.city.ids import digests, numbered, pseudonyms
from evenhand.city.lenders import AGENCIES, LENDERS
from evenhand.records import CHANNELS, CONTACTS, COUNTERPARTIES, MOMENT, PURPOSES

ID_WIDTH = 9
_DEBTOR, _DEBT, _NUMBER, _DIGEST = 11, 12, 13, 14
_KINDS = ("card", "consumer", None)
_CONSENTS: tuple[tuple[str, ...], ...] = ((), ("hours",), ("place",), ("hours", "place"), ("third_party",))
_PLACES = ("home", "work", "public", "other")
_TYPES = {"time": MOMENT, "number": pa.float64(), "bool": pa.bool_(), "list": pa.list_(pa.string())}
_TYPES["choices"] = _TYPES["list"]
SCHEMA = pa.schema([(column.name, _TYPES.get(column.kind, pa.string())) for column in CONTACTS])


def contact_ids(number: Numbers) -> pa.Array:
    """The contact ids of the contacts with these numbers."""
    return numbered("c-", number, ID_WIDTH)


def debtor_ids(debtor: Numbers) -> pa.Array:
    """The pseudonyms of the debtors with these numbers."""
    return pseudonyms("d-", debtor, _DEBTOR)


def contact_table(sheet: Sheet, *, debtors: Debtors, spoken: Spoken, dice: Dice) -> pa.Table:
    """The contacts of `sheet` in its order, with the columns and types of SCHEMA."""
    columns: dict[str, pa.Array] = {
        "contact_id": contact_ids(sheet.number),
        "at": _moment(sheet.at),
        "debtor_id": debtor_ids(sheet.debtor),
        "channel": _named(CHANNELS, sheet.channel),
        "direction": _named(("in", "out"), sheet.outward.astype(np.int64)),
        "outcome": _named((*ENDS[:-1], None), sheet.outcome),
        "debt_id": _debts(sheet, debtors),
        "debt_kind": _named(_KINDS, debtors.kind[sheet.debtor]),
        "lender": _named([one.name for one in LENDERS], sheet.lender),
        "agency": _named([one.name for one in AGENCIES], sheet.agency),
        "collector_id": _collectors(sheet, dice),
        "counterparty": _counterparties(sheet, dice),
        "number": _numbers(sheet),
        "purpose": _named((*PURPOSES, None), np.where(sheet.outward, sheet.purpose, len(PURPOSES))),
        "exception": _named(EXCEPTIONS, sheet.exception),
        "refused": pa.array(sheet.refused),
        "text": spoken.texts.take(pa.array(sheet.text, mask=sheet.text < 0)),
    }
    columns |= _agreements(sheet, debtors, dice) | _calls(sheet, dice) | _visits(sheet, dice)
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _named(names: Sequence[str | None], places: NDArray[np.int64]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(places))


def _lists(items: Sequence[Sequence[str] | None], places: NDArray[np.int64]) -> pa.Array:
    return pa.array(items, pa.list_(pa.string())).take(pa.array(places))


def _moment(seconds: Numbers, missing: Flags | None = None) -> pa.Array:
    return pa.array(seconds * 1_000_000, pa.int64(), mask=missing).cast(MOMENT)


def _listed(items: pa.Array, many: Numbers) -> pa.Array:
    """`items` cut into lists of `many` each."""
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(many)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items)


def _debts(sheet: Sheet, debtors: Debtors) -> pa.Array:
    """The debts a contact is about: those of the debtor (up to three)."""
    many = debtors.debts[sheet.debtor]
    whose = np.repeat(sheet.debtor, many)
    place = np.arange(len(whose)) - np.repeat(np.cumsum(many) - many, many)
    return _listed(pseudonyms("l-", whose * 4 + place, _DEBT), many)


def _collectors(sheet: Sheet, dice: Dice) -> pa.Array:
    """Who collected: half of an agency's people work early, half late; automatic messages have nobody."""
    staff = np.array([one.collectors for one in AGENCIES], dtype=np.int64)[sheet.agency]
    late = (sheet.at - midnight(sheet.day)) // 3600 >= habits.LATE_SHIFT_FROM
    half = staff // 2
    person = sheet.agency * 100 + dice.below(len(sheet), half) + np.where(late, half, 0)
    automatic = (sheet.channel == CHANNEL["sms"]) & dice.chance(len(sheet), 7_000)
    nobody = automatic | ~sheet.outward | (sheet.channel == CHANNEL["letter"])
    return pc.if_else(pa.array(nobody), pa.scalar(None, pa.string()), numbered("k-", person, 4))


def _counterparties(sheet: Sheet, dice: Dice) -> pa.Array:
    """Who was reached; now and then a clerk leaves the debtor out, which is what empty means."""
    left_out = (sheet.counterparty == COUNTERPARTY["debtor"]) & dice.chance(len(sheet), 80)
    return _named((*COUNTERPARTIES, None), np.where(left_out, len(COUNTERPARTIES), sheet.counterparty))


def _numbers(sheet: Sheet) -> pa.Array:
    """A pseudonym of the number used: one for each debtor and kind of counterparty."""
    dialled = np.isin(sheet.channel, [CHANNEL["call"], *MESSAGES])
    return pseudonyms("n-", sheet.debtor * 16 + sheet.counterparty, _NUMBER, missing=~dialled)


def _agreements(sheet: Sheet, debtors: Debtors, dice: Dice) -> dict[str, pa.Array]:
    """What was agreed, ceased and closed, and in which zone the debtor may be."""
    size, debtor = len(sheet), sheet.debtor
    place = (sheet.channel == CHANNEL["visit"]) & dice.chance(size, 3_000)
    third = (sheet.counterparty == COUNTERPARTY["debtor"]) & dice.chance(size, 60) & ~sheet.hours_agreed & ~place
    consent = sheet.hours_agreed * 1 + place * 2 + third * 4
    ceased = debtors.ceased[debtor]
    closed = sheet.day >= debtors.opted_out[debtor]
    noon = 12 * 3600
    return {
        "consent": _lists(_CONSENTS, consent),
        "consent_at": pa.nulls(size, MOMENT),
        "ceased_at": _moment(midnight(ceased) + noon, sheet.day <= ceased),
        "opted_out": _lists(((), ("sms",)), closed.astype(np.int64)),
        "debtor_tz": _lists((None, ("Asia/Shanghai",)), (debtor % 5 == 0).astype(np.int64)),
    }


def _calls(sheet: Sheet, dice: Dice) -> dict[str, pa.Array]:
    """How long calls took, how they were recorded, and whether the caller said who called."""
    size = len(sheet)
    call = sheet.channel == CHANNEL["call"]
    talked = sheet.outcome == OUTCOME["conversation"]
    long = 25 + dice.below(size, 180) + dice.below(size, 240) * dice.below(size, 2)
    duration = np.where(talked, long, dice.below(size, 40))
    unknown = ~call | (sheet.outcome == OUTCOME["unknown"]) | dice.chance(size, 100)
    spoken_with = talked | (sheet.outcome == OUTCOME["answered"])
    says_who = dice.chance(size, habits.SAYS_WHO[sheet.manner])
    recorded_s = duration + dice.below(size, 4)
    return {
        "duration_s": _numbers_or_unknown(duration, unknown),
        "recording": _recordings(sheet),
        "recording_s": _numbers_or_unknown(recorded_s, ~sheet.recorded | unknown),
        "identified": pa.array(says_who, mask=~(call & spoken_with & sheet.outward) | dice.chance(size, 200)),
    }


def _numbers_or_unknown(numbers: Numbers, missing: Flags) -> pa.Array:
    return pa.array(numbers, pa.int64(), mask=missing).cast(pa.float64())


def _recordings(sheet: Sheet) -> pa.Array:
    """Where the recording is: most agencies give a path, every third a digest; empty means none."""
    days = np.arange(int(sheet.day.min()), int(sheet.day.max()) + 1)
    folders = pa.array([f"rec/{day_date(int(day)):%Y%m%d}/" for day in days])
    folder = folders.take(pa.array(sheet.day - days[0]))
    paths = pc.binary_join_element_wise(folder, numbered("", sheet.number, ID_WIDTH), ".wav", "")
    by_digest = pa.array(sheet.agency % 3 == 2)
    either = pc.if_else(by_digest, digests(sheet.number, _DIGEST), paths)
    return pc.if_else(pa.array(sheet.recorded), either, "")


def _visits(sheet: Sheet, dice: Dice) -> dict[str, pa.Array]:
    """Where visits went, how many went, and the images they brought back."""
    size = len(sheet)
    visit = sheet.channel == CHANNEL["visit"]
    work = np.isin(sheet.counterparty, [COUNTERPARTY["colleague"], COUNTERPARTY["employer"]])
    place = np.where(work, 1, dice.weighted(size, [78, 12, 7, 3]))
    many = np.where(sheet.imaged, 1 + dice.below(size, 4), 0)
    whose = np.repeat(sheet.number, many)
    turn = np.arange(len(whose)) - np.repeat(np.cumsum(many) - many, many)
    images = pc.binary_join_element_wise("img/", numbered("", whose, ID_WIDTH), "-", numbered("", turn, 1), ".jpg", "")
    return {
        "staff_count": _numbers_or_unknown(sheet.staff, sheet.staff == 0),
        "place": _named((*_PLACES, None), np.where(visit, place, len(_PLACES))),
        "media": _listed(images, many),
    }
