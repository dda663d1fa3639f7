"""Lists of places in texts: the preview of labelling every same text, and the concordance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotate.offsets import Range
from gui.theme import Theme, font
from store.project import Project

_CONTEXT = 70  # code points before and after a place
_LIMIT = 2000
_PLACE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document with some text around it."""

    document: str
    name: str
    range: Range
    before: str
    text: str
    after: str


def place_in(text: str, place: Range, document: str, name: str) -> Place:
    """A place with its surroundings on one line."""
    before, after = text[max(0, place.start - _CONTEXT) : place.start], text[place.end : place.end + _CONTEXT]
    return Place(document, name, place, _line(before), _line(text[place.start : place.end]), _line(after))


def _line(text: str) -> str:
    return " ".join(text.replace("\n", " ").split(" "))


class PlacesModel(QAbstractTableModel):
    """Places, with a box to tick where a choice is asked for."""

    def __init__(self, *, tickable: bool) -> None:
        super().__init__()
        self._tickable = tickable
        self.places: list[Place] = []
        self.ticked: set[int] = set()

    def replace_all(self, places: Sequence[Place]) -> None:
        """Show other places, all of them ticked."""
        self.beginResetModel()
        self.places, self.ticked = list(places), set(range(len(places)))
        self.endResetModel()

    def chosen(self) -> list[Place]:
        """The places that are ticked."""
        return [place for at, place in enumerate(self.places) if at in self.ticked]

    def toggle(self, row: int) -> None:
        """Tick or untick a place."""
        self.ticked ^= {row}
        self.dataChanged.emit(self.index(row, 0), self.index(row, 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        tick = Qt.ItemFlag.ItemIsUserCheckable if self._tickable and index.column() == 0 else Qt.ItemFlag(0)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | tick

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.places):
            return None
        place = self.places[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and self._tickable and index.column() == 0:
            return Qt.CheckState.Checked if index.row() in self.ticked else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return place.name if index.column() == 0 else place.before + place.text + place.after
        return place if role == _PLACE else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        if (Qt.CheckState(value) == Qt.CheckState.Checked) != (index.row() in self.ticked):
            self.toggle(index.row())
        return True


class _KeywordDelegate(QStyledItemDelegate):
    """Draws the keyword in the middle, its context to both sides."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, p: QPainter, option: object, index: object) -> None:
        place: Place = index.data(_PLACE)  # pyright: ignore[reportAttributeAccessIssue]
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        chosen = option.state & QStyle.StateFlag.State_Selected  # pyright: ignore[reportAttributeAccessIssue]
        p.save()
        if chosen:
            p.fillRect(rect, QColor(self._theme.accent_soft))
        p.setFont(font(13, QFont.Weight.DemiBold))
        metrics = p.fontMetrics()
        word = metrics.elidedText(place.text, Qt.TextElideMode.ElideRight, int(rect.width() / 3))
        width = metrics.horizontalAdvance(word)
        left = rect.left() + (rect.width() - width) / 2
        middle = Qt.AlignmentFlag.AlignVCenter
        p.setPen(QColor(self._theme.accent))
        p.drawText(QRectF(left, rect.top(), width + 2, rect.height()), middle, word)
        p.setFont(font(13))
        p.setPen(QColor(self._theme.text))
        metrics = p.fontMetrics()
        room = int(left - rect.left() - 6)
        before = metrics.elidedText(place.before, Qt.TextElideMode.ElideLeft, room)
        p.drawText(
            QRectF(rect.left(), rect.top(), room + 2, rect.height()), middle | Qt.AlignmentFlag.AlignRight, before
        )
        after = metrics.elidedText(place.after, Qt.TextElideMode.ElideRight, room)
        p.drawText(QRectF(left + width + 4, rect.top(), room, rect.height()), middle, after)
        p.restore()


class PlacesTable(QTableView):
    """A table of places. `place_requested` says which one was chosen."""

    place_requested = Signal(object)

    def __init__(self, model: PlacesModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegateForColumn(1, _KeywordDelegate(theme, self))
        self.setShowGrid(False)
        self.setAccessibleName("Places")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setStretchLastSection(True)
        self.setColumnWidth(0, 190)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.activated.connect(self._activated)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        self.place_requested.emit(index.data(_PLACE))


class PropagateDialog(QDialog):
    """The preview: which of the same texts get the label, too. Space unticks a place, Enter goes ahead."""

    def __init__(self, label: str, text: str, places: Sequence[Place], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("propagate")
        self.setWindowTitle("Label every same text")
        self.resize(860, 460)
        self.model = PlacesModel(tickable=True)
        self.model.replace_all(places)
        self.table = PlacesTable(self.model, theme)
        self._heading = QLabel("")
        self._heading.setProperty("role", "heading")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._about = f"“{text if len(text) < 60 else text[:60] + '…'}” as {label}"
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        hint = QLabel("Space takes a place out or in.")
        hint.setProperty("role", "mute")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        for widget in (self._heading, self.table, hint, self._buttons):
            layout.addWidget(widget)
        self.model.dataChanged.connect(self._count)
        self.table.place_requested.connect(self.accept)
        self.table.selectRow(0)
        self.table.setFocus()
        self._count()

    def chosen(self) -> list[Place]:
        """The places that were left ticked."""
        return self.model.chosen()

    @Slot()
    def _count(self) -> None:
        count = len(self.model.ticked)
        plural = "place" if count == 1 else "places"
        self._heading.setText(f"{count:,} {plural}: {self._about}")
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(f"Label {count:,} {plural}")
        ok.setEnabled(count > 0)


class ConcordanceDialog(QDialog):
    """Keyword in context over the whole project. `place_requested` says where to go."""

    place_requested = Signal(object)

    def __init__(self, project: Project, asked: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("concordance")
        self.setWindowTitle("Concordance")
        self.resize(960, 560)
        self._project = project
        self.field, self._count = QLineEdit(asked), QLabel("")
        self.field.setPlaceholderText("A word or phrase in the whole project, then Enter")
        self.field.setAccessibleName("Text to look for in the project")
        self._count.setProperty("role", "mute")
        self.model = PlacesModel(tickable=False)
        self.table = PlacesTable(self.model, theme)
        self.field.returnPressed.connect(self.search)
        self.table.place_requested.connect(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        for widget in (self.field, self.table, self._count):
            layout.addWidget(widget)
        self.field.selectAll()
        self.field.setFocus()
        if asked:
            self.search()

    @Slot()
    def search(self) -> None:
        """Show where the text stands."""
        hits = list(self._project.search.find(self.field.text(), limit=_LIMIT, context=_CONTEXT))
        self.model.replace_all(
            [
                Place(hit.document, hit.name, hit.place, _line(hit.before), _line(hit.text), _line(hit.after))
                for hit in hits
            ]
        )
        docs = len({hit.document for hit in hits})
        first = "the first " if len(hits) == _LIMIT else ""
        places, names = "place" if len(hits) == 1 else "places", "document" if docs == 1 else "documents"
        found = f"{first}{len(hits):,} {places} in {docs:,} {names}" if hits else "Not found in this project."
        self._count.setText(found if self.field.text().strip() else "")
        if hits:
            self.table.selectRow(0)
            self.table.setFocus()

    @Slot(object)
    def _go(self, place: object) -> None:
        self.accept()
        self.place_requested.emit(place)
