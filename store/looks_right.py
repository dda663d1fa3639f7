"""Places that somebody has called right in the consistency check: said of how one source labels a place.

Each time is a row of the project's settings that never changes, under a key made from what it says; so is taking one
back. Copies that come together have the rows of both. It is no annotation: scores, exports and gold know nothing of it.
A place that is labelled otherwise, or has other ends, is another place, and is shown again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from annotate.consistency.looked import Labels, Place, Spot
from store.clock import now_ms
from store.codec import dump, fragments_image, fragments_of
from store.errors import DECODING, DamagedProject
from store.project import Project

PREFIX = "right."
"""What the keys of what was called right among the project's settings begin with."""

Seen = tuple[str, Place, Labels]
"""A place as it is labelled: the document's id, the fragments, the labels (none: it has no label)."""


def seen(spot: Spot) -> Seen:
    """A place that was found, as it is labelled."""
    return spot.document, spot.place, spot.labels


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody has called places of a source right; `at_ms` is in milliseconds since 1970, UTC."""

    key: str
    at_ms: int
    by: str
    source: str
    places: tuple[Seen, ...]


class LooksRight:
    """What was called right in a project, and was not taken back. Rows are read once, for they never change."""

    def __init__(self, project: Project) -> None:
        self._path, self._connection = project.path, project.connection
        self._known = dict[str, Call | str]()  # calls by key, and by that of a row that takes one back the call's key

    def calls(self) -> list[Call]:
        """Every call that counts, the oldest first. Raises DamagedProject."""
        keys = self._connection.rows("SELECT key FROM meta WHERE key GLOB ? ORDER BY key", (f"{PREFIX}*",))
        new = [key for (key,) in keys if key not in self._known]
        now = self._ids_now() if new else {}
        for key in new:
            text = self._connection.value("SELECT value FROM meta WHERE key=?", (key,))
            self._known[key] = self._parsed(key, text, now)
        back = {one for one in self._known.values() if isinstance(one, str)}
        made = [one for one in self._known.values() if not isinstance(one, str) and one.key not in back]
        return sorted(made, key=lambda one: (one.at_ms, one.key))

    def _parsed(self, key: str, text: str, now: Mapping[str, str]) -> Call | str:
        try:
            data = cast("dict[str, Any]", json.loads(text))
            if "takes_back" in data:
                return str(data["takes_back"])
            places = tuple(_seen(data["places"], now))
            return Call(key, int(data["at_ms"]), str(data["by"]), str(data["source"]), places)
        except DECODING as problem:
            told = f"the file is damaged (meta “{key}” does not say what looks right)"
            raise DamagedProject(f"{self._path}: {told}; go back to a backup") from problem

    def of(self, source: str) -> frozenset[Seen]:
        """The places of a source that anybody has called right, as they were labelled then. Raises DamagedProject."""
        return frozenset(place for one in self.calls() if one.source == source for place in one.places)

    def newest(self, by: str) -> Call | None:
        """The newest call of somebody: what is taken back next. Raises DamagedProject."""
        return next((one for one in reversed(self.calls()) if one.by == by), None)

    def call(self, source: str, places: Iterable[Seen], by: str) -> None:
        """Places of a source look right as they are labelled. It is durable when this returns. Raises ProjectError."""
        told: dict[str, list[Any]] = {}
        for document, place, labels in places:
            told.setdefault(document, []).append([fragments_image(place), list(labels)])
        self._write({"at_ms": now_ms(), "by": by, "source": source, "places": told})

    def take_back(self, call: Call, by: str) -> None:
        """What somebody has called right is looked at again. Raises ProjectError."""
        self._write({"at_ms": now_ms(), "by": by, "takes_back": call.key})

    def _write(self, data: dict[str, Any]) -> None:
        image = dump(data)
        key = PREFIX + hashlib.sha256(image.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        with self._connection.writing():
            self._connection.write("INSERT OR IGNORE INTO meta VALUES(?,?)", (key, image))

    def _ids_now(self) -> dict[str, str]:
        """What documents are called here that were imported apart in another copy."""
        sql = "SELECT a.uid, d.uid FROM document_alias a JOIN document d ON d.id=a.doc_id"
        return {other.hex(): uid.hex() for other, uid in self._connection.rows(sql)}


def _seen(told: dict[str, Any], now: Mapping[str, str]) -> Iterator[Seen]:
    for document, places in told.items():
        for fragments, labels in places:
            yield now.get(document, document), fragments_of(fragments), tuple(map(str, labels))
