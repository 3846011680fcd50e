"""Helpers that the SQL of a column names once and uses several times, each layer out of those before."""

from collections.abc import Iterable

Layers = tuple[dict[str, str], ...]
"""By level the names of helpers and their SQL."""


def layered(relation: str, several: Iterable[Layers]) -> str:
    """SQL: the relation with every layer of helpers of several columns."""
    of_all = list(several)
    for level in range(max(map(len, of_all), default=0)):
        helpers = [
            f"{sql} AS {name}" for layers in of_all if level < len(layers) for name, sql in layers[level].items()
        ]
        relation = f"(SELECT *, {', '.join(helpers)} FROM {relation})"
    return relation
