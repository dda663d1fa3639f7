"""Learning while labelling in the window: when a round begins, what comes of it, and what it never touches.

Rounds are taught beforehand (`teaching.py`); `test_learning_rounds.py` has real ones.
"""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from annotate.suggest.base import Suggestions
from gui.dialogs.learnt import LearntDialog
from gui.learning import Learner
from gui.settings import Settings
from gui.suggesters.choice import Choice
from store.check import check_project
from store.project import Project
from tests.gui.conftest import Person
from tests.gui.teaching import WORSE, Teacher
from tests.gui.test_suggesting import Told, add_documents, asked, message, pick, use


def taught(person: Person, teacher: Teacher) -> Learner:
    person.bench.learner.terms.least = 0
    person.bench.learner.terms.make = teacher  # pyright: ignore[reportAttributeAccessIssue] - it stands for the real one
    return person.bench.learner


def idle(person: Person) -> bool:
    refreshing = person.bench.suggesting.refreshing
    return not (person.app.jobs.busy or person.bench.learner._jobs.busy or refreshing.busy)


def finish_document(person: Person) -> None:
    """Mark the open document done, and wait until what follows from it has come to its end."""
    person.press("Ctrl+Return")
    person.bot.waitUntil(lambda: idle(person), timeout=20_000)


def home(person: Person) -> str:
    return str(person.session.project.home.resolve())


@pytest.fixture
def engine(person: Person, monkeypatch: pytest.MonkeyPatch) -> Told:
    """What suggests, in the place of processes."""
    made = Told()
    use(person, made, monkeypatch)
    return made


def test_what_is_better_suggests_from_then_on_and_the_persons_choice_stays(person: Person, engine: Told) -> None:
    taught(person, Teacher())
    add_documents(person, 5)
    finish_document(person)
    assert message(person) == "Learnt from 25 documents: 61 → 74 % on the check set. It suggests now."
    suggesting = person.bench.suggesting
    assert suggesting.in_use == Choice("model", str(person.bench.learner.terms.folder / "learnt-1"))
    assert suggesting.choice == Settings().choice(home(person)) == Choice()


def test_the_next_documents_come_first_and_neither_the_open_one_nor_one_that_is_begun_is_changed(
    person: Person, engine: Told
) -> None:
    taught(person, Teacher())
    ids = add_documents(person, 6)
    person.session.open_document(ids[3])  # somebody has begun with it
    person.bot.waitUntil(lambda: idle(person))
    person.session.select(next(iter(person.session.open_spans)).id)
    person.press("Backspace")
    person.session.open_document(next(one.id for one in person.bench.documents.model.rows if one.name == "first.txt"))
    person.bot.waitUntil(lambda: idle(person))
    engine.seen.clear()
    before = len(person.session.project.suggestions.runs())
    finish_document(person)
    assert person.session.state.document.name == "other.txt"
    assert engine.seen == [f"more {n}.txt" for n in (0, 1, 2, 4, 5)]  # in the order of the panel
    assert len(person.session.project.suggestions.runs()) == before + 1
    assert list(check_project(person.session.project)) == []


def test_after_each_further_document_the_next_ten_are_looked_at(person: Person, engine: Told) -> None:
    teacher, engine.name = Teacher(), "en_learnt 1.0.0"
    taught(person, teacher)
    ids = add_documents(person, 14)
    finish_document(person)
    teacher.due = False
    older = person.session.project.suggestions  # as after an import: another suggester was there last
    older.record_run("other 1", [(one, Suggestions(())) for one in (ids[3], ids[13])])
    engine.seen.clear()
    finish_document(person)
    assert engine.seen == ["more 3.txt"]


def test_what_is_not_better_is_said_in_a_line_and_changes_nothing(person: Person, engine: Told) -> None:
    taught(person, Teacher(WORSE))
    add_documents(person, 2)
    finish_document(person)
    assert message(person) == ("Learnt from 30 documents, not better: 74 → 73 % on the check set. Nothing changes.")
    assert person.bench.suggesting.in_use == Choice()
    assert engine.seen == []


def test_where_no_round_is_due_nothing_is_said_or_shown(person: Person) -> None:
    teacher = Teacher(due=False)
    learner, said, shown = taught(person, teacher), list[str](), list[str]()
    person.session.told.connect(said.append)
    learner._line.changed.connect(lambda: shown.append("changed"))
    finish_document(person)
    assert (teacher.rounds, said, shown, learner.learnt) == (0, [], [], None)


def test_the_first_round_says_how_it_is_switched_off_and_a_second_one_does_not(person: Person, engine: Told) -> None:
    teacher, said = Teacher(WORSE), list[str]()
    taught(person, teacher)
    add_documents(person, 2)
    person.session.told.connect(said.append)
    finish_document(person)
    finish_document(person)
    assert teacher.rounds == 2
    assert [one for one in said if "the View menu switches it off" in one] == said[:1]


