"""What the Train view says of a training, in sentences. No Qt."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from annotate.pipelines.card import interval, percent
from annotate.pipelines.events import Estimate, Fitted
from annotate.pipelines.settings import BLANK
from gui.train_ask import Plan
from gui.train_going import Going
from gui.train_models import Kept
from store.training.trained import Trained

_NOT_LEARNT = {
    "not tokens": "no whole tokens", "discontinuous": "discontinuous", "overlap": "overlap a longer one",
    "long": "too long",
}  # fmt: skip
_COMPONENTS = {"ner": "spans that do not overlap (ner)", "spancat": "spans that may nest and overlap (spancat)"}


def lasting(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 90:
        return f"{max(1, round(seconds)):,} s"
    return f"{seconds / 60:,.0f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"


def size(memory: int | None) -> str:
    """Bytes as people say them."""
    if memory is None:
        return "memory not known"
    return f"{memory / 1e6:,.0f} MB of memory" if memory < 1e9 else f"{memory / 1e9:,.1f} GB of memory"


def estimate_told(found: Estimate) -> str:
    """What a training takes at most."""
    return f"At most {lasting(found.seconds)}, {size(found.memory)}, {found.words_per_second:,.0f} words a second."


def base_told(base: str) -> str:
    """What it begins with."""
    return f"nothing learnt yet ({base.removeprefix(BLANK)})" if base.startswith(BLANK) else base


def plan_told(plan: Plan) -> str:
    """What will be trained, in a sentence."""
    settings, facts = plan.prepared.settings, plan.prepared.facts
    what = _COMPONENTS.get(settings.component, settings.component)
    return f"It learns {what} from the gold of {facts['source']}, and begins with {base_told(plan.base)}."


def parts_told(facts: Mapping[str, Any]) -> str:
    """How documents came into their parts."""
    return f"Parts: {facts['split']}."


def left_out_told(left_out: Mapping[str, int], fitted: Fitted | None = None) -> str:
    """What is not learnt, and why; empty where everything is."""
    counts = [counted(count, why) for why, count in left_out.items() if count]
    if fitted is not None:
        counts += [
            counted(count, f"spans ({_NOT_LEARNT.get(why, why)})") for why, count in fitted.left_out.items() if count
        ]
    return f"Left out: {', '.join(counts)}." if counts else ""


def counted(count: int, what: str) -> str:
    """A number of documents or spans, which are told in the plural."""
    if count == 1:
        what = what.replace("documents", "document", 1).replace("spans", "span", 1).replace("that are", "that is", 1)
    return f"{count:,} {what}"


def sentence(text: str) -> str:
    """A line with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def going_told(going: Going) -> str:
    """Where a training is, in a line."""
    if going.finishing and going.phase == "training":
        return "It ends after this step, with the best until now…"
    match going.phase:
        case "reading":
            return "Reading the gold…"
        case "measuring":
            return "Measuring time and memory…"
        case "asked":
            return "It waits for your answer."
        case "scoring":
            return "Scoring the best…" if going.run == 1 else f"Scoring with {going.share} % of train…"
        case "relations":
            return "Training the scorer of relations…"
        case "writing":
            return "Writing the pipeline…"
        case "training":
            return "; ".join(_steps(going)) + "."


def _steps(going: Going) -> Iterator[str]:
    step = going.step
    if going.runs > 1:
        yield f"With {going.share} % of train ({going.run} of {going.runs})"
    if step is None:
        yield "the first step is made" if going.runs > 1 else "The first step is made"
        return
    word = "step" if going.runs > 1 else "Step"
    yield f"{word} {step.step:,} of {step.of:,}"
    if going.paused:
        yield "it stands still"
    else:
        yield f"{step.words_per_second:,.0f} words a second"
        yield f"at most {lasting(step.left)} left"


def best_told(going: Going) -> str:
    """The best until now."""
    best = going.best
    return "" if best is None else f"Best until now: F1 {percent(best.f1)} % on dev at step {best.step:,}"


def short_told(going: Going) -> str:
    """How a training goes, for the status line."""
    name, best = going.output.name, going.best
    if not going.begun:
        return f"{name}: {'waits for your answer' if going.phase == 'asked' else 'measuring'}"
    if going.paused:
        return f"{name}: standing still at {going.done:.0%}"
    score = f", F1 {percent(best.f1)}" if best is not None else ""
    return f"Training {name}: {going.done:.0%}{score}"


def state_told(going: Going) -> str:
    """Where a training is, in a few words."""
    if going.paused:
        return f"Standing still at {going.done:.0%}"
    share = f", with {going.share} % of train" if going.runs > 1 and going.phase not in ("relations", "writing") else ""
    what = {"scoring": "Scoring", "relations": "Relations", "writing": "Writing"}.get(going.phase, "Training")
    return f"{what}, {going.done:.0%}{share}"


def ended_told(going: Going, result: Trained | None, problem: str) -> str:
    """What came of a training; `problem` is why it is not listed."""
    name = going.output.name
    if result is None:
        return f"{name} is trained, and not listed in the project: {problem.rstrip('.')}."
    f1 = f"F1 {percent(result.f1)} % on {result.scored_on}" if result.f1 is not None else "nothing was found"
    return f"{name} is trained: {f1}."


def day(model: Trained) -> str:
    """The day on which a model was trained here."""
    return time.strftime("%Y-%m-%d", time.localtime(model.at_ms / 1000))


def model_told(kept: Kept) -> str:
    """A model in a line."""
    model = kept.model
    documents = f"{model.documents:,} {'document' if model.documents == 1 else 'documents'}"
    begun = base_told(model.base)
    return f"Trained on {day(model)} with {documents} of {model.source}; {model.component}, begun with {begun}."


def score_told(model: Trained) -> str:
    """The score of a model with its interval."""
    if model.f1 is None:
        return f"No score on {model.scored_on}."
    pair = f", 95 % interval {interval(model.interval)}" if model.interval is not None else ""
    return f"F1 {percent(model.f1)} % on {model.scored_on}{pair}."
