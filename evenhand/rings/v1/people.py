"""Who is one person, and who is one household: several voices must not be one voice counted twice."""

from itertools import product

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1.docket import Docket, codes
from evenhand.rings.v1.handles import Holdings
from evenhand.rings.v1.normalise import fold_texts
from evenhand.rings.v1.unions import components, distinct_per, held_together, pairs_once, stars
from evenhand.rings.v1.wording import Wording

Ints = npt.NDArray[np.int64]

HOUSEHOLD = 6  # people who may share a telephone, an account, a machine and a door and mean nothing by it
POCKETS, POCKETED = 3, 0.5  # households in one shared thing, and the share of its holders in them
HOME_SPACES = ("number", "email", "money", "device", "ip", "address")
REACHED_BY, LIVES_BY = ("phone", "email", "device"), ("address", "bank_account")


def complainants(docket: Docket, wording: Wording) -> Ints:
    """The complainant of each complaint, as the least row of the same person.

    Same person: the same `complainant_id`; where that is empty, the same letter on the same day from the same place.
    """
    named = codes(docket.texts("complainant_id"))
    where = _places(docket)
    letter = _letters(wording)
    same = (named < 0) & (where >= 0) & (letter >= 0)
    keys = np.column_stack([letter, docket.day, where])[same]
    by_letter = np.full(docket.size, -1, np.int64)
    if keys.size:
        by_letter[same] = np.unique(keys, axis=0, return_inverse=True)[1].ravel()
    group = np.where(named >= 0, named, np.where(same, by_letter + named.max(initial=0) + 1, -1))
    rows = np.flatnonzero(group >= 0)
    _, first, other = stars(group[rows], rows)
    return np.asarray(components(docket.size, first, other))


def _letters(wording: Wording) -> Ints:
    """Letters of one family count as the same; else letters equal to the sign (numbers aside); empty ones as none."""
    whole = np.unique(wording.letters.whole, return_inverse=True)[1].astype(np.int64)
    own = np.where(wording.letters.whole == 0, -1, whole)
    return np.where(wording.family >= 0, wording.family + own.max(initial=0) + 1, own)


def _places(docket: Docket) -> Ints:
    """The door where it is known, else the area, else the telephone written in the complaint; -1: nowhere."""
    door = codes(docket.handle("address"))
    area = [fold_texts(docket.texts(name)) for name in docket.places]
    joined = (
        pc.binary_join_element_wise(*area, pa.scalar("|", pa.large_string()))
        if area
        else pa.nulls(docket.size, pa.string())
    )
    blank = pc.equal(pc.replace_substring(pc.fill_null(joined, ""), "|", ""), "")
    region = codes(pc.if_else(blank, pa.scalar("", joined.type), joined))
    place = np.full(docket.size, -1, np.int64)
    for level in (door, region, codes(docket.handle("phone"))):
        place = np.where((place < 0) & (level >= 0), level + place.max(initial=0) + 1, place)
    return place


def voices(docket: Docket, person: Ints) -> Ints:
    """Persons, less those that nothing tells apart: no name, one debtor if any, one contact and one home or account."""
    nameless = codes(docket.texts("complainant_id")) < 0
    debtor = codes(docket.texts("debtor_id"))
    contacts = [codes(docket.handle(kind)) for kind in REACHED_BY]
    homes = [codes(docket.handle(kind)) for kind in LIVES_BY]
    joined = person
    for contact, home in product(contacts, homes):
        rows = np.flatnonzero(nameless & (contact >= 0) & (home >= 0))
        if rows.size:
            keys = np.column_stack([contact, home, debtor])[rows]
            same = np.unique(keys, axis=0, return_inverse=True)[1].ravel()
            _, first, other = stars(same, joined[rows])
            joined = np.asarray(components(person.size, first, other))[joined]
    return joined


def households(holdings: Holdings, person: Ints) -> Ints:
    """The household of each row: people whom shared home handles connect, where they are no more than a family.

    A chain that goes beyond a family is no household. But strangers meet on one line of the internet, or by a wrong
    digit, and that must not take a family apart: chains are tried again without the line, then by two things in common.
    """
    home = np.isin(holdings.space_of[holdings.strand], [holdings.space(name) for name in HOME_SPACES])
    home &= ~np.isin(holdings.kind, [holdings.kind_of("payee"), holdings.kind_of("agent_phone")])
    size = distinct_per(holdings.strand, person[holdings.row], holdings.size)
    home &= size[holdings.strand] <= HOUSEHOLD
    held = pairs_once(holdings.strand[home], person[holdings.row[home]])
    lines = holdings.space_of[held[:, 0]] == holdings.space("ip")
    twice_first, twice_second, common = held_together(held[:, 0], held[:, 1])
    twice = common >= 2
    chains = (
        stars(held[:, 0], held[:, 1])[1:],
        stars(held[~lines, 0], held[~lines, 1])[1:],
        (twice_first[twice], twice_second[twice]),
    )
    household = person
    for first, other in chains:
        joined = np.asarray(components(person.size, first, other))[person]
        people = distinct_per(joined, person, person.size)
        settled = household != person
        household = np.where(~settled & (people[joined] <= HOUSEHOLD), joined, household)
    return household


def see_through(household: Ints, person: Ints, strand: Ints, row: Ints) -> Ints:
    """Households again, without those that are a ring's rotated numbers.

    Where several households, all with a second voice in the same thing (a payee, an agent, a paper), make up most of
    those who share it, they are no families: each person stands alone. `strand`, `row`: who holds which such thing.
    """
    held = np.unique(np.column_stack([strand, household[row], person[row]]), axis=0)
    homes, people = np.unique(held[:, :2], axis=0, return_counts=True)
    size = int(strand.max(initial=-1)) + 1
    everybody = np.bincount(held[:, 0], minlength=size)
    several = people >= 2
    pockets = np.bincount(homes[several, 0], minlength=size)
    within = np.bincount(homes[several, 0], weights=people[several], minlength=size)
    rotated = (pockets >= POCKETS) & (within >= POCKETED * everybody)
    dissolved = np.unique(homes[several & rotated[homes[:, 0]], 1])
    return np.where(np.isin(household, dissolved), person, household)
