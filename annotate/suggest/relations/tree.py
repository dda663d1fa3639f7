"""Where spans stand in the trees of their sentences, and the ways between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotate.suggest.base import Suggestion
from annotate.suggest.relations.ends import kind_of
from annotate.suggest.relations.lexicon import CLASS_OF, COARSE, GROUP, SAYING
from annotate.suggest.syntax import Word

_DEEP = 12  # steps up from a span; farther away nothing is told
_SIDE = frozenset(("case", "punct", "cc", "mark", "det", "cop", "aux"))
_FOLDED = frozenset(
    ("conj", "xcomp", "flat", "compound", "amod", "appos", "parataxis", "dep", "fixed", "nmod:unmarked", "flat:name")
)
_CHAINS = frozenset(("ccomp", "advcl", "acl", "acl:relcl", "advcl:relcl", "root"))
_WITH_CASE = frozenset(("nmod", "obl", "advcl", "acl", "obl:agent", "conj"))


@dataclass(frozen=True, slots=True)
class Step:
    """A node above a span, with the way from the span up to it as text: only the steps that tell, and only where it
    arrives at a word of a known class and at the end."""

    node: int
    told: str
    role: str
    arrives: str
    classes: tuple[str, ...]


@dataclass(slots=True)
class Sentence:
    """The words of one sentence (places in the list of the document) and the spans that stand in it, in text order."""

    words: Sequence[Word]
    first: int
    end: int
    spans: list[int]
    anchors: dict[int, int] = field(default_factory=dict[int, int])  # span -> the word that carries it
    cases: dict[int, str] = field(default_factory=dict[int, str])  # word -> its preposition
    verbs: list[int] = field(default_factory=list[int])  # words that may report what somebody said
    according: list[int] = field(default_factory=list[int])
    _kinds: dict[int, str] = field(default_factory=dict[int, str])
    _children: dict[int, list[int]] | None = None
    _ways: dict[int, dict[int, Step]] = field(default_factory=dict[int, "dict[int, Step]"])

    def way(self, span: int) -> dict[int, Step]:
        """The nodes from the span's word up to the root, by node, nearest first."""
        found = self._ways.get(span)
        if found is None:
            found = self._ways[span] = self._climb(self.anchors[span])
        return found

    def kind(self, span: int, text: str, one: Suggestion) -> str:
        """What kind of thing the span is, by its own words."""
        found = self._kinds.get(span)
        if found is None:
            found = self._kinds[span] = kind_of(text[one.start : one.end], one.label)
        return found

    @property
    def children(self) -> dict[int, list[int]]:
        """The words that hang on each word, empty where none does."""
        if self._children is None:
            self._children = defaultdict[int, list[int]](list)
            for place in range(self.first, self.end):
                head = self.words[place].head
                if head != place:
                    self._children[head].append(place)
        return self._children

    def _climb(self, node: int) -> dict[int, Step]:
        words, steps = self.words, {node: Step(node, "", "", "", ())}
        told = role = arrives = ""
        classes: tuple[str, ...] = ()
        for _ in range(_DEEP):
            word = words[node]
            head = word.head
            if head == node or head in steps:
                break
            dep = word.dep
            if dep in _WITH_CASE and (case := self.cases.get(node)) is not None:
                dep = f"{dep}:{case}"
            lemma = words[head].lemma.lower()
            kind = CLASS_OF.get(lemma)
            if word.dep not in _FOLDED and not (lemma in GROUP and dep in ("nmod:of", "nmod:poss")):
                told = f"{told}/{dep}"
                if word.dep not in _CHAINS:
                    arrives = dep
            steps[head] = Step(head, told, role, arrives, classes)
            if kind is not None:
                classes = (*classes, kind)
                if (coarse := COARSE.get(kind)) is not None:
                    role, arrives = f"{role}{arrives}@{coarse} ", ""
            node = head
        return steps


def sentences(words: Sequence[Word], spans: Sequence[Suggestion], *, at_least: int = 2) -> Iterator[Sentence]:
    """The sentences that hold at least so many spans; a span that crosses the border of a sentence is left out."""
    starts = [word.start for word in words]
    size, at, count = len(words), 0, len(spans)
    while at < count:
        place = _word_at(words, starts, spans[at].start)
        if place >= size:
            return
        number = words[place].sentence
        # The first and the last word of the sentence, by their rising number.
        first = bisect_left(words, number, 0, place + 1, key=lambda word: word.sentence)
        end = bisect_right(words, number, place, key=lambda word: word.sentence)
        limit, some = words[end - 1].end, list[int]()
        while at < count and spans[at].start < limit:
            if spans[at].end <= limit:
                some.append(at)
            at += 1
        if len(some) >= at_least:
            yield _sentence(words, starts, spans, Sentence(words, first, end, some))


def _word_at(words: Sequence[Word], starts: Sequence[int], offset: int) -> int:
    """The place of the word that holds the code point, or of the next one."""
    place = bisect_right(starts, offset) - 1
    return place + 1 if place < 0 or words[place].end <= offset else place


def _sentence(
    words: Sequence[Word], starts: Sequence[int], spans: Sequence[Suggestion], sentence: Sentence
) -> Sentence:
    cases = sentence.cases
    for place in range(sentence.first, sentence.end):
        word = words[place]
        if word.dep == "case":
            cases.setdefault(word.head, word.lemma.lower())
            if word.text in ("according", "According"):
                sentence.according.append(place)
        elif word.pos == "VERB" and word.lemma in SAYING:
            sentence.verbs.append(place)
    for span in sentence.spans:
        begin, end = _word_at(words, starts, spans[span].start), bisect_left(starts, spans[span].end)
        sentence.anchors[span] = _anchor(words, begin, max(end, begin + 1))
    return sentence


def _anchor(words: Sequence[Word], begin: int, end: int) -> int:
    """The word of `begin` to `end` that hangs on something outside; of several the first that carries meaning."""
    if end - begin == 1:
        return begin
    for place in range(begin, end):
        word = words[place]
        if (not begin <= word.head < end or word.head == place) and word.dep not in _SIDE:
            return place
    return end - 1
