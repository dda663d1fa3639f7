"""The situations under the law: a project that is open, and what the person has done in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import resources
from annotate import commands
from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from gui.article.caret import Caret
from gui.article.view import ZOOMS
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from tests.gui.conftest import Person

TEXT = (
    "“Bashar al-Assad” met 1,000 men of Iran on Tuesday.\n\n"
    "Assad thanked Iran, and Reuters said that Syria had agreed.\n\n"
    "Later Assad left Syria.\n"
)
SCORES = (
    ("Bashar al-Assad", 0, "PERSON", 0.97), ("1,000", 0, "CARDINAL", 0.9), ("Iran", 0, "LOC", 0.55),
    ("Assad", 1, "PERSON", 0.30), ("Reuters", 0, "ORG", 0.90), ("Syria", 0, "LOC", 0.48),
)  # fmt: skip


def place(words: str, nth: int = 0) -> Range:
    """Where some words stand in the text."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Range(start, start + len(words))


def found() -> Suggestions:
    spans = tuple(Suggestion(*place(words, nth), label, score) for words, nth, label, score in SCORES)
    return Suggestions(spans, (SuggestedRelation(3, 0, "same_as", 0.6), SuggestedRelation(0, 2, "located_in", 0.7)))


ATTRIBUTE = """
[[attribute]]
name = "hearsay"
kind = "flag"
on = ["ORG"]
[[document]]
name = "opinion"
kind = "flag"
"""


def fill(folder: Path) -> None:
    """Projects that situations begin with: how many documents each has, and its scheme; `bare` has no suggestions."""
    news = resources.scheme_text("news")
    schemes = {"no label": resources.scheme_text("empty"), "attributes": news + ATTRIBUTE}
    for name, texts in (("empty", 0), ("bare", 1), ("no label", 1), ("attributes", 1), ("one", 1), ("three", 3)):
        with Project.create(folder / f"{name}.gilder", schemes.get(name, news)) as project:
            docs = project.documents.add([NewDocument(f"{at}.txt", TEXT) for at in range(texts)]) if texts else []
            some = Suggestions() if name in ("bare", "no label") else found()
            project.suggestions.record_run("test", [(doc.id, some) for doc in docs])


@dataclass(frozen=True)
class Situation:
    """The project that is open, and what the person has done in it."""

    name: str
    project: str
    arrange: Callable[[Person], object]
    read_only: bool = False


def own(person: Person, words: str, label: str, *more: Range, nth: int = 0) -> Span:
    """A span of the person's own, selected."""
    session, made = person.session, new_id()
    fragments = [place(words, nth), *more]
    session.attempt(lambda: commands.add_span(session.state, fragments, label, new_id=made, parse=session.parse))
    session.select(made)
    return session.state.spans[made]


def suggestion(person: Person, words: str, nth: int = 0) -> None:
    """Select an open suggestion, as Tab does."""
    wanted = place(words, nth)
    person.bench.navigation.go_to(next(one for one in person.session.open_spans if one.range == wanted))


def relation(person: Person, label: str) -> Relation:
    """Select a suggested relation."""
    one = next(one for one in person.session.open.relations.values() if one.label == label)
    person.bench.navigation.go_to(one)
    return one


def text(person: Person, where: Range) -> None:
    """Select some text."""
    person.session.select(None)
    person.view.set_caret(Caret(where.end, where.start))


def run(person: Person, *actions: str) -> None:
    for one in actions:
        person.app._run(one)


def after_own(person: Person) -> None:
    own(person, "Reuters said", "ORG")
    text(person, place("agreed"))


def two_of_a_label(person: Person) -> None:
    own(person, "Syria", "LOC")
    own(person, "Iran", "LOC", nth=1)


def discontinuous(person: Person) -> None:
    own(person, "Later", "ORG", place("left"))
    person.view.set_caret(Caret(place("left").start + 1))


def all_done(person: Person) -> None:
    run(person, "document.accept_rest")


def one_left(person: Person) -> None:
    session = person.session
    for one in list(session.open.relations):
        session.select(one)
        person.bench.edits.remove()
    for one in [one.id for one in session.open_spans][1:]:
        session.select(one)
        person.bench.edits.remove()
    session.select(None)
    run(person, "go.unsure")


def one_relation_left(person: Person) -> None:
    for one in [one.id for one in person.session.open_spans]:
        person.session.select(one)
        person.bench.edits.accept()
    relation(person, "located_in")
    run(person, "span.remove", "go.relation")


