"""The tree of a `when` expression: a few kinds of node, each with three values (true, false, unknown)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evenhand.rules.vocabulary import Word

Value = str | int | float | bool
Operator = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class All:
    """True when every part is; false as soon as one is."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    """True as soon as one part is; false when every part is."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: "Node"


@dataclass(frozen=True)
class Perhaps:
    """Where the part holds or may hold, only a person can tell: unknown. False where it is false."""

    part: "Node"


@dataclass(frozen=True)
class Compare:
    """A word against a fixed value; unknown where the word is. Clock values are microseconds since midnight."""

    word: Word
    operator: Operator
    value: Value


@dataclass(frozen=True)
class Among:
    """A word among fixed values; unknown where the word is."""

    word: Word
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Missing:
    """True where the word is unknown, else false; never unknown itself."""

    word: Word


@dataclass(frozen=True)
class Flag:
    """A word that is itself true, false or unknown."""

    word: Word


@dataclass(frozen=True)
class Has:
    """True where a text or list holds anything, else false; never unknown."""

    word: Word


@dataclass(frozen=True)
class Lists:
    """True where a list holds the value, else false; unknown where the list is."""

    word: Word
    value: str


@dataclass(frozen=True, order=True)
class Counted:
    """How many contacts of a kind lie in a window that ends with this contact, itself included.

    Zero for a contact that is not of the kind. Where `earlier` is set it counts those before this contact, whatever
    this contact is. Known as two bounds: `least` counts what is certainly of the kind, `most` also what may be.
    """

    kind: str
    window: str
    earlier: bool = False

    @property
    def name(self) -> str:
        """Its name among the facts of a finding."""
        return f"{'before' if self.earlier else 'count'}_{self.kind}_{self.window}"


@dataclass(frozen=True)
class Reaches:
    """True where the count is certainly at least `limit`, unknown where it may be, else false."""

    counted: Counted
    limit: int


@dataclass(frozen=True)
class Fixed:
    """True, false or unknown, whatever the contact: what `assume` puts in the place of a count."""

    truth: bool | None


Node = All | AnyOf | Not | Perhaps | Compare | Among | Missing | Flag | Has | Lists | Reaches | Fixed


def nodes(root: Node) -> Iterator[Node]:
    """Every node of the tree, the root first."""
    yield root
    match root:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from nodes(part)
        case Not(part) | Perhaps(part):
            yield from nodes(part)
        case _:
            pass


def words(root: Node) -> tuple[Word, ...]:
    """The words the tree asks about, each once, by name."""
    asking = [n for n in nodes(root) if not isinstance(n, All | AnyOf | Not | Perhaps | Reaches | Fixed)]
    found = {n.word.name: n.word for n in asking}
    return tuple(found[name] for name in sorted(found))


def counts(root: Node) -> tuple[Counted, ...]:
    """The counts the tree asks for, each once, in the order in which they are written."""
    return tuple(dict.fromkeys(n.counted for n in nodes(root) if isinstance(n, Reaches)))


def assume(root: Node, truth: bool | None) -> Node:
    """The tree with `truth` in the place of every count."""
    match root:
        case Reaches():
            return Fixed(truth)
        case All(parts):
            return All(tuple(assume(part, truth) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(assume(part, truth) for part in parts))
        case Not(part):
            return Not(assume(part, truth))
        case Perhaps(part):
            return Perhaps(assume(part, truth))
    return root
