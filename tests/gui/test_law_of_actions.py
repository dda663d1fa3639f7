"""The law of the table: in every situation an action is enabled exactly when it would do something.

What it does is looked for in what a person can see or is kept: the history, the selection, the cursor, panels, dialogs,
sizes, settings, work that begins. A new action is under the law as soon as it is in the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.actions import ACTIONS, ZONES, Action
from gui.dialogs.keys import KeysDialog
from gui.reasons import CHECKS, why_not
from gui.workbench import Workbench
from tests.gui.law.situations import SITUATIONS, Situation
from tests.gui.law.world import World, world_in

UNDER_THE_LAW = tuple(one for one in ACTIONS if one.id != "file.quit")  # after that the window is gone
ALWAYS = {one.id for one in ACTIONS if not one.needs and one.id not in CHECKS}  # the same in every situation
SHOWING = (
    "scheme without labels", "start page", "gold span", "text after a span", "suggested relation", "read only",
    "gold span in quotes", "everything decided, others are not", "discontinuous span", "largest", "smallest",
    "in the list of documents", "in the list of spans", "open number", "rejected shown", "zone", "undone",
    "labels of the document",
)  # fmt: skip
"""Situations that together show every action enabled and disabled; all of them in every run would be too slow."""
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One window for all situations: to make one takes longer than to put it back."""
    with world_in(tmp_path_factory.mktemp("law"), qapp, QtBot(request)) as made:
        yield made


def menus(world: World) -> list[QMenu]:
    """The menus of the bar; Qt keeps one more, without a title, for what has no room."""
    return [one for one in world.app.window.menuBar().findChildren(QMenu, options=_DIRECT) if one.title()]


def disagreements(world: World, situation: Situation) -> list[str]:
    """Where an open menu or the palette do not say what `why_not` says."""
    window, found = world.app.window, list[str]()
    palette = {entry.action.objectName(): entry.why_not for entry in world.app._entries()}
    menu = menus(world)[SITUATIONS.index(situation) % len(menus(world))]  # each of them tells the reasons of all
    menu.aboutToShow.emit()
    for action in ACTIONS:
        reason, shown = why_not(action, window.bench), window.qactions[action.id]
        told = [shown.statusTip(), shown.toolTip() if reason else "", palette.get(action.id, reason)]
        if shown.isEnabled() == bool(reason) or told != [reason] * 3:
            found.append(f"{situation.name}: {action.id} is to say “{reason}”, but is told as {told}")
    menu.aboutToHide.emit()
    return found


NEED_DOCUMENTS = {"file.deal", "file.export"}
"""Their checks say no only where there is no document."""


def nothing_to_ask(action: Action, bench: Workbench | None) -> bool:
    """Whether a dialog of the action could lead to nothing, whatever a person answers."""
    return bench is not None and (bench.session.project.read_only or action.id in NEED_DOCUMENTS)


def violation(world: World, situation: Situation, action: Action) -> str:
    """How an action breaks the law in the situation that the window is in; empty where it does not."""
    window = world.app.window
    reason, qaction, before = why_not(action, window.bench), window.qactions[action.id], world.look()
    qaction.trigger()
    after = world.look()
    if not reason:
        world.back(situation, before)
        return "" if after != before else f"{situation.name}: {action.id} is enabled and does nothing"
    if after != before:
        world.reach(situation)
        return f"{situation.name}: {action.id} says “{reason}”, and changes {', '.join(before.differs(after))}"
    if qaction.isEnabled() and window.status.message.text() != reason:
        return f"{situation.name}: {action.id} does not tell “{reason}”"
    if qaction.isEnabled():
        action.run(world.app)  # what it would do if nobody had asked for a reason
        only_asks = ("dialogs", "outside") if nothing_to_ask(action, window.bench) else ()
        uncounted = ("relation", *only_asks)  # to drop a draft is no reason
        if what := [one for one in before.differs(world.look()) if one not in uncounted]:
            world.reach(situation)
            return f"{situation.name}: {action.id} says “{reason}”, but would change {', '.join(what)}"
        world.back(situation, before)
    return ""


def asked(situation: Situation) -> list[Action]:
    """The actions to try: those that have no check and need no document are the same in most situations."""
    few = situation.name in ("start page", "empty project", "suggestions", "read only")
    return [one for one in UNDER_THE_LAW if few or one.needs == "document" or one.id in CHECKS]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_enabled_is_what_does_something(world: World, situation: Situation) -> None:
    world.reach(situation)
    broken = disagreements(world, situation)
    broken += [problem for action in asked(situation) if (problem := violation(world, situation, action))]
    assert broken == []


