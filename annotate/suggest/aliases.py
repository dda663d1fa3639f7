"""`same_as` between mentions of the same one: short forms, acronyms, "also known as".

Each different surface of a name is joined once, at its first mention, to the clearest mention of the same one; a
surface that comes again is not joined again, so that a document has few such relations. Where a short form could be
of two different ones (two Clintons) nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from annotate.scheme import Scheme
from annotate.suggest.alias_cues import ACTIVE, BRACKET, CLOSED, CUE, NEAR
from annotate.suggest.alias_forms import Joined, Name, abbreviates, others, people, words_of_name
from annotate.suggest.base import SuggestedRelation, Suggestion

LABEL = "same_as"
_PEOPLE = frozenset(("PERSON", "PER"))
_PLACES = frozenset(("LOC", "GPE", "FAC", "PLACE", "LOCATION", "NORP"))
_SHORTENED = frozenset(("ORG", "ORGANIZATION", "ORGANISATION"))


def find_aliases(text: str, spans: Sequence[Suggestion], scheme: Scheme) -> list[SuggestedRelation]:
    """Which of `spans` (in text order) name the same one as a clearer mention. In time linear in their number."""
    label = scheme.relation_label(LABEL)
    if label is None or label.retired or len(spans) < 2:
        return []
    joinable = {
        name: label.allows(name, name) and scheme.meaning(name) == "none" for name in {one.label for one in spans}
    }
    mentions, firsts = _mentions(text, spans, joinable)
    found = list(_by_cue(text, spans, mentions))
    for name, surfaces in firsts.items():
        if len(surfaces) > 1:
            some = tuple(surfaces.values())
            found += (
                people(some)
                if name in _PEOPLE
                else others(some, short_forms=name in _SHORTENED, places=name in _PLACES)
            )
    return [one for one in _relations(found) if not spans[one.head].range.overlaps(spans[one.child].range)]


def _mentions(
    text: str, spans: Sequence[Suggestion], joinable: Mapping[str, bool]
) -> tuple[list[tuple[int, Name]], dict[str, dict[tuple[str, ...], Name]]]:
    """Each name in text order with its place, and for each label the first mention of each surface."""
    mentions, firsts, read = (
        list[tuple[int, Name]](),
        dict[str, dict[tuple[str, ...], Name]](),
        dict[str, dict[str, Name]](),
    )
    for at, span in enumerate(spans):
        if not joinable[span.label]:
            continue
        bare = text[span.start : span.end]
        known = read.setdefault(span.label, {})
        name = known.get(bare)
        if name is None:
            words = words_of_name(bare, person=span.label in _PEOPLE)
            if not words or bare.islower():
                continue  # "our allies" are not the same ones each time
            fresh = Name(at, words, bare, text[max(0, span.start - 4) : span.start].lower() == "the ")
            name = known[bare] = firsts.setdefault(span.label, {}).setdefault(words, fresh)
        mentions.append((at, name))
    return mentions, firsts


def _by_cue(text: str, spans: Sequence[Suggestion], mentions: Sequence[tuple[int, Name]]) -> Iterator[Joined]:
    """Neighbouring names of one label that the words between them call the same one."""
    for (at, one), (after, two) in pairwise(mentions):
        left, right = spans[at], spans[after]
        size = right.start - left.end
        if not 1 < size <= NEAR or left.label != right.label or one is two:
            continue
        between = text[left.end : right.start]
        bracket = BRACKET.fullmatch(between)
        if bracket is not None and CLOSED.match(text, right.end):
            if abbreviates(two, one):
                yield Joined(two, one, 0.95)
            elif abbreviates(one, two):
                yield Joined(one, two, 0.95)
            elif bracket["quote"]:
                yield Joined(two, one, 0.85)
        elif size > 3 and not ACTIVE.match(between) and CUE.fullmatch(between):
            shorter = abbreviates(one, two) or set(one.words) < set(two.words)
            yield Joined(one, two, 0.85) if shorter else Joined(two, one, 0.85)


def _relations(found: list[Joined]) -> list[SuggestedRelation]:
    """The surest clear mention for each name, in text order; never two that point at each other."""
    best: dict[int, Joined] = {}
    for one in sorted(found, key=lambda one: -one.score):
        if one.short is not one.clear and one.short.at not in best and _end(best, one.clear.at) != one.short.at:
            best[one.short.at] = one
    return [
        SuggestedRelation(one.short.at, _end(best, one.clear.at), LABEL, one.score) for _, one in sorted(best.items())
    ]


def _end(best: Mapping[int, Joined], at: int) -> int:
    """The clearest mention that is reached from the one at `at`."""
    while at in best:
        at = best[at].clear.at
    return at
