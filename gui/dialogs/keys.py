"""F1: the keys, searchable."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gui.dialogs.palette import matches
from gui.widgets.hint import EmptyHint

KeyRow = tuple[str, str, str]
"""Section, keys, what they do."""

IN_THE_ARTICLE: tuple[KeyRow, ...] = (
    ("Word cursor", "Left / Right", "Move by a word"),
    ("Word cursor", "Shift+Left / Shift+Right", "Select words"),
    ("Word cursor", "Ctrl+Left / Ctrl+Right", "Move by a character; with Shift select characters"),
    ("Word cursor", "Up / Down", "Move by a line; with Shift select"),
    ("Word cursor", "Home / End", "Go to the start or end of the line; with Ctrl of the article"),
    ("Word cursor", "PageUp / PageDown", "Move by a page"),
    ("Labels", "a label’s hotkey", "Text selected: make a span with this label"),
    ("Labels", "a label’s hotkey", "Span selected: give it this label; a suggestion is thereby decided"),
    ("Labels", "a label’s hotkey", "Neither: arm the label, each selection becomes a span until Esc"),
    ("Relations", "a relation label’s hotkey", "Relation begun and other end chosen: pick the label"),
    ("Mouse", "Drag", "Select words; with Alt exact characters"),
    ("Mouse", "Ctrl+Drag", "Add a fragment to the selected span (discontinuous)"),
    ("Mouse", "Click", "Select a span; again: the one around it"),
    ("Mouse", "Drag from span to span", "Make a relation: from a label tag, or from the selected span"),
    ("Mouse", "Ctrl+Wheel", "Zoom"),
    ("Mouse", "Middle button", "Pull the text up and down"),
)
"""What the article does by itself; the rest of the page comes from the table of actions."""


class KeysDialog(QDialog):
    """All keys by section, with a search field."""

    def __init__(self, rows: Iterable[KeyRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.setWindowTitle("Keys")
        self.resize(680, 640)
        self.field, self.tree = QLineEdit(), QTreeWidget()
        self.field.setPlaceholderText("Search: a key or what it does")
        self.field.setAccessibleName("Search the keys")
        self.field.setClearButtonEnabled(True)
        self._hint = EmptyHint(self.tree)
        self.field.textChanged.connect(self._filter)
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels(["What it does", "Key"])
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.tree.setAccessibleName("Keys")
        sections: dict[str, QTreeWidgetItem] = {}
        for section, keys, text in rows:
            if section not in sections:
                sections[section] = QTreeWidgetItem([section, ""])
                sections[section].setFlags(Qt.ItemFlag.ItemIsEnabled)
                bold = self.font()
                bold.setWeight(bold.Weight.DemiBold)
                sections[section].setFont(0, bold)
                self.tree.addTopLevelItem(sections[section])
            sections[section].addChild(QTreeWidgetItem([text, keys]))
        self.tree.expandAll()
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.field)
        layout.addWidget(self.tree)
        self.field.setFocus()

    @Slot(str)
    def _filter(self, asked: str) -> None:
        left = False
        for at in range(self.tree.topLevelItemCount()):
            section = self.tree.topLevelItem(at)
            if section is None:
                continue
            rows = [child for row in range(section.childCount()) if (child := section.child(row)) is not None]
            for row in rows:
                row.setHidden(not matches(asked, f"{section.text(0)} {row.text(0)} {row.text(1)}"))
            section.setHidden(all(row.isHidden() for row in rows))
            left = left or not section.isHidden()
        self._hint.tell("" if left else "No key fits. Try another word.")
