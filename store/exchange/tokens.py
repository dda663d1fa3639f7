"""Tokens and sentences of a text, for formats that have nothing smaller than a token.

The tokenizer is spaCy's for no language in particular; tokens are cut where spans begin and end, and a sentence never
ends inside a span, so that each span is a row of whole tokens of one sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.offsets import Range

_ENDS = frozenset(".!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964")
_CLOSING = frozenset("\"')]}\u201d\u2019\u00bb\u203a")


def loses_blanks(text: str, sentences: Iterable[Sequence[Range]]) -> bool:
    """Whether a text is another one when it is made again of its tokens, with a blank between them and a line for each
    sentence: what formats of tokens alone cannot hold."""
    return "\n".join(" ".join(text[one.start : one.end] for one in rows) for rows in sentences) != text


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its place, and whether one blank follows it."""

    start: int
    end: int
    blank: bool


class Tokens:
    """Cuts texts. Making one imports spaCy."""

    def __init__(self) -> None:
        import spacy

        self._cut = spacy.blank("xx").tokenizer

    def all(self, text: str, spans: Iterable[Range] = ()) -> list[Token]:
        """All tokens with what is between them, in the order of the text: together they are the text."""
        places = list(spans)
        starts, ends = {one.start for one in places}, {one.end for one in places}
        borders = sorted(starts | ends)
        result = list[Token]()
        for word in self._cut(text):
            start, end = word.idx, word.idx + len(word.text)
            inside = borders[bisect_right(borders, start) : bisect_right(borders, end - 1)]
            blank = bool(word.whitespace_)
            own = blank and (end in starts or end + 1 in ends)  # a span that begins or ends with the blank
            cuts = [start, *inside, end, *([end + 1] if own else [])]
            result += [Token(one, two, two == end and blank and not own) for one, two in pairwise(cuts)]
        return result

    def sentences(self, text: str, spans: Sequence[Range] = ()) -> Iterator[list[Range]]:
        """The tokens that are no blanks, sentence by sentence."""
        spans = sorted(spans)
        sentence, inside, at, ended, last = list[Range](), -1, 0, False, 0
        for token in self.all(text, spans):
            piece = text[token.start : token.end]
            if piece.isspace():
                continue
            while at < len(spans) and spans[at].start < token.start:
                inside, at = max(inside, spans[at].end), at + 1
            over = (ended and piece not in _CLOSING) or "\n" in text[last : token.start]
            if sentence and over and token.start >= inside:
                yield sentence
                sentence, ended = [], False
            sentence.append(Range(token.start, token.end))
            ended = piece in _ENDS or (ended and piece in _CLOSING)
            last = token.end
        if sentence:
            yield sentence
