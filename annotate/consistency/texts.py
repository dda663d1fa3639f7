"""The same text with different labels, or with a label here and none there, over many documents.

A text that is read in more than one way is a *variation nucleus* (Dickinson and Meurers 2003, "Detecting Errors in
Part-of-Speech Annotation", EACL): either the text is ambiguous or somebody made a mistake. The more one reading
outweighs the others, the more likely it is a mistake. Texts are ranked by the lower bound of Wilson's interval of
the share of the most frequent reading (Wilson 1927, "Probable Inference, the Law of Succession, and Statistical
Inference", JASA 22), which is high where a rare reading stands against many places, and low where there is little
evidence: 1 of 50 comes before 1 of 5, and that before 1 of 2.

Documents are gone over three times (`count`, `count_bare`, `collect`), so that memory holds the texts that differ and
the places of the first of them, and never all documents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import sqrt

from annotate.consistency.looked import Labels, Looked, Place, Spot, read_as, spot
from annotate.offsets import Range, words

GROUPS = 1_000  # texts that are given
PLACES, USUAL = 200, 30  # places of a rare reading of a text that are given, and of the most frequent one
BARE: Labels = ()
"""The reading of a place that was left unlabelled."""
_Z = 1.96  # of the normal distribution: 95 %
_MOSTLY_BARE = 0.5  # how much less a rare label says where the text has mostly none: most words are no names
_SHOUTED = 4  # letters from which a word in capitals is the same word: IRAN, but not US
_LONGEST = 12  # words of a text that is looked for at places without a label


def folded(text: str, *, fold: bool = True) -> str:
    """A text with single spaces, and with `fold` regardless of letter case: what makes it the same text."""
    flat = " ".join(text.split())
    return flat.casefold() if fold else flat


def lower_bound(share: int, total: int) -> float:
    """The lower end of Wilson's interval of `share / total`; 0 where there is nothing."""
    if not total:
        return 0.0
    p, z2 = share / total, _Z * _Z
    middle, spread = p + z2 / (2 * total), _Z * sqrt((p * (1 - p) + z2 / (4 * total)) / total)
    return (middle - spread) / (1 + z2 / total)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a text is labelled, and at how many places."""

    labels: Labels
    count: int

    @property
    def name(self) -> str:
        """In words."""
        return read_as(self.labels)


@dataclass(frozen=True, slots=True)
class Variation:
    """A text that is read in more than one way. `spots` are its places, rare readings first."""

    key: str
    text: str  # as it is written most often
    readings: tuple[Reading, ...]  # the most frequent one first
    score: float  # 0 to 1: how much the most frequent reading outweighs the others
    spots: tuple[Spot, ...] = ()

    @property
    def usual(self) -> Reading:
        """How the text is read most often."""
        return self.readings[0]

    @property
    def count(self) -> int:
        """Places of the text."""
        return sum(one.count for one in self.readings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text as its words, and how many code points it has before the first and behind the last of them (“Inc.”)."""

    words: tuple[str, ...]
    lead: int
    tail: int


