"""What is told of a dataset that goes out: counted while it goes, and read from the project."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate import VERSION
from annotate.datasets.card import card
from annotate.datasets.croissant import croissant
from annotate.datasets.facts import About, Counts, Facts, Run, Said, checked_about
from annotate.datasets.selection import Selection
from annotate.errors import InputError
from store.datasets.columns import columns_of
from store.datasets.measuring import measured
from store.datasets.outcome import CARD, METADATA, out_files
from store.datasets.parts import Parts
from store.datasets.releases import Release
from store.exchange.record import Record
from store.project import Project
from store.sources import PARTS


class Describing:
    """Counts what goes out while it goes out, and gives the facts of it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._part, recipe = Parts(project).all(), Parts(project).recipe
        names = recipe.names if recipe is not None and self._part else ()
        self._recipe = str(recipe) if names else ""
        self._parts = {name: Counts() for name in names}
        self._said = dict[tuple[str, str], Counter[str]]()
        self._origins, self._languages = Counter[str](), Counter[str]()
        self._ids = set[str]()

    def noted(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records, as they are before a format takes from them what it cannot hold."""
        for record in records:
            self._count(record)
            yield record

    def facts(
        self,
        about: About,
        *,
        title: str = "",
        out: Path | None = None,
        selection: Selection | None = None,
        release: Release | None = None,
    ) -> Facts:
        """What is told of all that has gone out: to a file or folder, `out`, in a format called `title`. Raises
        InputError for what cannot be said of a dataset, and for a file that cannot be read."""
        about = checked_about(about)
        files = out_files(out) if out is not None else ()
        return Facts(
            about,
            self._project.scheme,
            {name: counts for name, counts in self._parts.items() if name or counts.documents} or {"": Counts()},
            time.strftime("%Y-%m-%d", time.gmtime()),
            f"Gilder {VERSION}",
            title,
            about.languages or tuple(language for language, _ in self._languages.most_common(20)),
            tuple(self._sources()),
            tuple(self._runs()),
            files,
            columns_of(out, files) if out is not None else {},
            selection.text if selection is not None else "",
            self._recipe,
            release.name if release is not None else "",
            release.digest if release is not None else "",
            measured(self._project, self._ids, {label for one in self._parts.values() for label in one.spans}),
        )

    def _count(self, record: Record) -> None:
        counts = self._parts.setdefault(self._part.get(record.id, ""), Counts())
        counts.documents += 1
        counts.size += len(record.text)
        self._ids.add(record.id)
        language = record.meta.get("language", "").casefold().replace("_", "-").partition("-")[0]
        if len(language) in (2, 3) and language.isascii() and language.isalpha():
            self._languages[language] += 1
        for one in record.sources:
            if one.source == PARTS:
                continue
            said = self._said.setdefault((one.source, one.kind), Counter())
            for span in one.spans:
                counts.spans[span.label] = counts.spans.get(span.label, 0) + 1
                said[span.decision] += 1
                if span.origin:
                    self._origins[span.origin] += 1
            for relation in one.relations:
                counts.relations[relation.label] = counts.relations.get(relation.label, 0) + 1
            said["relations"] += len(one.relations)

    def _sources(self) -> Iterator[Said]:
        for (name, kind), counts in self._said.items():
            decisions = {how: count for how, count in sorted(counts.items()) if how != "relations" and count}
            if decisions or counts["relations"]:
                yield Said(name, kind, sum(decisions.values()), counts["relations"], decisions)

    def _runs(self) -> Iterator[Run]:
        """The runs of models over what went out, oldest first."""
        sql = (
            "SELECT r.id, r.name, s.name, r.at_ms, d.uid FROM model_run r JOIN source s ON s.id=r.source_id "
            "JOIN run_document x ON x.run_id=r.id JOIN document d ON d.id=x.doc_id ORDER BY r.at_ms, r.id"
        )
        found = dict[tuple[int, str, str, int], int]()
        for *run, uid in self._project.connection.each(sql):
            if uid.hex() in self._ids:
                key = (run[0], run[1], run[2], run[3])
                found[key] = found.get(key, 0) + 1
        for (_, name, source, at_ms), documents in found.items():
            day = time.strftime("%Y-%m-%d", time.gmtime(at_ms / 1000))
            yield Run(name, day, documents, self._origins[source] or self._origins[name])


def write_descriptions(facts: Facts, folder: Path) -> tuple[Path, Path]:
    """Write the card and the Croissant metadata into a folder, over a card that the format has left there, of which is
    kept what it says of columns. Raises InputError where they cannot be written."""
    told, data = folder / CARD, folder / METADATA
    try:
        before = told.read_bytes().decode("utf-8", "replace") if told.exists() else ""
        told.write_bytes(card(facts, before).encode())
        data.write_bytes((json.dumps(croissant(facts), indent=2, ensure_ascii=False) + "\n").encode())
    except OSError as problem:
        raise InputError(f"{problem.filename or folder}: cannot be written: {problem.strerror or problem}") from problem
    return told, data
