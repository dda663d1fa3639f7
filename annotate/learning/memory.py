"""What is remembered of decided documents: which label each text was given, and how often it was left without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.learning.features import hashed

Words = tuple[str, ...]
Found = tuple[int, int, str]
NONE = ""
"""The label of what was left without one."""

_MOSTLY = 0.6
_LONGEST = 12  # words of a text that is remembered
Counts = dict[Words, Counter[str]]


@dataclass(frozen=True, slots=True)
class Memory:
    """By text, as words, how often it was given each label."""

    counts: Mapping[Words, Counter[str]] = field(default_factory=dict[Words, Counter[str]])

    @property
    def longest(self) -> int:
        """Words of the longest text."""
        return max(map(len, self.counts), default=0)

    def features(self, words: Sequence[str], without: Mapping[Words, Counter[str]] | None = None) -> list[list[int]]:
        """For each word what is remembered of the text that it stands in: of the longest that begins first.

        `without` are the counts of the document itself, which must not tell its own answers.
        """
        found: list[list[int]] = [[] for _ in words]
        for at, end, counts in self._places(words, without or {}):
            (label, most), total = counts.most_common(1)[0], counts.total()
            sure = "!" if most == total else "~" if most > _MOSTLY * total else "?"
            for step in range(at, end):
                told = f"g{_part(step, at, end)}{label}{sure}"
                found[step] += [hashed(told), hashed(f"{told}{min(total, 3)}")]
        return found

    def _places(
        self, words: Sequence[str], without: Mapping[Words, Counter[str]]
    ) -> Iterator[tuple[int, int, Counter[str]]]:
        at, longest = 0, self.longest
        while at < len(words):
            for end in range(min(len(words), at + longest), at, -1):
                text = tuple(words[at:end])
                known = self.counts.get(text)
                if known is not None and (left := known - without.get(text, _NOTHING)):
                    yield at, end, left
                    at = end
                    break
            else:
                at += 1


_NOTHING = Counter[str]()


def remember(documents: Sequence[tuple[Sequence[str], Sequence[Found]]]) -> tuple[Memory, list[Counts]]:
    """What is remembered of documents, given as words and spans; and what each of them adds to it."""
    own = [_given(words, spans) for words, spans in documents]
    known = {text for counts in own for text in counts}
    longest = max(map(len, known), default=0)
    for counts, (words, spans) in zip(own, documents, strict=True):
        for text in _left(words, spans, known, longest):
            counts.setdefault(text, Counter())[NONE] += 1
    total = Counts()
    for counts in own:
        for text, some in counts.items():
            total.setdefault(text, Counter()).update(some)
    return Memory(total), own


def _given(words: Sequence[str], spans: Iterable[Found]) -> Counts:
    counts = Counts()
    for first, end, label in spans:
        if end - first <= _LONGEST:
            counts.setdefault(tuple(words[first:end]), Counter())[label] += 1
    return counts


def _left(words: Sequence[str], spans: Iterable[Found], known: set[Words], longest: int) -> Iterator[Words]:
    """Texts that have a label somewhere, where they touch no span."""
    taken = {at for first, end, _ in spans for at in range(first, end)}
    for at in range(len(words)):
        for end in range(at + 1, min(len(words), at + longest) + 1):
            if end - 1 in taken:
                break
            if (text := tuple(words[at:end])) in known:
                yield text


def _part(at: int, first: int, end: int) -> str:
    return "U" if end - first == 1 else "B" if at == first else "L" if at == end - 1 else "I"
