"""From a choice to what answers: a process that is kept for spaCy pipelines, or a reader that speaks to another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from annotate.document import Document
from annotate.errors import or_else
from annotate.scheme import Scheme
from annotate.suggest.base import Reader, Suggestions
from annotate.suggest.combined import CombinedSuggester
from annotate.suggest.endpoint import EndpointReader
from annotate.suggest.external import ProcessReader
from annotate.suggest.mapping import LabelMap
from annotate.suggest.recipe import Recipe, make_recipe
from gui.suggesters.choice import Choice
from gui.suggesters.kept import KeptProcess

Check = Callable[[], None]
"""Called many times a second while something is awaited; raises where a person has cancelled."""


class Engine(Protocol):
    """Answers for documents until it is ended. Used on one thread."""

    @property
    def name(self) -> str:
        """Name and version, once it has answered."""
        ...

    @property
    def settings(self) -> Mapping[str, str]:
        """What is kept with its runs, once it has answered."""
        ...

    def suggest(self, docs: Iterable[Document], total: int, check: Check) -> Iterator[tuple[str, Suggestions]]:
        """For each of `total` documents its id and what is proposed for it. Raises InputError."""
        ...

    def end(self) -> None:
        """Let go of processes."""
        ...


class PipelineEngine:
    """A spaCy pipeline, or the grammar alone, in a process of its own."""

    def __init__(self, recipe: Recipe, scheme: Scheme) -> None:
        recipe.mapping(scheme)  # an impossible mapping is told before anything is loaded
        self._recipe, self._process = recipe, KeptProcess(recipe, scheme)

    @property
    def name(self) -> str:
        """Name and version of the pipeline."""
        return self._recipe.name

    @property
    def settings(self) -> Mapping[str, str]:
        """Those of the recipe."""
        return self._recipe.settings

    def suggest(self, docs: Iterable[Document], total: int, check: Check) -> Iterator[tuple[str, Suggestions]]:
        """See `KeptProcess.suggest`."""
        return self._process.suggest(docs, total, check)

    def end(self) -> None:
        """End the process."""
        self._process.end()


class ReaderEngine:
    """A program or an endpoint that is asked for names; the rest is found here."""

    def __init__(self, start: Callable[[Check], Reader], parts: frozenset[str], scheme: Scheme) -> None:
        self._start, self._parts, self._scheme = start, parts, scheme
        self._suggester: CombinedSuggester | None = None
        self._check: Check = _never

    @property
    def name(self) -> str:
        """What it calls itself."""
        return self._suggester.name if self._suggester is not None else ""

    @property
    def settings(self) -> Mapping[str, str]:
        """Those of the reader, and the parts that are on."""
        return self._suggester.settings if self._suggester is not None else {}

    def suggest(self, docs: Iterable[Document], total: int, check: Check) -> Iterator[tuple[str, Suggestions]]:
        """One document after another; whatever goes wrong ends the reader, and the next question starts it again."""
        del total  # what answers is one program, however many documents there are
        self._check = check
        with or_else(self.end):
            if self._suggester is None:
                self._suggester = CombinedSuggester(self._start(self._look), self._parts)
            for doc in docs:
                yield doc.id, next(iter(self._suggester.suggest([doc], self._scheme)))

    def end(self) -> None:
        """Close the reader."""
        if self._suggester is not None:
            self._suggester.close()
            self._suggester = None

    def _look(self) -> None:
        self._check()


def reader_for(choice: Choice, scheme: Scheme, check: Check) -> Reader:
    """The reader that a choice of a process or an endpoint means. Raises InputError."""
    if choice.kind == "process":
        return ProcessReader.start(choice.name, scheme, said=choice.mapping, check=check)
    return EndpointReader(choice.name, choice.model, said=choice.mapping, check=check)


def recipe_for(choice: Choice, parts: frozenset[str], embedded: Callable[[], Path]) -> Recipe:
    """The recipe that a choice of a pipeline means; quick. Raises InputError."""
    model = choice.name if choice.kind == "model" else None
    return make_recipe(model, embedded=embedded, parts=parts, said=choice.mapping)


def labels_of_process(choice: Choice, scheme: Scheme, check: Check) -> LabelMap:
    """The labels of a process and what becomes of them: it is started, greeted and ended. Raises InputError."""
    reader = reader_for(choice, scheme, check)
    try:
        return reader.mapping(scheme)
    finally:
        reader.close()


def engine_for(choice: Choice, parts: frozenset[str], scheme: Scheme, embedded: Callable[[], Path]) -> Engine:
    """What answers for a choice. Quick: nothing is loaded or started. Raises InputError."""
    if choice.kind in ("embedded", "model") or "names" not in parts:
        return PipelineEngine(recipe_for(choice, parts, embedded), scheme)
    return ReaderEngine(lambda check: reader_for(choice, scheme, check), parts, scheme)


def _never() -> None:
    """Nobody has cancelled."""
