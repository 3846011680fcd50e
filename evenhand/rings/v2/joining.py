"""Who else sends a ring's own letter: complaints with no handle of it that say what its members say, while they say it.

Likeness alone brings nobody in. A ring that is accused on other evidence has words that two of its members hold, and
how much of a stranger's letter is made of them, by chance or because the letter is sold, the file itself says: of
letters on the same matter that came elsewhere or at another time, other rings' too, so many are as like it. Complaints
join where few of them would be expected, without it, among those of its own institutions and days.
What more strangers send than members is not the ring's own; nor is a letter that is more like somebody's elsewhere than
like any member's, nor, at one institution, one that is sent between the ring's days as well.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.wording import ALIKE as ONE_LETTER
from evenhand.rings.v1.wording import Letters
from evenhand.rings.v2.copies import MARGIN as NEARLY
from evenhand.rings.v2.copies import Copies
from evenhand.rings.v2.profile import Profile
from evenhand.rings.v2.shared_words import holders_among, likeness

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST = 4  # members with words in common, below which a ring has no letter
DAYS = 14  # before its first and after its last complaint
COMMON = 0.005  # a shingle in more letters than this is nobody's
STRANGERS = 1_500  # letters on the same matter that show what likeness is chance
FALSE = 0.15  # the share of those who join that strangers may be expected to be
MARGIN = 0.1  # strangers count who are nearly as like
ALIKE = 0.6  # the share of a letter that must be the ring's words, so that a theme in common brings nobody in
MEMBERS = 0.5  # … and half of the members must have as much in common with two others
AT_MOST = 1.0  # joined for each member: more, and the letter is not the ring's own
SEED = 20261124


@dataclass(frozen=True, kw_only=True)
class Field:
    """Where joiners are looked for: `free` complaints, in no ring and by no lawful agent.

    `wave`: who is in an honest wave; `voices`: who of them is free. `matters` keeps who is on which matter, for rings
    ask for the same ones again.
    """

    docket: Docket
    profile: Profile
    copies: Copies
    free: Bools
    wave: Bools
    voices: Ints
    matters: dict[tuple[int, int], Bools] = dataclasses.field(default_factory=dict)

    @property
    def letters(self) -> Letters:
        """What everybody writes."""
        return self.copies.letters

    def of_matter(self, product: int, demand: int) -> Bools:
        """Who complains of `product` and demands `demand`, or leaves one of the two unsaid; below 0, any will do."""
        if (product, demand) not in self.matters:
            fits, said = np.ones(self.free.size, np.bool_), np.zeros(self.free.size, np.bool_)
            for values, main in ((self.profile.product, product), (self.profile.demand, demand)):
                if main >= 0:
                    fits &= (values == main) | (values < 0)
                    said |= values == main
            self.matters[product, demand] = fits & said
        return self.matters[product, demand]


def joiners(rows: Ints, field: Field, *, one_house: bool) -> Ints:
    """The free complaints that send the letter of the ring of `rows` (its members, earliest first)."""
    letters, none = field.letters, np.empty(0, np.int64)
    if rows.size < LEAST:
        return none
    # A member's own words are its own: what it has in common must be another two members' too.
    common = own_words(rows, field, holders=3)
    if np.median(likeness(letters.shingles, letters.starts, letters.ends, rows, common)) < MEMBERS:
        return none
    own = own_words(rows, field, holders=2)
    matter = _on_product(rows, field)
    near = _nearby(rows, matter[field.free[matter]], field)
    if own.size == 0 or near.size == 0:
        return none
    theirs = likeness(letters.shingles, letters.starts, letters.ends, near, own)
    if theirs.max() < ALIKE:
        return none
    some = drawn(without(matter, np.concatenate([near, rows])))
    usual = likeness(letters.shingles, letters.starts, letters.ends, some, own)
    least = _least(theirs, usual, near.size / max(some.size, 1))
    found = near[theirs >= least]
    if one_house and found.size:
        found = _on_their_days(_of_own_letters(found, rows, field.copies.family), rows, field.docket.day)
    if found.size > AT_MOST * rows.size:
        return none
    fits, ours = as_theirs(found, rows, field)
    # Who is in a wave has reasons of their own: they must send the whole letter.
    return found[fits & (~field.wave[found] | (ours >= ONE_LETTER))]


def without(rows: Ints, some: Ints) -> Ints:
    """Those of `rows`, each once and in order, that are not among `some`."""
    kept = np.ones(rows.size, np.bool_)
    at = np.minimum(np.searchsorted(rows, some), max(rows.size - 1, 0))
    kept[at[rows[at] == some] if rows.size else at[:0]] = False
    return rows[kept]


def drawn(strangers: Ints) -> Ints:
    """Some of them by lot, the same ones each time; in order."""
    chance = np.random.Generator(np.random.PCG64(SEED))
    return np.sort(chance.permutation(strangers)[:STRANGERS])


def _of_own_letters(found: Ints, rows: Ints, family: Ints) -> Ints:
    """Of joiners at a ring's one institution, where a cause may give strangers its words: those with a whole letter.

    Their letter is one that members send, and members send most of it.
    """
    size = int(family.max(initial=0)) + 1
    ours, theirs = (np.bincount(family[some][family[some] >= 0], minlength=size) for some in (rows, found))
    mine = family[found]
    return found[(mine >= 0) & (ours[mine] > 0) & (ours[mine] >= theirs[mine])]


def _on_their_days(found: Ints, rows: Ints, day: Ints) -> Ints:
    """Of joiners at a ring's one institution those who come when members do, or a day from it, if it is members' alone.

    Who was harmed there and took up the letter files when they decide to.
    """
    days = np.unique(day[rows][:, None] + np.array([-1, 0, 1])[None, :])
    then = np.isin(day[found], days)
    return found[:0] if sent_between(day[found[then]], day[found[~then]], days) else found[then]


def sent_between(at: Ints, between: Ints, days: Ints) -> bool:
    """Whether so many send a letter between a ring's `days` that those who send it `at` them may be strangers too.

    Strangers are taken to come on its days as they come on the others; `at` and `between` are each sender's day.
    """
    others = np.ptp(np.concatenate([between, days])) + 1 - days.size
    return bool(between.size * days.size > FALSE * at.size * others)


def as_theirs(found: Ints, rows: Ints, field: Field) -> tuple[Bools, Floats]:
    """Which of `found` send a letter that nobody elsewhere sends more alike than a member of the ring of `rows` does.

    And how alike the likest member's is. Elsewhere is where the ring is not, or when; in a wave, or another ring.
    """
    copies, ours = field.copies, field.copies.likest(found, rows)
    elsewhere, family = np.zeros(found.size), field.copies.family[found]
    for letter in np.unique(family[family >= 0]):
        others = copies.sent(int(letter))
        others = others[~np.isin(others, rows) & ~_at_hand(others, rows, field)]
        elsewhere[family == letter] = copies.likest(found[family == letter], others)
    return ours >= elsewhere - NEARLY, ours


def _at_hand(some: Ints, rows: Ints, field: Field) -> Bools:
    """Which of them, in no ring and no wave, come to the institutions of the ring of `rows` in its days."""
    day, house = field.docket.day, field.docket.house
    in_time = (day[some] >= day[rows[0]] - DAYS) & (day[some] <= day[rows[-1]] + DAYS)
    return np.asarray(field.free[some] & ~field.wave[some] & in_time & np.isin(house[some], house[rows]))


def _least(theirs: Floats, usual: Floats, scale: float) -> float:
    """The likeness from which a letter is the ring's; above 1 where strangers are as like."""
    for at in np.unique(theirs[theirs >= ALIKE]):
        if (usual >= at - MARGIN).sum() * scale <= FALSE * (theirs >= at).sum():
            return float(at)
    return 2.0


