"""`gilder train`."""

from __future__ import annotations

import shlex
import signal
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annotate.pipelines.card import gain_text, interval, percent, rising_text
from annotate.pipelines.events import Estimate, Event, Fitted, Scored, Stage, Step
from annotate.pipelines.lessons import USED
from annotate.suggest.models import MANY_LANGUAGES
from cli.output import Progress, counted, say, say_json, table, warn
from cli.parsing import DATA_SAYS_NO, DONE, WrongUse
from store.errors import ProjectError
from store.project import Project
from store.training.gather import Prepared, Wanted, base_name, prepare
from store.training.trained import TrainedModels
from store.training.training import Training
from store.training.work import check_output

_WHY = {"not tokens": "no whole tokens", "overlap": "overlap a longer one", "long": "too long"}


def train(arguments: Namespace) -> int:
    """Train, or only say what it would take, or list what was trained."""
    if arguments.list:
        return _list(arguments)
    if not arguments.output:
        raise WrongUse("say where the pipeline goes: --output DIR; or --list those that there are")
    output = Path(arguments.output)
    check_output(output)
    with Project.open(Path(arguments.project), read_only=True) as project, Progress("Reading") as progress:
        prepared = prepare(project, _wanted(arguments, output), step=progress)
    teller = _Teller(arguments.json)
    teller.begin(prepared)
    if arguments.dry_run:
        return _dry_run(prepared, teller, arguments.json)
    with _ended_cleanly(), Training.start(prepared, output) as training:
        if training.cleared:
            warn(f"{output}: a training that was stopped had left its work there; it was removed")
        with teller:
            for event in training.events():
                teller.tell(event)
        result = training.result or {}
        training.place()
    _record(arguments, output, prepared)
    _tell_result(arguments, output, result)
    return DONE


@contextmanager
def _ended_cleanly() -> Iterator[None]:
    """SIGTERM and a terminal that is closed are like Ctrl+C in the block: nothing is left. What is ignored stays so."""
    kinds = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    usual = [one for one in kinds if signal.getsignal(one) is signal.SIG_DFL]
    for one in usual:
        signal.signal(one, signal.default_int_handler)
    try:
        yield
    finally:
        for one in usual:
            signal.signal(one, signal.SIG_DFL)


def _wanted(arguments: Namespace, output: Path) -> Wanted:
    return Wanted(
        output,
        tuple(dict.fromkeys(arguments.labels or ())),
        arguments.source,
        arguments.filter,
        arguments.component,
        arguments.base,
        arguments.seed,
        arguments.max_steps,
        arguments.patience,
        arguments.curve,
        arguments.licence,
        arguments.name,
        not arguments.no_relations,
    )


class _Teller:
    """Says what happens while it happens: lines on standard output, or nothing where JSON comes at the end."""

    def __init__(self, quiet: bool) -> None:
        self._quiet, self.estimate, self.fitted = quiet, Estimate(0, None, 0), Fitted(0, {})
        self._progress = Progress("Training")

    def __enter__(self) -> _Teller:
        self._progress.__enter__()
        return self

    def __exit__(self, *problem: object) -> None:
        self._progress.__exit__(*problem)

    def begin(self, prepared: Prepared) -> None:
        """What is trained on."""
        for one in prepared.warnings:
            warn(one)
        if self._quiet:
            return
        settings, parts = prepared.settings, prepared.facts["parts"]
        say(f"{settings.component} from {base_name(settings)}, gold of {prepared.facts['source']}")
        rows: list[Sequence[object]] = [["", *USED]]
        rows += [[what, *(f"{parts[part][what]:,}" for part in USED)] for what in ("documents", "words")]
        rows += [[label, *(f"{parts[part]['spans'].get(label, 0):,}" for part in USED)] for label in settings.labels]
        rows += [[f"relation {label}", *(f"{parts[part]['relations'].get(label, 0):,}" for part in USED)]
                 for label in prepared.ends]  # fmt: skip
        for line in table(rows):
            say(line)
        say(f"parts: {prepared.facts['split']}")
        for why, count in prepared.left_out.items():
            say(f"left out: {count:,} {why}")

    def tell(self, event: Event) -> None:
        """One event."""
        match event:
            case Estimate():
                self.estimate = event
                self._line(_estimate_line(event))
            case Fitted():
                self.fitted = event
                for why, count in event.left_out.items():
                    self._line(f"cannot be learnt: {counted(count, 'span')} ({_WHY.get(why, why)})")
            case Step():
                self._progress(event.step, event.of + 1)
            case Stage(name="relations"):
                self._line("relations: the scorer is trained")
            case Stage(name="training") if event.runs > 1:
                self._line(f"with {event.share} % of train")
            case Scored():
                best = "  best" if event.best else ""
                loss = sum(event.loss.values())
                self._line(f"step {event.step:>6,}  loss {loss:10,.1f}  F1 on dev {percent(event.f1):>5}{best}")
            case _:
                pass

    def _line(self, text: str) -> None:
        if not self._quiet:
            self._progress.__exit__()
            say(text)


