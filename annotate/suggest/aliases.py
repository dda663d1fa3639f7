"""`same_as` between mentions of the same one: short forms, acronyms, "also known as"."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.scheme import Scheme
from annotate.suggest.base import SuggestedRelation, Suggestion


def find_aliases(text: str, spans: Sequence[Suggestion], scheme: Scheme) -> list[SuggestedRelation]:
    """Which of `spans` (in text order) name the same one as an earlier, clearer mention."""
    del text, spans, scheme
    return []
