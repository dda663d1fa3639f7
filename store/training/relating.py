"""The relations part of a training, in the process that trains: the parse, the fit, the scores, the files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import resources
from annotate.document import Document
from annotate.model import Zone
from annotate.pipelines import estimate
from annotate.pipelines.lessons import TRAIN, Lesson
from annotate.pipelines.relations import MOST_PAIRS, Learnt, Taught, counts_of, learn
from annotate.pipelines.result import relations_data
from annotate.pipelines.settings import Settings
from annotate.suggest.models import PARSER, SCORER, ModelCard, find_model
from annotate.suggest.parsing import Parser
from annotate.suggest.recipe import parser_of
from annotate.suggest.relations.own import OwnScorer, legal, written
from annotate.suggest.syntax import Word

_PROBED = 5  # documents
_NEAR = 4  # spans behind each one that it makes a pair with, about


class Relating:
    """What a training does about relations. `step` is called often, and may raise Finished."""

    def __init__(
        self, settings: Settings, lessons: Sequence[Lesson], ends: Mapping[str, Any], step: Callable[[], None]
    ) -> None:
        self._settings, self._lessons, self._ends, self._step = settings, lessons, legal(ends), step
        self._card = _parser_card(settings) if ends else None

    @property
    def wanted(self) -> bool:
        """Whether there is anything to learn."""
        return bool(self._ends)

    @cached_property
    def _parser(self) -> Parser | None:
        return Parser(self._card) if self._card is not None else None

    def seconds(self) -> float:
        """How long it will take at most, measured on a few documents."""
        if not self.wanted:
            return 0.0
        spans = [len(one.spans) for one in self._lessons if one.part == TRAIN]
        pairs = min(MOST_PAIRS, sum(count * _NEAR for count in spans))
        words = sum(len(one.text.split()) for one in self._lessons)
        return estimate.relations_seconds(pairs, 2 * len(self._ends), words, self._rate())

    def _rate(self) -> float | None:
        """Words a second that the parser reads; None where there is none."""
        if self._parser is None:
            return None
        some = self._lessons[:_PROBED]
        began = time.monotonic()
        for _ in self._parser.words(map(document_of, some)):
            self._step()
        return max(1, sum(len(one.text.split()) for one in some)) / max(time.monotonic() - began, 1e-6)

    def train(self, scored_on: str, model: Path) -> dict[str, Any]:
        """Learn, score on a part, and write to the folder of the pipeline; gives what is told of it. Raises what `step`
        does: then nothing is written."""
        parser = self._parser
        taught = [Taught.of(*pair) for pair in zip(self._lessons, self._words(parser), strict=True)]
        name = parser.name if parser is not None else ""
        learnt = learn(taught, self._ends, seed=self._settings.seed, parser=name, step=self._step)
        rows = [counts_of(learnt.own, one, self._ends) for one in taught if one.lesson.part == scored_on]
        if learnt.own is not None:
            self._write(learnt.own, model, parser)
        return _told(learnt, name) | {"scores": relations_data(rows, seed=self._settings.seed)}

    def _words(self, parser: Parser | None) -> list[tuple[Word, ...]]:
        if parser is None:
            return [()] * len(self._lessons)
        found = list[tuple[Word, ...]]()
        for words in parser.words(map(document_of, self._lessons)):
            self._step()
            found.append(words)
        return found

    def _write(self, own: OwnScorer, model: Path, parser: Parser | None) -> None:
        place = model / SCORER
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(written(own), encoding="utf-8", newline="\n")
        if parser is not None and self._card is not None and self._card.folder != resources.embedded_pipeline():
            shutil.rmtree(model / PARSER, ignore_errors=True)
            parser.nlp.to_disk(model / PARSER)


def untold(ends: Mapping[str, Any], why: str) -> dict[str, Any]:
    """What is told where none of the labels was trained."""
    return _told(Learnt(None, dict.fromkeys(ends, why), 0, {}), "")


def _told(learnt: Learnt, parser: str) -> dict[str, Any]:
    return {
        "labels": list(learnt.own.labels) if learnt.own is not None else [],
        "untrained": dict(learnt.untrained),
        "far": learnt.far,
        "chosen_on": dict(learnt.chosen_on),
        "parser": parser,
    }


def _parser_card(settings: Settings) -> ModelCard | None:
    if not settings.blank:
        return parser_of(find_model(settings.base), resources.embedded_pipeline)
    return find_model(str(resources.embedded_pipeline())) if settings.language == "en" else None


def document_of(lesson: Lesson) -> Document:
    """The document of a lesson: what is outside its pieces is left out of the parse."""
    zones, at = list[Zone](), 0
    for start, end in (*lesson.pieces, (len(lesson.text), len(lesson.text))):
        if at < start:
            zones.append(Zone(str(at), "boilerplate", at, start))
        at = end
    return Document(lesson.document, lesson.name, lesson.text, tuple(zones))
