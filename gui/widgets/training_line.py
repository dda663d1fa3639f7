"""What the status line shows of a training that goes on while its view is closed: how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from gui.train_going import Going
from gui.train_words import short_told

_PARTS = 1000  # of the bar


class TrainingLine(QWidget):
    """A click on the words shows the view."""

    show_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told, self.bar, self.cancel = QToolButton(), QProgressBar(), QToolButton()
        self.told.setToolTip("Show the training")
        self.bar.setFixedWidth(90)
        self.bar.setRange(0, _PARTS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far the training is")
        self.cancel.setText("Cancel")
        self.cancel.setAccessibleName("Cancel the training")
        for button in (self.told, self.cancel):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.told, self.bar, self.cancel):
            layout.addWidget(widget)
        self.told.clicked.connect(self.show_requested)
        self.cancel.clicked.connect(self.cancel_requested)

    def show_going(self, going: Going) -> None:
        """How far it is."""
        self.told.setText(short_told(going).replace("&", "&&"))
        self.bar.setValue(round(_PARTS * going.done))