def test_the_situations_show_every_action_enabled_and_where_it_has_a_reason_disabled(world: World) -> None:
    seen: dict[str, set[bool]] = {action.id: set() for action in ACTIONS}
    said = set[str]()
    for situation in (one for one in SITUATIONS if one.name in SHOWING):
        world.reach(situation)
        bench = world.app.window.bench
        idle = {action.id for action in ACTIONS if why_not(action, bench)}
        said |= idle if bench is not None and bench.session.doc is not None else set()
        for action in ACTIONS:
            seen[action.id].add(action.id not in idle)
    assert seen.pop("file.put") == {False}  # it needs a share: `test_shares.py`
    both = {one: found for one, found in seen.items() if found != ({True} if one in ALWAYS else {True, False})}
    assert both == {}
    assert said >= set(CHECKS) - NEED_DOCUMENTS  # each check has said no for its own reason, with a document open


def test_an_action_without_its_check_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control, in both directions: enabled and idle, and disabled though it would do something."""
    situation = next(one for one in SITUATIONS if one.name == "suggestions")
    undo, zoom = (next(one for one in ACTIONS if one.id == name) for name in ("edit.undo", "view.zoom_in"))
    wrong = {**CHECKS, "view.zoom_in": CHECKS["edit.undo"]}
    del wrong["edit.undo"]
    monkeypatch.setattr("gui.reasons.CHECKS", wrong)
    world.reach(situation)
    assert "enabled and does nothing" in violation(world, situation, undo)
    assert "would change" in violation(world, situation, zoom)


def test_quit_closes_the_window(request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path) -> None:
    with world_in(tmp_path, qapp, QtBot(request)) as own:
        own.app.window.qactions["file.quit"].trigger()
        assert not own.app.window.isVisible()


def test_every_action_is_in_a_menu_the_palette_the_f1_page_and_the_documentation(world: World) -> None:
    window, ids = world.app.window, {action.id for action in ACTIONS}
    in_menus = [one.objectName() for menu in window.menuBar().findChildren(QMenu) for one in menu.actions()]
    assert sorted(one for one in in_menus if one) == sorted(ids)
    assert {entry.action.objectName() for entry in world.app._entries()} == ids - {"edit.palette"}
    world.app.show_keys()
    page = window.findChild(KeysDialog)
    assert page is not None
    sections = [page.tree.topLevelItem(at) for at in range(page.tree.topLevelItemCount())]
    leaves = [(one, one.child(at)) for one in sections if one for at in range(one.childCount())]
    rows = {(one.text(0), leaf.text(0)) for one, leaf in leaves if leaf}
    page.close()
    assert {(action.menu, action.text) for action in ACTIONS} <= rows
    told = (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8")
    keys = {key for cell in re.findall(r"`([^`]+)`", told) for key in cell.split(" / ")}
    named = [one.id for one in ACTIONS if one.text in told or set(one.keys_shown.split(" or ")) & keys]
    zones = [f"zone.{kind}" for kind in ZONES if re.search(rf"\| Mark the selected text as .*{kind}", told)]
    assert ids == {*named, *zones}


def test_checks_are_of_actions_of_the_table() -> None:
    assert set(CHECKS) <= {action.id for action in ACTIONS}


def test_a_greyed_out_action_tells_its_reason_in_the_menu_and_to_a_screen_reader(world: World) -> None:
    window, spoken = world.app.window, list[str]()
    world.reach(next(one for one in SITUATIONS if one.name == "suggestions"))
    window.reason_read.connect(spoken.append)
    undo = window.qactions["edit.undo"]
    menu = next(one for one in menus(world) if undo in one.actions())
    menu.aboutToShow.emit()
    assert all(one.toolTipsVisible() for top in menus(world) for one in (top, *top.findChildren(QMenu)))
    menu.hovered.emit(undo)
    assert (undo.toolTip(), undo.statusTip(), spoken) == ("Nothing to undo.", "Nothing to undo.", ["Nothing to undo."])
    menu.aboutToHide.emit()
    window.reason_read.disconnect(spoken.append)
    assert undo.isEnabled()
