"""What touches very much is written in the background, whole or not at all, in a real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from annotate import scheme_edit
from annotate.change import Transaction
from annotate.commands import add_span
from annotate.offsets import Range
from annotate.state import AnnotationState
from gui import bulk
from gui.dialogs.places import PropagateDialog
from gui.jobs import Jobs
from gui.travel import Progress
from store.documents import NewDocument
from store.ids import new_id
from tests.gui.conftest import Person

WORD = "Turku is a town. "
PLACES, DOCUMENTS = 60, 20  # 1,200 spans, far more than are written at once


def add_documents(person: Person) -> list[str]:
    project = person.session.project
    docs = project.documents.add(NewDocument(f"{at}.txt", WORD * PLACES) for at in range(DOCUMENTS))
    person.bench.show_imported(docs[0].id)
    return [doc.id for doc in docs]


def steps(person: Person, ids: list[str]) -> Iterator[Transaction]:
    """The first word of each sentence, in all documents."""
    for document_id in ids:
        state = AnnotationState.of(person.session.project.documents.get(document_id))
        for at in range(PLACES):
            place = Range(at * len(WORD), at * len(WORD) + 5)
            tx = add_span(state, [place], "LOC", new_id=new_id())
            assert tx is not None
            yield tx


def write(person: Person, ids: list[str]) -> list[Transaction | None]:
    """What was told at the end, once it is there."""
    told: list[Transaction | None] = []
    person.bench.bulk.write(lambda: steps(person, ids), "span.propagate", PLACES * DOCUMENTS, told.append)
    return told


def spans(person: Person, ids: list[str]) -> int:
    session = person.session
    docs = [session.project.documents.get(one) for one in ids]
    return sum(len(session.project.annotations.state(doc, session.source).spans) for doc in docs)


def idle(person: Person) -> None:
    person.bot.waitUntil(lambda: not person.bench.bulk.busy)


def test_it_is_one_step_that_is_shown_and_can_be_taken_back_and_done_again(person: Person) -> None:
    ids = add_documents(person)
    told = write(person, ids)
    assert told == []  # the window goes on meanwhile
    idle(person)
    assert told[0] is not None
    assert spans(person, ids) == len(told[0].documents) * PLACES == 1200
    assert len(person.gold) == PLACES  # the open document shows it
    rows = {row.id: row for row in person.bench.documents.model.rows}
    assert {rows[one].spans for one in ids} == {PLACES}
    assert rows[ids[0]].status == "in_progress"  # it was open
    person.press("Ctrl+Z")
    idle(person)
    assert spans(person, ids) == 0
    assert person.gold == []
    person.press("Ctrl+Shift+Z")
    idle(person)
    assert spans(person, ids) == 1200
    assert list(person.session.project.journal.check()) == []


def test_undo_goes_to_a_document_that_it_touches(person: Person) -> None:
    ids = add_documents(person)
    write(person, ids)
    idle(person)
    person.session.open_document(person.session.project.documents.ids()[0])
    person.press("Ctrl+Z")
    idle(person)
    assert person.session.state.document.id == ids[0]


def test_cancelled_it_leaves_the_file_as_it_was(person: Person) -> None:
    ids = add_documents(person)
    before = person.session.history
    told = write(person, ids)
    person.bench.bulk.stop()
    idle(person)
    assert told == [None]
    assert spans(person, ids) == 0
    assert person.session.history == before
    assert person.bench.status.message.text() == "Cancelled: nothing was changed."
    person.select_words("Turku")
    person.press("2")  # and the work goes on
    assert len(person.gold) == 1


def test_the_dialog_shows_how_far_it_is_and_esc_cancels(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = add_documents(person)
    monkeypatch.setattr(person.bench.bulk._patience, "start", person.bench.bulk._show)
    told = write(person, ids)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Progress)
    dialog.reject()
    idle(person)
    assert told == [None]
    assert spans(person, ids) == 0


def test_meanwhile_nothing_else_is_changed_and_documents_can_be_read(person: Person) -> None:
    ids = add_documents(person)
    person.session.open_document(person.session.project.documents.ids()[0])
    person.view.setFocus()
    write(person, ids)
    person.press("Tab", "Return")
    assert person.gold == []
    assert person.bench.status.message.text().endswith("wait for it, or cancel it.")
    person.press("Ctrl+Z")
    person.session.open_document(ids[3])
    idle(person)
    assert len(person.gold) == PLACES
    assert spans(person, ids) == 1200


def test_results_of_other_work_wait(person: Person) -> None:
    jobs, got = Jobs(), list[object]()
    jobs.hold()
    jobs.start("other", lambda _report: 7, got.append)
    person.bot.waitUntil(lambda: bool(jobs._held))
    assert got == []
    jobs.release()
    person.bot.waitUntil(lambda: got == [7])
    jobs.stop()


def test_a_failure_is_told_and_the_window_shows_what_is_in_the_file(person: Person) -> None:
    ids = add_documents(person)
    session = person.session
    first = next(steps(person, ids))
    person.bench.bulk.write(lambda: [first, *steps(person, ids)], "span.propagate", 1201, lambda _tx: None)
    idle(person)
    session.dispatch(next(steps(person, ids)))
    stale = session.history.next_undo
    assert stale is not None
    told: list[Transaction | None] = []
    gone = first.inverse()
    person.bench.bulk.write(lambda: [gone, *steps(person, ids)], "span.propagate", 1201, told.append)
    idle(person)
    again: list[Transaction | None] = []
    person.bench.bulk.write(lambda: [gone, *steps(person, ids)], "span.propagate", 1201, again.append)
    idle(person)  # what it takes away is no longer there
    assert told[0] is not None
    assert again == [None]
    assert "changed in the project file" in person.bench.status.message.text()
    assert session.history.next_undo is not None
    assert session.history.next_undo.id == session.project.journal.history(session.source).next_undo.id  # pyright: ignore[reportOptionalMemberAccess]


def test_a_change_of_the_scheme_over_many_annotations(person: Person) -> None:
    ids = add_documents(person)
    write(person, ids)
    idle(person)
    session = person.session
    draft, toml = scheme_edit.finished(
        scheme_edit.change(scheme_edit.SchemeDraft.of(session.scheme), "span", "LOC", name="PLACE")
    )
    assert session.project.schemes.reach(draft) == 1200
    person.bench.bulk.change_scheme(draft, toml)
    assert {label for _, label in person.gold} == {"LOC"}
    idle(person)
    assert {label for _, label in person.gold} == {"PLACE"}
    assert session.scheme.span_label("PLACE") is not None
    assert person.bench.status.message.text() == "Scheme: LOC is now PLACE. Ctrl+Z takes it back."
    person.press("Ctrl+Z")
    idle(person)
    assert {label for _, label in person.gold} == {"LOC"}
    assert session.scheme.span_label("PLACE") is None
    person.bench.bulk.change_scheme(draft, toml)
    person.bench.bulk.stop()
    idle(person)
    assert session.scheme.span_label("PLACE") is None
    assert {label for _, label in person.gold} == {"LOC"}


def test_labelling_every_same_text_of_a_large_project(person: Person) -> None:
    ids = add_documents(person)
    person.view.setFocus()
    person.select_words("Turku")
    person.press("2")
    person.press("Ctrl+Shift+D")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PropagateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PropagateDialog)
    person.bot.waitUntil(lambda: not dialog.busy)
    person.press("Return")
    idle(person)
    assert spans(person, ids) == 1200
    assert person.selected == "Turku"
    assert person.bench.status.message.text() == "1,199 places labelled. Ctrl+Z takes it back."


def test_the_project_can_be_closed_while_it_is_written(person: Person) -> None:
    ids = add_documents(person)
    path = person.session.project.path
    write(person, ids)
    person.app.projects.close()
    assert sorted(one.name for one in path.parent.glob("small.gilder*")) == ["small.gilder"]
    with bulk.Project.open(path, read_only=True) as project:
        source = project.sources.person("anna")
        count = sum(len(project.annotations.state(project.documents.get(one), source).spans) for one in ids)
        assert count in (0, 1200)
        assert list(project.journal.check()) == []
