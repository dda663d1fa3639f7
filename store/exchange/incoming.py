"""Records go to a project: documents matched by their texts, annotations as those of a source or as suggestions.

Everything is written inside one transaction of the caller's, so that an import is there as a whole or not at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain

from annotate.errors import InputError, SchemeError
from annotate.model import Item, Marks, Relation, Span
from annotate.offsets import Range
from annotate.scheme_edit import SchemeDraft, add, finished
from annotate.state import AnnotationState
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from store.codec import dump
from store.connection import Step, no_step
from store.documents import NewDocument
from store.exchange.reading import Reading
from store.exchange.record import KEPT, LABELS, UNMARKED, Record, SourceItems
from store.importing import Importing
from store.project import Project
from store.runs import RunWriter
from store.sources import Source

_EVENT = "import"
_AHEAD = 4_000_000  # code points


@dataclass
class Taken:
    """What came into the project. `known` are documents that were there already."""

    new: list[str] = field(default_factory=list[str])
    known: list[str] = field(default_factory=list[str])
    spans: int = 0
    relations: int = 0
    suggestions: int = 0
    labels: Counter[str] = field(default_factory=Counter[str])  # that the scheme did not have, with their spans


class Incoming:
    """Takes records. `source` is whose annotations are that name nobody, `named` where a person has said so; with
    `suggesting`, they become those of the model of that name instead."""

    def __init__(
        self, project: Project, source: str, reading: Reading, *, suggesting: bool = False, named: bool = False
    ) -> None:
        self._project, self._default, self._reading, self._suggesting = project, source, reading, suggesting
        self._named = named
        self._importing, self._runs = dict[str, Importing](), dict[str, RunWriter]()
        self._relation_labels = Counter[str]()
        self._claimed = defaultdict[str, set[str]](set)  # files that have spoken of a document, by its id
        self._looked = defaultdict[str, list[str]](list)  # documents in which a source has found nothing
        self.taken = Taken()

    def take(self, record: Record) -> None:
        """Write one document and what is said of it. Raises GilderError."""
        record = self._in_words_of_the_scheme(record)
        document_id, known = self._document(record)
        for one in record.sources:
            name = one.source or self._default
            if self._suggesting or one.kind == "model":
                self._suggest(document_id, name, one, record.name)
            else:
                self._annotate(document_id, name, one, known=known)
        for name in record.looked:
            self._looked[name or self._default].append(document_id)

    def finish(self) -> Taken:
        """Write what is kept still, and give the scheme the labels that it does not have."""
        for name, documents in self._looked.items():
            self._note_looked(name, documents)
        for name, importing in self._importing.items():
            done = importing.finish(event=_EVENT, author=name)
            self.taken.spans += done.spans
            self.taken.relations += done.relations
        for run in self._runs.values():
            run.tidy()
        self._widen_scheme()
        return self.taken

    def _in_words_of_the_scheme(self, record: Record) -> Record:
        """Labels that the scheme has as aliases get its names; what they were is kept."""
        scheme, before = self._project.schemes.scheme, dict[str, str]()

        def named(span: Span) -> Span:
            now = span.label if scheme.span_label(span.label) else scheme.span_label_for(span.label)
            if now is None or now == span.label:
                return span
            before[span.id] = span.label
            self._reading.facts[f"label {span.label}"] = f"{now}, as the scheme has it"
            return replace(span, label=now)

        sources = tuple(replace(one, spans=tuple(map(named, one.spans))) for one in record.sources)
        kept = {**record.kept, LABELS: before} if before and record.kept else record.kept
        return replace(record, sources=sources, kept=kept)

    def found(self, record: Record) -> str | None:
        """The document that a record is about: one with its text. Of several records of one file that have the same
        text each is about another one."""
        ids = self._project.documents.ids_of_text(record.text)
        return next((one for one in ids if not record.file or record.file not in self._claimed[one]), None)

    def pass_over(self, record: Record) -> None:
        """Count a document that is there already, of which nothing new is said."""
        self._claimed[self.found(record) or ""].add(record.file)
        self.taken.known.append(record.name)

    def _document(self, record: Record) -> tuple[str, bool]:
        found, kept = self.found(record), {KEPT + form: dump(data) for form, data in record.kept.items()}
        if found is not None:
            self._claimed[found].add(record.file)
            self.taken.known.append(record.name)
            if kept and not kept.keys() <= self._project.documents.get(found).meta.keys():
                self._reading.tell(record.name, "is there already; what only its format can say is not kept with it")
            return found, True
        doc = self._project.documents.put(
            NewDocument(record.name, record.text, record.zones, {**record.meta, **kept})
        )  # fmt: skip
        self._claimed[doc.id].add(record.file)
        self.taken.new.append(doc.name)
        return doc.id, False

    def _annotate(self, document_id: str, name: str, one: SourceItems, *, known: bool) -> None:
        marks = () if one.marks == UNMARKED else (replace(one.marks, id=document_id),)
        items: tuple[Item, ...] = (*one.spans, *one.relations, *marks)
        if known:
            items = self._missing(document_id, name, one, marks)
        if not items:
            return
        self._count(one)
        self._importer(name, one).add(document_id, items, event=_EVENT, author=name)

    def _importer(self, name: str, one: SourceItems) -> Importing:
        if name not in self._importing:
            there = self._project.sources.named(name)
            if there is not None and there.kind == "model":
                raise InputError(f"{name} is a model here; name another source with --source")
            self._importing[name] = self._project.annotations.importing(there or Source(0, name, one.kind))
        return self._importing[name]

    def _missing(self, document_id: str, name: str, one: SourceItems, marks: tuple[Marks, ...]) -> tuple[Item, ...]:
        """What the source does not say of the document already: importing twice changes nothing."""
        source = self._project.sources.named(name)
        if source is None:
            return (*one.spans, *one.relations, *marks)
        importing = self._importing.get(name)
        if importing is not None:  # another file of this import may have said more of it
            importing.finish(event=_EVENT, author=name)
        state = self._project.annotations.state(self._project.documents.get(document_id), source)
        ids = _same_spans(one.spans, state.index)
        new = _new_relations(one, state, ids)
        fresh = [span for span in one.spans if ids[span.id] == span.id and span.id not in state.spans]
        since = [span for span in one.spans if span.id in state.spans and not _equal(state.spans[span.id], span)]
        if since:
            told = f"{len(since):,} of its annotations have another label or place here by now, which stays"
            self._reading.tell(self._project.documents.name_of(document_id), told)
        return (*fresh, *new, *(one for one in marks if state.marks == Marks(document_id)))

    def _note_looked(self, name: str, documents: Sequence[str]) -> None:
        """Keep that a source has looked at documents and found nothing: they are done, or were run over.

        Texts alone are no annotations: a source that is not named and has said nothing in all files is none.
        """
        if self._suggesting:
            if name.removeprefix("model:") in self._runs:
                self._runs[name.removeprefix("model:")].write([(one, Suggestions()) for one in documents])
        elif self._named or name != self._default or name in self._importing:
            importing = self._importer(name, SourceItems(kind="import" if name == self._default else "person"))
            importing.finish(event=_EVENT, author=name)
            source = self._project.sources.person(name)
            for one in dict.fromkeys(documents):
                state = self._project.annotations.state(self._project.documents.get(one), source)
                if not state.spans and state.marks == Marks(one):
                    importing.add(one, (Marks(one, status="done"),), event=_EVENT, author=name)

    def _suggest(self, document_id: str, name: str, one: SourceItems, where: str) -> None:
        model = name.removeprefix("model:")
        if model not in self._runs:
            self._runs[model] = self._project.suggestions.writing_run(model)
        whole = [span for span in one.spans if len(span.fragments) == 1]
        if len(whole) < len(one.spans):
            told = f"{len(one.spans) - len(whole)} discontinuous spans; suggestions have one fragment"
            self._reading.leave_out(where, told)
        ordered = sorted(whole, key=lambda span: (span.start, span.end))
        at = {span.id: number for number, span in enumerate(ordered)}
        spans = tuple(
            Suggestion(one.start, one.end, one.label, 1.0 if one.score is None else one.score, one.value)
            for one in ordered
        )
        relations = tuple(
            SuggestedRelation(at[each.head], at[each.child], each.label, 1.0 if each.score is None else each.score)
            for each in one.relations
            if each.head in at and each.child in at
        )
        self._runs[model].write([(document_id, Suggestions(spans, relations))])
        self.taken.suggestions += len(spans) + len(relations)
        self._count(one)

    def _count(self, one: SourceItems) -> None:
        self.taken.labels.update(span.label for span in one.spans)
        self._relation_labels.update(relation.label for relation in one.relations)

    def _widen_scheme(self) -> None:
        """Labels that are used and not known come at the end of the scheme, so that they can be seen and given."""
        scheme = self._project.schemes.scheme
        draft = SchemeDraft.of(scheme)
        spans = [name for name in self.taken.labels if scheme.span_label(name) is None]
        relations = [name for name in self._relation_labels if scheme.relation_label(name) is None]
        for name in spans:
            draft = self._with(draft, "span", name)
        for name in relations if draft.scheme.spans else ():
            draft = self._with(draft, "relation", name)
        self.taken.labels = Counter({name: self.taken.labels[name] for name in spans})
        if draft.scheme != scheme:
            self._project.schemes.put(finished(draft)[1])

    def _with(self, draft: SchemeDraft, kind: str, name: str) -> SchemeDraft:
        try:
            return add(draft, "span" if kind == "span" else "relation", name)
        except SchemeError as problem:
            self._reading.tell("scheme", f"the {kind} label “{name}” is used but could not be added: {problem}")
            return draft


def _equal(one: Span, two: Span) -> bool:
    return (one.label, one.fragments) == (two.label, two.fragments)


def _new_relations(one: SourceItems, state: AnnotationState, ids: Mapping[str, str]) -> list[Relation]:
    """The relations that are not there, between the spans that are. Equal spans count as the same one here."""
    own = {span.id: span for span in one.spans}

    def place(each: Relation, spans: Mapping[str, Span]) -> tuple[object, ...]:
        ends = (spans[each.head], spans[each.child])
        return (each.label, *((end.label, end.fragments) for end in ends))

    there = Counter(place(each, state.spans) for each in state.relations.values())
    new = list[Relation]()
    for each in one.relations:
        where = place(each, own)
        if there[where] > 0:
            there[where] -= 1
        else:
            new.append(replace(each, head=ids[each.head], child=ids[each.child]))
    return new


def _same_spans(some: Iterable[Span], there: Iterable[Span]) -> dict[str, str]:
    """For the id of each span, that of the one that is there already with its label and place, or its own.

    Two equal spans are two: each that is there answers one.
    """
    free = defaultdict[tuple[str, tuple[Range, ...]], list[str]](list)
    for span in there:
        free[span.label, span.fragments].append(span.id)
    ids = dict[str, str]()
    for span in some:
        same = free[span.label, span.fragments]
        found = span.id if span.id in same else next(iter(same), None)
        if found is not None:
            same.remove(found)
        ids[span.id] = found or span.id
    return ids


def take_in(
    project: Project,
    records: Iterable[Record],
    source: str,
    reading: Reading,
    *,
    suggesting: bool = False,
    named: bool = False,
    step: Step = no_step,
) -> Taken:
    """Write records to a project: all of them or, where something raises, nothing. Texts alone that are there already
    are passed over."""
    incoming = Incoming(project, source, reading, suggesting=suggesting, named=named)
    try:
        with ExitStack() as stack:
            begun = False
            for number, record in enumerate(_ahead(records), start=1):
                if not record.sources and not record.looked and incoming.found(record) is not None:
                    incoming.pass_over(record)
                    continue
                if not begun:
                    stack.enter_context(project.connection.writing())
                    begun = True
                incoming.take(record)
                step(number, 0)
            return incoming.finish() if begun else incoming.taken
    except BaseException:
        project.schemes.forget()
        raise


def _ahead(records: Iterable[Record]) -> Iterator[Record]:
    """The same, with the first ones made before any is given: what fails early has not begun to write."""
    rest, first, size = iter(records), list[Record](), 0
    while size < _AHEAD and (record := next(rest, None)) is not None:
        first.append(record)
        size += len(record.text)
    yield from chain(first, rest)
