"""The tables of a comparison as plain values, for the window and for what is exported. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from annotate.scores.counts import Counts, Macro, mean
from annotate.scores.evaluation import Evaluation, Scored
from annotate.scores.judged import Column, Criterion, Tally, whole_value
from annotate.scores.muc import Muc
from annotate.scores.muc import added_up as muc_added_up
from annotate.scores.resampling import Interval
from gui.compare_cases import Cell, Section
from gui.compare_look import Comparison
from gui.jobs import Report
from store.project import Project

UNDEFINED = "–"
NO_VALUE = "undefined"  # of a coefficient
NO_F1 = "Undefined: neither of the two has any, so that there is nothing to divide by."
NO_PRECISION = "Undefined: nothing was found here."
NO_RECALL = "Undefined: gold has nothing here."

What = Literal["spans", "relations", "values"]
Rows = Literal["label", "document", "zone", "status"]
WHATS: tuple[tuple[What, str], ...] = (("spans", "Spans"), ("relations", "Relations"), ("values", "Values"))
ROWS: tuple[tuple[Rows, str], ...] = (
    ("label", "By label"), ("document", "By document"), ("zone", "By zone"), ("status", "By document status"),
)  # fmt: skip
CRITERIA: Mapping[What, tuple[tuple[Criterion, str, str], ...]] = {
    "spans": (
        ("exact", "Exact", "Right: the same place and the same label (gilder evaluate: strict)"),
        ("boundaries", "Boundaries", "Right: the same place, whatever the label (gilder evaluate: exact)"),
        ("partial", "Partial", "Right: the same place; half right: an overlap; whatever the label"),
        ("type", "Type", "Right: an overlap with the same label"),
        ("overlap", "Overlap", "Right: an overlap with the same label, the spans of each label by themselves"),
    ),
    "relations": (
        ("exact", "Exact ends", "Right: the same label between the same spans"),
        ("overlap", "Overlapping ends", "Right: the same label between spans that overlap under the same labels"),
    ),
    "values": (("exact", "Exact", "Right: the same in this field, at spans that both have"),),
}
STATUSES = {"new": "new", "in_progress": "in progress", "done": "done", "flagged": "flagged"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: its text, how long its bar is (0 to 1; None: no bar), why it is empty or what it means, what it opens,
    and what stands beside in smaller writing."""

    text: str
    share: float | None = None
    tip: str = ""
    opens: Cell | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row; a strong one sums up others."""

    figures: tuple[Figure, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title, its width in pixels (0: what is left), whether it holds numbers, and what it means."""

    title: str
    width: int = 0
    number: bool = True
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under titles; `empty` is told where there are none."""

    name: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which scores are shown."""

    what: What = "spans"
    criterion: Criterion = "exact"
    rows: Rows = "label"


Numbers = Counts | Muc
Source_ = Evaluation | Scored
_COLUMNS: tuple[tuple[str, Column, str], ...] = (
    ("Right", "right", "As gold has it"),
    ("Half", "half", "Counted as half right"),
    ("Wrong", "wrong", "Found, and not as gold has it"),
    ("Missed", "missed", "In gold, and not found so"),
    ("In gold", "gold", "All that gold has"),
    ("Found", "found", "All that the other source has"),
)
_FIRST: Mapping[Rows, str] = {"label": "Label", "document": "Document", "zone": "Zone", "status": "Status"}


def scores_table(found: Comparison, shown: Shown, zones: Mapping[str, Evaluation] | None = None) -> Table:
    """The scores under a criterion, all labels first."""
    numbers = _numbers(found.whole, shown)
    halves = any(isinstance(one, Muc) for one in numbers.values())
    columns = tuple(one for one in _COLUMNS if halves or one[1] != "half")
    first = "Field" if shown.what == "values" and shown.rows == "label" else _FIRST[shown.rows]
    heads = (
        Head(first, number=False), Head("F1", 250), Head("Precision", 84), Head("Recall", 84),
        *(Head(title, 72, tip=tip) for title, _, tip in columns),
    )  # fmt: skip
    lines = _summed(found, shown, columns) if numbers else []
    lines += [_line(name, one, cell, columns) for name, one, cell in _rows(found, shown, zones) if _some(one)]
    return Table("Scores", heads, tuple(lines) if numbers else (), _EMPTY[shown.what])


_INTERVAL = "95 % interval: of 1,000 draws of as many documents (bootstrap), what the middle 95 of 100 give"
_EMPTY: Mapping[What, str] = {
    "spans": "Neither of the two has a span in these documents.",
    "relations": "Neither of the two has a relation in these documents.",
    "values": "The two have no span with a value in common.",
}


@dataclass(frozen=True)
class Tabling:
    """Makes the table of scores: by document it may be of many rows."""

    found: Comparison
    shown: Shown
    zones: Mapping[str, Evaluation] | None = None

    def __call__(self, project: Project, report: Report) -> Table:  # noqa: ARG002 - everything is read already
        report.check()
        return scores_table(self.found, self.shown, self.zones)


def interval_told(interval: Interval | None) -> str:
    """Where F1 lies."""
    return f"{interval.low:.3f}–{interval.high:.3f}" if interval is not None else ""


