"""`counts`: a number and the name whose members it counts."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.relations.lexicon import is_people
from annotate.suggest.relations.pairs import Allowed
from annotate.suggest.relations.tree import Sentence

LABEL = "counts"
_OF_NUMBER = ("nummod", "nummod:gov", "amod", "det", "compound", "advmod")
_MODIFIES = ("amod", "compound", "flat", "nmod:poss", "nmod:unmarked", "nmod")
_FROM = ("of", "from", "among")


def counted(spans: Sequence[Suggestion], sentence: Sentence, allowed: Allowed) -> list[SuggestedRelation]:
    """For each number of the sentence the one name that it counts, if any."""
    found = list[SuggestedRelation]()
    for number in sentence.spans:
        label = spans[number].label
        if allowed.meaning(label) != "number":
            continue
        names = [one for one in sentence.spans if one != number and LABEL in allowed.between(label, spans[one].label)]
        if names:
            best = max((_score(spans, sentence, number, name), -name) for name in names)
            if best[0] > 0:
                found.append(SuggestedRelation(number, -best[1], LABEL, best[0]))
    return found


def _score(spans: Sequence[Suggestion], sentence: Sentence, number: int, name: int) -> float:
    """How sure it is that the number counts the members of the name; 0 where nothing tells so."""
    words, at = sentence.words, sentence.anchors[number]
    word, place = words[at], sentence.anchors[name]
    if spans[name].start < spans[number].end or word.lemma in ("a", "an"):
        return 0.0  # a name before or around the number; an article is a number only in some corpora
    if word.dep in _OF_NUMBER and word.head != at and words[word.head].pos in ("NOUN", "PROPN", "ADJ"):
        thing = word.head
    else:
        thing = _whole(sentence, at, place)
    if thing is None:
        return 0.0
    if thing == place:
        return 0.85
    people = is_people(words[thing].lemma)
    mention = words[place]
    person = spans[name].label in ("PERSON", "PER")  # "the two Smith brothers" counts no Smiths
    if mention.head == thing and mention.dep in _MODIFIES and people and not person:
        case = sentence.cases.get(place)
        if case is None:
            return 0.8
        return 0.6 if case in _FROM else 0.0
    return 0.0


def _whole(sentence: Sentence, number: int, name: int) -> int | None:
    """“hundreds of Syrians”, “half of the Iraqi fighters”: the noun after “of”, if it is or carries the name."""
    words = sentence.words
    node = name
    for _ in range(2):
        word = words[node]
        if word.head == number:
            return node if word.dep.startswith("nmod") and sentence.cases.get(node) == "of" else None
        if word.dep not in ("amod", "compound", "flat"):
            return None
        node = word.head
    return node if words[node].head == number and sentence.cases.get(node) == "of" else None
