"""How files are to be read, and whose the annotations in them are: the fields of the import dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.import_look import Asked, Found
from gui.plain import PlainLabel

_DETECTED = "As detected"
_ENCODINGS = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "iso-8859-1", "iso-8859-2", "windows-1251", "koi8-r",
    "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr",
)  # fmt: skip
_WRONG = (
    ("usual", "Leave it out, and tell"),
    ("strict", "Refuse the whole file"),
    ("lenient", "Keep what is whole of a broken file, too"),
)
_ANNOTATORS = (
    (None, "As the files say"),
    ("folders", "A folder each: ANNOTATOR/DOCUMENT"),
    ("files", "A file each: DOCUMENT/ANNOTATOR"),
)
_CHOOSE = "Choose…"


class ImportForm(QWidget):
    """`changed`: the files are to be looked at again. Rows that no file asks for are not there."""

    changed = Signal()

    def __init__(self, asked: Asked, people: Sequence[str]) -> None:
        super().__init__()
        self._asked, self._people, self._sources = asked, people, tuple[str, ...]()
        self.form, self.encoding = QComboBox(), QComboBox()
        self.asked_rows = {"offsets": QComboBox(), "tags": QComboBox(), "columns": QComboBox()}
        self.wrong, self.annotators = QComboBox(), QComboBox()
        self.leave_out = QCheckBox("Leave out files that cannot be read")
        self.as_annotations, self.as_suggestions = QRadioButton("Annotations"), QRadioButton("Suggestions to &review")
        self.source, self.named = QComboBox(), PlainLabel("")
        self._rows = QFormLayout(self)
        self._fill()
        self._lay_out()
        self._join()

    def _fill(self) -> None:
        self.form.addItem("As recognised", None)
        self.encoding.setEditable(True)
        self.encoding.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.encoding.addItems([_DETECTED, *_ENCODINGS])
        for value, text in _WRONG:
            self.wrong.addItem(text, value)
        for value, text in _ANNOTATORS:
            self.annotators.addItem(text, value)
        both = QButtonGroup(self)
        for button in (self.as_annotations, self.as_suggestions):
            both.addButton(button)
        self.as_annotations.setChecked(True)
        self.asked_rows["columns"].setEditable(True)  # several can be named: text=body, label=type
        self.asked_rows["columns"].setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.source.setEditable(True)
        self.source.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.source.addItems(self._people)
        self.source.setCurrentIndex(-1)
        self.source.clearEditText()
        self.named.setProperty("role", "mute")
        self.named.setWordWrap(True)
        for box in (self.form, self.encoding, self.annotators, self.source, *self.asked_rows.values()):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        for widget, name in (
            (self.form, "Format"), (self.encoding, "Encoding"), (self.asked_rows["offsets"], "What offsets count"),
            (self.asked_rows["tags"], "How tags are written"), (self.asked_rows["columns"], "What columns are"),
            (self.wrong, "What becomes of what is wrong"),
            (self.annotators, "Where the annotators are named"), (self.source, "Whose annotations they are"),
        ):  # fmt: skip
            widget.setAccessibleName(name)

    def _lay_out(self) -> None:
        kinds = QHBoxLayout()
        kinds.setSpacing(16)
        kinds.addWidget(self.as_annotations)
        kinds.addWidget(self.as_suggestions)
        kinds.addStretch()
        whose = QVBoxLayout()
        whose.setSpacing(6)
        whose.addWidget(self.source)
        whose.addWidget(self.named)
        rows = self._rows
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(14)
        rows.setVerticalSpacing(10)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow("&Format", self.form)
        rows.addRow("&Encoding", self.encoding)
        rows.addRow("&Offsets count", self.asked_rows["offsets"])
        rows.addRow("&Tags are", self.asked_rows["tags"])
        rows.addRow("&Columns are", self.asked_rows["columns"])
        rows.addRow("&Problems", self.wrong)
        rows.addRow("", self.leave_out)
        rows.addRow("&Annotators", self.annotators)
        rows.addRow("Come in as", kinds)
        label = PlainLabel("W&hose")
        label.setBuddy(self.source)
        rows.addRow(label, whose)
        for row in (*self.asked_rows.values(), self.leave_out, self.annotators):
            rows.setRowVisible(row, False)

    def _join(self) -> None:
        for box in (self.form, self.wrong, self.annotators, *self.asked_rows.values()):
            box.activated.connect(self.changed)
        self.encoding.activated.connect(self.changed)
        for box in (self.encoding, self.asked_rows["columns"]):
            field = box.lineEdit()
            if field is not None:
                field.editingFinished.connect(self._written)
        self.as_suggestions.toggled.connect(self.changed)
        self.as_suggestions.toggled.connect(self._tell)
        self.source.currentTextChanged.connect(self._tell)
        self.leave_out.toggled.connect(self.changed)

    @Slot()
    def _written(self) -> None:
        asked, before = self.asked, self._asked
        if (asked.encoding, asked.columns) != (before.encoding, before.columns):
            self._asked = asked
            self.changed.emit()

    @property
    def asked(self) -> Asked:
        """What the person has chosen."""
        encoding = self.encoding.currentText().strip()
        chosen: dict[str, Any] = {name: _said(box) for name, box in self.asked_rows.items()}
        return replace(
            self._asked,
            form=self.form.currentData(),
            encoding=None if encoding in ("", _DETECTED) else encoding,
            strictness=self.wrong.currentData(),
            annotators=self.annotators.currentData(),
            suggesting=self.as_suggestions.isChecked(),
            leave_out=self.leave_out.isChecked(),
            source=self.source.currentText().strip(),
            **chosen,
        )

    def show_found(self, found: Found) -> None:
        """What was found in the files decides which rows there are, and what is proposed in them."""
        if self.form.count() == 1:
            self.form.setItemText(0, f"As recognised: {_told(found)}" if found.forms else "As recognised")
            for name, title in found.formats:
                self.form.addItem(title, name)
        field = self.source.lineEdit()
        if field is not None:
            field.setPlaceholderText(found.source)
        self._sources = tuple(found.sources)
        self._tell()
        self._rows.setRowVisible(self.leave_out, bool(found.bad) or self.leave_out.isChecked())
        if found.by_folders:
            self._rows.setRowVisible(self.annotators, True)
        if found.question is not None:
            self._ask(found.question.option, found.question.choices)

    @Slot()
    def _tell(self) -> None:
        """What it means for the annotations whose they are."""
        name, own = self.source.currentText().strip(), self._people[0]
        if self.as_suggestions.isChecked():
            told = "They wait for your answer in the article."
        elif name == own:
            told = "They are yours: the article shows them, and you can change them."
        else:
            told = f"They are kept beside yours; the article shows yours. With your own name, {own}, they are yours."
        kept = f" Those that name somebody keep it: {_listed(self._sources)}." if self._sources else ""
        self.named.setText(told + kept)

    def _ask(self, option: str, choices: tuple[str, ...]) -> None:
        """Let the person say what the files do not."""
        box = self.encoding if option == "encoding" else self.asked_rows.get(option)
        if box is None:
            return
        if box is not self.encoding:
            box.clear()
            box.addItem(_CHOOSE, None)
            for choice in choices:
                box.addItem(choice, choice)
            self._rows.setRowVisible(box, True)
        box.setFocus()


def _said(box: QComboBox) -> str | None:
    """What was chosen or written; None where nothing was."""
    text = box.currentText().strip()
    return None if text in ("", _CHOOSE) else text


def _told(found: Found) -> str:
    """The formats of the files, the most frequent first."""
    forms = found.forms.most_common()
    return forms[0][0] if len(forms) == 1 else ", ".join(f"{title} ({count:,})" for title, count in forms)


def _listed(names: tuple[str, ...]) -> str:
    """The first of some names."""
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
