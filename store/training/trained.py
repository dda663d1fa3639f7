"""The models that were trained on a project's gold, so that they can be found again.

Each is a setting of the project under a key of its own, made from what it says: it is never changed, and comes along in
copies and merges. Where the folder is now is told by the place that it was put in, beside the project if it lies there.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from annotate.pipelines.events import Scored, event_of
from store.clock import now_ms
from store.codec import dump
from store.errors import DECODING, DamagedProject
from store.project import Project

HISTORY = "scores.jsonl"
"""The scores on dev while it was trained, in the folder `training` of a model, an event a line."""

PREFIX = "trained."
"""What the keys of trained models among the project's settings begin with."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model: where its folder was put, seen from the project's folder where it can be; `id` is in its `meta.json`;
    `gold` is the digest of what it was trained on; `f1` and `interval` are of `scored_on` (test, or dev)."""

    id: str
    name: str
    version: str
    at_ms: int
    place: str
    component: str
    base: str
    labels: tuple[str, ...]
    source: str
    gold: str
    documents: int  # of train
    scored_on: str
    f1: float | None
    interval: tuple[float, float] | None

    def folder(self, project: Path) -> Path | None:
        """Where the model lies now; None where there is none, or another one, at its place."""
        place = Path(os.path.normpath(project.absolute().parent / self.place))
        return place if _id_of(place) == self.id else None


class TrainedModels:
    """The trained models of a project."""

    def __init__(self, project: Project) -> None:
        self._project, self._connection = project, project.connection

    def all(self) -> list[Trained]:
        """Every one, the oldest first. Raises DamagedProject."""
        rows = self._connection.rows("SELECT key, value FROM meta WHERE key GLOB ? ORDER BY key", (f"{PREFIX}*",))
        return sorted((self._parsed(*row) for row in rows), key=lambda one: (one.at_ms, one.id))

    def record(self, folder: Path, source: str) -> Trained:
        """Keep the model of a folder, and whose gold it was trained on. It is durable when this returns. Raises
        ProjectError; OSError, KeyError and ValueError for a folder that was not trained here."""
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        told: dict[str, Any] = meta["gilder"]
        scores = told["scores"]
        model = Trained(
            told["id"], str(meta["name"]), str(meta["version"]), now_ms(), self._place(folder), told["component"],
            told["base_told"], tuple(told["labels"]), source, told["data"]["digest"],
            told["data"]["parts"]["train"]["documents"], told["scored_on"], scores["f1"],
            None if scores["interval"] is None else (scores["interval"][0], scores["interval"][1]),
        )  # fmt: skip
        image = dump(asdict(model) | {"labels": list(model.labels), "interval": scores["interval"]})
        key = PREFIX + hashlib.sha256(image.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        with self._connection.writing():
            self._connection.write("INSERT OR IGNORE INTO meta VALUES(?,?)", (key, image))
        return model

    def _place(self, folder: Path) -> str:
        """The folder as seen from the project's, so that both can move together."""
        whole, beside = folder.absolute(), self._project.home.absolute().parent
        try:
            return Path(os.path.relpath(whole, beside)).as_posix()
        except ValueError:  # another drive of Windows
            return str(whole)

    def _parsed(self, key: str, text: str) -> Trained:
        try:
            data = cast("dict[str, Any]", json.loads(text))
            pair: Any = data.pop("interval")
            labels = tuple(map(str, data.pop("labels")))
            interval = None if pair is None else (float(pair[0]), float(pair[1]))
            return Trained(**data, labels=labels, interval=interval)
        except DECODING as problem:
            where = f"{self._project.path}: the file is damaged"
            raise DamagedProject(f"{where} (meta “{key}” is no trained model); go back to a backup") from problem


def told_of_model(folder: Path) -> dict[str, Any]:
    """What `meta.json` tells of a model that was trained here: data, scores, warnings, learning curve; empty where it
    was not. Raises nothing for a folder that is damaged: then it is empty, too."""
    try:
        found: object = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["gilder"]
    except (OSError, *DECODING):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def history_of(folder: Path) -> list[Scored]:
    """The scores on dev while a model was trained, in order; empty where they were removed."""
    try:
        lines = (folder / "training" / HISTORY).read_text(encoding="utf-8").splitlines()
        return [one for one in map(event_of, lines) if isinstance(one, Scored)]
    except (OSError, *DECODING):
        return []


def _id_of(folder: Path) -> str | None:
    found = told_of_model(folder).get("id")
    return None if found is None else str(found)
