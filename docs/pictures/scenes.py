"""What the gallery shows: each scene puts something on the stage, in the order in which a person meets it."""

from __future__ import annotations

from collections.abc import Callable
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu

import resources
from annotate.blind import Blinding
from docs.pictures.stage import Stage, make_small, many_labels
from gui.actions import menus
from gui.article.caret import Caret
from gui.dialogs.groups import GroupsDialog
from gui.dialogs.keys import KeysDialog
from gui.dialogs.notes_list import NotesDialog
from gui.dialogs.palette import Palette
from gui.dialogs.places import ConcordanceDialog
from gui.dialogs.scheme import SchemeDialog
from gui.dialogs.settings import SettingsDialog
from gui.dialogs.suggest import SuggestDialog
from gui.errors import report, unforeseen_box
from gui.travel import Progress

Scene = Callable[[Stage], object]


def front(stage: Stage, kind: type[QDialog]) -> QDialog:
    """The dialog of a kind that is open."""
    stage.settle()
    return next(one for one in stage.app.window.findChildren(kind) if one.isVisible())


# The start page


def start_with_projects(s: Stage) -> None:
    paths = [make_small(s.fresh(name)) for name in ("harbour", "elections", "a-project-with-a-rather-long-name")]
    s.app.window.start.show_recent([*(str(path) for path in paths), "/media/usb/moved.gilder"])


def start_drop(s: Stage, *, good: bool = True) -> None:
    project = make_small(s.fresh("harbour"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in ([project] if good else [project, project])])
    s.kept = mime  # the event does not own it
    place = QPointF(9, 9).toPoint()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    s.app.window.dragEnterEvent(QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys))


# The panel to the left


def documents_unsure(s: Stage) -> None:
    s.open()
    s.bench.documents.show_order("unsure")


def documents_compact(s: Stage) -> None:
    s.open()
    s.run("view.compact")


def documents_none(s: Stage) -> None:
    s.open()
    s.bench.documents.filter.setText("no such name")


def spans(s: Stage, *, asked: str = "") -> None:
    s.open()
    s.accept(4)
    s.run("go.spans")
    s.bench.spans.filter.setText(asked)
    s.settle(2)


def spans_unsure(s: Stage) -> None:
    s.open()
    s.run("go.spans")
    s.bench.spans.show_order("unsure")


def history(s: Stage, *, asked: str = "") -> None:
    s.open()
    s.accept(6)
    s.run("edit.undo")
    s.run("edit.undo")
    s.run("view.history")
    s.bench.history.filter.setText(asked)


def history_empty(s: Stage) -> None:
    s.open(make_small(s.fresh("small")))
    s.run("view.history")


# The article


def project_empty(s: Stage) -> None:
    s.open(make_small(s.fresh("empty"), text=""))


def document_silent(s: Stage) -> None:
    s.open(make_small(s.fresh("small"), silent=True))


def reviewed(s: Stage) -> None:
    s.open()
    s.accept(9)


def blind(s: Stage, blinding: Blinding) -> None:
    s.open()
    s.session.project.blinding.set(blinding)
    s.session.reload()
    s.bench.session.open_document(s.session.state.document.id)


def rejected(s: Stage) -> None:
    s.open()
    s.bench.desk.step(1)
    for _ in range(4):
        s.bench.edits.remove()
    s.run("view.rejected")


def shapes(s: Stage) -> None:
    """Nested, discontinuous and crossing spans."""
    text = "North and South Korea signed it. The Bank of China in Hong Kong paid about 3 to 4 million dollars.\n"
    s.open(make_small(s.fresh("shapes"), text=text, silent=True))
    s.span("Bank of China in Hong Kong", "ORG")
    for words in ("China", "Hong Kong", "South Korea"):
        s.span(words, "LOC")
    s.span("North", "LOC")
    at = text.index("Korea")
    s.bench.edits.add_fragment(at, at + 5)
    s.span("about 3 to 4 million dollars", "MONEY")


def armed(s: Stage) -> None:
    s.open()
    s.session.select(None)
    s.bench.edits.use_label("ORG")


def draft(s: Stage) -> None:
    s.open()
    s.accept(4)
    s.bench.desk.step(-1)
    s.run("relation.begin")


def draft_chosen(s: Stage) -> None:
    draft(s)
    s.bench.desk.step(1)


def zones(s: Stage) -> None:
    s.open()
    text = s.session.state.document.text
    end = text.rindex("\n\n")
    s.bench.view.set_caret(Caret(len(text.rstrip()), end + 2))
    s.run("zone.boilerplate")
    s.bench.view.verticalScrollBar().setValue(s.bench.view.verticalScrollBar().maximum())


def folded(s: Stage) -> None:
    zones(s)
    s.run("view.fold")


def find(s: Stage, asked: str) -> None:
    s.open()
    s.run("edit.find")
    s.bench.find_bar.field.setText(asked)


def zoomed(s: Stage) -> None:
    s.open()
    for _ in range(4):
        s.run("view.zoom_in")


def zoom_back(s: Stage) -> None:
    s.open()
    s.run("view.zoom_reset")
    s.run("view.focus")


def narrow(s: Stage) -> None:
    s.open()
    s.accept(2)
    s.app.window.resize(760, 480)


# The inspector


def on_number(s: Stage) -> None:
    s.open()
    session = s.session
    numbers = [one for one in session.open_spans if one.value is not None and one.label == "CARDINAL"]
    s.bench.navigation.go_to(numbers[0])
    s.run("item.edit")


def on_value_wrong(s: Stage) -> None:
    on_number(s)
    s.bench.inspector.value.amount.setText("many")
    QTest.keyClick(s.bench.inspector.value.amount, Qt.Key.Key_Return)


