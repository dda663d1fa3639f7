"""Groups of suggestions with their counts as a table model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotate.groups import Group
from gui.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex


class GroupsModel(QAbstractTableModel):
    """Name and count of each group."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[Group] = []

    def replace_all(self, groups: list[Group]) -> None:
        """Show other groups."""
        self.beginResetModel()
        self.groups = groups
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """The row of a group, -1 where it is not there."""
        return next((at for at, group in enumerate(self.groups) if group.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.groups)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.groups):
            return None
        group = self.groups[index.row()]
        text = group.name if index.column() == 0 else f"{group.count:,}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
