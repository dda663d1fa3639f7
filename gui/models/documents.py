"""The documents of a project as a list model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from store.documents import DocumentRow

Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)
_STATUS = {"new": "new", "in_progress": "in progress", "done": "done", "flagged": "flagged"}


class DocumentsModel(QAbstractListModel):
    """Rows of `Documents.rows`, replaced whole or one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[DocumentRow] = []

    @property
    def rows(self) -> list[DocumentRow]:
        """All rows in order."""
        return self._rows

    def replace_all(self, rows: list[DocumentRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def replace(self, row: DocumentRow) -> None:
        """Show one document's row anew."""
        for at, old in enumerate(self._rows):
            if old.id == row.id and old != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))

    def position(self, document_id: str) -> int:
        """The row of a document, -1 where it is not shown."""
        return next((at for at, row in enumerate(self._rows) if row.id == document_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            opened = f"{row.open_suggestions} open suggestions" if row.open_suggestions else "no open suggestion"
            return f"{row.name}\n{_STATUS[row.status]} · {row.spans} spans · {opened} · {row.size:,} characters"
        return row if role == ROW else None
