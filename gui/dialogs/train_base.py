"""What a training begins with: the usual, an installed pipeline, one in a folder, or nothing that is learnt already."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotate.pipelines.settings import BLANK
from gui.train_ask import Offer

_USUAL, _BLANK, _FOLDER = "", "blank", "folder"


class BaseField(QWidget):
    """A list, and below it the language or the folder where one is needed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.language, self.folder = QComboBox(), QComboBox(), QLineEdit()
        self._browse = QPushButton("Browse…")
        self._browse.setAutoDefault(False)
        self.folder.setPlaceholderText("a folder that spaCy has written")
        self.kind.setToolTip("The usual: the embedded pipeline for English, else nothing that is learnt already")
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for widget, name in (
            (self.kind, "Begin with"), (self.language, "Language of the documents"), (self.folder, "Folder of a base"),
        ):  # fmt: skip
            widget.setAccessibleName(name)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(self._browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.kind)
        layout.addWidget(self.language)
        layout.addLayout(line)
        self.kind.currentIndexChanged.connect(self._choose)
        self.language.currentIndexChanged.connect(self.changed)
        self.folder.textChanged.connect(self.changed)
        self._browse.clicked.connect(self._ask_folder)
        self._choose()

    def offer(self, found: Offer, base: str) -> None:
        """Show what there is, with a base in front."""
        self.blockSignals(True)
        self.kind.clear()
        self.kind.addItem("The usual for the language", _USUAL)
        for name, title in found.bases:
            self.kind.addItem(title, name)
        self.kind.addItem("Nothing learnt yet, in the language…", _BLANK)
        self.kind.addItem("spaCy pipeline in a folder…", _FOLDER)
        self.language.clear()
        for code in found.languages:
            self.language.addItem(code, code)
        blank = base.startswith(BLANK)
        self.language.setCurrentIndex(max(0, self.language.findData(base.removeprefix(BLANK) if blank else "en")))
        known = self.kind.findData(_BLANK if blank else base)
        self.kind.setCurrentIndex(known if known >= 0 else self.kind.findData(_FOLDER))
        self.folder.setText("" if known >= 0 else base)
        self.blockSignals(False)

    @property
    def base(self) -> str:
        """The base as the command line names it."""
        kind = self.kind.currentData() or _USUAL
        if kind == _BLANK:
            return f"{BLANK}{self.language.currentData()}"
        return self.folder.text().strip() if kind == _FOLDER else kind

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be said."""
        return bool(self.base) or self.kind.currentData() != _FOLDER

    @Slot()
    def _choose(self) -> None:
        kind = self.kind.currentData()
        self.language.setVisible(kind == _BLANK)
        self.folder.setVisible(kind == _FOLDER)
        self._browse.setVisible(kind == _FOLDER)
        self.changed.emit()

    @Slot()
    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder of a spaCy pipeline", self.folder.text())
        if name:
            self.folder.setText(name)
