"""Suggest…: for which documents, by which model, with which parts, and what becomes of the model's labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from annotate.errors import GilderError
from annotate.scheme import Scheme
from annotate.suggest.base import PARTS
from annotate.suggest.endpoint import DEFAULT_URL, EndpointReader
from annotate.suggest.mapping import LabelMap
from annotate.suggest.models import ModelCard, find_model, installed_models
from annotate.suggest.recipe import Recipe
from gui.dialogs.mapping import MappingTable
from gui.plain import PlainLabel
from gui.suggesters.choice import Choice
from gui.suggesters.engine import recipe_for

_EMBEDDED, _FOLDER, _PROCESS, _ENDPOINT = Choice(), Choice("model"), Choice("process"), Choice("endpoint")
_TO_NAME = (_FOLDER, _PROCESS, _ENDPOINT)
_NAMED = {
    "model": ("Folder", "a folder that spaCy has written, or the name of an installed package"),
    "process": ("Command", "a program that speaks JSON lines, with what it needs: python3 my_model.py"),
    "endpoint": ("Address", DEFAULT_URL),
}
_PART_TEXTS = {
    "names": "Names",
    "numbers": "Numbers",
    "dates": "Dates",
    "aliases": "Aliases",
    "relations": "Relations",
}


class SuggestDialog(QDialog):
    """Says what was chosen; nothing is loaded or started before it is accepted, but a process that is asked."""

    labels_requested = Signal(object)  # Choice: its process is to be asked for its labels

    def __init__(
        self,
        scheme: Scheme,
        choice: Choice,
        parts: frozenset[str],
        *,
        counts: Mapping[str, int],
        embedded: Callable[[], Path],
        learnt: Choice | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("suggest")
        self.setWindowTitle("Suggest")
        self._scheme, self._embedded, self._said = scheme, embedded, dict(choice.mapping)
        self._of_process: LabelMap | None = None
        self._documents = QButtonGroup(self)
        self.model, self.name, self.of_endpoint = QComboBox(), QLineEdit(), QLineEdit()
        self._browse, self._ask = QPushButton("Browse…"), QPushButton("Ask for its labels")
        self.told, self.problem = PlainLabel(""), PlainLabel("")
        self.parts = {part: QCheckBox(_PART_TEXTS[part]) for part in PARTS}
        self.mapping = MappingTable(scheme)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._name_label, self._endpoint_label = PlainLabel(""), PlainLabel("Model there")
        self._build(counts)
        self._fill(choice, learnt, parts)
        self._connect()
        self._show_choice()

    def _build(self, counts: Mapping[str, int]) -> None:
        documents = QVBoxLayout()
        documents.setSpacing(6)
        documents.setContentsMargins(0, 5, 0, 4)  # the first stands beside the heading of the row
        for at, (key, text) in enumerate(
            (("this", "This document"), ("without", "All without suggestions"), ("open", "All that are not done"))
        ):
            button = QRadioButton(text if key == "this" else f"{text} ({counts.get(key, 0):,})")
            button.setEnabled(counts.get(key, 0) > 0)
            self._documents.addButton(button, at)
            documents.addWidget(button)
        first = next((button for button in self._documents.buttons() if button.isEnabled()), None)
        if first is not None:
            first.setChecked(True)
        place = QHBoxLayout()
        place.setSpacing(8)
        for widget in (self.name, self._browse, self._ask):
            place.addWidget(widget)
        switches = QHBoxLayout()
        switches.setSpacing(16)
        for box in self.parts.values():
            switches.addWidget(box)
        switches.addStretch()
        self.told.setProperty("role", "mute")
        self.problem.setProperty("role", "warn")
        for label in (self.told, self.problem):
            label.setWordWrap(True)
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("Documents", documents)
        form.addRow("Model", self.model)
        form.addRow(self._name_label, place)
        form.addRow(self._endpoint_label, self.of_endpoint)
        form.addRow("", self.told)
        form.addRow("Parts", switches)
        form.addRow("Labels", self.mapping)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Suggest")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(600)
        for widget, name in (
            (self.model, "Model"),
            (self.name, "Folder, command or address"),
            (self.of_endpoint, "Model of the endpoint"),
            (self.mapping, "What becomes of the labels"),
        ):
            widget.setAccessibleName(name)

    def _fill(self, choice: Choice, learnt: Choice | None, parts: frozenset[str]) -> None:
        """The embedded model, what was learnt, what is installed, and the three that must be named; what was chosen is
        in front."""
        card = _described(str(self._embedded()))
        self.model.addItem(f"Embedded: {card.name}" if card is not None else "Embedded", _EMBEDDED)
        if learnt is not None:
            self.model.addItem("Learnt while labelling", replace(learnt, said=()))
        for found in installed_models():
            self.model.addItem(f"Installed: {found.name}", Choice("model", found.asked))
        self.model.addItem("spaCy pipeline in a folder…", _FOLDER)
        self.model.addItem("Process of its own…", _PROCESS)
        self.model.addItem("Local language model (endpoint)…", _ENDPOINT)
        known = [self.model.itemData(at) for at in range(self.model.count())]
        plain = replace(choice, said=(), model="")
        wanted = plain if plain in known else Choice(choice.kind)
        self.model.setCurrentIndex(max(0, known.index(wanted) if wanted in known else 0))
        self.name.setText("" if plain in known and choice.kind == "model" else choice.name)
        self.of_endpoint.setText(choice.model)
        for part, box in self.parts.items():
            box.setChecked(part in parts)

    def _connect(self) -> None:
        self.model.currentIndexChanged.connect(self._model_chosen)
        self.name.textChanged.connect(self._name_changed)
        self.of_endpoint.textChanged.connect(self._show_choice)
        self._browse.clicked.connect(self._choose_folder)
        self._ask.clicked.connect(self._ask_for_labels)
        self.mapping.changed.connect(self._show_problem)
        for box in self.parts.values():
            box.toggled.connect(self._show_choice)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @property
    def documents(self) -> str:
        """`this`, `without` or `open`."""
        return ("this", "without", "open")[max(0, self._documents.checkedId())]

    def choose_documents(self, which: str) -> None:
        """Mark one of the three."""
        self._documents.button(("this", "without", "open").index(which)).setChecked(True)

    @property
    def choice(self) -> Choice:
        """The chosen model, with what was mapped by hand."""
        picked: Choice = self.model.currentData()
        if picked in _TO_NAME:
            picked = replace(picked, name=self.name.text().strip())
        if picked.kind == "endpoint":
            picked = replace(picked, name=picked.name or DEFAULT_URL, model=self.of_endpoint.text().strip())
        said = self.mapping.said if self.mapping.rowCount() else self._said
        return replace(picked, said=tuple(sorted(said.items())))

    @property
    def chosen_parts(self) -> frozenset[str]:
        """The parts that are on."""
        return frozenset(part for part, box in self.parts.items() if box.isChecked())

    @Slot()
    def _model_chosen(self) -> None:
        self.name.clear()
        self._name_changed()

    @Slot()
    def _name_changed(self) -> None:
        """Another model: what was said of the labels of the one before is forgotten."""
        self._said, self._of_process = {}, None
        self.mapping.show_map(None)
        self._show_choice()

    @Slot()
    def _show_choice(self) -> None:
        """Show the fields, the description and the labels of what is chosen."""
        picked: Choice = self.model.currentData()
        named = picked in _TO_NAME
        if self.mapping.rowCount():
            self._said = self.mapping.said
        if named:
            self._name_label.setText(_NAMED[picked.kind][0])
            self.name.setPlaceholderText(_NAMED[picked.kind][1])
        self._form.setRowVisible(self._name_label, named)
        self._browse.setVisible(picked == _FOLDER)
        self._ask.setVisible(picked.kind == "process")
        self._form.setRowVisible(self.of_endpoint, picked.kind == "endpoint")
        self.mapping.show_map(self._labels())
        self.mapping.setEnabled("names" in self.chosen_parts)
        self._show_problem()

    def _labels(self) -> LabelMap | None:
        """The labels that are known without starting anything; None where they are not."""
        if "names" not in self.chosen_parts:
            return None
        if self.choice.kind == "process":
            return replace(self._of_process, said=self._said) if self._of_process is not None else None
        for said in (self._said, dict[str, str]()):  # labels that the model no longer has are forgotten
            try:
                found = _labels_of(replace(self.choice, said=tuple(said.items())), self._scheme, self._embedded)
            except GilderError:
                continue
            self._said = said
            return found
        return None

    @Slot()
    def _show_problem(self) -> None:
        """Say what the model is, or in one line why it cannot be used."""
        problem = ""
        self.told.setText("")
        try:
            self.told.setText(_description(self.choice, self.chosen_parts, self._scheme, self._embedded))
        except GilderError as found:
            problem = str(found)
        self._form.setRowVisible(self.told, bool(self.told.text()))
        self._tell_problem(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            not problem and self._documents.checkedId() >= 0
        )

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self._form.setRowVisible(self.told, bool(text))

    def _tell_problem(self, text: str) -> None:
        self.problem.setText(f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else "")
        self.problem.setVisible(bool(text))

    @Slot()
    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder of a spaCy pipeline", self.name.text())
        if name:
            self.name.setText(name)

    @Slot()
    def _ask_for_labels(self) -> None:
        if self.choice.name:
            self._tell("It is being started…")
            self.labels_requested.emit(replace(self.choice, said=()))

    def show_labels(self, found: LabelMap) -> None:
        """The labels that a process has told."""
        self._of_process = found
        self.mapping.show_map(found)
        self._tell(f"It knows {len(found.labels):,} labels.")

    def show_failure(self, message: str) -> None:
        """Why a process could not be asked."""
        self._tell("")
        self._tell_problem(message)


def _labels_of(choice: Choice, scheme: Scheme, embedded: Callable[[], Path]) -> LabelMap:
    """The labels of a pipeline or an endpoint, and what becomes of them. Raises GilderError."""
    if choice.kind == "endpoint":
        return EndpointReader(choice.name, choice.model or "any", said=choice.mapping).mapping(scheme)
    return recipe_for(choice, frozenset(PARTS), embedded).mapping(scheme)


def _description(choice: Choice, parts: frozenset[str], scheme: Scheme, embedded: Callable[[], Path]) -> str:
    """One line about a model. Raises GilderError where it cannot be used."""
    if not parts:
        raise GilderError("All parts are off: there is nothing to suggest.")
    if "names" not in parts:
        return "Names are off: no model is asked."
    if choice.kind == "process":
        if not choice.name:
            raise GilderError("Write the command line of the process.")
        return "It is started without a shell, and ended with the window. docs/suggesters.md says how it speaks."
    if choice.kind == "endpoint":
        reader = EndpointReader(choice.name, choice.model, said=choice.mapping)
        warning = reader.warning
        return f"Careful: {warning}." if warning is not None else "It runs on this computer: no text leaves it."
    if choice.kind == "model" and not choice.name:
        raise GilderError("Name a folder that spaCy has written, or an installed package.")
    recipe = recipe_for(choice, parts, embedded)
    recipe.mapping(scheme)
    return _told(recipe.model, recipe) if recipe.model is not None else ""


def _told(card: ModelCard, recipe: Recipe) -> str:
    pieces = [f"language {card.language}", f"licence {card.licence}", f"{len(card.labels)} labels"]
    if card.relations and "relations" in recipe.parts:
        pieces.append(f"relations trained on gold: {', '.join(card.relations)}")
    elif "relations" in recipe.parts and recipe.parser is None:
        pieces.append("no relations, for it has no parser with the labels of Universal Dependencies")
    return f"{card.name}: " + ", ".join(pieces) + "."


def _described(name: str) -> ModelCard | None:
    try:
        return find_model(name)
    except GilderError:
        return None
