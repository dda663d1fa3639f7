"""A button that shows a list to tick: some of many, or all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

_ROWS, _ROW = 14, 28  # rows that are shown at once, pixels of one


class TickButton(QPushButton):
    """Tells what is ticked. Its list opens with Space or Enter; in it Space ticks, Esc or Enter closes it."""

    changed = Signal()

    def __init__(self, name: str, many: str, *, none_is_all: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._many, self._none_is_all = name, many, none_is_all
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setUniformItemSizes(True)
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._popup.setProperty("role", "card")
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.list)
        self.setAutoDefault(False)
        self.setProperty("role", "choice")
        self.clicked.connect(self._open)
        self.list.itemChanged.connect(self._note)
        for keys in ("Esc", "Return", "Enter"):
            QShortcut(QKeySequence(keys), self._popup).activated.connect(self._close)
        self._tell()

    def offer(self, names: Sequence[str], ticked: Iterable[str]) -> None:
        """Show other names; nothing is told to others."""
        chosen = set(ticked)
        self.list.blockSignals(True)
        self.list.clear()
        for name in names:
            item = QListWidgetItem(" ".join(name.split()))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._tell()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The names that are ticked, in their order."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    @Slot()
    def _open(self) -> None:
        if not self.list.count():
            return
        width = max(self.width(), self.list.sizeHintForColumn(0) + 60)
        self._popup.resize(width, min(self.list.count(), _ROWS) * _ROW + 20)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._popup.show()
        self.list.setFocus()

    @Slot()
    def _close(self) -> None:
        self._popup.hide()
        self.setFocus()

    @Slot()
    def _note(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        ticked = self.ticked
        if not ticked or len(ticked) == self.list.count():
            every = self._none_is_all or bool(ticked)
            text = f"All {self._many}" if every else f"No {self._many}"
        else:
            text = " ".join(ticked[0].split()) if len(ticked) == 1 else f"{len(ticked):,} {self._many}"
        self.setText(f"{text}  ▾")
        self.setAccessibleName(f"{self._name}: {text}")