def rejected(person: Person) -> None:
    suggestion(person, "Iran")
    run(person, "span.remove", "view.rejected")
    person.session.select(next(iter(person.session.rejected_spans)).id)


def begun(person: Person) -> None:
    suggestion(person, "Iran")
    run(person, "relation.begin")


def begun_with_end(person: Person) -> None:
    begun(person)
    run(person, "go.next")


def zone(person: Person) -> None:
    text(person, place("Later Assad"))
    run(person, "zone.boilerplate")


def zoomed(size: float) -> Callable[[Person], None]:
    def arrange(person: Person) -> None:
        while person.view.metrics.zoom != size:
            person.view.step_zoom(1 if size > 1 else -1)

    return arrange


def gold_value(person: Person) -> None:
    suggestion(person, "1,000")
    run(person, "span.accept")
    person.session.select(next(iter(person.session.state.index)).id)


def gold_relation(person: Person) -> None:
    relation(person, "same_as")
    run(person, "span.accept")
    person.session.select(next(iter(person.session.state.relations)))


def same_text(person: Person) -> None:
    own(person, "Assad", "PERSON", nth=2)
    person.view.set_caret(Caret(place("Assad", 2).start))


def last_word(person: Person) -> None:
    own(person, TEXT[place("Later").start :], "ORG")


def first_word(person: Person) -> None:
    own(person, "“Bashar", "ORG")


def second_document(person: Person) -> None:
    run(person, "go.next_document")


def last_document(person: Person) -> None:
    run(person, "go.next_document", "go.next_document")


def undone(person: Person) -> None:
    own(person, "Reuters said", "ORG")
    run(person, "edit.undo")


def in_a_list(person: Person) -> None:
    run(person, "go.documents")


def armed(person: Person) -> None:
    person.bench.edits.use_label("ORG")


def in_a_word(person: Person) -> None:
    person.view.set_caret(Caret(place("al-Assad").start))


SITUATIONS = (
    Situation("start page", "", lambda _person: None),
    Situation("empty project", "empty", lambda _person: None),
    Situation("document without spans", "bare", lambda _person: None),
    Situation("only span", "bare", lambda p: own(p, "Reuters", "ORG")),
    Situation("suggestions", "one", lambda _person: None),
    Situation("cursor in a suggestion", "one", in_a_word),
    Situation("text selected", "one", lambda p: text(p, place("thanked Iran"))),
    Situation("text after a span", "one", after_own),
    Situation("open suggestion", "one", lambda p: suggestion(p, "Reuters")),
    Situation("open number", "one", lambda p: suggestion(p, "1,000")),
    Situation("gold number", "one", gold_value),
    Situation("gold span", "one", two_of_a_label),
    Situation("gold span in quotes", "one", lambda p: own(p, "“Bashar al-Assad”", "PERSON")),
    Situation("discontinuous span", "one", discontinuous),
    Situation("same text elsewhere", "one", same_text),
    Situation("span at the end", "one", last_word),
    Situation("span at the beginning", "one", first_word),
    Situation("one character", "one", lambda p: own(p, "“", "ORG")),
    Situation("suggested relation", "one", lambda p: relation(p, "same_as")),
    Situation("gold relation", "one", gold_relation),
    Situation("rejected shown", "one", rejected),
    Situation("relation begun", "one", begun),
    Situation("relation begun, end chosen", "one", begun_with_end),
    Situation("label armed", "one", armed),
    Situation("zone", "one", zone),
    Situation("one suggestion left", "one", one_left),
    Situation("one relation left", "one", one_relation_left),
    Situation("everything decided", "one", all_done),
    Situation("everything decided, others are not", "three", all_done),
    Situation("first of three", "three", lambda _person: None),
    Situation("second of three", "three", second_document),
    Situation("last of three", "three", last_document),
    Situation("undone", "one", undone),
    Situation("largest", "one", zoomed(ZOOMS[-1])),
    Situation("smallest", "one", zoomed(ZOOMS[0])),
    Situation("article alone", "one", lambda p: run(p, "view.focus")),
    Situation("in the list of documents", "one", in_a_list),
    Situation("in the list of spans", "one", lambda p: run(p, "go.spans")),
    Situation("labels of the document", "attributes", lambda _person: None),
    Situation("scheme without labels", "no label", lambda _person: None),
    Situation("read only", "one", lambda p: suggestion(p, "Reuters"), read_only=True),
)
