"""What is measured in a project: the same steps in each, over many repetitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

from annotate.change import Change, Transaction
from annotate.concordance import Asked
from annotate.model import Span
from annotate.offsets import Range
from benchmarks.store.build import ANNOTATOR, FREQUENT, LABELS, PHRASE, RARE
from gui.concordance import Hits
from gui.jobs import Cancelled
from store.annotations import Annotations
from store.ids import new_id
from store.project import Project
from store.statistics import statistics

_WINDOW = 32  # lines of the documents list that are read at once
_PAGE = 100  # hits of a search


@dataclass
class Subject:
    """One project, and the seconds that each step took in it."""

    path: Path
    documents: int
    rng: Random = field(default_factory=lambda: Random(1))
    seconds: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        begun = perf_counter()
        yield
        self.seconds.setdefault(what, []).append(perf_counter() - begun)


def short_steps(one: Subject) -> None:
    """What a person waits for at every moment: once each."""
    with one.timed("open"):
        project = Project.open(one.path)
    with project:
        with one.timed("who I am, what I can undo"):
            source = project.sources.person(ANNOTATOR)
            history = project.journal.history(source)
            assert history.next_undo is not None
        with one.timed("documents list, first lines"):
            first = project.documents.beginning(source, 200)
            project.documents.window(first.numbers[:_WINDOW], source)
        number = one.rng.randint(1, one.documents)
        document = project.documents.window([number], source)[0].id
        with one.timed("load a document"):
            doc = project.documents.get(document)
            project.annotations.state(doc, source)
            project.suggestions.suggested(doc)
        with one.timed("documents list, lines elsewhere"):
            project.documents.window(range(number, min(number + _WINDOW, one.documents + 1)), source)
        _edit(one, project.annotations, project, document, doc.text)
        for name, text in (("rare word", RARE), ("frequent word", FREQUENT), ("phrase", PHRASE)):
            with one.timed(f"full-text search, {name}: all documents"):
                project.documents.holding(f'"{text}"')
            with one.timed(f"places, {name}: first {_PAGE}"):
                list(islice(project.search.find(text), _PAGE))
        with one.timed("concordance, first page"):
            _first_hits(Hits(Asked(PHRASE), source), project)


def _edit(one: Subject, annotations: Annotations, project: Project, document: str, text: str) -> None:
    """A span is added and taken away again, both durable; the first writing after opening is not counted."""
    source = project.sources.person(ANNOTATOR)
    for counted in (False, True, True):
        span = Span(new_id(), one.rng.choice(LABELS), (Range(0, 5),), text[:5])
        tx = Transaction((Change(document, None, span),), "span.add")
        begun = perf_counter()
        entry, _ = annotations.append(tx, source)
        done = perf_counter()
        back = project.journal.transaction(entry.id).inverse()
        annotations.append(back, source, kind="undo", undoes=entry.id)
        if counted:
            one.seconds.setdefault("edit, durable", []).append(done - begun)
            one.seconds.setdefault("undo, durable", []).append(perf_counter() - done)


class _Enough:
    """A report that ends a search as soon as it has a page."""

    def __init__(self, hits: Hits) -> None:
        self._hits = hits

    def __call__(self, _done: int, _total: int) -> None:
        self.check()

    def check(self) -> None:
        if len(self._hits.found) >= _PAGE:
            raise Cancelled


def _first_hits(hits: Hits, project: Project) -> None:
    with suppress(Cancelled):
        hits(project, _Enough(hits))  # pyright: ignore[reportArgumentType] - all of Report that is called


def long_steps(one: Subject) -> None:
    """What runs in the background, or as a command: once each."""
    steps: dict[str, Callable[[Project], object]] = {
        "documents list, in order": lambda p: p.documents.listed(p.sources.person(ANNOTATOR), "order", counted=False),
        "documents list, what is open": lambda p: p.documents.listed(p.sources.person(ANNOTATOR), "order"),
        "documents list, by unsureness": lambda p: p.documents.listed(p.sources.person(ANNOTATOR), "unsure"),
        "documents list, by name": lambda p: p.documents.listed(p.sources.person(ANNOTATOR), "name", counted=False),
        "documents list, filter by name": lambda p: p.documents.holding("le 99"),
        "label counts": lambda p: p.labels_in_use(),
        "gilder stats": statistics,
    }
    with Project.open(one.path, read_only=True) as project:
        for name, step in steps.items():
            with one.timed(name):
                step(project)
