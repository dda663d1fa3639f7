"""The scheme editor in the window: by keyboard, with its refusals, one undo, and nothing left of a Cancel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from annotate.scheme import parse_scheme
from gui.actions import plain_keys
from gui.dialogs.scheme import SchemeDialog
from gui.dialogs.scheme_fields import AttributeForm, RelationForm, SpanForm
from tests.gui.conftest import Person


def opened(person: Person) -> SchemeDialog:
    person.press("Ctrl+Shift+L")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SchemeDialog)
    return dialog


def span_form(dialog: SchemeDialog) -> SpanForm:
    form = dialog.forms["span"]
    assert isinstance(form, SpanForm)
    return form


def typed(person: Person, field: object, text: str) -> None:
    field.setFocus()  # pyright: ignore[reportAttributeAccessIssue]
    field.selectAll()  # pyright: ignore[reportAttributeAccessIssue]
    person.bot.keyClicks(field, text)


def ok(dialog: SchemeDialog) -> bool:
    return dialog._buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_a_label_is_renamed_and_everything_follows_in_one_step(person: Person):
    person.press("Tab", "Enter", "Shift+Tab")
    dialog = opened(person)
    assert dialog.current == "LOC"  # that of the selected span
    typed(person, span_form(dialog).name, "PLACE")
    assert "LOC is now PLACE" in dialog.summary.text()
    assert "1 annotation follows" in dialog.summary.text()
    dialog.accept()
    assert person.gold == [("Iran", "PLACE")]
    assert person.session.scheme.span_label_for("LOC") == "PLACE"
    person.view.setFocus()
    person.press("Ctrl+Z")
    assert person.gold == [("Iran", "LOC")]
    assert person.session.scheme.span_label("PLACE") is None


def test_cancel_leaves_nothing(person: Person):
    before = person.session.project.scheme_text
    dialog = opened(person)
    typed(person, span_form(dialog).name, "SOMETHING")
    dialog.add_button.click()
    dialog.reject()
    assert person.session.project.scheme_text == before
    assert person.session.history.next_undo is None


def test_ok_without_a_change_is_no_step(person: Person):
    before = person.session.project.scheme_text
    opened(person).accept()
    assert person.session.project.scheme_text == before
    assert person.session.history.next_undo is None


def test_a_hotkey_is_checked_as_it_is_typed(person: Person):
    dialog = opened(person)
    dialog.show_label("span", "ORG")
    form = span_form(dialog)
    for wrong, message in (
        ("1", "hotkey of “PERSON” already"),
        ("?", "one digit or letter"),
        ("/", "is the key of “Choose a label by name”"),
        (",", "is the key of “Move end"),
    ):
        typed(person, form.hotkey, wrong)
        assert message in dialog.message.text()
        assert not ok(dialog)
        dialog.accept()
        assert dialog.isVisible()
    typed(person, form.hotkey, "x")
    assert dialog.message.text() == ""
    assert ok(dialog)
    dialog.accept()
    label = person.session.scheme.span_label_by_hotkey("x")
    assert label is not None
    assert label.name == "ORG"
    assert set(plain_keys()) >= {",", ".", "/"}


def test_a_name_that_is_there_already_is_refused_while_it_is_typed(person: Person):
    dialog = opened(person)
    dialog.show_label("span", "ORG")
    typed(person, span_form(dialog).name, "person")
    assert "there is a span label “person” already" in dialog.message.text().casefold()
    assert not ok(dialog)
    person.bot.keyClicks(span_form(dialog).name, "nel")
    assert ok(dialog)
    assert dialog.current == "personnel"
    dialog.reject()


def test_labels_are_added_coloured_ordered_merged_retired_and_removed(person: Person):
    person.press("Tab", "Enter")
    dialog = opened(person)
    dialog.add_button.click()
    typed(person, span_form(dialog).name, "SHIP")
    form = span_form(dialog)
    form.colour.setCurrentIndex(9)
    form.colour.activated.emit(9)
    dialog.up_button.click()
    dialog.show_label("span", "LOC")
    dialog.remove_button.click()
    assert "1 annotation has the label “LOC”" in dialog.message.text()
    dialog.merge.activated.emit(dialog.merge.findText("ORG"))
    dialog.show_label("span", "EVENT")
    dialog.retired.click()
    dialog.show_label("span", "MISC")
    dialog.remove_button.click()
    assert dialog.preview.isVisible()
    dialog.accept()
    names = [label.name for label in person.session.scheme.spans]
    assert names == ["PERSON", "ORG", "NORP", "EVENT", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL",
                     "SHIP", "ORDINAL"]  # fmt: skip
    ship = person.session.scheme.span_label("SHIP")
    assert ship is not None
    assert ship.slot == 9
    assert person.gold == [("Iran", "ORG")]
    assert "EVENT" not in person.bench.label_bar.names()


def test_ends_of_a_relation_and_attributes_are_edited_and_the_inspector_follows_at_once(person: Person):
    person.press("Tab", "Enter", "Shift+Tab")
    dialog = opened(person)
    dialog.show_label("relation", "role_in")
    form = dialog.forms["relation"]
    assert isinstance(form, RelationForm)
    form.add.click()
    assert form.pair.count() == 2
    form.drop.click()
    assert form.pair.count() == 1
    item = next(form.heads.item(row) for row in range(form.heads.count()) if form.heads.item(row).text() == "ORG")
    item.setCheckState(item.checkState().Checked)
    dialog.tabs.setCurrentIndex(2)
    dialog.add_button.click()
    attribute = dialog.forms["attribute"]
    assert isinstance(attribute, AttributeForm)
    typed(person, attribute.name, "mood")
    attribute.kind.setCurrentIndex(1)
    attribute.kind.activated.emit(1)
    typed(person, attribute.choices, "sad, glad")
    dialog.accept()
    scheme = person.session.scheme
    assert "role_in" in [one.name for one in scheme.relation_labels_between("ORG", "LOC")]
    person.bench.inspector._show_waiting()
    assert person.bench.inspector.attributes.findChild(QObject, "mood") is not None


def test_an_empty_scheme_says_how_to_begin(person: Person):
    person.session.project.set_scheme('name = "mine"')
    dialog = opened(person)
    assert not dialog._right.isVisible()
    assert "Add" in dialog._empty.text()
    dialog.add_button.click()
    typed(person, span_form(dialog).name, "A")
    dialog.accept()
    assert person.bench.label_bar.names() == ["A"]


def test_the_toml_is_shown_and_exported_as_it_would_be(person: Person, tmp_path: Path):
    dialog = opened(person)
    dialog.show_label("span", "PERSON")
    typed(person, span_form(dialog).name, "HUMAN")
    dialog.tabs.setCurrentIndex(3)
    shown = parse_scheme(dialog._text.toPlainText())
    assert shown.span_label_for("PERSON") == "HUMAN"
    dialog.export_to(tmp_path / "mine.toml")
    assert parse_scheme((tmp_path / "mine.toml").read_text(encoding="utf-8")) == shown
    dialog.export_to(tmp_path / "no" / "mine.toml")
    assert "cannot be written" in dialog.message.text()
    dialog.reject()


def test_a_failed_export_is_seen_and_is_no_reason_to_keep_the_scheme(person: Person, tmp_path: Path):
    dialog = opened(person)
    dialog.show_label("span", "PERSON")
    typed(person, span_form(dialog).name, "HUMAN")
    dialog.export_to(tmp_path / "no" / "mine.toml")
    assert dialog.message.isVisible()
    assert not dialog.summary.isVisible()
    assert ok(dialog)
    dialog.accept()
    assert not dialog.isVisible()
    assert dialog.toml


def test_the_list_tells_use_and_key_beside_the_name_and_says_when_nothing_is_found(person: Person) -> None:
    dialog = opened(person)
    item = dialog.list.item(0)
    assert item.text() == "PERSON"
    assert "key 1" in item.data(Qt.ItemDataRole.AccessibleTextRole)
    dialog.filter.setText("zebra")
    assert dialog._hint.isVisible()
    dialog.filter.setText("")
    assert dialog._hint.isHidden()
    dialog.reject()
