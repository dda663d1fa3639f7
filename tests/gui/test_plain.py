"""Names from files are shown as text: no label, tool tip, list or message of the window takes them for HTML."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from annotate.suggest.base import Suggestion, Suggestions
from gui.dialogs.message import MessageDialog
from gui.dialogs.note import NoteDialog
from gui.errors import unforeseen_box
from gui.plain import PlainLabel, plain_tip
from store.documents import NewDocument
from store.project import Project
from tests.gui.conftest import Person, seated

GUI = Path(__file__).parents[2] / "gui"
HOSTILE = '<b>x</b><img src="file:///etc/hostname">'
SCHEME = f"""
name = '{HOSTILE}'
[[span]]
name = '{HOSTILE}'
guideline = '{HOSTILE}'
hotkey = "1"
[[span]]
name = "<i>number</i>"
value = "number"
hotkey = "2"
[[relation]]
name = "<u>of</u>"
hotkey = "3"
guideline = '{HOSTILE}'
[[attribute]]
name = "<s>sure</s>"
kind = "text"
guideline = '{HOSTILE}'
[[attribute]]
name = "<s>kind</s>"
kind = "choice"
choices = ["<b>one</b>", "<b>two</b>"]
[[document]]
name = "<b>topic</b>"
kind = "text"
guideline = '{HOSTILE}'
"""
TEXT = f"<b>Iran</b> armed 1,000 {HOSTILE} in <b>Syria</b>.\n"


def make_project(path: Path) -> Project:
    project = Project.create(path, SCHEME)
    doc, other = project.documents.add([NewDocument(f"{HOSTILE}.txt", TEXT), NewDocument("<b>2</b>.txt", TEXT * 2)])
    labels = ("<i>number</i>", HOSTILE)
    found = [Suggestion(at, at + 11, labels[at % 2], 0.5) for at in (0, TEXT.index("<b>Syria"))]
    for one in (doc, other):
        project.suggestions.record_run("<b>model</b>", [(one.id, Suggestions(tuple(found)))])
    return project


@pytest.fixture
def hostile(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    """A window on a project whose every name is HTML; it lies in a folder of such a name as well."""
    folder = tmp_path / "<b>folder<br>"
    folder.mkdir()
    with seated(qtbot, qapp, make_project(folder / "<i>p<br>.gilder"), "<b>anna</b>") as somebody:
        yield somebody


def tips(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    for row in range(model.rowCount(QModelIndex())):
        for column in range(8):  # a list refuses to say how many it has, and has no index beyond the first
            index = model.index(row, column)
            yield str(model.data(index, Qt.ItemDataRole.ToolTipRole) or "") if index.isValid() else ""


def harmless(tip: str) -> bool:
    """A tip is no HTML, or one in which the tags of the file are escaped."""
    return "<" not in tip.removeprefix('<p style="white-space: pre-wrap">').removesuffix("</p>")


def rich(root: QWidget) -> list[str]:
    """What of a window and all in it is shown as HTML although it came from a file."""
    found = list[str]()
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            found += [widget.text()] if "<" in widget.text() else []
        if isinstance(widget, QTextEdit):
            found.append(f"a QTextEdit, which takes HTML: {widget.objectName()}")
        found += [] if harmless(widget.toolTip()) else [widget.toolTip()]
        if isinstance(widget, QAbstractItemView):
            found += [tip for tip in tips(widget.model()) if not harmless(tip)]
        found += [action.toolTip() for action in widget.actions() if not harmless(action.toolTip())]
    return found


def everything_shown() -> list[str]:
    return [text for window in QApplication.topLevelWidgets() for text in rich(window)]


def test_the_window_with_all_its_panels(hostile: Person):
    bench, session = hostile.bench, hostile.session
    assert any("&lt;b&gt;x&lt;/b&gt;" in tip for tip in tips(bench.documents.model))
    for _ in range(3):
        bench.navigation.step(1)
        assert everything_shown() == []
        bench.edits.accept()
    session.select(next(iter(session.state.index)).id)
    assert everything_shown() == []
    session.failed.emit(f"“{HOSTILE}” cannot go to “{HOSTILE}”.")
    assert "<b>x</b>" in bench.status.message.text()
    bench.status.show_not_saved(HOSTILE, HOSTILE)
    bench.status.show_work(HOSTILE, 1, 2)
    bench.status.show_progress(HOSTILE, HOSTILE)
    assert everything_shown() == []


def test_every_dialog_that_an_action_opens(hostile: Person, monkeypatch: pytest.MonkeyPatch):
    from PySide6.QtWidgets import QDialog, QFileDialog

    seen = list[str]()

    def look(dialog: QDialog) -> int:
        dialog.show()
        seen.append(dialog.objectName())
        bad = rich(dialog)
        dialog.close()
        assert bad == [], dialog.objectName()
        return 0

    monkeypatch.setattr(QDialog, "exec", look)
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_, **__: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
    hostile.bench.navigation.step(1)
    hostile.bench.edits.accept()
    for action in hostile.app.window.qactions.values():
        if action.objectName().split(".")[0] not in ("app", "project", "file") and action.isEnabled():
            action.trigger()
            assert everything_shown() == [], action.objectName()
            for window in QApplication.topLevelWidgets():
                if isinstance(window, QDialog) and window.isVisible():
                    seen.append(window.objectName())
                    window.close()
    assert len(set(seen)) >= 5, seen


@pytest.mark.parametrize(
    "make",
    [
        lambda: MessageDialog(HOSTILE, detail=HOSTILE, title=HOSTILE),
        lambda: unforeseen_box(ValueError(HOSTILE), HOSTILE),
        lambda: NoteDialog(HOSTILE, HOSTILE),
        lambda: PlainLabel(HOSTILE),
    ],
)
def test_boxes(qtbot: QtBot, make: Callable[[], QWidget]):
    made = make()
    qtbot.addWidget(made)
    assert rich(made) == []
    assert any(HOSTILE in one.text() for one in (made, *made.findChildren(QLabel)) if isinstance(one, QLabel))


def test_the_start_page_lists_paths_as_they_are(hostile: Person):
    hostile.app.projects.close()
    assert everything_shown() == []
    assert any("&lt;br&gt;" in tip for tip in tips(hostile.app.window.start.recent.model()))


def test_a_look_finds_a_label_that_takes_html(qtbot: QtBot):
    label = QLabel(HOSTILE)
    qtbot.addWidget(label)
    assert rich(label) == [HOSTILE]
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setToolTip(HOSTILE)
    assert rich(label) == [HOSTILE]
    label.setToolTip(plain_tip(HOSTILE))
    assert rich(label) == []
    assert plain_tip("Delete") == "Delete"


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call in the window's code: module, what is called, the call."""
    for path in sorted(GUI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path.relative_to(GUI).as_posix(), name, node


def test_labels_are_made_plain_and_tips_are_asked_for():
    for module, name, node in calls():
        where = f"{module}:{node.lineno}"
        assert name not in ("QLabel", "QMessageBox", "QTextBrowser", "QTextEdit", "setHtml", "insertHtml"), where
        assert name not in ("setWhatsThis", "showText", "setOpenExternalLinks", "setTextFormat") or module == "plain.py"
        if name == "setToolTip":
            told = node.args[-1]
            is_plain = isinstance(told, ast.Call) and getattr(told.func, "id", "") == "plain_tip"
            assert is_plain or isinstance(told, ast.Constant), f"{where}: give the tip through gui.plain.plain_tip"
