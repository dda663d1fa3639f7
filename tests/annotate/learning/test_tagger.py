"""What is learnt of a few documents, and what is remembered of them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from annotate.learning.features import Seen, marks_of
from annotate.learning.memory import NONE, remember
from annotate.learning.tagger import Tagger, fit
from annotate.learning.tags import Found

PEOPLE, TOWNS = "Ann Bob Carol Dora Emil".split(), "Rome Oslo Lima Bonn Cairo".split()


def seen(text: str) -> Seen:
    words = tuple(text.split())
    shapes = tuple("Xx" if one[0].isupper() else "x" for one in words)
    return Seen(words, shapes, ("O",) * len(words), np.zeros((len(words), 0), dtype=np.float32))


def lessons() -> list[tuple[Seen, list[Found]]]:
    return [
        (seen(f"{person} Smith travels to {town} ."), [(0, 2, "traveller"), (4, 5, "town")])
        for person in PEOPLE for town in TOWNS
    ]  # fmt: skip


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return fit(lessons(), ["traveller", "town"], seed=1)


def test_it_finds_what_it_has_never_seen(tagger: Tagger):
    found = tagger.find(seen("Zoe Smith travels to Quito ."))
    assert [one for one, _ in found] == [(0, 2, "traveller"), (4, 5, "town")]
    assert all(0 < score <= 1 for _, score in found)


def test_the_same_seed_gives_the_same_weights_and_another_one_others(tagger: Tagger):
    again, other = (fit(lessons(), ["traveller", "town"], seed=seed) for seed in (1, 2))
    assert all((tagger.arrays[name] == again.arrays[name]).all() for name in tagger.arrays)
    assert any((tagger.arrays[name] != other.arrays[name]).any() for name in tagger.arrays)


def test_what_was_written_finds_the_same(tagger: Tagger):
    back = Tagger(tagger.tags, tagger.memory, tagger.arrays)
    text = seen("Ann Smith travels to Quito .")
    assert [one for one, _ in back.find(text)] == [one for one, _ in tagger.find(text)]


def test_an_empty_document_has_nothing(tagger: Tagger):
    assert tagger.find(seen("")) == []


def test_a_step_can_stop_it():
    def step(at: int, of: int) -> None:
        assert 0 < at <= of
        raise InterruptedError

    with pytest.raises(InterruptedError):
        fit(lessons(), ["town"], step=step)


def test_a_text_is_remembered_with_and_without_a_label():
    first, second = "Rome fell .".split(), "He left Rome in Rome .".split()
    memory, own = remember([(first, [(0, 1, "town")]), (second, [(4, 5, "town")])])
    assert memory.counts[("Rome",)] == Counter({"town": 2, NONE: 1})
    assert own[1][("Rome",)] == Counter({"town": 1, NONE: 1})


def test_a_document_is_not_told_its_own_answers():
    words = "Rome fell .".split()
    memory, own = remember([(words, [(0, 1, "town")])])
    assert memory.features(words, own[0]) == [[], [], []]
    assert memory.features(words)[0]


def test_the_longest_text_is_remembered_first():
    one = "New York Times wrote .".split()
    memory, _ = remember([(one, [(0, 3, "paper")]), ("New York slept .".split(), [(0, 2, "town")])])
    whole, town = memory.features(one), memory.features("in New York .".split())
    assert [bool(some) for some in whole] == [True, True, True, False, False]
    assert [bool(some) for some in town] == [False, True, True, False]
    assert whole[1] != town[2]


def test_later_marks_cover_earlier_ones():
    assert marks_of(4, [(0, 3, "DATE"), (1, 2, "LOC")]) == ["B-DATE", "BE-LOC", "IE-DATE", "O"]
