"""A choice among the labels of a scheme, by mouse or by their hotkeys."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox

from annotate.scheme import Scheme


class LabelBox(QComboBox):
    """The labels that are offered, with their names as data; `first`, where it is given, stands above them for none."""

    def __init__(self, scheme: Scheme, *, first: str = "") -> None:
        super().__init__()
        self._scheme = scheme
        if first:
            self.addItem(first, None)
        for one in scheme.offered:
            self.addItem(f"{one.name}   {one.hotkey}" if one.hotkey else one.name, one.name)
        self.setAccessibleName("Label for the ticked places")

    @Slot(str)
    def choose(self, key: str) -> None:
        """A label's hotkey chooses it; any other key does nothing."""
        label = self._scheme.span_label_by_hotkey(key)
        if label is not None:
            self.setCurrentIndex(self.findData(label.name))
