"""spaCy's own training, run so that it tells how it goes and can be told to stand still or to finish."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from annotate.pipelines import estimate
from annotate.pipelines.config import score_names
from annotate.pipelines.curve import rising
from annotate.pipelines.events import Event, Scored, Step
from annotate.pipelines.settings import Settings
from store.training.control import Control, Finished
from store.training.memory import peak

_SECONDS = 0.5  # between two words about steps
_PROBED = 5  # steps
_LOGGER, _UPDATE = "gilder.Lines.v1", "gilder.Control.v1"
_Config = Any
Say = Callable[[Event], None]


class Run:
    """One training of a config with some share of train; the best that it gave lies in `best`. `later` are the steps of
    runs that follow, as words, for the time that is left."""

    def __init__(self, settings: Settings, load: estimate.Load, say: Say, control: Control) -> None:
        self._settings, self._load, self._say, self._control = settings, load, say, control
        self.best_step, self.steps, self._score = 0, 0, -1.0
        self._dev = list[tuple[int, float]]()
        self._began = self._told = 0.0
        self._waited = 0.0

    def train(self, config: Path, out: Path, *, limit: int, share: int, later: float = 0.0) -> Path | None:
        """Train; `limit` documents of train at most, 0: all. Gives the folder of the best, None where there is none."""
        from spacy.training.initialize import init_nlp

        train: Any = import_module("spacy.training.loop").train
        out.mkdir(parents=True, exist_ok=True)
        with registered(self._logger(share, later), self._update):
            nlp: Any = init_nlp(watched(read_config(config, limit)))
            self._began, self._waited = time.monotonic(), self._control.waited
            with suppress(Finished):
                train(nlp, out, stdout=io.StringIO(), stderr=io.StringIO())
        best = out / "model-best"
        return best if best.is_dir() else None

    @property
    def rising(self) -> bool:
        """Whether its scores on dev still rose when its steps ran out."""
        return rising(self._dev, self._settings.max_steps)

    def _update(self, nlp: Any, info: Mapping[str, int]) -> None:
        del nlp, info
        self._control.check()

    def _logger(self, share: int, later: float) -> Callable[..., Any]:
        def setup(*_: Any) -> tuple[Callable[[Any], None], Callable[[], None]]:
            return (lambda info: self._log(info, share, later)), (lambda: None)

        return setup

    def _log(self, info: Mapping[str, Any] | None, share: int, later: float) -> None:
        self.steps += 1
        now = time.monotonic()
        if info is None and now - self._told < _SECONDS:
            return
        self._told = now
        elapsed = now - self._began - (self._control.waited - self._waited)
        self._tell_step(info, elapsed, share, later)
        if info is not None:
            self._tell_scores(info, share)

    def _tell_step(self, info: Mapping[str, Any] | None, elapsed: float, share: int, later: float) -> None:
        load = self._load
        words = estimate.words_of_steps(replace(load, steps=self.steps))
        rate = words / elapsed if elapsed else 0.0
        left = estimate.left(self.steps, elapsed, load) + (later / rate if rate else 0.0)
        epoch = int(info["epoch"]) if info is not None else int(words // max(1, load.train_words))
        self._say(Step(self.steps, load.steps, epoch, round(rate, 1), round(left, 1), share))

    def _tell_scores(self, info: Mapping[str, Any], share: int) -> None:
        scores: dict[str, Any] = info["other_scores"]
        names = score_names(self._settings.component)
        f1, precision, recall = (float(scores.get(name) or 0.0) for name in names[:3])
        found: dict[str, Any] = scores.get(names[3]) or {}
        self._dev.append((int(info["step"]), f1))
        by_label = {str(label): float(row["f"]) for label, row in found.items()}
        best = info["score"] > self._score
        if best:
            self._score, self.best_step = info["score"], int(info["step"])
        loss = {str(name): round(float(value), 3) for name, value in info["losses"].items()}
        self._say(Scored(int(info["step"]), int(info["epoch"]), loss, f1, precision, recall, by_label, best, share))


def read_config(path: Path, limit: int = 0) -> _Config:
    """The config as it lies there, with at most so many documents of train."""
    from spacy.util import load_config

    return load_config(path, {"corpora.train.limit": limit}, interpolate=False)


def watched(config: _Config) -> _Config:
    """The config with our logger, and our word before each step; what is written stays plain."""
    config["training"]["logger"] = {"@loggers": _LOGGER}
    config["training"]["before_update"] = {"@callbacks": _UPDATE}
    return config


class registered:  # noqa: N801 - reads as a word in a `with` line
    """spaCy knows our logger and callback inside the block."""

    def __init__(self, logger: Callable[..., Any], update: Callable[[Any, Mapping[str, int]], None]) -> None:
        self._logger, self._update = logger, update

    def __enter__(self) -> None:
        """Make them known; they replace those of the run before."""
        from spacy.util import registry

        registry.loggers.register(_LOGGER, func=lambda: self._logger)
        registry.callbacks.register(_UPDATE, func=lambda: self._update)

    def __exit__(self, *_: object) -> None:
        """They stay known, and are asked by nobody."""


def probe(config: Path, control: Control) -> estimate.Probe:
    """A few steps and a look at dev, for time and memory; nothing is kept."""
    from spacy.schemas import ConfigSchemaTraining
    from spacy.training.initialize import init_nlp
    from spacy.util import registry, resolve_dot_names

    began = time.monotonic()
    nlp: Any = init_nlp(read_config(config))
    whole = nlp.config.interpolate()
    settings: dict[str, Any] = cast("Any", registry).resolve(whole["training"], schema=ConfigSchemaTraining)
    train, dev = resolve_dot_names(whole, [settings["train_corpus"], settings["dev_corpus"]])
    examples = list(train(nlp))
    start, words = time.monotonic() - began, 0
    began = time.monotonic()
    batches: list[Any] = [one for _, one in zip(range(_PROBED), settings["batcher"](examples), strict=False)]
    for batch in [*batches, _large(examples)]:
        control.check()
        nlp.update(batch, sgd=settings["optimizer"], drop=0.1)
        words += sum(len(one) for one in batch)
    trained = time.monotonic()
    some = [one for _, one in zip(range(20), dev(nlp), strict=False)]
    nlp.evaluate(some)
    scored = max(time.monotonic() - trained, 1e-6)
    seen = sum(len(one) for one in some)
    return estimate.Probe(words / max(trained - began, 1e-6), max(1, seen) / scored, peak(), start)


def _large(examples: list[Any]) -> list[Any]:
    """As many documents as the largest batches have, the longest first: what takes most memory."""
    found, words = list[Any](), 0
    for one in sorted(examples, key=len, reverse=True):
        if found and words + len(one) > estimate.BATCH_STOP:
            break
        found.append(one)
        words += len(one)
    return found