def on_date(s: Stage) -> None:
    s.open()
    dates = [one for one in s.session.open_spans if one.label == "DATE"]
    s.bench.navigation.go_to(dates[0])


def on_noted(s: Stage) -> None:
    s.open()
    s.accept(1)
    s.bench.desk.step(-1)
    s.bench.edits.set_note("Is this the ministry or the building? Ask Ben before we go on.")
    s.bench.edits.toggle_flag()


def on_relation(s: Stage) -> None:
    s.open()
    s.bench.desk.step_relation(1)


def relations_table(s: Stage) -> None:
    s.open()
    s.run("relation.table")


# The label bar


def labels_many(s: Stage, *, asked: str | None = None) -> None:
    s.open(make_small(s.fresh("many"), scheme=many_labels()))
    if asked is not None:
        s.run("label.choose")
        s.bench.label_bar.field.setText(asked)


def labels_filter(s: Stage) -> None:
    s.open()
    s.run("label.choose")
    s.bench.label_bar.field.setText("per")


def labels_none(s: Stage) -> None:
    s.open(make_small(s.fresh("bare"), scheme=resources.scheme_text("empty")))


# Dialogs


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
    on_noted(s)
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


def scheme(s: Stage, tab: int, *, row: int = 0, wrong: bool = False, asked: str = "") -> None:
    s.open()
    s.accept(5)
    s.run("edit.scheme")
    dialog = front(s, SchemeDialog)
    assert isinstance(dialog, SchemeDialog)
    dialog.tabs.setCurrentIndex(tab)
    if dialog.list.count():
        dialog.list.setCurrentRow(row)
    dialog.filter.setText(asked)
    if wrong:
        field = dialog.forms["span"].name
        field.setFocus()
        field.setText("ORG")
        field.textEdited.emit("ORG")


def scheme_empty(s: Stage, tab: int) -> None:
    labels_none(s)
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


def unforeseen(_s: Stage) -> None:
    try:
        raise KeyError("s12")
    except KeyError as problem:
        s.kept, _ = unforeseen_box(problem, report(type(problem), problem, problem.__traceback__))
        s.kept.show()


def progress(s: Stage) -> None:
    s.open()
    dialog = Progress("4,210 steps are undone.", 4210, s.bench)
    dialog.bar.setValue(1900)
    dialog.open()


# Whole window: focus, status line, menus


def status(s: Stage, show: Callable[[Stage], object]) -> None:
    s.open()
    s.accept(3)
    show(s)


def menu(s: Stage, name: str) -> None:
    s.open()
    s.accept(2)
    found = next(one for one in s.app.window.menuBar().findChildren(QMenu) if one.title() == f"&{name}")
    found.popup(s.app.window.mapToGlobal(s.app.window.rect().topLeft()))


def context(s: Stage) -> None:
    s.open()
    s.accept(2)
    s.bench.view.context_requested.emit(s.bench.view.mapToGlobal(s.bench.view.rect().center()))


SCENES: dict[str, Scene] = {
    "start-empty": lambda s: s.settle(),
    "start-recent": start_with_projects,
    "start-drop": start_drop,
    "start-drop-refused": lambda s: start_drop(s, good=False),
    "window": lambda s: s.open(),
    "window-reviewed": reviewed,
    "window-narrow": narrow,
    "window-focus": zoom_back,
    "window-zoomed": zoomed,
    "window-unzoomed": zoom_back,
    "documents-unsure": documents_unsure,
    "documents-compact": documents_compact,
    "documents-none": documents_none,
    "spans": spans,
    "spans-none": lambda s: spans(s, asked="no such words"),
    "spans-unsure": spans_unsure,
    "history": history,
    "history-none": lambda s: history(s, asked="no such step"),
    "history-empty": history_empty,
    "article-project-empty": project_empty,
    "article-silent": document_silent,
    "article-blind": lambda s: blind(s, Blinding(100)),
    "article-blind-part": lambda s: blind(s, Blinding(50, "spans", 1)),
    "article-rejected": rejected,
    "article-shapes": shapes,
    "article-armed": armed,
    "article-draft": draft,
    "article-draft-chosen": draft_chosen,
    "article-zones": zones,
    "article-folded": folded,
    "find-hits": lambda s: find(s, "the"),
    "find-nothing": lambda s: find(s, "zebra"),
    "inspector-number": on_number,
    "inspector-value-wrong": on_value_wrong,
    "inspector-date": on_date,
    "inspector-noted": on_noted,
    "inspector-relation": on_relation,
    "inspector-relations": relations_table,
    "labels-many": labels_many,
    "labels-many-found": lambda s: labels_many(s, asked="dis"),
    "labels-many-none": lambda s: labels_many(s, asked="zebra"),
    "labels-filter": labels_filter,
    "labels-none": labels_none,
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
    "propagate": lambda s: propagate(s, "Latakia"),
    "propagate-project": lambda s: propagate(s, "Reuters", in_project=True),
    "propagate-nothing": propagate_nothing,
    "concordance": lambda s: concordance(s, ""),
    "concordance-hits": lambda s: concordance(s, "said"),
    "concordance-nothing": lambda s: concordance(s, "zebra"),
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
    "status-work": lambda s: status(s, lambda s: s.app.window.status.show_work("Suggesting for 1,204 documents", 300, 1204)),
    "status-message": lambda s: status(s, lambda s: s.session.told.emit("14 places labelled. Ctrl+Z takes it back.")),
    "status-refused": lambda s: status(s, lambda s: s.session.failed.emit("LOC cannot be the head of works_for.")),
    "status-not-saved": lambda s: status(s, lambda s: s.app.window.status.show_not_saved("the disk is full", "Make room.")),
    **{f"menu-{name.lower()}": (lambda s, name=name: menu(s, name)) for name in menus()},
    "menu-context": context,
}
