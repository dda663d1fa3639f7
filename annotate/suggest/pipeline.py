"""Names, and the parse, from a spaCy pipeline: the embedded one, an installed package, or a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from itertools import tee
from typing import TYPE_CHECKING, Any, NoReturn, cast

from annotate.document import Document
from annotate.errors import InputError
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.suggest.base import Reading, Suggestion, Suggestions
from annotate.suggest.components import CATEGORIZERS, needed_components
from annotate.suggest.mapping import LabelMap, map_labels, show_mapping
from annotate.suggest.models import ModelCard, find_model
from annotate.suggest.naming import suggestion_at
from annotate.suggest.parsing import Parser, join_words, multiply_with_numpy, read_pieces
from annotate.suggest.syntax import Word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_DEFAULT_SCORE = 0.7
_OWN_FACTORIES = {"gilder_names": "annotate.suggest.names", "gilder_learnt": "annotate.learning.component"}
_SCORES = "gilder_scores"  # where a component of ours leaves its scores: {(start, end): score}, code points


def load_pipeline(name_or_path: str, *, syntax: bool = False) -> Language:
    """The spaCy pipeline of an installed package or a folder. Slow: imports spaCy and reads weights.

    Raises InputError where there is none, or none that recognises names.
    """
    return load_card(find_model(name_or_path), syntax=syntax)


def load_card(card: ModelCard, *, syntax: bool = False) -> Language:
    """The pipeline that a card describes, with the components that names (and with `syntax` the parse) need.

    Raises InputError where it cannot be loaded, or where nothing in it recognises names.
    """
    import spacy

    for factory, module in _OWN_FACTORIES.items():
        if factory in card.factories and find_spec(module) is not None:
            import_module(module)
    what = f"package “{card.package}”" if card.package else f"folder {card.folder}"
    try:
        nlp = cast("Language", import_module(card.package).load()) if card.package else spacy.load(card.folder)
    except (ValueError, ImportError, KeyError, AttributeError, OSError) as problem:
        line = " ".join(str(problem).split())[:300]
        raise InputError(f"model {card.asked}: the {what} cannot be loaded: {line}") from problem
    needed = needed_components(nlp, syntax=syntax)
    if not needed:
        raise InputError(f"model {card.asked}: the {what} has no component that finds names, such as “ner”")
    nlp.select_pipes(enable=needed)
    _tell_failures(nlp)
    multiply_with_numpy(nlp)
    return nlp


def _tell_failures(nlp: Language) -> None:
    """What a component cannot do comes out in one line; the compiled ones of spaCy raise as they are."""
    nlp.default_error_handler = _tell
    for _, component in nlp.pipeline:
        if hasattr(component, "set_error_handler"):
            with suppress(AttributeError):
                component.set_error_handler(_tell)  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]


def _tell(name: str, component: object, docs: Iterable[Doc], problem: Exception) -> NoReturn:
    """Given to spaCy: what a component cannot do is told in one line."""
    del component, docs
    if isinstance(problem, InputError):
        raise problem
    line = " ".join(str(problem).split())[:300] or type(problem).__name__
    raise InputError(f"the pipeline's component “{name}” failed: {line}") from problem


@dataclass(frozen=True, slots=True)
class SpacyReader:
    """Reads the named entities of a spaCy pipeline under the labels of the scheme, and, if wanted, its parse, or that
    of a parser beside it."""

    nlp: Any
    said: Mapping[str, str] = field(default_factory=dict[str, str])
    syntax: bool = False
    beside: Parser | None = None
    _scores: Mapping[str, float] = field(init=False, repr=False)
    _told: Mapping[str, Any] = field(init=False, repr=False)  # what Gilder, where it has trained it, says of it

    def __post_init__(self) -> None:
        strict = cast("dict[str, dict[str, float]]", self.nlp.meta.get("performance", {}).get("strict", {}))
        scores = {label: float(row["precision"]) for label, row in strict.items()}
        object.__setattr__(self, "_scores", scores)
        object.__setattr__(self, "_told", self.nlp.meta.get("gilder") or {})

    @property
    def name(self) -> str:
        """Name and version, as `pip` or the folder's `meta.json` has them."""
        return self._card.name

    @property
    def settings(self) -> Mapping[str, str]:
        """The mapping that was said."""
        return {"map": show_mapping(self.said)} if self.said else {}

    @property
    def dropped(self) -> Mapping[str, int]:
        """Nothing: a pipeline gives places of the text."""
        return {}

    @property
    def _card(self) -> ModelCard:
        from pathlib import Path

        return ModelCard("", Path(), self.nlp.meta)

    def mapping(self, scheme: Scheme) -> LabelMap:
        """Which labels of the pipeline become which of the scheme's. Raises InputError for an impossible one."""
        return map_labels(self._card.labels, scheme, self.said)

    def close(self) -> None:
        """Nothing is held but memory."""

    def suggest(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Suggestions]:
        """The names alone, as suggestions."""
        for reading in self.read(docs, scheme):
            yield Suggestions(reading.names)

    def read(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Reading]:
        """Names outside boilerplate, trimmed as the guidelines say, in text order; words where they are wanted."""
        labels = self.mapping(scheme)
        decides = frozenset(filter(None, map(labels.of, self._told.get("decides", ()))))
        for doc, pieces, words in self._read(docs):
            names = tuple(one for place, piece in pieces for one in self._of_piece(doc, labels, place, piece))
            yield Reading(names, words, bool(self._span_keys), decides)

    def _read(self, docs: Iterable[Document]) -> Iterator[tuple[Document, list[tuple[Range, Doc]], tuple[Word, ...]]]:
        if self.beside is None:
            for doc, pieces in read_pieces(self.nlp, docs):
                yield doc, pieces, join_words(pieces) if self.syntax else ()
            return
        for_names, for_words = tee(docs)
        both = zip(read_pieces(self.nlp, for_names), self.beside.words(for_words), strict=True)
        yield from ((doc, pieces, words) for (doc, pieces), words in both)

    def _of_piece(self, doc: Document, labels: LabelMap, chunk: Range, piece: Doc) -> Iterator[Suggestion]:
        scores = cast("Mapping[tuple[int, int], float]", piece.user_data.get(_SCORES, {}))
        last = chunk.start
        yield from self._categorized(doc, labels, chunk, piece)
        for entity in piece.ents:
            start, end, name = entity.start_char, entity.end_char, entity.label_
            score = scores.get((start, end))
            if score is None:
                score = self._scores.get(name, _DEFAULT_SCORE)
            place = Range(chunk.start + start, chunk.start + end)
            one = suggestion_at(doc, labels, place, name, _score(score), as_found=bool(self._told))
            if one is not None and last <= one.start:
                last = one.end
                yield one

    def _categorized(self, doc: Document, labels: LabelMap, chunk: Range, piece: Doc) -> Iterator[Suggestion]:
        """The spans of a span categorizer, which may overlap, in text order, each place and label once."""
        found = dict[tuple[int, int, str], Suggestion]()
        for key in self._span_keys:
            group = cast("Any", piece.spans).get(key, ())
            chances: Iterable[Any] = getattr(group, "attrs", {}).get("scores", ())
            for span, chance in zip(group, chances, strict=False):
                place = Range(chunk.start + span.start_char, chunk.start + span.end_char)
                one = suggestion_at(doc, labels, place, span.label_, _score(chance), as_found=bool(self._told))
                if one is not None:
                    found.setdefault((one.start, -one.end, one.label), one)
        for _, one in sorted(found.items()):
            yield one

    @property
    def _span_keys(self) -> list[str]:
        """The groups that the pipeline's categorizers write, where they are asked for names."""
        metas = ((name, self.nlp.get_pipe_meta(name).factory) for name in self.nlp.pipe_names)
        return [str(self.nlp.get_pipe(name).key) for name, factory in metas if factory in CATEGORIZERS]


def _score(chance: Any) -> float:
    return min(1.0, max(0.0, float(chance)))
