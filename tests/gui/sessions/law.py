"""The law of every session: undo to the start gives the first export byte for byte, redo to the end the last.

What lies outside undo, and how it is treated:

- Runs of a model and imported documents. They are no steps of a person; an older run's unanswered suggestions are taken
  away when a newer run is there. After undo to the start, the export must then be that of a project where the annotator
  has said nothing, which is written by leaving them out and not by undoing; the documents and the annotations that were
  there at the start must be the very bytes that they were. Half of the sessions have none of this: there the first
  export has to come back as it was, suggestions and all.
- Settings, panels, zoom, the open document and the selection. They are in no export.
- The journal, which grows with every undo: it is the record of it. `gilder check` replays it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.open import OpenSuggestions
from annotate.scheme import Scheme
from gui.decorate import Picture
from store.check import check_project
from store.documents import DocumentRow
from store.exchange.jsonl import dump_line, image_of
from store.exchange.outgoing import Outgoing, Which
from store.project import Project
from tests.exports import write_jsonl
from tests.gui.sessions.sitting import Sitting, until
from tests.gui.sessions.start import ANNOTATOR


@dataclass(frozen=True)
class Taken:
    """What is in a project: its scheme, and what `gilder export` writes, without and with open suggestions."""

    scheme: str
    gold: bytes
    everything: bytes

    def told_apart(self, other: Taken) -> str:
        """The first line that differs, for a person to read; empty where nothing does."""
        pairs = ((self.scheme.encode(), other.scheme.encode()), (self.gold, other.gold),
                 (self.everything, other.everything))  # fmt: skip
        for name, (one, two) in zip(("scheme", "export", "export with suggestions"), pairs, strict=True):
            if one != two:
                return f"{name}: {_first_difference(one, two)}"
        return ""


def taken(path: Path) -> Taken:
    """Read a project from its file, as the command line does."""
    with tempfile.TemporaryDirectory() as folder, Project.open(path, read_only=True) as project:
        both = (Path(folder) / "gold.jsonl", Path(folder) / "all.jsonl")
        for out, suggestions in zip(both, (False, True), strict=True):
            write_jsonl(project, out, include_suggestions=suggestions)
        return Taken(project.scheme_text, both[0].read_bytes(), both[1].read_bytes())


def without_her(path: Path) -> Taken:
    """As `taken`, were it not for the annotator: what a project says where they have said nothing."""
    with Project.open(path, read_only=True) as project:
        others = [one.name for one in project.sources.all() if one.kind != "model" and one.name != ANNOTATOR]

        def written(suggestions: bool) -> bytes:
            records = Outgoing(project, Which(tuple(others), suggestions)).records(project.documents.ids())
            return "".join(dump_line(image_of(record)) for record in records).encode()

        return Taken(project.scheme_text, written(False), written(True))


class Law:
    """Knows how the project was at the start. Every method raises AssertionError where something is not so."""

    def __init__(self, sitting: Sitting) -> None:
        self._at, self.first, self.outside = sitting, taken(sitting.path), False
        self.checked, self.undone = 0, 0
        self._scheme = ("", Scheme("", ()))
        _same(self.first, without_her(sitting.path), "the start, with and without the annotator")

    def hold(self, *, by_panel: bool) -> None:
        """To the end, to the start, to the end, and back to where it was; each place is what it was before."""
        at = self._at
        at.come_back()
        at.settle()  # a run that is under way belongs to what is here
        here = taken(at.path)
        present = len(list(at.session.history.done()))
        whole = present + len(list(at.session.history.undone()))
        self._go(whole, by_panel=by_panel)
        last = taken(at.path)
        self._go(0, by_panel=not by_panel)
        self._is_start(taken(at.path))
        self.agrees()
        self._go(whole, by_panel=by_panel)
        _same(last, taken(at.path), "redo to the end")
        self._go(present, by_panel=True)
        _same(here, taken(at.path), "back to where it was")
        self.whole()
        self.checked, self.undone = self.checked + 1, self.undone + whole

    def _is_start(self, now: Taken) -> None:
        _same(Taken(self.first.scheme, b"", b""), Taken(now.scheme, b"", b""), "the scheme, undone to the start")
        if not self.outside:
            _same(self.first, now, "undo to the start")
            return
        assert now.gold.startswith(self.first.gold), _first_difference(self.first.gold, now.gold)
        _same(without_her(self._at.path), now, "undo to the start, after an import or a run")

    def _go(self, wanted: int, *, by_panel: bool) -> None:
        """To a place in the history, by the panel in one go or by the keys for undo and redo."""
        at, session = self._at, self._at.session
        at.come_back()
        present = len(list(session.history.done()))
        if by_panel:
            at.bench.travel.go(wanted - present)
            until(lambda: at.dialog is None and not at.bench.travel._timer.isActive(), "the journey")
        else:
            for _ in range(abs(wanted - present)):
                at.press("Ctrl+Z" if wanted < present else "Ctrl+Shift+Z")
                at.settle()  # a large step is written on a thread; meanwhile keys only say that it is under way
        at.settle()
        assert len(list(session.history.done())) == wanted, f"not at step {wanted}: {at.failed[-3:]}"

    def whole(self) -> None:
        """`gilder check` finds nothing."""
        with Project.open(self._at.path, read_only=True) as project:
            problems = [f"{one.where}: {one.what}" for one in check_project(project)]
        assert not problems, problems

    def reopened(self) -> None:
        """Close the project and open it again: nothing is otherwise, and the history goes on."""
        at = self._at
        before, steps = taken(at.path), _steps(at)
        at.app.projects.close()
        at.settle()
        at.open()
        at.come_back()
        at.settle()
        _same(before, taken(at.path), "closed and opened again")
        assert _steps(at) == steps, "the history is another one after a restart"

    def agrees(self) -> None:
        """What the window holds and shows is what is in the file, read anew."""
        session, bench = self._at.session, self._at.bench
        with Project.open(self._at.path, read_only=True) as project:
            source = project.sources.person(ANNOTATOR)
            if project.scheme_text != self._scheme[0]:  # reading it takes longer than all the rest
                self._scheme = (project.scheme_text, project.scheme)
            assert session.scheme == self._scheme[1], "the window has another scheme than the file"
            doc = project.documents.get(session.state.document.id)
            state = project.annotations.state(doc, source)
            assert session.state == state, _items(session.state.items(), state.items())
            still = OpenSuggestions.of(project.suggestions.suggested(doc), state)
            assert list(session.open_spans) == list(still.spans), "other open spans than the file has"
            assert dict(session.open.relations) == dict(still.relations), "other open relations than the file has"
            rows = {row.id: _rounded(row) for row in project.documents.rows(source)}
            shown = {row.id: _rounded(row) for row in bench.documents.model.rows}
            assert shown == rows, [(shown[one], rows[one]) for one in rows if shown.get(one) != rows[one]]
            kept = project.journal.history(source)
            assert [one.id for one in session.history.done()] == [one.id for one in kept.done()], "another history"
            assert [one.id for one in session.history.undone()] == [one.id for one in kept.undone()], "other redos"
        labels = [span.label for spans in (state.index, still.spans) for span in spans]
        counts = {label: labels.count(label) for label in labels}
        assert {one: count for one, count in session.counts.items() if count} == counts, "other counts of labels"
        assert session.selected is None or session.find(session.selected) is not None, "what is selected is gone"
        assert bench.view.page is not None
        picture = bench.view.page.picture
        assert isinstance(picture, Picture)
        assert picture.state is session.state, "the article shows another state"
        assert picture.scheme == session.scheme, "the article shows another scheme"
        assert picture.open is session.open, "the article shows other suggestions"


def _same(one: Taken, other: Taken, what: str) -> None:
    difference = one.told_apart(other)
    assert not difference, f"{what}: {difference}"


def _rounded(row: DocumentRow) -> DocumentRow:
    """A mean is not summed up in the same order here and in the file."""
    return replace(row, unsureness=round(row.unsureness, 9))


def _steps(at: Sitting) -> tuple[list[str], list[str]]:
    history = at.session.history
    return [one.id for one in history.done()], [one.id for one in history.undone()]


def _items(one: Iterable[object], other: Iterable[object]) -> str:
    first, second = list(one), list(other)
    only = [item for item in first if item not in second], [item for item in second if item not in first]
    return f"the window has another state than the file: {only}"


def _first_difference(one: bytes, two: bytes) -> str:
    at = next(
        (at for at, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), min(len(one), len(two))
    )
    around = slice(max(0, at - 200), at + 200)
    return f"at byte {at:,}: {one[around].decode(errors='replace')!r} is now {two[around].decode(errors='replace')!r}"
