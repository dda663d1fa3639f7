"""`said`: a speaker and what rests on their word: the numbers of the clause that they said, or its subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.relations.lexicon import WEAK_SAYING
from annotate.suggest.relations.pairs import Allowed
from annotate.suggest.relations.tree import Sentence

LABEL = "said"
_MOST = 3  # numbers on one word of honour; more would flood the article
_BACK = 2  # sentences between a speaker and the "he said" that means them
_LIFTS = frozenset(("amod", "compound", "flat", "appos", "nmod:poss", "flat:name"))


class Speakers:
    """Reads the sentences of one document in order, so that “he said” finds who spoke last."""

    def __init__(self, text: str, spans: Sequence[Suggestion], allowed: Allowed) -> None:
        self._text, self._spans, self._allowed = text, spans, allowed
        self._last: tuple[int, int] | None = None  # span and number of the sentence
        self._on = {
            label
            for label in {one.label for one in spans}
            if any(LABEL in allowed.between(label, other) for other in {one.label for one in spans})
        }

    def said(self, sentence: Sentence) -> list[SuggestedRelation]:
        """What the speakers of this sentence said, as relations to numbers and names of the same sentence."""
        if not self._on or not (sentence.verbs or sentence.according):
            return []
        children = sentence.children
        found = list[SuggestedRelation]()
        for verb in sentence.verbs:
            found += self._by_verb(sentence, verb, children)
        for place in sentence.according:
            found += self._according(sentence, place)
        return found

    def _by_verb(self, sentence: Sentence, verb: int, children: dict[int, list[int]]) -> list[SuggestedRelation]:
        words = sentence.words
        subject = next((child for child in children[verb] if words[child].dep == "nsubj"), None)
        if subject is None and words[verb].dep == "conj":
            subject = next((child for child in children[words[verb].head] if words[child].dep == "nsubj"), None)
        if subject is None:
            return []
        speaker, sure = self._speaker(sentence, subject)
        if speaker is None:
            return []
        clause = next((child for child in children[verb] if words[child].dep == "ccomp"), None)
        weak = words[verb].lemma in WEAK_SAYING
        if clause is None and words[verb].dep == "parataxis" and not weak:
            clause = words[verb].head
        if clause is None and not weak:
            clause = next((child for child in children[verb] if words[child].dep in ("parataxis", "obj")), None)
        if clause is None:
            return []
        bare = words[clause].dep == "obj"
        return self._rests(sentence, speaker, clause, verb, sure, bare=bare)

    def _according(self, sentence: Sentence, place: int) -> list[SuggestedRelation]:
        words = sentence.words
        source = words[place].head if words[place].dep == "case" else place
        speaker, sure = self._speaker(sentence, source)
        if speaker is None or words[source].head == source:
            return []
        return self._rests(sentence, speaker, words[source].head, source, sure, bare=False)

    def _speaker(self, sentence: Sentence, subject: int) -> tuple[int | None, float]:
        """The span that speaks: it is the subject, or it says whose subject it is, or “he” means it."""
        best, sure = None, 0.0
        for span in sentence.spans:
            if self._spans[span].label not in self._on:
                continue
            worth = _speaks_for(sentence, sentence.anchors[span], subject)
            if worth > sure:
                best, sure = span, worth
        number = sentence.words[sentence.first].sentence
        if best is not None:
            if self._spans[best].label in ("PERSON", "PER"):
                self._last = best, number
            return best, sure
        if sentence.words[subject].lemma.lower() in ("he", "she") and self._last is not None:
            last, when = self._last
            if number - when <= _BACK and not self._other_person(sentence, last):
                self._last = last, number
                return last, 0.6
        return None, 0.0

    def _other_person(self, sentence: Sentence, last: int) -> bool:
        """Whether somebody else was named since the last speaker, up to this sentence."""
        until = sentence.spans[0] if sentence.spans else last
        return any(self._spans[one].label in ("PERSON", "PER") for one in range(last + 1, until))

    def _rests(
        self, sentence: Sentence, speaker: int, clause: int, beside: int, sure: float, *, bare: bool
    ) -> list[SuggestedRelation]:
        """Relations from the speaker to the numbers under `clause`, not under `beside`; else to its subject."""
        label, numbers, names = self._spans[speaker].label, list[int](), list[int]()
        for span in sentence.spans:
            one = self._spans[span]
            ordinal = one.value is not None and one.value.ordinal is not None
            if span == speaker or ordinal or LABEL not in self._allowed.between(label, one.label):
                continue
            way = sentence.way(span)
            if clause not in way or (beside in way and _before(way, beside, clause)):
                continue
            if self._allowed.meaning(one.label) == "number":
                numbers.append(span)
            elif self._allowed.meaning(one.label) == "none" and not bare and self._is_topic(sentence, span, clause):
                names.append(span)
        if numbers:
            return [SuggestedRelation(speaker, one, LABEL, round(sure * 0.9, 3)) for one in numbers[:_MOST]]
        return [SuggestedRelation(speaker, one, LABEL, round(sure * 0.75, 3)) for one in names[:1]]

    def _is_topic(self, sentence: Sentence, span: int, clause: int) -> bool:
        word = sentence.words[sentence.anchors[span]]
        return word.head == clause and word.dep in ("nsubj", "nsubj:pass")


def _before(way: Mapping[int, object], one: int, other: int) -> bool:
    """Whether the way up from a span comes to `one` before it comes to `other`."""
    return next(node for node in way if node in (one, other)) == one


def _speaks_for(sentence: Sentence, node: int, subject: int) -> float:
    """How sure it is that the word at `node` names the subject: itself, its apposition, or whose spokesman."""
    worth = 0.85
    for _ in range(4):
        if node == subject:
            return worth
        word = sentence.words[node]
        if word.dep in _LIFTS:
            worth -= 0.05
        elif word.dep == "nmod" and sentence.cases.get(node) in ("of", "for", "from"):
            worth -= 0.15
        elif word.dep == "conj":
            worth -= 0.1
        else:
            break
        node = word.head
    return 0.0