def test_switched_off_nothing_is_learnt_and_suggestions_come_from_the_persons_choice_again(
    person: Person, engine: Told
) -> None:
    teacher = Teacher()
    learner = taught(person, teacher)
    add_documents(person, 3)
    finish_document(person)
    engine.seen.clear()
    switch(person)
    assert message(person) == ("Learning while you label is off. Suggestions come from the embedded pipeline again.")
    assert person.bench.suggesting.in_use == Choice()
    person.bot.waitUntil(lambda: engine.seen == [f"more {n}.txt" for n in range(3)])
    person.bot.waitUntil(lambda: idle(person))
    finish_document(person)
    assert (teacher.rounds, learner.on, Settings().learns(home(person))) == (1, False, False)
    assert Settings().learns("/another/project")
    switch(person)
    person.bot.waitUntil(lambda: learner.learnt is not None)
    assert person.bench.suggesting.in_use.kind == "model"  # what was learnt is not lost by switching it off


def switch(person: Person) -> None:
    qaction(person, "learning.switch").trigger()


def qaction(person: Person, action_id: str) -> QAction:
    return person.app.window.qactions[action_id]


def test_the_menu_shows_whether_it_is_on(person: Person) -> None:
    window, action = person.app.window, qaction(person, "learning.switch")
    assert action.isCheckable()
    window._tell_reasons()
    assert action.isChecked()
    switch(person)
    window._tell_reasons()
    assert not action.isChecked()


def test_another_choice_of_the_person_is_never_replaced(person: Person) -> None:
    teacher = Teacher()
    learner = taught(person, teacher)
    person.bench.suggesting.choice = Choice("process", "run it")
    finish_document(person)
    assert teacher.rounds == 0
    assert learner.terms.why_not() == "Learning rests: you chose run it, and it is not replaced."
    learner.learn_now()
    assert message(person) == "Learning rests: you chose run it, and it is not replaced."
    person.bench.suggesting.choice = Choice()
    person.session.project.suggesting.switch(off=frozenset(("names",)))
    assert learner.terms.why_not() == "Learning rests: names are not suggested in this project."


def test_choosing_the_embedded_one_instead_of_what_was_learnt_switches_learning_off(
    person: Person, engine: Told
) -> None:
    learner = taught(person, Teacher())
    add_documents(person, 2)
    finish_document(person)
    dialog = asked(person)
    assert dialog.model.currentText() == "Learnt while labelling"
    dialog.accept()  # as it is: nothing was chosen
    person.bot.waitUntil(lambda: idle(person))
    assert learner.on
    assert person.bench.suggesting.choice == Choice()
    dialog = asked(person)
    pick(dialog, "Embedded")
    dialog.accept()
    person.bot.waitUntil(lambda: idle(person))
    assert not learner.on
    assert person.bench.suggesting.in_use == Choice()


def test_a_training_of_the_person_goes_before(person: Person) -> None:
    teacher = Teacher()
    learner = taught(person, teacher)
    learner.trains = lambda: True
    finish_document(person)
    learner.learn_now()
    assert (teacher.rounds, message(person)) == (0, "Something is being trained already.")


def test_a_round_makes_way_for_a_training_of_the_person(person: Person) -> None:
    teacher = Teacher(holds=True)
    learner = taught(person, teacher)
    person.press("Ctrl+Return")
    person.bot.waitUntil(lambda: learner.busy)
    learner.make_way()
    assert learner.busy
    learner.trains = lambda: True
    learner.make_way()
    person.bot.waitUntil(teacher.ended.is_set)
    assert not learner.busy


def test_cancel_in_the_status_line_ends_the_round_and_keeps_what_was(person: Person) -> None:
    teacher = Teacher(holds=True)
    learner = taught(person, teacher)
    add_documents(person, 2)
    person.press("Ctrl+Return")
    person.bot.waitUntil(teacher.reached.is_set)
    person.bot.waitUntil(lambda: learner.busy)
    status = person.bench.status
    assert status._work.text() == "Learning"
    assert status._cancel.isVisible()
    status._cancel.click()
    person.bot.waitUntil(teacher.ended.is_set)
    assert message(person) == "Cancelled: nothing new was learnt."
    assert (status._work.text(), learner.busy, person.bench.suggesting.in_use) == ("", False, Choice())