def number(value: float | None, tip: str = "", *, bar: bool = False, opens: Cell | None = None) -> Figure:
    """A share or a coefficient with three places; undefined where it is None, with the reason."""
    if value is None:
        return Figure(UNDEFINED, None, tip, opens)
    return Figure(f"{value:.3f}", min(max(value, 0.0), 1.0) if bar else None, "", opens)


def _numbers(one: Source_, shown: Shown) -> Mapping[str, Numbers]:
    """The counts by label, or by field of values."""
    if shown.what == "relations":
        return one.relations if shown.criterion == "exact" else one.relations_overlap
    if shown.what == "values":
        return {name: counts for name, counts in one.values.items() if counts != Counts()}
    if shown.criterion in ("exact", "overlap"):
        return one.exact if shown.criterion == "exact" else one.overlap
    name = "exact" if shown.criterion == "boundaries" else shown.criterion
    return {label: counts[name] for label, counts in one.muc.items()}  # pyright: ignore[reportArgumentType]


def _total(one: Source_, shown: Shown) -> Numbers:
    rows = _numbers(one, shown)
    if shown.what == "values":
        return whole_value(one.values)
    if shown.what == "spans" and shown.criterion not in ("exact", "overlap"):
        name = "exact" if shown.criterion == "boundaries" else shown.criterion
        return muc_added_up(one.muc.values())[name]  # pyright: ignore[reportArgumentType]
    return sum((one for one in rows.values() if isinstance(one, Counts)), Counts())


def _summed(found: Comparison, shown: Shown, columns: Sequence[tuple[str, Column, str]]) -> list[Line]:
    cell = _cell(shown, "whole values" if shown.what == "values" else "all labels")
    cell = replace(cell, row="value") if shown.what == "values" else cell
    exact = shown.what == "spans" and shown.criterion == "exact"
    interval = found.whole.interval if exact else None
    if shown.what == "values":
        return [replace(_line("Whole value", _total(found.whole, shown), cell, columns), strong=True)]
    micro = _line("All labels (micro)", _total(found.whole, shown), cell, columns, interval)
    rows = _numbers(found.whole, shown).values()
    averaged = Macro(*(mean(getattr(one, name) for one in rows) for name in ("precision", "recall", "f1")))
    return [replace(micro, strong=True), _macro(averaged, len(columns))]


def _macro(one: Macro, columns: int) -> Line:
    tip = "Undefined: it is so for every label."
    shares = number(one.f1, tip, bar=True), number(one.precision, tip), number(one.recall, tip)
    return Line((Figure("Mean of the labels (macro)"), *shares, *[Figure("")] * columns), strong=True)


def _rows(
    found: Comparison, shown: Shown, zones: Mapping[str, Evaluation] | None
) -> Iterable[tuple[str, Numbers, Cell]]:
    whole = found.whole
    match shown.rows:
        case "label":
            for name, one in _numbers(whole, shown).items():
                if shown.what != "values" or name != "value":
                    yield name, one, replace(_cell(shown, name), row=name)
        case "document":
            for one in whole.documents:
                name = found.names[one.document]
                cell = _grouped(shown, name, documents=frozenset((one.document,)))
                yield name, _total(one, shown), cell
        case "zone":
            for name, one in (zones or {}).items():
                yield name, _total(one, shown), _grouped(shown, name, zone=name)
        case "status":
            for name, one in found.by_status.items():
                ids = frozenset(each.document for each in one.documents)
                yield (
                    STATUSES.get(name, name),
                    _total(one, shown),
                    _grouped(shown, STATUSES.get(name, name), documents=ids),
                )


def _grouped(shown: Shown, title: str, *, documents: frozenset[str] | None = None, zone: str = "") -> Cell:
    cell = replace(_cell(shown, title), documents=documents, zone=zone)
    return replace(cell, row="value") if shown.what == "values" else cell


def _cell(shown: Shown, title: str) -> Cell:
    section: Section = shown.what if shown.what != "relations" or shown.criterion == "exact" else "ends"
    return Cell(title, section, shown.criterion)


def _line(
    name: str,
    numbers: Numbers,
    cell: Cell,
    columns: Sequence[tuple[str, Column, str]],
    interval: Interval | None = None,
) -> Line:
    tally = Tally.of(numbers)
    counts = (_count(tally, title, column, cell) for title, column, _ in columns)
    f1 = number(tally.f1, NO_F1, bar=True, opens=cell)
    if interval is not None:
        f1 = replace(f1, tip=_INTERVAL, note=interval_told(interval))
    shares = number(tally.precision, NO_PRECISION, opens=cell), number(tally.recall, NO_RECALL, opens=cell)
    return Line((Figure(name, opens=cell), f1, *shares, *counts))


def _count(tally: Tally, title: str, column: Column, cell: Cell) -> Figure:
    count: int = getattr(tally, column)
    opened = replace(cell, column=column, title=f"{cell.title}: {title.casefold()}")
    return Figure(f"{count:,}", opens=opened if count else None)


def _some(numbers: Numbers) -> bool:
    tally = Tally.of(numbers)
    return bool(tally.gold or tally.found)


def plain(figures: Iterable[Figure]) -> list[str]:
    """The texts of a row."""
    return [" ".join(f"{one.text} {one.note}".split()) for one in figures]
