"""What becomes of one damaged file when the product opens and uses it, compared with what it said when it was sound.

Runs in a process of its own, which may be killed or die of the file.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from annotate.errors import GilderError
from benchmarks.crash.base import Hand
from store.check import check_project
from store.digest import content_digest
from store.exchange.exporting import export
from store.exchange.formats import format_named
from store.exchange.outgoing import Which
from store.guard import seal
from store.project import Project
from store.repair import repair

OUTCOMES = ("refused", "error in use", "check reports", "warned older", "intact", "FAULT")


@dataclass
class Verdict:
    """What came of a file: one of `OUTCOMES`, what was said, and what a repair has saved of it (shares of 1)."""

    outcome: str = "intact"
    said: str = ""
    seconds: float = 0.0
    repaired: bool = False
    journal: float = 0.0
    spans: float = 0.0
    faults: list[str] = field(default_factory=list[str])

    def fault(self, what: str) -> None:
        """Something that must not happen."""
        self.outcome = "FAULT"
        self.faults.append(what)


def judge(path: Path, content: str, *, known: dict[str, list[str]] | None = None) -> Verdict:
    """Open and use a file that said `content`; with `known`, the ids that were in it, repair it as well."""
    verdict, began = Verdict(), time.perf_counter()
    before = _bytes(path)
    try:
        _read(path, content, verdict)
        if _bytes(path) != before:
            verdict.fault("reading has changed the file")
        if known is not None and verdict.outcome in ("refused", "check reports", "error in use"):
            _repair(path, known, verdict)
            if _bytes(path) != before:
                verdict.fault("the repair has changed the original")
        if verdict.outcome not in ("refused", "FAULT"):
            _write(path)
    except Exception as problem:  # noqa: BLE001 - whatever is not told in one line is what is looked for
        verdict.fault(f"unmapped {type(problem).__name__}: {problem} {_where(problem)}")
    verdict.seconds = time.perf_counter() - began
    return verdict


def _where(problem: BaseException) -> str:
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace is not None else ""


def _read(path: Path, content: str, verdict: Verdict) -> None:
    try:
        project = Project.open(path, read_only=True)
    except GilderError as problem:
        verdict.outcome, verdict.said = "refused", str(problem)
        return
    with project:
        errors, now = list[str](), ""
        for use in (_list, _load, _search, _export):
            try:
                use(project)
            except GilderError as problem:
                errors.append(str(problem))
        problems = list(check_project(project))
        try:
            now = content_digest(project)
        except GilderError as problem:
            errors.append(str(problem))
        older = project.missing
    if errors:
        verdict.outcome, verdict.said = "error in use", errors[0]
    elif older is not None:
        verdict.outcome, verdict.said = "warned older", str(older)
    elif problems:
        verdict.outcome, verdict.said = "check reports", f"{problems[0].where}: {problems[0].what}"
    elif now != content:
        verdict.fault("other content, and nobody has noticed")
    if errors and not problems:
        verdict.fault(f"an error in use of which the check knows nothing: {errors[0]}")


def _list(project: Project) -> None:
    list(project.watch.lines())
    for source in project.sources.all():
        project.documents.rows(source)
        project.noted.of(source)
        project.journal.history(source)
    _ = project.scheme, project.blinding.current, project.suggesting.parts, project.labels_in_use()


def _load(project: Project) -> None:
    for uid in project.documents.ids():
        doc = project.documents.get(uid)
        project.suggestions.suggested(doc)
        for source in project.sources.all():
            project.annotations.state(doc, source)


def _search(project: Project) -> None:
    for words in ("Iran", "Bashar al-Assad", "the", "1,000"):
        list(project.search.find(words))
        project.search.documents_with(words)


def _export(project: Project) -> None:
    out = project.path.with_name("out.jsonl")
    try:
        export(project, out, format_named("jsonl"), Which(suggestions=True))
    finally:
        out.unlink(missing_ok=True)


def _write(path: Path) -> None:
    """Edit, undo, close; what is refused in one line is well."""
    try:
        with Project.open(path) as project:
            hand = Hand(project, Random(3))
            if not hand.docs:
                return  # they are lost, and there is nothing to edit
            for _ in range(4):
                hand.edit()
            hand.undo()
            hand.redo()
    except GilderError:
        return


def _repair(path: Path, known: dict[str, list[str]], verdict: Verdict) -> None:
    out = path.with_name("repaired.gilder")
    out.unlink(missing_ok=True)
    try:
        repair(path, out)
    except GilderError:
        return
    verdict.repaired = True
    with Project.open(out) as project:
        for problem in check_project(project):
            if problem.what == str(project.missing):  # the truth: what could not be saved is missing
                continue
            verdict.fault(f"after the repair: {problem.where}: {problem.what}")
            break
        verdict.journal = _share(project, "tx", known["tx"])
        verdict.spans = _share(project, "span", known["span"])
    out.unlink()


def _share(project: Project, table: str, wanted: list[str]) -> float:
    there = {uid.hex() for (uid,) in project.connection.rows(f"SELECT uid FROM {table}")}
    return len(there & set(wanted)) / max(1, len(wanted))


def _bytes(path: Path) -> list[tuple[str, str]]:
    return [
        (one.name, hashlib.sha256(one.read_bytes()).hexdigest())
        for one in sorted(path.parent.iterdir())
        if one.is_file() and not one.name.endswith("-shm")
    ]


@contextmanager
def without_seal() -> Iterator[None]:
    """A control: nobody looks at the seal."""
    with patch.object(seal, "broken", lambda _c: ()), patch.object(seal, "broken_documents", lambda _c: False):
        yield


@contextmanager
def only_sqlite() -> Iterator[None]:
    """A control: the check is SQLite's alone."""

    def check(project: Project) -> Iterator[Any]:
        from store.checks.file import integrity
        from store.checks.problem import Problem

        try:
            yield from (Problem("file", str(one)) for one in integrity(project, lambda _d, _t: None))
        except GilderError as problem:
            yield Problem("file", str(problem))

    with without_seal(), patch(f"{__name__}.check_project", check):
        yield


def limit_memory(most: int) -> None:
    """Give this process so many bytes, where the system can."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
