"""Documents through a spaCy pipeline, in pieces; and the parse of a pipeline that is asked for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from annotate.document import Document
from annotate.errors import InputError
from annotate.offsets import Range
from annotate.suggest.components import syntax_components
from annotate.suggest.models import ModelCard
from annotate.suggest.syntax import Word
from annotate.suggest.words import words_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_CHUNK = 20_000  # code points handed to the pipeline at once, so that memory stays bounded
_BATCH = 32  # pieces read together


def read_pieces(nlp: Any, docs: Iterable[Document]) -> Iterator[tuple[Document, list[tuple[Range, Doc]]]]:
    """Each document with its pieces, read in batches over document borders."""
    chunks = (
        (doc.text[place.start : place.end], (at, doc, place))
        for at, doc in enumerate(docs)
        for place in _chunks(doc) or [Range(0, 0)]
    )
    read = cast("Iterable[tuple[Doc, Any]]", nlp.pipe(chunks, as_tuples=True, batch_size=_BATCH))
    for _, rows in groupby(read, key=lambda row: row[1][0]):
        pieces = list(rows)
        yield pieces[0][1][1], [(place, piece) for piece, (_, _, place) in pieces]


def join_words(pieces: Iterable[tuple[Range, Doc]]) -> tuple[Word, ...]:
    """The words of all pieces of a document in one list: heads and sentences count on from piece to piece."""
    joined = list[Word]()
    for place, piece in pieces:
        words = words_of(piece, place.start)
        first, sentence = len(joined), joined[-1].sentence + 1 if joined else 0
        if not first:
            joined = words
            continue
        joined += [
            Word(one.start, one.end, one.text, one.lemma, one.pos, one.dep, one.head + first, one.sentence + sentence)
            for one in words
        ]
    return tuple(joined)


class Parser:
    """A pipeline of which only the parse is wanted. Slow to make: reads weights. Raises InputError."""

    def __init__(self, card: ModelCard) -> None:
        self.nlp, self.name = _only_syntax(card), card.name

    def words(self, docs: Iterable[Document]) -> Iterator[tuple[Word, ...]]:
        """The words of each document outside boilerplate, in order; lazy."""
        for _, pieces in read_pieces(self.nlp, docs):
            yield join_words(pieces)


def _only_syntax(card: ModelCard) -> Language:
    import spacy
    from spacy.util import load_config

    folder = card.folder
    inner = folder if (folder / "config.cfg").is_file() else next(folder.glob("*/config.cfg"), folder).parent
    try:
        config = cast("Any", load_config(Path(inner / "config.cfg")))
        factories = {name: str(config["components"][name].get("factory", "")) for name in config["nlp"]["pipeline"]}
        kept = syntax_components(factories)
        if card.package:
            import_module(card.package)  # whatever it registers
        nlp = spacy.load(inner, exclude=[name for name in factories if name not in kept])
    except (ValueError, ImportError, KeyError, AttributeError, OSError) as problem:
        line = " ".join(str(problem).split())[:300]
        raise InputError(f"model {card.asked}: its parser cannot be loaded: {line}") from problem
    multiply_with_numpy(nlp)
    return nlp


def multiply_with_numpy(nlp: Language) -> None:
    """Give products of matrices to numpy, which does them about three times as fast as blis, spaCy's default."""
    for _, component in nlp.pipeline:
        model = cast("Any", getattr(component, "model", None))
        for node in model.walk() if hasattr(model, "walk") else ():
            if hasattr(node.ops, "use_blis"):
                node.ops.use_blis = False


def _chunks(doc: Document) -> list[Range]:
    """Pieces of the text outside boilerplate, cut between lines; a line that is too long is cut at a space."""
    found, at = list[Range](), 0
    closed = sorted(zone.range for zone in doc.zones if zone.kind == "boilerplate")
    for zone in [*closed, Range(len(doc.text), len(doc.text))]:
        while at < zone.start:
            end = min(zone.start, at + _CHUNK)
            if end < zone.start:
                cut = max(doc.text.rfind("\n", at, end), doc.text.rfind(" ", end - 200, end))
                end = cut + 1 if cut > at else end
            if doc.text[at:end].strip():
                found.append(Range(at, end))
            at = end
        at = max(at, zone.end)
    return found
