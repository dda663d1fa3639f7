"""What the harnesses share: workloads, what they acknowledge, and the person who works without a window."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import resources
from annotate.change import Transaction
from annotate.commands import add_span, connect, delete_span, relabel, set_note
from annotate.document import Document
from annotate.errors import GilderError
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.state import AnnotationState
from annotate.suggest.base import Suggestion, Suggestions
from store.codec import encode
from store.documents import NewDocument
from store.ids import new_id
from store.journal import Kind
from store.project import Project

Token = tuple[str, ...]
"""What a workload says it has done: `tx ID DIGEST`, `theirs ID DIGEST` (merged), `docs BATCH COUNT`,
`run ID DOCUMENTS`, `made NAME [NEWEST CHANGE]` (a project beside it), `backup PATH` (in the data folder),
`restored`, `open N`."""

Steps = Generator[Token, None, None]
Tell = Callable[[str], None]
PERSON, THEIRS = "anna", "bert"
MERGED = 5  # changes of the other person before each merge
NAMES = ("Iran", "Syria", "Bashar al-Assad", "Lina Haddad", "Reuters", "Damascus", "Geneva", "Tuesday", "1,000")
_FILLER = "and the said that on near with fighters talks border officials after before armed reported".split()


@dataclass
class Tally:
    """A line of a table that counts rounds: `first` is the first of its faults."""

    what: str
    rounds: int = 0
    faults: int = 0
    first: str = ""
    skipped: str = ""

    def fault(self, what: str) -> None:
        """Something is not as it should be."""
        self.faults += 1
        self.first = self.first or what


def _nothing(_path: Path) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Work:
    """A workload: makes a project, and then works on it, one token after each acknowledged change, without end."""

    name: str
    prepare: Callable[[Path], None]  # makes the project at a path, closed
    steps: Callable[..., Steps]  # of a path, a source of chance, and PRAGMAs to set
    seconds: float = 0.6  # it is killed at a time up to this one; 0: as long as one whole run takes
    opening: float = 0.02  # seconds in which it is opening
    window: bool = False  # the whole program, instead of `steps`
    waits_for: str = ""  # what of the product is not there yet; then it is skipped
    once: bool = False  # every kill has a project of its own
    event_before: str = ""  # the event of the changes that `prepare` has made
    after_kill: Callable[[Path], None] = _nothing  # what befalls the file before it is opened again


def text_of(rng: Random, words: int) -> str:
    """A text in which the same few names come again and again."""
    return " ".join(rng.choice(NAMES) if rng.random() < 0.3 else rng.choice(_FILLER) for _ in range(words)) + "."


def new_project(path: Path, documents: int, words: int, *, seed: int = 1) -> None:
    """A closed project with some documents and nothing else."""
    rng = Random(seed)
    with Project.create(path, resources.scheme_text("news")) as project:
        project.documents.add(NewDocument(f"{at}.txt", text_of(rng, words)) for at in range(documents))


def digest_of(tx: Transaction) -> str:
    """The same for the same changes, before they are written and when they are read again."""
    images = [
        [change.document, *(one and encode(one) for one in (change.before, change.after))] for change in tx.changes
    ]
    return hashlib.sha256(repr(images).encode()).hexdigest()[:16]


def suggestions_for(text: str, rng: Random) -> Suggestions:
    """Some words of a text, proposed."""
    found = list[Suggestion]()
    for name in NAMES:
        start = text.find(name, rng.randrange(len(text)))
        if start >= 0:
            found.append(Suggestion(start, start + len(name), rng.choice(("ORG", "PERSON", "GPE")), rng.random()))
    return Suggestions(tuple(sorted(found, key=lambda one: one.start)))


class Hand:
    """A person at work on a project, who does to it what the window's session does."""

    def __init__(self, project: Project, rng: Random, name: str = PERSON) -> None:
        self.project, self.rng = project, rng
        self.scheme: Scheme = project.scheme
        self.source = project.sources.person(name)
        self.history = project.journal.history(self.source)
        self.docs: list[Document] = [project.documents.get(one) for one in project.documents.ids()]
        self.states = {doc.id: project.annotations.state(doc, self.source) for doc in self.docs}
        self.labels = [one.name for one in self.scheme.spans if not one.retired]

    def take(self, tx: Transaction, *, kind: Kind = "edit", undoes: str | None = None) -> Token:
        """Write a transaction; what is given back is said to be safe."""
        changed = {one: self.states[one].apply(tx.within(one)) for one in tx.documents}
        entry, self.source = self.project.annotations.append(tx, self.source, kind=kind, undoes=undoes)
        self.states |= changed
        if kind == "edit":
            self.history = self.history.record(entry)
        return ("tx", entry.id, digest_of(tx))

    def undo(self) -> Token | None:
        """Take the newest step back."""
        entry = self.history.next_undo
        if entry is None:
            return None
        tx = self.project.journal.transaction(entry.id).inverse()
        token = self.take(tx, kind="undo", undoes=entry.id)
        self.history = self.history.undo()
        return token

    def redo(self) -> Token | None:
        """Do again what was taken back last."""
        entry = self.history.next_redo
        if entry is None:
            return None
        token = self.take(self.project.journal.transaction(entry.id), kind="redo", undoes=entry.id)
        self.history = self.history.redo()
        return token

    def edit(self) -> Token | None:
        """One step of a person, by chance; None where it came to nothing."""
        what = self.rng.choices(("add", "relabel", "delete", "connect", "note", "undo", "redo"), (8, 4, 2, 3, 2, 3, 2))[
            0
        ]
        if what == "undo":
            return self.undo()
        if what == "redo":
            return self.redo()
        try:
            tx = self._command(what, self.states[self.rng.choice(self.docs).id])
        except GilderError:  # refused: a twin is there, or the scheme does not allow it
            return None
        return self.take(tx) if tx is not None and tx.changes else None

    def _command(self, what: str, state: AnnotationState) -> Transaction | None:
        rng, label = self.rng, self.rng.choice(self.labels)
        spans = list(state.spans)
        if what == "add" or len(spans) < 2:
            return add_span(state, [_word(rng, state.document.text)], label, new_id=new_id())
        one, other = rng.sample(spans, 2)
        if what == "relabel":
            return relabel(state, one, label, scheme=self.scheme)
        if what == "delete":
            return delete_span(state, one)
        if what == "note":
            return set_note(state, one, f"note {rng.random()}")
        relation = rng.choice([one.name for one in self.scheme.relations])
        return connect(state, self.scheme, one, other, relation, new_id=new_id())


def edits(project: Project, rng: Random) -> Steps:
    """A person's steps without end."""
    hand = Hand(project, rng)
    while True:
        if (token := hand.edit()) is not None:
            yield token


def tuned(project: Project, pragmas: Iterable[str]) -> None:
    """Set what the product does not: how soon the log is folded in, and the faults of the controls."""
    for pragma in pragmas:
        project.connection.raw.execute(f"PRAGMA {pragma}").fetchall()


def _word(rng: Random, text: str) -> Range:
    start = text.rfind(" ", 0, rng.randrange(len(text))) + 1
    end = text.find(" ", start)
    return Range(start, end if end > 0 else len(text))
