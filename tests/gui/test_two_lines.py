"""Rows of two lines: what is beside the text never runs into it, and the bar is as long as what is done."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QListWidget, QListWidgetItem
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from gui.widgets.two_lines import SHOWN, TwoLines, TwoLinesDelegate

WIDTH, HEIGHT = 300, 56


def same(one: object) -> TwoLines:
    assert isinstance(one, TwoLines)
    return one


def drawn(qtbot: QtBot, lines: TwoLines) -> QImage:
    """The row of a list that has nothing else."""
    rows = QListWidget()
    qtbot.addWidget(rows)
    rows.setFrameShape(QListWidget.Shape.NoFrame)
    rows.setItemDelegate(TwoLinesDelegate(LIGHT, rows, same, HEIGHT, 7, 9))
    rows.resize(WIDTH, HEIGHT)
    QListWidgetItem(rows).setData(SHOWN, lines)
    assert rows.sizeHintForRow(0) == HEIGHT
    return rows.grab().toImage()


def inked(image: QImage, left: int, right: int, top: int, bottom: int) -> bool:
    """Whether anything is drawn there."""
    ground = image.pixelColor(1, 1)
    return any(image.pixelColor(x, y) != ground for x in range(left, right) for y in range(top, bottom))


@pytest.mark.parametrize(("right", "gap"), [("", False), ("8", True)])
def test_a_long_name_leaves_room_for_the_text_to_the_right(qtbot: QtBot, right: str, gap: bool) -> None:
    image = drawn(qtbot, TwoLines("a name that is too long by far " * 3, "below", right))
    assert inked(image, 100, 200, 7, 27)
    assert inked(image, WIDTH - 12 - 64, WIDTH - 12 - 20, 7, 27) is not gap


@pytest.mark.parametrize("done", [0.0, 0.5, 1.0])
def test_the_bar_is_as_long_as_what_is_done(qtbot: QtBot, done: float) -> None:
    image = drawn(qtbot, TwoLines("name", "below", done=done))
    blue = [x for x in range(WIDTH) if image.pixelColor(x, HEIGHT - 4) == QColor(LIGHT.accent)]
    assert len(blue) == pytest.approx(done * (WIDTH - 24), abs=6)


def test_what_is_amiss_is_in_the_colour_of_a_warning(qtbot: QtBot) -> None:
    def warned(image: QImage) -> bool:
        wanted = QColor(LIGHT.warn)
        return any(image.pixelColor(x, y) == wanted for x in range(12, 100) for y in range(27, HEIGHT))

    assert warned(drawn(qtbot, TwoLines("name", "██████", amiss=True)))
    assert not warned(drawn(qtbot, TwoLines("name", "██████")))
