"""Settings: who annotates, and what the window looks like."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFontComboBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gui.dressing import say_of
from gui.plain import PlainLabel
from gui.settings import COLUMNS, Settings

_THEMES = (("As the system", "system"), ("Light", "light"), ("Dark", "dark"), ("High contrast", "contrast"))
_COLUMNS = tuple(zip(("Narrow", "Usual", "Wide"), COLUMNS, strict=True))


class SettingsDialog(QDialog):
    """Writes the settings when it is accepted."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle("Settings")
        self._settings = settings
        self.annotator, self.theme = QLineEdit(settings.annotator), QComboBox()
        self.font_family, self.column = QFontComboBox(), QComboBox()
        self.font_family.setCurrentFont(QFont(settings.reading_font))
        self.font_family.setEditable(False)
        self.font_family.setAccessibleName("Reading font")
        for text, pixels in _COLUMNS:
            self.column.addItem(text, pixels)
        self.column.setCurrentIndex(max(0, self.column.findData(settings.column)))
        self.column.setAccessibleName("Width of the text")
        self.annotator.setAccessibleName("Annotator")
        for text, name in _THEMES:
            self.theme.addItem(text, name)
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))
        self.theme.setAccessibleName("Appearance")
        self.compact = QCheckBox("Compact list of documents")
        self.compact.setChecked(settings.compact)
        self.work_meter = QCheckBox("Work meter in the status line")
        self.work_meter.setChecked(settings.work_meter)
        self.work_meter.setToolTip("Active time, decisions an hour, documents left")
        self.learning = QCheckBox("Learn while labelling")
        self.learning.setChecked(settings.learning)
        self.learning.setToolTip("In projects where you have not said otherwise, in the View menu")
        self.about = PlainLabel("Your annotations are kept under this name. It counts when a project is opened.")
        self.about.setProperty("role", "mute")
        self.about.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("Annotator", self.annotator)
        form.addRow("", self.about)
        form.addRow("Appearance", self.theme)
        form.addRow("Reading font", self.font_family)
        form.addRow("Width of the text", self.column)
        form.addRow("Documents", self.compact)
        form.addRow("Status line", self.work_meter)
        form.addRow("Suggestions", self.learning)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(18)
        layout.addLayout(form)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(460)

    def accept(self) -> None:
        name = self.annotator.text().strip()
        if problem := _wrong_with(name):
            self._refuse(problem)
            return
        self._settings.annotator = name
        self._settings.theme = self.theme.currentData()
        self._settings.reading_font = self.font_family.currentFont().family()
        self._settings.column = self.column.currentData()
        self._settings.compact = self.compact.isChecked()
        self._settings.work_meter = self.work_meter.isChecked()
        self._settings.learning = self.learning.isChecked()
        super().accept()

    def _refuse(self, problem: str) -> None:
        """Say what is wrong with the name, below it; nothing is written."""
        self.about.setText(problem)
        for widget, name, value in ((self.annotator, "wrong", True), (self.about, "role", "warn")):
            say_of(widget, name, value)
        self.annotator.setFocus()


def _wrong_with(name: str) -> str:
    """Why a person cannot be called so; empty where they can."""
    if not name:
        return "Annotations need a name to be kept under."
    if name == "gold":
        return "“gold” is the name of what is adjudicated. Choose another one."
    prefix = next((one for one in ("model:", "import:") if name.startswith(one)), "")
    return f"Names that begin with “{prefix}” are not those of people. Choose another one." if prefix else ""
