"""Documents by what is to be learnt from them: the order of the list, what Ctrl+Enter opens, the way to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from annotate.learning.order import Expected
from annotate.suggest.base import Suggestion, Suggestions
from gui.settings import Settings
from store.project import Project
from tests.gui.conftest import Person
from tests.gui.test_suggesting import Told, add_documents, message, use

GAINS = {"more 2.txt": 9.0, "more 0.txt": 7.0, "other.txt": 5.0, "more 3.txt": 3.0, "more 1.txt": 2.0}


@pytest.fixture
def many(person: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """A project with six documents; what is to be learnt from each is said beforehand, and nothing is drawn by lot."""
    use(person, Told(), monkeypatch)
    monkeypatch.setattr("store.learning.order.expected", expected)
    monkeypatch.setattr("annotate.learning.order.next_order", by_gain)
    add_documents(person, 4)
    person.bench.learner.terms.switch(on=False)
    return person


def expected(
    project: Project, source: object, *, ids: Collection[str], step: Callable[[int, int], object]
) -> list[Expected]:
    step(0, 1)
    found = [project.documents.get(one) for one in project.documents.ids() if one in ids]
    return [Expected(doc.id, 10, GAINS[doc.name]) for doc in found if doc.name in GAINS]


def by_gain(rows: list[Expected], *, seed: int) -> list[str]:
    assert seed == 0
    return [one.document for one in sorted(rows, key=lambda one: -one.gain)]


def names(person: Person) -> list[str]:
    return [row.name for row in person.bench.documents.model.rows]


def choose(person: Person) -> None:
    panel = person.bench.documents
    panel.order.setCurrentIndex(panel.order.findData("gain"))
    panel.order.activated.emit(panel.order.currentIndex())
    person.bot.waitUntil(lambda: panel.model.order == "gain")


def test_the_open_document_stands_first_then_those_with_the_most_to_learn(many: Person) -> None:
    choose(many)
    assert names(many) == ["first.txt", "more 2.txt", "more 0.txt", "other.txt", "more 3.txt", "more 1.txt"]
    assert Settings().order("documents") == "gain"


def test_done_goes_to_the_next_in_that_order_and_what_is_done_to_the_end(many: Person) -> None:
    choose(many)
    many.press("Ctrl+Return")
    assert many.session.state.document.name == "more 2.txt"
    many.press("Ctrl+Return")
    assert many.session.state.document.name == "more 0.txt"
    assert names(many) == ["more 0.txt", "other.txt", "more 3.txt", "more 1.txt", "first.txt", "more 2.txt"]


def test_a_row_that_changes_stays_where_it_is(many: Person) -> None:
    choose(many)
    many.press("Tab", "Return")  # a decision in the open document
    many.press("Ctrl+PageDown", "Ctrl+PageDown")
    assert names(many) == ["first.txt", "more 2.txt", "more 0.txt", "other.txt", "more 3.txt", "more 1.txt"]


def test_other_suggestions_have_the_order_found_anew(many: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(many)
    monkeypatch.setitem(GAINS, "more 1.txt", 20.0)
    many.bench.suggesting.refreshing.start(["0" * 32])  # there is none such: it ends at once
    many.bot.waitUntil(lambda: names(many)[1] == "more 1.txt")


def test_a_list_that_is_opened_in_that_order_is_not_empty_until_it_is_found(many: Person) -> None:
    choose(many)
    path = many.session.project.path
    many.app.projects.close()
    many.app.projects.show(Project.open(path))
    assert many.session.state.document.name == "first.txt"
    many.bot.waitUntil(lambda: many.bench.documents.model.order == "gain")
    assert names(many)[:2] == ["first.txt", "more 2.txt"]


def test_of_very_many_documents_the_most_unsure_are_weighed_and_the_others_stand_behind(
    many: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.learning_order.MOST", 3)
    project = many.session.project
    for name, score in (("more 3.txt", 0.5), ("more 1.txt", 0.6), ("other.txt", 0.9)):
        doc = project.documents.named(name)
        assert doc is not None
        project.suggestions.record_run("doubts 1", [(doc.id, Suggestions((Suggestion(0, 4, "LOC", score),)))])
    many.bench.suggesting.refreshing.ended.emit()
    choose(many)
    assert names(many)[1:] == ["more 3.txt", "more 1.txt", "other.txt", "more 0.txt", "more 2.txt"]


def test_a_key_opens_the_document_to_learn_from_and_then_the_next_one(many: Person) -> None:
    seen = list[str]()
    for _ in range(3):
        many.press("Alt+PageDown")
        many.bot.waitUntil(lambda: many.session.state.document.name not in (*seen, "first.txt"))
        seen.append(many.session.state.document.name)
    assert seen == ["more 2.txt", "more 0.txt", "other.txt"]
    assert message(many) == "From this document most is to be learnt, of those that are not done."


def test_documents_that_are_done_are_passed_over(many: Person) -> None:
    many.press("Alt+PageDown")
    many.bot.waitUntil(lambda: many.session.state.document.name == "more 2.txt")
    many.session.open_document(next(row.id for row in many.bench.documents.model.rows if row.name == "more 0.txt"))
    many.press("Ctrl+Return", "Alt+PageDown")
    many.bot.waitUntil(lambda: many.session.state.document.name == "more 2.txt")


def test_where_all_others_are_done_the_key_says_so(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    use(person, Told(), monkeypatch)
    person.press("Ctrl+Return", "Alt+PageDown")
    assert message(person) == "No other document is left to learn from: all are done."
