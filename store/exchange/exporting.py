"""Records become files of a format: reduced to what it holds, with everything else in the loss report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.errors import InputError
from annotate.scheme import Scheme
from store.exchange import jsonl
from store.exchange.folders import path_for
from store.exchange.formats import Format
from store.exchange.loss_report import LossReport
from store.exchange.losses import Reducing
from store.exchange.outgoing import Outgoing, Which
from store.exchange.placing import Placing, whole_folder
from store.exchange.record import UNMARKED, Record, SourceItems
from store.project import Project

Progress = Callable[[int, int], None]


class WouldLose(InputError):
    """The format cannot hold everything, and nothing may be lost; nothing was written. `report` says what."""

    def __init__(self, text: str, report: LossReport) -> None:
        super().__init__(text)
        self.report = report


class SeveralSources(InputError):
    """A document has annotations of several sources, `names`, and the format holds one."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        super().__init__(text)
        self.names = names


@dataclass(slots=True)
class Written:
    """What an export has written. `losses` are counts by kind, `report` the file that tells each of them."""

    documents: int = 0
    spans: int = 0
    relations: int = 0
    hidden: int = 0  # suggested spans that were left out because people work blind there
    losses: dict[str, int] = field(default_factory=dict[str, int])
    report: Path | None = None
    others: Counter[str] = field(default_factory=Counter[str])  # documents of which only these formats can say more

    def add(self, other: Written) -> None:
        """Count what another one has written as well."""
        self.documents += other.documents
        self.spans += other.spans
        self.relations += other.relations
        self.hidden += other.hidden
        self.losses = dict(Counter(self.losses) + Counter(other.losses))
        self.report = self.report or other.report
        self.others += other.others


