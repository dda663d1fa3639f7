"""What can be chosen in the export dialog: the format, whose annotations, and how."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.export_look import Choice, FormatLine, Whom
from gui.plain import PlainLabel, plain_tip
from gui.theme import Theme
from gui.widgets.two_lines import SHOWN, TwoLines, TwoLinesDelegate

_WHOM = Qt.ItemDataRole.UserRole
_WHOSE = "Nobody has annotated here yet."
_ROW, _SOURCE, _SOURCES = 50, 22, 122  # pixels: height of a format, of a source, and at most of the list of them
_ORDER = {"gold": -1, "import": 1, "model": 2}  # of the sources; people are between


class FormatList(QListWidget):
    """Every format by its title, with a line about it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Format")
        self.setProperty("role", "boxed")
        self.setItemDelegate(TwoLinesDelegate(theme, self, _lines_of, _ROW, 6, 6))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_formats(self, lines: Sequence[FormatLine], chosen: str) -> None:
        """List formats; the one called `chosen` is marked, or else the first."""
        self.clear()
        for line in lines:
            item = QListWidgetItem(line.title)
            item.setData(SHOWN, line)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, line.about)
            item.setToolTip(plain_tip(line.about))
            self.addItem(item)
        self.setCurrentRow(next((at for at, line in enumerate(lines) if line.name == chosen), 0))

    @property
    def line(self) -> FormatLine | None:
        """The format that is marked."""
        item = self.currentItem()
        return item.data(SHOWN) if item is not None else None


def _lines_of(line: FormatLine) -> TwoLines:
    return TwoLines(line.title, f"{line.about[:1].upper()}{line.about[1:]}")


class ExportForm(QWidget):
    """Whose annotations go out, and how. `changed`: something else would be written now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sources = QListWidget()
        self.suggestions = QCheckBox("With s&uggestions that nobody has decided on")
        self.side_by_side = QCheckBox("Side by side: an export for &each source, in a folder")
        self.strict = QCheckBox("&Refuse to lose anything")
        self.sources.setAccessibleName("Whose annotations go out")
        self.sources.setProperty("role", "boxed")
        self._name = PlainLabel("WHOSE ANNOTATIONS")
        self._name.setProperty("role", "section")
        self._empty = PlainLabel(_WHOSE)
        self._empty.setProperty("role", "mute")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._name, self.sources, self._empty, self.suggestions, self.side_by_side, self.strict):
            layout.addWidget(widget)
        self.sources.itemChanged.connect(self._ticked)
        for box in (self.suggestions, self.side_by_side):
            box.toggled.connect(self.changed)

    def show_sources(self, whom: Sequence[Whom]) -> None:
        """List the sources; those that are no models are ticked."""
        self.sources.blockSignals(True)
        self.sources.clear()
        for one in sorted(whom, key=lambda one: _ORDER.get(one.kind, 0)):
            item = QListWidgetItem(one.name if one.name.startswith(f"{one.kind}:") else f"{one.name} ({one.kind})")
            item.setData(_WHOM, one)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if one.kind == "model" else Qt.CheckState.Checked)
            self.sources.addItem(item)
        self.sources.blockSignals(False)
        self.sources.setFixedHeight(min(_SOURCES, _SOURCE * len(whom) + 12))
        self.sources.setVisible(bool(whom))
        self._empty.setVisible(not whom)
        self._show_side_by_side()

    def ticked(self) -> list[Whom]:
        """The sources whose annotations go out."""
        items = (self.sources.item(at) for at in range(self.sources.count()))
        return [item.data(_WHOM) for item in items if item.checkState() == Qt.CheckState.Checked]

    @property
    def complete(self) -> bool:
        """Whether somebody's annotations go out; where only models have said something, the texts do alone."""
        return bool(self.ticked()) or not any(one.kind != "model" for one in self._whom())

    def _whom(self) -> list[Whom]:
        return [self.sources.item(at).data(_WHOM) for at in range(self.sources.count())]

    def choice(self, form: str) -> Choice:
        """What is chosen, for a format."""
        ticked = self.ticked()
        usual = ticked == [one for one in self._whom() if one.kind != "model"]
        return Choice(
            form,
            None if usual else tuple(one.name for one in ticked),
            self.suggestions.isChecked(),
            self.side_by_side.isChecked() and self.side_by_side.isEnabled(),
            self.strict.isChecked(),
        )

    @Slot()
    def _ticked(self) -> None:
        self._show_side_by_side()
        self.changed.emit()

    def _show_side_by_side(self) -> None:
        self.side_by_side.setEnabled(len(self.ticked()) > 1)
