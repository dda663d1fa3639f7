"""The sound project that is damaged: something in every table, several annotators, runs, a merge, a long history."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import resources
from annotate.blind import Blinding
from annotate.change import Transaction
from annotate.commands import add_span, connect, mark_zone, set_status
from annotate.errors import GilderError
from annotate.offsets import Range
from annotate.review import accept, open_spans, reject
from annotate.suggest.base import SuggestedRelation, Suggestions
from benchmarks.crash.base import Hand, suggestions_for, text_of
from store.check import check_project
from store.digest import content_digest
from store.documents import NewDocument
from store.guard.home import data_folder
from store.ids import new_id, new_ids
from store.merge.merge import merge
from store.project import Project
from store.split import split

_DOCUMENTS, _WORDS = 6, 110
_MORE = 25  # edits that are in the log only, where there is one


@dataclass(frozen=True)
class Base:
    """A sound project as bytes, and what it says.

    `logged` and `log` are the file and its `-wal` after a process that worked on it was killed, and `stray` the log of
    another project. `seen` and `seen_logged` are this computer's high-water marks of either.
    """

    file: bytes
    content: str
    entries: frozenset[str]
    spans: frozenset[str]
    logged: bytes
    log: bytes
    stray: bytes
    logged_content: str
    seen: bytes
    seen_logged: bytes
    project: str  # the id of the project, by which its marks are filed

    def lay_mark(self, data: Path, path: Path, *, logged: bool) -> None:
        """Let the computer whose data folder this is have seen the project at `path` as it was when it was sound."""
        file = data / "seen" / self.project / mark_name(path)
        file.parent.mkdir(parents=True)
        file.write_bytes(self.seen_logged if logged else self.seen)


def make(folder: Path, *, documents: int = _DOCUMENTS) -> Base:
    """Make the project in a folder of its own, in which nothing of it stays. Raises GilderError."""
    path = folder / "made" / "p.gilder"
    path.parent.mkdir()
    _write(path, documents)
    file, content = path.read_bytes(), _sound(path)
    entries, spans = _uids(path, "tx"), _uids(path, "span")
    project, seen = _mark_of(path)
    _kill_after_edits(path)
    logged, log = path.read_bytes(), Path(f"{path}-wal").read_bytes()
    _, seen_logged = _mark_of(path)
    content_logged = _sound(path)
    other = folder / "made" / "other.gilder"
    _write(other, 2)
    _kill_after_edits(other)
    stray = Path(f"{other}-wal").read_bytes()
    shutil.rmtree(path.parent)
    shutil.rmtree(data_folder() / "seen")
    return Base(file, content, entries, spans, logged, log, stray, content_logged, seen, seen_logged, project)


def _write(path: Path, documents: int) -> None:
    rng = Random(7)
    with Project.create(path, resources.scheme_text("news")) as project:
        texts = [text_of(rng, _WORDS) for _ in range(documents)]
        project.documents.add(
            NewDocument(f"{at}.txt", text, (("headline", 0, 20),), {"title": f"Article {at}", "date": "2026-01-02"})
            for at, text in enumerate(texts)
        )
        _suggest(project, rng)
        for name, steps in (("anna", 12 * documents), ("bert", 4 * documents)):
            hand = Hand(project, rng, name)
            _work(hand, steps)
            _adorn(hand)
        _suggest(project, rng)
        project.blinding.set(Blinding(10, "documents", 3))
        project.suggesting.switch(off=["relations"])
    copy = path.with_name("copy.gilder")
    with Project.open(path) as project:
        split(project, {copy: project.documents.ids()}, lambda _done, _total: None)
        with Project.open(copy) as theirs:
            _work(Hand(theirs, rng, "carla"), 3 * documents)
        merge(project, copy)
        _work(Hand(project, rng, "anna"), documents)
    copy.unlink()


def _suggest(project: Project, rng: Random) -> None:
    found = list[tuple[str, Suggestions]]()
    for one in project.documents.ids():
        spans = suggestions_for(project.documents.get(one).text, rng).spans
        relations = (SuggestedRelation(0, 1, "part_of", 0.4),) if len(spans) > 1 else ()
        found.append((one, Suggestions(spans, relations)))
    project.suggestions.record_run("simple", found, parameters={"version": "1"})


def _work(hand: Hand, steps: int) -> None:
    """A person's steps: their own, and answers to suggestions."""
    for _ in range(steps):
        if hand.rng.random() < 0.3:
            _answer(hand)
        else:
            hand.edit()


def _adorn(hand: Hand) -> None:
    """What chance seldom does: relations, marks, zones, fragments."""
    for doc in hand.docs[::2]:
        for span, other in pairwise(list(hand.states[doc.id].spans)):
            for relation in hand.scheme.relations:
                try:
                    tx = connect(hand.states[doc.id], hand.scheme, span, other, relation.name, new_id=new_id())
                except GilderError:
                    continue
                if tx is not None:
                    hand.take(tx)
                    break
        for tx in (
            set_status(hand.states[doc.id], "done"),
            mark_zone(hand.states[doc.id], "boilerplate", Range(60, 80), new_id=new_id()),
            _joined(hand, doc.id),
        ):
            if tx is not None:
                hand.take(tx)


def _joined(hand: Hand, document: str) -> Transaction | None:
    return add_span(hand.states[document], [Range(25, 31), Range(40, 47)], "ORG", new_id=new_id())


def _answer(hand: Hand) -> None:
    doc = hand.rng.choice(hand.docs)
    state = hand.states[doc.id]
    suggested = hand.project.suggestions.suggested(doc)
    if waiting := open_spans(suggested, state):
        one = hand.rng.choice(waiting).id
        try:
            yes = hand.rng.random() < 0.7
            tx = accept(suggested, state, one, new_ids=new_ids()) if yes else reject(suggested, state, [one])
        except GilderError:
            return
        if tx.changes:
            hand.take(tx)


def _sound(path: Path) -> str:
    """What a project says. Raises GilderError where anything is wrong with it."""
    with Project.open(path, read_only=True) as project:
        for problem in check_project(project):
            raise GilderError(f"the project that is to be damaged is not sound: {problem}")
        return content_digest(project)


def _uids(path: Path, table: str) -> frozenset[str]:
    with closing(sqlite3.connect(path)) as db:
        return frozenset(uid.hex() for (uid,) in db.execute(f"SELECT uid FROM {table}"))


def mark_name(path: Path) -> str:
    """What the high-water mark of a path is called."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32]


def _mark_of(path: Path) -> tuple[str, bytes]:
    """The id of a project and its mark."""
    (file,) = (data_folder() / "seen").glob(f"*/{mark_name(path)}")
    return file.parent.name, file.read_bytes()


def _kill_after_edits(path: Path) -> None:
    """Have a process work on a project and end without closing it: its log stays."""
    code = (
        "import os, sys; from pathlib import Path; from random import Random\n"
        "from benchmarks.crash.base import Hand; from store.project import Project\n"
        "hand = Hand(Project.open(Path(sys.argv[1])), Random(9))\n"
        f"for _ in range({_MORE}): hand.edit()\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, env={**os.environ})
