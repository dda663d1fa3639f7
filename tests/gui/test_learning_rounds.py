"""Learning while labelling with real rounds: a person labels ships by keyboard, and the window learns what they are."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from gui.settings import Settings
from gui.suggesters.choice import Choice
from store.check import check_project
from store.learning.rounds import Learning
from store.project import Project
from tests.gui.conftest import Person
from tests.gui.test_suggesting import message
from tests.gui.voyages import SHIPS, make_voyages, voyages

PATIENCE = 120_000  # milliseconds: a round loads spaCy and scores two pipelines


@pytest.fixture
def sailor(person: Person, tmp_path: Path) -> Person:
    """Somebody at a project of voyages, with learning off until it is said."""
    Settings().learning = False
    path = make_voyages(tmp_path / "voyages.gilder", voyages(checked=3, learnt=11))
    person.app.projects.show(Project.open(path))
    person.view.setFocus()
    return person


def label_ships(person: Person) -> None:
    """Give every ship of the open document its label, by keys."""
    text = person.session.state.document.text
    key = next(one.hotkey for one in person.session.scheme.spans if one.name == "MISC")
    assert key is not None
    for ship in SHIPS:
        for nth in range(text.count(ship)):
            person.select_words(ship, nth)
            person.press(key)


def do_documents(person: Person, count: int) -> None:
    for _ in range(count):
        label_ships(person)
        person.press("Ctrl+Return")


def learn(person: Person) -> None:
    """Switch learning on: a round that is due begins."""
    person.app.window.qactions["learning.switch"].trigger()
    person.bot.waitUntil(lambda: person.bench.learner.busy, timeout=PATIENCE)


def leftovers(person: Person) -> list[str]:
    return sorted(one.name for one in person.bench.learner.terms.folder.glob("*"))


def test_ships_are_learnt_and_suggested_in_the_next_documents(sailor: Person) -> None:
    do_documents(sailor, 10)
    open_one = sailor.session.doc
    learn(sailor)
    suggesting, learner = sailor.bench.suggesting, sailor.bench.learner
    sailor.bot.waitUntil(lambda: learner.learnt is not None or learner.outcome is not None, timeout=PATIENCE)
    assert learner.outcome is not None
    assert learner.outcome.better, learner.outcome
    assert learner.learnt is not None
    assert learner.learnt.labels == learner.outcome.labels  # what the view shows, also tomorrow
    assert message(sailor).startswith(f"Learnt from {learner.outcome.documents} documents: ")
    sailor.bot.waitUntil(lambda: not suggesting.refreshing.busy, timeout=PATIENCE)
    assert sailor.session.doc == open_one
    assert len(sailor.session.open_spans) == 0  # the open document is not changed under the person's hands
    sailor.press("Ctrl+Return")
    found = [(span.text, span.label) for span in sailor.session.open_spans]
    assert {label for _, label in found} == {"MISC"}
    assert {name for name, _ in found} <= set(SHIPS)
    assert len(found) >= 3
    assert suggesting.choice == Choice()
    assert Settings().choice(str(sailor.session.project.home.resolve())) == Choice()
    assert list(check_project(sailor.session.project)) == []


def test_closing_the_window_in_the_middle_of_a_round_leaves_nothing_of_it(sailor: Person) -> None:
    do_documents(sailor, 10)
    learn(sailor)
    folder, path = sailor.bench.learner.terms.folder, sailor.session.project.path
    sailor.app.projects.close()
    assert sorted(one.name for one in folder.glob("*")) == ["began.json"]
    with Project.open(path) as project:
        assert list(check_project(project)) == []
        assert Learning(project, folder).current is None


def test_cancel_in_the_middle_of_a_round_leaves_what_was_in_use(sailor: Person) -> None:
    do_documents(sailor, 10)
    learn(sailor)
    sailor.bench.status.cancel_requested.emit()
    assert message(sailor) == "Cancelled: nothing new was learnt."
    sailor.bot.waitUntil(lambda: leftovers(sailor) == ["began.json"], timeout=PATIENCE)
    assert sailor.bench.suggesting.in_use == Choice()


def test_a_round_whose_process_is_killed_says_so_and_the_window_goes_on(
    sailor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.learning.rounds import Round

    numbers = list[int]()
    begin = Round.__init__

    def noted(self: Round, *arguments: object) -> None:
        begin(self, *arguments)  # pyright: ignore[reportArgumentType] - as they came
        numbers.append(self.process)

    monkeypatch.setattr(Round, "__init__", noted)
    do_documents(sailor, 10)
    learn(sailor)
    sailor.bot.waitUntil(lambda: bool(numbers), timeout=PATIENCE)
    os.kill(numbers[0], signal.SIGKILL)
    sailor.bot.waitUntil(lambda: not sailor.bench.learner.busy, timeout=PATIENCE)
    sailor.bot.waitUntil(lambda: "Nothing was learnt" in message(sailor), timeout=PATIENCE)
    assert "ended by itself (status -9)" in message(sailor)
    assert leftovers(sailor) == ["began.json"]
    label_ships(sailor)
    assert len(sailor.gold) >= 3