@dataclass
class Texts:
    """Gathers variations. `fold`: letter case does not matter; `bare`: places without a label count as well."""

    fold: bool = True
    bare: bool = True
    _counts: dict[str, Counter[Labels]] = field(default_factory=dict[str, Counter[Labels]])
    _written: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    _known: dict[str, list[_Asked]] = field(default_factory=dict[str, list[_Asked]])
    _order: dict[str, float] = field(default_factory=dict[str, float])
    _spots: dict[str, dict[Labels, list[Spot]]] = field(default_factory=dict[str, dict[Labels, list[Spot]]])

    def count(self, looked: Looked) -> None:
        """First time over the documents: how each text is labelled."""
        for key, text, _, labels in self._labelled(looked):
            self._counts.setdefault(key, Counter())[labels] += 1
            self._written.setdefault(key, Counter())[text] += 1

    def count_bare(self, looked: Looked) -> None:
        """Second time: at how many places each text has no label. Not needed without `bare`."""
        for key, _ in self._unlabelled(looked):
            self._counts[key][BARE] += 1

    def collect(self, looked: Looked) -> None:
        """Third time: the places of the texts that are read in more than one way."""
        order = self._ranked()
        for key, _, place, labels in self._labelled(looked):
            if key in order:
                self._keep(key, looked, place, labels)
        for key, place in self._unlabelled(looked) if self.bare else ():
            if key in order:
                self._keep(key, looked, (place,), BARE)

    def variations(self) -> list[Variation]:
        """The texts that are read in more than one way, the likeliest mistakes first."""
        return [self._variation(key, score) for key, score in self._ranked().items()]

    def _variation(self, key: str, score: float) -> Variation:
        spots = chain.from_iterable(self._spots.get(key, {}).values())
        return _varied(key, self._written[key].most_common(1)[0][0], self._counts[key], score, spots)

    def _ranked(self) -> dict[str, float]:
        """The texts that differ with their scores, in order."""
        if not self._order:
            found = {key: _score(counts) for key, counts in self._counts.items() if len(counts) > 1}
            best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:GROUPS]
            self._order = dict(best)
        return self._order

    def _keep(self, key: str, looked: Looked, place: Place, labels: Labels) -> None:
        usual = _readings(self._counts[key])[0].labels
        kept = self._spots.setdefault(key, {}).setdefault(labels, [])
        if len(kept) < (USUAL if labels == usual else PLACES):
            instead = usual[0] if len(usual) == 1 and labels != usual else ""
            kept.append(spot(looked.document, place, labels, instead))

    def _labelled(self, looked: Looked) -> Iterator[tuple[str, str, Place, Labels]]:
        text = looked.document.text
        for place, labels in looked.readings.items():
            written = " ".join(" ".join(text[start:end] for start, end in place).split())
            if written:
                yield folded(written, fold=self.fold), written, place, labels

    def _unlabelled(self, looked: Looked) -> Iterator[tuple[str, Range]]:
        """Whole words that are a text with a label elsewhere, where no span covers or crosses them."""
        text, finder = looked.document.text, self._finder()
        places = list(words(text))
        folds = [text[start:end].casefold() for start, end in places]
        taken = sorted((one.start, one.end) for span in looked.spans for one in span.fragments)
        at, first = 0, 0
        while at < len(places):
            size, key, place = self._longest(finder.get(folds[at], ()), folds, text, places, at)
            while first < len(taken) and taken[first][1] <= place.start:
                first += 1
            if key and looked.counts(*place) and not _hidden(place, taken, first):
                yield key, place
            at += size

    def _longest(
        self, known: Sequence[_Asked], folds: list[str], text: str, places: list[Range], at: int
    ) -> tuple[int, str, Range]:
        """How many words the longest known text at a word has, which text it is, and where; the word where there is
        none."""
        for asked in known:
            size = len(asked.words)
            if tuple(folds[at : at + size]) == asked.words:
                place = Range(max(0, places[at].start - asked.lead), places[at + size - 1].end + asked.tail)
                written = " ".join(text[place.start : place.end].split())
                key = folded(written, fold=self.fold)
                if key in self._counts and self._is_written(key, written):
                    return size, key, place
        return 1, "", places[at]

    def _is_written(self, key: str, written: str) -> bool:
        """Whether a text is the same word, not only the same letters: “may” is not “May”, “IRAN” is “Iran”."""
        return written in self._written[key] or (written.isupper() and len(written) >= _SHOUTED)

    def _finder(self) -> dict[str, list[_Asked]]:
        """Known texts by their first word, the longest first."""
        if not self._known:
            found: defaultdict[str, set[_Asked]] = defaultdict(set)
            for written in self._written.values():
                for text in written:
                    places = list(words(text))
                    if 0 < len(places) <= _LONGEST:
                        asked = tuple(text[start:end].casefold() for start, end in places)
                        found[asked[0]].add(_Asked(asked, places[0].start, len(text) - places[-1].end))
            self._known = {first: sorted(some, key=_length, reverse=True) for first, some in found.items()}
        return self._known


def _length(asked: _Asked) -> tuple[int, int, int]:
    return len(asked.words), asked.tail, asked.lead


def restated(one: Variation, now: Mapping[tuple[str, Place], Labels | None]) -> Variation | None:
    """A text after its places were worked on: `now` says how some are labelled, None of those that are there no more.

    Gives None where the text is read in one way only.
    """
    counts = Counter({reading.labels: reading.count for reading in one.readings})
    spots = list[Spot]()
    for old in one.spots:
        labels = now.get((old.document, old.place), old.labels)
        counts[old.labels] -= 1
        if labels is not None:
            counts[labels] += 1
            spots.append(replace(old, labels=labels))
    counts = +counts
    if len(counts) < 2:
        return None
    usual = _readings(counts)[0].labels
    proposed = usual[0] if len(usual) == 1 else ""
    told = (replace(spot, instead="" if spot.labels == usual else proposed) for spot in spots)
    return _varied(one.key, one.text, counts, _score(counts), told)


def _varied(key: str, text: str, counts: Counter[Labels], score: float, spots: Iterable[Spot]) -> Variation:
    """A variation with its places in order: rare readings first."""
    readings = _readings(counts)
    rank = {reading.labels: -at for at, reading in enumerate(readings)}
    return Variation(key, text, readings, score, tuple(sorted(spots, key=lambda one: rank[one.labels])))


def _readings(counts: Counter[Labels]) -> tuple[Reading, ...]:
    """The most frequent first; of equals the one with a label."""
    order = sorted(counts.items(), key=lambda one: (-one[1], one[0] == BARE, one[0]))
    return tuple(Reading(labels, count) for labels, count in order)


def _score(counts: Counter[Labels]) -> float:
    usual = _readings(counts)[0]
    weight = _MOSTLY_BARE if usual.labels == BARE else 1.0
    return weight * lower_bound(usual.count, sum(counts.values()))


def _hidden(place: Range, taken: list[tuple[int, int]], first: int) -> bool:
    """Whether a span covers or crosses a place; what lies inside it and is shorter does not hide it."""
    for start, end in taken[first:]:
        if start >= place.end:
            return False
        if end > place.start and not (place.start <= start and end <= place.end and (start, end) != place):
            return True
    return False
