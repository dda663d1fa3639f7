"""One line at the foot of a dialog: what was found, or how far some work is, with a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from gui.dressing import say_of
from gui.plain import PlainLabel


class WorkLine(QWidget):
    """Tells something in the colour of a role; while there is work it shows how far it is."""

    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told, self.bar, self.stop = PlainLabel(""), QProgressBar(), QPushButton("Stop")
        self.told.setWordWrap(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar.setFixedWidth(120)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far it is")
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.stop_requested)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self.told, 1)
        line.addWidget(self.bar)
        line.addWidget(self.stop)
        self.setMinimumHeight(self.stop.sizeHint().height())  # nothing moves when work begins
        self.tell("")

    @property
    def text(self) -> str:
        """What is told."""
        return self.told.text()

    @property
    def working(self) -> bool:
        """Whether there is work that can be stopped."""
        return not self.stop.isHidden()

    def tell(self, text: str, role: str = "mute") -> None:
        """Nothing is being done; say something: `mute`, `good` or `warn`."""
        self._set(text, role)
        self.bar.hide()
        self.stop.hide()

    def begin(self, text: str) -> None:
        """Some work has begun."""
        self._set(text, "mute")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.show()

    @Slot(str, int, int)
    def show_progress(self, what: str, done: int, total: int) -> None:
        """So much of the work is done; where there is none any more, nothing happens."""
        if what and self.working:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _set(self, text: str, role: str) -> None:
        self.told.setText(text)
        say_of(self.told, "role", role)
