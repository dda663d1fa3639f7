"""Properties that the style sheet asks for: a widget is drawn by the new one at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def say_of(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property of the style sheet, such as `role` or `wrong`, and draw by it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
