"""The concordance and what is done at many hits, by keyboard, in a real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.modeltest import ModelTester

from annotate.concordance import Asked
from gui.concordance import Concordance, Hits
from gui.dialogs.concordance import ConcordanceDialog
from gui.widgets.places import PlacesModel
from store.documents import NewDocument
from tests.gui.conftest import Person


def opened(person: Person, text: str) -> ConcordanceDialog:
    """The concordance of a text, typed and looked for."""
    person.press("Ctrl+Shift+F")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ConcordanceDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConcordanceDialog)
    settle(person, dialog)  # what was selected is looked for at once
    dialog.field.setFocus()
    person.bot.waitUntil(dialog.field.hasFocus)
    dialog.field.setText(text)
    person.press("Return")
    settle(person, dialog)
    return dialog


def settle(person: Person, dialog: ConcordanceDialog) -> None:
    joined = dialog.findChild(Concordance)
    assert joined is not None
    person.bot.waitUntil(lambda: not joined.busy and not joined._stale)


def press_alt(person: Person, button: QAbstractButton, key: Qt.Key) -> None:
    """A button's own key; it is clicked a moment later."""
    focus = QApplication.focusWidget()
    assert focus is not None
    with person.bot.waitSignal(button.clicked):
        QTest.keyClick(focus, key, Qt.KeyboardModifier.AltModifier)


def lines(dialog: ConcordanceDialog) -> list[tuple[str, str, str]]:
    return [(place.name, place.text, place.note) for place in dialog.model.places]


def everyone(person: Person) -> list[tuple[str, str]]:
    project, source = person.session.project, person.session.source
    docs = [project.documents.get(one) for one in project.documents.ids()]
    return [(span.text, span.label) for doc in docs for span in project.annotations.state(doc, source).index]


def test_hits_say_what_stands_on_them_and_nothing_is_ticked(person: Person) -> None:
    person.press("Tab", "Return")
    dialog = opened(person, "iran")
    assert lines(dialog) == [("first.txt", "Iran", "LOC"), ("first.txt", "Iran", ""), ("other.txt", "Iran", "")]
    assert dialog.heading.text() == "0 of 3 places ticked"
    assert not any(button.isEnabled() for button in dialog.buttons.values())
    dialog.reject()


def test_all_hits_get_a_label_by_keyboard_as_one_step(person: Person) -> None:
    person.press("Tab", "Return")
    dialog = opened(person, "iran")
    person.bot.waitUntil(dialog.table.hasFocus)
    person.press("Ctrl+A")
    assert dialog.buttons["label"].text() == "&Label 2 hits"
    assert dialog.buttons["relabel"].text() == "&Relabel 1"
    person.press("2")  # a label's key chooses it
    assert dialog.label.currentData() == "ORG"
    person.press("Ctrl+Return")
    settle(person, dialog)
    assert everyone(person) == [("Iran", "LOC"), ("Iran", "ORG"), ("Iran", "ORG")]
    assert dialog.line.text.startswith("2 places labelled.")
    assert "Left as they were: 1 labelled already." in dialog.line.text
    assert [note for _, _, note in lines(dialog)] == ["LOC", "ORG", "ORG"]
    person.press("Ctrl+Z")
    settle(person, dialog)
    assert everyone(person) == [("Iran", "LOC")]
    assert [note for _, _, note in lines(dialog)] == ["LOC", "", ""]
    dialog.reject()


def test_spans_on_hits_are_relabelled_and_removed(person: Person) -> None:
    dialog = opened(person, "iran")
    person.press("Ctrl+A", "2", "Ctrl+Return")
    settle(person, dialog)
    person.press("3")
    chosen = dialog.label.currentData()
    press_alt(person, dialog.buttons["relabel"], Qt.Key.Key_R)
    settle(person, dialog)
    assert everyone(person) == [("Iran", chosen)] * 3
    person.press("Space")  # the first one stays as it is
    assert dialog.buttons["remove"].text() == "Re&move 2"
    press_alt(person, dialog.buttons["remove"], Qt.Key.Key_M)
    settle(person, dialog)
    assert everyone(person) == [("Iran", chosen)]
    assert not dialog.buttons["remove"].isEnabled()
    dialog.reject()
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+Z")
    assert everyone(person) == [("Iran", chosen)] * 3


