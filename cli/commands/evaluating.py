"""`gilder evaluate` and `gilder agreement`: numbers about two or more sources of a project; they only read."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.scores.agreement import agreement
from annotate.scores.compared import Compared, by_zone
from annotate.scores.counts import micro
from annotate.scores.evaluation import Evaluation, cases_of, evaluate, grouped
from annotate.scores.gamma import gamma
from annotate.scores.resampling import chance_of_difference
from annotate.scores.told import agreement_data, counts_data, evaluation_data, gamma_data
from cli.output import Progress, counted, say, say_json, table
from cli.parsing import WrongUse
from cli.score_tables import UNDEFINED, Rows, agreement_lines, coefficient, evaluation_lines, group_lines, percent
from store.comparing import Comparing, Scope
from store.project import Project
from store.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


def evaluate_source(arguments: Namespace) -> int:
    """Score a source against gold."""
    with _comparing(arguments) as (project, comparing, scope):
        gold, predicted = comparing.source(arguments.gold), comparing.source(arguments.predicted)
        if gold == predicted:
            raise WrongUse(f"--gold and --predicted are both {gold.name}; give two sources")
        if arguments.against and comparing.source(arguments.against) in (gold, predicted):
            raise WrongUse(f"--against {arguments.against} is compared already; give a third source")
        compared = list[Compared]()  # kept only where they are needed once more
        with Progress("Comparing") as progress:
            some = comparing.each_compared(gold, predicted, scope, step=progress)
            if arguments.cases or arguments.by == "zone":
                some = compared = list(some)
            found = evaluate(some, seed=arguments.seed)
        _check_common(project, comparing, (gold, predicted), len(found.documents))
        names = {one.document: project.documents.name_of(one.document) for one in found.documents}
        left_out = _left_out(comparing, (gold, predicted), scope, names)
        groups = _groups(arguments.by, compared, found, names, comparing.statuses(gold))
        other = _against(arguments, comparing, gold, predicted, scope) if arguments.against else None
    told = {"gold": gold.name, "predicted": predicted.name, "documents": len(names), "left_out": left_out}
    if arguments.json:
        data = told | evaluation_data(found)
        if groups:
            data[f"by_{arguments.by}"] = {name: evaluation_data(one) for name, one in groups.items()}
        if other is not None:
            data["against"] = other
        if arguments.cases:
            data["cases"] = _cases_data(compared, names)
        say_json(data)
        return 0
    _say_heading(told)
    for line in evaluation_lines(found):
        say(line)
    for line in group_lines(arguments.by, groups):
        say(line)
    if other is not None:
        say()
        say(_against_line(other))
    for line in _case_lines(compared, names) if arguments.cases else ():
        say(line)
    return 0


def agree(arguments: Namespace) -> int:
    """Agreement between two or more sources."""
    with _comparing(arguments) as (project, comparing, scope):
        sources = list(dict.fromkeys(comparing.source(name) for name in arguments.sources))
        if len(sources) < 2:
            raise WrongUse("agreement needs two different sources or more")
        with Progress("Comparing") as progress:
            annotated = comparing.annotated(sources, scope, step=progress)
        _check_common(project, comparing, sources, len(annotated))
    names = [one.name for one in sources]
    found, best = agreement(annotated, names), None
    if arguments.gamma:
        with Progress("Aligning at random") as progress:
            best = gamma(annotated, names, seed=arguments.seed, step=progress)
    if arguments.json:
        say_json(agreement_data(found) | ({"gamma": gamma_data(best)} if best is not None else {}))
        return 0
    for line in agreement_lines(found):
        say(line)
    if best is not None:
        say()
        say(f"γ  {coefficient(best.value)}  (seed {best.seed}, precision {best.precision}, {best.solver})")
    return 0


@contextmanager
def _comparing(arguments: Namespace) -> Iterator[tuple[Project, Comparing, Scope]]:
    with Project.open(Path(arguments.project), read_only=True) as project:
        ids = None
        if arguments.document:
            ids = frozenset(_document(project, name) for name in arguments.document)
        if arguments.label:
            _check_labels(project, arguments.label)
        statuses, labels = frozenset(arguments.status or ()), frozenset(arguments.label or ())
        yield project, Comparing(project), Scope(ids, statuses, labels, arguments.boilerplate)


def _document(project: Project, name: str) -> str:
    found = project.documents.named(name)
    if found is None:
        raise InputError(f"{project.path}: there is no document “{name}”")
    return found.id


def _check_labels(project: Project, labels: Iterable[str]) -> None:
    there = sorted({name for kind, name in project.labels_in_use().counts if kind == "span"}
                   | {one.name for one in project.scheme.spans})  # fmt: skip
    for label in labels:
        if label not in there:
            raise InputError(
                f"{project.path}: there is no label “{label}”; the labels are: {', '.join(there) or 'none yet'}"
            )


def _check_common(project: Project, comparing: Comparing, sources: Sequence[Source], found: int) -> None:
    """Raise InputError where there is nothing to compare, with what each source has looked at."""
    if found:
        return
    each = "; ".join(f"{one.name} has looked at {len(comparing.looked_at(one)):,}" for one in sources)
    raise InputError(f"{project.path}: these sources have no document in common that was asked for ({each})")


def _left_out(comparing: Comparing, sources: Sequence[Source], scope: Scope, used: Mapping[str, str]) -> dict[str, int]:
    """How many documents in scope only one of the sources has looked at."""
    if scope.documents is not None or scope.statuses:
        return {}
    return {one.name: len(set(comparing.looked_at(one)) - used.keys()) for one in sources}


def _groups(
    by: str | None, compared: Sequence[Compared], found: Evaluation, names: Mapping[str, str], status: Mapping[str, str]
) -> dict[str, Evaluation]:
    match by:
        case "zone":
            return {kind: evaluate(some, rounds=0) for kind, some in by_zone(compared).items()}
        case "document":
            return grouped(found, lambda one: names[one])
        case "status":
            return grouped(found, lambda one: status.get(one, "new"))
        case _:
            return {}


def _against(
    arguments: Namespace, comparing: Comparing, gold: Source, predicted: Source, scope: Scope
) -> dict[str, Any]:
    """Two sources against gold over the documents that all three have looked at."""
    other = comparing.source(arguments.against)
    ids = frozenset(comparing.shared((gold, predicted, other), scope))
    if not ids:
        raise InputError(f"{gold.name}, {predicted.name} and {other.name} have no document in common")
    common = Scope(ids, scope.statuses, scope.labels, scope.boilerplate)
    one, two = (
        [row.total for row in evaluate(comparing.each_compared(gold, each, common), rounds=0).documents]
        for each in (predicted, other)
    )
    chance = chance_of_difference(one, two, seed=arguments.seed)
    return {
        "source": other.name,
        "documents": len(ids),
        "strict": counts_data(micro(two)),
        "predicted_strict": counts_data(micro(one)),
        "chance_of_difference": chance,
    }


def _say_heading(told: Mapping[str, Any]) -> None:
    rest = [f"{counted(count, 'document')} that only {name} has looked at"
            for name, count in told["left_out"].items() if count]  # fmt: skip
    more = f"; left out: {', '.join(rest)}" if rest else ""
    say(f"gold {told['gold']}, predicted {told['predicted']}: {counted(told['documents'], 'document')}{more}")


def _against_line(other: Mapping[str, Any]) -> str:
    one, two = percent(other["predicted_strict"]["f1"]), percent(other["strict"]["f1"])
    chance = other["chance_of_difference"]
    told = "no chance can be told" if chance is None else f"p = {chance:.4f}"
    return f"{other['source']} has F1 {two}, beside {one}, over {counted(other['documents'], 'document')}: {told}"


def _cases_data(compared: Iterable[Compared], names: Mapping[str, str]) -> list[dict[str, Any]]:
    spans, _ = cases_of(compared)
    return [
        {
            "document": names[case.document],
            "kind": case.kind,
            "start": case.place.start,
            "end": case.place.end,
            "gold": [_span_data(span) for span in case.gold],
            "predicted": [_span_data(span) for span in case.predicted],
        }
        for case in spans
    ]


def _span_data(span: Any) -> dict[str, Any]:
    return {"label": span.label, "fragments": [list(one) for one in span.fragments], "text": span.text}


def _case_lines(compared: Iterable[Compared], names: Mapping[str, str]) -> list[str]:
    spans, _ = cases_of(compared)
    rows: Rows = [("document", "place", "kind", "gold", "predicted")]
    for case in spans:
        sides = ("; ".join(f"{one.label} “{' '.join(one.text.split())[:50]}”" for one in side) or UNDEFINED
                 for side in (case.gold, case.predicted))  # fmt: skip
        rows.append((names[case.document], f"{case.place.start}–{case.place.end}", case.kind, *sides))
    return ["", *table(rows)] if spans else ["", "They do not disagree on any span."]
