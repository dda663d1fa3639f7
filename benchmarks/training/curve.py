"""Does the answer of the learning curve hold? With half of a corpus the curve says what more would bring; then there is
more: twice the documents, the same test."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.pipelines.curve import WORTH, rising
from annotate.pipelines.events import Scored
from annotate.pipelines.lessons import TRAIN
from benchmarks.training.corpus import make_project
from store.project import Project
from store.training.gather import Prepared, Wanted, prepare
from store.training.training import Training


@dataclass(frozen=True)
class Answered:
    """What was said of a label (empty: all of them) with half of the documents, and what the other half has brought."""

    corpus: str
    label: str
    answer: str
    half: float | None
    gain: float | None
    low: float | None
    high: float | None
    true: float
    rising: bool  # some run still got better when its steps ran out

    @property
    def held(self) -> str:
        """Whether the answer was right; empty where it claims nothing."""
        if self.answer not in ("yes", "no"):
            return ""
        if self.rising:
            return "(the steps ran out)"
        return "right" if (self.true >= WORTH) == (self.answer == "yes") else "WRONG"

    @property
    def under(self) -> bool | None:
        """Whether more has brought no more than the upper end of what it was said to bring at most."""
        return None if self.high is None else self.true <= self.high


def answered(corpus: Path, *, documents: int, rest: int, steps: int, seed: int) -> list[Answered]:
    """Ask with half of so many documents of train, and look with all."""
    with tempfile.TemporaryDirectory(prefix="gilder-") as place:
        output = Path(place) / "model"
        path = make_project(corpus, Path(place), train=documents, rest=rest, seed=seed)
        with Project.open(path, read_only=True) as project:
            wanted = Wanted(output, seed=seed, max_steps=steps)
            whole = prepare(project, wanted)
        half, rose = _trained(_half(whole), output)
        more, rose_then = _trained(whole, output)
    name, rows = corpus.name.partition("_")[0], list[Answered]()
    for one in half["curve"]["more"]:
        label = one["label"] or ""
        first, then = _f1(half["scores"], label), _f1(more["scores"], label)
        said = (one["answer"], first, one["gain"], one["low"], one["high"])
        rows.append(Answered(name, label, *said, (then or 0.0) - (first or 0.0), rose or rose_then))
    return rows


def _half(whole: Prepared) -> Prepared:
    """The first half of train, in whose order each beginning is a share of the curve, with the same dev and test."""
    train = [one for one in whole.lessons if one.part == TRAIN]
    out = {one.document for one in train[len(train) // 2 :]}
    lessons = tuple(one for one in whole.lessons if one.document not in out)
    return replace(whole, lessons=lessons, settings=replace(whole.settings, shares=(50, 100)))


def _trained(prepared: Prepared, output: Path) -> tuple[Mapping[str, Any], bool]:
    """What is told of it, and whether any run still got better when its steps ran out."""
    dev = dict[int, list[tuple[int, float]]]()
    with Training.start(prepared, output) as training:
        for event in training.events():
            if isinstance(event, Scored):
                dev.setdefault(event.share, []).append((event.step, event.f1))
        assert training.result is not None
        return training.result, any(rising(one, prepared.settings.max_steps) for one in dev.values())


def _f1(scores: Mapping[str, Any], label: str) -> float | None:
    found: Mapping[str, Any] = scores["by_label"].get(label, {}) if label else scores
    return found.get("f1")


def tell(rows: list[Answered]) -> None:
    """Print what was said and what came, and how often that was right."""
    print(f"{'corpus':<12}{'label':<8}{'F1 of half':>11}  {'answer':<15}{'gain, 90 % interval':<26}{'came':>6}")
    for one in rows:
        ends = "" if one.low is None or one.high is None else f" ({100 * one.low:+.1f} to {100 * one.high:+.1f})"
        gain = "–" if one.gain is None else f"{100 * one.gain:+.1f}{ends}"
        half = "–" if one.half is None else f"{100 * one.half:.1f}"
        told = f"{one.answer:<15}{gain:<26}{100 * one.true:>+6.1f} {one.held}"
        print(f"{one.corpus:<12}{one.label or 'all':<8}{half:>11}  {told}")
    for answer in ("yes", "no", "not clear", "cannot be told"):
        some = [one for one in rows if one.answer == answer]
        right = [one for one in some if one.held == "right"]
        told = f", {len(right)} right" if answer in ("yes", "no") else ""
        grew = sum(one.true >= WORTH for one in some)
        print(f"{answer}: {len(some)}{told}; a point or more came in {grew}")
    judged = [one.under for one in rows if one.under is not None]
    print(f"more brought no more than the interval's upper end in {sum(judged)} of {len(judged)}")
