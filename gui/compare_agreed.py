"""The tables of agreement, of the confusion of labels and of two models, as plain values. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.scores.agreement import Agreement, Coefficients, LabelAgreement
from annotate.scores.coefficients import Coefficient
from annotate.scores.confusion import Confusion, labels_of
from annotate.scores.counts import Counts
from annotate.scores.pairwise import Pairwise
from gui.compare_cases import Cell
from gui.compare_look import Review
from gui.compare_tables import NO_F1, NO_VALUE, Figure, Head, Line, Table, number, plain

NOTHING_ROW = "nothing there"
NOTHING_COLUMN = "not found"
_TWO = "κ and π are of two sources; Fleiss’ κ and Krippendorff’s α are of any number."
_ONE_CATEGORY = "Undefined: everybody uses one category only, so that chance alone would agree."
_NONE = "Undefined: no item has two ratings."
_NO_SHARED = "No two of these sources share a document."
_PAIRS = (
    Head("Sources", number=False), Head("Documents", 84), Head("Spans, F1", 150), Head("Overlap, F1", 150),
    Head("Relations, F1", 150),
)  # fmt: skip
_COEFFICIENTS = (
    Head("What", number=False),
    Head("Agreed", 76, tip="The share of pairs of ratings that are the same"),
    Head("Cohen κ", 84, tip="Two sources, each with an own distribution of labels"),
    Head("Scott π", 84, tip="Two sources, one distribution for both"),
    Head("Fleiss κ", 84, tip="Any number of sources"),
    Head("Krippendorff α", 120, tip="Any number of sources, and ratings may be missing"),
    Head("Items", 76, tip="How many were rated by two or more"),
)
_LABELS = (
    Head("Label", number=False), Head("Spans, F1", 170), Head("Words, α", 100), Head("Unitised α", 100),
    Head("In common", 90, tip="Spans that two sources have in common, over all pairs"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matrix:
    """How often each label of gold (the last row: nothing there) met each of the other (last column: not found)."""

    rows: tuple[str | None, ...] = ()
    columns: tuple[str | None, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(cls, found: Confusion) -> Matrix:
        """The labels sorted; None, which is nothing, comes last."""
        names = (*labels_of(found), None) if found else ()
        return cls(names, names, tuple(tuple(found[row, column] for column in names) for row in names))

    def share(self, row: int, column: int) -> float:
        """The share of its row."""
        total = sum(self.counts[row])
        return self.counts[row][column] / total if total else 0.0

    def right(self, row: int, column: int) -> bool:
        """Whether both say the same."""
        return self.rows[row] is not None and self.rows[row] == self.columns[column]

    def names(self, row: int, column: int) -> tuple[str, str]:
        """What gold and the other say there, in words."""
        return self.rows[row] or NOTHING_ROW, self.columns[column] or NOTHING_COLUMN

    def cell(self, row: int, column: int) -> Cell:
        """What is opened there."""
        gold, other = self.names(row, column)
        return Cell(f"{gold} → {other}", "labels", labels=(self.rows[row], self.columns[column]))

    @property
    def table(self) -> Table:
        """The same as a table."""
        heads = Head("Gold \\ other", number=False), *(Head(one or NOTHING_COLUMN, 60) for one in self.columns)
        lines = [
            Line((Figure(name or NOTHING_ROW), *(Figure(str(one)) for one in row)))
            for name, row in zip(self.rows, self.counts, strict=True)
        ]
        return Table("Confusion", heads, tuple(lines))


def pairs_table(found: Agreement) -> Table:
    """F1 of every two sources."""
    overlap, relations = _by_names(found.overlap), _by_names(found.relations)
    lines = list[Line]()
    for pair in found.exact.pairs:
        names = pair.first, pair.second
        differ = Cell(f"{names[0]} and {names[1]}", sources=names)
        arcs = Cell(differ.title, "relations", sources=names)
        lines.append(
            Line((
                Figure(f"{names[0]} – {names[1]}", opens=differ), Figure(f"{pair.documents:,}"),
                number(pair.counts.f1, NO_F1, bar=True, opens=differ),
                number(overlap[names].f1, NO_F1, bar=True, opens=differ),
                number(relations[names].f1, NO_F1, bar=True, opens=arcs),
            ))
        )  # fmt: skip
    if len(lines) > 1:
        sums = found.exact, found.overlap, found.relations
        lines.append(_pairs_line("Mean of the pairs", (one.mean for one in sums)))
        lines.append(_pairs_line("All pairs together (micro)", (one.micro for one in sums)))
    return Table("Pairs", _PAIRS, tuple(lines), _NO_SHARED)


def _pairs_line(name: str, values: Iterable[float | None]) -> Line:
    return Line((Figure(name), Figure(""), *(number(one, NO_F1, bar=True) for one in values)), strong=True)


def _by_names(pairs: Pairwise) -> Mapping[tuple[str, str], Counts]:
    return {(pair.first, pair.second): pair.counts for pair in pairs.pairs}


def coefficients_table(found: Agreement) -> Table:
    """Coefficients of words, labels, attributes and labels of documents."""
    who = found.annotators
    if not found.documents:
        return Table("Coefficients", _COEFFICIENTS, (), _NO_SHARED)
    lines = [
        _coefficients("Words: their labels", found.tokens, Cell("all that differs", sources=who)),
        _coefficients("Labels, where two mark the same place", found.labels, Cell("all that differs", sources=who)),
        _unitised(found, Cell("all that differs", sources=who)),
    ]
    for name, one in found.attributes.items():
        label = name.partition(".")[0]
        lines.append(_coefficients(f"Attribute {name}", one, Cell(label, row=label, sources=who)))
    lines += [_coefficients(f"Document: {name}", one, None) for name, one in found.document_labels.items()]
    return Table("Coefficients", _COEFFICIENTS, tuple(lines))


def _coefficients(name: str, one: Coefficients, cell: Cell | None) -> Line:
    why = _ONE_CATEGORY if one.items else _NONE
    figures = (
        coefficient(one.percentage, _NONE, cell),
        *(_coefficient(each, why, cell) for each in (one.cohen, one.scott, one.fleiss, one.alpha)),
        Figure(f"{one.items:,}"),
    )
    return Line((Figure(name, opens=cell), *figures))


def coefficient(value: float | None, why: str, cell: Cell | None) -> Figure:
    """A coefficient with three places, or that it is undefined, and why."""
    return Figure(NO_VALUE, None, why, cell) if value is None else number(value, opens=cell)


def _coefficient(one: Coefficient | None, why: str, cell: Cell | None) -> Figure:
    return Figure("", tip=_TWO) if one is None else coefficient(one.value, why, cell)


def _unitised(found: Agreement, cell: Cell) -> Line:
    why = "Undefined: nobody has marked anything in the documents that all of them have looked at."
    empty = [Figure("")] * 4
    name = Figure("Unitised α: where spans begin and end", opens=cell)
    return Line((name, *empty, coefficient(found.unitised.value, why, cell), Figure("")))


def labels_table(found: Agreement) -> Table:
    """Agreement on each label."""
    lines = [_label(name, one, found.annotators) for name, one in found.by_label.items()]
    return Table("By label", _LABELS, tuple(lines), "None of these sources has a span in the documents they share.")


def _label(name: str, one: LabelAgreement, who: Sequence[str]) -> Line:
    cell = Cell(name, row=name, sources=tuple(who))
    unitised = "Undefined: nobody has marked it in the documents that all of them have looked at."
    shared = sum(pair.counts.right for pair in one.exact.pairs)
    return Line((
        Figure(name, opens=cell), number(one.exact.micro, NO_F1, bar=True, opens=cell),
        coefficient(one.tokens.value, _ONE_CATEGORY, cell), coefficient(one.unitised.value, unitised, cell),
        Figure(f"{shared:,}"),
    ))  # fmt: skip


def versions_table(found: Review) -> Table:
    """Scores of two models beside each other, and how often each makes which kind of error."""
    one = found.progress
    heads = (
        Head("", number=False), Head(found.before.name, 150), Head(found.after.name, 150),
        Head("Change", 90, tip="From the first to the second"),
    )  # fmt: skip
    lines = [
        _change(name, getattr(one.before, key), getattr(one.after, key), bar=key == "f1")
        for key, name in (("f1", "F1 (exact)"), ("precision", "Precision"), ("recall", "Recall"))
    ]
    for kind in sorted(one.kinds_before.keys() | one.kinds_after.keys()):
        was, now = one.kinds_before[kind], one.kinds_after[kind]
        lines.append(
            Line((Figure(f"Errors: {kind}"), Figure(f"{was:,}"), Figure(f"{now:,}"), Figure(f"{now - was:+,}")))
        )
    return Table("Models", heads, tuple(lines) if one.documents else (), _NO_COMMON)


_NO_COMMON = "There is no document that gold and both models have looked at."


def _change(name: str, was: float | None, now: float | None, *, bar: bool) -> Line:
    apart = Figure("–") if was is None or now is None else Figure(f"{now - was:+.3f}")
    return Line((Figure(name), number(was, NO_F1, bar=bar), number(now, NO_F1, bar=bar), apart), strong=bar)


def chance_told(found: Review) -> str:
    """How likely the difference is by chance, as a sentence."""
    chance, docs = found.progress.chance, found.progress.documents
    over = f"over {docs:,} {'document' if docs == 1 else 'documents'}"
    if chance is None:
        return f"Whether they differ by chance cannot be said {over}: F1 is not defined."
    how = "hardly by chance" if chance < 0.05 else "may well be chance"
    return f"The difference in F1 {over}: p = {chance:.3f}, {how} (approximate randomisation)."


def rows_of(table: Table) -> list[list[str]]:
    """Titles and rows of a table as texts."""
    return [[head.title for head in table.heads], *(plain(line.figures) for line in table.lines)]
