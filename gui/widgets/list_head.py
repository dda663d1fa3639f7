"""What stands above the list of a panel: a filter, and a choice of order."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QVBoxLayout, QWidget

from gui.plain import plain_tip


class ListHead(QVBoxLayout):
    """`filter` and `order`; an order has its name as data. `placed` puts a list below them."""

    def __init__(self, placeholder: str, filters: str, orders: Iterable[tuple[str, str]], ordered: str) -> None:
        """`filters` and `ordered` say to a screen reader what the two are for; `orders` are names with texts."""
        super().__init__()
        self.filter, self.order = QLineEdit(), QComboBox()
        self.filter.setPlaceholderText(placeholder)
        self.filter.setAccessibleName(filters)
        self.filter.setClearButtonEnabled(True)
        for name, text in orders:
            self.order.addItem(text, name)
        self.order.setAccessibleName(ordered)
        self.order.setToolTip(plain_tip(ordered))
        self.setContentsMargins(10, 10, 10, 6)
        self.setSpacing(6)
        self.addWidget(self.filter)
        self.addWidget(self.order)

    def choose(self, order: str) -> None:
        """Show an order as chosen by its name, or else the first."""
        self.order.setCurrentIndex(max(0, self.order.findData(order)))

    def placed(self, panel: QWidget, below: QListView) -> QVBoxLayout:
        """The layout of a panel that has a list below this; more may be added."""
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(0)
        layout.addLayout(self)
        layout.addWidget(below)
        return layout
