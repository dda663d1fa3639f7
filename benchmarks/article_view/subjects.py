"""The three views that are measured, each with the same few verbs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import thread_time
from typing import Protocol

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

import resources
from annotate import commands
from annotate.change import Change, Transaction
from annotate.offsets import Range
from benchmarks.article_view.documents import LABELS, Sample
from gui.app import dress
from gui.jobs import Jobs
from gui.suggesting import Engines
from gui.theme import LIGHT, load_fonts
from gui.times import Times
from gui.widgets.status import StatusLine
from gui.workbench import Workbench
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project

WIDTH, HEIGHT = 1200, 900


class Subject(Protocol):
    """A view with a document in it."""

    def load(self, sample: Sample) -> None:
        """Make ready all that is not the view's work."""

    def build(self) -> None:
        """Make the view with the document and show it."""

    def scroll(self, pixels: int) -> None:
        """Move by pixels and paint."""

    def jump(self, share: float) -> None:
        """Go to a share of the document and paint."""

    def edit(self, at: int) -> float:
        """Add a span at an offset and paint; gives the seconds that were not the view's."""
        ...

    def resize(self, width: int) -> None:
        """Another width, and paint."""

    def close(self) -> None:
        """Let go."""


class Gilder:
    """Gilder's workbench: article view, panels, session, project file."""

    def load(self, sample: Sample) -> None:
        load_fonts()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        dress(application, LIGHT)
        self._folder = tempfile.TemporaryDirectory()
        self.project = Project.create(Path(self._folder.name) / "p.gilder", resources.scheme_text("news"))
        (doc,) = self.project.documents.add([NewDocument("sample.txt", sample.text)])
        source = self.project.sources.person("bench")
        changes = tuple(Change(doc.id, None, item) for item in sample.gold)
        self.project.annotations.append(Transaction(changes, "bench.load"), source)
        self.project.suggestions.record_run("bench", [(doc.id, sample.suggestions)])
        self.jobs, self.status = Jobs(), StatusLine()
        self.bench = Workbench(
            self.project, "bench", jobs=self.jobs, engines=Engines(Times(wanted=False)), status=self.status
        )
        self.bench.resize(WIDTH + 530, HEIGHT)
        self.session = self.bench.session
        self._read = self.session.read(doc.id)

    def build(self) -> None:
        self.session.show_document(self._read)
        _show(self.bench)
        _paint(self.bench.view)

    def scroll(self, pixels: int) -> None:
        self.bench.view.scroll_by(pixels)
        _paint(self.bench.view)

    def jump(self, share: float) -> None:
        bar = self.bench.view.verticalScrollBar()
        bar.setValue(int(share * bar.maximum()))
        _paint(self.bench.view)

    def edit(self, at: int) -> float:
        session, spent = self.session, 0.0
        append = self.project.annotations.append

        def timed(*args, **options):
            nonlocal spent
            began = thread_time()
            try:
                return append(*args, **options)
            finally:
                spent += thread_time() - began

        self.project.annotations.append = timed  # pyright: ignore[reportAttributeAccessIssue]
        place = Range(at, at + 7)
        session.dispatch(commands.add_span(session.state, [place], LABELS[at % 6], new_id=new_id()))
        self.project.annotations.append = append  # pyright: ignore[reportAttributeAccessIssue]
        _paint_changes(self.bench.view)
        return spent

    def resize(self, width: int) -> None:
        self.bench.view.resize(width, HEIGHT)
        _paint(self.bench.view)

    def visible_offset(self) -> int:
        """An offset in the middle of the window."""
        return self.bench.view.hit(200, HEIGHT / 2).offset

    def close(self) -> None:
        self.bench.close()
        self.project.close()
        self._folder.cleanup()


class _Editor:
    """What the two editors of Qt share."""

    view: QTextEdit | QPlainTextEdit

    def load(self, sample: Sample) -> None:
        load_fonts()
        self.sample = sample
        self._formats: dict[str, QTextCharFormat] = {}
        for slot, label in enumerate(LABELS):
            made = QTextCharFormat()
            made.setBackground(QColor(LIGHT.tint(slot)))
            self._formats[label] = made

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.view.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def scroll(self, pixels: int) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + (2 if isinstance(self.view, QPlainTextEdit) else pixels) * (1 if pixels > 0 else -1))
        _paint(self.view)

    def jump(self, share: float) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(int(share * bar.maximum()))
        _paint(self.view)

    def resize(self, width: int) -> None:
        self.view.resize(width, HEIGHT)
        _paint(self.view)

    def visible_offset(self) -> int:
        """An offset in the middle of the window."""
        return self.view.cursorForPosition(self.view.rect().center()).position()

    def close(self) -> None:
        self.view.close()


class MergedFormats(_Editor):
    """QTextEdit with the spans merged into the document as character formats (tints only)."""

    def build(self) -> None:
        self.view = QTextEdit()
        self.view.resize(WIDTH, HEIGHT)
        self.view.setUndoRedoEnabled(False)
        self.view.setPlainText(self.sample.text)
        work = QTextCursor(self.view.document())
        work.beginEditBlock()
        for span in self.sample.spans:
            work.setPosition(span.start)
            work.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            work.mergeCharFormat(self._formats[span.label])
        work.endEditBlock()
        _show(self.view)
        _paint(self.view)

    def edit(self, at: int) -> float:
        self._cursor(at, at + 7).mergeCharFormat(self._formats[LABELS[at % 6]])
        _paint_changes(self.view)
        return 0.0


class ExtraSelections(_Editor):
    """QPlainTextEdit with the spans as extra selections (tints only)."""

    def build(self) -> None:
        self.view = QPlainTextEdit()
        self.view.resize(WIDTH, HEIGHT)
        self.view.setUndoRedoEnabled(False)
        self.view.setPlainText(self.sample.text)
        self._selections = [self._selection(span.start, span.end, span.label) for span in self.sample.spans]
        self.view.setExtraSelections(self._selections)
        _show(self.view)
        _paint(self.view)

    def _selection(self, start: int, end: int, label: str) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        made.cursor, made.format = self._cursor(start, end), self._formats[label]  # pyright: ignore[reportAttributeAccessIssue]
        return made

    def edit(self, at: int) -> float:
        self._selections.append(self._selection(at, at + 7, LABELS[at % 6]))
        self.view.setExtraSelections(self._selections)
        _paint_changes(self.view)
        return 0.0


def _show(window: QWidget) -> None:
    window.show()
    if not QTest.qWaitForWindowExposed(window):
        raise RuntimeError("the window did not show")


def _paint(view: QWidget) -> None:
    """Deliver what is waiting for the view, and paint all of it now."""
    viewport = view.viewport()  # pyright: ignore[reportAttributeAccessIssue]
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    viewport.repaint()


def _paint_changes(view: QWidget) -> None:
    """Deliver what is waiting, and paint what the view itself says has changed, as the event loop would."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.sendPostedEvents(view.window(), QEvent.Type.UpdateRequest)


SUBJECTS: dict[str, type[Gilder] | type[MergedFormats] | type[ExtraSelections]] = {
    "Gilder": Gilder,
    "QTextEdit, merged formats": MergedFormats,
    "QPlainTextEdit, extra selections": ExtraSelections,
}
