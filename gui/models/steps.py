"""The steps of the history as a list model, the newest first; what a step is called is read when it is shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotate.history import History
from store.journal import Entry

Index = QModelIndex | QPersistentModelIndex
STEP = int(Qt.ItemDataRole.UserRole)
BEGINNING = "The beginning"
_FIRST, _MOST = 200, 2_000  # steps that are read at first; and later, as many again as there are, at most


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words, with the name of its document."""

    words: str
    document: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a row shows. Numbers count upwards from step to step; where they begin depends on what was read."""

    number: int
    words: str
    about: str
    done: bool
    present: bool


class StepsModel(QAbstractListModel):
    """The steps that can be undone or redone, and the beginning before them, read from the newest one backwards as far
    as they are looked at. `tell` puts an entry into words."""

    def __init__(self, tell: Callable[[Entry], Told]) -> None:
        super().__init__()
        self._tell = tell
        self._entries = deque[Entry]()
        self._older = iter(tuple[Entry]())  # those before them, the newest first
        self._first, self._whole = 1, True  # the number of the first entry; whether nothing lies before it
        self._reading = False
        self._told: dict[str, Told] = {}
        self._shown: list[int] | None = None  # numbers of steps, the newest first, while a filter is on
        self.present = 0  # the number of the last step that is done

    @property
    def newest(self) -> int:
        """The number of the newest step."""
        return self._first + len(self._entries) - 1

    @property
    def _oldest(self) -> int:
        """The lowest number that was read; when all were, that of the beginning."""
        return self._first - self._whole

    def reaches(self, number: int) -> bool:
        """Whether there is a step, or the beginning, with a number; reads as far as is needed to know it."""
        while number < self._oldest and not self._whole:
            self._load(_FIRST)
        return number >= self._oldest

    def show(self, history: History[Entry]) -> bool:
        """Show a history; a step more or less does not read all of it. Gives whether anything is another way now."""
        last, following = history.next_undo, history.next_redo
        before = self.present
        if last is self._entry(before) and following is self._entry(before + 1):
            return False
        if last is self._entry(before - 1) and following is self._entry(before) and before >= self._first:
            self.present -= 1
        elif last is self._entry(before + 1) and before < self.newest and following is self._entry(before + 2):
            self.present += 1
        elif self._shown is None and following is None and before == self.newest and self._follows(history, before):
            self.beginInsertRows(QModelIndex(), 0, 0)
            assert last is not None
            self._entries.append(last)
            self.present += 1
            self.endInsertRows()
        else:
            self._replace(history)
            return True
        for number in (before, self.present):
            self._changed(number)
        return True

    def _follows(self, history: History[Entry], number: int) -> bool:
        """Whether the newest step of a history came right after the step with a number."""
        return history.next_undo is not None and history.undo().next_undo is self._entry(number)

    def _replace(self, history: History[Entry]) -> None:
        self.beginResetModel()
        self._older, self._shown = history.done(), None
        taken, self._whole = self._read(_FIRST)
        self._entries = deque([*reversed(taken), *history.undone()])
        self._first, self.present = 1, len(taken)
        self.endResetModel()

    def _read(self, count: int) -> tuple[list[Entry], bool]:
        """So many of the older entries, and whether nothing lies before them."""
        taken = list(islice(self._older, count))
        further = next(self._older, None)
        if further is not None:
            self._older = chain((further,), self._older)
        return taken, further is None

    def _load(self, count: int) -> None:
        """Read on; the rows come below the others."""
        taken, whole = self._read(count)
        self._reading = True  # who is told of the rows may ask for more of them meanwhile
        rows, new = self.rowCount(), len(taken) + whole
        if self._shown is None:
            self.beginInsertRows(QModelIndex(), rows, rows + new - 1)
        self._entries.extendleft(taken)
        self._first -= len(taken)
        self._whole = whole
        if self._shown is None:
            self.endInsertRows()
        self._reading = False

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._shown is None and not self._whole and not self._reading

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._load(min(_MOST, max(_FIRST, len(self._entries))))

    def filter(self, numbers: list[int] | None) -> None:
        """Show some steps only, given by their numbers, the newest first; None shows all."""
        self.beginResetModel()
        self._shown = numbers
        self.endResetModel()

    def show_more(self, numbers: list[int]) -> None:
        """While a filter is on: these steps as well, at the end."""
        if self._shown is not None and numbers:
            at = len(self._shown)
            self.beginInsertRows(QModelIndex(), at, at + len(numbers) - 1)
            self._shown += numbers
            self.endInsertRows()

    def told(self, number: int) -> Told:
        """The step with a number in words."""
        entry = self._entry(number)
        if entry is None:
            return Told(BEGINNING, "")
        if entry.id not in self._told:
            self._told[entry.id] = self._tell(entry)
        return self._told[entry.id]

    def row_of(self, number: int) -> int:
        """Where a step is shown, -1 where it is not."""
        if self._shown is None:
            return self.newest - number if number >= self._oldest else -1
        return self._shown.index(number) if number in self._shown else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if parent.isValid():
            return 0
        return self.newest - self._oldest + 1 if self._shown is None else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < self.rowCount():
            return None
        number = self.newest - index.row() if self._shown is None else self._shown[index.row()]
        if role not in (STEP, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        step = self.step(number)
        if role == STEP:
            return step
        if role == Qt.ItemDataRole.DisplayRole:
            return step.words
        state = "the present" if step.present else "done" if step.done else "undone"
        return f"{step.words}, {step.about}, {state}"

    def step(self, number: int) -> Step:
        """What the row of a step shows."""
        entry, told = self._entry(number), self.told(number)
        parts = [told.document, entry.author, in_short(entry.at)] if entry is not None else ["before the first step"]
        about = " · ".join(part for part in parts if part)
        return Step(number, told.words, about, number <= self.present, number == self.present)

    def _entry(self, number: int) -> Entry | None:
        return self._entries[number - self._first] if self._first <= number <= self.newest else None

    def _changed(self, number: int) -> None:
        row = self.row_of(number)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))


def in_short(at: float) -> str:
    """“14:03”, or “24 Nov, 14:03” on another day, or with the year in another year; `at` in seconds since 1970."""
    then, now = datetime.fromtimestamp(at), datetime.now()
    if then.date() == now.date():
        return f"{then:%H:%M}"
    year = f" {then.year}" if then.year != now.year else ""
    return f"{then.day} {then:%b}{year}, {then:%H:%M}"
