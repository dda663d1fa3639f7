"""What files hold before they are imported: counted, with what is wrong in them, and the first ones to look at. No Qt.

Files are read as the import reads them, so that it finds what was told; nothing is written. Of very many documents the
first ones stand for all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotate.document import Document
from annotate.errors import GilderError, SchemeError
from annotate.model import Item, Zone
from annotate.scheme import Scheme
from annotate.scheme_edit import LabelKind, SchemeDraft, add
from annotate.state import AnnotationState
from gui.decorate import Picture
from gui.jobs import Report
from store.connection import Step, no_step
from store.exchange.corpus import Annotators, CorpusFile, Unpacked, corpus, source_of, unpacked
from store.exchange.files import Given
from store.exchange.formats import format_named, recognised
from store.exchange.names import READ
from store.exchange.reading import AskFirst, Problem, Reading, Strictness
from store.exchange.record import Record, SourceItems
from store.exchange.text import PAGES, TEXTS

SHOWN = 200  # problems
_PAGES = 20  # documents to look at
_DOCUMENTS, _TEXT = 2_000, 20_000_000  # of which more are not looked at: how many, and code points of their texts
_REFUSED = "not imported"
_ARTICLES = (("text", "Plain text"), ("html", "Web page (HTML)"))
_OPTIONS: tuple[tuple[str, str], ...] = (
    (r"import it with --encoding (\S+)", r"choose the encoding \1"),
    (r"name (one|the right encoding) with --encoding", r"choose \1 under Encoding"),
    (r"with --format text", "as plain text"),
    (r"; more with --max-size", ""),
    (r"; name another source with --source", "; write another name under Whose"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be imported, and how, as the person says. Without a `form` it is recognised; without a `source` it is
    `import:FORMAT`."""

    paths: tuple[Path, ...]
    form: str | None = None
    encoding: str | None = None
    offsets: str | None = None
    tags: str | None = None
    columns: str | None = None  # ROLE=HEADING, with commas between several
    strictness: Strictness = "usual"
    annotators: Annotators | None = None
    suggesting: bool = False
    leave_out: bool = False  # files that cannot be read; otherwise one of them undoes everything
    source: str = ""

    def reading(self, step: Step = no_step) -> Reading:
        """How files are read by that."""
        offsets: Any = self.offsets
        pairs = (one.partition("=") for one in (self.columns or "").split(","))
        columns = {role.strip(): name.strip() for role, _, name in pairs if name.strip()}
        return Reading(self.strictness, self.encoding, offsets, self.tags, step=step, columns=columns)

    def files(self, there: Unpacked, bad: Callable[[GilderError], None], step: Step = no_step) -> list[CorpusFile]:
        """The files, in their formats."""
        return corpus(there.paths, self.form, bad, step)


@dataclass(frozen=True, slots=True)
class Page:
    """A document to look at, as one source says it."""

    name: str
    picture: Picture


@dataclass
class Found:
    """What is in the files. `forms` has the files by their formats, `labels` those that the scheme does not have."""

    forms: Counter[str] = field(default_factory=Counter[str])
    formats: tuple[tuple[str, str], ...] = ()  # names and titles of all that can be read
    documents: int = 0
    spans: int = 0
    relations: int = 0
    sources: dict[str, None] = field(default_factory=dict[str, None])
    labels: Counter[tuple[LabelKind, str]] = field(default_factory=Counter[tuple[LabelKind, str]])
    problems: list[Problem] = field(default_factory=list[Problem])  # the first ones
    problem_count: int = 0
    bad: int = 0  # files that cannot be read
    facts: dict[str, str] = field(default_factory=dict[str, str])
    question: AskFirst | None = None
    whole: bool = True  # all files were looked at
    by_folders: bool = False  # names of documents have a folder, which may be that of an annotator
    source: str = ""  # whose the annotations are that name nobody, where the person says nothing
    pages: list[Page] = field(default_factory=list[Page])


@dataclass(frozen=True)
class Kinds:
    """Finds out whether files hold annotations, or are articles; gives whether they are to be asked about."""

    paths: tuple[Path, ...]

    def __call__(self, report: Report) -> bool:
        return are_annotated(self.paths, report)


def are_annotated(paths: tuple[Path, ...], step: Step = no_step) -> bool:
    """Whether there is anything but articles among the files: those go on without a question."""
    files = corpus(paths, None, lambda _: None, step)
    return any(one.form is not None or one.given.suffix not in (*TEXTS, *PAGES) for one in files)


def of_a_format(paths: Sequence[Path]) -> bool:
    """Whether one of these files, by its own name and beginning, is one of annotations: no folder is looked into."""
    files = (path for path in paths if path.is_file() and path.suffix.lower() not in (*TEXTS, *PAGES))
    return any(recognised(Given(path.name, path)) is not None for path in files)


@dataclass(frozen=True)
class Look:
    """Looks at files, for the scheme of the project that they go to."""

    asked: Asked
    scheme: Scheme

    def __call__(self, report: Report) -> Found:
        return _Looking(self.asked, self.scheme, report).found()


