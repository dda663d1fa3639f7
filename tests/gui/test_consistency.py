"""Consistency by keyboard, in a real window."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotate.model import Span
from docs.pictures.varied import OTHERWISE, make_varied
from gui.consistency import Consistency
from gui.dialogs.consistency import ConsistencyDialog
from store import journal, looks_right
from store.ids import new_id
from store.project import Project
from tests.gui.conftest import Person


def varied(person: Person, tmp_path: Path, *, annotator: str = "anna") -> None:
    person.app.projects.show(Project.open(make_varied(tmp_path / "varied.gilder", annotator=annotator)))
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)


def opened(person: Person) -> ConsistencyDialog:
    person.press("Ctrl+Shift+K")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ConsistencyDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConsistencyDialog)
    settle(person, dialog)
    return dialog


def settle(person: Person, dialog: ConsistencyDialog) -> None:
    joined = dialog.findChild(Consistency)
    assert joined is not None
    person.bot.waitUntil(lambda: not joined.busy and not joined._found._kept.stale, timeout=60_000)


def groups(dialog: ConsistencyDialog) -> list[tuple[str, int]]:
    return [(one.name, one.count) for one in dialog.groups.groups]


def labels(person: Person, text: str) -> set[str]:
    project, source = person.session.project, person.session.source
    docs = [project.documents.get(one) for one in project.documents.ids()]
    return {one.label for doc in docs for one in project.annotations.state(doc, source).index if one.text == text}


def test_rare_places_are_ticked_and_relabelled_as_one_step_and_the_next_text_follows(
    person: Person, tmp_path: Path
) -> None:
    varied(person, tmp_path)
    dialog = opened(person)
    assert groups(dialog) == [("Reuters", 1), ("Kestrel", 2), ("Turkey", 2), ("Turkish", 1)]
    dialog.list.setFocus()
    person.press("Down")
    assert dialog.heading.text() == "Kestrel:  ORG 46,  PERSON 1,  no label 1"
    assert {place.note for place in dialog.model.chosen()} == {"PERSON → ORG", "no label → ORG"}
    assert labels(person, "Kestrel") == {"ORG", "PERSON"}
    person.press("Ctrl+Return")
    settle(person, dialog)
    assert labels(person, "Kestrel") == {"ORG"}
    assert dialog.line.text.startswith("2 places labelled. Ctrl+Z takes it back.")
    assert groups(dialog) == [("Reuters", 1), ("Turkey", 2), ("Turkish", 1)]
    assert dialog.heading.text().startswith("Turkey")
    person.press("Ctrl+Z")
    settle(person, dialog)
    assert labels(person, "Kestrel") == {"ORG", "PERSON"}
    assert ("Kestrel", 2) in groups(dialog)
    dialog.reject()


def test_enter_goes_to_the_span_a_key_corrects_it_and_the_list_knows(person: Person, tmp_path: Path) -> None:
    varied(person, tmp_path)
    dialog = opened(person)
    dialog.list.selectRow(3)
    dialog.table.setFocus()
    person.press("Return")
    person.bot.waitUntil(person.view.hasFocus)
    assert person.session.state.document.name == "convoy-17.txt"
    assert person.selected == "Turkish"
    norp = person.session.scheme.span_label("NORP")
    assert norp is not None
    person.press(norp.hotkey)
    assert labels(person, "Turkish") == {"NORP"}
    dialog = opened(person)
    assert "Turkish" not in dict(groups(dialog))
    dialog.reject()


def test_what_looks_right_is_off_the_list_also_when_the_project_is_opened_again(person: Person, tmp_path: Path) -> None:
    varied(person, tmp_path)
    dialog = opened(person)
    dialog.list.setFocus()
    person.press("Backspace")
    assert groups(dialog)[0] == ("Kestrel", 2)
    assert dialog.line.text.startswith("31 places look right. Ctrl+Z takes it back.")
    dialog.table.setFocus()
    person.press("Backspace")
    assert groups(dialog)[0] == ("Kestrel", 1)
    dialog.reject()
    person.bot.waitUntil(person.view.hasFocus)
    dialog = opened(person)
    assert groups(dialog) == [("Kestrel", 1), ("Turkey", 2), ("Turkish", 1)]
    dialog.reject()
    person.app.projects.show(Project.open(person.session.project.path))
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)
    dialog = opened(person)
    assert groups(dialog) == [("Kestrel", 1), ("Turkey", 2), ("Turkish", 1)]
    dialog.list.setFocus()
    person.press("Ctrl+Z")
    assert groups(dialog)[0] == ("Kestrel", 2)
    assert dialog.line.text.startswith("1 place of anna no longer called right.")
    person.press("Ctrl+Z")
    assert groups(dialog)[0] == ("Reuters", 1)
    dialog.reject()


def test_undo_takes_back_the_newest_thing_whether_a_step_or_what_was_called_right(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = count(2_000_000_000_000)
    for module in (looks_right, journal):
        monkeypatch.setattr(module, "now_ms", lambda: next(ticks))
    varied(person, tmp_path)
    dialog = opened(person)
    dialog.list.setFocus()
    person.press("Backspace", "Ctrl+Return")  # Reuters looks right; Kestrel is relabelled
    settle(person, dialog)
    assert labels(person, "Kestrel") == {"ORG"}
    dialog.list.setFocus()
    person.press("Backspace")  # Turkey looks right
    assert groups(dialog) == [("Turkish", 1)]
    person.press("Ctrl+Z")
    assert groups(dialog) == [("Turkey", 2), ("Turkish", 1)]
    assert labels(person, "Kestrel") == {"ORG"}
    person.press("Ctrl+Z")
    settle(person, dialog)
    assert labels(person, "Kestrel") == {"ORG", "PERSON"}
    assert "Reuters" not in dict(groups(dialog))
    person.press("Ctrl+Z")
    assert "Reuters" in dict(groups(dialog))
    dialog.reject()


def test_what_looked_right_comes_up_again_when_it_is_labelled_otherwise(person: Person, tmp_path: Path) -> None:
    varied(person, tmp_path)
    dialog = opened(person)
    dialog.list.selectRow(3)
    place = dialog.model.places[0]
    dialog.list.setFocus()
    person.press("Backspace")
    assert "Turkish" not in dict(groups(dialog))
    dialog.place_requested.emit(place)
    dialog.accept()
    person.bot.waitUntil(person.view.hasFocus)
    assert person.selected == "Turkish"
    event = person.session.scheme.span_label("EVENT")
    assert event is not None
    person.press(event.hotkey)
    dialog = opened(person)
    assert ("Turkish", 1) in groups(dialog)
    dialog.reject()


def test_in_a_project_that_is_only_read_nothing_is_called_right(person: Person, tmp_path: Path) -> None:
    path = make_varied(tmp_path / "varied.gilder")
    person.app.projects.show(Project.open(path, read_only=True))
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)
    dialog = opened(person)
    before = groups(dialog)
    assert not dialog.right.isEnabled()
    dialog.list.setFocus()
    person.press("Backspace")
    dialog.table.setFocus()
    person.press("Backspace")
    assert groups(dialog) == before
    dialog.reject()


def test_suspicious_spans_are_looked_for_when_asked_and_one_is_corrected_by_keyboard(
    person: Person, tmp_path: Path
) -> None:
    varied(person, tmp_path)
    dialog = opened(person)
    dialog.tabs.setCurrentIndex(1)
    settle(person, dialog)
    assert groups(dialog) == []
    assert "about a minute" in dialog.hint.text()
    assert dialog.look.hasFocus()
    person.press("Space")
    assert dialog.line.working
    settle(person, dialog)
    name, count = groups(dialog)[0]
    assert name == "All, the most suspicious first"
    assert dialog.model.chosen() == []  # a model alone ticks nothing
    planted = {(f"convoy-{number:02}.txt", text) for number, text in OTHERWISE}
    assert {(place.name, place.text) for place in dialog.model.places[:4]} <= planted
    first = dialog.model.places[0]
    dialog.table.setFocus()
    dialog.table.selectRow(0)
    person.press("Space", "Ctrl+Return")
    settle(person, dialog)
    assert groups(dialog)[0] == (name, count - 1)
    assert first.about.place not in [one.about.place for one in dialog.model.places if one.name == first.name]
    assert person.session.history.done
    dialog.reject()
    person.bot.waitUntil(person.view.hasFocus)
    dialog = opened(person)  # nobody has to wait for the models again
    assert dialog.tab == 1
    assert groups(dialog)[0] == (name, count - 1)
    dialog.reject()


def test_looking_can_be_stopped(person: Person, tmp_path: Path) -> None:
    varied(person, tmp_path)
    dialog = opened(person)
    dialog.tabs.setCurrentIndex(1)
    settle(person, dialog)
    dialog.look.click()
    dialog.line.stop.click()
    settle(person, dialog)
    assert dialog.line.text == "Stopped."
    assert dialog.look.isEnabled()
    dialog.reject()


def test_annotations_of_others_are_looked_at_and_not_changed(person: Person, tmp_path: Path) -> None:
    varied(person, tmp_path, annotator="bob")
    dialog = opened(person)
    assert dialog.source.currentText() == "bob"  # as anna has annotated nothing yet
    assert groups(dialog)[0] == ("Reuters", 1)
    assert not dialog.relabel.isEnabled()
    assert "only your own can be changed here" in dialog.line.text
    dialog.reject()


def test_who_has_annotated_nothing_is_shown_the_source_with_the_most_annotations(
    person: Person, tmp_path: Path
) -> None:
    path = make_varied(tmp_path / "varied.gilder", annotator="carol")
    with Project.open(path) as project:
        carol = project.sources.person("carol")
        docs = [project.documents.get(one) for one in project.documents.ids()]
        said = [[one for one in project.annotations.items(doc, carol) if isinstance(one, Span)] for doc in docs]
        more = [replace(one, label="EVENT") for one in said[0]]
        given = zip(docs, [said[0] + more, *said[1:]], strict=True)
        copied = [(doc.id, [replace(one, id=new_id()) for one in spans]) for doc, spans in given]
        project.annotations.import_many(copied, project.sources.person("zoe"))
    person.app.projects.show(Project.open(path))
    person.view.setFocus()
    person.bot.waitUntil(person.view.hasFocus)
    dialog = opened(person)
    assert dialog.source.currentText() == "zoe"
    dialog.reject()
