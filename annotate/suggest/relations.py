"""Relations between suggested spans, from the syntax of the sentences."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.scheme import Scheme
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.syntax import Word


def find_relations(
    text: str, spans: Sequence[Suggestion], words: Sequence[Word], scheme: Scheme
) -> list[SuggestedRelation]:
    """Relations of the scheme between `spans` (in text order) that the parsed `words` of the document tell."""
    del text, spans, words, scheme
    return []
