"""A quick test before the exact one: of the rules that a kind of contact leaves open, which may have anything to say.

One Python function is made for each pattern of contacts. It errs on one side only: a rule that it leaves out certainly
does not find the contact; one that it names is asked again, with its three values and exact counts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evenhand.conduct.clocks import Clock
from evenhand.conduct.counting_one import Counting
from evenhand.conduct.gate.clauses import Open
from evenhand.conduct.gate.line import Line
from evenhand.conduct.groups import names_of_key
from evenhand.rules.condition import All, AnyOf, Compare, Counted, Fixed, Node, Not, Perhaps, Reaches, counts
from evenhand.rules.function import PYTHON
from evenhand.rules.pack import Pack
from evenhand.rules.vocabulary import BEFORE
from evenhand.rules.zones import DAY_US

Calls = Callable[[], Line] | None
"""The contacts to the number, looked up when they are asked for; None where no number is known."""

Maybe = Callable[[int, Line, Calls], list[Open]]
"""From a moment, the contacts with the debtor and those to the number: the rules that may hold, in their order."""

# No clock has ever been further from UTC, so no two are further apart than twice that.
_FURTHEST_US = 16 * 3_600_000_000
_APART_US = 2 * _FURTHEST_US


class AtMost:
    """Whether a count can come to a limit, itself included; keys known of shapes alone are respected."""

    def __init__(self, counted: Counted, pack: Pack, counting: Counting, shape: int) -> None:
        me = counting.sorted(shape)
        self._counting, self._kind, self._key, self._clock = counting, counted.kind, me.key, me.clock
        self._by_number = names_of_key(counted.kind, pack) == ("number",)
        self.days = BEFORE[counted.window]
        self.itself = 0 if counted.earlier else 1
        # What is counted together with a contact of another kind is nothing.
        self.never = not counted.earlier and me.kinds[counted.kind] is False
        self._may_be: dict[tuple[int, bool], Clock | None] = {}

    def __call__(self, us: int, line: Line, calls: Calls, enough: int) -> bool:
        """Whether `line`, or the contacts to the number, can hold `enough` in the window that ends at that moment."""
        numbered = self._by_number and calls is not None
        if numbered:
            line = calls()  # type: ignore[misc]
        times, shapes = line.times, line.shapes
        end, first, floor = bisect_right(times, us), 0, -_EVER
        if self.days is not None:
            floor = self._clock.local_us(us) // DAY_US - self.days
            first = bisect_left(times, (floor + 1) * DAY_US - _FURTHEST_US, 0, end)
        wanted = enough - self.itself
        if line.until_us is not None and line.until_us > us:
            wanted -= sum(one.at_us > us and one.until_us is not None and one.until_us > us for one in line.kept())
        place = end
        while wanted > 0 and place - first >= wanted:
            place -= 1
            clock = self._clock_of(shapes[place], numbered)
            if clock is not None and (
                floor == -_EVER or not clock.known or clock.local_us(times[place]) // DAY_US > floor
            ):
                wanted -= 1
        return wanted <= 0

    def _clock_of(self, shape: int, numbered: bool) -> Clock | None:
        """The clock of contacts of a shape that may be of the kind and under the key, else None."""
        place = (shape, numbered)
        if place in self._may_be:
            return self._may_be[place]
        known = self._counting.sorted(shape)
        may_be = known.kinds[self._kind] is not False and (numbered or known.key == self._key)
        found = self._may_be[place] = known.clock if may_be else None
        return found


_EVER = 1 << 62


def to_quick(
    opens: Sequence[Open],
    clocks: Sequence[tuple[Clock, ...]],
    packs: Sequence[tuple[Pack, Counting]],
    shape: int,
) -> Maybe:
    """The test for contacts of one shape while `opens` are in force; every one of `clocks`, by pack, must be known."""
    writer = _Writer(clocks, packs, shape)
    tests = [(one, writer.test(one)) for one in opens]
    always = [one for one, test in tests if test == "True"]
    if len(always) == len(tests):
        # Nothing to find out: rules that hang on what is asked later, or none.
        return lambda us, line, calls: list(always)
    lines = ["def maybe(us, line, calls):", "    many = len(line.times)", *writer.clock_lines(), "    found = []"]
    for one, test in tests:
        if test != "False":
            lines += [f"    if {test}:", f"        found.append({writer.bind(one)})"]
    lines.append("    return found")
    made: dict[str, Any] = {}
    # The source is made of the closed tree only: clocks, counts and limits are bound, never pasted.
    exec("\n".join(lines), {"__builtins__": {"len": len}, **writer.bound}, made)  # noqa: S102
    maybe: Maybe = made["maybe"]
    return maybe


class _Writer:
    def __init__(self, clocks: Sequence[tuple[Clock, ...]], packs: Sequence[tuple[Pack, Counting]], shape: int) -> None:
        self._clocks, self._packs, self._shape = clocks, packs, shape
        self._times: dict[Clock, str] = {}
        self._most: dict[tuple[int, Counted], tuple[AtMost, str]] = {}
        self.bound: dict[str, Any] = {}

    def bind(self, value: Any) -> str:
        name = f"v{len(self.bound)}"
        self.bound[name] = value
        return name

    def clock_lines(self) -> Iterator[str]:
        """The time of day on each clock that any test reads."""
        for clock, name in self._times.items():
            yield f"    {name} = {self.bind(clock.local_us)}(us) % {DAY_US}"

    def test(self, one: Open) -> str:
        """Whether the rule may hold, on any of the clocks that it may be read by."""
        clocks = self._clocks[one.clause.place] if one.zoned else self._clocks[one.clause.place][:1]
        each = dict.fromkeys(self._node(one.tree, one.clause.place, clock, may=True) for clock in clocks)
        return _either(list(each))

    def _node(self, node: Node, place: int, clock: Clock, *, may: bool) -> str:
        """Whether the node may be true, or else whether it is certain."""
        match node:
            case All(parts) | AnyOf(parts):
                # What needs no counting is asked first.
                ordered = sorted(parts, key=lambda part: bool(counts(part)))
                written = [self._node(part, place, clock, may=may) for part in ordered]
                return _both(written) if isinstance(node, All) else _either(written)
            case Not(part):
                return _negated(self._node(part, place, clock, may=not may))
            case Perhaps(part):
                return self._node(part, place, clock, may=True) if may else "False"
            case Compare(word, operator, value) if word.name == "local_time":
                return f"{self._time(clock)} {PYTHON[operator]} {self.bind(value)}"
            case Reaches(counted, limit):
                return self._reaches(counted, limit, place) if may else "False"
            case Fixed(truth):
                return str(truth is not False if may else truth is True)
        return str(may)

    def _time(self, clock: Clock) -> str:
        return self._times.setdefault(clock, f"t{len(self._times)}")

    def _reaches(self, counted: Counted, limit: int, place: int) -> str:
        found = self._most.get((place, counted))
        if found is None:
            made = AtMost(counted, *self._packs[place], self._shape)
            found = self._most[place, counted] = (made, self.bind(made))
        most, name = found
        if most.never:
            return str(limit <= 0)
        enough = self.bind(limit)
        asked = f"{name}(us, line, calls, {enough})"
        wanted = limit - most.itself
        if wanted <= 0 or names_of_key(counted.kind, self._packs[place][0]) == ("number",):
            return asked
        # Most lines are shorter than the limit, or were short of it when the window began.
        recent = "" if most.days is None else f"line.times[-{wanted}] > us - {most.days * DAY_US + _APART_US} and "
        return f"(many >= {wanted} and {recent}{asked})"


def _both(tests: Sequence[str]) -> str:
    left = [test for test in tests if test != "True"]
    return "False" if "False" in left else f"({' and '.join(left)})" if left else "True"


def _either(tests: Sequence[str]) -> str:
    left = [test for test in tests if test != "False"]
    return "True" if "True" in left else f"({' or '.join(left)})" if left else "False"


def _negated(test: str) -> str:
    return {"True": "False", "False": "True"}.get(test, f"(not {test})")
