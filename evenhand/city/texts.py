"""What complaints say: honest stories put together from hand-written letters, and the letters of rings.

No stock of letters makes twenty thousand different texts, so an honest story is put together: pieces of one letter,
some of two others on the same theme, sentences of the writer's own life, an opening and a closing perhaps, the
writer's own words for common things, and slips of the hand. Honest texts on one theme therefore share passages, a
sentence here and there, but two of them are seldom alike as wholes (the tests measure both). Honest texts that *are*
nearly alike come about as in life: a family sends one letter, a person writes to several institutions, neighbours copy
a letter, many fill in a public form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.city.dice import Dice
from evenhand.city.lenders import AGENCIES
from evenhand.city.letters import Letter, Letters, Template

Pieces = list[str]
Slots = dict[str, str]

_AGENCY_NAMES = tuple(one.name for one in AGENCIES if one.name)
_WORDS_OF_ONES_OWN = 22


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes texts from the stock, by chance."""

    letters: Letters
    dice: Dice

    def slots(self, institution: str, **fixed: str) -> Slots:
        """Values for every slot of a text about `institution`; what is `fixed` stays."""
        dice, phrases = self.dice, self.letters.phrases
        earlier, later = sorted((dice.one(336), dice.one(336)))
        return {
            "bank": institution,
            "amount": str(dice.between(3, 990) * 100 + dice.one(3) * dice.one(100)),
            "amount2": str(dice.between(20, 4_000)),
            "date": f"{earlier // 28 + 1}月{earlier % 28 + 1}日",
            "date2": f"{later // 28 + 1}月{later % 28 + 1}日",
            "agency": dice.pick(_AGENCY_NAMES),
            "branch": dice.pick(phrases.branches),
            "last4": f"{dice.one(10_000):04d}",
            "days": str(dice.between(2, 90)),
            "times": str(dice.between(2, 36)),
            "name_clerk": dice.pick(phrases.clerks),
            "city_place": dice.pick(phrases.places),
            **fixed,
        }

    def story(self, letter: Letter) -> Pieces:
        """An honest story: part of `letter`, something of two others on its theme, the writer's own life."""
        dice = self.dice
        pieces = dice.some(letter.pieces, max(2, len(letter.pieces) * dice.between(4, 7) // 10))
        others = [one for one in self.letters.of_theme(letter.theme) if one.id != letter.id]
        for other in dice.some(others, 2):
            borrowed = dice.some(other.pieces, max(1, len(other.pieces) * dice.between(2, 5) // 10))
            at = dice.between(0, len(pieces))
            pieces[at:at] = borrowed
        return self.personal(pieces, dice.between(1, 4))

    def personal(self, pieces: Sequence[str], details: int) -> Pieces:
        """`pieces` with so many sentences of the writer's own life, and perhaps an opening and a closing."""
        dice, phrases = self.dice, self.letters.phrases
        told = list(pieces)
        for detail in dice.some(phrases.details, details):
            told.insert(dice.between(0, len(told)), detail)
        opening = [dice.pick(phrases.openings)] if dice.happens(55) else []
        closing = [dice.pick(phrases.closings)] if dice.happens(60) else []
        return opening + told + closing

    def copy(self, pieces: Sequence[str], *, lost: int) -> Pieces:
        """`pieces` copied, losing each with `lost` in a hundred (never all)."""
        return [piece for piece in pieces if not self.dice.happens(lost)] or list(pieces)

    def ring_letter(self, template: Template) -> list[tuple[str, ...]]:
        """A ring's own version of a template: sentences left out, and some taken from another template."""
        dice = self.dice
        kin = [one for one in self.letters.templates if one.demand == template.demand and one.id != template.id]
        kin = kin or [one for one in self.letters.templates if one.product == template.product]
        own = dice.some(template.sentences, max(4, len(template.sentences) * 8 // 10))
        for taken in dice.some(dice.pick(kin).sentences, dice.between(2, 3)):
            own.insert(dice.between(1, len(own)), taken)
        return [tuple(dice.shuffled(wordings)) for wordings in own]

    def fill(self, pieces: Sequence[str], slots: Slots, *, own_words: bool = True, slips: bool = True) -> str:
        """The finished text: slots filled, the writer's own words, slips of the hand."""
        text = "".join(pieces).strip()
        if own_words:
            text = self._in_own_words(text)
        text = text.format_map(slots)
        return self._with_slips(text) if slips else text

    def _in_own_words(self, text: str) -> str:
        for common, own in self.dice.some(self.letters.phrases.synonyms, _WORDS_OF_ONES_OWN):
            text = text.replace(common, own)
        return text

    def _with_slips(self, text: str) -> str:
        dice = self.dice
        if dice.happens(35):
            for right, wrong in dice.some(self.letters.phrases.slips, dice.between(1, 3)):
                text = text.replace(right, wrong, dice.between(1, 2))
        if dice.happens(12) and len(text) > 20:
            at = dice.one(len(text))
            text = text[:at] + text[at + 1 :]
        if dice.happens(5):
            text = text.replace("，", " ").replace("。", " ").replace("\n", " ")
        return text
