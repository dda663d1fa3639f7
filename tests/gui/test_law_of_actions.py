"""The law of the table: in every situation an action is enabled exactly when it would do something.

What it does is looked for in what a person can see or is kept: the history, the selection, the cursor, panels, dialogs,
sizes, settings, work that begins. A new action is under the law as soon as it is in the table.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

import resources
from annotate import commands
from annotate.model import Relation, Span
from annotate.offsets import Range
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from gui.actions import ACTIONS, ZONES, Action
from gui.app import App
from gui.article.caret import Caret
from gui.article.view import ZOOMS
from gui.dialogs.keys import KeysDialog
from gui.reasons import CHECKS, why_not
from gui.settings import Settings
from gui.theme import load_fonts
from gui.times import Times
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


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Projects that situations begin with: empty, one document without spans, one, and three documents."""
    folder = tmp_path_factory.mktemp("templates")
    for name, texts in (("empty", 0), ("bare", 1), ("one", 1), ("three", 3)):
        with Project.create(folder / f"{name}.gilder", resources.scheme_text("news")) as project:
            docs = project.documents.add([NewDocument(f"{at}.txt", TEXT) for at in range(texts)]) if texts else []
            some = Suggestions() if name == "bare" else found()
            project.suggestions.record_run("test", [(doc.id, some) for doc in docs])
    return folder


@dataclass
class World:
    """A window, the situation that it is in, and what was counted of the outside."""

    app: App
    person: Person
    templates: Path
    folder: Path
    outside: Counter[str] = field(default_factory=Counter[str])

    def reach(self, situation: Situation) -> None:
        """Put the window into a situation, from a fresh copy of its project."""
        for widget in self.dialogs():
            widget.close()
        if self.app.theme.name != "light":
            self.app.toggle_theme()
        if not situation.project:
            self.app.projects.close()
            return
        self.outside["copies"] += 1
        copy = self.folder / f"{self.outside['copies']}.gilder"
        shutil.copy(self.templates / f"{situation.project}.gilder", copy)
        self.app.projects.show(Project.open(copy))
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # the window before it is gone
        bench = self.app.bench
        bench.view.step_zoom(0)
        for panel in (bench.left, bench.inspector, bench.label_bar):
            panel.show()
        bench.left.setCurrentIndex(0)
        situation.arrange(self.person)

    def back(self, situation: Situation, before: dict[str, object]) -> None:
        """Into the situation again: by small steps where they lead there, which is much faster, else from a copy."""
        for widget in self.dialogs():
            widget.close()
        bench = self.app.window.bench
        if bench is None or id(bench) != before["project"] or bench.session.doc is None:
            self.reach(situation)
            return
        session, view = bench.session, bench.view
        if session.history != before["history"]:
            session.undo()
            session.history = before["history"]  # pyright: ignore[reportAttributeAccessIssue]
        for name, action in (("modes", "view.fold"), ("theme", "view.theme"), ("compact", "view.compact")):
            if self.seen()[name] != before[name]:
                run(self.person, action)
        bench.find_bar.hide()
        bench.label_bar.end()
        for panel, shown in zip((bench.left, bench.inspector, bench.label_bar), before["panels"], strict=False):  # pyright: ignore
            panel.setVisible(shown)
        bench.left.setCurrentIndex(before["list"])  # pyright: ignore[reportArgumentType]
        bench.draft._set(before["relation"])  # pyright: ignore[reportArgumentType]
        bench.edits.armed, bench.navigation._by_doubt = before["armed"], before["by doubt"]  # pyright: ignore
        view.set_metrics(replace(view.metrics, zoom=before["zoom"]))  # pyright: ignore[reportArgumentType]
        session.select(before["selected"])  # pyright: ignore[reportArgumentType]
        view.set_caret(before["caret"], reveal=False)  # pyright: ignore[reportArgumentType]
        before["focus"].setFocus()  # pyright: ignore[reportAttributeAccessIssue]
        if self.seen() | {"outside": 0} != before | {"outside": 0}:
            self.reach(situation)

    def dialogs(self) -> list[QWidget]:
        """Dialogs and popups that are shown."""
        return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not self.app.window]

    def seen(self) -> dict[str, object]:
        """All that a person could see or that is kept."""
        app, bench = self.app, self.app.window.bench
        counts = {name: count for name, count in self.outside.items() if name != "copies"}
        shown: dict[str, object] = {
            "outside": counts,
            "dialogs": len(self.dialogs()),
            "window": app.window.isVisible(),
            "theme": app.theme.name,
            "project": id(bench),
            "focus": app.window.focusWidget(),
        }
        if bench is None:
            return shown
        session, view = bench.session, bench.view
        return shown | {
            "history": session.history,
            "document": session.doc.id if session.doc is not None else None,
            "selected": session.selected,
            "caret": view.caret,
            "scroll": view.verticalScrollBar().value(),
            "zoom": view.metrics.zoom,
            "modes": (view.folded, session.shows_rejected, session.shows_aliases, bench.panels.focused),
            "compact": app._settings.compact,
            "relation": bench.draft.draft,
            "armed": bench.edits.armed,
            "by doubt": bench.navigation._by_doubt,
            "panels": [one.isVisible() for one in (bench.left, bench.inspector, bench.label_bar, bench.find_bar)],
            "list": bench.left.currentIndex(),
        }


