"""The tasks of one text: a document with a source for each annotator, and what is kept to write the tasks again."""

from __future__ import annotations

from typing import Any

from store.exchange.building import Building, record_of
from store.exchange.objects import Object, is_text, kept_text, listed, mapped, scalars
from store.exchange.prodigy.tasks import (
    MODEL,
    NAME,
    OWN,
    Ids,
    Task,
    Whose,
    answer_of,
    asked,
    labels_of,
    marks_of,
    merged,
    quotes,
    source_of,
)  # fmt: skip
from store.exchange.reading import Reading
from store.exchange.record import UNMARKED, Record, SourceItems
from store.exchange.units import Units, proven


class Document:
    """One text; tasks are added in the order of the file."""

    def __init__(self, text: str, name: str, where: str, reading: Reading) -> None:
        self._text, self._name, self._where, self._reading = text, name, where, reading
        self._sources, self._tasks = dict[str, Whose](), list[Object]()
        self._meta, self._first = dict[str, str](), 0

    def add(self, task: Object, line: int) -> None:
        """One line of the file. Raises InputError."""
        self._first = self._first or line
        name, answer = asked(task), answer_of(task)
        source = source_of(name, answer)
        units = proven(self._text, quotes(task), "code points", self._reading, f"{self._where}:{line}")
        ids = self._take(task, source, units, line, f"line {line} " if self._tasks else "")
        labels, own = labels_of(task), marks_of(task)
        self._mark(name, labels)
        if own != UNMARKED:
            whose = self._whose(source)
            whose.building.marks = merged(whose.building.marks, own, {})
        if source != name and ids.real:
            self._reading.facts[f"answers “{answer}”"] = "their annotations are those of a source of that name"
        self._meta = {**scalars(mapped(task.get("meta"))), **self._meta}
        own_name = task.get(NAME)
        if isinstance(own_name, str) and own_name and is_text(own_name):
            self._name = own_name
        self._tasks.append({
            "data": kept_text({**task, "text": None}), "source": source, "name": name, "offsets": units.unit,
            "spans": ids.spans, "relations": ids.relations, "versions": self._versions(task, line),
        })  # fmt: skip

    def record(self) -> Record:
        """All of it. Raises InputError for a text that no project can keep."""
        items = [whose.building.items() for whose in self._sources.values()]
        sources = [one for one in items if one != SourceItems(one.source, one.kind)]
        kept: dict[str, Any] = {"prodigy": {"tasks": self._tasks}}
        where = f"{self._where}:{self._first}"
        return record_of(self._name, self._text, sources, where, meta=self._meta, kept=kept)

    def _whose(self, source: str) -> Whose:
        if source not in self._sources:
            kind = "model" if source.startswith(MODEL) else "import"
            self._sources[source] = Whose(Building(self._reading, self._where, self._text, source, kind))
        return self._sources[source]

    def _take(self, task: Object, source: str, units: Units, line: int, prefix: str) -> Ids:
        return Task(task, self._whose(source), units, self._reading, line, prefix=prefix).ids()

    def _mark(self, name: str, labels: dict[str, Any]) -> None:
        if labels:
            building = self._whose(name).building
            building.marks = merged(building.marks, UNMARKED, labels)

    def _versions(self, task: Object, line: int) -> list[list[Object]]:
        """What each session said, in a task under review: for each version, what its parts are for each session."""
        found = list[list[Object]]()
        for at, version in enumerate(map(mapped, listed(task.get("versions")))):
            some = list[Object]()
            for name in self._sessions(version):
                source = source_of(name, answer_of(version))
                units = proven(self._text, quotes(version), "code points", self._reading, f"{self._where}:{line}")
                ids = self._take(version, source, units, line, f"line {line} versions[{at}] ")
                self._mark(name, labels_of(version))
                some.append({
                    "source": source, "name": name, "offsets": units.unit, "spans": ids.spans,
                    "relations": ids.relations,
                })  # fmt: skip
            found.append(some)
        return found

    def _sessions(self, version: Object) -> list[str]:
        if version.get("text", self._text) != self._text or OWN in version:
            return []
        return [one for one in listed(version.get("sessions")) if isinstance(one, str) and one and is_text(one)]
