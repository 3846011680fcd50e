"""What changed between two packs, or between two copies of one: rules, first days, values, conditions, sources."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evenhand.rules.pack import Case, Pack, Rule, Text, Version


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that differs. `rule` is empty for what is said of the whole pack; None: no such thing there."""

    rule: str
    what: str
    before: str | None
    after: str | None


def difference(before: Pack, after: Pack) -> tuple[Change, ...]:
    """Every change from one pack to the other, the pack's own first, then rule by rule."""
    # Two versions may differ from a third in one and the same way.
    return tuple(dict.fromkeys(_changes(before, after)))


def _changes(before: Pack, after: Pack) -> Iterator[Change]:
    yield from _compare("", _of_pack(before), _of_pack(after))
    old, new = ({rule.id: rule for rule in pack.rules} for pack in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield Change(rule=name, what="removed", before=_both(old[name].title), after=None)
        elif name not in old:
            yield Change(rule=name, what="added", before=None, after=_both(new[name].title))
        else:
            yield from _compare(name, _of_rule(old[name]), _of_rule(new[name]))
            yield from _versions(old[name], new[name])


def _compare(rule: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for what in dict.fromkeys([*before, *after]):
        if before.get(what) != after.get(what):
            yield Change(rule=rule, what=what, before=before.get(what), after=after.get(what))


def _of_pack(pack: Pack) -> dict[str, str]:
    return {
        "title": _both(pack.title),
        "issuer": _both(pack.issuer),
        "scope": _both(pack.scope),
        "force": pack.force,
        "zone": pack.zone or "",
        "count_by": ", ".join(pack.count_by),
        **{f"setting {one.name}": f"({one.confidence}) {_both(one.say)}" for one in pack.settings},
        **{
            f"setting {one.name}, keep_recordings_years": str(one.keep_recordings_years)
            for one in pack.settings
            if one.keep_recordings_years
        },
    }


def _of_rule(rule: Rule) -> dict[str, str]:
    return {
        "title": _both(rule.title),
        "modality": rule.modality,
        "severity": rule.severity,
        "unverified": str(rule.unverified).lower(),
        "when": " ".join(rule.when.split()),
        "sentence": _both(rule.sentence),
        "rebutted_by": "; ".join(_both(factor) for factor in rule.rebutted_by),
        "checked_against_source": f"{rule.checked_on}, {rule.check_every_days}",
        **{f"case {case.say}": _case(case) for case in rule.cases},
    }


def _both(text: Text) -> str:
    return f"{text.zh} / {text.en}"


def _case(case: Case) -> str:
    worked = {"given": case.given, "after": case.after, "mandates": case.mandates, "found": case.found}
    return json.dumps({name: value for name, value in worked.items() if value != ()}, ensure_ascii=False, default=str)


def _versions(before: Rule, after: Rule) -> Iterator[Change]:
    """First days added and removed, and what each version brings against the one that holds there on its first day."""
    old, new = ({version.in_force: version for version in rule.versions} for rule in (before, after))
    for day in sorted(old.keys() | new.keys()):
        if day not in old or day not in new:
            yield Change(
                rule=before.id,
                what="in_force",
                before=_told(old[day]) if day in old else None,
                after=_told(new[day]) if day in new else None,
            )
        there, here = old.get(day) or before.in_force(day), new.get(day) or after.in_force(day)
        yield from _compare(before.id, _of_version(there) if there else {}, _of_version(here) if here else {})


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
