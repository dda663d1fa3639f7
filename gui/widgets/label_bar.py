"""The label bar: the scheme's labels with colour, hotkey and count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from annotate.scheme import Scheme, SpanLabel
from gui.plain import PlainLabel, plain_tip
from gui.theme import LIGHT, Theme, font
from gui.widgets.flow import FlowLayout

_HEIGHT = 28
_ROWS = 3
_NO_LABELS = "The scheme has no labels yet. Ctrl+Shift+L adds them."


class LabelButton(QAbstractButton):
    """One label: a key cap, the name, and how often it stands in the open document."""

    def __init__(self, label: SpanLabel) -> None:
        super().__init__()
        self.label, self.theme, self.count, self.armed, self.current = label, LIGHT, 0, False, False
        self.chosen = False  # Enter in the field takes this one
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(plain_tip(label.guideline))
        key = f", key {label.hotkey}" if label.hotkey else ""
        self.setAccessibleName(f"Label {label.name}{key}")
        self._name_font, self._small_font = font(12, font(12).weight().Medium), font(11)
        self._hints: dict[str, QSize] = {}  # by the digits of the count: it is asked for at every step

    def sizeHint(self) -> QSize:
        digits = "0" * len(str(self.count)) if self.count else ""  # as wide as any such number: the bar keeps still
        known = self._hints.get(digits)
        if known is None:
            known = self._hints[digits] = self._hint(digits)
        return known

    def _hint(self, digits: str) -> QSize:
        name = QFontMetrics(self._name_font).horizontalAdvance(self.label.name)
        count = QFontMetrics(self._small_font).horizontalAdvance(digits) + 6 if digits else 0
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
            if self.chosen:
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.setPen(QPen(QColor(t.accent), 2))
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


class MoreButton(QAbstractButton):
    """Stands for the labels that have no room."""

    def __init__(self, layout: FlowLayout) -> None:
        super().__init__()
        self._flow, self.theme = layout, LIGHT
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip("Choose a label by name: /")
        self.setAccessibleName("More labels, key /")

    def sizeHint(self) -> QSize:
        return QSize(92, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, t = QPainter(self), self.theme
        try:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(QPen(QColor(t.accent if self.underMouse() else t.border), 1))
            p.setBrush(QColor(t.panel))
            p.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
            p.setPen(QColor(t.text))
            p.setFont(font(12))
            p.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"{self._flow.waiting:,} more  /")
        finally:
            p.end()


class _Field(QLineEdit):
    """Says which keys choose among the labels."""

    moved = Signal(int)
    entered = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Tab goes through the labels here, and Esc closes: both before anything else gets them."""
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            key = event.key()
            step = _STEPS.get(Qt.Key(key)) if key in set(_STEPS) else None
            if step is not None or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._act(key, step)
                return True
        return super().event(event)

    def _act(self, key: int, step: int | None) -> None:
        if step is not None:
            self.moved.emit(step)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


_STEPS = {
    Qt.Key.Key_Tab: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Backtab: -1, Qt.Key.Key_Up: -1,
}  # fmt: skip


def found(asked: str, labels: Sequence[SpanLabel]) -> list[SpanLabel]:
    """Labels that a person may mean, the likeliest first: by the begin of the name, of a word in it, then anything."""
    text = " ".join(asked.casefold().split())

    def rank(label: SpanLabel) -> int | None:
        name, other = label.name.casefold(), [one.casefold() for one in label.aliases]
        if name.startswith(text):
            return 0
        if any(word.startswith(text) for word in re.split(r"[^\w]+|_", name)):
            return 1
        if any(one.startswith(text) for one in other):
            return 2
        inside = [name, *other]
        return 3 if all(any(word in one for one in inside) for word in text.split()) else None

    ranked = [(rank(label), at, label) for at, label in enumerate(labels)]
    return [label for place, _, label in sorted((one for one in ranked if one[0] is not None), key=lambda one: one[:2])]


