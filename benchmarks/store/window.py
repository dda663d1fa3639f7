"""The real window, offscreen, on a project: until it has painted, and how long each of its frames takes after that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from benchmarks.store.build import ANNOTATOR
from gui.app import App
from gui.settings import Settings
from gui.theme import load_fonts
from gui.times import Times
from store.project import Project

_STEPS = 40  # places that the list is scrolled to


@dataclass
class Seen:
    """Milliseconds."""

    shown: float  # from before the file is opened until its first document and the list are painted
    listed: float  # until all documents are in the list
    counted: float  # until what is open is known of all of them
    frame: float  # to scroll the list to another place and paint it: median
    slowest: float


def look(path: Path) -> Seen:
    """Open a project in a window, wait for its list, and scroll."""
    qapp = QApplication.instance() or QApplication([])
    assert isinstance(qapp, QApplication)
    load_fonts()
    settings = Settings()
    settings.annotator = ANNOTATOR
    settings.set_order("documents", "order")
    app = App(qapp, settings, Times(wanted=False))
    app.window.show()
    begun = perf_counter()
    app.projects.show(Project.open(path))
    app.window.grab()
    shown = perf_counter() - begun
    listing, documents = app.bench.listing, app.bench.documents
    if not documents.model.listed.whole:
        _wait(listing.listed)
    listed = perf_counter() - begun
    while listing.busy:
        _wait(listing.listed)
    counted, frames = perf_counter() - begun, list[float]()
    bar = documents.list.verticalScrollBar()
    for at in range(_STEPS):
        before = perf_counter()
        bar.setValue(bar.maximum() * (at * 7 % _STEPS) // _STEPS)
        documents.list.viewport().grab()
        frames.append(perf_counter() - before)
    app.window.close()
    return Seen(*(1000 * one for one in (shown, listed, counted, median(frames), max(frames))))


def _wait(signal: object) -> None:
    """Until something is told."""
    loop = QEventLoop()
    signal.connect(loop.quit)  # pyright: ignore[reportAttributeAccessIssue] - a bound signal
    loop.exec()
