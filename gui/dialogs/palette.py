"""The command palette: every action by name, those first that were used last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.fuzzy import LETTERS, misfit
from gui.plain import PlainLabel, plain_tip

_BY_ALL = 4  # worse than any fit by name
_WIDTH, _HEIGHT, _NOTHING, _MARGIN = 680, 440, 64, 10  # pixels; the height at most, and that of no action at all
_ENTRY = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def matches(asked: str, text: str) -> bool:
    """Whether every word of `asked` begins a word of `text` or stands in it, letter case aside."""
    return all(word in text.casefold() for word in asked.casefold().split())


def brief(reason: str) -> str:
    """The first clause of a reason, for a narrow place; what is quoted in it stays whole."""
    found = re.match(r"(?:“[^”]*”|[^“])+?(?=[:;.] |\.?$)", reason)
    return found[0] if found is not None else reason


@dataclass(frozen=True, slots=True)
class Entry:
    """An action with its menu and keys as a person reads them; `why_not` says why it would do nothing now."""

    action: QAction
    menu: str
    keys: str
    why_not: str = ""

    @property
    def text(self) -> str:
        """The action's name."""
        return self.action.text().replace("&", "")


def ranked(entries: Sequence[Entry], asked: str) -> list[tuple[int, Entry]]:
    """The entries that fit what was typed, with their rank, the best first; equally good ones in their own order.

    What fits only together with the menu or the keys comes after what fits by name.
    """
    found: list[tuple[int, Entry]] = []
    for entry in entries:
        by_name, by_all = misfit(asked, entry.text), misfit(asked, f"{entry.menu} {entry.text} {entry.keys}")
        if by_name is not None:
            found.append((round(by_name), entry))
        elif by_all is not None and by_all < LETTERS:
            found.append((round(by_all) + _BY_ALL, entry))
    return sorted(found, key=lambda one: one[0])


class Palette(QDialog):
    """A field and a list. `chosen` has the action once the palette is closed."""

    chosen = Signal(QAction)

    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setWindowTitle("Actions")
        self._entries = entries
        self.field, self.list = QLineEdit(), QTreeWidget()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Action by name")
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._filter)
        self.list.setHeaderHidden(True)
        self.list.setColumnCount(2)
        self.list.setRootIsDecorated(False)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Actions")
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)  # names are shown whole
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.list.itemClicked.connect(self._run)
        self._none = PlainLabel("No action fits. Try another word: Esc closes.")
        self._none.setProperty("role", "mute")
        self._none.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._none.setContentsMargins(0, 24, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(_MARGIN)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._none, 1)
        self._filter("")

    def open_over(self, window: QWidget) -> None:
        """Show the palette in the upper middle of a window."""
        corner = window.mapToGlobal(window.rect().center())
        self.move(corner.x() - self.width() // 2, window.mapToGlobal(window.rect().topLeft()).y() + 90)
        self.show()
        self.field.setFocus()

    @property
    def shown(self) -> list[Entry]:
        """The entries that are listed, in order."""
        return [item.data(0, _ENTRY) for item in self._items()]

    @Slot(str)
    def _filter(self, asked: str) -> None:
        self.list.clear()
        first, found = None, ranked(self._entries, asked)
        for rank, entry in found:
            item = QTreeWidgetItem([entry.text, brief(entry.why_not) or entry.keys])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, _ENTRY, entry)
            item.setToolTip(0, plain_tip(f"{entry.menu} menu" + (f", {entry.keys}" if entry.keys else "")))
            item.setDisabled(bool(entry.why_not))
            item.setToolTip(1, plain_tip(entry.why_not))
            item.setForeground(1, self.palette().placeholderText())
            self.list.addTopLevelItem(item)
            if first is None and not entry.why_not and rank == found[0][0]:
                first = item  # never one that fits worse than what is disabled: that is not what was meant
        self.list.setVisible(self.list.topLevelItemCount() > 0)
        self._none.setVisible(self.list.topLevelItemCount() == 0)
        if first is not None:
            self.list.setCurrentItem(first)
            self.list.scrollToTop()
        else:
            self.list.setCurrentIndex(QModelIndex())
        self._fit()

    def _fit(self) -> None:
        """As high as what is listed, up to a height at which it scrolls."""
        count, margins = self.list.topLevelItemCount(), self.contentsMargins()
        listed = self.list.sizeHintForRow(0) * count + 2 * self.list.frameWidth() if count else _NOTHING
        around = self.field.sizeHint().height() + 3 * _MARGIN + margins.top() + margins.bottom()
        self.resize(_WIDTH, min(_HEIGHT, listed + around))

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
            entry: Entry = item.data(0, _ENTRY)
            self.accept()
            self.chosen.emit(entry.action)