def _estimate_line(found: Estimate) -> str:
    memory = f"{found.memory / 1e6:,.0f} MB of memory" if found.memory is not None else "memory not known"
    return f"at most {_time(found.seconds)}, {memory}, {found.words_per_second:,.0f} words/s"


def _time(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )


def _dry_run(prepared: Prepared, teller: _Teller, as_json: bool) -> int:
    """The estimate, measured in a folder that goes away."""
    with (
        _ended_cleanly(),
        TemporaryDirectory(prefix="gilder-") as place,
        Training.start(prepared, Path(place) / "probe", only_estimate=True) as training,
    ):
        for event in training.events():
            teller.tell(event)
    if as_json:
        found = teller.estimate
        estimate = {"seconds": found.seconds, "memory": found.memory, "words_per_second": found.words_per_second}
        say_json(_plan_data(prepared, teller) | {"estimate": estimate})
    return DONE


def _plan_data(prepared: Prepared, teller: _Teller) -> dict[str, Any]:
    settings = prepared.settings
    return {
        "settings": settings.as_dict() | {"base": base_name(settings)},
        "data": prepared.facts | {"left_out": prepared.left_out, "not_learnt": dict(teller.fitted.left_out)},
        "warnings": list(prepared.warnings),
    }


def _record(arguments: Namespace, folder: Path, prepared: Prepared) -> None:
    """List the model in the project; where that cannot be written now, the model is there all the same."""
    try:
        with Project.open(Path(arguments.project)) as project:
            TrainedModels(project).record(folder, prepared.facts["source"])
    except ProjectError as problem:
        warn(f"{folder}: is whole, but not listed in the project: {problem}")


def _tell_result(arguments: Namespace, folder: Path, result: Mapping[str, Any]) -> None:
    if arguments.json:
        say_json({"output": str(folder), **result})
        return
    scores = result["scores"]
    say(f"on {counted(scores['documents'], 'document')} of {result['scored_on']} (strict):")
    for line in _score_lines(scores):
        say(line)
    for kind, found in result["apart"].items():
        say(f"{kind}: F1 {percent(found['f1'])} ({interval(found['interval'])}), {found['documents']} documents")
    for line in _relation_lines(result["relations"], result["scored_on"]):
        say(line)
    for one in result["curve"].get("more", ()):
        say(f"more annotation would help {one['label'] or 'all labels'}: {gain_text(one)}")
    if rose := rising_text(result["curve"]):
        warn(f"{rose} (--max-steps, --patience)")
    other = "" if result["language"] in ("en", *MANY_LANGUAGES) else " --any-language"
    command = f"gilder suggest {shlex.quote(arguments.project)} --model {shlex.quote(str(folder))}{other}"
    say(f"{folder}: use it with {command}")


def _score_lines(scores: Mapping[str, Any]) -> list[str]:
    rows: list[Sequence[object]] = [["label", "gold", "found", "precision", "recall", "F1", "95 % interval"]]
    for label, row in (*scores["by_label"].items(), ("all", scores)):
        figures = (percent(row[name]) for name in ("precision", "recall", "f1"))
        rows.append([label, f"{row['gold']:,}", f"{row['predicted']:,}", *figures, interval(row["interval"])])
    return table(rows)


def _relation_lines(found: Mapping[str, Any], part: str) -> Iterator[str]:
    """What was trained of relations, and how well it does."""
    if found.get("labels"):
        documents = counted(found["scores"]["documents"], "document")
        yield f"relations on {documents} of {part}, between gold spans (strict):"
        yield from _score_lines(found["scores"])
    for label, why in sorted(found.get("untrained", {}).items()):
        yield f"relation {label} is not trained: {why}"
    if found.get("far"):
        yield f"relations too far apart to be learnt: {found['far']:,}"


def _list(arguments: Namespace) -> int:
    with Project.open(Path(arguments.project), read_only=True) as project:
        found = [(one, one.folder(project.home)) for one in TrainedModels(project).all()]
    if arguments.json:
        say_json(
            [
                {"name": one.name, "version": one.version, "component": one.component, "base": one.base,
                 "labels": list(one.labels), "source": one.source, "gold": one.gold, "at_ms": one.at_ms,
                 "documents": one.documents, "scored_on": one.scored_on, "f1": one.f1, "interval": one.interval,
                 "folder": None if place is None else str(place)}
                for one, place in found
            ]
        )  # fmt: skip
        return DONE
    if not found:
        say("no model was trained on this project yet")
        return DATA_SAYS_NO
    rows: list[Sequence[object]] = [["model", "component", "from", "documents", "F1", "of", "folder"]]
    for one, place in found:
        told = str(place) if place is not None else f"not at {one.place} any more"
        name, f1 = f"{one.name} {one.version}", percent(one.f1)
        rows.append([name, one.component, one.base, one.documents, f1, one.scored_on, told])
    for line in table(rows):
        say(line)
    return DONE
