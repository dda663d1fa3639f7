"""The inspector panel: everything that is known of what is selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotate.model import Relation, Span
from gui.plain import PlainLabel, plain_tip
from gui.session import Session
from gui.theme import Theme
from gui.widgets.inspector.attributes import AttributesEditor
from gui.widgets.inspector.relations import RelationsTable
from gui.widgets.inspector.subject import DocumentRows, Subject, document_line, open_line, subject_of
from gui.widgets.inspector.value import ValueEditor

_TEXT_LIMIT = 240  # code points of a span that are shown
_READING = "The project is open for reading only."
_HINTS = (
    ("Tab", "next span"),
    ("Enter", "accept a suggestion"),
    ("Backspace", "reject or delete"),
    ("Shift+→", "select words"),
    ("1 … 0", "give a label"),
    ("Ctrl+L", "begin a relation"),
    ("Ctrl+K", "every action by name"),
)


class Inspector(QScrollArea):
    """Shows one subject at a time; what a person asks for goes out as signals."""

    label_requested = Signal(str)
    value_changed = Signal(object)
    attribute_changed = Signal(str, object)
    item_requested = Signal(str)
    end_requested = Signal(str)
    relation_removed = Signal(str)
    parse_requested = Signal()
    finished = Signal()  # Enter in a field: back to the article
    accept_requested = Signal()
    remove_requested = Signal()
    note_requested = Signal()
    flag_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title, self.text, self.origin, self.guideline, self.note = (PlainLabel("") for _ in range(5))
        self.label, self.value = QComboBox(), ValueEditor()
        self.attributes = AttributesEditor(self.value.again)
        self.relations, self._rows = RelationsTable(), DocumentRows()
        self._accept, self._remove = QPushButton("Accept"), QPushButton("Delete")
        self._note, self._flag = QPushButton("Note…"), QPushButton("Flag")
        self._hints = _hints()
        self._headings = {name: _heading(name) for name in ("VALUE", "ATTRIBUTES", "RELATIONS", "NOTE")}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._session: Session | None = None
        self._later.timeout.connect(self._show_waiting)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.title.setProperty("role", "section")
        self.text.setProperty("role", "heading")
        self.guideline.setAccessibleName("Guideline")
        for label in (self.text, self.origin, self.guideline, self.note):
            label.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.origin.setProperty("role", "mute")
        self.guideline.setProperty("role", "mute")
        self.label.setAccessibleName("Label")
        self._accept.setProperty("role", "main")
        self._accept.setToolTip("Enter")
        self._remove.setToolTip("Backspace")
        self._note.setToolTip("Ctrl+M")
        self._flag.setToolTip("Ctrl+Shift+M")
        inner = QWidget()
        layout = self._lines = QVBoxLayout(inner)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addWidget(self.label)
        layout.addWidget(self.guideline)
        layout.addWidget(self.origin)
        layout.addLayout(_row(self._accept, self._remove))
        layout.addLayout(_row(self._note, self._flag))
        for name, widget in (
            ("VALUE", self.value),
            ("ATTRIBUTES", self.attributes),
            ("NOTE", self.note),
            ("RELATIONS", self.relations),
        ):
            layout.addSpacing(4)
            layout.addWidget(self._headings[name])
            layout.addWidget(widget)
        layout.addWidget(self._hints)
        layout.addStretch()
        self.setWidget(inner)

    def _connect(self) -> None:
        self.label.textActivated.connect(self.label_requested)
        self.value.value_changed.connect(self.value_changed)
        self.attributes.attribute_changed.connect(self.attribute_changed)
        self.value.parse_requested.connect(self.parse_requested)
        self.value.finished.connect(self.finished)
        self.attributes.finished.connect(self.finished)
        self.relations.relation_requested.connect(self.item_requested)
        self.relations.end_requested.connect(self.end_requested)
        self.relations.remove_requested.connect(self.relation_removed)
        self._accept.clicked.connect(self.accept_requested)
        self._remove.clicked.connect(self.remove_requested)
        self._note.clicked.connect(self.note_requested)
        self._flag.clicked.connect(self.flag_requested)

    def show_session(self, session: Session) -> None:
        """Show what is selected in the session, or its document."""
        self._session = session
        self._later.start(0)
        if session.project.read_only:
            self._only_read(session.held or _READING)

    def _only_read(self, why: str) -> None:
        """Nothing can be changed: what would change something is disabled, and says why."""
        for widget in (self.label, self.value, self.attributes, self._accept, self._remove, self._note, self._flag):
            widget.setEnabled(False)
            widget.setToolTip(plain_tip(why))
        self.value.again.setToolTip(plain_tip(why))

    def focus_fields(self) -> None:
        """Give the focus to the first field that can be edited: of the value, the attributes, or the label."""
        self._shown_for(self._focus_field)

    def _focus_field(self) -> bool:
        if self.value.isVisibleTo(self):
            self.value.focus()
            return True
        if self._focus_attribute():
            return True
        if self.label.isVisibleTo(self):
            self.label.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return self.label.isVisibleTo(self)

    def focus_attributes(self) -> bool:
        """Give the focus to the first attribute, or label of the document. Whether there is one."""
        return self._shown_for(self._focus_attribute)

    def _focus_attribute(self) -> bool:
        return self.attributes.isVisibleTo(self) and self.attributes.focus()

    def focus_relations(self) -> bool:
        """Give the focus to the table of relations. Whether there is one."""
        return self._shown_for(lambda: self.relations.isVisibleTo(self) and self.relations.focus())

    def _shown_for(self, focus: Callable[[], bool]) -> bool:
        """Show the panel for a field to get the focus; where there is none, a hidden panel stays hidden."""
        was_hidden = self.isHidden()
        self._show_now()
        found = focus()
        if was_hidden and not found:
            self.hide()
        return found

    def drop_typed(self) -> None:
        """Put back what the fields said before somebody typed."""
        self.value.restore()
        self.attributes.restore()

    def _show_now(self) -> None:
        self.show()
        self._later.stop()
        self._show_waiting()

    def set_theme(self, _theme: Theme) -> None:
        """Other colours: those of the program's style sheet are enough here."""

    @Slot()
    def _show_waiting(self) -> None:
        """Show what is selected now; while a key is held down, what was selected between is passed over."""
        if self._session is None:
            return
        item = self._session.find(self._session.selected or "")
        self._lines.setEnabled(False)  # else everything is laid out anew for each part that comes
        if item is None:
            self._show_document(self._session)
        else:
            self._show_subject(subject_of(self._session, item))
        self._lines.setEnabled(True)
        self._lines.activate()

    def _show_document(self, session: Session) -> None:
        self.title.setText("DOCUMENT")
        if session.doc is None:
            self.text.setText("No document")
            line, note, flagged = "Import an article: Ctrl+I", "", False
        else:
            marks, text = session.state.marks, session.doc.text
            self.text.setText(session.doc.name)
            line, note, flagged = document_line(marks, len(text), session.doc.words), marks.note, marks.flagged
            still = open_line(session)
            line += f"\n{still}" if still else ""
            if session.doc.meta.get("date"):
                line += f"\nPublished {session.doc.meta['date']}"
        self.origin.setText(line)
        labels = session.scheme.document if session.doc is not None else ()
        rows = self._rows.of(session.state) if session.doc is not None else []
        if session.doc is not None:
            said = dict(session.state.marks.attributes)
            self.attributes.show_attributes(labels, said, key=session.doc.id)
        self.relations.show_rows(rows, None)
        self._headings["ATTRIBUTES"].setText("LABELS OF THE DOCUMENT")
        self._headings["RELATIONS"].setText(f"RELATIONS: {len(rows):,}")
        self._show(
            label=False, accept=False, remove=False, value=False, attributes=bool(labels), relations=bool(rows),
            hints=True,
        )  # fmt: skip
        self._show_note(note, flagged, mark=session.doc is not None)
        self._show_guideline("")

    def _show_subject(self, subject: Subject) -> None:
        item = subject.item
        kind = "Relation" if isinstance(item, Relation) else "Span"
        self.title.setText(f"SUGGESTED {kind.upper()}" if subject.suggested else kind.upper())
        text = subject.text if len(subject.text) <= _TEXT_LIMIT else subject.text[:_TEXT_LIMIT] + "…"
        self.text.setText(" ".join(text.split()))
        if [self.label.itemText(at) for at in range(self.label.count())] != list(subject.labels):
            self.label.clear()
            self.label.addItems(list(subject.labels))
        self.label.setCurrentText(item.label)
        self.origin.setText(subject.provenance)
        self._remove.setText("Reject" if subject.suggested else "Delete")
        with_value = isinstance(item, Span) and subject.meaning != "none"
        if with_value and isinstance(item, Span):
            self.value.show_value(item.value, subject.meaning, text=item.text, key=item.id)
        self.attributes.show_attributes(subject.attributes, dict(item.attributes), key=item.id)
        self.relations.show_rows(subject.relations, item.id if isinstance(item, Relation) else None)
        self._headings["ATTRIBUTES"].setText("ATTRIBUTES")
        self._headings["RELATIONS"].setText("RELATIONS OF ITS ENDS" if isinstance(item, Relation) else "RELATIONS")
        self._show(
            label=True, accept=subject.suggested, remove=True, value=with_value, attributes=bool(subject.attributes),
            relations=bool(subject.relations), hints=False,
        )  # fmt: skip
        self._show_note(item.note, item.flagged, mark=True)
        self._show_guideline(subject.guideline)

    def _show(
        self, *, label: bool, accept: bool, remove: bool, value: bool, attributes: bool, relations: bool, hints: bool
    ) -> None:  # fmt: skip
        """What of it is there; each is set once, for whatever comes and goes has everything laid out anew."""
        self.label.setVisible(label)
        self._accept.setVisible(accept)
        self._remove.setVisible(remove)
        self._hints.setVisible(hints)
        for name, widget, shown in (
            ("VALUE", self.value, value),
            ("ATTRIBUTES", self.attributes, attributes),
            ("RELATIONS", self.relations, relations),
        ):
            self._headings[name].setVisible(shown)
            widget.setVisible(shown)

    def _show_note(self, note: str, flagged: bool, *, mark: bool) -> None:
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._headings["NOTE"].setVisible(bool(note))
        self._note.setText("Edit note…" if note else "Note…")
        self._flag.setText("⚑ Flagged" if flagged else "Flag")
        for button in (self._note, self._flag):
            button.setVisible(mark)

    def _show_guideline(self, text: str) -> None:
        self.guideline.setText(text)
        self.guideline.setVisible(bool(text))


def _heading(text: str) -> QLabel:
    made = PlainLabel(text)
    made.setProperty("role", "section")
    return made


def _row(*buttons: QPushButton) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    for button in buttons:
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line.addWidget(button, 1)
    return line


def _hints() -> QWidget:
    """The first keys to know, for the empty inspector."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 14, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(7)
    grid.setColumnStretch(1, 1)
    heading = _heading("FIRST KEYS")
    grid.addWidget(heading, 0, 0, 1, 2)
    for at, (key, text) in enumerate(_HINTS, 1):
        cap, words = PlainLabel(key), PlainLabel(text)
        cap.setProperty("role", "key")
        words.setProperty("role", "mute")
        grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(words, at, 1)
    return made
