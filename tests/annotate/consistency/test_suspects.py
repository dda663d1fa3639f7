"""Confident learning, and planted mistakes that cross-validated models find."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from annotate.consistency.confident import confident_joint, counted_as, margins, thresholds
from annotate.consistency.looked import Looked
from annotate.consistency.suspects import Suspicions, find_suspects
from annotate.document import Document
from annotate.model import Span
from annotate.offsets import Range

_PLACES = "Aleppo Idlib Latakia Mosul Tunis Odesa Kyiv Homs Hama Erbil".split()
_FIRMS = "Kestrel Orbis Varga Lumen Tectra Norvik Quantis Halden Brio Castor".split()
_PEOPLE = "Amal Boris Clara Dmitri Elena Farid Goran Hanna Ivo Jana".split()
_FRAMES = (
    "Trucks reached {LOC} on foot.", "Shares of {ORG} rose again.", "President {PERSON} said no.",
    "They fled from {LOC} at night.", "The board of {ORG} met.", "He thanked {PERSON} for it.",
)  # fmt: skip
_WORDS = {"LOC": _PLACES, "ORG": _FIRMS, "PERSON": _PEOPLE}
Where = tuple[str, int]


def corpus(seed: int = 1, documents: int = 40) -> dict[str, Looked]:
    """Documents of twelve sentences, each with a name that its sentence and its words tell of."""
    rng, found = random.Random(seed), dict[str, Looked]()
    for number in range(documents):
        text, spans = "", list[Span]()
        for _ in range(12):
            frame = rng.choice(_FRAMES)
            label = frame[frame.index("{") + 1 : frame.index("}")]
            name = rng.choice(_WORDS[label])
            start = len(text) + frame.index("{")
            text += frame.replace("{" + label + "}", name) + " "
            spans.append(Span(f"{number}-{start}", label, (Range(start, start + len(name)),), name))
        found[f"d{number}"] = Looked(Document(f"d{number}", f"d{number}.txt", text), tuple(spans))
    return found


def planted(docs: dict[str, Looked], count: int, change: Callable[[Span], Span | None]) -> set[Where]:
    """Change spans of so many documents, one in each; gives where."""
    where = set[Where]()
    for name in random.Random(2).sample(sorted(docs), count):
        one = docs[name]
        at = random.Random(name).randrange(len(one.spans))
        now = change(one.spans[at])
        kept = [now] if now is not None else []
        docs[name] = Looked(one.document, (*one.spans[:at], *kept, *one.spans[at + 1 :]))
        where.add((name, one.spans[at].start))
    return where


def find(docs: dict[str, Looked], *, seed: int = 0) -> Suspicions:
    return find_suspects(list(docs), docs.__getitem__, ["LOC", "ORG", "PERSON"], seed=seed)


def test_the_formulas_on_an_example_worked_by_hand() -> None:
    chances = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.85, 0.15], [0.45, 0.55]], dtype=np.float32)
    given = np.array([0, 0, 1, 1, 1])
    least = thresholds(chances, given)
    assert least == pytest.approx([0.8, 0.5])  # (0.9 + 0.7) / 2 and (0.8 + 0.15 + 0.55) / 3
    assert counted_as(chances, least).tolist() == [0, -1, 1, 0, 1]
    assert confident_joint(chances, given, least).tolist() == [[1, 0], [1, 2]]
    assert margins(chances, given) == pytest.approx([0.8, 0.4, 0.6, -0.7, 0.1])


def test_of_two_labels_over_their_thresholds_the_likelier_counts() -> None:
    chances = np.array([[0.4, 0.35, 0.25]], dtype=np.float32)
    assert counted_as(chances, np.array([0.5, 0.3, 0.2], dtype=np.float32)).tolist() == [1]
    assert thresholds(chances, np.array([0]))[1:].tolist() == [1.0, 1.0]  # labels that none is given


def test_planted_labels_are_the_most_suspicious() -> None:
    docs = corpus()
    turned = {"LOC": "ORG", "ORG": "PERSON", "PERSON": "LOC"}
    where = planted(docs, 10, lambda span: Span(span.id, turned[span.label], span.fragments, span.text))
    found = find(docs)
    first = found.suspects[:10]
    assert {(one.document, one.place[0].start) for one in first} == where
    assert all(one.kind == "label" and turned[one.instead] == one.given for one in first)
    names = found.labels
    assert sum(found.joint[names.index(b)][names.index(a)] for a, b in turned.items()) >= 10


def test_planted_gaps_are_missed_places() -> None:
    docs = corpus()
    where = planted(docs, 10, lambda _span: None)
    missed = [one for one in find(docs).suspects if one.kind == "missed"]
    found = {(one.document, one.place[0].start) for one in missed}
    assert found <= where  # nothing else is missed
    assert len(found) >= 7  # the fewest that any of six seeds found


def test_a_planted_span_is_unsupported() -> None:
    docs = corpus()
    where = set[Where]()
    for name in ("d3", "d17", "d29"):
        one = docs[name]
        start = one.document.text.index(" ", 8) + 1
        end = one.document.text.index(" ", start)
        if not any(span.range.overlaps(Range(start, end)) for span in one.spans):
            extra = Span(f"{name}-x", "ORG", (Range(start, end),), one.document.text[start:end])
            docs[name] = Looked(one.document, (*one.spans, extra))
            where.add((name, start))
    assert where
    unsupported = [one for one in find(docs).suspects if one.kind == "unsupported"]
    assert where <= {(one.document, one.place[0].start) for one in unsupported}


def test_the_same_seed_gives_the_same_and_clean_documents_few() -> None:
    docs = corpus(documents=20)
    assert find(docs, seed=3) == find(docs, seed=3)
    assert len(find(docs).suspects) <= 2


def test_with_one_document_or_none_there_is_nothing_to_learn_from() -> None:
    assert find(corpus(documents=1)).suspects == ()
    assert find({}).spans == 0


def test_it_says_how_far_it_is_and_can_be_stopped_while_a_model_learns() -> None:
    docs, told = corpus(documents=10), list[tuple[int, int]]()
    find_suspects(list(docs), docs.__getitem__, ["LOC", "ORG", "PERSON"], step=lambda *one: told.append(one))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] == 40

    class Stop(Exception): ...

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        find_suspects(list(docs), docs.__getitem__, ["LOC"], check=stop)