class LabelBar(QWidget):
    """The labels that are offered, in three rows at most; `label_requested` says which one was chosen.

    Where there are more, the last button counts them, and `begin` opens a field in which a few letters find one.
    """

    label_requested = Signal(str)
    left = Signal()  # the field was closed: the focus is wanted elsewhere

    def __init__(self) -> None:
        super().__init__()
        self._layout = FlowLayout(self)
        self._layout.setContentsMargins(16, 10, 16, 10)
        self._layout.rows = _ROWS
        self._buttons: dict[str, LabelButton] = {}
        self._labels: tuple[SpanLabel, ...] = ()
        self._found: list[str] = []
        self._choice = 0
        self._theme = LIGHT
        self.field, self._more, self._none = _Field(), MoreButton(self._layout), PlainLabel("")
        self.field.setPlaceholderText("Label by name")
        self.field.setAccessibleName("Label by name")
        self.field.setFixedSize(170, _HEIGHT)
        self.field.hide()
        self._none.setProperty("role", "mute")
        self._none.setFixedHeight(_HEIGHT)
        self._none.hide()
        self._more.clicked.connect(self.begin)
        self.field.textChanged.connect(self._filter)
        self.field.moved.connect(self._move)
        self.field.entered.connect(self._enter)
        self.field.left.connect(self.end)
        self._layout.tail = self._more
        for widget in (self.field, self._none, self._more):
            self._layout.addWidget(widget)

    def show_scheme(self, scheme: Scheme) -> None:
        """Show the labels that a scheme offers."""
        self._layout.setEnabled(False)  # two hundred new buttons are laid out once, not each on its own
        for button in self._buttons.values():
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        counts = {name: button.count for name, button in self._buttons.items()}
        self._labels = scheme.offered
        self._buttons = {label.name: LabelButton(label) for label in self._labels}
        self._layout.must = None
        for name, button in self._buttons.items():
            button.theme, button.count = self._theme, counts.get(name, 0)
            button.clicked.connect(self._clicked)
            self._layout.addWidget(button)
            button.setVisible(True)
        self._more.setVisible(bool(self._buttons))
        self._layout.setEnabled(True)
        self.end()
        self._none.setText(_NO_LABELS)
        self._none.setVisible(not self._buttons)
        self._again()

    def names(self) -> list[str]:
        """The labels that are offered, in order."""
        return list(self._buttons)

    @Slot()
    def begin(self) -> None:
        """Open the field in which letters find a label."""
        if not self._buttons:
            return
        self.field.clear()
        self.field.show()
        self._filter("")
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def end(self) -> None:
        """Close the field, and show all labels in their order."""
        if self.field.isHidden():
            return
        had_focus = self.field.hasFocus()
        self.field.hide()
        self._none.hide()
        self._found = []
        self._arrange([label.name for label in self._labels])
        for button in self._buttons.values():
            button.chosen = False
        if had_focus:
            self.left.emit()

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
        """Mark the armed label and that of the selected span; it is in sight."""
        for name, button in self._buttons.items():
            if (button.armed, button.current) != (name == armed, name == current):
                button.armed, button.current = name == armed, name == current
                button.update()
        must = self._buttons.get(armed or current or "")
        if must is not self._layout.must:
            self._layout.must = must
            if self._layout.waiting:
                self._again()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = self._more.theme = theme
        for button in self._buttons.values():
            button.theme = theme
            button.update()

    @Slot(str)
    def _filter(self, asked: str) -> None:
        if self.field.isHidden():
            return
        self._found, self._choice = [label.name for label in found(asked, self._labels)], 0
        self._none.setText("No label of this name")
        self._none.setVisible(not self._found)
        self._arrange(self._found)
        self._show_choice()

    def _arrange(self, names: list[str]) -> None:
        """Show the buttons of some labels, in an order."""
        wanted = set(names)
        self._layout.setEnabled(False)
        for name, button in self._buttons.items():
            self._layout.removeWidget(button)
            button.setVisible(name in wanted)
        for name in names:
            self._layout.addWidget(self._buttons[name])
        self._layout.setEnabled(True)
        self._again()

    def _again(self) -> None:
        self._layout.invalidate()
        self._layout.activate()
        self.updateGeometry()
        self._more.update()

    @Slot(int)
    def _move(self, step: int) -> None:
        if self._found:
            self._choice = (self._choice + step) % len(self._found)
            self._show_choice()

    def _show_choice(self) -> None:
        chosen = self._found[self._choice] if self._found else None
        for name, button in self._buttons.items():
            if button.chosen != (name == chosen):
                button.chosen = name == chosen
                button.update()
        self.field.setAccessibleDescription(f"Enter takes {chosen}" if chosen else "no label of this name")
        self._layout.must = self._buttons.get(chosen or "")
        self._again()

    @Slot()
    def _enter(self) -> None:
        if self._found:
            chosen = self._found[self._choice]
            self.end()
            self.label_requested.emit(chosen)

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, LabelButton):
            self.end()
            self.label_requested.emit(button.label.name)
