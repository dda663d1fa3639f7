"""Adjudication in a project: who counts as annotator, which documents have two or more of them, and gold being made.

What is read goes through `Adjudicating`, also on a thread with a connection for reading only. What is written goes
through `Settling`: one transaction of the source of gold at a time, with undo by that source's own history, so that
neither side undoes the other's work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from annotate.adjudicate.agreed import agreed
from annotate.adjudicate.case import Case, is_open
from annotate.adjudicate.stops import Rule
from annotate.change import Transaction
from annotate.document import Document
from annotate.errors import NothingToDo
from annotate.history import History
from annotate.model import Status
from annotate.state import AnnotationState
from store.comparing import Comparing, common_boilerplate
from store.connection import Step, no_step
from store.ids import new_ids
from store.journal import Entry, Kind
from store.project import Project
from store.sources import Source

GOLD = "gold"
_OTHERWISE = "adjudicated gold"  # where a person or an import has that name


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a document is: who has looked at it, how many stops there are and are settled, how many answers the rule
    takes and gold has not yet, and how many disagreements are left out, for they lie in boilerplate."""

    document: str  # id
    name: str
    names: tuple[str, ...]
    stops: int
    settled: int
    agreed: int
    status: Status
    left_out: int = 0

    @property
    def open(self) -> int:
        """Stops that nobody has settled."""
        return self.stops - self.settled


def gold_source(project: Project) -> Source:
    """The source of what was adjudicated; until something was, nothing is written: its id is then 0."""
    there = next((one for one in project.sources.all() if one.kind == "gold"), None)
    taken = project.sources.named(GOLD) is not None
    return there or Source(0, _OTHERWISE if taken else GOLD, "gold")


class Adjudicating:
    """Reads what is to be settled. Every method raises ProjectError for a damaged file."""

    def __init__(
        self,
        project: Project,
        *,
        only: Collection[str] | None = None,
        rule: Rule = "all",
        boilerplate: bool = False,
    ) -> None:
        """`only`: names of the annotators that count (None: all people and imports); `boilerplate` is left out of
        adjudication where it does not count."""
        self._project, self._comparing, self._boilerplate = project, Comparing(project), boilerplate
        self.rule: Rule = rule
        self.annotators = [one for one in annotators(project) if only is None or one.name in only]

    def documents(self) -> list[str]:
        """Ids of the documents that two or more annotators have looked at, in the order of import."""
        return self._comparing.shared(self.annotators, least=2) if len(self.annotators) > 1 else []

    def case(self, doc: Document) -> Case:
        """What those who have looked at a document say of it."""
        states = {one.name: self._comparing.state(doc, one) for one in self.annotators}
        said = {name: state for name, state in states.items() if has_looked(state)}
        out = () if self._boilerplate else tuple(common_boilerplate(said.values()))
        return Case(said, self.rule, self._project.scheme, out)

    def gold(self, doc: Document) -> AnnotationState:
        """What gold says of a document."""
        return self._project.annotations.state(doc, gold_source(self._project))

    def standing(self, document_id: str) -> Standing:
        """How far a document is."""
        doc = self._project.documents.get(document_id)
        return standing(self.case(doc), self.gold(doc))

    def standings(self, step: Step = no_step) -> Iterator[Standing]:
        """How far each document is that two or more annotators have looked at."""
        ids = self.documents()
        for at, one in enumerate(ids):
            step(at, len(ids))
            yield self.standing(one)

    def agreed(self, step: Step = no_step) -> Iterator[Transaction]:
        """What the rule takes in each document, as one transaction a document."""
        ids = self.documents()
        for at, one in enumerate(ids):
            step(at, len(ids))
            doc = self._project.documents.get(one)
            tx = agreed(self.case(doc), self.gold(doc), new_ids=new_ids())
            if tx is not None:
                yield tx


def standing(case: Case, gold: AnnotationState) -> Standing:
    """How far a document is."""
    doc, (stops, waiting) = gold.document, case.sorted_out(gold)
    settled = sum(not is_open(one, gold) for one in stops)
    counts = len(stops), settled, len(waiting)
    return Standing(doc.id, doc.name, tuple(case.said), *counts, gold.marks.status, case.left_out)


def take_agreed(
    project: Project, reading: Adjudicating, author: str, step: Step = no_step, *, only: str | None = None
) -> list[Standing]:
    """Take what the rule takes in all documents, or in `only` one: one journal entry a document, and all of it in one
    SQLite transaction. Gives how far each document is then that got something. Raises ProjectError, and what `step`
    raises; then nothing was written."""
    ids = reading.documents() if only is None else [only]
    gold, found = gold_source(project), list[Standing]()
    with project.connection.writing():
        for at, one in enumerate(ids):
            step(at, len(ids))
            doc = project.documents.get(one)
            case, before = reading.case(doc), reading.gold(doc)
            tx = agreed(case, before, new_ids=new_ids())
            if tx is not None:
                _, gold = project.annotations.write(tx, gold, kind="adjudicate", author=author)
                found.append(standing(case, before.apply(tx)))
    return found


def annotators(project: Project) -> list[Source]:
    """The sources that can be adjudicated: people and imports. Models propose, and gold is what comes out."""
    return [one for one in Comparing(project).sources() if one.kind in ("person", "import")]


def has_looked(state: AnnotationState) -> bool:
    """Whether an annotator has looked at a document, as `store.comparing` has it."""
    marks = state.marks
    return bool(state.spans) or bool(state.decisions) or marks.status == "done" or bool(marks.attributes)


class Settling:
    """Writes gold on behalf of whoever adjudicates. What was done before a restart can still be taken back."""

    def __init__(self, project: Project, author: str) -> None:
        self._project, self._author = project, author
        self.gold = gold_source(project)
        self.history: History[Entry] = project.journal.history(self.gold)

    def write(self, tx: Transaction) -> Entry:
        """Write a step; it is durable when this returns. Raises GilderError, then nothing was written."""
        entry = self._append(tx, "adjudicate")
        self.history = self.history.record(entry)
        return entry

    def size(self, *, back: bool) -> int:
        """How many changes the step has that `undo`, or `redo`, is about; 0 where there is none."""
        entry = self.history.next_undo if back else self.history.next_redo
        return 0 if entry is None else self._project.journal.size(entry.id)

    def undo(self) -> Transaction:
        """Take the newest step back, in whichever document it was; gives what was done. Raises NothingToDo."""
        tx = self._again(self.history.next_undo, "undo", Transaction.inverse)
        self.history = self.history.undo()
        return tx

    def redo(self) -> Transaction:
        """Do the step again that was taken back last. Raises NothingToDo."""
        tx = self._again(self.history.next_redo, "redo", lambda one: one)
        self.history = self.history.redo()
        return tx

    def _again(self, entry: Entry | None, kind: Kind, turned: Callable[[Transaction], Transaction]) -> Transaction:
        if entry is None:
            raise NothingToDo(f"Nothing to {kind}.")
        tx = self._project.annotations.whole(turned(self._project.journal.transaction(entry.id)), self.gold)
        self._append(tx, kind, undoes=entry.id)
        return tx

    def _append(self, tx: Transaction, kind: Kind, *, undoes: str | None = None) -> Entry:
        entry, self.gold = self._project.annotations.append(
            tx, self.gold, kind=kind, undoes=undoes, author=self._author
        )
        return entry
