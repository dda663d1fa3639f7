"""A documents list that is too long to be read at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

import resources
from annotate.document import Document
from annotate.model import Marks
from annotate.suggest.base import Suggestion, Suggestions
from gui.models.documents import KEYS, DocumentsModel
from store.documents import DocumentRow, Documents, NewDocument
from store.project import Project
from store.sources import Source
from tests.gui.conftest import Person, seated
from tests.gui.listed import show

COUNT, FIRST = 260, 40


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were read each time, on the window's thread or another one."""
    found, window = list[int](), Documents.window

    def counted(self: Documents, numbers: list[int], source: Source) -> list[object]:
        found.append(len(numbers))
        return window(self, numbers, source)  # pyright: ignore[reportReturnType]

    monkeypatch.setattr(Documents, "window", counted)
    monkeypatch.setattr("gui.listing._AT_ONCE", 100)
    monkeypatch.setattr("gui.listing._FIRST", FIRST)
    return found


@pytest.fixture
def long(qapp: QApplication, qtbot: QtBot, tmp_path: Path, asked: list[int]) -> Iterator[Person]:
    """A window on many documents, of which the first hundred are done; the files' names go backwards."""
    assert not asked
    path = tmp_path / "long.gilder"
    with Project.create(path, resources.scheme_text("news")) as project:
        new = (NewDocument(f"text {COUNT - at}.txt", f"Reuters said {at} words in Oslo.") for at in range(COUNT))
        docs = [doc for doc in project.documents.add_each(new) if isinstance(doc, Document)]
        found = [(doc.id, Suggestions((Suggestion(0, 7, "ORG", at / COUNT),))) for at, doc in enumerate(docs)]
        project.suggestions.record_run("test", found)
        done = ((doc.id, [Marks(doc.id, "done")]) for doc in docs[:100])
        project.annotations.import_many(done, project.sources.person("anna"))
    with seated(qtbot, qapp, Project.open(path)) as somebody:
        yield somebody


def whole(person: Person) -> None:
    person.bot.waitUntil(lambda: not person.bench.listing.busy)
    assert person.bench.documents.model.listed.whole


def shown(person: Person) -> list[str]:
    model = person.bench.documents.model
    return [model.index(at).data() for at in range(model.rowCount())]


def test_the_beginning_is_shown_at_once_and_the_rest_when_it_is_read(long: Person, asked: list[int]) -> None:
    model = long.bench.documents.model
    assert len(model.rows) in (FIRST, COUNT)
    assert long.session.state.document.name == f"text {COUNT - 100}.txt"  # the first that is not done
    whole(long)
    assert len(model.rows) == COUNT
    assert model.done == 100
    assert "100 of 260" in long.bench.status.progress.text()
    assert long.bench.documents.list.currentIndex().row() == 100
    assert max(asked) <= 64
    assert sum(asked) <= 4 * 64


def test_orders_and_filters_come_from_the_thread(long: Person, qtmodeltester: ModelTester) -> None:
    whole(long)
    panel, project = long.bench.documents, long.session.project
    rows = project.documents.rows(long.session.source)
    for order, key in KEYS.items():
        panel.show_order(order)
        whole(long)
        assert panel.model.order == order
        assert shown(long) == [row.name for row in sorted(rows, key=lambda row, key=key: (key(row), row.number))]
        assert panel.list.currentIndex().data() == long.session.state.document.name
    panel.filter.setText("TEXT 11")
    wanted = {f"text {number}.txt" for number in (11, *range(110, 120))}
    long.bot.waitUntil(lambda: set(shown(long)) == wanted)
    panel.filter.setText('"said 7 words"')
    long.bot.waitUntil(lambda: shown(long) == [f"text {COUNT - 7}.txt"])
    long.press("Ctrl+J", "Return")
    assert long.session.state.document.name == f"text {COUNT - 7}.txt"
    panel.filter.setText("nothing of the kind")
    long.bot.waitUntil(lambda: not shown(long))
    panel.filter.setText("")
    assert len(shown(long)) == COUNT
    qtmodeltester.check(panel.model)


def test_what_is_done_while_the_list_is_read_stays_done(long: Person) -> None:
    whole(long)
    panel = long.bench.documents
    panel.show_order("status")
    assert long.bench.listing.busy
    here = long.session.state.document.id
    long.press("Ctrl+Return")
    whole(long)
    long.bot.waitUntil(lambda: not long.bench.listing.busy)
    assert panel.model.done == 101
    at = panel.model.position(here)
    assert (panel.model.row(at).status, panel.model.listed.done[at], panel.model.listed.doubts[at]) == ("done", 1, -1.0)
    assert long.session.state.document.id != here


def test_the_next_by_unsureness_is_found_in_the_whole_list(long: Person) -> None:
    whole(long)
    long.app._run("go.unsure_document")
    assert long.session.state.document.name == f"text {COUNT - 130}.txt"  # of score one half


def test_imported_documents_join_a_long_list(long: Person) -> None:
    whole(long)
    doc = long.session.project.documents.add([NewDocument("new.txt", "New in Oslo.")])[0]
    long.bench.show_imported(doc.id)
    assert long.session.state.document.name == "new.txt"
    whole(long)
    assert shown(long)[-1] == "new.txt"
    assert long.bench.documents.list.currentIndex().data() == "new.txt"


def row(number: int) -> DocumentRow:
    return DocumentRow(f"{number:032x}", f"{number}.txt", 10, "new", False, 0, 0)


@pytest.mark.parametrize("every", [1, 100])
def test_a_screen_reads_about_as_many_rows_as_it_shows(every: int) -> None:
    model = DocumentsModel()
    given = show(model, [row(at) for at in range(6_000)])
    if every > 1:
        model.filter({one for one in given.by_number if one % every == 0})
    at = model.rowCount() // 2
    assert all(model.index(one).data() for one in range(at, at + 20))
    assert given.asked <= 32
    assert model.index(at - 1).data()
    assert given.asked <= 32


def test_a_row_that_the_filter_hides_is_read_all_the_same() -> None:
    model = DocumentsModel()
    show(model, [row(at) for at in range(300)])
    model.filter({7, 290})
    assert [model.row(at).name for at in (0, 6, 299)] == ["0.txt", "6.txt", "299.txt"]
