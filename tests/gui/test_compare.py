"""The Compare view by keyboard, in a real window: computed on a thread, each number open to its cases."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.modeltest import ModelTester

import resources
from gui.compare_look import Compare
from gui.dialogs.both import BothDialog
from gui.dialogs.compare import CompareDialog
from gui.reasons import why_not
from gui.theme import THEMES, contrast
from gui.widgets.figures import FiguresTable
from store.documents import NewDocument
from store.project import Project
from store.sources import Source
from tests.gui.comparable import make_comparable, span
from tests.gui.conftest import TEXT, Person
from tests.gui.sessions.plays import TABLE
from tests.gui.test_plain import HOSTILE, rich


@pytest.fixture
def at_work(person: Person, tmp_path: Path) -> Person:
    """Somebody with the project open in which others have worked, too."""
    person.open(str(make_comparable(tmp_path / "comparable.gilder")))
    return person


def settle(person: Person) -> None:
    person.bot.waitUntil(lambda: not person.bench.comparing.busy, timeout=20_000)


def opened(person: Person) -> CompareDialog:
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)
    person.press("Ctrl+Shift+E")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    settle(person)
    return dialog


def texts(table: FiguresTable, row: int) -> list[str]:
    return [table.figures.index(row, at).data() for at in range(table.figures.columnCount())]


@pytest.mark.parametrize("tab", ["confusion", "models"])
def test_long_names_make_the_view_no_wider(at_work: Person, tab: str):
    dialog, long = opened(at_work), "Dr. Maximiliane von und zu Hohenstein-Wittelsbach, Universität Würzburg" * 2
    page = dialog.confusion if tab == "confusion" else dialog.models
    usual = page.minimumSizeHint().width()
    dialog.models.offer([(Source(at, f"{long} {at}", "model"), 3) for at in (1, 2)], dialog.asked)
    dialog.confusion.told.setText(f"Gold {long}, other {long}: 24 of 31 in this row")
    dialog.tabs.setCurrentWidget(page)
    at_work.bot.waitUntil(page.isVisible)
    assert page.minimumSizeHint().width() <= usual
    dialog.reject()


def choose(person: Person, dialog: CompareDialog, gold: str, other: str) -> None:
    for box, name in ((dialog.choices.gold, gold), (dialog.choices.other, other)):
        box.setCurrentIndex(box.findData(name))
    settle(person)


def tick(person: Person, dialog: CompareDialog, *names: str) -> None:
    ticks = dialog.choices.agreeing.list
    for at in range(ticks.count()):
        item = ticks.item(at)
        state = Qt.CheckState.Checked if item.data(Qt.ItemDataRole.UserRole) in names else Qt.CheckState.Unchecked
        item.setCheckState(state)
    settle(person)


def test_own_work_is_compared_with_the_next_annotator_at_once(at_work: Person) -> None:
    dialog = opened(at_work)
    assert (dialog.asked.gold, dialog.asked.other) == ("anna", "ben")
    assert dialog.compared.text() == "2 documents are compared; 1 only anna has looked at."
    assert texts(dialog.scores.table, 0)[0:3] == ["All labels (micro)", "0.500", "0.500"]
    assert dialog.scores.table.hasFocus()
    assert "Enter opens the cases" in dialog.line.text
    spoken = dialog.scores.table.figures.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("All labels (micro), F1: 0.500 0.")
    ModelTester(None).check(dialog.scores.table.figures)
    dialog.reject()


def test_enter_opens_the_cases_of_a_number_and_a_case_in_the_article(at_work: Person) -> None:
    dialog = opened(at_work)
    at_work.press("Right", "Right", "Right", "Right", "Right", "Right", "Return")  # missed, of all labels
    settle(at_work)
    assert dialog.tab == "cases"
    assert dialog.cases.heading.text() == "all labels: missed: 3 cases"
    assert [case.kind for case in dialog.cases.table.cases.cases] == ["label", "boundary", "missed"]
    assert dialog.cases.told.text().startswith("Most frequent: label 1, boundary 1, missed 1.")
    ModelTester(None).check(dialog.cases.table.cases)
    at_work.press("Backspace")
    assert dialog.tab == "scores"
    assert dialog.scores.table.hasFocus()
    at_work.press("Return")
    settle(at_work)
    at_work.press("Down", "Return")
    both = QApplication.activeModalWidget()
    assert isinstance(both, BothDialog)
    assert both.stop is not None
    at_work.bot.waitUntil(both.both.article.hasFocus)
    assert both.stop.words.startswith("Boundary: anna PERSON “Assad”; ben PERSON “Bashar al-Assad”")
    at_work.press("Return")
    assert at_work.session.doc is not None
    assert at_work.session.doc.name == "first.txt"
    place = at_work.view.caret.selection
    assert place is not None
    assert TEXT[place.start : place.end] == "Bashar al-Assad"
    again = opened(at_work)
    assert again.tab == "cases"
    assert len(again.cases.table.cases.cases) == 3
    again.reject()


def test_cases_are_filtered_by_kind_and_by_labels(at_work: Person) -> None:
    dialog = opened(at_work)
    dialog.go_to("cases")
    settle(at_work)
    assert len(dialog.cases.table.cases.cases) == 6
    dialog.cases.kinds.setCurrentIndex(dialog.cases.kinds.findData("spurious"))
    assert [case.other for case in dialog.cases.table.cases.cases] == ["DATE “Tuesday”"]
    dialog.cases.labels.setCurrentIndex(dialog.cases.labels.findText("LOC → ORG  (1)"))
    assert list(dialog.cases.table.cases.cases) == []
    assert dialog.cases.table.hint.text() == "No case is of this kind and these labels."
    dialog.cases.kinds.setCurrentIndex(0)
    assert [case.kind for case in dialog.cases.table.cases.cases] == ["label"]
    dialog.reject()


def test_the_confusion_is_walked_through_by_arrows(at_work: Person) -> None:
    dialog = opened(at_work)
    dialog.go_to("confusion")
    settle(at_work)
    view = dialog.confusion.view
    assert view.hasFocus()
    matrix = view.matrix
    to = matrix.rows.index("LOC"), matrix.columns.index("ORG")
    at_work.press(*["Down"] * to[0], *["Right"] * to[1])
    assert view.current == to
    assert (
        view.accessibleDescription() == "Gold LOC, other ORG: 1 of 2 in this row, 50%" == dialog.confusion.told.text()
    )
    at_work.press("Return")
    settle(at_work)
    assert dialog.cases.heading.text() == "LOC → ORG: 1 case"
    at_work.press("Backspace", "Home", "PageUp", "Left", "Up")
    assert view.current == (0, 0)
    at_work.press("End")
    with at_work.bot.assertNotEmitted(dialog.cell_requested):
        at_work.press("Return")  # nothing is there
    image = view.picture()
    assert (image.width(), image.height()) == (view.size_of_all().width() * 2, view.size_of_all().height() * 2)
    dialog.reject()


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_numbers_keep_their_contrast_on_every_shade(theme) -> None:
    shades = [theme.shade(share / 20, right=right) for share in range(21) for right in (True, False)]
    assert min(contrast(theme.text, shade) for shade in shades) >= (7 if "contrast" in theme.name else 4.5)
    assert contrast(theme.bar, theme.page) >= 3


def test_agreement_of_two_and_of_three(at_work: Person) -> None:
    dialog = opened(at_work)
    dialog.go_to("agreement")
    settle(at_work)
    assert dialog.choices.agreeing.text().startswith("3 sources")
    table = dialog.agreement.coefficients
    assert texts(table, 0)[2:4] == ["", ""]
    assert "of two sources" in table.figures.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    tick(at_work, dialog, "anna", "ben")
    assert all(texts(table, 0))
    assert dialog.compared.text() == "2 documents that two or more of these 2 sources have looked at."
    tick(at_work, dialog, "anna")
    assert dialog.agreement.pairs.hint.text().startswith("Tick two or more")
    tick(at_work, dialog, "anna", "ben", "chloé")
    dialog.agreement.pairs.setFocus()
    at_work.press("Return")
    settle(at_work)
    assert dialog.cases.heading.text() == "anna and ben: 6 cases"
    dialog.reject()


def test_the_list_to_tick_is_used_by_keyboard(at_work: Person) -> None:
    dialog = opened(at_work)
    button = dialog.choices.labels
    button.setFocus()
    at_work.press("Space")
    at_work.bot.waitUntil(button.list.hasFocus)
    names = [button.list.item(at).text() for at in range(button.list.count())]
    at_work.press(*["Down"] * names.index("PERSON"), "Space", "Escape")
    settle(at_work)
    assert not button._popup.isVisible()
    at_work.bot.waitUntil(button.hasFocus)
    assert button.text().startswith("PERSON")
    assert [texts(dialog.scores.table, row)[0] for row in (2,)] == ["PERSON"]
    assert dialog.scores.table.figures.rowCount() == 3
    dialog.reject()


def test_rows_by_zone_and_another_criterion(at_work: Person) -> None:
    dialog = opened(at_work)
    dialog.scores.rows.setCurrentIndex(2)
    settle(at_work)
    assert {texts(dialog.scores.table, row)[0] for row in range(2, 4)} == {"body", "headline"}
    dialog.scores.table.setCurrentIndex(dialog.scores.table.figures.index(3, 1))
    dialog.scores.table.setFocus()
    at_work.press("Return")
    settle(at_work)
    assert dialog.cases.heading.text() == "headline: 3 cases"
    dialog.go_to("scores")
    settle(at_work)
    dialog.scores.rows.setCurrentIndex(0)
    dialog.scores.criterion.setCurrentIndex(dialog.scores.criterion.findData("overlap"))
    settle(at_work)
    assert texts(dialog.scores.table, 0)[1] == "0.667"
    dialog.scores.what.setCurrentIndex(1)
    settle(at_work)
    assert texts(dialog.scores.table, 0)[1] == "0.000"
    dialog.scores.what.setCurrentIndex(2)
    settle(at_work)
    assert texts(dialog.scores.table, 0)[0] == "Whole value"
    dialog.reject()


def test_two_versions_against_gold(at_work: Person) -> None:
    dialog = opened(at_work)
    dialog.go_to("models")
    settle(at_work)
    models = dialog.models
    for box, name in ((models.before, "ben"), (models.after, "chloé")):
        box.setCurrentIndex(box.findData(name))
    settle(at_work)
    assert texts(models.table, 0) == ["F1 (exact)", "0.400", "1.000", "+0.600"]
    assert "p = " in models.chance.text()
    assert [case.kind for case in models.cases.cases.cases] == [
        "LOC “Syria”", "PERSON “Assad”", "not in gold", "ORG “Reuters”",
    ]  # fmt: skip
    models.side.setCurrentIndex(1)
    settle(at_work)
    assert models.cases.hint.text() == "Nothing got worse."
    models.after.setCurrentIndex(models.before.currentIndex())
    settle(at_work)
    assert models.table.hint.text().startswith("Choose two different sources")
    assert models.cases.isHidden()
    dialog.reject()


def test_what_cannot_be_compared_says_why(at_work: Person) -> None:
    dialog = opened(at_work)
    choose(at_work, dialog, "anna", "anna")
    assert dialog.scores.table.hint.text() == "Choose two different sources: one cannot be compared with itself."
    assert not dialog.export_button.isEnabled()
    choose(at_work, dialog, "anna", "chloé")
    dialog.go_to("cases")
    settle(at_work)
    assert dialog.cases.table.hint.text() == "anna and chloé say the same in all these documents."
    dialog.choices.documents.setCurrentIndex(2)  # the open one
    at_work.session.open_document(at_work.session.project.documents.ids()[2])
    dialog.reject()
    again = opened(at_work)
    assert again.scores.table.hint.text() == "There is no document here that both anna and chloé have looked at."
    again.reject()


def test_one_source_is_not_enough(person: Person) -> None:
    said = "There is one source only: two are needed to compare. Add a colleague’s work, import, suggest or annotate."
    assert why_not(TABLE["view.compare"], person.bench) == said
    person.bench.comparing.ask()
    assert QApplication.activeModalWidget() is None
    assert person.bench.status.message.text() == said
    person.press("Tab", "Return")
    assert why_not(TABLE["view.compare"], person.bench) == ""


def test_it_is_computed_on_another_thread_and_can_be_stopped(at_work: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    threads, compare = list[int](), Compare.__call__

    def watched(*given: object) -> object:
        threads.append(threading.get_ident())
        return compare(*given)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Compare, "__call__", watched)
    dialog = opened(at_work)
    assert threads
    assert threading.get_ident() not in threads
    at_work.press("F5")
    assert dialog.line.working
    dialog.line.stop.click()
    assert dialog.line.text == "Stopped. F5 compares again."
    settle(at_work)
    count = len(threads)
    at_work.press("F5")
    settle(at_work)
    assert len(threads) > count
    assert "Enter opens" in dialog.line.text
    dialog.reject()


def test_what_may_be_asked_for_next_is_there_when_it_is(at_work: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    going, asked, compare = threading.Event(), list[str](), Compare.__call__

    def held(self: Compare, *given: object) -> object:
        asked.append(f"{self.asked.gold} {self.asked.other}")
        if self.asked.other == "chloé":
            assert going.wait(20)
        return compare(self, *given)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Compare, "__call__", held)
    dialog = opened(at_work)
    at_work.bot.waitUntil(lambda: "anna chloé" in asked)  # begun by itself
    assert not at_work.bench.comparing.busy
    assert not dialog.line.working
    dialog.choices.other.setCurrentIndex(dialog.choices.other.findData("chloé"))
    assert at_work.bench.comparing.busy  # now it is waited for, and not begun anew
    assert dialog.line.working
    going.set()
    settle(at_work)
    assert texts(dialog.scores.table, 0)[1].startswith("1.000")
    at_work.bot.waitUntil(lambda: at_work.bench.comparing.resting)
    assert asked == ["anna ben", "anna chloé", "ben chloé"]
    choose(at_work, dialog, "ben", "chloé")
    dialog.go_to("agreement")
    assert texts(dialog.agreement.pairs, 0)[0] == "anna – ben"  # at once
    assert len(asked) == 3
    at_work.press("F5")
    dialog.go_to("scores")
    settle(at_work)
    assert len(asked) > 3
    dialog.reject()


def test_a_view_that_is_closed_is_not_held_by_what_is_being_found_ahead(
    at_work: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, going, compare = threading.Event(), threading.Event(), Compare.__call__

    def held(self: Compare, *given: object) -> object:
        if self.asked.other == "chloé":
            begun.set()
            assert going.wait(20)
        return compare(self, *given)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Compare, "__call__", held)
    dialog = opened(at_work)
    at_work.bot.waitUntil(begun.is_set)
    shown = weakref.ref(at_work.bench.comparing._shown)
    dialog.reject()
    del dialog
    try:
        at_work.bot.waitUntil(lambda: shown() is None)  # on the window's thread: the other one waits
    finally:
        going.set()


def test_what_is_shown_is_written_as_csv_markdown_and_picture(
    at_work: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(at_work)

    def write(name: str, chosen: str = "") -> Path:
        out = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(out), chosen))
        dialog.export_button.click()
        settle(at_work)
        return out

    assert write("scores.csv").read_text(encoding="utf-8").splitlines()[0].startswith("Label,F1,Precision,Recall,Right")
    assert dialog.line.text == "scores.csv is written."
    text = write("scores", "Markdown (*.md)").with_suffix(".md").read_text(encoding="utf-8")
    assert "Gold: anna; compared: ben. 2 documents are compared" in text
    assert "| All labels (micro) |" in text
    for tab in ("scores", "confusion", "agreement"):
        dialog.go_to(tab)
        settle(at_work)
        image = QImage(str(write(f"{tab}.png")))
        assert image.width() > 400
        assert image.pixelColor(1, 1).name() == at_work.view.theme.page
    dialog.go_to("cases")
    settle(at_work)
    lines = write("cases.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 7
    assert lines[0] == "Document,Start,End,Before,Text,After,Gold: anna,ben,Kind"
    write("cases.xlsx")
    assert not (tmp_path / "cases.xlsx").exists()
    assert "give it a name that ends in" in dialog.line.text
    write("missing/cases.csv")
    assert "cannot be written" in dialog.line.text
    dialog.reject()


def test_a_table_copies_its_row_and_a_click_chooses_a_cell(at_work: Person) -> None:
    dialog = opened(at_work)
    at_work.press("Ctrl+C")
    assert QApplication.clipboard().text().startswith("All labels (micro)\t0.500")
    dialog.go_to("confusion")
    settle(at_work)
    view = dialog.confusion.view
    place = view.drawn.rect(2, 1).center().toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.current == (2, 1)
    dialog.reject()


def test_names_from_files_are_shown_as_text(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "hostile.gilder"
    with Project.create(path, resources.scheme_text("news")) as project:
        (doc,) = project.documents.add([NewDocument(f"{HOSTILE}.txt", TEXT)])
        for name, words in ((HOSTILE, "Iran"), ("<b>ben</b>", "Syria")):
            project.annotations.import_many([(doc.id, [span(doc, words, "LOC")])], project.sources.person(name))
    person.open(str(path))
    dialog = opened(person)
    choose(person, dialog, HOSTILE, "<b>ben</b>")
    for tab in ("confusion", "agreement", "cases", "models", "scores"):
        dialog.go_to(tab)
        settle(person)
        assert rich(dialog) == []
    dialog.scores.rows.setCurrentIndex(1)
    settle(person)
    assert rich(dialog) == []
    dialog.reject()


def test_closing_the_project_closes_the_view(at_work: Person) -> None:
    opened(at_work)
    at_work.press("F5")
    at_work.app.projects.close()
    assert QApplication.activeModalWidget() is None
