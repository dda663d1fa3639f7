"""The work meter: what the annotator did today, folded from the journal (`annotate.work`), and how much is left."""

from __future__ import annotations

from datetime import date, datetime

from annotate.work import Work, in_minutes
from gui.session import Session

EXPLAINED = (
    "Today's work, from the journal. Time: the sum of the gaps between changes; a gap of over a minute is idle and "
    "not counted. Decisions: spans, relations, values and answers to suggestions; a bulk action is one.\n"
    "It can be switched off in the settings."
)


class Meter:
    """Reads on in the journal with each look; begins anew at midnight."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._day: date | None = None
        self._work, self._seen = Work(), 0

    def look(self) -> Work:
        """The work of today until now. Raises ProjectError."""
        journal, source = self._session.project.journal, self._session.source
        today = date.today()
        if today != self._day:
            midnight = datetime.combine(today, datetime.min.time()).timestamp()
            self._day = today
            self._work, self._seen = journal.worked(source, midnight)
        done, self._seen = journal.done(source, after=self._seen, here=True)
        for one in done:
            self._work = self._work.after(one)
        return self._work


def told(done: int, total: int, work: Work | None) -> str:
    """What the status line says: documents that are done, and, with the meter on, time and pace and what is left."""
    if not total:
        return ""
    parts = [f"{done:,} of {total:,} documents done"]
    if work is not None:
        parts[0] += f", {total - done:,} left"
        if work.changes:
            parts.append(f"{in_minutes(work.active)} today")
        if work.decisions_per_hour is not None:
            parts.append(f"{work.decisions_per_hour:,.0f} decisions an hour")
    return "   ·   ".join(parts)
