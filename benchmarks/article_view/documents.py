"""Documents of any size with spans and relations, the same ones for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from annotate.model import Item, Relation, Span
from annotate.offsets import Range
from annotate.suggest.base import Suggestion, Suggestions

WORDS = (
    "the of and to in a siege convoy harbour militia fighters government report city hospital relief thousands percent "
    "minister said that been was were by from with road winter talks truce border refugees army police trade shipping"
).split()
LABELS = ("PERSON", "ORG", "NORP", "LOC", "EVENT", "MISC")
PARAGRAPH = 420  # code points


@dataclass(frozen=True)
class Sample:
    """A text with its annotations, a quarter of the spans as suggestions; ids are those of a project file."""

    text: str
    spans: list[Span]
    relations: list[Relation]

    @property
    def gold(self) -> list[Item]:
        """The spans that are decided, and the relations, which join only those."""
        return [*(span for span in self.spans if not _is_suggested(span)), *self.relations]

    @property
    def suggestions(self) -> Suggestions:
        """The other spans."""
        found = (span for span in self.spans if _is_suggested(span))
        return Suggestions(tuple(Suggestion(span.start, span.end, span.label, 0.8) for span in found))


def _is_suggested(span: Span) -> bool:
    return int(span.id, 16) % 4 == 0


def sample(size: int, every: int, *, seed: int = 7) -> Sample:
    """About `size` code points, a span for every `every` of them (a tenth around others), a relation for five spans."""
    dice = random.Random(seed)
    text = _text(size, dice)
    spans, at, number = list[Span](), 0, 1
    while at < len(text) - 60:
        start = text.find(" ", at) + 1
        end = _end(text, start, dice.choice((1, 1, 2)))
        if start <= 0 or end <= start:
            break
        if "\n" not in text[start:end]:
            spans.append(_span(text, start, end, number, dice))
            number += 1
            wider = _end(text, start, 4)
            if dice.random() < 0.1 and "\n" not in text[start:wider]:
                spans.append(_span(text, start, wider, number, dice))
                number += 1
        at = max(end, start + dice.randint(every // 2, every + every // 2))
    return Sample(text, spans, _relations(spans, dice))


def _text(size: int, dice: random.Random) -> str:
    paragraphs, total = list[str](), 0
    while total < size:
        words, length = list[str](), 0
        while length < PARAGRAPH:
            words.append(dice.choice(WORDS))
            length += len(words[-1]) + 1
        paragraphs.append(" ".join(words).capitalize() + ".")
        total += len(paragraphs[-1]) + 1
    return "\n".join(paragraphs)


def _end(text: str, start: int, words: int) -> int:
    end = start
    for _ in range(words):
        end = text.find(" ", end + 1)
        if end < 0:
            return len(text)
    return end


def _span(text: str, start: int, end: int, number: int, dice: random.Random) -> Span:
    return Span(f"{number:032x}", dice.choice(LABELS), (Range(start, end),), text[start:end])


def _relations(spans: list[Span], dice: random.Random) -> list[Relation]:
    made, every = list[Relation](), len(spans)
    spans = [span for span in spans if not _is_suggested(span)]
    for number in range(every // 5):
        at = dice.randrange(len(spans) - 1)
        other = min(len(spans) - 1, at + dice.choice((1, 1, 2, 3, 8)))
        if at != other:
            made.append(Relation(f"{number + 1 + (1 << 64):032x}", "opposes", spans[at].id, spans[other].id))
    return made
