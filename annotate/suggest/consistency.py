"""The names of one document settled among each other.

One name has one label in a document: the label that all its mentions together speak for. A person's full name speaks
for the surname alone; a name that was found once is found again where it stands in the same words. Names that are known
beforehand (nationalities, large organisations, countries) speak for their label too, and are found where the tags alone
did not see them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from annotate.suggest.tagging import LABELS, TAGS

Floats = npt.NDArray[np.float32]
Words = tuple[str, ...]

_OF_LABEL = np.array(
    [[1.0 if tag.endswith(f"-{label}") else 0.0 for label in LABELS] for tag in TAGS], dtype=np.float32
)
_SURE = 0.6  # mass of a label with which a name speaks for the same words elsewhere
_AGAIN_ONE, _AGAIN_MORE = 0.25, 0.02  # mass of any name that one word, or several, need to be found again
_FAMILY_SHARE = 1.0  # how loudly a full name speaks for the surname
_KNOWN_SHARE = 1.5  # how loudly a name that is known beforehand speaks for its label
_KNOWN_LEAST = {"NORP": 0.0, "ORG": 0.05, "LOC": 0.05}  # mass of any name that one known word needs to be found
_SPOKEN = frozenset("in into speak speaks spoke speaking".split())  # before a nationality: perhaps a language


@dataclass(frozen=True, slots=True)
class Mention:
    """A name: token places, label, and how much the tags of its tokens speak for each label."""

    start: int
    end: int
    label: str
    chance: float  # of the least likely of its tags
    masses: tuple[float, ...]  # by label, mean over the tokens
    mentions: int = 1  # of the same words in the document
    agreed: float = 1.0  # share of the evidence of all mentions that is for the label
    found_again: bool = False  # the tags alone did not find it
    known: bool = False  # it is known beforehand under this label

    @classmethod
    def of(cls, start: int, end: int, label: str, chances: Any) -> Mention:
        """The mention at some tokens, with its chances, (tokens, tags)."""
        inside = chances[start:end]
        masses = (inside @ _OF_LABEL).mean(axis=0)
        return cls(start, end, label, float(_least(inside, label)), tuple(masses.tolist()))

    @property
    def mass(self) -> float:
        """How much speaks for any name here, 0 to 1."""
        return sum(self.masses)


def _least(inside: Any, label: str) -> float:
    if len(inside) == 1:
        return inside[0, TAGS.index(f"U-{label}")]
    middle = inside[1:-1, TAGS.index(f"I-{label}")]
    ends = (inside[0, TAGS.index(f"B-{label}")], inside[-1, TAGS.index(f"L-{label}")])
    return min(*ends, *middle)


class Known:
    """Names that are known beforehand, with their labels."""

    def __init__(self, labels: Mapping[Words, str]) -> None:
        self.labels = labels
        self._by_first: dict[str, list[Words]] = {}
        for name in sorted(labels, key=len, reverse=True):
            self._by_first.setdefault(name[0], []).append(name)

    def places(self, words: Sequence[str]) -> Iterator[tuple[int, Words]]:
        """Where a known name begins, and which: the longest at each place."""
        for at, word in enumerate(words):
            for name in self._by_first.get(word, ()):
                if tuple(words[at : at + len(name)]) == name:
                    yield at, name
                    break


NOTHING_KNOWN = Known({})


def settle(
    mentions: Sequence[Mention], words: Sequence[str], chances: Any, known: Known = NOTHING_KNOWN
) -> list[Mention]:
    """The mentions with one label for the same words, and those that were missed, in text order."""
    seen = [*mentions, *_known_ones(mentions, words, chances, known)]
    evidence = _evidence(seen, words, known)
    kept = [_relabelled(one, evidence[_key(one, words)]) for one in seen]
    kept += _found_again(kept, words, chances, evidence)
    counts: defaultdict[Words, int] = defaultdict(int)
    for one in kept:
        counts[_key(one, words)] += 1
    return sorted((_counted(one, _key(one, words), counts, known) for one in kept), key=lambda one: one.start)


def _counted(one: Mention, key: Words, counts: Mapping[Words, int], known: Known) -> Mention:
    return replace(one, mentions=counts[key], known=known.labels.get(key) == one.label)


def _key(one: Mention, words: Sequence[str]) -> Words:
    return tuple(words[one.start : one.end])


def _taken(mentions: Sequence[Mention], size: int) -> npt.NDArray[np.bool_]:
    taken = np.zeros(size, dtype=np.bool_)
    for one in mentions:
        taken[one.start : one.end] = True
    return taken


def _known_ones(mentions: Sequence[Mention], words: Sequence[str], chances: Any, known: Known) -> list[Mention]:
    """Known names at places that the tags left free."""
    taken, found = _taken(mentions, len(words)), list[Mention]()
    for at, name in known.places(words):
        end, label = at + len(name), known.labels[name]
        if taken[at:end].any():
            continue
        one = Mention.of(at, end, label, chances)
        spoken = label == "NORP" and at > 0 and words[at - 1].lower() in _SPOKEN
        if not spoken and (len(name) > 1 or one.mass >= _KNOWN_LEAST[label]):
            found.append(replace(one, found_again=True))
            taken[at:end] = True
    return found


def _evidence(mentions: Sequence[Mention], words: Sequence[str], known: Known) -> dict[Words, Floats]:
    """What speaks for each label of each name, full names for their surnames too."""
    found: defaultdict[Words, Floats] = defaultdict(lambda: np.zeros(len(LABELS), dtype=np.float32))
    for one in mentions:
        found[_key(one, words)] = found[_key(one, words)] + np.array(one.masses, dtype=np.float32)
    person = LABELS.index("PERSON")
    for name, masses in list(found.items()):
        if len(name) > 1 and masses.argmax() == person and name[-1:] in found:
            found[name[-1:]][person] += _FAMILY_SHARE * masses[person]
    for name in found:
        if name in known.labels:
            found[name][LABELS.index(known.labels[name])] += _KNOWN_SHARE
    return dict(found)


def _relabelled(one: Mention, evidence: Floats) -> Mention:
    best = int(evidence.argmax())
    return replace(one, label=LABELS[best], agreed=float(evidence[best] / max(float(evidence.sum()), 1e-6)))


def _found_again(
    kept: Sequence[Mention], words: Sequence[str], chances: Any, evidence: dict[Words, Floats]
) -> list[Mention]:
    """Places with the words of a sure name that the tags alone did not find."""
    sure = {_key(one, words): one for one in kept if max(one.masses) >= _SURE and words[one.start][:1].isupper()}
    firsts: defaultdict[str, list[Words]] = defaultdict(list)
    for name in sorted(sure, key=len, reverse=True):
        firsts[name[0]].append(name)
    taken, found = _taken(kept, len(words)), list[Mention]()
    for at, word in enumerate(words):
        for name in firsts.get(word, ()):
            end = at + len(name)
            if taken[at:end].any() or tuple(words[at:end]) != name:
                continue
            again = Mention.of(at, end, sure[name].label, chances)
            if again.mass >= (_AGAIN_ONE if len(name) == 1 else _AGAIN_MORE):
                found.append(replace(_relabelled(again, evidence[name]), found_again=True))
                taken[at:end] = True
                break
    return found
