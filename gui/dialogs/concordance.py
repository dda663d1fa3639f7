"""The concordance: keyword in context over the whole project, and the same done at many hits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotate.concordance import ORDERS, Asked, Deed
from annotate.scheme import Scheme
from gui.plain import PlainLabel, plain_tip
from gui.searching import Place
from gui.theme import Theme
from gui.widgets.label_box import LabelBox
from gui.widgets.places import PlacesModel, PlacesTable
from gui.widgets.search_line import SearchLine

_KEYS = "Space ticks a place, Ctrl+A all of them; a label's key chooses it, Ctrl+Enter labels. Enter goes there."
_HINT = "Enter looks for it in all documents; Enter on a place goes there."
_BUTTONS: tuple[tuple[Deed, str, str], ...] = (
    ("label", "&Label", "Give the ticked places the chosen label: those that have no span of yours yet"),
    ("relabel", "&Relabel", "Give your spans on the ticked places the chosen label"),
    ("remove", "Re&move", "Delete your spans on the ticked places, with their relations"),
    ("accept", "&Accept", "Accept the open suggestions on the ticked places"),
    ("reject", "Re&ject", "Reject the open suggestions on the ticked places"),
)


class ConcordanceDialog(QDialog):
    """`place_requested` says where to go; `deed_requested` what is to be done, with which label, and where."""

    place_requested = Signal(object)
    search_requested = Signal()
    deed_requested = Signal(str, str, list)
    undo_requested = Signal()

    def __init__(self, text: str, scheme: Scheme, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("concordance")
        self.setWindowTitle("Concordance")
        self.resize(1080, 620)
        self._busy, self.told = False, _HINT
        self.field, self.line, self.heading = QLineEdit(text), SearchLine(), PlainLabel("")
        self.expression, self.words, self.case = (
            QCheckBox(name) for name in ("Regular e&xpression", "Whole &words", "Match &case")
        )
        self.order, self.label = QComboBox(), LabelBox(scheme)
        self.model = PlacesModel(tickable=True)
        self.table = PlacesTable(self.model, theme)
        self.buttons = {deed: QPushButton("") for deed, _, _ in _BUTTONS}
        self._fill()
        self._lay_out()
        self._join()
        self._count()
        self.field.selectAll()
        self.field.setFocus()
        self.line.tell(_HINT)

    def _fill(self) -> None:
        self.field.setPlaceholderText("A word or phrase in the whole project, then Enter")
        self.field.setAccessibleName("Text to look for in the project")
        self.heading.setProperty("role", "heading")
        for name, text in ORDERS:
            self.order.addItem(text, name)
        self.order.setAccessibleName("Order of the places")
        for deed, _, explained in _BUTTONS:
            self.buttons[deed].setToolTip(plain_tip(explained))
            self.buttons[deed].setAutoDefault(False)
        self.buttons["label"].setProperty("role", "main")

    def _lay_out(self) -> None:
        sort, label = PlainLabel("&Sort"), PlainLabel("La&bel")
        sort.setBuddy(self.order)
        label.setBuddy(self.label)
        how, below, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget in (self.expression, self.words, self.case):
            how.addWidget(widget)
        how.addStretch()
        for widget in (sort, self.order):
            how.addWidget(widget)
        how.setSpacing(14)
        below.setSpacing(8)
        for widget in (label, self.label, *self.buttons.values()):
            below.addWidget(widget)
        below.insertStretch(3)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.field)
        layout.addLayout(how)
        layout.addWidget(self.heading)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)
        layout.addWidget(self.line)
        self.table.setColumnWidth(0, 150)
        self.table.setColumnWidth(2, 190)

    def _join(self) -> None:
        self.field.returnPressed.connect(self.search)
        for box in (self.expression, self.words, self.case):
            box.toggled.connect(self._search_otherwise)
        self.order.currentIndexChanged.connect(self.put_in_order)
        self.table.place_requested.connect(self._go)
        self.table.typed.connect(self.label.choose)
        self.model.dataChanged.connect(self._count)
        self.model.modelReset.connect(self._count)
        self.model.rowsInserted.connect(self._count)
        for deed, button in self.buttons.items():
            button.setProperty("deed", deed)
            button.clicked.connect(self._pressed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.buttons["label"].click)
        QShortcut(QKeySequence("Ctrl+Z"), self.table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(
            self.undo_requested
        )

    @property
    def asked(self) -> Asked:
        """What is looked for."""
        boxes = (self.expression, self.words, self.case)
        return Asked(self.field.text(), *(box.isChecked() for box in boxes))

    @Slot()
    def search(self) -> None:
        """Look for the text, instead of what was looked for before."""
        self.search_requested.emit()

    @Slot()
    def _search_otherwise(self) -> None:
        if self.field.text().strip():
            self.search()

    def add(self, places: Sequence[Place]) -> None:
        """More was found."""
        self.model.add(places)
        if self.model.places and self.table.currentIndex().row() < 0:
            self.table.selectRow(0)
            self.table.setFocus()

    @Slot()
    def put_in_order(self) -> None:
        """Show the places in the chosen order; the current one stays in sight."""
        current, order = self.table.currentIndex().row(), self.order.currentData()
        place = self.model.places[current] if 0 <= current < len(self.model.places) else None
        self.model.put_in_order(lambda one: one.about.keys[order])
        if place is not None:
            row = self.model.places.index(place)
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))

    def set_busy(self, busy: bool) -> None:
        """Something is being looked for or done: nothing else can be done meanwhile."""
        self._busy = busy
        self._count()

    def tell(self, text: str) -> None:
        """Nothing is going on: say something, and which keys there are."""
        self.told = f"{text} {_KEYS}" if self.model.places and len(text) < 60 else text
        self.line.tell(self.told)
        self._count()

    @Slot()
    def _count(self) -> None:
        there, count = len(self.model.places), len(self.model.ticked)
        self.heading.setText(
            f"{count:,} of {there:,} {'place' if there == 1 else 'places'} ticked" if there else "No places"
        )
        chosen = self.model.chosen()
        own = sum(bool(place.about.there.own) for place in chosen)
        waiting = sum(bool(place.about.there.waiting) for place in chosen)
        counts: dict[Deed, int] = {"label": count - own, "relabel": own, "remove": own, "accept": waiting,
                                   "reject": waiting}  # fmt: skip
        for deed, text, _ in _BUTTONS:
            button, many = self.buttons[deed], counts[deed]
            hits = f" {many:,} {'hit' if many == 1 else 'hits'}" if deed == "label" else f" {many:,}"
            button.setText(f"{text}{hits}" if many else text)
            button.setEnabled(many > 0 and not self._busy)

    @Slot()
    def _pressed(self) -> None:
        button = self.sender()
        deed: Deed = button.property("deed") if button is not None else "label"
        # all that is ticked, so that what is passed over is told with its reason
        self.deed_requested.emit(deed, self.label.currentData() or "", self.model.chosen())

    @Slot(object)
    def _go(self, place: object) -> None:
        if place is not None:
            self.accept()
            self.place_requested.emit(place)
