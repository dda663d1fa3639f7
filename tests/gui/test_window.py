"""The window around the article: opening, importing, jobs, panels, inspector, settings."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotate.errors import GilderError, InputError
from annotate.model import Value
from gui import opening, selftest
from gui.dialogs.message import MessageDialog
from gui.jobs import Jobs, Report
from gui.models.documents import DocumentsModel
from gui.settings import Settings
from gui.theme import DARK
from store.documents import DocumentRow
from store.project import Project
from tests.gui.conftest import TEXT, Person
from tests.gui.listed import show


def test_the_installed_pyside_keeps_count_of_none() -> None:
    assert selftest.complaint() is None


def test_a_pyside_that_loses_references_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "lost_references", lambda: 90)
    assert "PySide6-Essentials>=6.10,<6.12" in (selftest.complaint() or "")


def test_articles_go_to_a_project_beside_the_first_and_are_found_there_again(tmp_path: Path) -> None:
    article = tmp_path / "one.txt"
    article.write_bytes("Caf\u00e9\r\nin Syria.".encode())
    with opening.open_paths([article]) as project:
        assert project.path == tmp_path / "one.gilder"
        assert project.documents.get(project.documents.ids()[0]).text == "Caf\u00e9\r\nin Syria."
    with opening.open_paths([article]) as project:
        assert len(project.documents) == 1


def test_a_folder_of_articles_and_bad_ones_are_told_before_anything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "good.txt").write_text("Iran.")
    (folder / "bad.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"bad\.txt"):
        opening.open_paths([folder])
    assert not (tmp_path / "corpus.gilder").exists()
    (folder / "bad.txt").unlink()
    with opening.open_paths([folder]) as project:
        assert [row.name for row in project.documents.rows(project.sources.person("anna"))] == ["good.txt"]


def test_projects_and_articles_are_not_opened_together(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="open one project, or articles"):
        opening.open_paths([tmp_path / "a.gilder", tmp_path / "a.txt"])


def test_work_runs_on_another_thread_and_gives_its_result_on_this_one(qtbot: QtBot) -> None:
    jobs, seen = Jobs(), list[object]()

    def work(report: Report) -> int:
        report(1, 2)
        return threading.get_ident()

    def done(result: object) -> None:
        seen.append((result != threading.get_ident(), threading.current_thread() is threading.main_thread()))

    jobs.start("Counting", work, done)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(True, True)]
    jobs.stop()


def test_cancelled_work_ends_and_gives_no_result(qtbot: QtBot) -> None:
    jobs, seen, ended = Jobs(), list[object](), threading.Event()

    def work(report: Report) -> None:
        try:
            while True:
                report(0, 0)
        finally:
            ended.set()

    jobs.start("Endless", work, seen.append)
    jobs.cancel()
    qtbot.waitUntil(ended.is_set)
    jobs.start("Next", lambda _report: 1, seen.append)
    qtbot.waitUntil(lambda: seen == [1])
    jobs.stop()


def test_what_a_person_can_mend_is_told(qtbot: QtBot) -> None:
    jobs = Jobs()

    def work(_report: Report) -> None:
        raise GilderError("the disk is full")

    with qtbot.waitSignal(jobs.failed) as told:
        jobs.start("Writing", work, print)
    assert told.args == ["the disk is full"]
    assert not jobs.busy
    jobs.stop()


def test_the_documents_model_is_sound(qtmodeltester: ModelTester) -> None:
    model = DocumentsModel()
    rows = [DocumentRow(f"{n:032x}", f"{n}.txt", 10, "new", False, 0, n) for n in range(5)]
    show(model, rows)
    qtmodeltester.check(model)
    model.replace(DocumentRow(rows[2].id, "2.txt", 10, "done", False, 1, 0, number=3))
    assert model.rows[2].status == "done"
    model.filter({2, 3, 5})
    assert [model.index(at).data() for at in range(model.rowCount())] == ["1.txt", "2.txt", "4.txt"]
    assert not model.shown(0).isValid()
    assert model.shown(4).row() == 2
    qtmodeltester.check(model)


def test_the_filter_hides_documents(person: Person) -> None:
    person.press("Ctrl+J")
    panel = person.bench.documents
    assert panel.filter.hasFocus()
    panel.filter.setText("oth")
    shown = panel.list.model()
    assert [shown.index(row, 0).data() for row in range(shown.rowCount())] == ["other.txt"]
    person.press("Escape")
    assert person.view.hasFocus()


def test_dropped_articles_are_imported(person: Person, tmp_path: Path) -> None:
    new = tmp_path / "dropped.txt"
    new.write_text("Reuters in Aleppo.\n")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(new)), QUrl.fromLocalFile(str(tmp_path / "bad.txt"))])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    person.app.window.dropEvent(event)
    person.bot.waitUntil(lambda: person.session.state.document.name == "dropped.txt")
    box = person.app.window.findChild(MessageDialog)
    assert box is not None
    assert "bad.txt" in box.detail.toPlainText()
    box.close()
    person.app.jobs.cancel()


def test_the_inspector_shows_and_corrects_the_value(person: Person) -> None:
    person.press("Tab", "Tab", "F2")
    editor = person.bench.inspector.value
    assert editor.modifier.hasFocus()
    editor.amount.setText("1,200")
    editor.amount.editingFinished.emit()
    span = next(iter(person.session.state.index))
    assert span.value == Value(amount="1200", modifier="=")
    editor.upper.setText("7")
    editor.upper.editingFinished.emit()
    assert "upper end must be more" in editor.problems["upper"].text()
    assert next(iter(person.session.state.index)).value == Value(amount="1200", modifier="=")
    person.view.setFocus()
    person.press("Ctrl+Z")
    assert person.gold == []


def test_the_inspector_lists_relations_and_leads_to_them(person: Person) -> None:
    person.press("Tab", "Tab", "Ctrl+L", "Tab", "Return")
    relation = next(iter(person.session.state.relations.values()))
    person.session.select(relation.child)
    panel = person.bench.inspector
    person.bot.waitUntil(lambda: panel.relations.isVisibleTo(panel) and len(panel.relations.rows.rows) == 1)
    panel.relations.clicked.emit(panel.relations.rows.index(0, 1))
    assert person.session.selected == relation.id
    person.press("Ctrl+R")
    person.bot.waitUntil(lambda: "does not join" in person.bench.status.message.text())


def test_the_inspector_names_origin_and_annotator(person: Person) -> None:
    panel = person.bench.inspector
    person.press("Tab")
    person.bot.waitUntil(lambda: "waits for your decision" in panel.origin.text())
    assert "test, score 0.90" in panel.origin.text()
    person.press("Return", "Shift+Tab")
    person.bot.waitUntil(lambda: "accepted by anna" in panel.origin.text())


def test_light_and_dark(person: Person) -> None:
    person.press("F9")
    assert person.app.theme is DARK
    assert Settings().theme == "dark"
    assert person.app.window.grab().toImage().pixelColor(5, 200).lightness() < 60
    person.press("F9")
    assert person.app.window.grab().toImage().pixelColor(5, 200).lightness() > 200


def test_suggestions_come_in_the_background_and_are_kept(person: Person) -> None:
    person.press("F5")
    assert person.app.jobs.busy
    person.bot.waitUntil(lambda: not person.app.jobs.busy, timeout=60_000)
    project: Project = person.session.project
    assert [run.name for run in project.suggestions.runs()][-1].startswith("news-en")
    labels = {(span.text, span.label) for span in person.session.open_spans}
    assert ("more than 1,000", "CARDINAL") in labels
    assert "Tuesday" in {text for text, _ in labels}
    for span in person.session.open_spans:
        assert TEXT[span.start : span.end] == span.text


def test_the_label_bar_labels_the_selection(person: Person) -> None:
    person.select_words("Reuters")
    button = person.bench.label_bar._buttons["ORG"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert person.gold == [("Reuters", "ORG")]
    assert button.count == 1


def test_export_writes_the_gold_only(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    from PySide6.QtWidgets import QApplication, QFileDialog

    from gui.dialogs.exporting import ExportDialog

    out = tmp_path / "out.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    person.press("Tab", "Return", "Ctrl+E")
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, ExportDialog)
    person.bot.waitUntil(shown.go.isEnabled, timeout=20_000)
    person.press("Return")
    person.bot.waitUntil(lambda: "out.jsonl is written" in person.bench.status.message.text(), timeout=20_000)
    shown.reject()
    first = json.loads(out.read_text().splitlines()[0])
    assert [(span["text"], span["decision"]) for span in first["spans"]] == [("Iran", "accepted")]


def test_labels_make_room_for_their_counts(person: Person) -> None:
    bar = person.bench.label_bar
    before = bar._buttons["ORG"].width()
    bar.show_counts({"ORG": 12345})
    person.bot.waitUntil(lambda: bar._buttons["ORG"].width() >= bar._buttons["ORG"].sizeHint().width() > before)


def test_settings_change_font_width_theme_and_annotator(person: Person) -> None:
    from gui.dialogs.settings import SettingsDialog

    person.press("Ctrl+,")
    dialog = person.app.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.annotator.setText("model:me")
    dialog.accept()
    assert Settings().annotator == "anna"  # a name that another kind of source would have is refused
    dialog.annotator.setText("bob")
    dialog.column.setCurrentIndex(0)
    dialog.theme.setCurrentIndex(dialog.theme.findData("contrast"))
    dialog.accept()
    assert (Settings().annotator, person.app.theme.name) == ("bob", "contrast")
    assert person.view.metrics.widest == 640


def test_rejected_suggestions_are_shown_on_demand(person: Person) -> None:
    person.press("Tab", "Backspace", "Escape", "F10")
    picture = person.session.picture()
    assert [span.text for span in picture.rejected] == ["Iran"]
    (drawn,) = picture.spans_between(0, 4)
    assert drawn.tag == "LOC ✕"
    person.session.select(drawn.id)
    assert person.selected == "Iran"
    person.press("Return")
    assert person.gold == [("Iran", "LOC")]
    person.press("Ctrl+Z", "F10")
    assert list(person.session.picture().rejected) == []


def test_a_selection_becomes_a_zone_and_body_text_again(person: Person) -> None:
    person.select_words("President")
    person.app._run("zone.boilerplate")
    (zone,) = person.session.state.zones.values()
    assert (zone.kind, TEXT[zone.start : zone.end]) == ("boilerplate", "President")
    person.press("Ctrl+Z")
    assert not person.session.state.zones
    person.press("Ctrl+Shift+Z")
    person.app._run("zone.body")
    assert not person.session.state.zones


def test_the_list_of_spans_is_a_sound_model_and_leads_to_its_spans(person: Person, qtmodeltester: ModelTester) -> None:
    person.press("Ctrl+Shift+J")
    panel = person.bench.spans
    person.bot.waitUntil(lambda: panel.model.rowCount() == 4)
    qtmodeltester.check(panel.model)
    assert panel.model.index(1).data() == "more than 1,000, CARDINAL, suggestion, score 0.90"
    panel.filter.setText("loc syr")
    person.bot.waitUntil(lambda: panel.model.rowCount() == 1)
    panel.list.clicked.emit(panel.model.index(0))
    assert person.selected == "Syria"
    person.press("Escape")
    assert person.view.hasFocus()
    person.press("Return")
    panel.filter.setText("")
    person.bot.waitUntil(lambda: "Syria, LOC" in [panel.model.index(row).data() for row in range(4)])
