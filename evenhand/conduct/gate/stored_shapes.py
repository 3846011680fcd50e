"""The combinations of columns that several processes add to: each has its place from the file."""

import json
from collections.abc import Iterable
from typing import Protocol

from evenhand.conduct.kept import Shape, Shapes


class ShapeFile(Protocol):
    """Where combinations are kept, as JSON, in order."""

    def enter(self, columns: str) -> None:
        """Give a combination its place, if it has none."""

    def entered(self) -> list[list[object]]:
        """Every combination, in order."""


class StoredShapes(Shapes):
    """Shapes that several processes add to: each has its place from the file."""

    def __init__(self, history: ShapeFile) -> None:
        super().__init__()
        self._history = history
        self.read()

    def __getitem__(self, place: int) -> Shape:
        if place >= len(self.all):
            self.read()
        return self.all[place]

    def places(self, several: Iterable[Shape]) -> list[int]:
        """The places of many combinations: all that are new are entered before the file is read again."""
        listed = list(several)
        with self._lock:
            new = [shape for shape in dict.fromkeys(listed) if shape not in self._places]
            for shape in new:
                self._history.enter(json.dumps(shape, ensure_ascii=False))
            if new:
                self.read()
            return [self._places[shape] for shape in listed]

    def _add(self, shape: Shape) -> int:
        return self.places([shape])[0]

    def enter_all(self) -> None:
        """Enter in the same places whatever the file does not hold, or holds no more."""
        with self._lock:
            for shape in self.all:
                self._history.enter(json.dumps(shape, ensure_ascii=False))

    def read(self) -> None:
        """Take the combinations from the file."""
        several = [
            tuple(tuple(one) if isinstance(one, list) else one for one in row) for row in self._history.entered()
        ]
        with self._lock:
            self._places = {shape: place for place, shape in enumerate(several)}
            self.all = several
