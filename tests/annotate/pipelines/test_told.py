"""What is told: warnings, the learning curve's answer, estimates, events, the card."""

from __future__ import annotations

import pytest

from annotate.offsets import Range
from annotate.pipelines import estimate
from annotate.pipelines.curve import Point, answers, curve_data, subset
from annotate.pipelines.events import Done, Estimate, Event, Failed, Scored, Stage, event_of, line_of
from annotate.pipelines.honesty import origins, warnings
from annotate.pipelines.lessons import Lesson, Marked
from annotate.pipelines.result import blind_data, scored_lessons, scores_data
from annotate.scores.counts import Counts

TEXT = "x" * 500


def lesson(number: int, part: str, *spans: Marked, blind: bool = False) -> Lesson:
    return Lesson(f"d{number}", f"{number}", part, f"sha256:{number}", TEXT, (Range(0, 500),), spans, blind)


def spans(count: int, decision: str = "manual", origin: str = "") -> list[Marked]:
    return [Marked("PER", (Range(at * 2, at * 2 + 1),), decision, origin) for at in range(count)]


def test_gold_accepted_from_this_same_model_is_warned_of():
    own = spans(30, "accepted", "model:en_siege 1.0.0")
    some = [lesson(0, "train", *own, *spans(10)), lesson(1, "dev")]
    told = "\n".join(warnings(some, names=["en_siege", "blank:en"]))
    assert "30 of the 40 spans that it is trained on (75%) are suggestions of this same model" in told
    assert "accepted as they were, most of model:en_siege 1.0.0" in "\n".join(warnings(some, names=["other 1.0"]))
    assert "accepted" not in "\n".join(
        warnings([lesson(0, "train", *own, *spans(30)), lesson(1, "dev")], names=["en_siege"])
    )


def test_origins_are_counted_by_how_and_from_whom():
    some = [*spans(2), *spans(3, "edited", "model:a 1"), *spans(1, "accepted", "model:b 2"), *spans(1, "adjudicated")]
    found = origins([lesson(0, "train", *some)])
    assert (found.manual, found.accepted, found.edited, found.other, found.total) == (
        2,
        {"model:b 2": 1},
        {"model:a 1": 3},
        1,
        7,
    )


def test_a_missing_test_part_and_few_spans_are_told():
    told = warnings([lesson(0, "train", *spans(5)), lesson(1, "dev")], names=[])
    assert any("there is no test part" in one for one in told)
    assert "fewer than 20 spans to learn from: PER" in told
    told = warnings([lesson(0, "train", *spans(25)), *(lesson(at, "test") for at in range(1, 11))], names=[])
    assert told == []


def points(half: Counts, whole: Counts, documents: int = 20) -> list[Point]:
    return [Point(50, 10, [{"PER": half}] * documents), Point(100, 20, [{"PER": whole}] * documents)]


@pytest.mark.parametrize(
    ("half", "whole", "answer"),
    [
        (Counts(5, 5, 5), Counts(9, 1, 1), "yes"),
        (Counts(9, 1, 1), Counts(9, 1, 1), "no"),
        (Counts(9, 1, 1), Counts(5, 5, 5), "no"),
        (Counts(0, 5, 5), Counts(0, 1, 5), "cannot be told"),
    ],
)
def test_the_answer_of_the_curve(half: Counts, whole: Counts, answer: str):
    everything, label = answers(points(half, whole))
    assert (everything.label, label.label) == (None, "PER")
    assert everything.answer == label.answer == answer


def test_the_answer_is_open_where_documents_disagree_and_where_there_are_too_few():
    half = [{"PER": Counts(5, 5, 5)}] * 10
    mixed = [{"PER": Counts(9, 1, 1)}] * 6 + [{"PER": Counts(1, 9, 9)}] * 4
    assert answers([Point(50, 5, half), Point(100, 10, mixed)])[0].answer == "not clear"
    assert answers(points(Counts(1, 1, 1), Counts(2, 0, 0), documents=4))[0].answer == "cannot be told"
    assert answers([Point(100, 10, mixed)]) == []


def test_time_for_relations_is_that_of_the_parse_and_of_the_fit():
    assert estimate.relations_seconds(1000, 4, 5000, 2500.0) == pytest.approx(2.0 + 1.2)
    assert estimate.relations_seconds(1000, 4, 5000, None) == pytest.approx(1.2)


def test_the_curve_as_data():
    found = points(Counts(5, 5, 5), Counts(9, 1, 1))
    data = curve_data(found, answers(found))
    assert [(one["share"], one["f1"], one["by_label"]) for one in data["points"]] == [
        (50, 0.5, {"PER": 0.5}), (100, 0.9, {"PER": 0.9})]  # fmt: skip
    assert data["more"][0]["answer"] == "yes"
    assert [subset(7, share) for share in (25, 50, 75, 100)] == [2, 4, 5, 7]
    assert subset(1, 25) == 1


def test_time_grows_with_steps_and_ends_with_them():
    load = estimate.Load(steps=100, every=50, train_words=10_000, dev_words=1_000)
    found = estimate.seconds(estimate.Probe(1_000.0, 2_000.0, None, 1.0), load)
    assert found == pytest.approx(1 + estimate.words_of_steps(load) / 1_000 + 3 * 0.5)
    assert 10_000 < estimate.words_of_steps(load) < 11_000  # batches of 100 words that grow
    assert estimate.left(100, 10.0, load) == 0
    assert estimate.left(50, 10.0, load) == pytest.approx(10.0, rel=0.1)
    assert estimate.words_of_steps(estimate.Load(10, 5, 30, 1)) == 300  # no batch is longer than train


@pytest.mark.parametrize(
    "event",
    [
        Stage("training", 50, 2, 4),
        Estimate(1.5, None, 100.0),
        Scored(20, 1, {"ner": 1.0}, 0.5, 0.5, 0.5, {"PER": 0.5}, True),
        Done({"id": "x"}),
        Failed("“no”"),
    ],
)
def test_events_come_out_of_their_lines(event: Event):
    assert line_of(event).count("\n") == 1
    assert event_of(line_of(event)) == event


@pytest.mark.parametrize("line", ["", "nonsense", '{"kind":"other"}', '{"kind":"stage"}', "[]"])
def test_what_is_no_event_is_told(line: str):
    with pytest.raises(ValueError, match="no event"):
        event_of(line)


def test_scores_are_those_of_place_and_label_and_blind_ones_stand_apart():
    gold = [lesson(0, "test", *spans(4), blind=True), lesson(1, "test", *spans(4))]
    rows = scored_lessons([(gold[0], spans(4)), (gold[1], spans(1))])
    data = scores_data(rows, seed=0)
    assert (data["gold"], data["predicted"], data["correct"], data["recall"]) == (8, 5, 5, 5 / 8)
    assert data["by_label"]["PER"]["f1"] == data["f1"]
    assert data["interval"][0] <= data["f1"] <= data["interval"][1]
    apart = blind_data(rows, {one.document: one for one in gold}, seed=0)
    assert (apart["blind"]["f1"], apart["assisted"]["recall"]) == (1.0, 0.25)
    assert blind_data(rows[:1], {"d0": gold[0]}, seed=0) == {}
