"""The tree as a plain Python function over the facts of one contact."""

from collections.abc import Callable, Mapping
from typing import Any

from evenhand.rules.condition import (
    All,
    Among,
    AnyOf,
    Compare,
    Fixed,
    Flag,
    Has,
    Lists,
    Missing,
    Node,
    Not,
    Perhaps,
    Reaches,
)
from evenhand.rules.sql import bounds

Facts = Mapping[str, Any]
Truth = bool | None
Check = Callable[[Facts], Truth]


def to_function(root: Node) -> Check:
    """A function from facts (word → value, None unknown; a count as its two bounds) to true, false or None.

    The generated source is kept on the function as `source`.
    """
    writer = _Writer()
    source = f"lambda f: {writer.node(root)}"
    # The source is made of the closed tree only: words are looked up by name, values are bound, never pasted.
    check: Check = eval(source, {"__builtins__": {}, **_OPERATIONS, **writer.bound})  # noqa: S307
    check.source = source  # type: ignore[attr-defined]
    return check


def all_of(*parts: Truth) -> Truth:
    """Kleene's and."""
    if False in parts:
        return False
    return None if None in parts else True


def any_of(*parts: Truth) -> Truth:
    """Kleene's or."""
    if True in parts:
        return True
    return None if None in parts else False


def _negate(part: Truth) -> Truth:
    return None if part is None else not part


def _perhaps(part: Truth) -> Truth:
    return False if part is False else None


def settle(root: Node, known: Facts) -> Node:
    """The tree with each condition on a word in `known` answered; what is left depends on the other words alone."""
    match root:
        case All(parts):
            return _joined(All, [settle(part, known) for part in parts], ends=False)
        case AnyOf(parts):
            return _joined(AnyOf, [settle(part, known) for part in parts], ends=True)
        case Not(part):
            inner = settle(part, known)
            return Fixed(_negate(inner.truth)) if isinstance(inner, Fixed) else Not(inner)
        case Perhaps(part):
            inner = settle(part, known)
            return Fixed(_perhaps(inner.truth)) if isinstance(inner, Fixed) else Perhaps(inner)
        case Reaches() | Fixed():
            return root
    return Fixed(to_function(root)(known)) if root.word.name in known else root


def _joined(kind: type[All] | type[AnyOf], parts: list[Node], *, ends: bool) -> Node:
    """`ends` is the truth that settles the whole; the other truth adds nothing to it."""
    fixed = {part.truth for part in parts if isinstance(part, Fixed)}
    if ends in fixed:
        return Fixed(ends)
    left = [part for part in parts if not isinstance(part, Fixed)] + ([Fixed(None)] if None in fixed else [])
    if not left:
        return Fixed(not ends)
    return left[0] if len(left) == 1 else kind(tuple(left))


_OPERATIONS = {"all_of": all_of, "any_of": any_of, "negate": _negate, "perhaps": _perhaps}
PYTHON = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class _Writer:
    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}

    def _bind(self, value: Any) -> str:
        name = f"v{len(self.bound)}"
        self.bound[name] = value
        return name

    def node(self, node: Node) -> str:
        match node:
            case All(parts):
                return f"all_of({', '.join(map(self.node, parts))})"
            case AnyOf(parts):
                return f"any_of({', '.join(map(self.node, parts))})"
            case Not(part):
                return f"negate({self.node(part)})"
            case Perhaps(part):
                return f"perhaps({self.node(part)})"
            case Compare(word, operator, value):
                return self._known(word.name, f"{PYTHON[operator]} {self._bind(value)}")
            case Among(word, values):
                return self._known(word.name, f"in {self._bind(frozenset(values))}")
            case Lists(word, value):
                return f"(None if f[{word.name!r}] is None else {self._bind(value)} in f[{word.name!r}])"
            case Missing(word):
                return f"(f[{word.name!r}] is None)"
            case Flag(word):
                return f"f[{word.name!r}]"
            case Has(word):
                return f"(True if f[{word.name!r}] else False)"
            case Reaches(counted, limit):
                least, most = bounds(counted)
                enough = self._bind(limit)
                return f"(True if f[{least!r}] >= {enough} else None if f[{most!r}] >= {enough} else False)"
            case Fixed(truth):
                return repr(truth)

    @staticmethod
    def _known(name: str, test: str) -> str:
        return f"(None if f[{name!r}] is None else f[{name!r}] {test})"
