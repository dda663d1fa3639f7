"""The inspector does not do again what a key has not changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QStyledItemDelegate, QWidget
from pytestqt.qtbot import QtBot

from gui.app import dress
from gui.theme import DARK, LIGHT, Theme, load_fonts
from gui.widgets.inspector.relations import LABEL, RelationRow, RelationsModel, RelationsTable
from gui.widgets.inspector.subject import DocumentRows, document_rows
from tests.gui.conftest import Person
from tests.strategies import Work, works


class Seen(QObject):
    """Counts how often a widget comes and goes."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)
        return False


@settings(max_examples=40)
@given(works())
def test_kept_rows_are_those_made_anew(work: Work) -> None:
    kept = DocumentRows()
    for state in (*work.states, *reversed(work.states)):
        rows = kept.of(state)
        assert rows == document_rows(state)
        assert kept.of(state) is rows
        places = {span.id: span for span in state.index}
        assert sorted(row.id for row in rows) == sorted(state.relations)
        starts = [(places[row.head_id].start, places[row.child_id].start) for row in rows]
        assert starts == sorted(starts)
        assert all((row.head, row.child) == (places[row.head_id].text, places[row.child_id].text) for row in rows)


def test_from_span_to_span_no_button_comes_and_goes(person: Person) -> None:
    """Each time that one does, the whole panel is laid out anew."""
    person.press("Tab", "Return", "Return")
    inspector = person.bench.inspector
    person.press("Shift+Tab", "Shift+Tab")
    inspector._show_waiting()
    accept, remove = Seen(inspector._accept), Seen(inspector._remove)
    first = person.selected
    person.press("Tab")
    inspector._show_waiting()
    assert first != person.selected
    assert [span.text for span in person.session.state.index] == [first, person.selected]
    assert (accept.count, remove.count) == (0, 0)
    person.press("Tab")  # a suggestion
    inspector._show_waiting()
    assert (accept.count, remove.count) == (1, 0)
    person.press("Escape")
    inspector._show_waiting()
    assert (accept.count, remove.count) == (2, 1)


def test_a_suggested_relation_is_slanted_and_labels_are_bold() -> None:
    from PySide6.QtCore import Qt

    model = RelationsModel()
    model.replace_all([RelationRow(str(said), "counts", "a", "b", said) for said in (False, True)])
    fonts = [[model.data(model.index(row, at), Qt.ItemDataRole.FontRole) for at in range(3)] for row in range(2)]
    assert [[one.italic() for one in row] for row in fonts] == [[False] * 3, [True] * 3]  # pyright: ignore[reportAttributeAccessIssue]
    assert [[one.weight() > 400 for one in row] for row in fonts] == [[at == LABEL for at in range(3)]] * 2  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("state", ["as it is", "disabled", "in focus"])
def test_cells_look_as_the_style_paints_them(qtbot: QtBot, theme: Theme, state: str) -> None:
    load_fonts()
    table = RelationsTable()
    qtbot.addWidget(table)
    dress(table, theme)
    table.resize(300, 270)
    texts = ("more than 1,000 fighters" * 3, "Syria\n", "", "עיראק (2).", "حلب", "東京 👩‍👩‍👧 é", "<b>bold</b>", "a\tb")
    rows = [RelationRow(str(at), "counts", text, texts[at - 1], at % 2 == 1) for at, text in enumerate(texts)]
    table.show_rows(rows, "3")
    if state == "in focus":
        table.show()
        table.focus()
    table.setEnabled(state != "disabled")
    seen = [table.grab().toImage() for _ in range(2)]
    table.setItemDelegate(QStyledItemDelegate(table))
    assert seen == [table.grab().toImage()] * 2 or state == "in focus"  # there the current cell is underlined
    for row in range(4, 8):
        place = table.visualRect(table.rows.index(row, 0)).united(table.visualRect(table.rows.index(row, 2)))
        part = place.translated(table.viewport().pos())
        assert seen[0].copy(part) == table.grab(part).toImage()
