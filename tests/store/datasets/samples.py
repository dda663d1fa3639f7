"""Projects with several articles, and work in them."""

from __future__ import annotations

from annotate import commands
from annotate.change import Transaction
from annotate.document import Document
from annotate.offsets import Range
from annotate.state import AnnotationState
from store.documents import NewDocument
from store.ids import new_id
from store.project import Project
from tests.builders import TEXT


def filled(project: Project, count: int = 20) -> list[Document]:
    """Articles of several sites and days; no two are near."""
    return project.documents.add([_article(number) for number in range(count)])


def _article(number: int) -> NewDocument:
    words = " ".join(f"word{number}x{at}" for at in range(60))
    meta = {"url": f"https://www.site{number % 4}.org/{number}", "date": f"2026-11-{number % 6 + 1:02}"}
    return NewDocument(f"{number:02}.txt", f"{TEXT}\n{words}", (("headline", 0, 10),), meta)


def add(project: Project, doc: Document, who: str, start: int, end: int, label: str = "LOC") -> str:
    """A span by somebody; gives its id."""
    tx = commands.add_span(state(project, doc, who), [Range(start, end)], label, new_id=new_id())
    assert tx is not None
    write(project, tx, who)
    return str(tx.focus)


def finish(project: Project, doc: Document, who: str) -> None:
    """Somebody marks an article as done."""
    tx = commands.set_status(state(project, doc, who), "done")
    assert tx is not None
    write(project, tx, who)


def state(project: Project, doc: Document, who: str) -> AnnotationState:
    return project.annotations.state(doc, project.sources.person(who))


def write(project: Project, tx: Transaction, who: str) -> None:
    project.annotations.append(tx, project.sources.person(who))
