"""How a complaint fits its group in what it complains of: day, institution, subject; each against the whole file.

What counts is how much likelier a thing is among the others of the group than in the file (natural log-odds). The file
itself says how likely it is there: a busy day or a large bank tells little, a rare demand on one day tells much.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from evenhand.rings.v1.docket import Docket, codes
from evenhand.rings.v1.normalise import fold_texts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STEP, SEASON, HOUSE, SUBJECT = range(4)
TOGETHER, SEASON_DAYS = 1, 21  # days before and after on which a complaint came with another, or in one season with it
PRIOR = 3.0  # how many complaints' worth the file weighs against a group
MOST = 4.0  # no one fit tells more than this


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Per complaint: its day, house, and subject (product and demand) as numbers, -1: not known; how common.

    `subject` is known where product and demand both are; where one is blank, the other is compared alone.
    """

    day: Ints
    house: Ints
    subject: Ints
    product: Ints
    demand: Ints
    usual_step: Floats
    usual_season: Floats
    usual_house: Floats
    usual_subject: Floats
    usual_product: Floats
    usual_demand: Floats
    usual_house_of_product: Floats

    def fit(self, rows: Ints, of: Ints) -> Floats:
        """How well each of `rows` fits the others of `of` (sorted): columns STEP, SEASON, HOUSE, SUBJECT; 0: chance."""
        own = np.isin(rows, of)
        return np.column_stack(
            [
                _beyond(_near(self.day, rows, of, TOGETHER), of.size, own, self.usual_step[rows]),
                _beyond(_near(self.day, rows, of, SEASON_DAYS), of.size, own, self.usual_season[rows]),
                self._same(self.house, self.usual_house, rows, of),
                self._subject(rows, of),
            ]
        )

    @property
    def matter(self) -> Ints:
        """The subject, or the product or the demand where only that is known; -1: none."""
        beyond = int(self.subject.max(initial=0)) + 1
        alone = np.where(self.demand >= 0, beyond + self.demand, -1)
        beyond += int(self.demand.max(initial=0)) + 1
        alone = np.where(self.product >= 0, beyond + self.product, alone)
        return np.where(self.subject >= 0, self.subject, alone)

    def _subject(self, rows: Ints, of: Ints) -> Floats:
        """By product and demand together where both are known, else by the one that is."""
        both = self._same(self.subject, self.usual_subject, rows, of)
        alone = [
            self._same(known, usual, rows, of)
            for known, usual in ((self.product, self.usual_product), (self.demand, self.usual_demand))
        ]
        return np.asarray(np.where(self.subject[rows] >= 0, both, np.where(self.product[rows] >= 0, *alone)))

    @staticmethod
    def _same(values: Ints, usual: Floats, rows: Ints, of: Ints) -> Floats:
        known = values[of][values[of] >= 0]
        ordered = np.sort(known)
        here = values[rows]
        same = np.searchsorted(ordered, here, side="right") - np.searchsorted(ordered, here, side="left")
        found = _beyond(same, known.size, np.isin(rows, of), usual[rows])
        return np.asarray(np.where(here >= 0, found, 0.0))


def _near(day: Ints, rows: Ints, of: Ints, width: int) -> Ints:
    """How many of `of` came no more than `width` days before or after each of `rows`."""
    ordered, here = np.sort(day[of]), day[rows]
    upto, before = np.searchsorted(ordered, here + width, "right"), np.searchsorted(ordered, here - width, "left")
    return np.asarray(upto - before)


def _beyond(same: Ints, size: int, own: npt.NDArray[np.bool_], usual: Floats) -> Floats:
    """log of (share among the others, drawn towards the file's) over the file's share."""
    others = np.maximum(size - own, 0)
    share = (np.maximum(same - own, 0) + PRIOR * usual) / (others + PRIOR)
    return np.asarray(np.clip(np.log(share / usual), -MOST, MOST))


def open_profile(con: duckdb.DuckDBPyConnection, relation: str, docket: Docket) -> Profile:
    """Read what is demanded, in the order of the docket, and count how common each thing is."""
    table = con.sql(f"SELECT demand FROM {relation} ORDER BY received_at, complaint_id").to_arrow_table()
    demand = codes(pc.replace_substring_regex(fold_texts(table["demand"].combine_chunks()), r"\s+", ""))
    product = docket.product
    both = (demand >= 0) & (product >= 0)
    subject = np.where(both, product * (int(demand.max(initial=0)) + 1) + demand, -1)
    day = docket.day
    everybody = np.arange(docket.size)
    step, season = (_near(day, everybody, everybody, width) for width in (TOGETHER, SEASON_DAYS))
    return Profile(
        day=day,
        house=docket.house,
        subject=subject,
        product=product,
        demand=demand,
        usual_step=step / max(day.size, 1),
        usual_season=season / max(day.size, 1),
        usual_house=_share(docket.house),
        usual_subject=_share(subject),
        usual_product=_share(product),
        usual_demand=_share(demand),
        usual_house_of_product=_share_within(docket.house, product),
    )


def _share(values: Ints) -> Floats:
    """How common each complaint's value is among those known."""
    known = values[values >= 0]
    counts = np.bincount(known, minlength=1)
    return np.where(values >= 0, counts[np.maximum(values, 0)] / max(known.size, 1), 1.0)


def _share_within(values: Ints, of: Ints) -> Floats:
    """How common each complaint's value is among those of the same `of`, where that is known, else among all known."""
    known = (values >= 0) & (of >= 0)
    span = int(of.max(initial=0)) + 1
    both = np.unique(values * span + of, return_inverse=True)[1]
    together, alone = np.bincount(both[known], minlength=values.size), np.bincount(of[known], minlength=span)
    return np.where(known, together[both] / np.maximum(alone[np.maximum(of, 0)], 1), _share(values))
