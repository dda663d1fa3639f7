"""The preview of labelling every same text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from gui.plain import PlainLabel
from gui.searching import Place, SameText, Searching
from gui.theme import Theme
from gui.widgets.places import PlacesModel, PlacesTable
from gui.widgets.search_line import SearchLine

_DRAIN = 60  # milliseconds between two looks at what a search has found


class PropagateDialog(QDialog):
    """The preview: which of the same texts get the label, too. Space unticks a place, Enter goes ahead."""

    def __init__(
        self, look: SameText, places: Sequence[Place], theme: Theme, parent: QWidget, *, search: Searching | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("propagate")
        self.setWindowTitle("Label every same text")
        self.resize(940, 500)
        self.look, self._search = look, search
        self.model = PlacesModel(tickable=True)
        self.model.replace_all(places)
        self.table, self.line = PlacesTable(self.model, theme), SearchLine()
        self._heading = PlainLabel("")
        self._heading.setProperty("role", "heading")
        flat = " ".join(look.asked.split())
        self._about = f"“{flat if len(flat) < 60 else flat[:60] + '…'}” as {look.label}"
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self._go_ahead)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        for widget in (self._heading, self.table, self.line, self._buttons):
            layout.addWidget(widget)
        self._drain = QTimer(self)
        self._drain.setInterval(_DRAIN)
        self._drain.timeout.connect(self._take)
        self.model.dataChanged.connect(self._count)
        self.table.place_requested.connect(self._go_ahead)
        self.table.setFocus()
        if search is not None:
            self._begin(search)
        self._settle()

    @property
    def busy(self) -> bool:
        """Whether places are still being looked for."""
        return self._search is not None and self._search.busy

    def chosen(self) -> list[Place]:
        """The places that were left ticked."""
        return self.model.chosen()

    def _begin(self, search: Searching) -> None:
        search.progressed.connect(self.line.show_search)
        self.line.stop_requested.connect(search.stop)
        self.finished.connect(search.end)
        self.line.show_search(0, 0)
        search.start(self.look, self._found, self._dropped)
        self._drain.start()

    @Slot()
    def _take(self) -> None:
        """Show what the search has found since."""
        self.model.add([self.look.found.popleft() for _ in range(len(self.look.found))])
        if self.table.currentIndex().row() < 0 and self.model.places:
            self.table.selectRow(0)
        self._count()

    def _found(self, _nothing: object) -> None:
        self._drain.stop()
        self._take()
        self._settle()

    def _dropped(self, problem: str) -> None:
        self._drain.stop()
        self._take()
        self._settle()
        self.line.tell(f"{problem.rstrip('.')}." if problem else "Stopped: these places were found so far.")

    def _settle(self) -> None:
        """All places are there that will be."""
        if self.model.places and self.table.currentIndex().row() < 0:
            self.table.selectRow(0)
        if not self.busy:
            self.line.tell(" ".join(filter(None, (self._left_out(), self._hint()))))
        self._count()

    def _hint(self) -> str:
        return "Space takes a place out or in, Ctrl+A all of them." if self.model.places else ""

    def _left_out(self) -> str:
        """What was passed over: “Left out: 2 labelled already, 1 rejected before.”"""
        parts = [
            f"{count:,} {what}"
            for count, what in ((self.look.labelled, "labelled already"), (self.look.rejected, "rejected before"))
            if count
        ]
        return f"Left out: {', '.join(parts)}." if parts else ""

    @Slot()
    def _go_ahead(self) -> None:
        if self.model.ticked and not self.busy:
            self.accept()

    @Slot()
    def _count(self) -> None:
        count, there = len(self.model.ticked), len(self.model.places)
        plural = "place" if count == 1 else "places"
        of = f" of {there:,}" if there != count else ""
        self._heading.setText(f"{count:,}{of} {'place' if max(count, there) == 1 else 'places'}: {self._about}")
        if not there and not self.busy:
            self._heading.setText(f"No other place to label: {self._about}")
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(f"Label {count:,} {plural}")
        ok.setEnabled(count > 0 and not self.busy)
