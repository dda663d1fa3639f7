# ruff: noqa: D103 - the name of a scene says what is on it
"""What the gallery shows: each scene puts something on the stage, in the order in which a person meets it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

import resources
from annotate.blind import Blinding
from docs.pictures.both_scenes import BOTH
from docs.pictures.compare_scenes import COMPARE
from docs.pictures.dialog_scenes import DIALOGS
from docs.pictures.exchange_scenes import EXCHANGE
from docs.pictures.file_scenes import FILES
from docs.pictures.learning_scenes import LEARNING
from docs.pictures.settle_scenes import SETTLING
from docs.pictures.stage import Stage, make_small, many_labels
from docs.pictures.train_scenes import TRAINING
from gui.actions import menus
from gui.article.caret import Caret

Scene = Callable[[Stage], object]


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
    s.bench.edges.add_fragment(at, at + 5)
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
    **DIALOGS,
    **COMPARE,
    **FILES,
    **SETTLING,
    **EXCHANGE,
    **BOTH,
    **TRAINING,
    **LEARNING,
    "status-work": lambda s: status(
        s, lambda s: s.app.window.status.show_work("Suggesting for 1,204 documents", 300, 1204)
    ),
    "status-message": lambda s: status(s, lambda s: s.session.told.emit("14 places labelled. Ctrl+Z takes it back.")),
    "status-refused": lambda s: status(s, lambda s: s.session.failed.emit("LOC cannot be the head of works_for.")),
    "status-not-saved": lambda s: status(
        s, lambda s: s.app.window.status.show_not_saved("the disk is full", "Make room.")
    ),
    **{f"menu-{name.lower()}": (lambda s, name=name: menu(s, name)) for name in menus()},
    "menu-context": context,
}
