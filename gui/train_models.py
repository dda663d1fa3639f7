"""The trained models of a project as the window shows them: where they are, and what is told of them. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.pipelines.events import Scored
from gui.jobs import Report
from gui.train_ask import Offer, Offering, asked_of, base_here, command
from store.project import Project
from store.training.trained import Trained, TrainedModels, history_of, told_of_model


@dataclass(frozen=True, slots=True)
class Kept:
    """A trained model, and where it lies now; None: not where it was put."""

    model: Trained
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a model's folder tells of it; empty where the folder is gone. `command` would train the same again."""

    kept: Kept
    told: Mapping[str, Any] = field(default_factory=dict[str, Any])
    history: tuple[Scored, ...] = ()
    command: str = ""


@dataclass(frozen=True)
class Listing:
    """Lists the models of the project that lies at `home`, the newest first."""

    home: Path

    def __call__(self, project: Project, report: Report) -> tuple[Kept, ...]:
        found = list[Kept]()
        for one in reversed(TrainedModels(project).all()):
            report.check()
            found.append(Kept(one, one.folder(self.home)))
        return tuple(found)


@dataclass(frozen=True)
class Opening:
    """Finds everything that the view begins with."""

    home: Path
    annotator: str

    def __call__(self, project: Project, report: Report) -> tuple[Offer, tuple[Kept, ...]]:
        return Offering(self.home, self.annotator)(project, report), Listing(self.home)(project, report)


@dataclass(frozen=True)
class Reading:
    """Reads what the folder of a model tells."""

    kept: Kept
    home: Path

    def __call__(self, project: Project, report: Report) -> Told:
        del project, report
        folder = self.kept.folder
        told = told_of_model(folder) if folder is not None else {}
        if folder is None or not told:
            return Told(self.kept)
        base = base_here(self.kept.model.base)
        line = command(self.home, asked_of(self.kept.model, told, folder, base)) if base is not None else ""
        return Told(self.kept, told, tuple(history_of(folder)), line)
