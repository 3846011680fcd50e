"""Read a message or transcript: what it says, in which words, where, and how sure that is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.conduct.wording.folding import Folded, fold
from evenhand.conduct.wording.phrases import Excuse, Phrase, excuses, phrases
from evenhand.conduct.wording.sounds import put_right
from evenhand.conduct.wording.turns import UNSURE, Turns, turns
from evenhand.rules.vocabulary import SAYINGS

# From here up a text is held to say it; below, a person must look and the outcome is `review`.
SURE = 0.8
# A word known only by its sound, or a hit in the turn of an unnamed speaker, makes a hit less sure by this factor.
BY_SOUND = 0.7
# From this many signs on it pays to compile phrases for RE2.
_LONG = 5_000
# How many signs before and after a phrase may excuse it.
_AROUND = 60


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A stretch of a text that says something: `words` is `text[start:end]`, `why` is the phrase's `saying/id`."""

    saying: str
    start: int
    end: int
    words: str
    confidence: float
    speaker: str | None
    why: str

    @property
    def held(self) -> bool | None:
        """True where it is sure enough to say so, None where a person must look."""
        return True if self.confidence >= SURE else None


def read(text: str, *, speaker: str | None = None, lang: str | None = None) -> list[Hit]:
    """What `text` says, in order; time grows in proportion to its length.

    `speaker` is whose words the whole text is (`collector` or `debtor`; None: a message sent, or a transcript with
    labels); a debtor's own words never count. `lang` (`zh` or `en`) keeps to the phrases of one language.
    """
    if speaker == "debtor" or not text:
        return []
    page = Page.of(fold([text]))
    reader = _Reader(text=text, page=page, number=0, speaker=speaker)
    found = [hit for phrase in _likely(page.text(0), lang) for hit in reader.hits(phrase)]
    return sorted(_apart(found), key=lambda hit: (hit.start, hit.end, hit.saying))


@dataclass(frozen=True, kw_only=True)
class Page:
    """Folded texts with words put right by sound, as one string; `changed` marks the signs put right."""

    folded: Folded
    changed: NDArray[np.bool_]
    whole: str

    @staticmethod
    def of(folded: Folded) -> "Page":
        """The page of some folded texts."""
        codes, changed = put_right(folded)
        return Page(folded=folded, changed=changed, whole=codes.astype("<u4").tobytes().decode("utf-32-le"))

    def text(self, number: int) -> str:
        """One text of the page."""
        return self.whole[self.folded.bounds[number] : self.folded.bounds[number + 1] - 1]


def found_in(texts: pa.Array, phrase: Phrase) -> pa.Array:
    """Which folded texts hold `phrase`, told by RE2 in one pass; Booleans, one for each text."""
    return pc.match_substring_regex(texts, phrase.expression)


def _likely(heard: str, lang: str | None) -> list[Phrase]:
    """The phrases to look for: in a long text those that one fast pass each finds."""
    chosen = [phrase for phrase in phrases() if lang in (None, phrase.lang)]
    if len(heard) < _LONG:
        return chosen
    return [phrase for phrase in chosen if found_in(pa.array([heard]), phrase)[0].as_py()]


def surest(text: str) -> dict[str, Hit]:
    """The surest hit of each saying in a message sent or a transcript."""
    page = Page.of(fold([text]))
    return surest_on(page, 0, text, surest_first(_likely(page.text(0), None)))


def surest_first(chosen: Iterable[Phrase]) -> list[Phrase]:
    """Phrases in the order in which `surest_on` is quickest with them."""
    return sorted(chosen, key=lambda phrase: -phrase.confidence)


def surest_on(page: Page, number: int, text: str, likely: Iterable[Phrase]) -> dict[str, Hit]:
    """The surest hit of each saying in one text of a page (`text` as written); `likely` phrases, the surest first."""
    reader = _Reader(text=text, page=page, number=number, speaker=None)
    surest: dict[str, Hit] = {}
    for phrase in likely:
        found = surest.get(phrase.saying)
        if found is None or found.confidence < phrase.confidence:
            hit = reader.surest(phrase)
            if hit is not None and (found is None or hit.confidence > found.confidence):
                surest[phrase.saying] = hit
    return surest