def test_cancel_is_for_what_the_status_line_tells(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher, engine = Teacher(holds=True), Told(waits_at=0)
    use(person, engine, monkeypatch)
    learner = taught(person, teacher)
    add_documents(person, 1)
    person.press("Ctrl+Return")
    person.bot.waitUntil(lambda: learner.busy)
    person.press("F5")
    person.bot.waitUntil(engine.reached.is_set)
    status = person.bench.status
    assert status._work.text() == "Suggesting for other.txt"
    status._cancel.click()
    assert message(person) == "Cancelled: the suggestions are as they were."
    assert learner.busy
    person.bot.waitUntil(lambda: status._work.text() == "Learning")
    status._cancel.click()
    person.bot.waitUntil(teacher.ended.is_set)
    assert not learner.busy


def test_what_cannot_be_learnt_is_said_and_nothing_changes(person: Person) -> None:
    taught(person, Teacher(fails="3 documents are too few to learn from"))
    finish_document(person)
    assert message(person) == "Nothing was learnt: 3 documents are too few to learn from"
    assert person.bench.suggesting.in_use == Choice()


def test_closing_the_project_ends_a_round_without_a_word(person: Person) -> None:
    teacher, said = Teacher(holds=True), list[str]()
    learner = taught(person, teacher)
    person.press("Ctrl+Return")
    person.bot.waitUntil(lambda: learner.busy)
    session = person.session
    session.told.connect(said.append)
    path = session.project.path
    person.app.projects.close()
    assert teacher.ended.is_set()
    assert said == []
    assert person.app.window.status._work.text() == ""
    assert not list(path.parent.glob("*-wal"))  # nobody has the file open any more
    with Project.open(path, read_only=True) as project:
        assert list(check_project(project)) == []


def test_what_was_learnt_is_used_when_the_project_is_opened_again(
    person: Person, engine: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = Teacher()
    learner = taught(person, teacher)
    finish_document(person)
    folder, path = learner.terms.folder, person.session.project.path
    monkeypatch.setattr("gui.learning_terms.learning", teacher)
    person.app.projects.close()
    person.app.projects.show(Project.open(path))
    person.bot.waitUntil(lambda: person.bench.learner.learnt is not None)
    assert person.bench.suggesting.in_use == Choice("model", str(folder / "learnt-1"))
    assert teacher.rounds == 1


def test_a_project_that_is_only_read_is_not_learnt_from(person: Person) -> None:
    path = person.session.project.path
    person.app.projects.close()
    person.app.projects.show(Project.open(path, read_only=True))
    switch(person)
    assert message(person) == "The project is open for reading only: nothing is learnt."
    assert person.bench.learner.on


def view_of(person: Person) -> LearntDialog:
    qaction(person, "learning.learnt").trigger()
    found = QApplication.activeModalWidget()
    assert isinstance(found, LearntDialog)
    person.bot.waitUntil(lambda: found.heading.text() != "Looking…")
    return found


def test_the_view_says_what_there_is_to_come_where_nothing_was_learnt(person: Person) -> None:
    taught(person, Teacher())
    dialog = view_of(person)
    assert dialog.heading.text() == "Nothing was learnt yet."
    assert dialog.about.text() == "12 documents marked done so far."
    assert "nothing is trained on them" in dialog.table.hint.text()
    assert (dialog.now.isEnabled(), dialog.forget.isEnabled(), dialog.switch.isChecked()) == (True, False, True)
    dialog.reject()


def test_the_view_learns_now_tells_the_labels_switches_and_forgets(person: Person, engine: Told) -> None:
    learner = taught(person, Teacher())
    dialog = view_of(person)
    dialog.now.click()
    person.bot.waitUntil(lambda: dialog.heading.text().startswith("61 → 74 %"))
    assert dialog.heading.text() == "61 → 74 % on the check set, learnt from 25 documents"
    rows = [[figure.text for figure in line.figures] for line in dialog.table.figures.table.lines]
    assert rows == [["LOC", "50", "75", "+25"], ["ORG", "60", "60", "0"], ["EVENT", "–", "40", "–"]]
    assert "The next round begins after 3 more." in dialog.about.text()
    dialog.switch.click()
    assert not learner.on
    assert dialog.line.text == "Learning while you label is off."
    assert not dialog.now.isEnabled()
    dialog.switch.click()
    person.bot.waitUntil(lambda: idle(person))
    dialog.forget.click()
    person.bot.waitUntil(lambda: dialog.heading.text() == "Nothing was learnt yet.")
    assert learner.learnt is None
    assert person.bench.suggesting.in_use == Choice()
    dialog.reject()


def test_a_round_that_runs_can_be_stopped_in_the_view(person: Person) -> None:
    teacher = Teacher(holds=True)
    taught(person, teacher)
    dialog = view_of(person)
    dialog.now.click()
    person.bot.waitUntil(lambda: dialog.line.working)
    dialog.line.stop.click()
    person.bot.waitUntil(teacher.ended.is_set)
    assert not dialog.line.working
    dialog.reject()
