"""The window on a project into which another copy was merged."""

from __future__ import annotations

from pathlib import Path

from annotate import commands
from annotate.change import Transaction
from annotate.model import Relation
from annotate.offsets import Range
from annotate.state import AnnotationState
from gui.session import Session
from store.check import check_project
from store.ids import new_id
from store.merge.merge import merge
from store.project import Project
from tests.gui.conftest import Person


def made(session: Session, words: str) -> str:
    """A span of the person."""
    start, uid = session.state.document.text.index(words), new_id()
    place = [Range(start, start + len(words))]
    assert session.attempt(lambda: commands.add_span(session.state, place, "LOC", new_id=uid))
    return uid


def connected(path: Path, head: str, child: str) -> None:
    """The same person joins two spans in another copy."""
    with Project.open(path) as project:
        anna = project.sources.person("anna")
        state = project.annotations.state(project.documents.get(project.documents.ids()[0]), anna)
        tx = commands.one_change(state, "relation.add", None, Relation(new_id(), "part_of", head, child))
        assert isinstance(tx, Transaction)
        project.annotations.append(tx, anna)


def file_has(session: Session) -> AnnotationState:
    return session.project.annotations.state(session.state.document, session.source)


def test_undo_and_redo_are_right_after_a_merge(person: Person, tmp_path: Path):
    session = person.session
    head, child = made(session, "Iran"), made(session, "Syria")
    other = tmp_path / "other.gilder"
    session.project.connection.copy_to(other)
    connected(other, head, child)
    assert session.attempt(lambda: commands.delete_span(session.state, head))
    assert len(merge(session.project, other).concurrent) == 0
    session.reload()
    assert not session.state.relations
    session.undo()
    assert [(one.head, one.child) for one in session.state.relations.values()] == [(head, child)]
    assert session.state == file_has(session)
    session.redo()
    session.undo()
    assert len(session.state.relations) == 1
    assert session.state == file_has(session)
    told = list[str]()
    session.failed.connect(told.append)
    session.undo()
    assert told == ["a relation made elsewhere joins this span now: delete it first; nothing was done"]
    assert session.state == file_has(session)
    (relation,) = session.state.relations
    assert session.attempt(lambda: commands.delete_relation(session.state, relation))
    assert list(check_project(session.project)) == []