def own_words(rows: Ints, field: Field, *, holders: int) -> npt.NDArray[np.uint32]:
    """The shingles that so many members hold at least, and few others; of a wave around them fewer than members."""
    letters, most = field.letters, COMMON * field.docket.size
    words, held = np.unique(
        np.concatenate([letters.shingles[letters.starts[row] : letters.ends[row]] for row in rows]), return_counts=True
    )
    kept = held >= holders
    words, held = words[kept], held[kept]
    kept = letters.holders(words) <= np.maximum(most, 2 * held)
    words, held = words[kept], held[kept]
    voices = _nearby(rows, field.voices, field)
    if not voices.size:
        return words
    return words[held > holders_among(letters.shingles, letters.starts, letters.ends, voices, words)]


def _on_product(rows: Ints, field: Field) -> Ints:
    """Complaints on what most of the ring complain of, or on what is not said."""
    product = field.docket.product
    known = product[rows][product[rows] >= 0]
    if not known.size:
        return np.arange(product.size)
    main = int(np.bincount(known).argmax())
    return np.flatnonzero((product == main) | (product < 0))


def _nearby(rows: Ints, matter: Ints, field: Field) -> Ints:
    """Those of them at the ring's institutions in its days."""
    day, house = field.docket.day, field.docket.house
    first, last = day[rows[0]] - DAYS, day[rows[-1]] + DAYS
    inside = matter[np.searchsorted(day[matter], first) : np.searchsorted(day[matter], last, side="right")]
    return inside[np.isin(house[inside], house[rows])]
