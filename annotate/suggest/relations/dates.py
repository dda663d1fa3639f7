"""`happened_on`: an event or name and the date of what happened to it, where one clause says both."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.relations.lexicon import SAYING, STATES
from annotate.suggest.relations.pairs import Allowed
from annotate.suggest.relations.tree import Sentence

LABEL = "happened_on"
_NOT_THEN = frozenset("for until till before by than over after through throughout within during since".split())
_EVENTS = frozenset(("EVENT", "MISC"))
_SUBJECTS = ("nsubj", "nsubj:pass")


def happened(spans: Sequence[Suggestion], sentence: Sentence, allowed: Allowed) -> list[SuggestedRelation]:
    """For each date of the sentence the one name whose event it dates, if any."""
    found = list[SuggestedRelation]()
    for date in sentence.spans:
        span = spans[date]
        if allowed.meaning(span.label) != "date" or (
            span.value is not None and (span.value.date or "").lstrip("~")[:1] == "P"
        ):
            continue
        names = [
            one for one in sentence.spans if one != date and LABEL in allowed.between(spans[one].label, span.label)
        ]
        if names:
            score, name = max((_score(spans, sentence, date, name), -name) for name in names)
            if score > 0:
                found.append(SuggestedRelation(-name, date, LABEL, score))
    return found


def _score(spans: Sequence[Suggestion], sentence: Sentence, date: int, name: int) -> float:
    words, at, place = sentence.words, sentence.anchors[date], sentence.anchors[name]
    if sentence.cases.get(at) in _NOT_THEN or words[at].head == at:
        return 0.0
    head, label = words[at].head, spans[name].label
    if head == place:  # "the 2016 Olympics", "the attacks on Friday"
        return 0.75 if label == "EVENT" else 0.0
    verb = words[head]
    if verb.pos not in ("VERB", "AUX") or not words[at].dep.startswith(("obl", "advmod", "nmod")):
        return 0.0
    mention = words[place]
    if mention.head != head or verb.lemma in SAYING or verb.lemma in STATES:
        return 0.0
    if mention.dep in _SUBJECTS:
        return 0.7 if label in _EVENTS else 0.6
    return 0.65 if label == "EVENT" and mention.dep.startswith(("obj", "obl")) else 0.0
