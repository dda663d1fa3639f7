"""The history panel: every step in words, the present marked; Enter or a double click goes to a step."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotate.history import History
from annotate.scheme import parse_scheme
from annotate.steps import in_words, scheme_in_words
from gui.dialogs.palette import matches
from gui.models.steps import STEP, Step, StepsModel, Told
from gui.session import Session
from gui.theme import LIGHT, Theme, font
from gui.widgets.hint import EmptyHint
from store.journal import Entry

_SLICE = 0.012  # seconds of looking through steps at a time, so that the window answers between
_HEIGHT = 44


class _Delegate(QStyledItemDelegate):
    """The step, and below it document, person and time; what is undone is muted, a bar marks the present."""

    theme: Theme = LIGHT

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _HEIGHT)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        step: Step | None = index.data(STEP)
        if step is None:
            return
        t, rect = self.theme, QRectF(option.rect).adjusted(6, 1, -6, -1)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            p.setBrush(QColor(t.accent_soft if chosen else t.hover))
            p.drawRoundedRect(rect, 6, 6)
        if step.present:
            p.setBrush(QColor(t.accent))
            p.drawRoundedRect(QRectF(rect.left() + 1, rect.top() + 7, 3, rect.height() - 14), 1.5, 1.5)
        inner = rect.adjusted(11, 4, -9, -4)
        upper, lower = inner.adjusted(0, 0, 0, -inner.height() / 2), inner.adjusted(0, inner.height() / 2, 0, 0)
        if step.present:
            p.setFont(font(10, QFont.Weight.Bold))
            p.setPen(QColor(t.accent))
            p.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "NOW")
            upper = upper.adjusted(0, 0, -34, 0)
        p.setFont(font(13, QFont.Weight.DemiBold if step.present else QFont.Weight.Normal))
        p.setPen(QColor(t.text if step.done else t.mute))
        self._line(p, upper, step.words)
        p.setFont(font(11))
        p.setPen(QColor(t.mute))
        self._line(p, lower, step.about if step.done else f"undone · {step.about}")
        p.restore()

    def _line(self, p: QPainter, room: QRectF, text: str) -> None:
        text = p.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        p.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class _List(QListView):
    """A list that says when Enter is pressed: `activated` also comes of a single click on some desktops."""

    entered = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class HistoryPanel(QWidget):
    """`step_requested` has the number of the last step that is to be done, as `model.present`."""

    step_requested = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._history = session, session.history
        self.model, self.filter, self.list = StepsModel(self._told), QLineEdit(), _List()
        self._delegate = _Delegate(self.list)
        self._hint = EmptyHint(self.list)
        self._looked = 0  # the next step that the filter looks at
        self._looking = QTimer(self)
        self._looking.setInterval(0)
        self._looking.timeout.connect(self._look_on)
        self.filter.setPlaceholderText("Filter the history")
        self.filter.setAccessibleName("Filter the history")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName("History: Enter goes to a step")
        self.list.setToolTip("Enter or a double click goes to a step: what came after it is undone, and can be redone")
        self.list.entered.connect(self._chosen)
        self.list.doubleClicked.connect(self._chosen)
        line = QVBoxLayout()
        line.setContentsMargins(10, 10, 10, 6)
        line.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.list)

    def show_history(self, history: History[Entry]) -> None:
        """Show a history; while the panel is hidden it is only noted."""
        self._history = history
        if self.isVisible():
            self._show()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._delegate.theme = theme
        self.list.viewport().update()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self._show()

    def _show(self) -> None:
        if self.model.show(self._history):
            if self.filter.text().strip():
                self._filter()
            self._mark()

    def _mark(self) -> None:
        row = self.model.row_of(self.model.present)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
            self.list.scrollTo(self.model.index(row))

    @Slot()
    def _filter(self) -> None:
        """Look for the words in all steps, a little at a time."""
        self._looking.stop()
        if not self.filter.text().strip():
            self._hint.tell("")
            self.model.filter(None)
            self._mark()
            return
        self._looked = self.model.newest
        self._hint.tell("")
        self.model.filter([])
        self._looking.start()

    @Slot()
    def _look_on(self) -> None:
        end, found, asked = time.monotonic() + _SLICE, list[int](), self.filter.text()
        while (more := self.model.reaches(self._looked)) and time.monotonic() < end:
            step = self.model.step(self._looked)
            if matches(asked, f"{step.words} {step.about}"):
                found.append(self._looked)
            self._looked -= 1
        self.model.show_more(found)
        if not more:
            self._looking.stop()
            self._hint.tell("" if self.model.rowCount() else "No step has these words.")

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        step: Step | None = index.data(STEP)
        if step is not None and not step.present:
            self.step_requested.emit(step.number)

    def _told(self, entry: Entry) -> Told:
        project = self._session.project
        document = project.documents.name_of(entry.document) if entry.document is not None else ""
        outline = project.journal.outline(entry.id)
        if outline.schemes is not None:
            before, after = (parse_scheme(text) for text in outline.schemes)
            return Told(scheme_in_words(before, after), "")
        words = in_words(outline.event, outline.counts, outline.first, outline.documents, document)
        return Told(words, document)
