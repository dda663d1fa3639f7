"""The process that trains: `python -m store.training.worker WORK-FOLDER`, lines of JSON out, commands in.

It runs at low priority and with one thread, so that the window stays quick. What it builds lies in the work folder;
whoever started it puts it in place.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from annotate import VERSION
from annotate.pipelines import curve, estimate
from annotate.pipelines.card import model_card
from annotate.pipelines.config import config_text
from annotate.pipelines.events import Done, Estimate, Event, Fitted, Paused, Scored, Stage, line_of
from annotate.pipelines.lessons import DEV, TEST, TRAIN, Lesson, check_learnt
from annotate.pipelines.result import blind_data, scored_lessons, scores_data
from annotate.scores.evaluation import Scored as Counted
from store.ids import new_id
from store.training.base_pipeline import load_base
from store.training.control import Control, Finished
from store.training.corpora import Corpora, found_spans
from store.training.loop import Run, probe, read_config
from store.training.memory import peak
from store.training.relating import Relating, untold
from store.training.serving import serve
from store.training.trained import HISTORY
from store.training.work import read_ends, read_lessons, read_work

CARD = "model-card.md"


class Worker:
    """One training, from the work folder to the whole pipeline in it."""

    def __init__(self, folder: Path, out: TextIO) -> None:
        self._folder, self._out = folder, out
        self.settings, self._base_told, self._facts = read_work(folder)
        self._lessons = list(read_lessons(folder))
        self._control = Control(lambda paused: self.say(Paused(paused)))
        self._training = folder / "model" / "training"
        self._ends = read_ends(folder)
        self._relating = Relating(self.settings, self._lessons, self._ends, self._control.check)
        self._pieces, self._load = list[int](), estimate.Load(0, 1, 0, 0)
        self._fitted, self._history = dict[str, int](), list[Scored]()
        self._rose = list[int]()  # shares

    def say(self, event: Event) -> None:
        """One line; scores of the run with all of train are kept, to be drawn later."""
        if isinstance(event, Scored) and event.share == 100:
            self._history.append(event)
        self._out.write(line_of(event))
        self._out.flush()

    def run(self, *, only_estimate: bool) -> None:
        """Everything, or all up to the estimate. Raises GilderError, OSError, ValueError; Finished where it was told
        to finish before there was anything to keep."""
        self._control.listen()
        self.say(Stage("reading"))
        config = self._write_corpora()
        self.say(Stage("probing"))
        self._tell_estimate(config)
        if only_estimate:
            self.say(Done({}))
            return
        began, (whole, *parts) = time.monotonic(), sorted(self.settings.shares, reverse=True)
        best, step, rows = self._trained(config, whole, 1)
        points = [curve.Point(whole, self._documents(whole), [one.exact for one in rows])]
        for at, share in enumerate(parts, start=2):
            with suppress(Finished):  # what was ended early is no point of a curve
                _, _, some = self._trained(config, share, at)
                points.append(curve.Point(share, self._documents(share), [one.exact for one in some]))
        relations = self._relate()
        self.say(Stage("writing"))
        took = {"seconds": round(time.monotonic() - began, 1), "memory": peak()}
        self.say(Done(self._write(best, step, rows, points, config, relations) | {"took": took}))

    def _relate(self) -> dict[str, Any]:
        """Train the scorer of relations; gives what is told of it, nothing where the gold has none. It takes seconds:
        who has ended the training of spans early gets it, too, and may end it as well."""
        if not self._relating.wanted:
            return {}
        self._control.finished = False
        self.say(Stage("relations"))
        try:
            return self._relating.train(self._scored_on, self._training.parent)
        except Finished:
            return untold(self._ends, "the training was ended before")

    def _trained(self, config: Path, share: int, number: int) -> tuple[Path, int, list[Counted]]:
        """One run: where its best lies, the step of that, and its scores. Raises Finished where there is no whole one:
        of a run with all of train the best until then counts as one."""
        runs = len(self.settings.shares)
        self.say(Stage("training", share, number, runs))
        best, run = self._train(config, share, later=runs - number)
        if share < 100 and self._control.finished:
            raise Finished
        self.say(Stage("scoring", share, number, runs))
        return best, run.best_step, self._score(best)

    def _write_corpora(self) -> Path:
        base = load_base(self.settings, self._training / "base")
        made = Corpora(base.nlp, self.settings)
        made.write(self._lessons, self._training / "corpus")
        self._pieces = made.pieces
        self._fitted = dict(made.left_out)
        steps, reads = self.settings.max_steps, estimate.reads_of(made.lengths, self.settings.max_steps)
        self._load = estimate.Load(steps, self.settings.every, made.tokens[TRAIN], made.tokens[DEV], reads)
        self.say(Fitted(made.learnt, self._fitted))
        check_learnt(made.learnt, self._fitted)
        text = config_text(
            self.settings, tokenizer=base.tokenizer, width=base.width, vectors=base.vectors, longest=made.longest
        )
        config = self._training / "config.cfg"
        config.write_text(text, encoding="utf-8", newline="\n")
        os.chdir(self._training)
        return Path("config.cfg")

    def _tell_estimate(self, config: Path) -> None:
        relations = self._relating.seconds()
        found = probe(config, self._control)
        seconds = estimate.seconds(found, self._load) * len(self.settings.shares) + relations
        self.say(Estimate(round(seconds, 1), found.memory, round(found.train_rate, 1)))

    def _train(self, config: Path, share: int, *, later: int) -> tuple[Path, Run]:
        run = Run(self.settings, self._load, self.say, self._control)
        limit = 0 if share == 100 else sum(self._pieces[: self._documents(share)])
        words = later * estimate.words_of_steps(self._load)
        out = self._folder / f"out-{share}"
        best = run.train(config, out, limit=limit, share=share, later=words)
        if best is None:
            raise Finished
        self._rose += [share] if run.rising else []
        return best, run

    def _documents(self, share: int) -> int:
        return len(self._pieces) if share == 100 else curve.subset(len(self._pieces), share)

    @property
    def _scored_on(self) -> str:
        return TEST if any(one.part == TEST for one in self._lessons) else DEV

    @property
    def _scoring(self) -> list[Lesson]:
        wanted = set(self.settings.labels)
        found = [one for one in self._lessons if one.part == self._scored_on]
        return [_only(one, wanted) for one in found]

    def _score(self, best: Path) -> list[Counted]:
        import spacy

        lessons = self._scoring
        answers = found_spans(spacy.load(best), lessons, self.settings.component)
        return scored_lessons(zip(lessons, answers, strict=True))

    def _write(
        self,
        best: Path,
        step: int,
        rows: list[Counted],
        points: Sequence[curve.Point],
        config: Path,
        relations: dict[str, Any],
    ) -> dict[str, Any]:
        """The pipeline, its card and what `meta.json` tells; gives the last."""
        import spacy

        nlp, settings = spacy.load(best), self.settings
        told = self._told(step, rows, points, config) | {"relations": relations}
        plain = read_config(config)
        nlp.config["training"]["logger"] = plain["training"]["logger"]
        nlp.config["training"]["before_update"] = None
        nlp.meta.update(
            name=settings.name, version=settings.version, license=settings.licence, gilder=told,
            description="Trained with Gilder; see model-card.md.",
        )  # fmt: skip
        model = self._training.parent
        nlp.to_disk(model)
        (self._training / HISTORY).write_text("".join(map(line_of, self._history)), encoding="utf-8", newline="\n")
        card = {"name": f"{settings.language}_{settings.name}", "version": settings.version, **told}
        (model / CARD).write_text(model_card(card), encoding="utf-8", newline="\n")
        return told

    def _told(self, step: int, rows: list[Counted], points: Sequence[curve.Point], config: Path) -> dict[str, Any]:
        settings, seed = self.settings, self.settings.seed
        facts = dict(self._facts)
        warnings, left_out = facts.pop("warnings"), facts.pop("left_out")
        facts.pop("source")  # a person's name stays in the project
        named = {"not tokens": "spans that are no whole tokens", "discontinuous": "discontinuous spans",
                 "overlap": "spans that overlap a longer one", "long": "spans that are too long"}  # fmt: skip
        left_out |= {named[why]: count for why, count in self._fitted.items()}
        plain = settings.as_dict() | {"base": self._base_told}
        return {
            "id": new_id(),
            "app": f"Gilder {VERSION}",
            "spacy": version("spacy"),
            "day": time.strftime("%Y-%m-%d", time.gmtime()),
            "component": settings.component,
            "language": settings.language,
            "licence": settings.licence,
            "labels": list(settings.labels),
            "base_told": self._base_told,
            "settings": plain,
            "config": hashlib.sha256(config.read_bytes()).hexdigest(),
            "best_step": step,
            "data": facts | {"left_out": left_out},
            "warnings": warnings,
            "scored_on": self._scored_on,
            "scores": scores_data(rows, seed=seed),
            "apart": blind_data(rows, {one.document: one for one in self._scoring}, seed=seed),
            "curve": self._curve(points),
        }

    def _curve(self, points: Sequence[curve.Point]) -> dict[str, Any]:
        gains = curve.answers(points, seed=self.settings.seed)
        return curve.curve_data(points, gains, rose=self._rose) if len(points) > 1 else {}


def _only(lesson: Lesson, labels: set[str]) -> Lesson:
    from dataclasses import replace

    return replace(lesson, spans=tuple(one for one in lesson.spans if one.label in labels), relations=())


def main(arguments: Sequence[str]) -> int:
    """Train in a work folder; exit status 0: done, 1: it was told why not."""

    def work(out: TextIO) -> None:
        Worker(Path(arguments[0]).absolute(), out).run(only_estimate="--estimate" in arguments)

    return serve(work, name="the training", verb="train on")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
