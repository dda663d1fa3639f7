"""Relations between suggested spans, from the syntax of the sentences.

Three readers look at each sentence that holds two spans or more: `pairs` asks a small trained scorer what two names
have to do with each other; `counting`, `attribution` and `dates` are rules for what numbers count, on whose word things
rest, and when they happened.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.scheme import Scheme
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.relations.attribution import Speakers
from annotate.suggest.relations.counting import counted
from annotate.suggest.relations.dates import happened
from annotate.suggest.relations.pairs import allowed_by, related
from annotate.suggest.relations.scorer import Scorer
from annotate.suggest.relations.tree import sentences
from annotate.suggest.syntax import Word

__all__ = ["find_relations"]


def find_relations(
    text: str, spans: Sequence[Suggestion], words: Sequence[Word], scheme: Scheme, *, scorer: Scorer | None = None
) -> list[SuggestedRelation]:
    """Relations of the scheme between `spans` (in text order) that the parsed `words` of the document tell.

    At most one relation between two spans, the surest. Labels that `scheme` lacks and ends that it does not allow are
    never proposed. Empty without a parse. `scorer` is there for measuring other weights than the embedded ones.
    """
    allowed = allowed_by(scheme)
    if not words or len(spans) < 2 or not allowed.any:
        return []
    best: dict[tuple[int, int], SuggestedRelation] = {}
    speakers = Speakers(text, spans, allowed)
    for sentence in sentences(words, spans, at_least=1):
        found = speakers.said(sentence)
        if len(sentence.spans) > 1:
            found += counted(spans, sentence, allowed)
            found += happened(spans, sentence, allowed)
            found += related(text, spans, sentence, allowed, scorer)
        for one in found:
            pair = (one.head, one.child) if one.head < one.child else (one.child, one.head)
            if "\n" in text[spans[pair[0]].end : spans[pair[1]].start]:
                continue  # a headline and what follows it are no one sentence
            if pair not in best or best[pair].score < one.score:
                best[pair] = one
    return [best[pair] for pair in sorted(best)]
