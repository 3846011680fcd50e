"""An index that is open: what is known of the whole of it, and read anew where another process changed it."""

import sqlite3
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.index.facts import Facts, Held, Known, house_names
from evenhand.rings.index.store import meta
from evenhand.rings.index.usual import Usual
from evenhand.rings.v1.strands import hub_limit


@dataclass(frozen=True, kw_only=True)
class State:
    """What is known of the whole: how many complaints and complainants, what is usual, what is public."""

    con: sqlite3.Connection
    known: Known
    size: int
    people: int
    public: npt.NDArray[np.uint32]
    usual: Usual
    spaces: dict[int, list[tuple[int, int]]]
    likenesses: list[tuple[int, int]]

    @classmethod
    def of(cls, con: sqlite3.Connection) -> "State":
        """Read it."""
        size = int(meta(con, "size"))
        spaces: dict[int, list[tuple[int, int]]] = {}
        for space, people, things in con.execute("SELECT space, people, things FROM spaces ORDER BY space, people"):
            spaces.setdefault(space, []).append((people, things))
        return cls(
            con=con,
            known=Known(
                salt=int(meta(con, "salt")),
                tz=meta(con, "tz"),
                places=tuple(meta(con, "places")),
                houses=house_names(name for (name,) in con.execute("SELECT name FROM houses")),
            ),
            size=size,
            people=int(meta(con, "people")),
            public=np.array(meta(con, "public"), np.uint32),
            usual=Usual(con, size),
            spaces=spaces,
            likenesses=con.execute("SELECT hundredths, ties FROM likenesses").fetchall(),
        )


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """One complaint beside an index: what it holds that no signed power explains, whose voice it is, its letter.

    `people` counts the complainants with it. `typical` is the letter that its own is a copy of, -1 where nobody else
    sends it; `family` is that letter's, -1 where the two are the first to send it.
    """

    facts: Facts
    held: tuple[Held, ...]
    telling: frozenset[int]
    person: int
    home: int
    people: int
    family: int
    typical: int
    alike: float

    @property
    def hub(self) -> float:
        """How many complainants may share a handle before it is a hub."""
        return hub_limit(self.people)

    @property
    def order(self) -> tuple[int, str]:
        """Its place in time among all complaints."""
        return self.facts.received, self.facts.id