def export(
    project: Project,
    out: Path,
    form: Format,
    which: Which,
    *,
    ids: list[str] | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write documents of a project, all of them where `ids` does not name some, and put them in place when they are
    whole. Raises GilderError: for an unknown source, several sources where the format holds one, with `strict` for
    anything that would be lost, and for a place that cannot be written."""
    chosen = project.documents.ids() if ids is None else ids
    outgoing = Outgoing(project, replace(which, form=form.name))
    records = _told(outgoing.records(chosen), len(chosen), progress)
    written = write_records(records, out, form, strict=strict, scheme=project.scheme)
    written.hidden = outgoing.hidden
    return written


def export_side_by_side(
    project: Project,
    out: Path,
    form: Format,
    which: Which,
    *,
    ids: list[str] | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> Written:
    """As `export`, with an export for each source in the folder `out`, called as the source is; a document is in those
    of the sources that have said something of it. Raises as `export` does."""
    chosen = project.documents.ids() if ids is None else ids
    outgoing = Outgoing(project, replace(which, form=form.name))
    used, total = set[str](), Written()
    with whole_folder(out) as folder:
        for name in outgoing.names:
            own = Outgoing(project, replace(which, form=form.name, sources=(name,)))
            records = (record for record in _told(own.records(chosen), len(chosen), progress) if record.sources)
            path = folder / named(path_for(name.replace("/", "-"), used), form)
            total.add(write_records(records, path, form, strict=strict, scheme=project.scheme, shown=out))
            total.hidden += own.hidden
    if total.report is not None:
        total.report = out / total.report.name
    return total


def named(stem: str, form: Format) -> str:
    """The name of a file or folder of a format."""
    return stem + (form.suffixes[0] if form.out == "file" else "")


def write_records(
    records: Iterable[Record],
    out: Path,
    form: Format,
    *,
    strict: bool = False,
    scheme: Scheme | None = None,
    shown: Path | None = None,
) -> Written:
    """Write records to a file or folder of a format, with the loss report beside it; `shown` is the place that the
    person has named. Raises as `export` does."""
    if form.write is None:
        raise InputError(f"Gilder reads {form.title} and does not write it")
    written = Written()
    with LossReport(out) as report, Placing(out, form.out) as placing:
        reduced = (_reduced(record, form, report, written) for record in records)
        placing.write(form.write(reduced, report))
        if form.beside is not None and scheme is not None:
            placing.write(form.beside(scheme))
        if strict and report.counts:
            raise WouldLose(
                f"{shown or out}: {lost(report.counts)} would be lost in {form.title}; nothing was written", report
            )
        placing.finish()
        written.losses, written.report = dict(report.counts), report.finish()
    return written


def preview(
    project: Project,
    form: Format,
    which: Which,
    *,
    side_by_side: bool = False,
    ids: list[str] | None = None,
    progress: Progress | None = None,
) -> tuple[Written, LossReport]:
    """What `export`, or `export_side_by_side`, would write and lose, without a file. Raises as they do, but for the
    place; and whatever `progress` raises."""
    if form.write is None:
        raise InputError(f"Gilder reads {form.title} and does not write it")
    chosen = project.documents.ids() if ids is None else ids
    which = replace(which, form=form.name)
    outgoing, written, report = Outgoing(project, which), Written(), LossReport()
    names = outgoing.names if side_by_side else ()
    each = [Outgoing(project, replace(which, sources=(name,))) for name in names] or [outgoing]
    for at, one in enumerate(each):
        whole = _further(progress, at * len(chosen), len(each) * len(chosen))
        records = _told(one.records(chosen), len(chosen), whole)
        if side_by_side:
            records = (record for record in records if record.sources)
        for _ in form.write((_reduced(record, form, report, written) for record in records), report):
            pass  # a piece of a file that nobody wants
        written.hidden += one.hidden
    written.losses = dict(report.counts)
    return written, report


def _further(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Progress of a part, after so much that is done already, as progress of the whole."""
    return None if progress is None else lambda done, _total: progress(before + done, total)


def lost(counts: dict[str, int]) -> str:
    """Counts of losses in words: “relations (3), notes of spans (1)”."""
    return ", ".join(f"{kind} ({number:,})" for kind, number in sorted(counts.items(), key=lambda one: -one[1]))


def told_others(written: Written) -> str:
    """What is in an export to another format alone, in words; empty where there is nothing."""
    some = ", ".join(f"{name} ({count:,})" for name, count in written.others.items())
    return f"Of some documents only their own format can say more, and it is not in this one: {some}" if some else ""


def _told(records: Iterable[Record], total: int, progress: Progress | None) -> Iterator[Record]:
    for at, record in enumerate(records, start=1):
        yield record
        if progress is not None:
            progress(at, total)


def _reduced(record: Record, form: Format, report: LossReport, written: Written) -> Record:
    """What of a record the format holds, counted."""
    if "several sources" not in form.holds:
        record = replace(record, sources=_as_one(record, form))
    record = Reducing(form.holds, report).reduce(record)
    written.documents += 1
    written.others.update(name for name in record.kept if form.name not in (name, jsonl.NAME))
    for one in record.sources:
        written.spans += len(one.spans)
        written.relations += len(one.relations)
    return record


def _as_one(record: Record, form: Format) -> tuple[SourceItems, ...]:
    """What one source says, with what is suggested beside it. Raises SeveralSources."""
    own = [one for one in record.sources if one.kind != "model"]
    names = tuple(one.source for one in own if one.spans or one.relations)
    if len(names) > 1:
        told = f"has annotations of {', '.join(names)}, and {form.title} holds those of one"
        raise SeveralSources(f"{record.name}: {told}", names)
    if not record.sources:
        return ()
    first = next((one for one in own if one.source in names), (own or record.sources)[0])
    spans = tuple(span for one in record.sources for span in one.spans)
    relations = tuple(each for one in record.sources for each in one.relations)
    marks = next((one.marks for one in (first, *own) if one.marks != UNMARKED), UNMARKED)
    return (replace(first, spans=spans, relations=relations, marks=marks),)
