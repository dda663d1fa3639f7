"""Boxes that tell something: what went wrong, with details that can be read and copied, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.plain import PlainLabel

_LINES = 7  # of the details that are shown without scrolling


class MessageDialog(QDialog):
    """One text, details below it where there are any, and Close. Esc and Enter close it."""

    def __init__(self, text: str, *, detail: str = "", title: str = "Gilder", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setWindowTitle(title)
        self.said, self.detail = PlainLabel(text), QPlainTextEdit(detail)
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setContentsMargins(0, 5, 0, 0)  # the first line stands beside the mark
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("Details")
        self.detail.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.detail.setFixedHeight(_LINES * self.detail.fontMetrics().lineSpacing() + 20)
        self.detail.setVisible(bool(detail))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(_mark(), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(line)
        layout.addWidget(self.detail)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(600 if detail else 460)
        close.setFocus()

    def add_button(self, text: str) -> QPushButton:
        """One more button, before Close; what it does is up to whoever asks for it."""
        made = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        made.setAutoDefault(False)
        return made


class AboutDialog(QDialog):
    """Name and version, what it is for, and under which licences its parts are."""

    def __init__(self, version: str, licences: tuple[tuple[str, str], ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle("About Gilder")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 16)
        layout.setSpacing(4)
        layout.addWidget(_label("Gilder", "title"))
        layout.addWidget(_label(f"Version {version}", "mute"))
        layout.addWidget(_label("Suggestions go in, gold comes out.", ""))
        layout.addSpacing(14)
        layout.addWidget(_label("LICENCES", "section"))
        for what, licence in licences:
            line = QHBoxLayout()
            name = _label(what, "")
            name.setFixedWidth(150)
            line.addWidget(name)
            line.addWidget(_label(licence, "mute"), 1)
            layout.addLayout(line)
        layout.addSpacing(14)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        layout.addWidget(buttons)
        self.setMinimumWidth(440)


def _label(text: str, role: str) -> QLabel:
    made = PlainLabel(text)
    made.setProperty("role", role)
    return made


def _mark() -> QLabel:
    """An exclamation mark in a disc, in the colour of warnings."""
    made = PlainLabel("!")
    made.setObjectName("mark")
    made.setFixedSize(26, 26)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
