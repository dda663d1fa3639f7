"""Stops about spans: what all say alike by itself, and all else in clusters of spans that share text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.adjudicate.stops import Given, Stop, alternatives, joined_notes, origin
from annotate.model import Span
from annotate.offsets import Range
from annotate.scores.parted import Key, distinct, key, overlapping
from annotate.scores.values import same_value
from annotate.state import AnnotationState

Said = Mapping[str, AnnotationState]
"""What each annotator who has looked at a document says of it, by name, in the order in which they are shown."""


@dataclass
class _Voice:
    """One thing that is said, and by whom; filled while it is gathered."""

    spans: dict[str, Span]

    @property
    def span(self) -> Span:
        return next(iter(self.spans.values()))


def every(_span: Span) -> bool:
    """Every span counts."""
    return True


def span_stops(said: Said, counts: Callable[[Span], bool] = every) -> list[Stop]:
    """All stops about spans that count in the order of the text, those of one voice included.

    A span that all say alike is a stop of its own, also where others cross it; the others are gathered as long as they
    share code points. So what is agreed on does not tie together what is not.
    """
    spans = {name: [span for span in state.index if counts(span)] for name, state in said.items()}
    by_key = _gathered(spans)
    alone, rest = list[_Voice](), list[_Voice]()
    for voices in by_key.values():
        agreed = len(voices) == 1 and len(voices[0].spans) == len(said)
        (alone if agreed else rest).extend(voices)
    clusters = [[one] for one in alone] + _clusters(rest)
    given = defaultdict[Key, list[tuple[str, Span]]](list)
    for name, some in spans.items():
        for span in some:
            given[key(span)].append((name, span))
    return sorted((_stop(one, list(said), given) for one in clusters), key=lambda stop: (stop.range, stop.id))


def same(one: Span, two: Span) -> bool:
    """Whether two spans say the same: place, label, value and attributes."""
    return key(one) == key(two) and one.attributes == two.attributes and same_value(one.value, two.value)


def _gathered(said: Mapping[str, Iterable[Span]]) -> dict[Key, list[_Voice]]:
    """What is said at each place under each label; of one annotator the first span there counts."""
    found: dict[Key, list[_Voice]] = {}
    for name, some in said.items():
        for one, span in distinct(some).items():
            voices = found.setdefault(one, [])
            voice = next((known for known in voices if same(known.span, span)), None)
            if voice is None:
                voices.append(_Voice({name: span}))
            else:
                voice.spans[name] = span
    return found


def _clusters(voices: Sequence[_Voice]) -> list[list[_Voice]]:
    """Voices that share text, directly or through others."""
    home = {id(voice.span): at for at, voice in enumerate(voices)}
    root = list(range(len(voices)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    spans = [voice.span for voice in voices]
    for one, two, _ in overlapping(spans, spans):
        root[find(home[id(one)])] = find(home[id(two)])
    found = defaultdict[int, list[_Voice]](list)
    for at, voice in enumerate(voices):
        found[find(at)].append(voice)
    return list(found.values())


def _stop(cluster: Iterable[_Voice], names: Sequence[str], given: Mapping[Key, list[tuple[str, Span]]]) -> Stop:
    voices = sorted(cluster, key=lambda voice: (key(voice.span), sorted(voice.spans)))
    picks = {name: [at for at, voice in enumerate(voices) if name in voice.spans] for name in names}
    own = [
        Given(span.id, name, span.label, span.fragments, at)
        for at, voice in enumerate(voices)
        for name, span in given[key(voice.span)]
        if name in voice.spans
    ]
    place = Range(min(one.span.start for one in voices), max(one.span.end for one in voices))
    contents = tuple(_content(voice, names) for voice in voices)
    return Stop("span", place, contents, alternatives(names, picks), tuple(own), min(one.id for one in own))


def _content(voice: _Voice, names: Sequence[str]) -> Span:
    who = [name for name in names if name in voice.spans]
    return replace(
        voice.spans[who[0]],
        note=joined_notes(voice.spans[name].note for name in who),
        origin=origin(who),
        flagged=False,
        score=None,
        decision="adjudicated",
    )
