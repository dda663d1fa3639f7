"""The label bar: the scheme's labels with colour, hotkey and count."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from annotate.scheme import Scheme, SpanLabel
from gui.theme import LIGHT, Theme, font
from gui.widgets.flow import FlowLayout

_HEIGHT = 28


class LabelButton(QAbstractButton):
    """One label: a key cap, the name, and how often it stands in the open document."""

    def __init__(self, label: SpanLabel) -> None:
        super().__init__()
        self.label, self.theme, self.count, self.armed, self.current = label, LIGHT, 0, False, False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(label.guideline)
        key = f", key {label.hotkey}" if label.hotkey else ""
        self.setAccessibleName(f"Label {label.name}{key}")
        self._name_font, self._small_font = font(12, font(12).weight().Medium), font(11)

    def sizeHint(self) -> QSize:
        from PySide6.QtGui import QFontMetrics

        name = QFontMetrics(self._name_font).horizontalAdvance(self.label.name)
        digits = "0" * len(str(self.count))  # as wide as any number of that length, so that the bar keeps still
        count = QFontMetrics(self._small_font).horizontalAdvance(digits) + 6 if self.count else 0
        return QSize(name + count + (22 if self.label.hotkey else 0) + 20, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, t = QPainter(self), self.theme
        try:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect, ink = QRectF(self.rect()).adjusted(1, 1, -1, -1), QColor(t.ink(self.label.slot))
            filled = self.armed or self.current
            p.setBrush(ink if self.armed else QColor(t.tint(self.label.slot)))
            p.setPen(QPen(ink, 1.6) if filled or self.underMouse() else Qt.PenStyle.NoPen)
            p.drawRoundedRect(rect, 7, 7)
            text, x = QColor(t.page) if self.armed else ink, rect.left() + 9
            if self.label.hotkey:
                cap = QRectF(x - 3, rect.top() + 5, 16, rect.height() - 10)
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(QColor(t.page))
                p.drawRoundedRect(cap, 4, 4)
                p.setPen(ink)
                p.setFont(self._small_font)
                p.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.label.hotkey.upper())
                x += 19
            p.setPen(text)
            p.setFont(self._name_font)
            p.drawText(
                QRectF(x, rect.top(), rect.width(), rect.height()), Qt.AlignmentFlag.AlignVCenter, self.label.name
            )
            if self.count:
                p.setFont(self._small_font)
                room = rect.adjusted(0, 0, -8, 0)
                p.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(self.count))
        finally:
            p.end()


class LabelBar(QWidget):
    """All labels of the scheme. `label_requested` says which one was clicked."""

    label_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._layout = FlowLayout(self)
        self._layout.setContentsMargins(16, 10, 16, 10)
        self._buttons: dict[str, LabelButton] = {}
        self._theme = LIGHT

    def show_scheme(self, scheme: Scheme) -> None:
        """Show the labels of a scheme."""
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._buttons = {label.name: LabelButton(label) for label in scheme.spans}
        for button in self._buttons.values():
            button.theme = self._theme
            button.clicked.connect(self._clicked)
            self._layout.addWidget(button)
        self.updateGeometry()

    def names(self) -> list[str]:
        """The labels that are offered, in order."""
        return list(self._buttons)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how often each label stands in the open document."""
        wider = False
        for name, button in self._buttons.items():
            if button.count != counts.get(name, 0):
                before = button.sizeHint()
                button.count = counts.get(name, 0)
                if button.sizeHint() != before:
                    wider = True
                    button.updateGeometry()
                button.update()
        if wider:
            self._layout.invalidate()
            self._layout.activate()

    def mark(self, *, armed: str | None, current: str | None) -> None:
        """Mark the armed label and that of the selected span."""
        for name, button in self._buttons.items():
            if (button.armed, button.current) != (name == armed, name == current):
                button.armed, button.current = name == armed, name == current
                button.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        for button in self._buttons.values():
            button.theme = theme
            button.update()

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, LabelButton):
            self.label_requested.emit(button.label.name)
