"""The benchmark of keys on a tiny set of its own: it reaches the gold, counts every key once, and tells kinds apart."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotate.offsets import Range
from annotate.suggest.base import SuggestedRelation, Suggestion, Suggestions
from benchmarks.review.__main__ import row_of
from benchmarks.review.models import MODELS, cost
from benchmarks.review.pairing import kind_of, pairs
from benchmarks.review.run import Done, work
from benchmarks.review.tasks import Placed, Task
from gui.theme import load_fonts

TEXT = (
    "President Bashar al-Assad left Syria on Tuesday for Moscow.\n\n"
    "The Reuters agency said that Sana had said nothing, that the Gulf Council was silent, and that Homs was quiet.\n"
)
GOLD = {
    "Bashar al-Assad": "PERSON", "Syria": "LOC", "Tuesday": "DATE", "Reuters": "ORG", "Sana": "ORG",
    "the Gulf Council": "ORG", "Homs": "LOC",
}  # fmt: skip
PROPOSED = {
    "Bashar al-Assad": "PERSON", "Syria": "LOC", "Tuesday": "DATE",  # right
    "Moscow": "LOC", "Reuters agency": "ORG",  # not in the gold; ends
    "Sana": "LOC", "Gulf": "LOC",  # label; both
}  # fmt: skip


def place(words: str) -> Range:
    return Range(TEXT.index(words), TEXT.index(words) + len(words))


def tiny() -> Task:
    spans = tuple(Suggestion(*place(words), label, 0.9) for words, label in PROPOSED.items())
    said = (place("Reuters"), place("Sana"), "part_of")
    located = (place("Bashar al-Assad"), place("Syria"), "located_in")
    gold = frozenset((place(words).start, place(words).end, label) for words, label in GOLD.items())
    found = Suggestions(spans, (SuggestedRelation(0, 1, "located_in", 0.9),))
    return Task("tiny", TEXT, gold, frozenset((said, located)), found)


@pytest.fixture
def done(qapp: QApplication) -> Done:
    load_fonts()
    return work(qapp, [tiny()])


def test_the_oracle_reaches_the_gold_and_every_key_is_counted_once_in_each_way(done: Done) -> None:
    assert done.wrong == []
    assert done.spans == {"right": 3, "end": 1, "label": 1, "both": 1, "spurious": 1, "missed": 1}
    assert done.relations == {"right": 1, "missed": 1}
    assert done.keys.total() == done.work.total()
    row = row_of("tiny", done)
    assert row["gold spans"] == len(GOLD)
    assert row["  right"] == 1
    assert row["  label wrong"] == row["  ends wrong"] == 2  # mended with one key, and on with Enter
    assert row["  right or nearly right"] == row["    least: one to mend"] == 1.4
    assert row["keys for each rejected span"] == 1
    assert row["  together"] == done.keys.total()
    assert row["  new, beyond moving"] <= 4
    assert row["keys for each gold relation"] <= 4


def test_the_models_count_the_same_work(done: Done) -> None:
    together = {model.tool: sum(cost(model, done)) for model in MODELS}
    # INCEpTION: 4 accepted, 1 rejected, 2 labels, 2 ends of two actions, a new span, a relation, the document
    assert together["INCEpTION"] == 4 + 1 + 2 * 2 + 2 * 2 + 2 + 2 + 1
    assert set(together) == {"Label Studio", "doccano", "brat", "INCEpTION"}


def test_each_gold_span_is_paired_with_the_nearest_suggestion_once() -> None:
    gold: frozenset[Placed] = frozenset({(0, 5, "LOC"), (10, 20, "ORG")})
    proposed: list[tuple[str, Placed]] = [("far", (8, 12, "LOC")), ("near", (12, 20, "ORG")), ("right", (0, 5, "LOC"))]
    assert pairs(proposed, gold) == {"right": (0, 5, "LOC"), "near": (10, 20, "ORG")}
    assert kind_of((10, 20, "ORG"), (12, 20, "ORG")) == "end"
    assert kind_of((10, 20, "ORG"), (12, 20, "LOC")) == "both"
    assert kind_of((10, 20, "ORG"), (10, 20, "LOC")) == "label"
    assert kind_of(None, (8, 12, "LOC")) == "spurious"
