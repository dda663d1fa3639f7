"""A reader of spaCy, `gilder.Corpus.v1`: `spacy train` takes documents right from a project file.

    [corpora.train]
    @readers = "gilder.Corpus.v1"
    path = "siege.gilder"
    filter = "part:train status:done"

Spans that do not overlap are `doc.ents`, the longest first; all of them are in `doc.spans[spans_key]`. A span that does
not begin and end with tokens of the pipeline, or has several fragments, is left out, and counted in the log.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.datasets.selection import parse_selection
from annotate.model import Span
from store.datasets.selecting import checked, narrow, selected
from store.errors import ProjectError
from store.exchange.outgoing import Outgoing, Which
from store.exchange.record import Record
from store.project import Project

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example

_LOG = logging.getLogger("gilder")


def corpus(
    path: Path,
    filter: str = "",  # noqa: A002 - the word of the command line, and of the config
    source: str = "",
    spans_key: str = "sc",
    max_length: int = 0,
) -> Callable[[Language], Iterable[Example]]:
    """What spaCy calls for the examples of a project: those that `filter` chooses, as said by `source`, or by the only
    one who has said anything. Documents of more than `max_length` tokens are left out; 0: none are. Raises GilderError
    when it is read: for a filter that cannot be, and for a document of several sources where none is named."""
    selection = parse_selection(filter)

    def examples(nlp: Language) -> Iterator[Example]:
        from spacy.training import Example

        left_out = Counter[str]()
        with Project.open(Path(path), read_only=True) as project:
            ids = selected(project, checked(project, selection))
            outgoing = Outgoing(project, Which((source,) if source else None))
            for record in outgoing.records(ids):
                narrowed = narrow(record, selection)
                doc = nlp.make_doc(record.text)
                if max_length and len(doc) > max_length:
                    left_out["documents that are too long"] += 1
                    continue
                gold = nlp.make_doc(record.text)
                _mark(gold, _spans(narrowed, project.path), spans_key, left_out)
                yield Example(doc, gold)
        for what, count in left_out.items():
            _LOG.warning("%s: left out %d %s", path, count, what)

    return examples


def _spans(record: Record, path: Path) -> Sequence[Span]:
    said = [one for one in record.sources if one.spans or one.relations]
    if len(said) > 1:
        names = ", ".join(one.source for one in said)
        raise ProjectError(f"{path}: {record.name} has annotations of {names}; say whose: source = …")
    return said[0].spans if said else ()


def _mark(doc: Doc, spans: Sequence[Span], spans_key: str, left_out: Counter[str]) -> None:
    """Write spans to a document of spaCy."""
    from spacy.util import filter_spans

    found = list[object]()
    for span in spans:
        fitting = doc.char_span(span.start, span.end, label=span.label) if len(span.fragments) == 1 else None
        if fitting is None:
            left_out["spans that are no tokens, or discontinuous"] += 1
        else:
            found.append(fitting)
    doc.spans[spans_key] = found  # pyright: ignore[reportArgumentType] - spans of spaCy
    doc.set_ents(filter_spans(found))  # pyright: ignore[reportArgumentType]
