"""The dialog for export: what can be held, what would be lost, and what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from gui.dialogs.exporting import ExportDialog
from gui.export_look import FormatLine, formats
from store.exchange.corpus import corpus
from store.exchange.incoming import take_in
from store.exchange.names import WRITE
from store.exchange.reading import Reading
from store.project import Project
from tests.gui.conftest import Person


def ready(person: Person, shown: ExportDialog) -> None:
    """Wait until nothing is being looked at or written."""
    person.bot.waitUntil(lambda: shown.formats.line is not None and not shown.line.working, timeout=20_000)


def ask(person: Person, form: str = "") -> ExportDialog:
    person.app.window.qactions["file.export"].trigger()
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, ExportDialog)
    ready(person, shown)
    if form:
        choose(person, shown, form)
    return shown


def choose(person: Person, shown: ExportDialog, form: str) -> None:
    lines = [line(shown, at) for at in range(shown.formats.count())]
    shown.formats.setCurrentRow([one.name for one in lines].index(form))
    ready(person, shown)


def line(shown: ExportDialog, at: int) -> FormatLine:
    return shown.formats.item(at).data(Qt.ItemDataRole.UserRole)


def write(person: Person, shown: ExportDialog, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(out), ""))
    assert shown.go.isEnabled()
    shown.go.click()
    ready(person, shown)


def annotate(person: Person) -> None:
    """Two spans, of which one is noted."""
    person.press("Tab", "Return")
    person.bench.edits.set_note("sure?")


def add_source(path: Path, folder: Path, name: str) -> None:
    """Somebody else's annotations of an article of the project."""
    with Project.open(path, beside=True) as project:
        doc = project.documents.get(project.documents.ids()[0])
        (folder / "a.txt").write_text(doc.text, encoding="utf-8")
        (folder / "a.ann").write_text(f"T1\tLOC 0 4\t{doc.text[:4]}\n", encoding="utf-8")
        reading, bad = Reading(), []
        records = (one for file in corpus([folder], None, bad.append) for one in file.read(reading))
        take_in(project, records, name, reading)


def test_it_lists_every_format_and_says_what_each_cannot_hold(person: Person) -> None:
    shown = ask(person)
    lines = [line(shown, at) for at in range(shown.formats.count())]
    assert {one.name for one in lines} == set(WRITE)
    assert tuple(lines) == formats()
    assert lines[0].name == "jsonl"
    assert shown.misses.text() == "Holds everything." if not lines[0].misses else "Cannot hold" in shown.misses.text()
    choose(person, shown, "conll")
    assert shown.title.text() == "CoNLL columns"
    assert "Cannot hold discontinuous spans" in shown.misses.text()
    assert shown.about.text()
    shown.reject()
    assert person.app.keeping.exporting._dialog is None


def test_what_would_be_lost_is_shown_before_anything_is_written(person: Person, tmp_path: Path) -> None:
    annotate(person)
    before = sorted(tmp_path.iterdir())
    shown = ask(person)
    assert shown.counts.text() == "Nothing would be lost."
    assert "2 spans" in shown.line.text
    choose(person, shown, "conll")
    assert "notes of spans" in shown.counts.text()
    kinds = [shown.losses.cells(at)[1] for at in range(shown.losses.rowCount())]
    assert "notes of spans" in kinds
    assert "origins" in kinds
    assert sorted(tmp_path.iterdir()) == before
    shown.reject()


