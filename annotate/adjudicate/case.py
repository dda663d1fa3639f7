"""A document to be adjudicated: what its annotators say, and what of it still needs an answer in gold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from annotate.adjudicate.labels import label_stops
from annotate.adjudicate.relations import relation_stops
from annotate.adjudicate.spans import Said, span_stops
from annotate.adjudicate.stops import Alternative, Content, DocumentLabel, Given, Rule, Stop
from annotate.model import Decision, Relation, Span
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.scores.values import in_one_form
from annotate.state import AnnotationState


@dataclass(frozen=True)
class Case:
    """What two or more annotators say of one document, which answers are taken without asking, and the places that are
    left out (boilerplate): what lies in one of them is neither asked about nor taken."""

    said: Said
    rule: Rule = "all"
    scheme: Scheme | None = None
    out: tuple[Range, ...] = ()

    @cached_property
    def _span_stops(self) -> list[Stop]:
        return span_stops(self.said, self._counts)

    @cached_property
    def left_out(self) -> int:
        """On how many places annotators differ, under the rule, that are left out; their relations are not counted."""
        if len(self.said) < 2 or not self.out:
            return 0
        return sum(one.agreed(self.rule) is None for one in span_stops(self.said, lambda span: not self._counts(span)))

    def _counts(self, span: Span) -> bool:
        return not any(zone.covers(span.range) for zone in self.out)

    def _joins_counted(self, stop: Stop, gold: AnnotationState) -> bool:
        """Whether both ends of a relation count."""
        first = stop.contents[0]
        assert isinstance(first, Relation)
        return self._counts(gold.spans[first.head]) and self._counts(gold.spans[first.child])

    @cached_property
    def _label_stops(self) -> list[Stop]:
        return label_stops(self.said)

    @cached_property
    def given(self) -> frozenset[str]:
        """Ids of all spans and relations that the annotators have now."""
        return frozenset(one for state in self.said.values() for one in (*state.spans, *state.relations))

    def places(self, gold: AnnotationState) -> list[Stop]:
        """Everything that is said, agreed on or not: spans, then relations between spans of gold, then labels of the
        document. One annotator alone is nobody to differ from: then there is nothing."""
        if len(self.said) < 2:
            return []
        relations = relation_stops(self.said, gold, self.scheme)
        if self.out:
            relations = [one for one in relations if self._joins_counted(one, gold)]
        return [*self._span_stops, *relations, *self._label_stops]

    def sorted_out(self, gold: AnnotationState) -> tuple[list[Stop], list[Stop]]:
        """The stops, and what waits to be taken without asking: see `stops` and `waiting`."""
        stops, waiting = list[Stop](), list[Stop]()
        for one in self.places(gold):
            still = is_open(one, gold)
            answer = one.agreed(self.rule)
            if answer is None or (still and _blocked(one, answer, gold)):
                stops.append(one)
            elif still:
                waiting.append(one)
        return stops, waiting

    def stops(self, gold: AnnotationState) -> list[Stop]:
        """What a person has to settle, or has settled: where annotators differ under the rule, and where what they
        agree on would stand over what gold has already."""
        return self.sorted_out(gold)[0]

    def waiting(self, gold: AnnotationState) -> list[Stop]:
        """What the rule takes without asking and gold has not yet."""
        return self.sorted_out(gold)[1]

    def open(self, gold: AnnotationState) -> list[Stop]:
        """The stops that nobody has settled."""
        return [one for one in self.stops(gold) if is_open(one, gold)]

    def is_done(self, gold: AnnotationState) -> bool:
        """Whether everything that is said has its answer."""
        return not any(is_open(one, gold) for one in self.places(gold))


def is_open(stop: Stop, gold: AnnotationState) -> bool:
    """Whether a stop waits for an answer: one of its spans or relations has no decision, and is not in gold anyway."""
    if stop.kind == "label":
        return stop.id not in gold.decisions and not _has_label(stop, gold)
    return not all(is_answered(one, stop.contents[one.says], gold) for one in stop.given)


def is_answered(given: Given, content: Content, gold: AnnotationState) -> bool:
    """Whether an annotator's span or relation, as it is now, has its decision; or gold has the same by itself."""
    decision = gold.decisions.get(given.id)
    if decision is None:
        return twin(content, gold) is not None
    if (decision.fragments, decision.label) != (given.fragments, given.label):
        return False
    return _meant(given, gold) == meaning(content) or _is_in_gold(decision, content, gold)


def meaning(content: Content) -> str:
    """What somebody says of a span or relation beyond place and label, value and attributes, as 32 hexadecimal digits;
    empty where that is nothing."""
    if isinstance(content, DocumentLabel):
        return ""
    value = in_one_form(content.value) if isinstance(content, Span) else ""
    if not value and not content.attributes:
        return ""
    return hashlib.sha256(repr((value, content.attributes)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def memory_of(item_id: str) -> str:
    """The id of the decision that remembers, as what came of it, the `meaning` that an annotator's span or relation had
    when it was decided on; there is none where it had none."""
    return f"said {item_id}"


def _meant(given: Given, gold: AnnotationState) -> str:
    memory = gold.decisions.get(memory_of(given.id))
    return "" if memory is None else memory.annotation or ""


def _is_in_gold(decision: Decision, content: Content, gold: AnnotationState) -> bool:
    """Whether what came of a decision says just what its annotator says now: also where both followed the scheme."""
    made = gold.spans.get(decision.annotation or "") or gold.relations.get(decision.annotation or "")
    return made is not None and meaning(made) == meaning(content)


def twin(content: Content, gold: AnnotationState) -> Span | Relation | None:
    """What gold has at exactly this place under this label."""
    match content:
        case Span():
            near: Iterable[Span] = gold.index.nested(content.range)
            return next((one for one in near if _alike(one, content)), None)
        case Relation():
            arcs = gold.relations.of(content.head)
            ends = (content.head, content.child, content.label)
            return next((one for one in arcs if (one.head, one.child, one.label) == ends), None)
        case _:
            return None


def _alike(one: Span, other: Span) -> bool:
    return (one.fragments, one.label) == (other.fragments, other.label)


def _has_label(stop: Stop, gold: AnnotationState) -> bool:
    """Whether everybody says what gold says of the document."""
    labels = dict(gold.marks.attributes)
    content = stop.contents[0]
    assert isinstance(content, DocumentLabel)
    return len(stop.alternatives) == 1 and labels.get(content.name) == content.value


def _blocked(stop: Stop, answer: Alternative, gold: AnnotationState) -> bool:
    """Whether an answer that is agreed on would stand over what gold has already."""
    return any(_in_the_way(stop.contents[pick], gold) for pick in answer.picks)


def _in_the_way(content: Content, gold: AnnotationState) -> bool:
    match content:
        case Span():
            near = gold.index.between(*content.range)
            return any(one.fragments == content.fragments or one.range.crosses(content.range) for one in near)
        case Relation():
            ends = {content.head, content.child}
            return any({one.head, one.child} == ends for one in gold.relations.of(content.head))
        case _:
            return content.name in dict(gold.marks.attributes)
