"""A note on a span, a relation or the document."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from gui.plain import PlainLabel


class NoteDialog(QDialog):
    """Ctrl+Enter keeps the note, Esc leaves it as it was."""

    def __init__(self, about: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note")
        self.setWindowTitle("Note")
        self.resize(460, 260)
        subject = PlainLabel(f"Note on {about}")
        subject.setWordWrap(True)
        subject.setProperty("role", "heading")
        self.field = QPlainTextEdit(note)
        self.field.setAccessibleName("Note")
        self.field.setPlaceholderText("What should colleagues know, or what is unsure?")
        self.field.setTabChangesFocus(True)
        self.field.installEventFilter(self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Save).setText("Keep note (Ctrl+Enter)")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        for widget in (subject, self.field, buttons):
            layout.addWidget(widget)
        self.field.setFocus()
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    @property
    def note(self) -> str:
        """What was written."""
        return self.field.toPlainText()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.accept()
            return True
        return False
