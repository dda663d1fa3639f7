"""A list of groups, each with its count: the left side of dialogs that go through many places."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableView

from gui.models.groups import GroupsModel

_WIDTH, _COUNT, _ROW = 280, 70, 28  # pixels


class GroupList(QTableView):
    """Names to the left, counts to the right; one is chosen."""

    def __init__(self, groups: GroupsModel) -> None:
        super().__init__()
        self.setModel(groups)
        self.setAccessibleName("Groups")
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, _COUNT)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setFixedWidth(_WIDTH)
