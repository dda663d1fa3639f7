"""What belongs to the file of the open project: who may write it, backups, failures, what is told when it is opened."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTime, Signal, Slot

from gui.backing import Backing
from gui.exporting import Exporting
from gui.failing import Failing
from gui.following import Following
from gui.greeting import Greeting
from gui.importing import Importing
from gui.jobs import Jobs
from gui.putting import Putting
from gui.settings import Settings
from gui.sharing import Sharing
from gui.widgets.banner import Banner
from gui.workbench import Workbench

_READ_ONLY = "Open for reading only"
_OTHER = f"{_READ_ONLY}: another window changes it, and what it does is shown here."


class Keeping(QObject):
    """One for each open project. `wanted` has the path of another file that somebody wants to open instead."""

    wanted = Signal(object)
    reopen_requested = Signal()
    complained = Signal(str, str)
    place_requested = Signal(bool)  # whether to work on a copy on this disk, or on the file itself

    def __init__(self, bench: Workbench, settings: Settings, jobs: Jobs) -> None:
        super().__init__(bench)
        self._bench, self._session = bench, bench.session
        project = self._session.project
        self.banner, self._offered = Banner(), False
        self.backing = Backing(self._session, self)
        self.failing = Failing(self._session, jobs, bench)
        self.sharing = Sharing(bench, jobs, self.backing)
        self.putting = Putting(self._session, bench.status, self)
        self.importing, self.exporting = Importing(bench), Exporting(bench)
        self.greeting = Greeting(self._session, settings, self.sharing, jobs, bench)
        self.greeting.place_requested.connect(self.place_requested)
        self.greeting.put_requested.connect(self.putting.begin)
        self.putting.conflicted.connect(self._tell_conflict)
        self.putting.settled.connect(self._end_conflict)
        self.putting.compared.connect(self.sharing.preview)
        self.sharing.merged.connect(self.putting.take_merged)
        self.following = Following(self._session, self) if project.read_only else None
        self.backing.failed.connect(bench.status.warn)
        self.failing.rescued.connect(self.wanted)
        self.sharing.wanted.connect(self.wanted)
        self.sharing.complained.connect(self.complained)
        self.greeting.complained.connect(self.complained)
        self.importing.complained.connect(self.complained)
        self.importing.imported.connect(bench.show_imported)
        layout = bench.layout()
        if layout is not None:
            layout.removeWidget(bench.splitter)
            layout.addWidget(self.banner)
            layout.addWidget(bench.splitter)
        if self.following is not None:
            self._only_read(self.following)

    def _only_read(self, following: Following) -> None:
        why = self._session.project.why_read_only
        self._session.held = f"{_READ_ONLY}: {why}." if why else f"{_READ_ONLY}: another window may change it."
        self.banner.tell(f"{_READ_ONLY}: {why}." if why else _OTHER)
        self.banner.offer("Save a copy…", self.sharing.save_copy)
        self.banner.offer("Open for writing", self.reopen_requested.emit)
        following.followed.connect(self._followed)
        following.replaced.connect(self._replaced)
        following.timer.start()

    @Slot()
    def _tell_conflict(self) -> None:
        """The file on the share is not overwritten: both are kept until somebody brings them together."""
        if not self.banner.isVisible():
            name = self._session.project.home.name
            self.banner.tell(f"{name} was changed on the share by somebody else, and is not overwritten.")
            if not self._offered:
                self._offered = True
                self.banner.offer("Add its work…", self.putting.compare)
                self.banner.offer("Save a copy…", self.sharing.save_copy)

    @Slot()
    def _end_conflict(self) -> None:
        self.banner.tell("")

    @Slot()
    def _replaced(self) -> None:
        """A newer copy was put on the share, or the file was moved: what is open is what was there before."""
        self.banner.tell(f"{_READ_ONLY}: there is a newer file in its place now, or none. Open it again to see it.")

    @Slot()
    def _followed(self) -> None:
        bench = self._bench
        bench.history.show_history(self._session.history)
        if self._session.doc is None and bench.documents.model.rows:
            bench.open_first()
        bench.status.tell(f"Changed in the other window, {QTime.currentTime().toString('HH:mm:ss')}.")

    def end(self) -> None:
        """The project is about to be closed."""
        self.importing.end()
        self.exporting.end()
        self.backing.end()
        self.putting.end()
        if self.following is not None:
            self.following.end()