@dataclass(frozen=True)
class Situation:
    """The project that is open, and what the person has done in it."""

    name: str
    project: str
    arrange: Callable[[Person], object]


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
    Situation("in a list", "one", in_a_list),
)
LAST = sorted(ACTIONS, key=lambda one: one.id == "file.quit")  # after it the window is gone


@pytest.fixture
def world(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A window whose file dialogs are answered with Cancel, and whose work in the background is only counted."""
    load_fonts()
    settings = Settings()
    settings.annotator, settings.theme = "anna", "light"
    app = App(qapp, settings, Times(wanted=False))
    made = World(app, Person(app, qtbot), templates, tmp_path)

    def asked(*_: object, **__: object) -> tuple[str, str]:
        made.outside["file dialog"] += 1
        return "", ""

    def started(*_: object, **__: object) -> None:
        made.outside["work"] += 1

    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, asked)
    monkeypatch.setattr(app.jobs, "start", started)
    with qtbot.waitExposed(app.window):
        app.window.show()
    yield made
    for widget in made.dialogs():
        widget.close()
    app.window.close()
    app.window.deleteLater()


def menu_of(world: World, action: Action) -> QMenu:
    """The menu that an action is in."""
    return next(
        menu
        for menu in world.app.window.menuBar().findChildren(QMenu)
        if world.app.window.qactions[action.id] in menu.actions()
    )


def offered(world: World, action: Action) -> tuple[bool, QAction]:
    """Whether the open menu has an action enabled; it says there why not, and the palette says the same."""
    qaction, menu = world.app.window.qactions[action.id], menu_of(world, action)
    reason = why_not(action, world.app.window.bench)
    menu.aboutToShow.emit()
    enabled, told = qaction.isEnabled(), (qaction.toolTip() if not qaction.isEnabled() else "", qaction.statusTip())
    menu.aboutToHide.emit()
    assert enabled == (not reason)
    assert told == (reason, reason)
    if action.id != "edit.palette":
        (entry,) = [one for one in world.app._entries() if one.action is qaction]
        assert entry.why_not == reason
    return enabled, qaction


def violation(world: World, situation: Situation, action: Action) -> str:
    """How an action breaks the law in the situation that the window is in; empty where it does not."""
    enabled, qaction = offered(world, action)
    before = world.seen()
    qaction.trigger()
    after = world.seen()
    if enabled:
        if action.id != "file.quit":
            world.back(situation, before)
        return "" if after != before else f"{situation.name}: {action.id} is enabled and does nothing"
    reason, bench = why_not(action, world.app.window.bench), world.app.window.bench
    if after != before:
        return f"{situation.name}: {action.id} says “{reason}”, and does something"
    if qaction.isEnabled() and world.app.window.status.message.text() != reason:
        return f"{situation.name}: {action.id} does not tell “{reason}”"
    if bench is not None and (bench.session.doc is not None or action.needs != "document"):
        action.run(world.app)  # what it would do if nobody had asked for a reason
        after = world.seen()
        dropped = {"relation": None} if "relation" in before else {}  # is no reason to be there
        if after | dropped != before | dropped:
            what = [name for name in before if (after | dropped)[name] != (before | dropped)[name]]
            world.reach(situation)
            return f"{situation.name}: {action.id} says “{reason}”, but would change {', '.join(what)}"
    return ""


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_enabled_is_what_does_something(world: World, situation: Situation) -> None:
    world.reach(situation)
    broken = [problem for action in LAST if (problem := violation(world, situation, action))]
    assert broken == []


def test_the_situations_show_every_action_enabled_and_where_it_has_a_reason_disabled(world: World) -> None:
    seen: dict[str, set[bool]] = {action.id: set() for action in ACTIONS}
    for situation in SITUATIONS:
        world.reach(situation)
        for action in ACTIONS:
            seen[action.id].add(not why_not(action, world.app.window.bench))
    always = {action.id for action in ACTIONS if not action.needs and action.id not in CHECKS}
    assert {one: both for one, both in seen.items() if both != ({True} if one in always else {True, False})} == {}


def test_every_check_has_said_no_for_its_own_reason(world: World) -> None:
    said: set[str] = set()
    for situation in SITUATIONS:
        world.reach(situation)
        bench = world.app.window.bench
        if bench is not None and bench.session.doc is not None:
            said |= {action.id for action in ACTIONS if why_not(action, bench)}
    assert said == set(CHECKS)


def test_every_action_is_in_a_menu_the_palette_the_f1_page_and_the_documentation(world: World) -> None:
    window = world.app.window
    in_menus = [one.objectName() for menu in window.menuBar().findChildren(QMenu) for one in menu.actions()]
    assert sorted(one for one in in_menus if one) == sorted(action.id for action in ACTIONS)
    assert {entry.action.objectName() for entry in world.app._entries()} == {one.id for one in ACTIONS} - {
        "edit.palette"
    }
    world.app.show_keys()
    page = window.findChild(KeysDialog)
    assert page is not None
    sections = [page.tree.topLevelItem(at) for at in range(page.tree.topLevelItemCount())]
    leaves = [(one, one.child(at)) for one in sections if one for at in range(one.childCount())]
    rows = {(one.text(0), leaf.text(0)) for one, leaf in leaves if leaf}
    assert {(action.menu, action.text) for action in ACTIONS} <= rows
    told = (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8")
    keys = {key for cell in re.findall(r"`([^`]+)`", told) for key in cell.split(" / ")}
    named = [one.id for one in ACTIONS if one.text in told or set(one.keys_shown.split(" or ")) & keys]
    zones = [f"zone.{kind}" for kind in ZONES if re.search(rf"\| Mark the selected text as .*{kind}", told)]
    assert {one.id for one in ACTIONS} == {*named, *zones}


def test_checks_are_of_actions_of_the_table() -> None:
    assert set(CHECKS) <= {action.id for action in ACTIONS}


def test_a_greyed_out_action_tells_its_reason_in_the_menu_and_to_a_screen_reader(world: World) -> None:
    window, spoken = world.app.window, list[str]()
    world.reach(SITUATIONS[4])
    window.reason_read.connect(spoken.append)
    menu, undo = menu_of(world, next(one for one in ACTIONS if one.id == "edit.undo")), window.qactions["edit.undo"]
    menu.aboutToShow.emit()
    assert menu.toolTipsVisible()
    menu.hovered.emit(undo)
    assert (undo.toolTip(), undo.statusTip(), spoken) == ("Nothing to undo.", "Nothing to undo.", ["Nothing to undo."])
    menu.aboutToHide.emit()
    assert undo.isEnabled()
