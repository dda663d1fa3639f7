"""A list paints the row that has changed, and lays nothing else out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QStringListModel
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QListView, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from gui.widgets.row_list import RowList

_CHANGED = 3


class Watched(QStyledItemDelegate):
    """Keeps which rows were painted."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self.painted = list[int]()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.painted.append(index.row())
        super().paint(painter, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, 30)


@pytest.mark.parametrize(("view", "painted"), [(RowList, [_CHANGED]), (QListView, list(range(10)))])
def test_only_the_row_that_has_changed_is_painted(qtbot: QtBot, view: type[QListView], painted: list[int]):
    shown, model = view(), QStringListModel([str(at) for at in range(50)])
    qtbot.addWidget(shown)
    shown.setUniformItemSizes(True)
    shown.setModel(model)
    watched = Watched(shown)
    shown.setItemDelegate(watched)
    shown.setFrameShape(QListView.Shape.NoFrame)
    shown.resize(200, 300)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.grab()  # what was still to be laid out and painted is done
    QApplication.sendPostedEvents()
    watched.painted.clear()
    model.setData(model.index(_CHANGED), "new")
    qtbot.waitUntil(lambda: len(watched.painted) >= len(painted))
    assert sorted(set(watched.painted)) == painted
