"""What a person asks to have trained: what there is to choose from, what was chosen, and what it comes to. No Qt."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import resources
from annotate.pipelines.settings import BLANK
from annotate.suggest.models import find_model, installed_models
from gui.jobs import Report
from store.comparing import Comparing
from store.project import Project
from store.sources import Source
from store.training.bases import languages
from store.training.trained import Trained

if TYPE_CHECKING:  # what reads the gold is imported where it is read, on a thread
    from store.training.gather import Prepared, Wanted

_FLAGS = (
    ("choose more with --filter and --source", "choose others under Gold of, Labels and Documents"),
    ("give --base blank:CODE with one of", "choose one under Begin with; it knows"),
    ("say whose gold it is with --source", "choose whose gold it is"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen. No labels: all that train has; no base: the usual one; no source: the only one."""

    output: Path
    source: str = ""
    labels: tuple[str, ...] = ()
    curve: bool = False
    base: str = ""
    component: str = "auto"
    filter: str = ""
    seed: int = 0
    max_steps: int = 2000
    patience: int = 600
    licence: str = ""

    @property
    def wanted(self) -> Wanted:
        """The same for the store."""
        from store.training.gather import Wanted

        return Wanted(
            self.output, labels=self.labels, source=self.source, filter=self.filter, component=self.component,
            base=self.base, seed=self.seed, max_steps=self.max_steps, patience=self.patience, curve=self.curve,
            licence=self.licence,
        )  # fmt: skip


_USUAL = Asked(Path())


def command(project: Path, asked: Asked) -> str:
    """The line that trains the same in a shell."""
    words = ["gilder", "train", str(project), "--output", str(asked.output)]
    for flag, value, usual in (
        ("--source", asked.source, _USUAL.source), ("--filter", asked.filter, _USUAL.filter),
        ("--base", asked.base, _USUAL.base), ("--component", asked.component, _USUAL.component),
        ("--seed", asked.seed, _USUAL.seed), ("--max-steps", asked.max_steps, _USUAL.max_steps),
        ("--patience", asked.patience, _USUAL.patience), ("--licence", asked.licence, _USUAL.licence),
    ):  # fmt: skip
        words += [flag, str(value)] if value != usual else []
    words += ["--curve"] if asked.curve else []
    words += ["--labels", *asked.labels] if asked.labels else []
    return shlex.join(words)


def asked_of(model: Trained, told: dict[str, Any], folder: Path, base: str) -> Asked:
    """What was asked for when a model was trained; `base` is how its base is named here."""
    settings, data = told["settings"], told["data"]
    return Asked(
        folder, model.source, tuple(told["labels"]), len(settings["shares"]) > 1, base, told["component"],
        data["filter"], settings["seed"], settings["max_steps"], settings["patience"], told["licence"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from: whose gold with how many documents, labels, bases by what they are called,
    languages, and a folder that is free. `source` is the one that is proposed; empty where nobody has annotated."""

    sources: tuple[tuple[Source, int], ...]
    source: str
    labels: tuple[str, ...]
    bases: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Offering:
    """Finds what can be chosen in a project that lies at `home`, for somebody."""

    home: Path
    annotator: str

    def __call__(self, project: Project, report: Report) -> Offer:
        comparing, found = Comparing(project), list[tuple[Source, int]]()
        for one in comparing.sources():
            report.check()
            seen = len(comparing.looked_at(one)) if one.kind != "model" else 0
            found += [(one, seen)] if seen else []
        used = (name for kind, name in project.labels_in_use(step=report).counts if kind == "span")
        labels = tuple(dict.fromkeys((*(one.name for one in project.scheme.spans), *used)))
        source = self._proposed([one for one, _ in found])
        return Offer(tuple(found), source, labels, tuple(_bases()), tuple(languages()), free_folder(self.home))

    def _proposed(self, sources: Sequence[Source]) -> str:
        """Gold, else who works here, else the first person, else whatever there is."""
        names = [one.name for kind in ("gold", "person", "import") for one in sources if kind in (one.kind, one.name)]
        own = self.annotator if self.annotator in names and "gold" not in names else ""
        return own or next(iter(names), "")


def _bases() -> Iterator[tuple[str, str]]:
    """What it can begin with by name, beside a folder and nothing at all."""
    embedded = str(resources.embedded_pipeline())
    yield embedded, f"Embedded: {find_model(embedded).name}"
    for one in installed_models():
        yield one.asked, f"Installed: {one.name}"


def free_folder(home: Path) -> Path:
    """A folder beside the project that is not there yet."""
    first = home.with_name(f"{home.stem}-model")
    some = (first.with_name(f"{first.name}-{number}") for number in range(2, 10_000))
    return next((one for one in (first, *some) if not one.exists()), first)


@dataclass(frozen=True, slots=True)
class Plan:
    """A training before it begins: what was chosen, what that comes to, and what its base is called."""

    asked: Asked
    prepared: Prepared
    base: str


@dataclass(frozen=True)
class Preparing:
    """Reads what is to be trained on."""

    asked: Asked

    def __call__(self, project: Project, report: Report) -> Plan:
        from store.training.gather import base_name, prepare
        from store.training.work import check_output

        check_output(self.asked.output)
        prepared = prepare(project, self.asked.wanted, step=report)
        return Plan(self.asked, prepared, base_name(prepared.settings))


def in_window(problem: str) -> str:
    """What the command line says of its options, as the window names them; a sentence."""
    for flag, field in _FLAGS:
        problem = problem.replace(flag, field)
    first = problem[:1] if problem.startswith("spaCy") else problem[:1].upper()
    return f"{first}{problem[1:].rstrip('.')}." if problem else ""


def base_here(base: str) -> str | None:
    """How the base of a trained model is named here, by what the model calls it; None where it is not here."""
    if base.startswith(BLANK):
        return base
    for name, title in _bases():
        if title.partition(": ")[2] == base:
            return "" if title.startswith("Embedded") else name
    return None
