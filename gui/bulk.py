"""Writing a step that touches very much, on a thread of its own: with progress, and with Cancel until it is durable.

It is one SQLite transaction of a connection beside the window's: cancelled, it is rolled back as a whole. While it runs
the window shows the file as it was, changes nothing else (`Session.held`), and takes no results of other work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from annotate.blind import Blinding
from annotate.change import Transaction, compose
from annotate.errors import GilderError
from annotate.scheme_edit import SchemeDraft
from annotate.steps import scheme_in_words
from gui.jobs import Jobs, Report
from gui.session import Session
from gui.steps import LARGE, Written, following, with_status
from gui.travel import Progress
from store.connection import Step, no_step
from store.errors import MergeOutdated, MergeRefused
from store.journal import Entry
from store.merge.merge import merge
from store.merge.values import MergePlan
from store.project import Project
from store.sources import Source

_QUIET = 250  # milliseconds without a dialog: what is done by then does not flicker
_SHOWN = "{} Cancel leaves everything as it was."

Carry = Callable[[Project, Step], tuple[Transaction | None, Entry | None, Source]]
"""Writes something in one SQLite transaction; the changes are None where much else may have changed, too."""
Then = Callable[[Transaction | None], None]
"""Is told what was written, once the window shows it; None where nothing was."""

Merged = Callable[[MergePlan | MergeOutdated | None], None]


class _Stopped(Exception):
    """The person wants it no more."""


@dataclass(eq=False)
class _Work:
    """Gives None where it was stopped in time: nothing was written."""

    path: Path
    carry: Carry
    why: str = "bulk"  # of the backup before it
    unbacked: str = ""  # why there is none
    anew: bool = True  # whether the window shows what was written
    problem: GilderError | None = None  # why it could not be written
    stop: threading.Event = field(default_factory=threading.Event)

    def __call__(self, report: Report) -> Written | None:
        def step(done: int, total: int) -> None:
            if self.stop.is_set():
                raise _Stopped
            report(done, total)

        try:
            with Project.open(self.path, beside=True) as project:
                return self.write(project, step)
        except GilderError as problem:
            self.problem = problem
            raise

    def write(self, project: Project, step: Step) -> Written | None:
        """Write it through a connection, with a backup before."""
        try:
            self._back_up(project, step)
            return Written(*self.carry(project, step))
        except _Stopped:
            return None
        except GilderError as problem:
            self.problem = problem
            raise

    def _back_up(self, project: Project, step: Step) -> None:
        """The project as it is before; where that cannot be kept, it is told and goes on, for all can be undone."""
        if self.why == "import" and not len(project.documents):
            return  # there is nothing to go back to
        try:
            project.backups.make(self.why, step=step)
        except GilderError as problem:
            self.unbacked = str(problem)


class Bulk(QObject):
    """Writes one large step at a time. `jobs` is other work, whose results wait meanwhile."""

    def __init__(self, session: Session, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window, self._others = session, window, jobs
        self._own = Jobs(self)
        self._own.changed.connect(self._progressed)
        self._work: _Work | None = None
        self._then: Callable[[Written | None], None] = _nothing
        self._retry: Callable[[], None] | None = None
        self._text = ""
        self._dialog: Progress | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_QUIET)
        self._patience.timeout.connect(self._show)
        session.large_step_requested.connect(self.again)

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._work is not None

    def write(self, steps: Callable[[], Iterable[Transaction]], event: str, size: int, then: Then) -> None:
        """Several steps as one; at once where `size` says that they have few changes. A refusal is told."""
        session = self._session
        if size < LARGE:
            self._write_at_once(steps, event, then)
            return
        try:
            made = list(steps())
        except GilderError as problem:
            session.refuse(problem)
            then(None)
            return

        state, source = session.state, session.source

        def carry(project: Project, step: Step) -> tuple[Transaction | None, Entry, Source]:
            step(0, 0)
            tx = with_status(compose(made, event), state)
            return tx, *project.annotations.append(tx, source, step=step)

        self._start(f"{size:,} changes are being written.", carry, lambda done: then(done.tx if done else None))

    def _write_at_once(self, steps: Callable[[], Iterable[Transaction]], event: str, then: Then) -> None:
        kept: list[Transaction] = []

        def make() -> Transaction | None:
            made = list(steps())
            kept[:] = [compose(made, event)] if made else []
            return kept[0] if kept else None

        then(kept[0] if self._session.attempt(make) else None)

    def change_scheme(self, draft: SchemeDraft, toml: str) -> None:
        """Put a scheme in the place of the present one, with all annotations that follow it."""
        session = self._session
        told = f"{scheme_in_words(session.scheme, draft.scheme)}. Ctrl+Z takes it back."
        reach = session.project.schemes.reach(draft)
        if reach < LARGE:
            if session.change_scheme(draft, toml):
                session.told.emit(told)
            return

        source = session.source

        def carry(project: Project, step: Step) -> tuple[None, Entry, Source]:
            return None, *project.schemes.change(draft, toml, following(draft), source, step=step)

        def then(done: Written | None) -> None:
            if done is not None:
                session.told.emit(told)

        self._start(f"{reach:,} annotations follow the scheme.", carry, then)

    def set_blind(self, blinding: Blinding) -> None:
        """Let another share of the work be blind. It is no step: the setting before stays known, too."""
        source, session = self._session.source, self._session

        def carry(project: Project, step: Step) -> tuple[None, None, Source]:
            step(0, 0)
            project.blinding.set(blinding)
            return None, None, source

        def then(done: Written | None) -> None:
            if done is not None:
                share = f"{blinding.share} % of the {blinding.unit} are blind, seed {blinding.seed}."
                session.told.emit(share if blinding.share else "Suggestions are shown everywhere.")

        self._start("The documents are being looked at.", carry, then)

    def merge(self, other: Path, then: Merged, *, unrelated: bool, previewed: MergePlan) -> None:
        """Bring the work of another copy into the project; `then` is told what came, that it is not what was previewed
        any more, or None."""
        source, found = self._session.source, list[MergePlan | MergeOutdated]()

        def carry(project: Project, step: Step) -> tuple[None, None, Source]:
            step(0, 0)
            try:
                found.append(merge(project, other, unrelated=unrelated, previewed=previewed, progress=step))
            except MergeOutdated as problem:
                found.append(problem)
            return None, None, source

        text = f"The work of {other.name} is being added."
        self._start(text, carry, lambda done: then(found[0] if done is not None and found else None), why="merge")

    def bring_in(self, text: str, read: Callable[[Project, Step], object], then: Callable[[bool], None]) -> None:
        """Let `read` add documents in one transaction; `then` is told whether they are there."""
        source = self._session.source

        def carry(project: Project, step: Step) -> tuple[None, None, Source]:
            step(0, 0)
            read(project, step)
            return None, None, source

        self._start(text, carry, lambda done: then(done is not None), why="import")

    def settle(self, text: str, take: Callable[[Project, Step], object], then: Callable[[bool], None]) -> None:
        """Let `take` write gold in one transaction; `then` is told whether it is there. Of the annotator's own work
        nothing changes: the window shows what it shows."""
        source = self._session.source

        def carry(project: Project, step: Step) -> tuple[None, None, Source]:
            step(0, 0)
            take(project, step)
            return None, None, source

        self._start(text, carry, lambda done: then(done is not None), anew=False)

    @Slot(object, bool)
    def again(self, entry: Entry, back: bool) -> None:
        """Take a large step back, or do it again."""
        source = self._session.source

        def carry(project: Project, step: Step) -> tuple[Transaction | None, Entry, Source]:
            step(0, 0)
            if entry.kind == "scheme":
                return None, project.schemes.again(entry, source, back=back, step=step), source
            tx = project.journal.transaction(entry.id)
            tx = tx.inverse() if back else tx
            kind = "undo" if back else "redo"
            return tx, *project.annotations.append(tx, source, kind=kind, undoes=entry.id, step=step)

        size = self._session.project.journal.size(entry.id)
        self._start(f"{size:,} changes are being {'taken back' if back else 'done again'}.", carry, _nothing)

    def _start(
        self, text: str, carry: Carry, then: Callable[[Written | None], None], *, why: str = "bulk", anew: bool = True
    ) -> None:
        """`anew`: what was written is to be shown in the window."""
        session = self._session
        if self._work is not None or session.held:
            session.told.emit(session.held)
            then(None)
            return
        self._retry = partial(self._start, text, carry, then, why=why, anew=anew)
        try:
            session.project.share_writing()
        except GilderError as problem:
            then(None)
            session.refuse(problem, self._retry)
            return
        self._work, self._text, self._then = _Work(session.project.path, carry, why, anew=anew), text, then
        session.held = f"{text.rstrip('.')}: wait for it, or cancel it."
        self._others.hold()
        if session.project.sole:
            self._write_here(self._work)
            return
        self._patience.start()
        self._own.start(text, self._work, self._written, self._failed)

    def _write_here(self, work: _Work) -> None:
        """On a share itself there is no connection beside the window's: it writes, and the window waits."""
        try:
            written = work.write(self._session.project, no_step)
        except GilderError as problem:
            self._failed(str(problem))
        else:
            self._written(written)

    @Slot()
    def _show(self) -> None:
        """It takes long enough to be seen."""
        over = QApplication.activeModalWidget() or self._window
        dialog = self._dialog = Progress(_SHOWN.format(self._text), 1000, over, name="bulk", title="Writing")
        dialog.bar.setRange(0, 0)
        dialog.rejected.connect(self.stop)
        dialog.open()

    @Slot(str, int, int)
    def _progressed(self, what: str, done: int, total: int) -> None:
        if what and self._dialog is not None:
            self._dialog.bar.setRange(0, total)
            self._dialog.bar.setValue(done)

    @Slot()
    def stop(self) -> None:
        """Give it up, if that is possible still; what is durable already is shown."""
        if self._work is not None:
            self._work.stop.set()

    def _written(self, done: Written | None) -> None:
        work = self._work
        unbacked, anew = (work.unbacked, work.anew) if work is not None else ("", True)
        then = self._release()
        if done is None:
            self._session.told.emit("Cancelled: nothing was changed.")
        elif anew:
            self._session.show_written(done)
        then(done)
        if unbacked:
            self._session.failed.emit(f"Done, but without a backup before: {unbacked}.")

    def _failed(self, told: str) -> None:
        """It could not be written: it is asked what to do; should it be in the file all the same, that is shown."""
        problem = self._work.problem if self._work is not None else None
        then = self._release()
        try:
            self._session.read_again()
        except GilderError as unread:
            problem = problem or unread
        then(None)
        if isinstance(problem, MergeRefused):
            self._session.failed.emit(told)  # there is nothing to be tried again
        elif problem is not None:
            self._session.refuse(problem, self._retry)

    def _release(self) -> Callable[[Written | None], None]:
        self._patience.stop()
        self._work, self._session.held = None, ""
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            below = dialog.parentWidget() or self._window
            dialog.accept()
            dialog.deleteLater()
            below.window().activateWindow()  # the keys go there again, whatever the window system thinks
        self._others.release()
        then, self._then = self._then, _nothing
        return then

    def end(self) -> None:
        """The project is about to be closed: what is not durable by now is given up."""
        self._own.stop()


def _nothing(_done: Written | None) -> None:
    """What follows where nobody waits."""


def size_of(steps: Sequence[Transaction]) -> int:
    """How many changes some steps have."""
    return sum(len(tx.changes) for tx in steps)