class _Reader:
    def __init__(self, *, text: str, page: Page, number: int, speaker: str | None) -> None:
        self.text, self.page, self.speaker = text, page, speaker
        self.first = int(page.folded.bounds[number])
        self.origin = int(page.folded.origins[number])
        self.heard = page.text(number)
        self._turns: Turns | None = None

    def hits(self, phrase: Phrase) -> Iterator[Hit]:
        """The unexcused hits of one phrase, in order."""
        for match in phrase.compiled.finditer(self.heard):
            if match.end() > match.start() and (hit := self._hit(phrase, match)) is not None:
                yield hit

    def surest(self, phrase: Phrase) -> Hit | None:
        """The first hit that nothing makes less sure, else the surest."""
        surest: Hit | None = None
        for hit in self.hits(phrase):
            if surest is None or hit.confidence > surest.confidence:
                surest = hit
            if surest.confidence == phrase.confidence:
                break
        return surest

    def _hit(self, phrase: Phrase, match: re.Match[str]) -> Hit | None:
        first, last = _trimmed(self.heard, match)
        start = int(self.page.folded.starts[self.first + first]) - self.origin
        end = int(self.page.folded.ends[self.first + last - 1]) - self.origin
        turn = self._spoken().at(start)
        if turn is not None and (turn.speaker == "debtor" or start < turn.words):
            return None
        if self._excused(phrase, first, last):
            return None
        confidence, why = phrase.confidence, f"{phrase.saying}/{phrase.id}"
        if self.page.changed[self.first + first : self.first + last].any():
            confidence, why = confidence * BY_SOUND, f"{why} by sound: {self.heard[first:last]}"
        if turn is not None and not turn.sure:
            confidence *= UNSURE
        return Hit(
            saying=phrase.saying,
            start=start,
            end=end,
            words=self.text[start:end],
            confidence=round(confidence, 4),
            speaker=self.speaker if turn is None else turn.speaker,
            why=why,
        )

    def _spoken(self) -> Turns:
        if self._turns is None:
            self._turns = turns(self.text) if self.speaker is None else Turns(())
        return self._turns

    def _excused(self, phrase: Phrase, first: int, last: int) -> bool:
        around = _Around.of(self.heard, first, last)
        if phrase.unless is not None and phrase.unless.search(around.sentence):
            return True
        return any(around.shows(excuse) for excuse in excuses(phrase))


@dataclass(frozen=True, kw_only=True)
class _Around:
    """The sentence around a phrase, as far as it may excuse it."""

    before: str
    clause: str
    after: str
    sentence: str

    @staticmethod
    def of(heard: str, first: int, last: int) -> "_Around":
        before = heard[max(0, first - _AROUND) : first].rpartition("\n")[2]
        after = heard[last : last + _AROUND].partition("\n")[0]
        clause = before.rpartition(",")[2]
        return _Around(before=before, clause=clause, after=after, sentence=before + heard[first:last] + after)

    def shows(self, excuse: Excuse) -> bool:
        stretch: str = getattr(self, excuse.where)
        if not excuse.says.search(stretch):
            return False
        return excuse.cancel is None or not excuse.cancel.search(stretch)


def _trimmed(heard: str, match: re.Match[str]) -> tuple[int, int]:
    """The match without the commas and line ends that only showed where a clause begins or ends."""
    first, last = match.span()
    while first < last - 1 and heard[first] in ",、\n ":
        first += 1
    while last > first + 1 and heard[last - 1] in ",、\n ":
        last -= 1
    return first, last


def _apart(hits: list[Hit]) -> list[Hit]:
    """Of overlapping hits of one saying the surer, then the longer."""
    kept: dict[str, list[Hit]] = {saying: [] for saying in SAYINGS}
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end)):
        before = kept[hit.saying]
        if before and before[-1].end > hit.start:
            if (hit.confidence, hit.end - hit.start) > (before[-1].confidence, before[-1].end - before[-1].start):
                before[-1] = hit
        else:
            before.append(hit)
    return [hit for saying in kept.values() for hit in saying]
