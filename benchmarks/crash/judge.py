"""Is everything that was acknowledged in the file, nothing half done, and the file sound?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import GilderError
from benchmarks.crash.base import MERGED, PERSON, THEIRS, Token, digest_of
from store.check import check_project
from store.migrations import VERSION
from store.project import Project

_DAMAGE = (LookupError, ValueError, TypeError)  # what reading a damaged file raises besides; the controls have some

_OLDER = "older than what was last saved"  # a kill in going back to a backup: true, and told


@dataclass
class Found:
    """What is wrong with a file after a fault; `milliseconds` is how long it took to open."""

    lost: list[str] = field(default_factory=list[str])
    half: list[str] = field(default_factory=list[str])
    bad: list[str] = field(default_factory=list[str])
    milliseconds: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.lost or self.half or self.bad)

    @property
    def first(self) -> str:
        """One line of what is wrong."""
        return next(iter((*self.lost, *self.half, *self.bad)), "")


def judge(
    path: Path, tokens: Sequence[Token], *, whole: bool, lives: int | None = None, event_before: str = ""
) -> Found:
    """What is wrong with a project, after what `tokens` say was acknowledged; `whole`: as `gilder check` sees it.

    `lives`: how many processes have worked on it; each may have left one change more than it has acknowledged.
    """
    found, began = Found(), time.perf_counter()
    if not path.exists():
        found.lost = [f"{token}: there is no {path.name}" for token in tokens if token[0] != "made"]
    else:
        try:
            with Project.open(path) as project:
                if project.read_only:
                    found.bad.append(f"it can only be read: {project.connection.entry.why}")
                len(project.documents)
                found.milliseconds = (time.perf_counter() - began) * 1000
                _judge(project, tokens, found, whole=whole)
                found.half += _unasked(project, tokens, lives, event_before)
        except (GilderError, *_DAMAGE) as problem:
            found.bad.append(f"{type(problem).__name__}: {problem}")
    data = Path(os.environ.get("GILDER_DATA", path.parent / "data"))
    newest = {data / token[1]: "" for token in tokens if token[0] == "backup"}
    made = {path.with_name(token[1]): "".join(token[2:]) for token in tokens if token[0] == "made"}
    for new in sorted({*newest, *data.rglob("*.gilder"), *made, *path.parent.glob("*made*.gilder")}):
        _judge_made(new, (newest | made).get(new), found)
    return found


def _judge(project: Project, tokens: Sequence[Token], found: Found, *, whole: bool) -> None:
    aside = sorted(project.path.parent.glob("*.aside.gilder"))
    newest_run = next((token for token in reversed(tokens) if token[0] == "run"), None)
    for token in tokens:
        if token[0] in ("tx", "theirs"):
            if not (_has_change(project, token) or any(_lies_in(one, token) for one in aside)):
                found.lost.append(f"change {token[1]}")
        elif token[0] == "docs" and _count(project, token[1]) != int(token[2]):
            found.lost.append(f"import {token[1]}")
    if newest_run is not None and _documents_of(project, newest_run[1]) < int(newest_run[2]):
        found.lost.append(f"run {newest_run[1]}")
    found.half += _half_done(project)
    if project.connection.value("PRAGMA user_version") != VERSION:
        found.bad.append("the structure is not the newest after opening")
    if whole:
        told = [f"{problem.where}: {problem.what}" for problem in check_project(project)]
        found.bad += [one for one in told if not (aside and _OLDER in one)]
    else:
        found.bad += [line for (line,) in project.connection.rows("PRAGMA quick_check") if line != "ok"]


def _unasked(project: Project, tokens: Sequence[Token], lives: int | None, event_before: str) -> Iterable[str]:
    """More changes than were acknowledged, and one for each process that was killed before it could say so."""
    acknowledged = sum(token[0] == "tx" for token in tokens)
    written = project.connection.value("SELECT count(*) FROM tx WHERE author=? AND event<>?", (PERSON, event_before))
    if lives is not None and written > acknowledged + lives:
        yield f"{written} changes in the file, {acknowledged} acknowledged by {lives} processes"


def _has_change(project: Project, token: Token) -> bool:
    there = project.connection.value("SELECT 1 FROM tx WHERE uid=?", (bytes.fromhex(token[1]),))
    return there is not None and digest_of(project.journal.transaction(token[1])) == token[2]


def _lies_in(aside: Path, token: Token) -> bool:
    """Whether a file that was moved out of the way has a change."""
    with Project.open(aside) as project:
        return _has_change(project, token)


def _count(project: Project, batch: str) -> int:
    sql = "SELECT count(*) FROM document JOIN document_text ON doc_id=id WHERE name>=? AND name<?"
    return int(project.connection.value(sql, (f"{batch}-", f"{batch}.")))


def _documents_of(project: Project, run: str) -> int:
    sql = "SELECT count(*) FROM run_document JOIN model_run ON id=run_id WHERE uid=?"
    return int(project.connection.value(sql, (bytes.fromhex(run),)))


def _half_done(project: Project) -> Iterable[str]:
    rows = project.connection.rows
    for (uid,) in rows("SELECT uid FROM tx WHERE n_ops<>(SELECT count(*) FROM op WHERE tx_id=tx.id)"):
        yield f"change {uid.hex()} has not all of its operations"
    for (name,) in rows("SELECT name FROM document WHERE id NOT IN (SELECT doc_id FROM document_text)"):
        yield f"document {name} has no text"
    batches = "SELECT substr(name,1,32), count(*), min(name) FROM document WHERE name LIKE '%-of-%' GROUP BY 1"
    for batch, count, name in rows(batches):
        if count != int(name.rpartition("-of-")[2].removesuffix(".txt")):
            yield f"import {batch} has {count} documents"
    merged = project.connection.value("SELECT count(*) FROM tx WHERE author=?", (THEIRS,))
    if merged % MERGED:
        yield f"{merged} changes of {THEIRS}, who makes {MERGED} before each merge"
    written = "SELECT count(*) FROM suggestion WHERE run_id=model_run.id"
    for (name,) in rows(f"SELECT name FROM model_run WHERE n_rows<>({written})"):
        yield f"run {name} has not all of its suggestions"


def _judge_made(path: Path, newest: str | None, found: Found) -> None:
    """A whole project, or where nothing was acknowledged none; `newest` is a change that it has to have, empty: any."""
    if not path.exists():
        found.lost += [f"project {path.name}"] if newest is not None else []
        return
    try:
        with Project.open(path) as project:
            found.bad += [f"{path.name}: {problem.where}: {problem.what}" for problem in check_project(project)]
            if newest and project.connection.value("SELECT 1 FROM tx WHERE uid=?", (bytes.fromhex(newest),)) is None:
                found.lost.append(f"change {newest} of {path.name}")
    except GilderError as problem:
        found.half.append(f"project {path.name}: {problem}")
