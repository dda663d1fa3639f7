"""`python -m benchmarks.agreement`: how long scores and agreement of three annotators take, and how that grows.

Projects of 25 to 400 documents of 500 words. In each document a hidden truth has 60 spans, some nested, some in two
fragments, numbers with their values, people with an attribute, and 15 relations; each of three annotators has a copy of
it with errors of all kinds. Then everything that the Compare view shows is read from the file and computed by the looks
of that view, one after the other: the scores of each of the three pairs with their interval and their table, the
agreement of all three with its tables, and every case in which two of them differ, the first 5,000 in their context.
Least of the repetitions, in seconds of processor time. With `--window` the same in the real window, offscreen, with the
largest project, in seconds of the clock as well.

Other packages do their part of the same work beside it, where they are installed (the extra `peers`): seqeval the exact
scores of spans as tags, nervaluate its four criteria, krippendorff α of all tokens. Exit status 1 where 100 documents
take over `--most` seconds, or a span costs over 1.25 times what it costs in the smallest project.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import resources
from annotate.document import Document
from annotate.model import Item, Marks, Relation, Span, Value, surface
from annotate.offsets import Range
from annotate.scores.agreement import Annotated
from annotate.scores.coefficients import krippendorff_alpha
from annotate.scores.compared import Compared, Side
from annotate.scores.evaluation import evaluate
from annotate.scores.ratings import token_ratings
from annotate.scores.spans import added_up, exact_by_label
from benchmarks.agreement_window import look
from benchmarks.store.build import LABELS, Paragraphs, Text, texts
from gui.collecting import Uncollected
from gui.compare_agreed import coefficients_table, labels_table, pairs_table
from gui.compare_cases import Cell, Opening
from gui.compare_look import Agree, Asked, Compare, Comparison
from gui.compare_tables import Shown, Tabling
from gui.jobs import Report
from gui.searching import Look
from store.comparing import Comparing
from store.ids import new_id
from store.project import Project
from store.said import Memory
from store.sources import Source
from tests.annotate.scores import peers

T = TypeVar("T")
ANNOTATORS = ("ann", "ben", "cleo")
SPANS, RELATIONS = 60, 15
SIZES = (25, 50, 100, 200, 400)
JUDGED, GROWTH = 100, 1.25


@dataclass
class Measured:
    """Seconds of each step in a project, the least of some repetitions."""

    documents: int
    spans: int = 0
    steps: dict[str, float] = field(default_factory=dict[str, float])
    beside: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])  # ours, theirs

    @property
    def total(self) -> float:
        return sum(self.steps.values())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=list(SIZES), metavar="N", help="other sizes")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=float, default=2.0, help="seconds for 100 documents")
    parser.add_argument("--window", action="store_true", help="also in the real window, offscreen")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = [measured(Path(folder) / f"{count}.gilder", count, given) for count in sorted(given.documents)]
        if given.window:
            _show_window(Path(folder), found)
    if given.json:
        print(json.dumps([{"documents": one.documents, "spans": one.spans, **one.steps} for one in found], indent=1))
    else:
        _show(found)
    slow = [one for one in found if one.documents == JUDGED and one.total > given.most]
    return 1 if slow or any(_growth(found, one) > GROWTH for one in found) else 0


def measured(path: Path, count: int, given: argparse.Namespace) -> Measured:
    """One project, made and measured."""
    result, pairs = Measured(count, build(path, count, given.seed)), list[list[Compared]]()
    for _ in range(given.repeat):
        once = dict[str, float]()
        pairs = [list(one.compared) for one in _as_the_view_does(path, once)]
        for name, seconds in once.items():
            result.steps[name] = min(seconds, result.steps.get(name, seconds))
    if count == JUDGED:
        with Project.open(path, read_only=True) as project:
            comparing = Comparing(project)
            annotated = comparing.annotated([comparing.source(name) for name in ANNOTATORS])
        result.beside = _beside(pairs, annotated)
    return result


def _as_the_view_does(path: Path, seconds: dict[str, float]) -> list[Comparison]:
    """The looks of the view, each with a connection of its own and all with one memory."""
    memory = Memory()
    asked = [Asked(*two, agreeing=ANNOTATORS) for two in combinations(ANNOTATORS, 2)]
    pairs = _timed(seconds, "scores of three pairs", lambda: [_look(path, Compare(one, memory)) for one in asked])
    _timed(seconds, "their tables", lambda: [_look(path, Tabling(one, Shown())) for one in pairs])
    found = _timed(seconds, "agreement of three", lambda: _look(path, Agree(asked[0], memory)))
    differing = Opening(None, Cell("all that differs", sources=ANNOTATORS), asked[0], memory=memory)
    _timed(seconds, "all cases", lambda: _look(path, differing))
    _timed(seconds, "its tables", lambda: [make(found) for make in (pairs_table, coefficients_table, labels_table)])
    return pairs


def _look(path: Path, look: Look) -> Any:
    """What the thread of the view does."""
    with Project.open(path, read_only=True) as project:
        return Uncollected(look)(project, Report(lambda _done, _total: None, threading.Event()))


def _timed(seconds: dict[str, float], name: str, work: Callable[[], T]) -> T:
    """Do some work; of processor time, as the machine may have other work to do."""
    began = time.process_time()
    result = work()
    seconds[name] = time.process_time() - began
    return result


def _growth(found: Sequence[Measured], one: Measured) -> float:
    """What a span costs, times what it costs in the smallest project."""
    first = found[0]
    return (one.total / one.spans) / (first.total / first.spans)


def _show(found: Sequence[Measured]) -> None:
    steps = list(found[0].steps)
    _row("documents", "spans", *steps, "all", "µs a span", "growth")
    _row(*["---"] * (len(steps) + 5))
    for one in found:
        cells = [f"{one.steps[name]:.2f}" for name in steps]
        each = f"{1e6 * one.total / one.spans:.0f}"
        _row(f"{one.documents:,}", f"{one.spans:,}", *cells, f"{one.total:.2f}", each, f"{_growth(found, one):.2f}")
    for name, (ours, theirs) in (pair for one in found for pair in one.beside.items()):
        print(f"{name}: {ours:.3f} s, beside {theirs:.3f} s: {ours / theirs:.2f} times")


def _show_window(folder: Path, found: Sequence[Measured]) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(folder)  # settings of the person who runs this stay as they are
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")  # what that platform cannot do
    largest = found[-1].documents  # one only: a process has one window
    for what, seen in look(folder / f"{largest}.gilder", ANNOTATORS).items():
        took = f"{seen.seconds:.2f} s, {seen.processor:.2f} of the processor"
        print(f"window, {largest:,} documents: {what}: {took}; waits at most {seen.longest:.0f} ms")


def _row(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |")


# the same work by other packages


def _beside(pairs: Sequence[Sequence[Compared]], annotated: Sequence[Annotated]) -> dict[str, tuple[float, float]]:
    """Seconds of ours and of theirs, where they are installed."""
    found, seconds = dict[str, tuple[float, float]](), dict[str, float]()
    gold, predicted = [_flat(one.gold) for one in pairs[0]], [_flat(one.predicted) for one in pairs[0]]
    tokens = [one.tokens for one in annotated]
    if find_spec("seqeval"):
        tags = [[_places(*one) for one in zip(side, tokens, strict=True)] for side in (gold, predicted)]
        _timed(seconds, "ours", lambda: added_up(map(exact_by_label, gold, predicted)))
        _timed(seconds, "theirs", lambda: peers.seqeval(max(map(len, tokens)), tags[0], tags[1], "IOB2"))
        found["exact scores beside seqeval"] = seconds["ours"], seconds["theirs"]
    if find_spec("nervaluate"):
        sides = [[[_whole(span) for span in one] for one in side] for side in (gold, predicted)]
        _timed(seconds, "ours", lambda: evaluate(pairs[0], rounds=0))
        _timed(seconds, "theirs", lambda: peers.nervaluate(sides[0], sides[1], LABELS))
        found["all scores of a pair beside nervaluate’s four criteria"] = seconds["ours"], seconds["theirs"]
    if find_spec("krippendorff"):
        rows = [row for one in annotated for row in token_ratings(one.tokens, [one.sides[name] for name in ANNOTATORS])]
        labels = {label: at for at, label in enumerate(sorted({label for row in rows for label in row if label}), 1)}
        numbers = [[labels.get(label or "", 0) for label in row] for row in rows]
        _timed(seconds, "ours", lambda: krippendorff_alpha(rows))
        _timed(seconds, "theirs", lambda: peers.alpha(numbers, "nominal"))
        found["α of tokens beside krippendorff"] = seconds["ours"], seconds["theirs"]
    return found


def _flat(side: Side) -> list[Span]:
    """The spans of one fragment that overlap none before them: what tags can say."""
    kept = list[Span]()
    for span in sorted(side.spans, key=lambda span: (span.start, -span.end)):
        if len(span.fragments) == 1 and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


def _whole(span: Span) -> peers.Place:
    return span.label, span.start, span.end


def _places(spans: Sequence[Span], tokens: Sequence[Range]) -> list[peers.Place]:
    """The spans by tokens."""
    numbers = {at: number for number, token in enumerate(tokens) for at in range(*token)}
    ends = {token.end: number + 1 for number, token in enumerate(tokens)}
    return [(span.label, numbers[span.start], ends[span.end]) for span in spans]


# the project


def build(path: Path, count: int, seed: int) -> int:
    """Make a project of `count` documents; gives the number of spans of all annotators."""
    dice, spans = Random(f"{seed} {count}"), 0
    made = list(texts(count, Paragraphs.of()))
    with Project.create(path, resources.scheme_text("news")) as project:
        docs = [doc for doc in project.documents.add_each(one.new for one in made) if isinstance(doc, Document)]
        truths = [truth(doc, text, dice) for doc, text in zip(docs, made, strict=True)]
        for name in ANNOTATORS:
            work = [said(*pair, dice) for pair in zip(docs, truths, made, strict=True)]
            spans += sum(isinstance(item, Span) for _, items in work for item in items)
            project.annotations.import_many(work, Source(0, name, "person"), event="import.bulk")
    return spans


def truth(doc: Document, text: Text, dice: Random) -> list[Span]:
    """The spans that a document has: one to four words long, some around another, some in two fragments."""
    starts = sorted(dice.sample(range(len(text.places) - 6), SPANS))
    found = list[Span]()
    for at, start in enumerate(starts):
        last = start + dice.choices(range(4), (6, 3, 2, 1))[0]
        place = (Range(text.places[start][0], text.places[last][1]),)
        if at % 20 == 19:
            place = (*place, Range(*text.places[last + 2]))
        if at % 8 == 7 and len(found[-1].fragments) == 1:
            place = (Range(found[-1].start, max(place[0].end, found[-1].end)),)
        found.append(_span(doc, dice.choice(LABELS), place, dice))
    return found


def said(doc: Document, truth: Sequence[Span], text: Text, dice: Random) -> tuple[str, list[Item]]:
    """What one annotator says of a document: the truth with errors, relations between neighbours, a label of it all."""
    found = {(span.fragments, span.label): span for one in truth for span in _seen(doc, one, text, dice)}
    spans = list(found.values())
    heads = dice.sample(range(len(spans) - 1), min(RELATIONS, len(spans) - 1))
    arcs = [Relation(new_id(), dice.choice(("opposes", "part_of")), spans[at].id, spans[at + 1].id) for at in heads]
    about = dice.choice(("war", "war", "trade"))
    return doc.id, [*spans, *arcs, Marks(doc.id, "done", attributes=(("about", about),))]


def _seen(doc: Document, span: Span, text: Text, dice: Random) -> Iterator[Span]:
    """A true span as an annotator has it: mostly the same, or gone, relabelled, cut short, or beside another."""
    way = dice.choices(("same", "gone", "label", "end", "more"), (80, 5, 5, 6, 4))[0]
    if way == "more":
        start, end = dice.choice(text.places)
        yield _span(doc, dice.choice(LABELS), (Range(start, end),), dice)
    if way != "gone":
        place, label = span.fragments, dice.choice(LABELS) if way == "label" else span.label
        if way == "end" and place[0].size > 2:
            place = (Range(place[0].start + 1, place[0].end), *place[1:])
        yield replace(_span(doc, label, place, dice), value=_value(label, span.value, dice))


def _span(doc: Document, label: str, place: tuple[Range, ...], dice: Random) -> Span:
    attributes = (("generic", dice.random() < 0.5),) if label == "PERSON" and dice.random() < 0.5 else ()
    return Span(new_id(), label, place, surface(doc.text, place), _value(label, None, dice), attributes)


def _value(label: str, known: Value | None, dice: Random) -> Value | None:
    """The value of a number; one in ten is another one."""
    if label not in ("CARDINAL", "MONEY"):
        return None
    return known if known is not None and dice.random() < 0.9 else Value(amount=str(dice.randrange(1000)), modifier="=")


if __name__ == "__main__":
    sys.exit(main())
