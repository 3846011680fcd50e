"""A field in which an organisation is written as people call it, found by any of its names; it works without scripts.

A list of all of them would be heavier than a page may be where an office has thousands to choose from.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from evenhand_web.registry.codes import ASSOCIATION, AUTHORITY, INSTITUTION, ORGANISATION_KINDS
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import called_like, named, present
from evenhand_web.registry.words import WORDS

# Among which kinds of organisation a field looks.
AMONG: dict[str, tuple[str, ...]] = {
    "institution": (INSTITUTION,),
    "authority": (AUTHORITY,),
    "overseer": (AUTHORITY, ASSOCIATION),
    "any": tuple(ORGANISATION_KINDS),
}
LONGEST = 120


class NamedField(forms.CharField):
    """One organisation; `unknown` is said where nobody is called so."""

    def __init__(self, *, among: str, unknown: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **kwargs)
        self.among, self.unknown = among, unknown or WORDS["naming.unknown"]
        self.near: list[Organisation] = []


class NamesOrganisations(forms.Form):
    """A form whose named fields give organisations; where several are called so it offers them to be picked."""

    lang: str

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if not isinstance(field, NamedField):
                continue
            words, given[name] = given.get(name), None
            if words:
                given[name] = meant(self.data, self.add_prefix(name), among=field.among)
                field.near = called_like(words, kinds=AMONG[field.among])
            if words and given[name] is None:
                say = WORDS["naming.which"] if field.near else field.unknown
                self.add_error(name, say[self.lang].format(words=words))
        return given


def meant(sent: Mapping[str, Any], field: str, *, among: str) -> Organisation | None:
    """What `field` means: picked of those called so, called exactly so, having this code, or the only one."""
    kinds = AMONG[among]
    words = str(sent.get(field, ""))[:LONGEST].strip()
    found = called_like(words, kinds=kinds)
    picked = [each for each in found if each.code == sent.get(f"{field}-choice")]
    if picked:
        return picked[0]
    whole = named(words) or Organisation.objects.filter(code=words).first() if words else None
    if whole and present(whole).kind in kinds:
        return present(whole)
    return found[0] if len(found) == 1 else None
