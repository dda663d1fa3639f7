"""Releases: what was exported under a name, frozen as digests, so that it can be told later what has changed since.

A release is a setting of the project under a key of its own, which is made from what it says: it is never changed, and
comes along in copies and merges.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from annotate import VERSION
from annotate.datasets.facts import OutFile
from annotate.datasets.selection import Selection, parse_selection
from annotate.document import text_digest
from annotate.errors import InputError
from store.clock import now_ms
from store.codec import dump
from store.connection import Step, no_step
from store.datasets.outcome import annotations_digest, out_files
from store.datasets.parts import Parts
from store.datasets.selecting import narrow, selected
from store.errors import DECODING, DamagedProject
from store.exchange.outgoing import Outgoing, Which
from store.exchange.record import Record
from store.project import Project

PREFIX = "release."
"""What the keys of releases among the project's settings begin with."""

_NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Frozen:
    """A document as it went out: digests of its text and of what was said of it, in hexadecimal digits."""

    name: str
    text: str
    annotations: str
    spans: int
    relations: int


@dataclass(frozen=True, slots=True)
class Release:
    """What went out. `digest` is that of all documents with their annotations, `scheme` that of the scheme's TOML;
    `recipe` is that of the parts, as `Recipe.as_dict` has it."""

    name: str
    at_ms: int  # since 1970, UTC
    author: str
    app: str
    form: str
    selection: str
    sources: tuple[str, ...] | None
    suggestions: bool
    scheme: str
    recipe: Mapping[str, Any] | None
    files: tuple[OutFile, ...]
    documents: tuple[Frozen, ...]
    digest: str

    @property
    def which(self) -> Which:
        """What of the documents went out, as an export is asked for it."""
        return Which(self.sources, self.suggestions, self.form)

    def as_dict(self, *, documents: bool = True) -> dict[str, Any]:
        """Plain data for JSON; digests of documents in hexadecimal digits."""
        data: dict[str, Any] = {
            **_facts(self),
            "digest": self.digest,
            "files": [{"name": one.name, "sha256": one.sha256, "bytes": one.size} for one in self.files],
            "n_documents": len(self.documents),
            "spans": sum(one.spans for one in self.documents),
            "relations": sum(one.relations for one in self.documents),
        }
        if documents:
            data["documents"] = [
                {"name": one.name, "text": one.text, "annotations": one.annotations} for one in self.documents
            ]
        return data


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a document since a release: its annotations are others (`annotations`), it is in the project and
    no longer chosen by the filter (`left`), it is not there any more (`gone`), or it is chosen now and was not (`new`).
    `before` and `now` count spans and relations."""

    name: str
    what: str
    before: tuple[int, int] | None = None
    now: tuple[int, int] | None = None

    def __str__(self) -> str:
        told = {"left": "is no longer chosen by the filter", "gone": "is not in this project", "new": "is new"}
        if self.what != "annotations":
            return f"{self.name}: {told[self.what]}"
        assert self.before is not None
        assert self.now is not None
        (spans, relations), (spans_now, relations_now) = self.before, self.now
        if self.before == self.now:
            return f"{self.name}: other annotations, as many as before"
        return f"{self.name}: {spans} spans and {relations} relations then, {spans_now} and {relations_now} now"


@dataclass(frozen=True, slots=True)
class Checked:
    """What has changed since a release; `files` are names of exported files that are not what was written."""

    release: Release
    same: int
    changed: tuple[Changed, ...]
    scheme_changed: bool
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether all is as it was released."""
        return not (self.changed or self.scheme_changed or self.files)


