"""The command palette: every action by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

_ACTION = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def matches(asked: str, text: str) -> bool:
    """Whether every word of `asked` begins a word of `text` or stands in it, letter case aside."""
    return all(word in text.casefold() for word in asked.casefold().split())


class Palette(QDialog):
    """A field and a list. `chosen` has the action once the palette is closed."""

    chosen = Signal(QAction)

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setWindowTitle("Actions")
        self.field, self.list = QLineEdit(), QTreeWidget()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Action by name")
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._filter)
        self.list.setHeaderHidden(True)
        self.list.setColumnCount(2)
        self.list.setRootIsDecorated(False)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._run)
        for action in actions:
            shortcut = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            item = QTreeWidgetItem([action.text().replace("&", ""), shortcut])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, _ACTION, action)
            item.setDisabled(not action.isEnabled())
            self.list.addTopLevelItem(item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.resize(520, 420)
        self.list.setColumnWidth(0, 360)
        self._filter("")

    def open_over(self, window: QWidget) -> None:
        """Show the palette in the upper middle of a window."""
        corner = window.mapToGlobal(window.rect().center())
        self.move(corner.x() - self.width() // 2, window.mapToGlobal(window.rect().topLeft()).y() + 90)
        self.show()
        self.field.setFocus()

    @Slot(str)
    def _filter(self, asked: str) -> None:
        first = None
        for item in self._items():
            item.setHidden(not matches(asked, item.text(0)))
            if first is None and not item.isHidden() and not item.isDisabled():
                first = item
        if first is not None:
            self.list.setCurrentItem(first)
        else:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return False

    @Slot(QTreeWidgetItem)
    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not item.isDisabled():
            self.accept()
            self.chosen.emit(item.data(0, _ACTION))
