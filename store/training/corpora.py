"""Lessons as documents of spaCy: `corpus/train.spacy`, `dev.spacy`, `test.spacy`, one a place outside boilerplate.

What cannot be learnt is counted by why. Of a span that is no whole tokens, the tokens are marked as unknown for `ner`:
what is there is not nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from annotate.offsets import Range
from annotate.pipelines.config import KEY
from annotate.pipelines.lessons import TRAIN, USED, Lesson, Marked
from annotate.pipelines.settings import LONGEST, Settings

Language = Doc = Span = Any
"""Things of spaCy, which have hardly any types."""


class Corpora:
    """Writes the files, and knows what was left out of them."""

    def __init__(self, nlp: Language, settings: Settings) -> None:
        self._nlp, self._settings = nlp, settings
        self.left_out, self.learnt, self.longest = Counter[str](), 0, 1
        self.pieces = list[int]()  # of each document of train, in order: what a share of them is
        self.tokens = Counter[str]()
        self.lengths = list[int]()  # of the pieces of train, in tokens

    def write(self, lessons: Sequence[Lesson], folder: Path) -> None:
        """All three files; the order of documents stays."""
        from spacy.tokens import DocBin

        folder.mkdir(parents=True, exist_ok=True)
        for part in USED:
            packed = DocBin(store_user_data=False)
            for lesson in (one for one in lessons if one.part == part):
                docs = [self._doc(lesson, piece, part) for piece in lesson.pieces]
                for doc in docs:
                    packed.add(doc)
                if part == TRAIN:
                    self.pieces.append(len(docs))
            packed.to_disk(folder / f"{part}.spacy")

    def _doc(self, lesson: Lesson, piece: Range, part: str) -> Doc:
        doc = self._nlp.make_doc(lesson.text[piece.start : piece.end])
        self.tokens[part] += len(doc)
        self.lengths += [len(doc)] if part == TRAIN else []
        found, unknown = list[Any](), list[Any]()
        inside = [one for one in lesson.spans if one.label in self._settings.labels and piece.covers(one.range)]
        for one in inside:
            span = self._fitting(doc, one, piece)
            if span is not None:
                found.append(span)
                continue
            self._leave(part, "discontinuous" if len(one.fragments) > 1 else "not tokens")
            unknown += self._touched(doc, one, piece)
        if self._settings.component == "ner":
            found = self._entities(doc, found, unknown, part)
        else:
            found = self._group(doc, found, part)
        self.learnt += len(found) if part == TRAIN else 0
        return doc

    def _fitting(self, doc: Doc, one: Marked, piece: Range) -> Span | None:
        if len(one.fragments) > 1:
            return None
        return doc.char_span(one.range.start - piece.start, one.range.end - piece.start, label=one.label)

    @staticmethod
    def _touched(doc: Doc, one: Marked, piece: Range) -> list[Any]:
        """The tokens that any fragment shares a character with, as spans of one token."""
        places = [(place.start - piece.start, place.end - piece.start) for place in one.fragments]
        touched = (
            token.i for token in doc if any(token.idx < end and start < token.idx + len(token) for start, end in places)
        )
        return [doc[at : at + 1] for at in touched]

    def _entities(self, doc: Doc, found: list[Any], unknown: list[Any], part: str) -> list[Any]:
        from spacy.util import filter_spans

        kept = filter_spans(found)
        for _ in range(len(found) - len(kept)):
            self._leave(part, "overlap")
        taken = {token.i for span in kept for token in span}
        missing = list({span.start: span for span in unknown if span.start not in taken}.values())
        doc.set_ents(kept, missing=missing)
        return kept

    def _group(self, doc: Doc, found: list[Any], part: str) -> list[Any]:
        kept = [span for span in found if len(span) <= LONGEST]
        for _ in range(len(found) - len(kept)):
            self._leave(part, "long")
        doc.spans[KEY] = kept
        if part == TRAIN:
            self.longest = max([self.longest, *map(len, kept)])
        return kept

    def _leave(self, part: str, why: str) -> None:
        if part == TRAIN:
            self.left_out[why] += 1


def found_spans(nlp: Language, lessons: Iterable[Lesson], component: str) -> list[list[Marked]]:
    """What a pipeline finds in each document, outside boilerplate, in code points of the whole text."""
    answers = list[list[Marked]]()
    for lesson in lessons:
        found = list[Marked]()
        for piece in lesson.pieces:
            doc = nlp(lesson.text[piece.start : piece.end])
            spans: Iterable[Any] = doc.ents if component == "ner" else doc.spans.get(KEY, ())
            found += [
                Marked(one.label_, (Range(piece.start + one.start_char, piece.start + one.end_char),)) for one in spans
            ]
        answers.append(found)
    return answers