@pytest.mark.parametrize(("key", "left"), [(Qt.Key.Key_A, [("Iran", "LOC")]), (Qt.Key.Key_J, [])])
def test_open_suggestions_on_hits_are_answered(person: Person, key: Qt.Key, left: list[tuple[str, str]]) -> None:
    dialog = opened(person, "iran")
    assert lines(dialog)[0][2].startswith("suggested LOC")
    person.press("Ctrl+A")
    assert dialog.buttons["accept"].text() == "&Accept 1"
    press_alt(person, dialog.buttons["accept" if left else "reject"], key)
    settle(person, dialog)
    assert everyone(person) == left
    assert "2 without an open suggestion" in dialog.line.text
    assert lines(dialog)[0][2] == ("LOC" if left else "")
    if not left:  # rejected as LOC: that is passed over, and said
        person.press("1")
        dialog.label.setCurrentIndex(dialog.label.findData("LOC"))
        person.press("Ctrl+Return")
        settle(person, dialog)
        assert "1 rejected as LOC before" in dialog.line.text
    dialog.reject()


def test_case_words_and_expressions(person: Person) -> None:
    dialog = opened(person, "i[ra]+n?")
    assert dialog.line.text == "Not found in this project."
    press_alt(person, dialog.expression, Qt.Key.Key_X)
    settle(person, dialog)
    assert {text for _, text, _ in lines(dialog)} == {"Iran", "ia"}
    press_alt(person, dialog.words, Qt.Key.Key_W)
    settle(person, dialog)
    assert [text for _, text, _ in lines(dialog)] == ["Iran", "Iran", "Iran"]
    dialog.field.setText("iran")
    press_alt(person, dialog.case, Qt.Key.Key_C)
    settle(person, dialog)
    assert lines(dialog) == []
    dialog.field.setText("(")
    dialog.search()
    settle(person, dialog)
    assert "no regular expression" in dialog.line.text
    dialog.reject()


def test_hits_are_put_in_order_by_their_neighbours(person: Person) -> None:
    person.session.project.documents.add([NewDocument("c.txt", "Zebras like Oslo now. All Oslo zones. In Oslo again.")])
    dialog = opened(person, "oslo")
    person.press("Down", "Space")
    dialog.order.setCurrentIndex(dialog.order.findData("left"))
    assert [place.before.split()[-1] for place in dialog.model.places] == ["All", "In", "like"]
    assert [place.before.split()[-1] for place in dialog.model.chosen()] == ["All"]
    assert dialog.table.currentIndex().row() == 0
    dialog.order.setCurrentIndex(dialog.order.findData("right"))
    assert [place.after.split()[0] for place in dialog.model.places] == ["again.", "now.", "zones."]
    dialog.order.setCurrentIndex(0)
    assert [place.range.start for place in dialog.model.places] == sorted(
        place.range.start for place in dialog.model.places
    )
    dialog.reject()


def test_thousands_of_hits_are_labelled_in_the_background(person: Person) -> None:
    person.session.project.documents.add(NewDocument(f"{at}.txt", "Turku is a town. " * 30) for at in range(20))
    dialog = opened(person, "turku")
    person.press("Ctrl+A", "2")
    assert dialog.buttons["label"].text() == "&Label 600 hits"
    person.press("Ctrl+Return")
    settle(person, dialog)
    assert len(everyone(person)) == 600
    assert {note for _, _, note in lines(dialog)} == {"ORG"}
    dialog.table.setFocus()
    person.press("Ctrl+Z")
    person.bot.waitUntil(lambda: {note for _, _, note in lines(dialog)} == {""})
    assert everyone(person) == []
    dialog.reject()


def test_the_model_keeps_qt_s_rules_when_it_is_put_in_order(person: Person, qtmodeltester: ModelTester) -> None:
    found = Hits(Asked("iran"), person.session.source)

    class Quiet:
        def __call__(self, _done: int, _total: int) -> None: ...
        def check(self) -> None: ...

    found(person.session.project, Quiet())  # pyright: ignore[reportArgumentType]
    model = PlacesModel(tickable=True)
    qtmodeltester.check(model)
    model.add(list(found.found))
    model.toggle(1)
    chosen = model.chosen()
    model.put_in_order(lambda place: place.about.keys["right"])
    assert model.chosen() == chosen
    model.change(lambda place: place)
