"""What stands around the work: palette, F1, focus, compact list, saved state, meter, blind work, drops, recents."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton

from annotate.blind import Blinding
from gui import opening
from gui.actions import ACTIONS
from gui.dialogs.keys import KeysDialog
from gui.dialogs.message import AboutDialog, MessageDialog
from gui.dialogs.palette import Palette
from gui.dialogs.settings import SettingsDialog
from gui.errors import unforeseen_box
from gui.reasons import why_not
from gui.settings import Settings
from store.errors import DiskFull
from tests.gui.conftest import Person


def palette(person: Person) -> Palette:
    if not person.view.hasFocus():  # offscreen, a popup takes the window's focus away for good
        person.app.show_palette()
    else:
        person.press("Ctrl+K")
    found = [one for one in person.app.window.findChildren(Palette) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_palette_has_every_action_with_its_keys(person: Person) -> None:
    shown = {entry.action.objectName(): entry.keys for entry in palette(person).shown}
    assert shown == {action.id: action.keys_shown for action in ACTIONS if action.id != "edit.palette"}


def test_the_palette_finds_by_letters_and_puts_the_last_ones_first(person: Person) -> None:
    shown = palette(person)
    shown.field.setText("nxs")
    assert shown.shown[0].text == "Next span or suggestion"
    person.bot.keyClick(shown.field, "\r")
    person.bot.waitUntil(lambda: person.selected == "Iran")
    person.view.setFocus()
    assert palette(person).shown[0].action.objectName() == "go.next"


def test_the_palette_says_why_an_action_would_do_nothing(person: Person) -> None:
    shown = palette(person)
    reasons = {entry.action.objectName(): entry.why_not for entry in shown.shown}
    assert reasons["edit.undo"] == "Nothing to undo."
    assert reasons["span.end_on"] == "Select a span first: Tab goes to the next one."
    assert reasons["go.next"] == ""
    shown.field.setText("undo")
    person.bot.keyClick(shown.field, "\r")
    assert shown.isVisible()  # there is nothing to run
    shown.field.setText("no such thing")
    assert shown.shown == []
    assert shown._none.isVisible()


def test_reasons_go_when_there_is_something_to_do(person: Person) -> None:
    def idle() -> set[str]:
        return {action.id for action in ACTIONS if why_not(action, person.bench)}

    before = idle()
    person.press("Tab")
    assert {"span.remove", "span.end_on", "relation.begin", "span.propagate"} <= before - idle()
    person.press("Return")
    assert "edit.undo" in before - idle()
    assert "edit.redo" in idle()
    person.app.projects.close()
    assert {why_not(action, None) for action in ACTIONS if action.needs} == {"Open a project first."}


def test_an_open_menu_disables_what_would_do_nothing_and_keys_stay_alive(person: Person) -> None:
    window = person.app.window
    undo = window.qactions["edit.undo"]
    window._tell_reasons()
    assert (undo.isEnabled(), undo.toolTip()) == (False, "Nothing to undo.")
    window._enable()
    assert undo.isEnabled()
    person.press("Ctrl+Z")
    assert person.bench.status.message.text() == "Nothing to undo."


def test_f1_has_every_action_of_the_table(person: Person) -> None:
    person.press("F1")
    dialog = person.app.window.findChild(KeysDialog)
    assert dialog is not None
    sections = [dialog.tree.topLevelItem(at) for at in range(dialog.tree.topLevelItemCount())]
    rows = [one.child(row) for one in sections if one is not None for row in range(one.childCount())]
    assert {action.text for action in ACTIONS} <= {row.text(0) for row in rows if row is not None}
    dialog.close()


def test_focus_leaves_the_article_alone_and_panels_come_back_as_they_were(person: Person) -> None:
    bench = person.bench
    panels = (bench.left, bench.inspector, bench.label_bar)
    person.press("F8")
    person.press("Shift+F11")
    assert [panel.isVisible() for panel in panels] == [False, False, False]
    assert person.view.hasFocus()
    person.press("Tab", "Escape")
    assert bench.panels.focused  # Esc has dropped the selection first
    person.press("Escape")
    assert [panel.isVisible() for panel in panels] == [True, False, True]
    person.press("Shift+F11", "Shift+F11", "F8")
    assert [panel.isVisible() for panel in panels] == [True, True, True]


def test_the_compact_list_has_lower_rows_and_is_kept(person: Person) -> None:
    panel = person.bench.documents
    before = panel.list.sizeHintForRow(0)
    person.press("Shift+F7")
    assert panel.list.sizeHintForRow(0) < before
    assert Settings().compact
    person.press("Shift+F7")
    assert panel.list.sizeHintForRow(0) == before


def test_panels_and_sizes_are_kept_for_the_next_time(person: Person) -> None:
    path = str(person.session.project.path)
    person.bench.splitter.setSizes([300, 700, 280])
    sizes = person.bench.splitter.sizes()
    person.press("F8", "Ctrl+Shift+J")
    person.view.setFocus()
    person.press("Shift+F11")
    person.app.projects.close()
    person.open(path)
    bench = person.bench
    assert (bench.left.isVisible(), bench.inspector.isVisible(), bench.label_bar.isVisible()) == (True, False, True)
    assert bench.left.currentWidget() is bench.spans
    person.press("F8")
    person.bot.waitUntil(lambda: abs(bench.splitter.sizes()[0] - sizes[0]) < 3)


def test_what_could_not_be_saved_is_told_until_something_is(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    status, annotations = person.bench.status, person.session.project.annotations
    assert status.saved.text() == "Saved"
    real = annotations.append

    def full(*_arguments: object, **_named: object) -> object:
        raise DiskFull("p.gilder: the disk is full; nothing was saved. Make room and try again")

    monkeypatch.setattr(annotations, "append", full)
    before = person.session.state
    person.press("Tab", "Return")
    assert status.saved.text() == "Not saved: disk full"
    assert "Make room" in status.saved.toolTip()
    assert "Make room" in status.message.text()
    assert person.session.state is before
    assert person.selected == "Iran"
    monkeypatch.setattr(annotations, "append", real)
    person.press("Return")
    assert status.saved.text().startswith("Saved ")
    assert person.gold == [("Iran", "LOC")]


def test_the_work_meter_counts_and_can_be_switched_off(person: Person) -> None:
    progress = person.bench.status.progress
    assert progress.text() == "0 of 2 documents done, 2 left"
    person.press("Tab", "Return", "Return", "Ctrl+Enter")
    assert "1 of 2 documents done, 1 left   ·   under a minute today" in progress.text()
    assert person.bench._meter.look().decisions == 2
    person.press("Ctrl+Z", "Ctrl+Z")
    assert person.bench._meter.look().decisions == 1
    person.press("Ctrl+,")
    dialog = person.app.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.work_meter.setChecked(False)
    dialog.accept()
    assert progress.text() == "0 of 2 documents done"
    assert not progress.toolTip()
    assert not Settings().work_meter


def test_a_blind_document_shows_no_suggestion_and_says_so(person: Person) -> None:
    project, bench = person.session.project, person.bench
    assert not bench.blind.isVisible()
    first = project.documents.ids()[0]
    project.blinding.set(Blinding(100))
    bench._show_rows()
    person.session.open_document(first)
    assert bench.blind.isVisible()
    assert bench.blind.text() == "Blind: suggestions are hidden here"
    assert person.session.picture().spans_between(0, 1000) == []
    assert [row.open_suggestions for row in bench.documents.model.rows] == [0, 0]
    assert all(row.blind for row in bench.documents.model.rows)
    assert not +person.session.counts
    person.press("Tab")
    assert person.selected == ""
    person.press("Return")
    assert "Blind" in bench.status.message.text()
    person.select_words("Reuters")
    person.press("2")
    assert person.gold == [("Reuters", "ORG")]
    assert bench.documents.model.rows[0].blind
    person.press("Ctrl+Shift+PageDown")
    assert "No other document" in bench.status.message.text()
    project.blinding.set(Blinding(50, "spans", 1))
    person.session.open_document(first)
    assert "Blind in part: 50 %" in bench.blind.text()
    project.blinding.set(Blinding())
    person.session.open_document(first)
    assert not bench.blind.isVisible()


def drag(paths: list[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_a_drag_says_what_the_drop_will_do(person: Person, tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Reuters in Aleppo.")
    window, hint = person.app.window, person.app.window._hint
    held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    data = drag([article])
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *held)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert (hint.isVisible(), hint.text()) == (True, "Drop to import 1 file into small")
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not hint.isVisible()
    window.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *held))
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, *held))
    assert not hint.isVisible()
    person.bot.waitUntil(lambda: person.session.state.document.name == "a.txt")
    person.app.jobs.cancel()


@pytest.mark.parametrize(
    ("names", "project", "told", "good"),
    [
        (["a.txt"], None, "Drop to open 1 file in a new project", True),
        (["a.txt", "b.html", "folder"], "siege", "Drop to import 2 files and 1 folder into siege", True),
        (["folder"], "siege", "Drop to import 1 folder into siege", True),
        (["p.gilder"], "siege", "Drop to open the project p", True),
        (["p.gilder", "a.txt"], "siege", "Drop one project, or articles, not both.", False),
        (["p.gilder", "q.gilder"], None, "Drop one project, or articles, not both.", False),
    ],
)
def test_what_a_drop_will_do(tmp_path: Path, names: list[str], project: str | None, told: str, good: bool) -> None:
    for name in names:
        (tmp_path / name).mkdir() if "." not in name else (tmp_path / name).write_text("x")
    assert opening.told_of_drop([tmp_path / name for name in names], project) == (told, good)


def test_missing_recent_projects_are_told_and_can_be_taken_off(person: Person, tmp_path: Path) -> None:
    gone, window = str(tmp_path / "gone.gilder"), person.app.window
    Settings().add_recent(gone)
    person.app.projects.close()
    recent = window.start.recent
    texts = [recent.item(at).text() for at in range(recent.count())]
    assert texts[0].startswith("gone\nnot found in ")
    assert texts[1].startswith("small\n")
    person.open(gone)
    box = window.findChild(MessageDialog)
    assert box is not None
    assert "not there any more" in box.said.text()
    box.close()
    recent.setCurrentRow(0)
    window.start._remove.trigger()
    assert [recent.item(at).text().split("\n")[0] for at in range(recent.count())] == ["small"]
    assert gone not in Settings().recent


def test_an_empty_list_says_why_it_is(person: Person) -> None:
    bench = person.bench
    assert bench.documents._hint.isHidden()
    bench.documents.filter.setText("no such name")
    assert bench.documents._hint.text() == "No document has this in its name."
    assert bench.documents._hint.isVisible()
    bench.documents.filter.setText("other")
    assert bench.documents._hint.isHidden()
    person.press("Ctrl+Shift+J")
    person.bot.waitUntil(lambda: bench.spans.model.rowCount() > 0)
    bench.spans.filter.setText("no such words")
    person.bot.waitUntil(bench.spans._hint.isVisible)
    person.press("Ctrl+H")
    bench.history.filter.setText("no such step")
    person.bot.waitUntil(bench.history._hint.isVisible)
    bench.history.filter.setText("")
    assert bench.history._hint.isHidden()


def test_f1_says_that_no_key_fits(person: Person) -> None:
    person.press("F1")
    dialog = person.app.window.findChild(KeysDialog)
    assert dialog is not None
    dialog.field.setText("zebra")
    assert dialog._hint.isVisible()
    dialog.field.setText("relation")
    assert dialog._hint.isHidden()
    dialog.close()


@pytest.mark.parametrize("name", ["", "gold", "model:x", "import:brat"])
def test_settings_say_why_a_name_is_none_for_a_person(person: Person, name: str) -> None:
    person.app.show_settings()
    dialog = person.app.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.annotator.setText(name)
    before = dialog.about.text()
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.about.property("role") == "warn"
    assert dialog.about.text() != before
    assert name.partition(":")[0] in dialog.about.text()
    assert Settings().annotator == "anna"
    dialog.reject()


def test_every_action_is_in_its_menu_and_no_menu_is_higher_than_a_small_screen(person: Person) -> None:
    found: dict[str, str] = {}
    for top in person.app.window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        for menu in (top, *top.findChildren(QMenu)):
            assert menu.sizeHint().height() < 760
            found |= {one.objectName(): top.title().replace("&", "") for one in menu.actions() if one.objectName()}
    assert found == {action.id: action.menu for action in ACTIONS}


def test_menus_name_enter_as_the_keys_page_does(person: Person) -> None:
    window = person.app.window
    assert window.qactions["span.accept"].shortcut().toString() == "Enter"
    assert window.qactions["document.done"].shortcut().toString() == "Ctrl+Enter"


def test_a_message_shows_its_details_at_once_and_about_names_the_licences(person: Person) -> None:
    person.app.projects.complained.emit("2 of the files could not be imported.", "a.txt: empty\nb.txt: empty")
    box = person.app.window.findChild(MessageDialog)
    assert box is not None
    assert (box.said.text(), box.detail.isVisible()) == ("2 of the files could not be imported.", True)
    box.close()
    person.app.show_about()
    about = person.app.window.findChild(AboutDialog)
    assert about is not None
    assert {"Apache License 2.0", "CC BY-SA 4.0"} <= {label.text() for label in about.findChildren(QLabel)}
    about.close()


def test_an_unforeseen_problem_can_be_copied_as_a_report(person: Person) -> None:
    box = unforeseen_box(KeyError("s12"), "the report")
    assert "KeyError" in box.said.text()
    copy = next(one for one in box.findChildren(QPushButton) if one.text() == "Copy report")
    copy.click()
    assert QApplication.clipboard().text() == "the report"
    box.deleteLater()
