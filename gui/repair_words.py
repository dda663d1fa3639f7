"""What a repair has saved, and what not, in plain words. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.salvage.report import Repaired

_COUNTED = (
    ("document", "document", "documents"), ("span", "span", "spans"), ("relation", "relation", "relations"),
    ("decision", "decision", "decisions"), ("suggestion", "suggestion", "suggestions"),
    ("tx", "step of the history", "steps of the history"),
)  # fmt: skip


def in_words(name: str, report: Repaired, problems: Iterable[str]) -> tuple[str, str]:
    """What is told first, and below it, line by line, what is not as it was; empty where all was saved."""
    saved = ", ".join(_counted(report.written.get(table, 0), *words) for table, *words in _COUNTED)
    lost = [*_lost(report), *problems]
    end = "What could not be saved, or is not as it was, is listed below." if lost else "Everything was saved."
    return f"{report.output} has what is sound of {name}; that one is as it was.\n\nSaved: {saved}. {end}", "\n".join(
        lost
    )


def _lost(report: Repaired) -> Iterator[str]:
    for name in report.lost_documents:
        yield f"{name}: the document is lost"
    if not report.whole:
        gone = max(0, report.entries_read - report.entries)
        found = _counted(report.restored, "change", "changes")
        yield (
            f"The history has gaps: {gone:,} of {report.entries_read:,} steps that could be read do not verify; "
            f"{found} found elsewhere went on in it as a repair"
        )
    for name in report.differed:
        yield f"{name}: its annotations were not what the history says; they are now"
    if report.troubled:
        yield f"Damaged parts of the file: {', '.join(report.troubled)}"
    yield from report.notes


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
