"""`gilder suggest` and `gilder parts`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotate.document import Document
from annotate.errors import InputError
from annotate.scheme import Scheme
from annotate.suggest.base import PARTS, Reader, Suggester, Suggestions, check_parts
from annotate.suggest.combined import CombinedSuggester
from annotate.suggest.mapping import LabelMap, parse_mapping
from annotate.suggest.recipe import Recipe
from cli.output import Progress, counted, say, say_json, warn
from cli.parsing import DONE, INTERRUPTED
from store.errors import ProjectError, ReadOnlyProject
from store.project import Project
from store.runs import RunWriter

_KEY = "GILDER_ENDPOINT_KEY"  # the environment variable with the key for an endpoint that wants one


@dataclass(frozen=True)
class _Plan:
    """What is to run, as far as it is told before it does."""

    suggester: Recipe | CombinedSuggester
    mapping: LabelMap | None  # shown where somebody named a model
    run: Callable[[Iterator[Document]], Iterator[Suggestions]]


def suggest(arguments: Namespace) -> int:
    """Run the suggester and keep its suggestions; where it is stopped, those of the documents that were done."""
    with Project.open(Path(arguments.project)) as project:
        if not _writable(project.path):  # told before the slow work
            raise ReadOnlyProject(f"{project.path}: cannot be written here; copy it to a folder of your own")
        ids = _ids(project, arguments.document)
        if not ids:
            raise ProjectError(f"{project.path}: there is no document; import some first: gilder import")
        with _plan(arguments, project, len(ids)) as plan:
            if plan.mapping is not None and not arguments.json:
                say(f"{plan.suggester.name}: {plan.mapping.told()}")
                sys.stdout.flush()
            status, writer = _run(plan, project, ids)
            dropped = dict(plan.suggester.dropped) if isinstance(plan.suggester, CombinedSuggester) else {}
    _tell(arguments, writer, plan, dropped)
    return status


def parts(arguments: Namespace) -> int:
    """Say which parts are on in a project; switch some on, then others off."""
    switching = bool(arguments.on or arguments.off)
    with Project.open(Path(arguments.project), read_only=not switching) as project:
        on = project.suggesting.switch(on=arguments.on, off=arguments.off) if switching else project.suggesting.parts
    if arguments.json:
        say_json({part: part in on for part in PARTS})
    else:
        for part in PARTS:
            say(f"{part:<{max(map(len, PARTS))}}  {'on' if part in on else 'off'}")
    return 0


@contextmanager
def _plan(arguments: Namespace, project: Project, documents: int) -> Generator[_Plan, None, None]:
    """The suggester that was asked for, checked; closed at the end. Raises InputError."""
    said = parse_mapping(arguments.map)
    on = check_parts(arguments.parts) if arguments.parts is not None else project.suggesting.parts
    elsewhere = arguments.process or arguments.language_model
    if "names" not in on and (arguments.model or elsewhere):
        raise InputError(f"{project.path}: the names are switched off here, and a model would find nothing else")
    if arguments.endpoint and not arguments.language_model:
        raise InputError("an endpoint needs the name of its model: --language-model NAME")
    if arguments.processes and elsewhere:
        raise InputError("several processes are for spaCy pipelines; leave --processes out")
    if elsewhere:
        reader = _reader(arguments, project.scheme, said)
        with CombinedSuggester(reader, on) as suggester:
            yield _Plan(suggester, reader.mapping(project.scheme), _alone(suggester, project.scheme))
        return
    import resources
    from annotate.suggest.recipe import make_recipe

    recipe = make_recipe(
        arguments.model,
        embedded=resources.embedded_pipeline,
        parts=on,
        said=said,
        any_language=arguments.any_language,
    )
    mapping = recipe.mapping(project.scheme)
    yield _Plan(recipe, mapping if arguments.model or said else None, _spacy(arguments, recipe, project, documents))


def _reader(arguments: Namespace, scheme: Scheme, said: dict[str, str]) -> Reader:
    if arguments.process:
        from annotate.suggest.external import ProcessReader

        return ProcessReader.start(arguments.process, scheme, said=said, timeout=arguments.timeout)
    from annotate.suggest.endpoint import DEFAULT_URL, EndpointReader

    url, key = arguments.endpoint or DEFAULT_URL, os.environ.get(_KEY)
    reader = EndpointReader(url, arguments.language_model, said=said, key=key, timeout=arguments.timeout)
    if reader.warning:
        warn(reader.warning)
    return reader


def _alone(suggester: Suggester, scheme: Scheme) -> Callable[[Iterator[Document]], Iterator[Suggestions]]:
    return lambda docs: suggester.suggest(docs, scheme)


def _spacy(
    arguments: Namespace, recipe: Recipe, project: Project, documents: int
) -> Callable[[Iterator[Document]], Iterator[Suggestions]]:
    from annotate.suggest.parallel import good_number, suggest_in_processes

    processes = min(documents, arguments.processes or good_number(documents, _cores()))
    if processes > 1:
        return lambda docs: suggest_in_processes(recipe, docs, project.scheme, processes=processes)
    return _alone(recipe.make(), project.scheme)


def _run(plan: _Plan, project: Project, ids: list[str]) -> tuple[int, RunWriter]:
    """Run and keep; gives the exit status. What is stopped or fails after the first documents has kept those."""

    parameters = dict(plan.suggester.settings)
    if plan.mapping is not None:
        parameters["mapping"] = plan.mapping.told()
    writer = project.suggestions.begin_run(plan.suggester.name, parameters=parameters)
    docs = (project.documents.get(document_id) for document_id in ids)
    try:
        with Progress("Suggesting") as progress, writer:
            progress(0, len(ids))
            for document_id, found in zip(ids, plan.run(docs), strict=True):
                writer.add(document_id, found)
                progress(writer.documents, len(ids))
    except KeyboardInterrupt:
        if not writer.documents:
            raise
        done = f"{writer.documents:,} of {counted(len(ids), 'document')}"
        warn(f"stopped after {done}; what was suggested for them is kept")
        return INTERRUPTED, writer
    except InputError as problem:
        if not writer.documents:
            raise
        kept = f"what was suggested for {counted(writer.documents, 'document')} before is kept"
        raise InputError(f"{problem}; {kept}") from problem
    return DONE, writer


def _tell(arguments: Namespace, writer: RunWriter, plan: _Plan, dropped: dict[str, int]) -> None:
    run, left_out = writer.run, sum(dropped.values())
    if arguments.json:
        said = {"model": run.name, "documents": writer.documents, "suggestions": run.suggestions}
        mapping = (
            {} if plan.mapping is None else {"mapping": dict(plan.mapping.pairs), "unmapped": plan.mapping.unmapped}
        )
        say_json(said | mapping | ({"dropped": dropped} if dropped else {}))
        return
    say(f"{counted(run.suggestions, 'suggestion')} in {counted(writer.documents, 'document')} by {run.name}")
    if left_out:
        why = ", ".join(f"{reason} ({number:,})" for reason, number in sorted(dropped.items()))
        say(f"{counted(left_out, 'answer')} of the model left out: {why}")


def _cores() -> int:
    """How many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _writable(path: Path) -> bool:
    """Whether a project may be written: the file, and its folder, where SQLite keeps the log."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _ids(project: Project, names: list[str] | None) -> list[str]:
    """Ids of the documents that were named, or of all. Raises ProjectError."""
    if names is None:
        return project.documents.ids()
    found = list[str]()
    for name in dict.fromkeys(names):
        doc = project.documents.named(name)
        if doc is None:
            raise ProjectError(f"{project.path}: there is no document “{name}” in this project")
        found.append(doc.id)
    return found
