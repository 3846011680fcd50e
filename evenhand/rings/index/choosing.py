"""The ring and the wave that one complaint would belong to, until the next full run says more."""

from evenhand.rings.index.belonging import Belonging
from evenhand.rings.index.company import company_of
from evenhand.rings.index.holding import belonging_to, by_score
from evenhand.rings.index.saying import joined, template, wave, words_in
from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.index.tying import Tie


def belongings(new: Newcomer, state: State) -> tuple[list[Belonging], list[Tie]]:
    """At most one ring and one wave, with the ties that the ring brings; the ring with the highest score has it."""
    said = words_in(new, state)
    waves = wave(new, said, state)
    for ring, name in by_score(new, state):
        company = company_of(ring, new, state)
        if found := belonging_to(ring, name, company, new, state):
            return [found, *waves], list(company.ties(new))
    if not waves and (sent := joined(new, said, state)):
        return [sent[0]], list(sent[1].ties(new))
    return [*template(new, state), *waves], []
