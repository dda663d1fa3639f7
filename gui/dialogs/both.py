"""A document as two sources have it, one above and one below the line, from one disagreement to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.scores.compared import Compared
from annotate.scores.disagreements import disagreements, relation_disagreements
from annotate.state import AnnotationState
from gui.differences import Case, Stop, stops
from gui.plain import PlainLabel, plain_tip
from gui.theme import Theme
from gui.two_sources import BothPicture
from gui.widgets.both import BothView
from store.comparing import boilerplate, side

_KEYS = "Tab and Shift+Tab go on and back, Enter goes there in the window, Esc closes."
_ALIKE = "The two do not differ in this document."
_SAME = "Both say the same here."


class BothDialog(QDialog):
    """`open_requested` gives a document's id and the place (Range) in it that is to be opened in the window."""

    open_requested = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("both")
        self.setModal(False)
        self.setSizeGripEnabled(True)
        self.resize(1080, 720)
        self.both = BothView(theme)
        self.count, self.words = PlainLabel(""), PlainLabel("")
        self.previous, self.next = QPushButton("&Previous"), QPushButton("&Next")
        self.to_window = QPushButton("&Open in the window")
        self.stops: list[Stop] = []
        self._at = -1
        self._aside: Range | None = None  # a place that is looked at though the two do not differ there
        self._lay_out()
        self._join()

    def _lay_out(self) -> None:
        told, below, layout = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self.count.setProperty("role", "heading")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.words.setFixedHeight(2 * self.words.fontMetrics().lineSpacing() + 4)  # the article keeps its place
        told.setSpacing(4)
        told.addWidget(self.count)
        told.addWidget(self.words)
        for button, tip in (
            (self.previous, "The disagreement before this one: Shift+Tab"),
            (self.next, "The next disagreement: Tab"),
            (self.to_window, "Go to this place in the window: Enter"),
        ):
            button.setToolTip(plain_tip(tip))
            button.setAutoDefault(False)
        self.to_window.setDefault(True)
        below.setSpacing(8)
        below.addWidget(self.previous)
        below.addWidget(self.next)
        keys = PlainLabel(_KEYS)
        keys.setProperty("role", "mute")
        below.addSpacing(8)
        below.addWidget(keys)
        below.addStretch()
        below.addWidget(self.to_window)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(self.both, 1)
        layout.addLayout(told)
        layout.addLayout(below)

    def _join(self) -> None:
        self.next.clicked.connect(self.go_on)
        self.previous.clicked.connect(self.go_back)
        self.to_window.clicked.connect(self._open)
        self.both.escape.connect(self.reject)
        QShortcut(QKeySequence("Tab"), self).activated.connect(self.go_on)
        QShortcut(QKeySequence("Shift+Tab"), self).activated.connect(self.go_back)

    def show_document(
        self,
        left: AnnotationState,
        right: AnnotationState,
        scheme: Scheme,
        left_name: str,
        right_name: str,
        *,
        cases: Sequence[Case] | None = None,
        case: Case | None = None,
    ) -> None:
        """Show a document, and begin at a case (None: at the first one).

        `cases` are those to go through, None all that are about text that counts, which the left source's boilerplate
        does not.
        """
        self.setWindowTitle(left.document.name)
        self.both.show_both(left, right, scheme, left_name, right_name)
        picture = self.both.picture
        assert picture is not None, "it has just been shown"
        some = _counted(left, right) if cases is None else cases
        self.stops = stops(picture.about, left_name, right_name, some)
        self._aside = None
        self._at = next((at for at, stop in enumerate(self.stops) if stop.case == case), 0)
        self._tell()
        self.both.setFocus()

    def begin_at(self, place: Range) -> None:
        """Begin at the disagreement at a place; where there is none, at the place, as something that both say."""
        far = {at: abs(stop.place.start - place.start) + abs(stop.place.end - place.end)
               for at, stop in enumerate(self.stops) if stop.place.overlaps(place)}  # fmt: skip
        if far:
            self._go(min(far, key=far.__getitem__))
            return
        self._at = sum(stop.place.start < place.start for stop in self.stops) - 1  # Tab goes on from here
        self._aside = place
        self._tell()

    @property
    def stop(self) -> Stop | None:
        """The disagreement under review."""
        return self.stops[self._at] if self.stops and self._aside is None else None

    @Slot()
    def go_on(self) -> None:
        """To the next disagreement; after the last one there is none."""
        self._go(self._at + 1)

    @Slot()
    def go_back(self) -> None:
        """To the disagreement before."""
        self._go(self._at if self._aside is not None else self._at - 1)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.both.set_theme(theme)

    def _go(self, at: int) -> None:
        if 0 <= at < len(self.stops):
            self._at, self._aside = at, None
            self._tell()

    def _tell(self) -> None:
        stop, count = self.stop, len(self.stops)
        self.previous.setEnabled(self._at > (-1 if self._aside is not None else 0))
        self.next.setEnabled(self._at < count - 1)
        self.count.setText(f"{self._at + 1:,} of {count:,}" if stop else "No disagreement")
        self.words.setText(stop.words if stop else _ALIKE)
        self.words.setToolTip(plain_tip(self.words.text()))
        if self._aside is not None:
            self.count.setText(f"{count:,} disagreement{'s' * (count != 1)}")
            self.words.setText(_SAME)
            self.both.go_to(self._aside)
        elif stop is None:
            self.both.leave_case()
        else:
            self.both.go_to(stop.place, stop.ids)

    @Slot()
    def _open(self) -> None:
        picture: BothPicture | None = self.both.picture
        if picture is not None:
            stop = self.stop
            place = stop.place if stop is not None else self._aside or picture.document.whole
            self.open_requested.emit(picture.document.id, place)


def _counted(left: AnnotationState, right: AnnotationState) -> list[Case]:
    """What two sources disagree on outside the left one's boilerplate."""
    out = boilerplate(left)
    compared = Compared(left.document.id, side(left, out), side(right, out))
    return [*disagreements(compared), *relation_disagreements(compared)]
