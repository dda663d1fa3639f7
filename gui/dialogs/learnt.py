"""What was learnt while labelling: how much better it suggests, label by label, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from gui.learning_words import Shown
from gui.plain import PlainLabel
from gui.theme import Theme
from gui.widgets.figures import FiguresTable
from gui.widgets.work_line import WorkLine

_RUNS = "A round runs. You can close this, and label on."


class LearntDialog(QDialog):
    """Shows what it is given, and says what was asked for."""

    switch_requested = Signal()
    now_requested = Signal()
    stop_requested = Signal()
    forget_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("learnt")
        self.setWindowTitle("What was learnt")
        self.resize(620, 460)
        self.heading, self.about = PlainLabel("Looking…"), PlainLabel("")
        self.heading.setProperty("role", "heading")
        self.about.setProperty("role", "mute")
        self.table, self.line = FiguresTable("What was learnt, by label", theme), WorkLine()
        self.switch = QCheckBox("&Learn while labelling, in this project")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.now = self.buttons.addButton("Learn &now", QDialogButtonBox.ButtonRole.ActionRole)
        self.forget = self.buttons.addButton("&Forget what was learnt", QDialogButtonBox.ButtonRole.ActionRole)
        for button in (self.now, self.forget):
            button.setAutoDefault(False)
            button.setEnabled(False)
        for label in (self.heading, self.about):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for widget in (self.heading, self.about):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        for widget in (self.line, self.switch, self.buttons):
            layout.addWidget(widget)
        self.switch.clicked.connect(self.switch_requested)
        self.now.clicked.connect(self._learn)
        self.forget.clicked.connect(self.forget_requested)
        self.line.stop_requested.connect(self.stop_requested)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    @Slot()
    def _learn(self) -> None:
        self.now_requested.emit()

    def show_learnt(self, shown: Shown) -> None:
        """Show what is so now."""
        learnt = shown.known.learnt if shown.known is not None else None
        self.heading.setText(shown.heading)
        self.about.setText(shown.about)
        self.table.show_table(shown.table, shown.empty)
        self.switch.setChecked(shown.on)
        self.switch.setEnabled(shown.may_switch)
        self.now.setEnabled(not shown.rests and not shown.busy and shown.known is not None)
        self.forget.setEnabled(learnt is not None and shown.may_switch)
        if shown.busy and not self.line.working:
            self.line.begin(_RUNS)
        elif not shown.busy:
            self.line.tell(*shown.state)
