"""Review by group, and what was rejected, in a real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from annotate.change import Transaction
from annotate.suggest.base import SuggestedRelation, Suggestions
from gui.bulk import Bulk
from gui.dialogs.groups import GroupsDialog
from gui.grouping import Grouping
from store.documents import NewDocument
from store.project import Project
from tests.gui.conftest import OTHER, TEXT, Person, suggestions_for

TWO = (("Iran", "LOC", 0), ("Syria", "LOC", 0), ("Aleppo", "LOC", 0), ("Reuters", "ORG", 0))


def suggest(person: Person, *, name: str = "again") -> None:
    """A run over both documents, with relations in the first."""
    project = person.session.project
    first, other = project.documents.ids()
    found = suggestions_for(TEXT)
    pair = [at for at, one in enumerate(found.spans) if one.label == "LOC"][:2]
    relations = (SuggestedRelation(pair[0], pair[1], "opposes", 0.6),)
    both = [(first, Suggestions(found.spans, relations)), (other, suggestions_for(OTHER, TWO))]
    project.suggestions.record_run(name, both)
    person.session.reload_suggestions()


def opened(person: Person, *, project: bool = False) -> GroupsDialog:
    """The dialog, when it has gathered."""
    person.press("Ctrl+G")
    person.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), GroupsDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, GroupsDialog)
    dialog.where.setCurrentIndex(int(project))
    settle(person, dialog)
    return dialog


def settle(person: Person, dialog: GroupsDialog) -> None:
    grouping = dialog.findChild(Grouping)
    assert grouping is not None
    person.bot.wait(20)
    person.bot.waitUntil(lambda: not grouping.busy)


def groups(dialog: GroupsDialog) -> list[tuple[str, int]]:
    return [(group.name, group.count) for group in dialog.groups.groups]


def everyone(person: Person) -> list[str]:
    """What the person has labelled in all documents."""
    project, source = person.session.project, person.session.source
    docs = [project.documents.get(one) for one in project.documents.ids()]
    return [span.text for doc in docs for span in project.annotations.state(doc, source).index]


def test_groups_of_this_article_and_of_the_project(person: Person) -> None:
    suggest(person)
    dialog = opened(person)
    assert groups(dialog) == [("LOC", 3), ("CARDINAL", 1), ("opposes", 1)]
    dialog.where.setCurrentIndex(1)
    settle(person, dialog)
    assert groups(dialog) == [("LOC", 6), ("CARDINAL", 1), ("opposes", 1), ("ORG", 1)]
    assert [place.text for place in dialog.model.places] == ["Iran", "Syria", "Assad", "Iran", "Syria", "Aleppo"]
    dialog.by.setCurrentText("Text")
    assert groups(dialog)[:2] == [("Iran   LOC", 2), ("Syria   LOC", 2)]
    dialog.by.setCurrentText("Suggester")
    assert groups(dialog) == [("again", 9)]
    dialog.by.setCurrentText("Score")
    assert groups(dialog) == [("0.9 to 1.0", 8), ("0.6 to 0.7", 1)]
    dialog.most.setValue(0.7)
    assert groups(dialog) == [("0.6 to 0.7", 1)]
    dialog.reject()


def test_a_group_is_accepted_over_all_documents_as_one_step_and_the_next_group_follows(person: Person) -> None:
    suggest(person)
    dialog = opened(person, project=True)
    dialog.table.setFocus()
    person.press("Down", "Space")  # takes “Syria” out
    assert dialog.accept_button.text() == "Accept 5"
    person.press("Return")
    settle(person, dialog)
    assert everyone(person) == ["Iran", "Assad", "Iran", "Syria", "Aleppo"]
    assert groups(dialog) == [("CARDINAL", 1), ("LOC", 1), ("opposes", 1), ("ORG", 1)]
    assert dialog.heading.text().startswith("CARDINAL: 1")
    person.press("Ctrl+Z")
    settle(person, dialog)
    assert everyone(person) == []
    assert groups(dialog)[0] == ("LOC", 6)
    dialog.reject()


def test_a_rejected_group_never_comes_back_and_can_be_opened_again(person: Person) -> None:
    suggest(person)
    dialog = opened(person, project=True)
    dialog.list.setFocus()
    person.press("Backspace")
    settle(person, dialog)
    assert [name for name, _ in groups(dialog)] == ["CARDINAL", "ORG"]  # the relation has lost its ends
    dialog.reject()
    person.bot.waitUntil(person.view.hasFocus)
    suggest(person, name="later")
    dialog = opened(person, project=True)
    assert [name for name, _ in groups(dialog)] == ["CARDINAL", "ORG"]
    dialog.what.setCurrentIndex(1)
    settle(person, dialog)
    assert groups(dialog) == [("LOC", 6)]
    assert dialog.reject_button.isHidden()
    dialog.list.setFocus()
    person.press("Return")
    settle(person, dialog)
    assert groups(dialog) == []
    assert dialog.heading.text() == "Nothing was rejected here."
    dialog.what.setCurrentIndex(0)
    settle(person, dialog)
    assert groups(dialog)[0] == ("LOC", 6)
    dialog.reject()


def test_the_empty_state(person: Person) -> None:
    person.press("Ctrl+PageDown")
    dialog = opened(person)
    assert dialog.heading.text() == "No suggestion waits here."
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_a_rejected_span_is_reached_by_tab_and_opened_again(person: Person) -> None:
    person.press("Tab", "Backspace")
    person.press("Shift+Tab")
    assert person.selected == "Assad"  # rejected ones are passed over while they are hidden
    person.press("F10", "Tab")
    assert person.selected == "Iran"
    person.press("Backspace")
    assert "rejected already" in person.bench.status.message.text()
    person.press("Ctrl+Backspace")
    assert person.selected == "Iran"
    assert len(person.session.state.decisions) == 0
    person.press("Return")
    assert person.gold == [("Iran", "LOC")]


def test_a_rejected_span_of_an_earlier_run_takes_another_label_at_once(person: Person) -> None:
    person.press("Tab", "Backspace")
    suggest(person, name="later")
    person.press("Escape", "F10", "Tab")
    assert person.selected == "more than 1,000"
    person.press("Shift+Tab")
    assert person.selected == "Iran"
    person.press("2")
    assert person.gold == [("Iran", "ORG")]
    person.press("Ctrl+Z")
    assert person.gold == []


def test_a_rejected_relation_is_shown_and_accepted_after_all(person: Person) -> None:
    suggest(person)
    person.press("Alt+Down", "Backspace")
    assert len(person.session.open.relations) == 0
    person.press("Escape", "Alt+Down")
    assert person.session.selected is None
    person.press("F10", "Alt+Down", "Return")
    assert [one.label for one in person.session.state.relations.values()] == ["opposes"]
    person.press("Ctrl+Z")
    assert len(person.session.state.relations) == 0
    assert person.gold == []


def test_closing_the_window_ends_a_search(person: Person, tmp_path: Path) -> None:
    project = person.session.project
    project.documents.add(NewDocument(f"{at}.txt", f"Iran and Syria {at}. " * 20) for at in range(300))
    person.press("Tab", "Ctrl+Shift+D")
    person.app.projects.close()
    assert not (tmp_path / "small.gilder-wal").exists()
    with Project.open(tmp_path / "small.gilder", read_only=True) as again:
        assert len(again.documents) == 302


def test_a_large_answer_that_ends_after_the_dialog_was_closed_is_told(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggest(person)
    dialog = opened(person, project=True)
    waiting = list[Callable[[Transaction], object]]()

    def later(_self: Bulk, make: Callable[[], list[Transaction]], *rest: object) -> None:
        done = rest[-1]
        assert callable(done)
        steps = make()
        waiting.append(lambda _tx: done(steps[0]))

    monkeypatch.setattr(Bulk, "write", later)
    dialog.accept_button.click()
    person.bot.waitUntil(lambda: bool(waiting))
    dialog.reject()
    person.bot.waitUntil(lambda: not isValid(dialog))
    told = list[str]()
    person.session.told.connect(told.append)
    waiting[0](Transaction((), ""))
    assert told
    assert "Ctrl+Z takes it back" in told[-1]
