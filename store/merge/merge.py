"""Merging another copy of a project into this one: everything in one SQLite transaction, or nothing."""

from __future__ import annotations

from pathlib import Path

from store.errors import MergeOutdated
from store.guard import seal
from store.merge.current import make_current
from store.merge.pairing import Numbers, Pairing, opened, paired, same_file
from store.merge.plan import planned
from store.merge.runs import join_runs
from store.merge.schemes import join_schemes, settle_scheme
from store.merge.settings import join_gaps, join_settings
from store.merge.union import join_documents, join_journal, join_sites_and_sources
from store.merge.values import MergePlan, Progress, unwatched
from store.project import Project


def merge(
    project: Project,
    other: Path,
    *,
    unrelated: bool = False,
    previewed: MergePlan | None = None,
    progress: Progress = unwatched,
) -> MergePlan:
    """Bring everything of another file into this one; gives what it brought. The other file is only read, as it is at
    one moment.

    Where everything is here already, nothing is written. Raises ProjectError where it cannot be merged, MergeOutdated
    where it would not bring what was `previewed`; then nothing was changed. The steps that a window can undo are those
    of this file as before.
    """
    if same_file(project.path, other):
        return MergePlan(str(other))
    with opened(other) as theirs, theirs.connection.snapshot():
        pairing = paired(project, theirs, unrelated=unrelated)
        found = planned(pairing, lambda done, total: progress(done, 2 * total))
        if previewed is not None and not previewed.same_as(found):
            raise MergeOutdated(f"{other}: was changed since it was looked at; nothing was merged, look at it again")
        if not found.nothing:
            _write(pairing, progress)
        return found


def _write(pairing: Pairing, progress: Progress) -> None:
    project, numbers, before = pairing.project, Numbers(), pairing.project.scheme_text
    try:
        with pairing.ours.writing():
            join_sites_and_sources(pairing, numbers)
            join_documents(pairing, numbers)
            join_schemes(pairing)
            join_journal(pairing, numbers)
            total = len(numbers.touched)
            for at, doc_id in enumerate(sorted(numbers.touched)):
                progress(total + at, 2 * total)
                make_current(project, doc_id)
            join_runs(pairing, numbers)
            join_settings(pairing)
            join_gaps(pairing)
            seal.forget_live(project.connection)
            project.schemes.settled(settle_scheme(pairing.ours, before))
    finally:
        project.schemes.forget()
