"""Random work on copies of a project: everything that people, runs and settings do, by the roads of the program."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from annotate import commands, review, scheme_edit
from annotate.blind import Blinding
from annotate.change import Change, Transaction, compose
from annotate.document import Document
from annotate.errors import GilderError
from annotate.model import Span, ZoneKind, surface
from annotate.offsets import Range
from annotate.scheme_edit import SchemeDraft
from annotate.scheme_follow import follow
from annotate.state import AnnotationState
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from store.clock import DAY_MS, now_ms
from store.documents import NewDocument
from store.ids import new_id, new_ids
from store.merge.merge import merge
from store.project import Project
from store.sources import Source

SCHEME = """
name = "press"
[[span]]
name = "PERSON"
hotkey = "1"
[[span]]
name = "LOC"
hotkey = "2"
[[span]]
name = "ORG"
hotkey = "3"
[[relation]]
name = "opposes"
[[relation]]
name = "part_of"
ends = [{ head = ["LOC", "ORG"], child = ["LOC", "ORG"] }]
[[attribute]]
name = "sure"
kind = "flag"
"""
TEXTS = (
    "Iran armed more than 1,000 fighters in Syria. President Bashar al-Assad thanked Iran on Tuesday.",
    "Reuters said dozens came from Iraq 👩‍👩‍👧 on Friday.\r\nThe end of it.",
    "The council met in Geneva. Nobody came to the second meeting, officials said.",
    "مصر said little; Cairo said more about the Nile and its dams.",
)
_SKEWS = (0, 0, 0, -3 * DAY_MS, DAY_MS // 12, 400 * DAY_MS)  # clocks that are right, and some that are not


class Worker:
    """A person at a copy of the project, with a clock that may be wrong."""

    def __init__(self, project: Project, name: str, rng: random.Random) -> None:
        self.project, self.rng, self.name, self._mostly = project, rng, name, name
        self.skew = rng.choice(_SKEWS)
        self.done = self.refused = 0

    @property
    def source(self) -> Source:
        return self.project.sources.person(self.name)

    def work(self, steps: int) -> None:
        """Do so many things, or try to."""
        for _ in range(steps):
            self.name = self.rng.choice([*[self._mostly] * 3, "ann"])  # ann also works at other people's machines
            self._do(self.rng.choice(_DEEDS))

    def begin(self, spans: int) -> None:
        """Some spans and relations to quarrel about."""
        for _ in range(spans):
            self._do(_add)
            self._do(_connect)

    def _do(self, deed: Callable[[Worker], None]) -> None:
        with self._clock():
            try:
                deed(self)
                self.done += 1
            except (GilderError, IndexError):
                self.refused += 1

    @contextmanager
    def _clock(self) -> Iterator[None]:
        with (
            patch("store.journal.now_ms", lambda: now_ms() + self.skew),
            patch("store.schemes.now_ms", lambda: now_ms() + self.skew),
        ):
            yield

    def document(self) -> Document:
        return self.project.documents.get(self.rng.choice(self.project.documents.ids()))

    def state(self, doc: Document) -> AnnotationState:
        return self.project.annotations.state(doc, self.source)

    def take(self, tx: Transaction | None) -> None:
        """One step, checked by the state as the window does it, and by the file."""
        if tx is not None and tx.changes:
            self._check(tx)
            self.project.annotations.append(tx, self.source)

    def _check(self, tx: Transaction) -> None:
        for uid in tx.documents:
            self.state(self.project.documents.get(uid)).apply(tx)

    def again(self, *, back: bool) -> None:
        """Undo or redo, in the way of the window: the state after it must be what the file then has."""
        history = self.project.journal.history(self.source)
        entry = history.next_undo if back else history.next_redo
        if entry is None:
            return
        if entry.kind == "scheme":
            self.project.schemes.again(entry, self.source, back=back)
            return
        tx = self.project.journal.transaction(entry.id)
        tx = self.project.annotations.whole(tx.inverse() if back else tx, self.source)
        docs = [self.project.documents.get(uid) for uid in tx.documents]
        shown = [self.state(doc).apply(tx) for doc in docs]
        kind = "undo" if back else "redo"
        self.project.annotations.append(tx, self.source, kind=kind, undoes=entry.id)
        assert [self.state(doc) for doc in docs] == shown, "the window shows something else than the file has"

    def one_of(self, some: object) -> str:
        return self.rng.choice(sorted(some))  # type: ignore[call-overload]

    def place(self, doc: Document) -> Range:
        start = self.rng.randrange(min(len(doc.text) - 1, 40))
        return Range(start, min(len(doc.text), start + self.rng.randint(1, 6)))


def _add(one: Worker) -> None:
    doc = one.document()
    label = one.one_of(label.name for label in one.project.scheme.spans)
    one.take(commands.add_span(one.state(doc), [one.place(doc)], label, new_id=new_id()))


def _relabel(one: Worker) -> None:
    state = one.state(one.document())
    label = one.one_of(label.name for label in one.project.scheme.spans)
    one.take(commands.relabel(state, one.one_of(state.spans), label, scheme=one.project.scheme))


def _resize(one: Worker) -> None:
    doc = one.document()
    state = one.state(doc)
    one.take(commands.resize(state, one.one_of(state.spans), [one.place(doc)]))


def _delete(one: Worker) -> None:
    state = one.state(one.document())
    one.take(commands.delete_span(state, one.one_of(state.spans)))


def _connect(one: Worker) -> None:
    state = one.state(one.document())
    head, child = one.rng.sample(sorted(state.spans), 2) if len(state.spans) > 1 else ("", "")
    label = one.one_of(label.name for label in one.project.scheme.relations)
    one.take(commands.connect(state, one.project.scheme, head, child, label, new_id=new_id()))


def _reverse(one: Worker) -> None:
    state = one.state(one.document())
    one.take(commands.reverse_relation(state, one.project.scheme, one.one_of(state.relations)))


def _drop_relation(one: Worker) -> None:
    state = one.state(one.document())
    one.take(commands.delete_relation(state, one.one_of(state.relations)))


def _note(one: Worker) -> None:
    state = one.state(one.document())
    item = one.one_of([*state.spans, *state.relations, state.document.id])
    one.take(commands.set_note(state, item, one.rng.choice(["", "really?", "see above"])))


def _status(one: Worker) -> None:
    one.take(commands.set_status(one.state(one.document()), one.rng.choice(["new", "in_progress", "done"])))


def _attribute(one: Worker) -> None:
    state = one.state(one.document())
    one.take(commands.set_attribute(state, one.one_of(state.spans), "sure", one.rng.choice([True, None])))


def _zone(one: Worker) -> None:
    doc = one.document()
    one.take(commands.mark_zone(one.state(doc), "boilerplate", one.place(doc), new_id=new_id()))


def _no_zone(one: Worker) -> None:
    state = one.state(one.document())
    one.take(commands.remove_zone(state, one.one_of(state.zones)))


def _decide(one: Worker) -> None:
    doc = one.document()
    state, suggested = one.state(doc), one.project.suggestions.suggested(doc)
    one_id = one.one_of([*suggested.spans, *suggested.relations])
    if one.rng.random() < 0.5:
        one.take(review.accept(suggested, state, one_id, new_ids=new_ids()))
    else:
        one.take(review.reject(suggested, state, [one_id]))


def _accept_all(one: Worker) -> None:
    doc = one.document()
    suggested = one.project.suggestions.suggested(doc)
    one.take(review.accept_all(suggested, one.state(doc), one.project.scheme, new_ids=new_ids()))


def _in_bulk(one: Worker) -> None:
    """One step over all documents."""
    steps = list[Transaction]()
    for uid in one.project.documents.ids():
        doc = one.project.documents.get(uid)
        place = (one.place(doc),)
        span = Span(new_id(), "ORG", place, surface(doc.text, place))
        steps.append(Transaction((Change(uid, None, span),), "span.add"))
    one.take(compose(steps, "span.everywhere"))


def _undo(one: Worker) -> None:
    one.again(back=True)


def _redo(one: Worker) -> None:
    one.again(back=False)


def _change_scheme(one: Worker) -> None:
    draft = SchemeDraft.of(one.project.scheme)
    label = one.one_of(each.name for each in draft.scheme.spans)
    used = {name for kind, name in one.project.labels_in_use().counts if kind == "span"}
    how = one.rng.randrange(6)
    if how == 0:
        draft = scheme_edit.add(draft, "span", one.rng.choice(["PLANE", "SHIP", "ship", "RIVER"]))
    elif how == 1:
        draft = scheme_edit.change(draft, "span", label, name=one.rng.choice(["PLACE", "SHIP", "Loc", "HUMAN"]))
    elif how == 2:
        draft = scheme_edit.retire(draft, "span", label, retired=one.rng.random() < 0.7)
    elif how == 3:
        draft = scheme_edit.merge(draft, "span", label, one.one_of(each.name for each in draft.scheme.spans))
    elif how == 4:
        draft = scheme_edit.remove(draft, "span", label, used=int(label in used))
    else:
        draft = scheme_edit.change(draft, "span", label, hotkey=one.rng.choice("789"), guideline=one.rng.choice("ab"))
    done, toml = scheme_edit.finished(draft)
    one.project.schemes.change(done, toml, lambda state: follow(state, done, lambda _t, _l: None), one.source)


def _import(one: Worker) -> None:
    text = one.rng.choice(TEXTS)
    zones: tuple[tuple[ZoneKind, int, int], ...] = (("headline", 0, 8),) if one.rng.random() < 0.5 else ()
    one.project.documents.add([NewDocument(f"{one.name}-{text[:4]}.txt", text, zones, {"by": one.name})])


def _run(one: Worker) -> None:
    some = one.rng.sample(one.project.documents.ids(), one.rng.randint(1, len(one.project.documents)))
    found = [(uid, _suggestions(one, one.project.documents.get(uid))) for uid in some]
    one.project.suggestions.record_run(one.rng.choice(["m 1", "m 2"]), found)


def _suggestions(one: Worker, doc: Document) -> Suggestions:
    label = one.one_of(each.name for each in one.project.scheme.spans)
    places = [one.place(doc) for _ in range(3)]
    spans = tuple(Suggestion(place.start, place.end, label, one.rng.random()) for place in dict.fromkeys(places))
    relations = (SuggestedRelation(0, 1, "opposes", 0.5),) if len(spans) > 1 else ()
    return Suggestions(spans, relations)


def _blind(one: Worker) -> None:
    one.project.blinding.set(Blinding(one.rng.choice([0, 20]), "documents", one.rng.randrange(3)))


_DEEDS: list[Callable[[Worker], None]] = [
    *[_add] * 4, *[_relabel] * 5, *[_resize] * 4, *[_delete] * 4, *[_connect] * 6, _reverse, _drop_relation,
    *[_note] * 2, *[_status] * 2, _attribute, _zone, _no_zone, *[_decide] * 4, _accept_all, _in_bulk,
    *[_undo] * 6, *[_redo] * 3, *[_change_scheme] * 2, _import, *[_run] * 2, _blind,
]  # fmt: skip


def exchange(workers: list[Worker], rng: random.Random) -> None:
    """One copy takes over what another one has, in the middle of the work."""
    one, other = rng.sample(workers, 2)
    merge(one.project, other.project.path)
