"""Parts of a project for training and testing: which document is in which, and by what recipe.

A document's part is a label of the document (`Marks`) by a source of its own, `PARTS`, so that it goes the road of
every change: a split is one transaction in the journal, it can be taken back, and it comes along in copies and merges.
The recipes are in the project's settings, each with the transaction that it made.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, cast

from annotate.change import Change, Transaction
from annotate.datasets.grouping import Member, keys_of
from annotate.datasets.near import near_groups
from annotate.datasets.recipe import KINDS, NEAR, Recipe
from annotate.datasets.split import Split, split
from annotate.errors import InputError, NothingToDo
from annotate.model import Marks
from store.clock import now_ms
from store.codec import dump
from store.connection import Step, no_step
from store.errors import DECODING, DamagedProject, ProjectError, decoding
from store.exchange.record import KEPT
from store.journal import Entry
from store.project import Project
from store.rows import marks_of
from store.sources import PARTS, Source

PART = "part"
"""The name of the document's label that says in which part it is."""

EVENT = "dataset.split"
SETTING = "parts"
"""The key of the recipes among the project's settings."""


class Parts:
    """The parts of a project."""

    def __init__(self, project: Project) -> None:
        self._project, self._connection = project, project.connection

    @property
    def source(self) -> Source:
        """The source that says in which part documents are. Raises ProjectError where it is somebody's name."""
        found = self._project.sources.named(PARTS)
        if found is not None and found.kind != "import":
            raise ProjectError(f"{self._project.path}: the source “{PARTS}” is not Gilder’s own; give it another name")
        return found or Source(0, PARTS, "import")

    def all(self) -> dict[str, str]:
        """The part of each document that is in one, by the document's id, in the order of import."""
        with decoding(self._project.path):
            found = ((one, self._said(marks)) for one, marks in self._marks().items())
            return {one: part for one, part in found if part}

    @property
    def recipe(self) -> Recipe | None:
        """The recipe of the newest split that was not taken back. Raises ProjectError."""
        standing = self._standing()
        made = [recipe for entry, recipe in self._recipes() if entry in standing]
        return made[-1] if made else None

    def plan_of(self, ids: Collection[str], recipe: Recipe, *, step: Step = no_step) -> Split:
        """How a recipe would deal out some documents, whatever parts they have; nothing is written. Raises as
        `plan`."""
        return split(self._members(recipe, step, frozenset(ids)), recipe)

    def plan(self, recipe: Recipe, *, anew: bool = False, step: Step = no_step) -> Split:
        """How a recipe deals out the documents; nothing is written. Those that have a part keep it, or with `anew` none
        does. Raises ProjectError; InputError where something is asked that no document says, and, but for `anew`, where
        the parts that are there were made by another recipe."""
        before = {} if anew else self.all()
        there = self.recipe if before else None
        if there is not None and there != recipe:
            raise InputError(
                f"{self._project.path}: there are parts by another recipe ({there}); use that one, or split anew"
            )
        return split(self._members(recipe, step), recipe, before)

    def apply(self, made: Split, recipe: Recipe, author: str, *, step: Step = no_step) -> Entry:
        """Put documents in their parts, in one durable transaction. Raises ProjectError, StaleChange where the file has
        changed meanwhile, and NothingToDo where every document is in its part already."""
        marks = self._marks()
        changes = tuple(
            Change(document, marks.get(document), Marks(document, attributes=((PART, part),)))
            for document, part in made.parts.items()
            if (standing := marks.get(document)) is None or self._said(standing) != part
        )
        if not changes:
            raise NothingToDo("every document is in its part already")
        with self._connection.writing():
            tx = Transaction(changes, EVENT)
            entry, _ = self._project.annotations.write(tx, self.source, author=author, step=step)
            row = {"at_ms": now_ms(), "tx": entry.id, **recipe.as_dict()}
            self._connection.write("INSERT OR REPLACE INTO meta VALUES(?,?)", (SETTING, dump([*self._rows(), row])))
        return entry

    def undo(self, author: str) -> Entry:
        """Take the newest split back. Raises NothingToDo, StaleChange, ProjectError."""
        step = self._project.journal.history(self.source).next_undo if self.source.id else None
        if step is None:
            raise NothingToDo("there is no split of this file to take back")
        return self._again(step, "undo", author)

    def redo(self, author: str) -> Entry:
        """Make the split again that was taken back last. Raises NothingToDo, StaleChange, ProjectError."""
        step = self._project.journal.history(self.source).next_redo if self.source.id else None
        if step is None:
            raise NothingToDo("no split of this file was taken back")
        return self._again(step, "redo", author)

    def _again(self, step: Entry, kind: Any, author: str) -> Entry:
        tx = self._project.journal.transaction(step.id)
        tx = tx.inverse() if kind == "undo" else tx
        return self._project.annotations.append(tx, self.source, kind=kind, undoes=step.id, author=author)[0]

    def _marks(self) -> dict[str, Marks]:
        sql = (
            "SELECT d.uid, m.status, m.note, m.flagged, m.attributes FROM document d JOIN marks m ON m.doc_id=d.id "
            "WHERE m.source_id=? ORDER BY d.id"
        )
        with decoding(self._project.path):
            rows = self._connection.rows(sql, (self.source.id,))
            return {uid.hex(): marks_of(uid.hex(), row) for uid, *row in rows}

    @staticmethod
    def _said(marks: Marks) -> str:
        return next((value for name, value in marks.attributes if name == PART and isinstance(value, str)), "")

    def _members(self, recipe: Recipe, step: Step, only: frozenset[str] | None = None) -> list[Member]:
        found = [one for one in self._documents(recipe.by) if only is None or one[1] in only]
        _check_keys(recipe.by, [meta for *_, meta in found])
        near = self._near([number for number, *_ in found], step) if NEAR in recipe.by else {}
        labels = self._labels() if recipe.labels else {}
        return [
            Member(
                document, digest, size, (*keys_of(recipe.by, name, meta), *near.get(number, ())), labels.get(number, {})
            )
            for number, document, digest, size, name, meta in found
        ]

    def _documents(self, by: tuple[str, ...]) -> Iterator[tuple[int, str, str, int, str, dict[str, str]]]:
        """Number, id, digest, size, name and metadata of each document, in the order of texts' digests."""
        sql = "SELECT id, uid, digest, n_chars, name, meta FROM document ORDER BY digest, twin"
        with decoding(self._project.path):
            for number, uid, digest, size, name, meta in self._connection.rows(sql):
                facts: dict[str, str] = json.loads(meta) if by and by != (NEAR,) else {}
                said = {key: value for key, value in facts.items() if not key.startswith(KEPT)}
                yield number, uid.hex(), f"sha256:{digest.hex()}", size, name, said

    def _near(self, numbers: list[int], step: Step) -> dict[int, tuple[tuple[str, str], ...]]:
        """By the documents' numbers, which group of near texts each is in."""

        def texts() -> Iterator[str]:
            for at, number in enumerate(numbers):
                step(at, len(numbers))
                yield self._connection.value("SELECT text FROM document_text WHERE doc_id=?", (number,))

        return {numbers[at]: ((NEAR, str(first)),) for at, first in enumerate(near_groups(texts()))}

    def _labels(self) -> dict[int, dict[str, int]]:
        """By the documents' numbers, how many spans of each label people, imports and the gold have there."""
        sql = (
            "SELECT span.doc_id, label.name, count(*) FROM span JOIN label ON label.id=span.label_id "
            "JOIN source ON source.id=span.source_id WHERE source.kind<>'model' GROUP BY 1, 2 ORDER BY 1, 2"
        )
        found = dict[int, dict[str, int]]()
        for number, label, count in self._connection.each(sql):
            found.setdefault(number, {})[label] = count
        return found

    def _rows(self) -> list[dict[str, Any]]:
        text = self._connection.value("SELECT value FROM meta WHERE key=?", (SETTING,)) or "[]"
        return cast("list[dict[str, Any]]", json.loads(text))

    def _recipes(self) -> list[tuple[str, Recipe]]:
        """Every recipe with the id of the entry that it made, oldest first."""
        try:
            return [(str(row["tx"]), Recipe.of(row)) for row in sorted(self._rows(), key=lambda row: int(row["at_ms"]))]
        except (*DECODING, InputError) as problem:
            where = f"{self._project.path}: the file is damaged"
            raise DamagedProject(f"{where} (meta “{SETTING}” is no list of splits); go back to a backup") from problem

    def _standing(self) -> set[str]:
        """Ids of the splits that count: those that nobody has taken back, or that were made again."""
        standing = set[str]()
        for entry in self._project.journal.entries(self.source):
            if entry.kind == "undo":
                standing.discard(entry.undoes or "")
            else:
                standing.add(entry.undoes or entry.id)
        return standing


def _check_keys(by: tuple[str, ...], metas: list[dict[str, str]]) -> None:
    """Raise InputError for something that no document says."""
    known = {key for meta in metas for key in meta}
    for kind in by:
        if kind not in KINDS and kind not in known:
            there = ", ".join([*KINDS, *sorted(known)][:20])
            raise InputError(
                f"nothing is known of “{kind[:60]}” in any document; documents are kept together by {there}"
            )
