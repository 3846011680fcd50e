"""Which installed distributions a set of requirements needs, and which modules those bring."""

from collections.abc import Callable, Iterable
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def closure(requirements: Iterable[str], find: Callable[[str], Distribution] = distribution) -> dict[str, Distribution]:
    """The distributions that `requirements` need, each under its canonical name, on this machine's markers."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(Requirement(line), frozenset({""})) for line in requirements]
    while waiting:
        wanted, extras = waiting.pop()
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name, asked = canonicalize_name(wanted.name), frozenset({"", *wanted.extras})
        if (name, asked) in seen:
            continue
        seen.add((name, asked))
        found[name] = find(name)
        waiting += [(Requirement(line), asked) for line in found[name].requires or ()]
    return found


def top_modules(of: Distribution) -> set[str]:
    """The top-level modules that a distribution installs."""
    first = {
        file.parts[0] for file in of.files or () if file.suffix in {".py", ".so", ".pyd"} and ".." not in file.parts
    }
    return {part.split(".")[0] for part in first if part != "__pycache__" and not part.endswith((".data", ".libs"))}
