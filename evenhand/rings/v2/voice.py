"""One voice: who writes the very same letter again from the same telephone or letter box, and gives no name."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket, codes
from evenhand.rings.v1.people import REACHED_BY
from evenhand.rings.v1.unions import components, stars
from evenhand.rings.v1.wording import Letters

Ints = npt.NDArray[np.int64]


def one_voice(docket: Docket, letters: Letters, person: Ints) -> Ints:
    """The complainants anew: complaints without a name that nothing tells apart are one person's, on whatever day.

    Nothing does where the letters are equal to the sign (numbers aside), so is the way to reach the writer, and no two
    debtors are named.
    """
    nameless = codes(docket.texts("complainant_id")) < 0
    debtor = codes(docket.texts("debtor_id"))
    letter = np.unique(letters.whole, return_inverse=True)[1].astype(np.int64)
    joined = person
    for kind in REACHED_BY:
        contact = codes(docket.handle(kind))
        rows = np.flatnonzero(nameless & (contact >= 0) & (letters.whole != 0))
        if rows.size:
            keys = np.column_stack([letter, contact, debtor])[rows]
            same = np.unique(keys, axis=0, return_inverse=True)[1].ravel()
            _, first, other = stars(same, joined[rows])
            joined = np.asarray(components(person.size, first, other))[joined]
    return joined
