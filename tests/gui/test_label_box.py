"""A choice among labels: a hotkey chooses its label, and nothing else changes what is chosen."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from annotate.scheme import parse_scheme
from gui.widgets.label_box import LabelBox

SCHEME = """
[[span]]
name = "PERSON"
hotkey = "1"
[[span]]
name = "ORG"
[[span]]
name = "LOC"
hotkey = "l"
"""


@pytest.mark.parametrize(("first", "none"), [("", "PERSON"), ("what is proposed", None)])
def test_the_labels_stand_with_their_keys_and_a_key_chooses_its_label(
    qtbot: QtBot, first: str, none: str | None
) -> None:
    box = LabelBox(parse_scheme(SCHEME), first=first)
    qtbot.addWidget(box)
    texts = [box.itemText(at) for at in range(box.count())]
    assert texts == [*([first] if first else []), "PERSON   1", "ORG", "LOC   l"]
    assert box.currentData() == none
    for key, chosen in (("l", "LOC"), ("9", "LOC"), ("1", "PERSON"), ("o", "PERSON")):
        box.choose(key)
        assert box.currentData() == chosen
