"""An index of complaints and their rings, in one file: ask where a new complaint belongs, add it, take one out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from evenhand.errors import Misuse
from evenhand.rings.index.adding import add
from evenhand.rings.index.belonging import Belonging
from evenhand.rings.index.choosing import belongings
from evenhand.rings.index.digests import digest
from evenhand.rings.index.facts import ID, facts_of
from evenhand.rings.index.meeting import meet
from evenhand.rings.index.removal import remove
from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.index.store import glance, opened, turn
from evenhand.rings.index.tying import Tie, ties_of


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where one complaint belongs: at most one ring and one wave, and its ties to complaints of the index."""

    complaint_id: str
    rings: tuple[Belonging, ...]
    ties: tuple[Tie, ...]


class Index:
    """The index that `evenhand rings --index` wrote to `path`; raises `Unreadable` for what is none."""

    def __init__(self, path: Path) -> None:
        self._con = opened(path)
        self._state = State.of(self._con)
        self._version = self._data_version()

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._con.close()

    @property
    def size(self) -> int:
        """How many complaints it holds."""
        return self._now().size

    @property
    def tz(self) -> str:
        """The zone in which its days begin."""
        return self._now().known.tz

    def place(self, complaint: Mapping[str, Any]) -> Placement:
        """Where a complaint, its values as `evenhand.intake` leaves them, would belong; nothing is written.

        Raises `Misuse` where it has no id or time, or is in the index already.
        """
        with glance(self._con):
            placement, _ = self._placed(complaint)
        return placement

    def add(self, complaint: Mapping[str, Any]) -> Placement:
        """Place a complaint and keep it, so that later ones are held to it too; raises as `place` does."""
        with turn(self._con):
            placement, new = self._placed(complaint)
            add(new, placement.rings, placement.ties, self._now())
        self._state = State.of(self._con)
        return placement

    def remove(self, complaint_ids: Iterable[str]) -> int:
        """Take complaints out, so that the file holds nothing of them; how many of the ids it held.

        The file is written anew, which takes its time in a large one: take out many at once.
        """
        gone = 0
        with turn(self._con):
            for one in complaint_ids:
                gone += remove(digest(one, salt=self._now().known.salt, sort=ID), self._now())
        # What is deleted is overwritten, but a page that was once split may keep an old copy of a digest.
        self._con.execute("VACUUM")
        self._state = State.of(self._con)
        return gone

    def must_be_new(self, complaint_ids: Iterable[str]) -> None:
        """Raises `Misuse` for an id that the index holds."""
        for one in complaint_ids:
            name = digest(one, salt=self._now().known.salt, sort=ID)
            if self._con.execute("SELECT 1 FROM complaints WHERE name = ?", (name,)).fetchone():
                raise Misuse(
                    zh=f"投诉 {one} 已在索引中；如内容有变，请先移除再加入。",
                    en=f"complaint {one} is in the index already; where it has changed, remove it first.",
                )

    def _placed(self, complaint: Mapping[str, Any]) -> tuple[Placement, Newcomer]:
        state = self._now()
        facts = facts_of(complaint, state.known)
        self.must_be_new([facts.id])
        new = meet(facts, state)
        rings, beside = belongings(new, state)
        ties = (*ties_of(new, state), *beside)
        return Placement(complaint_id=facts.id, rings=tuple(rings), ties=ties), new

    def _now(self) -> State:
        """What is known, read anew where another connection has written since."""
        if (version := self._data_version()) != self._version:
            self._version, self._state = version, State.of(self._con)
        return self._state

    def _data_version(self) -> int:
        return int(self._con.execute("PRAGMA data_version").fetchone()[0])