@dataclass(slots=True)
class Freezing:
    """What goes out while it goes out: `noted` passes records on and keeps their digests."""

    which: Which
    selection: Selection = field(default_factory=Selection)
    documents: list[Frozen] = field(default_factory=list[Frozen])

    def noted(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records, as they are before a format takes from them what it cannot hold."""
        for record in records:
            self.documents.append(frozen(record))
            yield record


class Releases:
    """The releases of a project."""

    def __init__(self, project: Project) -> None:
        self._project, self._connection = project, project.connection

    def all(self) -> list[Release]:
        """Every release, the oldest first. Raises DamagedProject."""
        rows = self._connection.rows("SELECT key, value FROM meta WHERE key GLOB ? ORDER BY key", (f"{PREFIX}*",))
        return sorted((self._parsed(*row) for row in rows), key=lambda one: (one.at_ms, one.digest))

    def named(self, name: str) -> Release:
        """The release called `name`; of two that came together by a merge the newer one. Raises InputError."""
        there = self.all()
        found = [one for one in there if one.name == name]
        if not found:
            known = ", ".join(one.name for one in there) or "none yet"
            raise InputError(f"{self._project.path}: there is no release “{name[:_NAME_LIMIT]}”; there are: {known}")
        return found[-1]

    def check_name(self, name: str) -> None:
        """Raise InputError for a name that a new release cannot have; ask before anything is exported."""
        if not (0 < len(name) <= _NAME_LIMIT and name.isprintable() and name == name.strip()):
            raise InputError(f"a release needs a name of 1 to {_NAME_LIMIT} printable characters without outer spaces")
        if any(one.name == name for one in self.all()):
            raise InputError(f"there is a release “{name}” already, and a release is never changed; take another name")

    def record(self, name: str, freezing: Freezing, files: tuple[OutFile, ...], author: str) -> Release:
        """Keep what went out under a name. It is durable when this returns. Raises InputError, ProjectError."""
        recipe = Parts(self._project).recipe
        which, documents = freezing.which, tuple(sorted(freezing.documents, key=lambda one: (one.text, one.name)))
        release = Release(
            name,
            now_ms(),
            author,
            f"gilder {VERSION}",
            which.form,
            freezing.selection.text,
            which.sources,
            which.suggestions,
            _scheme_digest(self._project),
            recipe.as_dict() if recipe else None,
            files,
            documents,
            digest_of(documents),
        )
        image = dump(_image(release))
        key = PREFIX + hashlib.sha256(image.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        with self._connection.writing():
            self.check_name(name)
            self._connection.write("INSERT INTO meta VALUES(?,?)", (key, image))
        return release

    def check(self, release: Release, *, out: Path | None = None, step: Step = no_step) -> Checked:
        """What has changed since a release, by document, and in the files at `out` where they are given. Nothing is
        written. Raises GilderError, also where a source or label of the release is not there any more."""
        chosen = parse_selection(release.selection)
        now, waiting = selected(self._project, chosen), _by_text(release.documents)
        outgoing, changed, same = Outgoing(self._project, release.which), list[Changed](), 0
        for at, document in enumerate(now):
            step(at, len(now))
            found = frozen(narrow(outgoing.record(document), chosen))
            before = _taken(waiting, found)
            if before is None:
                changed.append(Changed(found.name, "new", None, _size(found)))
            elif before.annotations != found.annotations:
                changed.append(Changed(found.name, "annotations", _size(before), _size(found)))
            else:
                same += 1
        there = {digest.removeprefix("sha256:") for digest in self._project.documents.digests()}
        for one in (one for some in waiting.values() for one in some):
            changed.append(Changed(one.name, "left" if one.text in there else "gone", _size(one), None))
        scheme = release.scheme != _scheme_digest(self._project)
        return Checked(release, same, tuple(changed), scheme, () if out is None else _other_files(release, out))

    def _parsed(self, key: str, text: str) -> Release:
        try:
            return _release(cast("dict[str, Any]", json.loads(text)))
        except DECODING as problem:
            where = f"{self._project.path}: the file is damaged"
            raise DamagedProject(f"{where} (meta “{key}” is no release); go back to a backup") from problem


def frozen(record: Record) -> Frozen:
    """A document as it goes out."""
    spans, relations = (sum(len(getattr(one, what)) for one in record.sources) for what in ("spans", "relations"))
    text = text_digest(record.text).removeprefix("sha256:")
    return Frozen(record.name, text, annotations_digest(record), spans, relations)


def digest_of(documents: Iterable[Frozen]) -> str:
    """SHA-256, in hexadecimal digits, of all documents with their annotations, whatever their names and order."""
    lines = sorted(f"{one.text} {one.annotations}\n" for one in documents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _size(one: Frozen) -> tuple[int, int]:
    return one.spans, one.relations


def _by_text(documents: Iterable[Frozen]) -> dict[str, list[Frozen]]:
    found = dict[str, list[Frozen]]()
    for one in documents:
        found.setdefault(one.text, []).append(one)
    return found


def _taken(waiting: dict[str, list[Frozen]], found: Frozen) -> Frozen | None:
    """The document of a release that has this text; of several the one that is alike in annotations, or in its name."""
    some = waiting.get(found.text)
    if not some:
        return None
    best = min(some, key=lambda one: (one.annotations != found.annotations, one.name != found.name))
    some.remove(best)
    return best


def _scheme_digest(project: Project) -> str:
    return hashlib.sha256(project.scheme_text.encode("utf-8", "surrogatepass")).hexdigest()


def _other_files(release: Release, out: Path) -> tuple[str, ...]:
    there = {one.name: one for one in out_files(out)}
    return tuple(one.name for one in release.files if there.get(one.name) != one)


def _facts(release: Release) -> dict[str, Any]:
    return {
        "name": release.name,
        "at_ms": release.at_ms,
        "author": release.author,
        "app": release.app,
        "format": release.form,
        "filter": release.selection,
        "sources": None if release.sources is None else list(release.sources),
        "suggestions": release.suggestions,
        "scheme": release.scheme,
        "recipe": release.recipe,
    }


def _image(release: Release) -> dict[str, Any]:
    """As it is kept: digests in base 64, for there may be very many."""
    return {
        **_facts(release),
        "digest": release.digest,
        "files": [[one.name, one.sha256, one.size] for one in release.files],
        "documents": [
            [one.name, _short(one.text), _short(one.annotations), one.spans, one.relations] for one in release.documents
        ],
    }


def _release(image: dict[str, Any]) -> Release:
    return Release(
        image["name"],
        int(image["at_ms"]),
        image["author"],
        image["app"],
        image["format"],
        image["filter"],
        None if image["sources"] is None else tuple(image["sources"]),
        image["suggestions"],
        image["scheme"],
        image["recipe"],
        tuple(OutFile(*row) for row in image["files"]),
        tuple(Frozen(name, _long(text), _long(said), *counts) for name, text, said, *counts in image["documents"]),
        image["digest"],
    )


def _short(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode().rstrip("=")


def _long(digest: str) -> str:
    return b64decode(digest + "=" * (-len(digest) % 4), validate=True).hex()
