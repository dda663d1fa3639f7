"""Bias control: which share of the work is done without suggestions in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotate.blind import UNITS, Blinding
from gui.plain import PlainLabel

_ABOUT = (
    "Suggestions sway whoever sees them. What is blind is shown without any, in the article, the lists and the counts, "
    "so that their influence can be measured: “gilder stats” compares blind with assisted work. Which part is blind "
    "depends on the text and the seed alone: it is the same on every computer, and a larger share keeps blind what was "
    "blind. Every setting is kept with its time."
)
_UNITS = {"documents": "whole documents", "spans": "places where spans begin"}
_SEEDS = 2**31 - 1


class BlindDialog(QDialog):
    """Accepted, `blinding` is what was asked for. `digests` are those of all texts."""

    def __init__(self, now: Blinding, digests: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("blind_share")
        self.setWindowTitle("Blind share")
        self._digests = digests
        self.share, self.unit, self.seed = QSpinBox(), QComboBox(), QSpinBox()
        self.share.setRange(0, 100)
        self.share.setSuffix(" %")
        self.share.setValue(now.share)
        self.share.setAccessibleName("Blind share in percent")
        for unit in UNITS:
            self.unit.addItem(_UNITS[unit], unit)
        self.unit.setCurrentIndex(UNITS.index(now.unit))
        self.unit.setAccessibleName("Share of what")
        self.seed.setRange(min(0, now.seed), max(_SEEDS, now.seed))
        self.seed.setValue(now.seed)
        self.seed.setAccessibleName("Seed")
        about, self.told = PlainLabel(_ABOUT), PlainLabel("")
        about.setProperty("role", "mute")
        for label in (about, self.told):
            label.setWordWrap(True)
        form, layout = QFormLayout(), QVBoxLayout(self)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        for text, widget in (("&Share", self.share), ("&Of", self.unit), ("S&eed", self.seed)):
            form.addRow(text, widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self.setMinimumWidth(480)
        self.share.valueChanged.connect(self._count)
        self.seed.valueChanged.connect(self._count)
        self.unit.currentIndexChanged.connect(self._count)
        self._count()
        self.share.selectAll()
        self.share.setFocus()

    @property
    def blinding(self) -> Blinding:
        """The setting as it stands in the fields."""
        return Blinding(self.share.value(), self.unit.currentData(), self.seed.value())

    @Slot()
    def _count(self) -> None:
        blinding, there = self.blinding, len(self._digests)
        if not blinding.share:
            self.told.setText("Off: suggestions are shown everywhere.")
        elif blinding.unit == "spans":
            self.told.setText(f"In every document, {blinding.share} % of the places where a span can begin are blind.")
        else:
            blind = sum(map(blinding.hides_document, self._digests))
            plural = "document is" if there == 1 else "documents are"
            self.told.setText(f"{blind:,} of {there:,} {plural} blind.")
