"""The component of the embedded pipeline that finds names, each with a score.

Importing this module makes the component known to spaCy under `gilder_names`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Span

from annotate.suggest.calibration import Calibration
from annotate.suggest.consistency import NOTHING_KNOWN, Known, Mention, settle
from annotate.suggest.names_model import NameNetwork
from annotate.suggest.tagging import LABELS, best_tags, spans_of
from annotate.suggest.wordpieces import PieceTable

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

SCORES = "gilder_scores"
"""Where a document keeps the scores of its names: `doc.user_data[SCORES][start_char, end_char]`."""

_FLOOR = 1e-7
_SURELY_OUTSIDE = 0.995


class NameTagger:
    """Tags tokens, settles the names of a document among each other, and scores them."""

    def __init__(self, vocab: Vocab, name: str) -> None:
        self.vocab, self.name = vocab, name
        self._network: NameNetwork | None = None
        self.calibration = Calibration.plain()
        self.known = NOTHING_KNOWN

    @property
    def network(self) -> NameNetwork:
        """The network. Raises ValueError where nothing was read yet."""
        if self._network is None:
            raise ValueError(f"the component {self.name} has no weights: read it from a folder")
        return self._network

    @network.setter
    def network(self, network: NameNetwork) -> None:
        self._network = network

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that it knows."""
        return LABELS

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents` and the scores."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """The same for many documents, batch by batch."""
        rest = iter(docs)
        while batch := list(islice(rest, batch_size)):
            some = [(doc, [token.text for token in iter(doc)]) for doc in batch]
            for (doc, words), chances in zip(some, self.network.predict([words for _, words in some]), strict=True):
                self._set(doc, words, chances)
                yield doc

    def _set(self, doc: Doc, words: list[str], chances: Any) -> None:
        mentions = settle(mentions_of(chances), words, chances, self.known)
        scores = {one: self.calibration.score(one) for one in mentions}
        kept = [one for one in mentions if scores[one] >= self.calibration.threshold(one.label)]
        spans = [Span(doc, one.start, one.end, label=one.label) for one in kept]
        doc.set_ents(spans)
        doc.user_data[SCORES] = {
            (span.start_char, span.end_char): scores[one] for span, one in zip(spans, kept, strict=True)
        }

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write weights (halved in size), vocabulary of pieces and calibration into a folder."""
        del exclude
        path.mkdir(parents=True, exist_ok=True)
        arrays = {name: array.astype(np.float16) for name, array in self.network.weights.items()}
        cast("Any", np.savez_compressed)(path / "weights.npz", **arrays)
        self.network.pieces.to_disk(path)
        (path / "calibration.json").write_text(json.dumps(self.calibration.as_json(), indent=1), encoding="utf-8")
        known = {" ".join(name): label for name, label in self.known.labels.items()}  # no token has a space in it
        (path / "known.json").write_text(json.dumps(known, indent=0, ensure_ascii=False), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> NameTagger:
        """Read what `to_disk` has written."""
        del exclude
        folder = Path(path)
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            weights = {name: arrays[name].astype(np.float32) for name in arrays}
        self.network = NameNetwork(self.vocab, PieceTable.from_disk(folder), weights)
        self.calibration = Calibration.from_json(json.loads((folder / "calibration.json").read_text("utf-8")))
        known = json.loads((folder / "known.json").read_text("utf-8"))
        self.known = Known({tuple(name.split(" ")): label for name, label in known.items()})
        return self


def mentions_of(chances: Any) -> list[Mention]:
    """The names of the most likely tags; only runs of tokens that are not surely outside are looked at."""
    found = list[Mention]()
    for first, last in _runs(chances[:, 0] < _SURELY_OUTSIDE):
        tags = best_tags(np.log(np.maximum(chances[first:last], _FLOOR)))
        found += [Mention.of(first + start, first + end, label, chances) for start, end, label in spans_of(tags)]
    return found


def _runs(open_places: Any) -> Iterator[tuple[int, int]]:
    """Runs of true values, half-open."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], open_places, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def make_names(nlp: Language, name: str) -> NameTagger:
    """The component, empty until it is read from a folder."""
    return NameTagger(nlp.vocab, name)


cast("Any", Language).factory("gilder_names", assigns=["doc.ents"], func=make_names)
