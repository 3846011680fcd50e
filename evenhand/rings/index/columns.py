"""The facts of all complaints of a run, as columns; who is one person and one home, as v1 and v2 say."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.index import facts
from evenhand.rings.index.digests import digests, paired
from evenhand.rings.index.facts import squeezed
from evenhand.rings.v1 import handles, people, wording
from evenhand.rings.v1.docket import HANDLE_KINDS, Docket
from evenhand.rings.v1.handles import SPACES, Holdings
from evenhand.rings.v1.houses import one_name
from evenhand.rings.v1.normalise import fold_texts
from evenhand.rings.v1.unions import distinct_per, pairs_once
from evenhand.rings.v1.wording import Letters, Wording
from evenhand.rings.v2.homes import homes
from evenhand.rings.v2.left_over import with_left_over
from evenhand.rings.v2.voice import one_voice

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A docket read for an index; row i is complaint i by time."""

    docket: Docket
    demand: pa.Array
    salt: int
    words: Wording
    holdings: Holdings
    person: Ints
    home: Ints

    @property
    def size(self) -> int:
        """How many complaints."""
        return self.docket.size

    def digests(self, values: pa.Array, sort: int) -> Ints:
        """The digest of each text."""
        return digests(values, salt=self.salt, sort=sort)

    @cached_property
    def institution(self) -> pa.Array:
        """The institution as it was written, squeezed."""
        return squeezed(self.docket.texts("institution"))

    @cached_property
    def house(self) -> Ints:
        """The institution, whichever of its names was written."""
        return self.digests(one_name(self.institution), facts.HOUSE)

    @cached_property
    def product(self) -> Ints:
        """The product."""
        return self.digests(squeezed(self.docket.texts("product")), facts.PRODUCT)

    @cached_property
    def asked(self) -> Ints:
        """What is demanded."""
        return self.digests(squeezed(self.demand), facts.DEMAND)

    @cached_property
    def named(self) -> Ints:
        """The complainant where one is named."""
        return self.digests(self.docket.texts("complainant_id"), facts.COMPLAINANT)

    @cached_property
    def spot(self) -> Ints:
        """Day and place of the nameless."""
        door = self.digests(self.docket.handle("address"), facts.DOOR)
        line = self.digests(self.docket.handle("phone"), facts.LINE)
        area = np.zeros(self.size, np.int64)
        if self.docket.places:
            cells = [fold_texts(self.docket.texts(name)) for name in self.docket.places]
            joined = pc.binary_join_element_wise(*cells, pa.scalar("|", pa.large_string()))
            blank = pc.equal(pc.replace_substring(joined, "|", ""), "")
            area = self.digests(pc.if_else(blank, pa.scalar("", joined.type), joined), facts.AREA)
        where = np.where(door != 0, door, np.where(area != 0, area, line))
        where = np.where(self.named != 0, 0, where)
        return np.asarray(paired(where, 2 * self.docket.day + 1))

    @cached_property
    def value(self) -> Ints:
        """The digest of each strand of `holdings`."""
        found = np.zeros(self.holdings.size, np.int64)
        for space in range(len(SPACES)):
            here = np.flatnonzero(self.holdings.space_of == space)
            found[here] = self.digests(self.holdings.value_of.take(pa.array(here)), space)
        return found

    @cached_property
    def telling(self) -> npt.NDArray[np.bool_]:
        """Which of the holdings may speak against anybody."""
        kept = handles.telling(self.docket, self.holdings)
        return np.asarray(np.isin(self._keys(self.holdings), self._keys(kept)))

    @cached_property
    def _by_row(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.holdings.row, kind="stable")
        return order, np.searchsorted(self.holdings.row[order], np.arange(self.size + 1))

    def held_by(self, rows: Ints) -> Ints:
        """The places in `holdings` of what some complaints hold."""
        order, bounds = self._by_row
        return np.concatenate([order[bounds[row] : bounds[row + 1]] for row in rows])

    def _keys(self, held: Holdings) -> Ints:
        return (held.row * held.size + held.strand) * len(HANDLE_KINDS) + held.kind

    @cached_property
    def people(self) -> Ints:
        """How many complainants hold each strand."""
        return distinct_per(self.holdings.strand, self.person[self.holdings.row], self.holdings.size)

    @cached_property
    def signed(self) -> Ints:
        """Row, agent and agent's number of the complaints that show a signed power and give both."""
        agent = self.digests(self.docket.handle("agent"), facts.WORD)
        number = self.digests(self.docket.handle("agent_phone"), facts.WORD)
        rows = np.flatnonzero(self.docket.authorised & (agent != 0) & (number != 0))
        return np.column_stack([rows, agent[rows], number[rows]])

    @cached_property
    def people_of_family(self) -> Ints:
        """How many complainants send each family's letter."""
        rows = np.flatnonzero(self.words.family >= 0)
        pairs = pairs_once(self.words.family[rows], self.person[rows])
        return np.bincount(pairs[:, 0], minlength=int(self.words.family.max(initial=-1)) + 1)

    @cached_property
    def public(self) -> npt.NDArray[np.uint32]:
        """The shingles of public passages, by their low bits."""
        return wording.public_slots(self.words.letters)

    def own_letters(self) -> Letters:
        """The letters without public passages, as they are compared."""
        return wording.without_public(self.words.letters)


def columns_of(docket: Docket, demand: pa.Array, *, salt: int) -> Columns:
    """Read a docket again as the detector does; `demand` in its order."""
    words = wording.compare(wording.read(docket.texts("narrative")))
    held = handles.gather(docket)
    words = with_left_over(words, held)
    person = one_voice(docket, words.letters, people.complainants(docket, words))
    home = homes(held, people.voices(docket, person))
    return Columns(
        docket=docket, demand=demand, salt=salt, words=words, holdings=held, person=person, home=home
    )  # fmt: skip
