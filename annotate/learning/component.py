"""The component that a learnt pipeline has behind what it began with: what was decided, found in further documents.

It reads the names that stand before it, the numbers and dates of the grammar, and the vectors of the network that finds
names, where there is one, and sets the names anew with labels of the scheme. Importing this module makes it known to
spaCy under `gilder_learnt`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Span

from annotate.learning.features import Floats, Seen, marks_of
from annotate.learning.memory import Memory
from annotate.learning.tagger import Tagger
from annotate.learning.tags import Found, Tags
from annotate.suggest.names import SCORES, NameTagger
from annotate.suggest.numbers import find_values

if TYPE_CHECKING:
    from spacy.tokens import Doc

FACTORY = "gilder_learnt"


class Learnt:
    """Sets `doc.ents` and their scores by what was learnt."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.nlp, self.name = nlp, name
        self._tagger: Tagger | None = None

    @property
    def tagger(self) -> Tagger:
        """What was learnt. Raises ValueError where nothing was."""
        if self._tagger is None:
            raise ValueError(f"the component {self.name} has learnt nothing: read it from a folder")
        return self._tagger

    @tagger.setter
    def tagger(self, tagger: Tagger) -> None:
        self._tagger = tagger

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that it knows."""
        return self._tagger.tags.labels if self._tagger is not None else ()

    def __call__(self, doc: Doc) -> Doc:
        """Set the names anew."""
        found = self.tagger.find(seen(doc, self.nlp))
        spans = [Span(doc, first, end, label=label) for (first, end, label), _ in found]
        doc.set_ents(spans)
        scores = zip(spans, (score for _, score in found), strict=True)
        doc.user_data[SCORES] = {(span.start_char, span.end_char): score for span, score in scores}
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write weights and memory into a folder."""
        del exclude
        path.mkdir(parents=True, exist_ok=True)
        cast("Any", np.savez_compressed)(path / "weights.npz", **self.tagger.arrays)
        remembered = [[list(text), dict(counts)] for text, counts in self.tagger.memory.counts.items()]
        told = {"labels": list(self.labels), "memory": remembered}
        (path / "learnt.json").write_text(json.dumps(told, ensure_ascii=True), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> Learnt:
        """Read what `to_disk` has written."""
        del exclude
        folder = Path(path)
        told: dict[str, Any] = json.loads((folder / "learnt.json").read_text("utf-8"))
        memory = Memory({tuple(text): Counter(counts) for text, counts in told["memory"]})
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            self.tagger = Tagger(Tags(told["labels"]), memory, {name: arrays[name] for name in arrays})
        return self


def seen(doc: Doc, nlp: Language) -> Seen:
    """A document as it is learnt from: read by the pipeline up to this component."""
    tokens = list(doc)
    names = [(one.start, one.end, one.label_) for one in doc.ents]
    marks = marks_of(len(tokens), [*_values(doc), *names])
    words = tuple(token.text for token in tokens)
    return Seen(words, tuple(token.shape_ for token in tokens), tuple(marks), _dense(words, nlp))


def _values(doc: Doc) -> Iterable[Found]:
    """Numbers and dates as tokens; those that are no whole tokens are of no use here."""
    for one in find_values(doc.text):
        span = doc.char_span(one.start, one.end)
        if span is not None:
            yield span.start, span.end, one.label


def _dense(words: Sequence[str], nlp: Language) -> Floats:
    """Vectors, hidden layer and chances of tags of the network that finds names; nothing without one."""
    for _, component in nlp.pipeline:
        if isinstance(component, NameTagger):
            return component.network.look(words)
    return np.zeros((len(words), 0), dtype=np.float32)


def make_learnt(nlp: Language, name: str) -> Learnt:
    """The component, empty until it is read from a folder or learns."""
    return Learnt(nlp, name)


cast("Any", Language).factory(FACTORY, assigns=["doc.ents"], requires=["doc.ents"], func=make_learnt)
