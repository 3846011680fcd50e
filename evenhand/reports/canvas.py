"""Marks at given pixels for Altair: boxes, lines, dots and words, each a layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from evenhand.reports.shown import visible
from evenhand.reports.theme import SOFT, across, down

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """A picture of `width` by `height` pixels; y counts from the top."""

    width: int
    height: int

    def boxes(self, boxes: Sequence[Box], *, colour: str, opacity: Sequence[float] | None = None) -> alt.Chart:
        """Filled boxes (left, top, right, bottom), each with its own opacity where given."""
        rows = [
            {"x": left, "y": top, "x2": right, "y2": bottom, "o": opacity[i] if opacity else 1}
            for i, (left, top, right, bottom) in enumerate(boxes)
        ]
        shade = alt.Opacity("o:Q", legend=None, scale=None)
        drawn = self._chart(rows).mark_rect(color=colour, strokeWidth=0)
        return self._place(drawn, x2="x2", y2="y2", opacity=shade)

    def lines(self, lines: Sequence[Box], *, colour: str, thick: float = 1, dash: Sequence[int] = ()) -> alt.Chart:
        """Straight lines from (x, y) to (x, y)."""
        rows = [{"x": x, "y": y, "x2": x2, "y2": y2} for x, y, x2, y2 in lines]
        drawn = self._chart(rows).mark_rule(color=colour, strokeWidth=thick, strokeDash=list(dash))
        return self._place(drawn, x2="x2", y2="y2")

    def dots(self, dots: Sequence[Point], *, colour: str, size: float = 60) -> alt.Chart:
        """Filled dots of `size` square pixels."""
        rows = [{"x": x, "y": y} for x, y in dots]
        return self._place(self._chart(rows).mark_point(filled=True, color=colour, size=size, opacity=1))

    def words(
        self, words: Sequence[tuple[float, float, str]], *, colour: str = SOFT, align: Align = "left", size: int = 12
    ) -> alt.Chart:
        """Words at (x, y), their middle on y; hidden characters are made visible."""
        rows = [{"x": x, "y": y, "t": visible(text)} for x, y, text in words]
        drawn = self._chart(rows).mark_text(color=colour, align=align, fontSize=size, limit=0)
        return self._place(drawn, text="t:N")

    def _chart(self, rows: list[dict[str, Any]]) -> alt.Chart:
        return alt.Chart(alt.InlineData(values=rows))

    def _place(self, chart: alt.Chart, **more: Any) -> alt.Chart:
        placed: alt.Chart = chart.encode(x=across("x", self.width), y=down("y", self.height), **more)
        return placed
