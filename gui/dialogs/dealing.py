"""Who gets which documents: names, what everybody gets, and where the copies go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotate.errors import GilderError, InputError
from annotate.sharing import file_name, overlap_of, shares
from gui.plain import PlainLabel

_ABOUT = (
    "Each person gets a copy of the project with a share of the documents. What everybody gets is annotated by all, so "
    "that you can see how far they agree. Later, File, “Add the work of…” brings the copies together."
)


@dataclass(frozen=True, slots=True)
class Deal:
    """Which documents (ids) go to which new file, and what is said of it."""

    copies: dict[Path, list[str]]
    told: str


class DealDialog(QDialog):
    """`dealt` has a Deal. What cannot be dealt is said while it is typed."""

    dealt = Signal(object)

    def __init__(self, project: Path, documents: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("deal")
        self.setWindowTitle("Deal out the documents")
        self.setMinimumWidth(520)
        self._project, self._documents = project, documents
        self.names, self.overlap, self.folder = QLineEdit(), QLineEdit("10%"), QLineEdit(str(project.parent))
        self.names.setPlaceholderText("ann, bob")
        self.said = PlainLabel("")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "mute")
        choose = QPushButton("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.folder, 1)
        place.addWidget(choose)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow("&Names, with commas", self.names)
        form.addRow("For &everybody", self.overlap)
        named = PlainLabel("&Folder")
        named.setBuddy(self.folder)
        form.addRow(named, place)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton("Deal out", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        self.buttons.accepted.connect(self._deal)
        self.buttons.rejected.connect(self.reject)
        about = PlainLabel(_ABOUT)
        about.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addWidget(self.buttons)
        for field in (self.names, self.overlap, self.folder):
            field.textChanged.connect(self._look)
        self._look()

    @Slot()
    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder for the copies", self.folder.text())
        if name:
            self.folder.setText(name)

    def deal(self) -> Deal:
        """What is asked for. Raises GilderError with the reason why it cannot be."""
        names = [one.strip() for one in self.names.text().split(",") if one.strip()]
        if not names:
            raise InputError("Say who gets a share: names, with commas between them.")
        overlap = overlap_of(self.overlap.text().strip().replace(" ", "") or "0", len(self._documents))
        dealt = shares(self._documents, names, overlap=overlap)
        folder = Path(self.folder.text().strip() or str(self._project.parent)).expanduser()
        copies = {folder / f"{self._project.stem}-{file_name(name)}.gilder": dealt[name] for name in names}
        if len({path.name.casefold() for path in copies}) < len(names):
            raise InputError("Two of the names give the same name of a file.")
        taken = next((path for path in copies if path.exists()), None)
        if taken is not None:
            raise InputError(f"There is a file {taken.name} already.")
        each = ", ".join(f"{name} {len(dealt[name]):,}" for name in names)
        return Deal(copies, f"{each}; {overlap:,} for everybody")

    @Slot()
    def _look(self) -> None:
        try:
            told = self.deal().told
        except GilderError as problem:
            text = str(problem)
            self.said.setText(text[:1].upper() + re.sub(r"\.?$", ".", text[1:], count=1))
            self.go.setEnabled(False)
        else:
            self.said.setText(f"{told}.")
            self.go.setEnabled(True)

    @Slot()
    def _deal(self) -> None:
        deal = self.deal()
        self.accept()
        self.dealt.emit(deal)
