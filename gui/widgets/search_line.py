"""How far a search is, with a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Slot

from gui.widgets.work_line import WorkLine


class SearchLine(WorkLine):
    """Below a list of places: what was found or what can be done; while documents are looked through, how many."""

    @Slot(int, int)
    def show_search(self, done: int, total: int) -> None:
        """So many documents of so many were looked at; a total of 0 is not yet known."""
        told = f"Looking through {total:,} documents…" if total else "Looking through the project…"
        if self.text != told or not self.working:
            self.begin(told)
        self.show_progress(told, done, total)
