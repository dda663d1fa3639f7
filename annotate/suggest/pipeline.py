"""Names from a spaCy pipeline: the embedded one, an installed package, or a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from annotate.document import Document
from annotate.errors import InputError
from annotate.offsets import Range, trim
from annotate.scheme import Scheme
from annotate.suggest.base import Suggestion, Suggestions
from annotate.suggest.numbers import parse_value

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_CHUNK = 20_000  # code points handed to the pipeline at once, so that memory stays bounded
_BATCH = 8  # pieces read together
_DEFAULT_SCORE = 0.7
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor president minister sir dame lord lady sen senator gov governor rep general gen "
    "colonel col captain capt major maj lieutenant lt sergeant sgt king queen prince princess pope father rev judge "
    "justice sheikh imam ayatollah chancellor secretary ambassador chairman commander mayor".split()
)


def load_pipeline(name_or_path: str) -> Language:
    """The spaCy pipeline of an installed package or a folder. Slow: imports spaCy and reads weights.

    Raises InputError where there is none, or none that recognises names.
    """
    import spacy

    place = Path(name_or_path)
    what = f"folder {place}" if place.exists() else f"package “{name_or_path}”"
    try:
        nlp = spacy.load(place if place.exists() else name_or_path)
    except OSError as problem:
        raise InputError(
            f"model {name_or_path}: there is no installed spaCy pipeline and no folder of this name; "
            "install it with pip, or name a folder that spaCy has written"
        ) from problem
    except (ValueError, ImportError, KeyError) as problem:
        line = " ".join(str(problem).split())[:300]
        raise InputError(f"model {name_or_path}: the {what} cannot be loaded: {line}") from problem
    finders = {name for name in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(name).assigns}
    if not finders:
        raise InputError(f"model {name_or_path}: the {what} has no component that finds names, such as “ner”")
    needed = finders | {"tok2vec", "transformer", "curated_transformer"}
    nlp.select_pipes(enable=[name for name in nlp.pipe_names if name in needed])
    return nlp


@dataclass(frozen=True, slots=True)
class SpacySuggester:
    """Suggests the named entities of a spaCy pipeline under the labels of the scheme."""

    nlp: Any
    _scores: Mapping[str, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        strict = cast("dict[str, dict[str, float]]", self.nlp.meta.get("performance", {}).get("strict", {}))
        scores = {label: float(row["precision"]) for label, row in strict.items()}
        object.__setattr__(self, "_scores", scores)

    @property
    def name(self) -> str:
        """Name and version, as `pip` or the folder's `meta.json` has them."""
        meta = self.nlp.meta
        full = str(meta.get("name", "pipeline"))
        own = (
            full if full.startswith(f"{meta.get('lang', 'en')}_") or "-" in full else f"{meta.get('lang', 'en')}_{full}"
        )
        return f"{own} {meta.get('version', '0')}"

    @property
    def settings(self) -> Mapping[str, str]:
        """Nothing beside the pipeline itself."""
        return {}

    def suggest(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Suggestions]:
        """Names outside boilerplate, trimmed as the guidelines say, in text order."""
        for doc, pieces in self._read(docs):
            found = [one for place, piece in pieces for one in self._of_piece(doc, scheme, place, piece)]
            yield Suggestions(tuple(found))

    def _read(self, docs: Iterable[Document]) -> Iterator[tuple[Document, list[tuple[Range, Doc]]]]:
        """Each document with its pieces, read in batches over document borders."""
        chunks = (
            (doc.text[place.start : place.end], (at, doc, place))
            for at, doc in enumerate(docs)
            for place in _chunks(doc) or [Range(0, 0)]
        )
        read = cast("Iterable[tuple[Doc, Any]]", self.nlp.pipe(chunks, as_tuples=True, batch_size=_BATCH))
        for _, rows in groupby(read, key=lambda row: row[1][0]):
            pieces = list(rows)
            yield pieces[0][1][1], [(place, piece) for piece, (_, _, place) in pieces]

    def _of_piece(self, doc: Document, scheme: Scheme, chunk: Range, piece: Doc) -> Iterator[Suggestion]:
        last = chunk.start
        for entity in piece.ents:
            place = Range(chunk.start + entity.start_char, chunk.start + entity.end_char)
            one = self._suggestion(doc, scheme, place, entity.label_)
            if one is not None and last <= one.start:
                last = one.end
                yield one

    def _suggestion(self, doc: Document, scheme: Scheme, place: Range, name: str) -> Suggestion | None:
        label = scheme.span_label_for(name)
        if label is None:
            return None
        meaning = scheme.meaning(label)
        trimmed = clean(doc.text, place, title=name in ("PERSON", "PER")) if meaning == "none" else place
        if trimmed is None:
            return None
        surface = doc.text[trimmed.start : trimmed.end]
        value = None if meaning == "none" else parse_value(surface, label, date=doc.meta.get("date"))
        return Suggestion(trimmed.start, trimmed.end, label, self._scores.get(name, _DEFAULT_SCORE), value)


def clean(text: str, place: Range, *, title: bool) -> Range | None:
    """The range without a leading article or (for people) title, a trailing possessive and outer signs.

    None where nothing is left.
    """
    start, end = trim(text, *place)
    for possessive in ("'s", "’s"):
        if text.endswith(possessive, start, end):
            end -= len(possessive)
    while (match := re.match(r"(\w+)\.?\s+", text[start:end])) is not None:
        word = match[1].lower()
        if not (word in ("the", "a", "an") or (title and word in _TITLES)):
            break
        start += match.end()
    if start >= end or not any(character.isalnum() for character in text[start:end]) or "\n" in text[start:end].strip():
        return None
    return trim(text, start, end)


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
