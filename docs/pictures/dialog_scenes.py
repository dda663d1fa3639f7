# ruff: noqa: D103 - the name of a scene says what is on it
"""What the gallery shows of dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

import resources
from docs.pictures.stage import Stage, make_small
from docs.pictures.varied import make_varied
from gui.dialogs.concordance import ConcordanceDialog
from gui.dialogs.consistency import ConsistencyDialog
from gui.dialogs.groups import GroupsDialog
from gui.dialogs.keys import KeysDialog
from gui.dialogs.notes_list import NotesDialog
from gui.dialogs.palette import Palette
from gui.dialogs.scheme import SchemeDialog
from gui.dialogs.settings import SettingsDialog
from gui.dialogs.suggest import SuggestDialog
from gui.errors import report, unforeseen_box
from gui.travel import Progress


def front(stage: Stage, kind: type[QDialog]) -> QDialog:
    """The dialog of a kind that is open."""
    stage.settle()
    return next(one for one in stage.app.window.findChildren(kind) if one.isVisible())


def palette(s: Stage, asked: str) -> None:
    s.open()
    s.run("edit.palette")
    dialog = front(s, Palette)
    assert isinstance(dialog, Palette)
    dialog.field.setText(asked)


def keys(s: Stage, asked: str) -> None:
    s.open()
    s.run("help.keys")
    dialog = front(s, KeysDialog)
    assert isinstance(dialog, KeysDialog)
    dialog.field.setText(asked)


def settings(s: Stage, *, wrong: bool = False) -> None:
    s.run("file.settings")
    dialog = front(s, SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    if wrong:
        dialog.annotator.setText("gold")
        dialog.accept()


def note(s: Stage) -> None:
    s.open()
    s.bench.desk.step(1)
    s.run("item.note")


def notes(s: Stage, *, asked: str = "") -> None:
    s.open()
    s.accept(1)
    s.bench.desk.step(-1)
    s.bench.edits.set_note("Is this the ministry or the building? Ask Ben before we go on.")
    s.bench.edits.toggle_flag()
    s.bench.desk.step(1)
    s.bench.edits.set_note("Second mention.")
    s.run("go.noted")
    dialog = front(s, NotesDialog)
    assert isinstance(dialog, NotesDialog)
    dialog.filter.setText(asked)


def notes_empty(s: Stage) -> None:
    s.open(make_small(s.fresh("small")))
    s.run("go.noted")


def groups(s: Stage, *, answered: bool = False) -> None:
    s.open()
    s.run("review.groups")
    dialog = front(s, GroupsDialog)
    assert isinstance(dialog, GroupsDialog)
    s.settle(3)
    if answered:
        dialog.accept_button.click()
        s.settle(4)


def groups_empty(s: Stage) -> None:
    s.open(make_small(s.fresh("small"), silent=True))
    s.run("review.groups")
    s.settle(3)


def propagate(s: Stage, words: str, *, in_project: bool = False) -> None:
    s.open()
    s.select(words)
    s.run("span.propagate_project" if in_project else "span.propagate")
    s.settle(3)


def propagate_nothing(s: Stage) -> None:
    s.open(make_small(s.fresh("small")))
    s.select("Iran")
    s.run("span.propagate_project")
    s.settle(3)


def concordance(s: Stage, asked: str) -> None:
    s.open()
    s.session.select(None)
    s.run("edit.concordance")
    dialog = front(s, ConcordanceDialog)
    assert isinstance(dialog, ConcordanceDialog)
    dialog.field.setText(asked)
    if asked:
        dialog.search()
    s.settle(3)


def consistency(s: Stage, tab: int, *, look: bool = False, varied: bool = True) -> None:
    s.open(make_varied(s.fresh("varied")) if varied else make_small(s.fresh("small")))
    s.run("view.consistency")
    dialog = front(s, ConsistencyDialog)
    assert isinstance(dialog, ConsistencyDialog)
    while dialog.line.working:
        s.settle()
    dialog.tabs.setCurrentIndex(tab)
    if look:
        dialog.look.click()
    while dialog.line.working:
        s.settle()


def consistency_right(s: Stage) -> None:
    consistency(s, 0)
    dialog = front(s, ConsistencyDialog)
    assert isinstance(dialog, ConsistencyDialog)
    dialog.right.click()
    s.settle(2)


def scheme(s: Stage, tab: int, *, row: int = 0, wrong: bool = False, asked: str = "") -> None:
    s.open()
    s.accept(5)
    s.run("edit.scheme")
    dialog = front(s, SchemeDialog)
    assert isinstance(dialog, SchemeDialog)
    dialog.tabs.setCurrentIndex(tab)
    if dialog.list.count() and tab < 3:
        dialog.list.setCurrentRow(row)
    dialog.filter.setText(asked)
    if wrong:
        field = dialog.forms["span"].name
        field.setFocus()
        field.setText("ORG")
        field.textEdited.emit("ORG")


def scheme_empty(s: Stage, tab: int) -> None:
    s.open(make_small(s.fresh("bare"), scheme=resources.scheme_text("empty")))
    s.run("edit.scheme")
    dialog = front(s, SchemeDialog)
    assert isinstance(dialog, SchemeDialog)
    dialog.tabs.setCurrentIndex(tab)


def suggest(s: Stage, kind: str) -> None:
    s.open()
    s.run("document.suggest_with")
    dialog = front(s, SuggestDialog)
    assert isinstance(dialog, SuggestDialog)
    for at in range(dialog.model.count()):
        if dialog.model.itemData(at).kind == kind and not dialog.model.itemData(at).name:
            dialog.model.setCurrentIndex(at)
    dialog.adjustSize()
    s.settle()


def complaint(s: Stage) -> None:
    s.open()
    lines = "\n".join(f"/home/anna/texts/page-{at}.txt: is not written in UTF-8; convert it first" for at in range(3))
    s.app.projects.complained.emit("3 of the files could not be imported.", lines)


def complaint_of_path(s: Stage) -> None:
    s.app.projects.open_recent("/media/usb/moved.gilder")


def unforeseen(s: Stage) -> None:
    try:
        raise KeyError("s12")
    except KeyError as problem:
        box = s.kept = unforeseen_box(problem, report(type(problem), problem, problem.__traceback__))
        box.show()


def progress(s: Stage) -> None:
    s.open()
    dialog = Progress("Undoing 4,210 steps…", 4210, s.bench)
    dialog.bar.setValue(1900)
    dialog.open()


DIALOGS: dict[str, Callable[[Stage], object]] = {
    "palette": lambda s: palette(s, ""),
    "palette-hits": lambda s: palette(s, "sugg"),
    "palette-nothing": lambda s: palette(s, "zebra"),
    "keys": lambda s: keys(s, ""),
    "keys-hits": lambda s: keys(s, "relation"),
    "keys-nothing": lambda s: keys(s, "zebra"),
    "settings": settings,
    "settings-wrong": lambda s: settings(s, wrong=True),
    "about": lambda s: s.run("help.about"),
    "note": note,
    "notes": notes,
    "notes-nothing": lambda s: notes(s, asked="zebra"),
    "notes-empty": notes_empty,
    "groups": groups,
    "groups-answered": lambda s: groups(s, answered=True),
    "groups-empty": groups_empty,
    "propagate": lambda s: propagate(s, "Kestrel"),
    "propagate-project": lambda s: propagate(s, "Turkey", in_project=True),
    "propagate-nothing": propagate_nothing,
    "concordance": lambda s: concordance(s, ""),
    "concordance-hits": lambda s: concordance(s, "said"),
    "concordance-nothing": lambda s: concordance(s, "zebra"),
    "consistency-texts": lambda s: consistency(s, 0),
    "consistency-right": consistency_right,
    "consistency-unknown": lambda s: consistency(s, 1),
    "consistency-suspicious": lambda s: consistency(s, 1, look=True),
    "consistency-empty": lambda s: consistency(s, 0, varied=False),
    "scheme-spans": lambda s: scheme(s, 0),
    "scheme-wrong": lambda s: scheme(s, 0, wrong=True),
    "scheme-filtered": lambda s: scheme(s, 0, asked="zebra"),
    "scheme-relations": lambda s: scheme(s, 1),
    "scheme-attributes": lambda s: scheme(s, 2),
    "scheme-toml": lambda s: scheme(s, 3),
    "scheme-empty-spans": lambda s: scheme_empty(s, 0),
    "scheme-empty-relations": lambda s: scheme_empty(s, 1),
    "scheme-empty-attributes": lambda s: scheme_empty(s, 2),
    "suggest-embedded": lambda s: suggest(s, "embedded"),
    "suggest-folder": lambda s: suggest(s, "model"),
    "suggest-process": lambda s: suggest(s, "process"),
    "suggest-endpoint": lambda s: suggest(s, "endpoint"),
    "complaint": complaint,
    "complaint-path": complaint_of_path,
    "unforeseen": unforeseen,
    "progress": progress,
}
