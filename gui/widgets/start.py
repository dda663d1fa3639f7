"""The start page: recent projects, and the three ways to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.plain import PlainLabel, plain_tip
from gui.theme import font

_PATH = Qt.ItemDataRole.UserRole
_ROW, _EDGE = 46, 8  # pixels: the height of a project in the list, and before its name
_THERE = Qt.ItemDataRole.UserRole + 1


class _Projects(QStyledItemDelegate):
    """A project's name, and below it, smaller, where it lies."""

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        rect, colours = QRectF(option.rect), option.palette  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        name, _, where = str(index.data()).partition("\n")
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colours.highlight() if chosen else colours.light())
            p.drawRoundedRect(rect, 6, 6)
        inner = rect.adjusted(_EDGE, 5, -_EDGE, -5)
        upper, lower = inner.adjusted(0, 0, 0, -inner.height() / 2), inner.adjusted(0, inner.height() / 2, 0, 0)
        there = bool(index.data(_THERE))
        for room, text, size, colour in (
            (upper, name, 13, colours.text() if there else colours.placeholderText()),
            (lower, where, 11, colours.placeholderText()),
        ):
            p.setFont(font(size, QFont.Weight.Medium if size > 11 else QFont.Weight.Normal))
            p.setPen(colour.color())
            shown = p.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(room.width()))
            p.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        p.restore()


class StartPage(QWidget):
    """What a person sees before a project is open."""

    article_requested = Signal()
    project_requested = Signal()
    new_requested = Signal()
    sample_requested = Signal()
    recent_requested = Signal(str)
    remove_requested = Signal(str)  # path of a project that is to go off the list

    def __init__(self) -> None:
        super().__init__()
        title, line = PlainLabel("Gilder"), PlainLabel("Suggestions go in, gold comes out.")
        title.setProperty("role", "title")
        line.setProperty("role", "mute")
        self.recent = QListWidget()
        self.recent.setAccessibleName("Recent projects")
        self.recent.setItemDelegate(_Projects(self.recent))
        self.recent.setMouseTracking(True)
        self.recent.itemActivated.connect(self._activated)
        self.recent.itemClicked.connect(self._activated)
        self._remove = QAction("Remove from the list", self.recent)
        self._remove.setShortcut(QKeySequence("Delete"))
        self._remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._remove.triggered.connect(self._remove_current)
        self.recent.addAction(self._remove)
        self.recent.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._how = PlainLabel("Delete, or a right click, takes one off the list. The file stays.")
        self._how.setProperty("role", "mute")
        self._how.setWordWrap(True)
        self._how.setContentsMargins(_EDGE, 6, 0, 0)
        self._none = PlainLabel(
            "No project yet. Open an article, or try the sample:\nit takes a minute to see how it works."
        )
        self._none.setProperty("role", "mute")
        self._none.setContentsMargins(_EDGE, 0, 0, 0)
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(680)
        body = QVBoxLayout(card)
        body.setContentsMargins(36, 32, 36, 28)
        body.setSpacing(6)
        body.addWidget(title)
        body.addWidget(line)
        body.addSpacing(20)
        columns = QHBoxLayout()
        columns.setSpacing(32)
        columns.addLayout(self._buttons(), 2)
        columns.addLayout(self._recent(), 3)
        body.addLayout(columns)
        body.addSpacing(16)
        drop = PlainLabel("Or drop text files, a folder or a project on this window.")
        drop.setProperty("role", "mute")
        body.addWidget(drop)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        for text, signal, role in (
            ("Open article…", self.article_requested, "main"),
            ("Open project…", self.project_requested, ""),
            ("New project…", self.new_requested, ""),
            ("Try the sample", self.sample_requested, ""),
        ):
            button = QPushButton(text)
            button.setProperty("role", role)
            button.setMinimumHeight(36)
            button.clicked.connect(signal)
            column.addWidget(button)
        column.addStretch()
        return column

    def _recent(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        heading = PlainLabel("RECENT PROJECTS")
        heading.setProperty("role", "section")
        heading.setContentsMargins(_EDGE, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(self.recent)
        column.addWidget(self._how)
        column.addWidget(self._none)
        column.addStretch()
        return column

    def show_recent(self, paths: list[str]) -> None:
        """Show the recent projects; those that are not there any more are told."""
        self.recent.clear()
        for path in (Path(one) for one in paths):
            there = _is_there(path)
            where = _short(path.parent) if there else f"not found in {_short(path.parent)}"
            item = QListWidgetItem(f"{path.stem}\n{where}")
            item.setData(_PATH, str(path))
            item.setToolTip(plain_tip(str(path) if there else f"{path}\nThis file was moved, renamed or deleted."))
            item.setSizeHint(QSize(100, _ROW))
            item.setData(_THERE, there)
            self.recent.addItem(item)
        count = self.recent.count()
        self.recent.setFixedHeight(min(max(count, 1), 5) * _ROW + 4)
        self.recent.setVisible(count > 0)
        self._how.setVisible(count > 0)
        self._none.setVisible(count == 0)

    @Slot(QListWidgetItem)
    def _activated(self, item: QListWidgetItem) -> None:
        self.recent_requested.emit(item.data(_PATH))

    @Slot()
    def _remove_current(self) -> None:
        item = self.recent.currentItem()
        if item is not None:
            self.remove_requested.emit(item.data(_PATH))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _short(folder: Path) -> str:
    try:
        return "~/" + str(folder.relative_to(Path.home())) if folder != Path.home() else "~"
    except ValueError:
        return str(folder)
