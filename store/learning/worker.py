"""The process of a round: `python -m store.learning.worker WORK-FOLDER`, lines of JSON out.

It runs at low priority and with one thread, and ends with whoever started it. What it builds lies in the work folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

import resources
from annotate import VERSION
from annotate.document import Document
from annotate.learning.check import Exact, compared
from annotate.model import Zone
from annotate.offsets import Range
from annotate.pipelines.events import Done, Event, Stage, Step, line_of
from annotate.pipelines.lessons import DEV, TRAIN, Lesson, Marked
from annotate.pipelines.result import scored_lessons
from annotate.scheme import Scheme, parse_scheme
from annotate.scores.spans import added_up
from store.ids import new_id
from store.learning.place import NAME
from store.training.control import Control
from store.training.serving import serve
from store.training.work import read_lessons

Language = Any
"""A pipeline of spaCy, which has hardly any types."""

_SECONDS = 0.5  # between two words about steps


class Worker:
    """One round, from the gold to the outcome."""

    def __init__(self, folder: Path, out: TextIO) -> None:
        self._folder, self._out, self._told = folder, out, 0.0
        plan: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        self._scheme: Scheme = parse_scheme(plan["scheme"])
        self._labels, self._parts = list[str](plan["labels"]), frozenset[str](plan["parts"])
        self._language, self._current, self._seed = str(plan["language"]), str(plan["current"]), int(plan["seed"])
        lessons = list(read_lessons(folder))
        self._train = [one for one in lessons if one.part == TRAIN]
        self._check = [one for one in lessons if one.part == DEV]
        self._control = Control(lambda _: None)

    def say(self, event: Event) -> None:
        """One line."""
        self._out.write(line_of(event))
        self._out.flush()

    def run(self) -> None:
        """Everything. Raises GilderError, OSError, ValueError."""
        self._control.listen()
        self.say(Stage("reading"))
        nlp = self._base()
        self._learn(nlp)
        model = self._folder / "model"
        self.say(Stage("scoring"))
        before = self._scores(self._current or None)
        nlp.to_disk(model)
        after = self._scores(str(model))
        outcome = compared(before, after, documents=len(self._train), check=len(self._check), again=bool(self._current))
        self.say(Stage("writing"))
        own = {"name": NAME, "documents": outcome.documents, "check": outcome.check, "before": outcome.before,
               "after": outcome.after}  # fmt: skip
        _tell(model, own | {"labels": outcome.labels})
        self.say(Done(asdict(outcome)))

    def _base(self) -> Language:
        """The embedded pipeline for English, nothing but words for other languages."""
        import spacy

        import annotate.learning.component  # makes the components known to spaCy

        assert annotate.learning.component.FACTORY
        return spacy.load(resources.embedded_pipeline()) if self._language == "en" else spacy.blank("xx")

    def _learn(self, nlp: Language) -> None:
        from annotate.learning.component import FACTORY, seen
        from annotate.learning.tagger import fit

        documents = list[Any]()
        names = [name for name in nlp.pipe_names if name == "gilder_names"]
        with nlp.select_pipes(enable=names):
            for lesson in self._train:
                for piece in lesson.pieces:
                    doc = nlp(lesson.text[piece.start : piece.end])
                    documents.append((seen(doc, nlp), _spans(doc, lesson, piece)))
        self.say(Stage("training"))
        used = {label for _, spans in documents for _, _, label in spans}
        tagger = fit(documents, [one for one in self._labels if one in used], seed=self._seed, step=self._step)
        nlp.add_pipe(FACTORY, last=True).tagger = tagger
        nlp.meta.update(
            name=NAME, version="1.0.0", description="Learnt while labelling with Gilder; it stays on this computer.",
        )  # fmt: skip
        nlp.meta["gilder"] = {
            "id": new_id(), "app": f"Gilder {VERSION}", "spacy": version("spacy"),
            "day": time.strftime("%Y-%m-%d", time.gmtime()), "decides": list(tagger.tags.labels),
        }  # fmt: skip

    def _step(self, at: int, of: int) -> None:
        self._control.check()
        now = time.monotonic()
        if now - self._told >= _SECONDS:
            self._told = now
            self.say(Step(at, of, 0, 0.0, 0.0))

    def _scores(self, model: str | None) -> Exact:
        """The suggester with a pipeline (None: the embedded one) on the check set, run, as `gilder suggest` does."""
        from annotate.suggest.recipe import make_recipe

        recipe = make_recipe(model, embedded=resources.embedded_pipeline, parts=self._parts)
        with recipe.make() as suggester:
            found = list(suggester.suggest(map(_document, self._check), self._scheme))
        answers = [[Marked(one.label, (one.range,)) for one in some.spans] for some in found]
        return added_up(one.exact for one in scored_lessons(zip(self._check, answers, strict=True)))


def _tell(model: Path, own: dict[str, Any]) -> None:
    """Say in `meta.json` what came of the round."""
    path = model / "meta.json"
    meta: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    meta["gilder"]["learnt"] = own
    path.write_text(json.dumps(meta, indent=2), encoding="utf-8", newline="\n")


def _document(lesson: Lesson) -> Document:
    """A document of the check set with its boilerplate."""
    zones, at = list[Zone](), 0
    for piece in (*lesson.pieces, Range(len(lesson.text), len(lesson.text))):
        if at < piece.start:
            zones.append(Zone(f"{at}", "boilerplate", at, piece.start))
        at = piece.end
    return Document(lesson.document, lesson.name, lesson.text, tuple(zones))


def _spans(doc: Any, lesson: Lesson, piece: Range) -> list[tuple[int, int, str]]:
    """The spans of a piece that are whole tokens, the longest of those that overlap."""
    from spacy.util import filter_spans

    inside = (one for one in lesson.spans if len(one.fragments) == 1 and piece.covers(one.range))
    found = [
        doc.char_span(one.range.start - piece.start, one.range.end - piece.start, label=one.label) for one in inside
    ]
    kept: list[Any] = filter_spans([one for one in found if one is not None])
    return [(one.start, one.end, one.label_) for one in kept]


def main(arguments: Sequence[str]) -> int:
    """Learn in a work folder; exit status 0: done, 1: it was told why not."""
    return serve(lambda out: Worker(Path(arguments[0]).absolute(), out).run(), name="the round", verb="learn from")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
