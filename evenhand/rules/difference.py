"""What changed between two packs, or between two copies of one: rules, first days, values, conditions, sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evenhand.rules.pack import Pack, Rule, Version


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that differs. `rule` is empty for what is said of the whole pack; None: no such thing there."""

    rule: str
    what: str
    before: str | None
    after: str | None


def difference(before: Pack, after: Pack) -> tuple[Change, ...]:
    """Every change from one pack to the other, the pack's own first, then rule by rule."""
    return tuple(_changes(before, after))


def _changes(before: Pack, after: Pack) -> Iterator[Change]:
    yield from _compare("", _of_pack(before), _of_pack(after))
    old, new = ({rule.id: rule for rule in pack.rules} for pack in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield Change(rule=name, what="removed", before=old[name].title.zh, after=None)
        elif name not in old:
            yield Change(rule=name, what="added", before=None, after=new[name].title.zh)
        else:
            yield from _compare(name, _of_rule(old[name]), _of_rule(new[name]))
            yield from _versions(old[name], new[name])


def _compare(rule: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for what in dict.fromkeys([*before, *after]):
        if before.get(what) != after.get(what):
            yield Change(rule=rule, what=what, before=before.get(what), after=after.get(what))


def _of_pack(pack: Pack) -> dict[str, str]:
    return {
        "force": pack.force,
        "zone": pack.zone or "",
        "count_by": ", ".join(pack.count_by),
        **{f"setting {one.name}": f"({one.confidence}) {one.say.zh}" for one in pack.settings},
    }


def _of_rule(rule: Rule) -> dict[str, str]:
    return {
        "title": rule.title.zh,
        "modality": rule.modality,
        "severity": rule.severity,
        "unverified": str(rule.unverified).lower(),
        "when": " ".join(rule.when.split()),
        "sentence": rule.sentence.zh,
        "rebutted_by": "; ".join(factor.zh for factor in rule.rebutted_by),
        "checked_against_source": f"{rule.checked_on}, {rule.check_every_days}",
        "cases": ", ".join(f"{case.say}: {str(case.found).lower()}" for case in rule.cases),
    }


def _versions(before: Rule, after: Rule) -> Iterator[Change]:
    """First days added and removed; where both have a day, or neither has one of the other's, what it brings."""
    old, new = ({version.in_force: version for version in rule.versions} for rule in (before, after))
    for day in sorted(old.keys() ^ new.keys()):
        there, gone = day in new, day in old
        yield Change(
            rule=before.id,
            what="in_force",
            before=_told(old[day]) if gone else None,
            after=_told(new[day]) if there else None,
        )
    for day in sorted(old.keys() & new.keys()):
        yield from _compare(before.id, _of_version(old[day]), _of_version(new[day]))
    if old and new and not old.keys() & new.keys():
        yield from _compare(before.id, _of_version(old[max(old)]), _of_version(new[max(new)]))


def _told(version: Version) -> str:
    until = f" – {version.until}" if version.until else ""
    return f"{version.in_force}{until}"


def _of_version(version: Version) -> dict[str, str]:
    values: dict[str, Any] = dict(version.values)
    source = version.source
    return {
        "until": str(version.until or ""),
        **{f"with {name}": str(values[name]) for name in sorted(values)},
        "source": f"{source.title}, {source.article} ({source.confidence})",
    }
