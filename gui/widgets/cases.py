"""A table of cases in their context: where, what one source says there, what the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.compare_cases import Case
from gui.plain import plain_tip
from gui.theme import Theme
from gui.widgets.hint import EmptyHint
from gui.widgets.places import KeywordDelegate

_PLACE = Qt.ItemDataRole.UserRole
_ROLES = frozenset((
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, _PLACE,
))  # fmt: skip
_CONTEXT = 1
_WIDTHS = (124, 0, 190, 190, 142)  # pixels
Index = QModelIndex | QPersistentModelIndex


class CasesModel(QAbstractTableModel):
    """Cases, one a row."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: Sequence[Case] = ()
        self._last: tuple[int, Case | None] = -1, None
        self.titles = ("Document", "In the text", "Gold", "Other", "Kind")

    def show_cases(self, cases: Sequence[Case], titles: tuple[str, str, str]) -> None:
        """Show other cases under the names of the two sources, and of what is said last."""
        self.beginResetModel()
        self._last = -1, None
        self.cases, self.titles = cases, ("Document", "In the text", *titles)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.cases)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(_WIDTHS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignHCenter if section == _CONTEXT else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        return " ".join(self.titles[section].split()) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in _ROLES or not index.isValid() or index.row() >= len(self.cases):
            return None
        case, column = self._told(index.row()), index.column()
        text = (case.place.name, case.place.text, case.gold, case.other, case.kind)[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(text.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text if column != _CONTEXT else f"{case.place.before}{text}{case.place.after}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = f"{self.titles[2]}: {case.gold}, {self.titles[3]}: {case.other}, {case.kind}"
            return f"{case.place.before} {text} {case.place.after}: {said}" if column == _CONTEXT else text
        return case.place if role == _PLACE else None

    def _told(self, row: int) -> Case:
        """A row in words; the one that was asked for last is kept, as it is asked for cell by cell."""
        known, case = self._last
        if known != row or case is None:
            case = self.cases[row]
            self._last = row, case
        return case


class CasesTable(QTableView):
    """`case_requested` says which case is to be shown in the article."""

    case_requested = Signal(object)
    left = Signal()  # Backspace: back to where the cases were opened from

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.cases = CasesModel()
        self.setModel(self.cases)
        self.setItemDelegateForColumn(_CONTEXT, KeywordDelegate(theme, self))
        self.setAccessibleName("Cases")
        self.setProperty("role", "boxed")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names of documents differ at their end
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            if width:
                self.setColumnWidth(column, width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.hint = EmptyHint(self)
        self.doubleClicked.connect(self._open)

    def show_cases(self, cases: Sequence[Case], titles: tuple[str, str, str], empty: str) -> None:
        """Show other cases; where there are none, why."""
        self.cases.show_cases(cases, titles)
        self.horizontalHeader().setVisible(bool(cases))
        self.hint.tell("" if cases else empty)
        if cases:
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Backspace:
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Copy) and row >= 0:
            texts = [self.cases.index(row, at).data() for at in range(len(_WIDTHS))]
            QGuiApplication.clipboard().setText("\t".join(texts))
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.cases.cases):
            self.case_requested.emit(self.cases.cases[index.row()])