class _Looking:
    def __init__(self, asked: Asked, scheme: Scheme, report: Report) -> None:
        self._asked, self._scheme, self._report = asked, scheme, report
        self._found, self._first, self._text = Found(), list[Record](), 0
        self._reading = asked.reading(lambda _done, _total: report.check())
        self._there = Unpacked()

    def found(self) -> Found:
        """Everything that can be told."""
        with unpacked(self._asked.paths, self._reading, self._refuse) as self._there:
            self._look()
        found, reading = self._found, self._reading
        found.problems += reading.problems[: max(0, SHOWN - len(found.problems))]
        found.problem_count = found.bad + len(reading.problems)
        found.facts = reading.facts
        return found

    def _look(self) -> None:
        found = self._found
        found.formats = tuple(known_formats())
        files = self._asked.files(self._there, self._refuse, lambda _done, _total: self._report.check())
        found.source = source_of(files)
        found.forms.update(form_of(one) for one in files)
        for at, one in enumerate(files):
            self._report(at, len(files))
            if found.question is not None or found.documents >= _DOCUMENTS or self._text >= _TEXT:
                found.whole = False
                break
            self._read(one)
        found.by_folders = any("/" in one.given.name for one in files)
        found.pages = list(self._pages())

    def _refuse(self, problem: GilderError) -> None:
        self._found.bad += 1
        if len(self._found.problems) < SHOWN:
            where, _, what = self._there.told(str(problem)).partition(": ")
            self._found.problems.append(Problem(where, in_window(what or where), _REFUSED))

    def _read(self, one: CorpusFile) -> None:
        try:
            records = self._first_of(one)
        except AskFirst as question:
            if getattr(self._asked, question.option, "") is None:
                self._found.question = question
            else:
                self._refuse(question)
        except GilderError as problem:
            self._refuse(problem)
        else:
            for record in records:
                self._count(record)

    def _first_of(self, one: CorpusFile) -> list[Record]:
        """The documents of a file, as far as they are looked at; none of one whose end is bad. Raises GilderError."""
        records, text = list[Record](), self._text
        for record in one.read(self._reading, self._asked.annotators):
            if self._found.documents + len(records) >= _DOCUMENTS or text >= _TEXT:
                self._found.whole = False
                break
            records.append(record)
            text += len(record.text)
        return records

    def _count(self, record: Record) -> None:
        found = self._found
        found.documents += 1
        self._text += len(record.text)
        if len(self._first) < _PAGES:
            self._first.append(record)
        for one in record.sources:
            found.spans += len(one.spans)
            found.relations += len(one.relations)
            if one.source:
                found.sources[one.source] = None
            unknown = (span.label for span in one.spans if self._named(span.label) is None)
            found.labels.update(("span", name) for name in unknown)
            others = (each.label for each in one.relations if self._scheme.relation_label(each.label) is None)
            found.labels.update(("relation", name) for name in others)

    def _named(self, label: str) -> str | None:
        """The scheme's name of a label."""
        return label if self._scheme.span_label(label) is not None else self._scheme.span_label_for(label)

    def _pages(self) -> Iterator[Page]:
        scheme = widened(self._scheme, self._found.labels)
        for record in self._first:
            self._report.check()
            for one in record.sources or (SourceItems(),):
                if len(record.sources) > 1 and not (one.spans or one.relations):
                    continue
                name = f"{record.name} · {one.source}" if one.source else record.name
                yield Page(name, self._picture(record, one, scheme))

    def _picture(self, record: Record, one: SourceItems, scheme: Scheme) -> Picture:
        zones = (Zone(f"zone {at}", *place) for at, place in enumerate(record.zones))
        doc = Document("preview", record.name, record.text, tuple(zones))
        spans = [replace(span, label=self._named(span.label) or span.label) for span in one.spans]
        items: list[Item] = [*spans, *one.relations]
        if self._asked.suggesting or one.kind == "model":
            whole = {span.id for span in spans if len(span.fragments) == 1}
            items = [replace(span, decision="open") for span in spans if span.id in whole]
            items += [each for each in one.relations if {each.head, each.child} <= whole]
            return Picture.of(AnnotationState.of(doc), scheme, items)
        return Picture.of(AnnotationState.of(doc, items), scheme)


def widened(scheme: Scheme, labels: Counter[tuple[LabelKind, str]]) -> Scheme:
    """The scheme with the labels that it will get, in the colours that they will have; those that it cannot get stay
    out."""
    draft = SchemeDraft.of(scheme)
    for kind, name in sorted(labels, key=lambda one: one[0] == "relation"):
        try:
            draft = add(draft, kind, name)
        except SchemeError:
            continue  # the import tells why
    return draft.scheme


def known_formats() -> Iterator[tuple[str, str]]:
    """Names and titles of everything that can be read."""
    yield from sorted(((name, format_named(name).title) for name in READ), key=lambda one: one[1].casefold())
    yield from _ARTICLES


def form_of(file: CorpusFile) -> str:
    """The title of the format that a file is read in."""
    if file.form is not None:
        return file.form.title
    page = file.article == "html" or (file.article is None and file.given.suffix in PAGES)
    return dict(_ARTICLES)["html" if page else "text"]


def in_window(told: str) -> str:
    """A refusal in the words of the window, where it names options of the command line."""
    for option, words in _OPTIONS:
        told = re.sub(option, words, told)
    return told
