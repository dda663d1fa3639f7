"""The dialog for import: what is in the files, how it is asked, and what comes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from gui.dialogs.importing import ImportDialog
from gui.import_look import of_a_format
from tests.gui.conftest import Person

CONLL = "Iran B-LOC\narmed O\nRaqqa B-TOWN\n\nReuters B-ORG\nsaid O\n"
BARE = "Iran\tB-LOC\narmed\tO\n\nSyria\tLOC\n"
BRAT = "T1\tLOC 0 4\tIran\nT2\tPER 50 60\tnobody\n"


def dialog(person: Person) -> ImportDialog:
    """The dialog, once it is open and the files were looked at."""

    def looked() -> bool:
        found = QApplication.activeModalWidget()
        return isinstance(found, ImportDialog) and not found.line.working

    person.bot.waitUntil(looked, timeout=20_000)
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportDialog)
    return found


def look_again(person: Person, shown: ImportDialog) -> None:
    person.bot.waitUntil(lambda: not shown.line.working, timeout=20_000)


def take(person: Person, *paths: Path) -> ImportDialog:
    person.app.projects.take(list(paths))
    return dialog(person)


def imported(person: Person, shown: ImportDialog) -> None:
    """Press Import, and wait for the summary."""
    assert shown.go.isEnabled()
    with person.bot.waitSignal(person.app.keeping.importing.imported, timeout=20_000):
        shown.go.click()
    assert not shown.go.isVisible()


def names(person: Person) -> list[str]:
    return [row.name for row in person.bench.documents.model.rows]


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def brat(folder: Path, name: str = "a", ann: str = BRAT) -> Path:
    file(folder, f"{name}.txt", f"Iran armed {name}.\n")
    return file(folder, f"{name}.ann", ann)


def test_it_shows_what_is_in_the_files_and_imports_it(person: Person, tmp_path: Path) -> None:
    shown = take(person, file(tmp_path, "town.conll", CONLL))
    assert "CoNLL columns" in shown.form.form.itemText(0)
    facts = shown.facts.toPlainText()
    assert "1 document, 3 spans" in facts
    assert "tags: " in facts
    assert shown.found.labels.cells(0)[0] == "TOWN"
    assert "1 label will be added" in shown.line.text
    page = shown.found.reader.page
    assert page is not None
    drawn = page.picture.spans_between(0, 100)
    assert [one.label for one in drawn] == ["LOC", "TOWN", "ORG"]
    source = shown.form.source.lineEdit()
    assert source is not None
    assert source.placeholderText() == "import:conll"
    assert "kept beside yours" in shown.form.named.text()
    imported(person, shown)
    assert "1 document, 3 spans imported" in shown.line.text
    assert names(person)[-1] == "town.conll"
    project = person.session.project
    assert project.schemes.scheme.span_label("TOWN") is not None
    assert project.sources.named("import:conll") is not None
    assert person.session.doc is not None
    assert person.session.doc.name == "town.conll"
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert person.app.keeping.importing._dialog is None


def test_articles_are_imported_without_a_question(person: Person, tmp_path: Path) -> None:
    one = file(tmp_path, "in/one.txt", "One.")
    file(tmp_path, "in/two.html", "<html><body><p>Two is an article of some words.</p></body></html>")
    with person.bot.waitSignal(person.app.keeping.importing.imported, timeout=20_000):
        person.app.projects.take([one])
    with person.bot.waitSignal(person.app.keeping.importing.imported, timeout=20_000):
        person.app.projects.take([tmp_path / "in"])
    assert QApplication.activeModalWidget() is None
    assert names(person)[-2:] == ["one.txt", "two.html"]


def test_what_the_file_does_not_say_is_asked_in_the_dialog(person: Person, tmp_path: Path) -> None:
    shown = take(person, file(tmp_path, "odd.conll", BARE))
    tags = shown.form.asked_rows["tags"]
    assert tags.isVisible()
    assert tags.hasFocus()
    assert not shown.go.isEnabled()
    assert "Say which" in shown.line.text
    assert "--" not in shown.line.text
    tags.setCurrentIndex(tags.findText("bare"))
    tags.activated.emit(tags.currentIndex())
    look_again(person, shown)
    assert shown.go.isEnabled()
    imported(person, shown)
    assert names(person)[-1] == "odd.conll"


def test_columns_of_a_table_are_asked_for(person: Person, tmp_path: Path) -> None:
    path = file(tmp_path, "odd.csv", "nr,words\n1,Iran armed rebels.\n2,Syria did not.\n")
    shown = take(person, path)
    shown.form.form.setCurrentIndex(shown.form.form.findData("csv"))
    shown.form.form.activated.emit(shown.form.form.currentIndex())
    look_again(person, shown)
    box = shown.form.asked_rows["columns"]
    assert box.isVisible()
    box.setCurrentIndex(box.findText("text=words"))
    box.activated.emit(box.currentIndex())
    look_again(person, shown)
    assert "2 documents" in shown.facts.toPlainText()
    imported(person, shown)
    assert person.session.state.document.text == "Iran armed rebels."


def test_a_format_can_be_chosen_against_the_recognised_one(person: Person, tmp_path: Path) -> None:
    shown = take(person, file(tmp_path, "town.conll", CONLL))
    box = shown.form.form
    box.setCurrentIndex(box.findData("text"))
    box.activated.emit(box.currentIndex())
    look_again(person, shown)
    assert "1 file of Plain text" in shown.facts.toPlainText()
    imported(person, shown)
    assert person.session.state.document.text == CONLL
    assert not person.session.state.spans


def test_problems_are_listed_and_can_be_saved(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = take(person, brat(tmp_path / "in"))
    table = shown.found.problems
    assert table.rowCount() == 1
    row = table.cells(0)
    assert row[0].startswith("a.ann")
    assert "left out" in row[2]
    assert "1" in shown.found.tabText(1)
    imported(person, shown)
    assert shown.found.currentIndex() == 1
    assert shown.save.isVisible()
    report = tmp_path / "problems.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(report), ""))
    shown.save.click()
    person.bot.waitUntil(lambda: "written to problems.txt" in shown.line.text, timeout=20_000)
    assert "T2" in report.read_text(encoding="utf-8")


def test_strictly_nothing_is_imported_and_a_line_says_why(person: Person, tmp_path: Path) -> None:
    before = names(person)
    shown = take(person, brat(tmp_path / "in"))
    wrong = shown.form.wrong
    wrong.setCurrentIndex(wrong.findData("strict"))
    wrong.activated.emit(wrong.currentIndex())
    look_again(person, shown)
    assert not shown.go.isEnabled()
    assert "cannot be read" in shown.line.text
    assert shown.form.leave_out.isVisible()
    shown.form.leave_out.setChecked(True)
    look_again(person, shown)
    assert not shown.go.isEnabled()
    assert "nothing to import" in shown.line.text
    shown.reject()
    assert names(person) == before


def test_of_many_files_the_bad_ones_are_left_out_where_that_is_wanted(person: Person, tmp_path: Path) -> None:
    brat(tmp_path / "in", "good", "T1\tLOC 0 4\tIran\n")
    file(tmp_path, "in/bad.xml", "<GateDocument><broken>")
    shown = take(person, tmp_path / "in")
    assert not shown.go.isEnabled()
    assert "Problems" in shown.line.text
    shown.form.leave_out.setChecked(True)
    look_again(person, shown)
    imported(person, shown)
    assert names(person)[-1].startswith("good")
    assert any("bad.xml" in shown.found.problems.cells(at)[0] for at in range(shown.found.problems.rowCount()))


def test_a_file_that_broke_since_it_was_looked_at_leaves_the_project_as_it_was(person: Person, tmp_path: Path) -> None:
    before, scheme = names(person), person.session.scheme
    brat(tmp_path / "in", "a", "T1\tTOWN 0 4\tIran\n")
    late = brat(tmp_path / "in", "z", "T1\tLOC 0 4\tIran\n")
    shown = take(person, tmp_path / "in")
    late.write_bytes(b"T1\tLOC 0 4\tIr\xff\xfean\n")
    shown.go.click()
    person.bot.waitUntil(lambda: "Nothing was imported" in shown.line.text, timeout=20_000)
    assert "--" not in shown.line.text
    assert names(person) == before
    assert person.session.project.schemes.scheme == scheme
    assert shown.go.isEnabled()


def test_a_cancelled_import_leaves_nothing_behind(person: Person, tmp_path: Path) -> None:
    before, scheme = names(person), person.session.scheme
    for at in range(40):
        brat(tmp_path / "in", f"a{at}", "T1\tTOWN 0 4\tIran\n")
    shown = take(person, tmp_path / "in")
    shown.go.click()
    person.bench.bulk.stop()
    person.bot.waitUntil(lambda: "Nothing was imported" in shown.line.text, timeout=20_000)
    assert names(person) == before
    assert person.session.project.schemes.scheme == scheme
    assert len(person.session.project.documents) == len(before)
    imported(person, shown)
    assert len(names(person)) == len(before) + 40


def test_annotations_come_in_as_suggestions_of_a_model(person: Person, tmp_path: Path) -> None:
    shown = take(person, file(tmp_path, "town.conll", CONLL))
    shown.form.as_suggestions.setChecked(True)
    look_again(person, shown)
    page = shown.found.reader.page
    assert page is not None
    assert {one.tag for one in page.picture.spans_between(0, 100)} == {"LOC ?", "TOWN ?", "ORG ?"}
    shown.form.source.setEditText("my tagger")
    assert "wait for your answer" in shown.form.named.text()
    imported(person, shown)
    assert not person.session.state.spans
    assert len(person.session.open_spans) == 3
    assert "3 suggestions" in shown.line.text


def test_under_ones_own_name_they_are_ones_own(person: Person, tmp_path: Path) -> None:
    shown = take(person, file(tmp_path, "town.conll", CONLL))
    shown.form.source.setCurrentIndex(shown.form.source.findText("anna"))
    assert "They are yours" in shown.form.named.text()
    imported(person, shown)
    shown.reject()
    assert person.gold == [("Iran", "LOC"), ("Raqqa", "TOWN"), ("Reuters", "ORG")]
    person.app.window.activateWindow()
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus, timeout=20_000)
    person.press("Tab", "Delete")
    assert len(person.gold) == 2
    person.press("Ctrl+Z")
    assert len(person.gold) == 3
    assert [one.name for one in person.session.project.sources.all()].count("anna") == 1


def test_an_archive_is_looked_at_and_imported_under_its_own_name(person: Person, tmp_path: Path) -> None:
    brat(tmp_path / "corpus")
    archive = Path(shutil.make_archive(str(tmp_path / "corpus"), "zip", tmp_path / "corpus"))
    shown = take(person, archive)
    assert "1 document" in shown.facts.toPlainText()
    assert archive.name in str(shown.found.problems.cells(0))
    imported(person, shown)
    assert "a.txt" in names(person)
    (tmp_path / "bad.zip").write_bytes(b"PK nothing")
    shown.reject()
    broken = take(person, tmp_path / "bad.zip")
    assert not broken.go.isEnabled()
    broken.reject()


def test_folders_are_annotators_where_the_person_says_so(person: Person, tmp_path: Path) -> None:
    for name in ("ann", "bob"):
        file(tmp_path, f"in/{name}/a.txt", "Iran armed rebels.\n")
        file(tmp_path, f"in/{name}/a.ann", "T1\tLOC 0 4\tIran\n")
    shown = take(person, tmp_path / "in")
    assert shown.form.annotators.isVisible()
    box = shown.form.annotators
    box.setCurrentIndex(box.findData("folders"))
    box.activated.emit(box.currentIndex())
    look_again(person, shown)
    assert "ann, bob" in shown.form.named.text()
    imported(person, shown)
    assert {one.name for one in person.session.project.sources.all()} >= {"ann", "bob"}
    assert sum(name.startswith("a") for name in names(person)) == 1


def test_it_is_asked_for_files_and_for_a_folder(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, "in/town.conll", CONLL)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: ([str(path)], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(tmp_path / "in"))
    person.press("Ctrl+I")
    dialog(person).reject()
    person.app.window.qactions["file.import_folder"].trigger()
    shown = dialog(person)
    assert shown.heading.text() == "in"
    shown.reject()


def test_everything_is_reached_by_tab_and_named(person: Person, tmp_path: Path) -> None:
    shown = take(person, file(tmp_path, "town.conll", CONLL))
    seen = list[str]()
    for _ in range(30):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.accessibleName() or getattr(focus, "text", str)())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    for name in ("Format", "Encoding", "What becomes of what is wrong", "Whose annotations they are",
                 "What was found in the files", "The first documents, to be read", "Document to look at"):  # fmt: skip
        assert name in seen, name
    assert any(one.startswith("Import") for one in seen)
    assert "Cancel" in seen
    assert all(seen)
    shown.reject()


def test_files_of_annotations_on_the_command_line_are_told_from_articles(tmp_path: Path) -> None:
    conll, article = file(tmp_path, "a.conll", CONLL), file(tmp_path, "b.txt", "Iran.")
    assert of_a_format([article, conll])
    assert not of_a_format([article, tmp_path, tmp_path / "none.conll", file(tmp_path, "c.png", "no")])


def test_dropped_on_the_start_page_they_go_to_a_new_project(person: Person, tmp_path: Path) -> None:
    path = file(tmp_path, "in/town.conll", CONLL)
    person.app.projects.close()
    person.app.projects.take([path])
    shown = dialog(person)
    assert person.session.project.path.name == "town.gilder"
    imported(person, shown)
    assert names(person) == ["town.conll"]
    shown.reject()
