"""What was called right in the consistency check: kept, taken back, and in copies that come together."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

import pytest

from annotate.document import Document
from annotate.offsets import Range
from store import looks_right
from store.check import check_project
from store.digest import content_digest
from store.documents import NewDocument
from store.errors import DamagedProject, ReadOnlyProject
from store.looks_right import LooksRight
from store.merge.merge import merge
from store.merge.plan import plan
from store.project import Project
from store.repair import repair
from tests.builders import SCHEME_TOML, TEXT

IRAN, SYRIA = (Range(0, 4),), (Range(39, 44),)


@pytest.fixture(autouse=True)
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call has a time of its own."""
    ticks = count(1_000)
    monkeypatch.setattr(looks_right, "now_ms", lambda: next(ticks))


def test_a_place_is_right_as_it_is_labelled_until_that_is_taken_back(
    path: Path, project: Project, doc: Document
) -> None:
    right, iran, bare = LooksRight(project), (doc.id, IRAN, ("LOC", "ORG")), (doc.id, SYRIA, ())
    assert right.of("ann") == frozenset()
    right.call("ann", [iran, bare], "eve")
    right.call("ann", [(doc.id, SYRIA, ("LOC",))], "bob")
    assert right.of("ann") == {iran, bare, (doc.id, SYRIA, ("LOC",))}
    assert right.of("bob") == frozenset()
    project.close()
    with Project.open(path) as again:
        right = LooksRight(again)
        assert len(right.of("ann")) == 3
        newest = right.newest("eve")
        assert newest is not None
        assert (newest.source, newest.by, newest.places) == ("ann", "eve", (iran, bare))
        right.take_back(newest, "eve")
        assert right.of("ann") == {(doc.id, SYRIA, ("LOC",))}
        assert right.newest("eve") is None
        right.call("ann", [iran], "eve")
        assert iran in right.of("ann"), "what was taken back can be said again"
        assert not list(check_project(again))
    with Project.open(path, read_only=True) as reader:
        assert len(LooksRight(reader).of("ann")) == 2
        with pytest.raises(ReadOnlyProject):
            LooksRight(reader).call("ann", [iran], "eve")


def test_copies_that_come_together_know_what_looks_right_in_both(tmp_path: Path, path: Path, project: Project) -> None:
    (doc,) = project.documents.add([NewDocument("war.txt", TEXT)])
    LooksRight(project).call("ann", [(doc.id, IRAN, ("LOC",))], "ann")
    project.close()
    other = tmp_path / "other.gilder"
    shutil.copy(path, other)
    with Project.open(other) as theirs:
        right = LooksRight(theirs)
        first = right.newest("ann")
        assert first is not None
        right.take_back(first, "bob")
        right.call("ann", [(doc.id, SYRIA, ("LOC",))], "bob")
    with Project.open(path) as ours:
        LooksRight(ours).call("ann", [(doc.id, SYRIA, ())], "eve")
        assert plan(ours, other).other_facts == 2
        merge(ours, other)
        both = LooksRight(ours).of("ann")
        assert both == {(doc.id, SYRIA, ("LOC",)), (doc.id, SYRIA, ())}
        assert not list(check_project(ours))
    with Project.open(other) as theirs:
        merge(theirs, path)
        assert LooksRight(theirs).of("ann") == both
        with Project.open(path, read_only=True) as ours:
            assert content_digest(ours) == content_digest(theirs)


def test_a_text_that_was_imported_apart_is_the_same_text(tmp_path: Path, path: Path, project: Project) -> None:
    (doc,) = project.documents.add([NewDocument("war.txt", TEXT)])
    project.close()
    other = tmp_path / "other.gilder"
    with Project.create(other, SCHEME_TOML) as theirs:
        (twin,) = theirs.documents.add([NewDocument("war.txt", TEXT)])
        LooksRight(theirs).call("ann", [(twin.id, IRAN, ("LOC",))], "bob")
    assert twin.id != doc.id
    with Project.open(path) as ours:
        merge(ours, other, unrelated=True)
        (kept,) = ours.documents.ids()
        assert LooksRight(ours).of("ann") == {(kept, IRAN, ("LOC",))}


def test_a_repair_saves_what_looks_right(path: Path, project: Project, doc: Document) -> None:
    LooksRight(project).call("ann", [(doc.id, IRAN, ("LOC",))], "ann")
    project.close()
    repair(path, path.with_name("new.gilder"))
    with Project.open(path.with_name("new.gilder")) as saved:
        assert LooksRight(saved).of("ann") == {(doc.id, IRAN, ("LOC",))}


def test_damage_is_named(project: Project, doc: Document) -> None:
    LooksRight(project).call("ann", [(doc.id, IRAN, ("LOC",))], "ann")
    with project.connection.writing():
        project.connection.write("UPDATE meta SET value='{}' WHERE key GLOB 'right.*'")
    with pytest.raises(DamagedProject, match="does not say what looks right"):
        LooksRight(project).of("ann")
