"""What the style sheet makes of a field, told by its pixels."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gui.theme import THEMES, stylesheet


def darkest(bot: QtBot, theme: str, *, words: str, hint: str) -> int:
    """How far the writing in a field that is switched off stands out from its ground."""
    field = QLineEdit(words)
    bot.addWidget(field)
    field.setStyleSheet(stylesheet(THEMES[theme]))
    field.setPlaceholderText(hint)
    field.setEnabled(False)
    field.resize(200, 34)
    image = field.grab().toImage()
    ground = image.pixelColor(190, 17).lightness()
    return max(abs(image.pixelColor(x, y).lightness() - ground) for x in range(10, 150) for y in range(8, 26))


@pytest.mark.parametrize("theme", THEMES)
def test_a_field_that_is_switched_off_has_its_hint_as_faint_as_its_text(qtbot: QtBot, theme: str) -> None:
    hint, words = (
        darkest(qtbot, theme, words="", hint="all that are done"),
        darkest(qtbot, theme, words="all that are done", hint=""),
    )
    assert hint == words
