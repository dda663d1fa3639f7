"""The start page: recent projects, and the three ways to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

_PATH = Qt.ItemDataRole.UserRole


class StartPage(QWidget):
    """What a person sees before a project is open."""

    article_requested = Signal()
    project_requested = Signal()
    new_requested = Signal()
    sample_requested = Signal()
    recent_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        title, line = QLabel("Gilder"), QLabel("Suggestions go in, gold comes out.")
        title.setProperty("role", "title")
        line.setProperty("role", "mute")
        self.recent = QListWidget()
        self.recent.setAccessibleName("Recent projects")
        self.recent.itemActivated.connect(self._activated)
        self.recent.itemClicked.connect(self._activated)
        self._none = QLabel(
            "No project yet. Open an article, or try the sample:\nit takes a minute to see how it works."
        )
        self._none.setProperty("role", "mute")
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(680)
        body = QVBoxLayout(card)
        body.setContentsMargins(36, 32, 36, 28)
        body.setSpacing(6)
        body.addWidget(title)
        body.addWidget(line)
        body.addSpacing(20)
        columns = QHBoxLayout()
        columns.setSpacing(32)
        columns.addLayout(self._buttons(), 2)
        columns.addLayout(self._recent(), 3)
        body.addLayout(columns)
        body.addSpacing(16)
        drop = QLabel("Or drop text files, a folder or a project on this window.")
        drop.setProperty("role", "mute")
        body.addWidget(drop)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        for text, signal, role in (
            ("Open article…", self.article_requested, "main"),
            ("Open project…", self.project_requested, ""),
            ("New project…", self.new_requested, ""),
            ("Try the sample", self.sample_requested, ""),
        ):
            button = QPushButton(text)
            button.setProperty("role", role)
            button.setMinimumHeight(36)
            button.clicked.connect(signal)
            column.addWidget(button)
        column.addStretch()
        return column

    def _recent(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        heading = QLabel("RECENT PROJECTS")
        heading.setProperty("role", "section")
        column.addWidget(heading)
        column.addWidget(self.recent)
        column.addWidget(self._none)
        column.addStretch()
        return column

    def show_recent(self, paths: list[str]) -> None:
        """Show the recent projects that are still there."""
        self.recent.clear()
        for path in (Path(one) for one in paths):
            if _is_there(path):
                item = QListWidgetItem(f"{path.stem}\n{_short(path.parent)}")
                item.setData(_PATH, str(path))
                item.setToolTip(str(path))
                item.setSizeHint(QSize(100, 44))
                self.recent.addItem(item)
        count = self.recent.count()
        self.recent.setFixedHeight(min(max(count, 1), 5) * 44 + 4)
        self.recent.setVisible(count > 0)
        self._none.setVisible(count == 0)

    @Slot(QListWidgetItem)
    def _activated(self, item: QListWidgetItem) -> None:
        self.recent_requested.emit(item.data(_PATH))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _short(folder: Path) -> str:
    try:
        return "~/" + str(folder.relative_to(Path.home())) if folder != Path.home() else "~"
    except ValueError:
        return str(folder)