def test_it_is_written_and_the_summary_names_the_table_of_losses(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotate(person)
    shown = ask(person, "conll")
    out = tmp_path / "gold.conll"
    write(person, shown, out, monkeypatch)
    assert "B-LOC" in out.read_text(encoding="utf-8")
    assert "gold.conll is written: 2 documents, 2 spans" in shown.line.text
    assert "gold.conll.losses.tsv" in shown.line.text
    table = (tmp_path / "gold.conll.losses.tsv").read_text(encoding="utf-8").splitlines()
    assert len(table) - 1 == shown.losses.rowCount()
    assert shown.buttons.button(shown.buttons.StandardButton.Close).hasFocus()
    shown.reject()
    again = ask(person)
    assert again.formats.line is not None
    assert again.formats.line.name == "conll"
    again.reject()


def test_gilders_own_format_loses_nothing(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annotate(person)
    shown = ask(person, "jsonl")
    write(person, shown, tmp_path / "gold", monkeypatch)
    assert (tmp_path / "gold.jsonl").is_file()
    assert "Nothing is lost." in shown.line.text
    shown.reject()


def test_strictly_nothing_is_written_that_would_lose_something(person: Person) -> None:
    annotate(person)
    shown = ask(person, "conll")
    assert shown.go.isEnabled()
    shown.form.strict.setChecked(True)
    assert not shown.go.isEnabled()
    assert "you refuse to lose any" in shown.line.text
    shown.form.strict.setChecked(False)
    assert shown.go.isEnabled()
    shown.reject()


def test_suggestions_go_out_only_where_that_is_asked_for(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ask(person, "conll")
    assert shown.line.text == "2 documents will be written."
    shown.form.suggestions.setChecked(True)
    ready(person, shown)
    assert "4 spans" in shown.line.text
    write(person, shown, tmp_path / "all.conll", monkeypatch)
    assert "B-LOC" in (tmp_path / "all.conll").read_text(encoding="utf-8")
    shown.reject()


def test_several_sources_are_chosen_among_or_written_side_by_side(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotate(person)
    (tmp_path / "in").mkdir()
    person.session.project.share_writing()
    add_source(person.session.project.path, tmp_path / "in", "bob")
    shown = ask(person, "conll")
    assert not shown.go.isEnabled()
    assert "annotations of anna, bob" in shown.line.text
    sources = shown.form.sources
    items = {one.data(Qt.ItemDataRole.UserRole).name: one for one in map(sources.item, range(sources.count()))}
    assert items["model:test" if "model:test" in items else "test"].checkState() == Qt.CheckState.Unchecked
    items["bob"].setCheckState(Qt.CheckState.Unchecked)
    ready(person, shown)
    assert shown.go.isEnabled()
    assert not shown.form.side_by_side.isEnabled()
    assert "2 spans" in shown.line.text
    items["anna"].setCheckState(Qt.CheckState.Unchecked)
    ready(person, shown)
    assert not shown.go.isEnabled()
    assert "Choose whose" in shown.line.text
    for name in ("anna", "bob"):
        items[name].setCheckState(Qt.CheckState.Checked)
    shown.form.side_by_side.setChecked(True)
    ready(person, shown)
    write(person, shown, tmp_path / "both", monkeypatch)
    assert {one.name for one in (tmp_path / "both").glob("*.conll")} == {"anna.conll", "bob.conll"}
    assert "losses.tsv" in shown.line.text
    shown.reject()


def test_a_place_that_must_not_be_covered_is_refused_in_the_dialog(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ask(person, "jsonl")
    write(person, shown, person.session.project.path, monkeypatch)
    assert "is the project itself" in shown.line.text
    assert shown.go.isEnabled()
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine")
    choose(person, shown, "brat")
    write(person, shown, taken, monkeypatch)
    assert "mine.txt" in shown.line.text
    assert (taken / "mine.txt").read_text() == "mine"
    shown.reject()


def test_enter_in_the_list_asks_for_the_place_once(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, asked = ask(person), list[str]()

    def no_place(*_: object, **__: object) -> tuple[str, str]:
        asked.append("asked")
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", no_place)
    assert shown.formats.hasFocus()
    QTest.keyClick(shown.formats, Qt.Key.Key_Return)
    assert asked == ["asked"]
    assert shown.go.isEnabled()
    shown.reject()


def test_a_look_can_be_stopped_and_another_format_looked_at(person: Person) -> None:
    shown = ask(person)
    shown.formats.setCurrentRow(shown.formats.currentRow() + 1)
    assert shown.line.working
    assert not shown.go.isEnabled()
    shown._pause.timeout.emit()
    shown.line.stop.click()
    ready(person, shown)
    assert shown.line.text in ("Stopped.", "2 documents will be written.")
    choose(person, shown, "conll")
    assert "will be written" in shown.line.text
    shown.reject()


def test_everything_is_reached_by_tab_and_named(person: Person) -> None:
    annotate(person)
    shown = ask(person, "conll")
    seen = list[str]()
    for _ in range(16):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.accessibleName() or getattr(focus, "text", str)())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert all(seen)
    assert {"Format", "Whose annotations go out", "What would be lost", "Export…"} <= set(seen)
    assert sum("&" in one for one in seen) >= 2
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_without_documents_there_is_nothing_to_export(person: Person, tmp_path: Path) -> None:
    from gui.reasons import why_not
    from tests.gui.sessions.plays import TABLE

    Project.create(tmp_path / "empty.gilder", "").close()
    person.open(str(tmp_path / "empty.gilder"))
    assert "nothing to export" in why_not(TABLE["file.export"], person.bench)
