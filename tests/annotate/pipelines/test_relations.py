"""A scorer of relations from gold: what it learns, what it leaves out and says, and that test is never read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import resources
from annotate.errors import InputError
from annotate.offsets import Range
from annotate.pipelines.honesty import FEW_RELATIONS, warnings
from annotate.pipelines.lessons import Joined, Lesson, Marked, gold_digest
from annotate.pipelines.relations import ENOUGH, IN_FOLDS, Learnt, Taught, counts_of, learn, reach_of
from annotate.pipelines.result import relations_data
from annotate.scheme import parse_scheme
from annotate.scores.counts import Counts
from annotate.suggest.base import Suggestion
from annotate.suggest.models import SCORER
from annotate.suggest.relations.own import OwnScorer, known_in, legal, own_scorer, parse_own, written
from annotate.suggest.syntax import Word

ENDS = legal({"went_to": [["PER", "LOC"]], "seen_by": [["LOC", "PER"]]})
PEOPLE = "Ann Bob Carol Dora Emil Frida Gus Hans".split()
PLACES = "Paris Rome Oslo Bonn Lima Cairo Quito Delhi".split()
FORMS = (("{p} went to {l}.", "went_to"), ("{p} saw the town of {l}.", "seen_by"), ("In {l} {p} met nobody.", ""))
GERMAN = (("{p} fuhr nach {l}.", "went_to"), ("{p} sah die Stadt {l}.", "seen_by"), ("In {l} traf {p} keinen.", ""))


def lesson(
    number: int, part: str = "train", *, form: int | None = None, forms: tuple[tuple[str, str], ...] = FORMS
) -> Lesson:
    """A sentence of its own for each number below 192."""
    person, place, which = list(product(PEOPLE, PLACES, range(3)))[number * 67 % 192]
    words, label = forms[which if form is None else form]
    text = words.format(p=person, l=place)
    spans = tuple(
        Marked(name, (Range(text.index(one), text.index(one) + len(one)),))
        for one, name in ((person, "PER"), (place, "LOC"))
    )
    relations = {"went_to": (Joined("went_to", 0, 1),), "seen_by": (Joined("seen_by", 1, 0),)}.get(label, ())
    return Lesson(
        f"d{number}", f"{number}", part, f"{number:064}", text, (Range(0, len(text)),), spans, False, relations
    )


def taught(lessons: Iterable[Lesson]) -> list[Taught]:
    return [Taught.of(one) for one in lessons]


def many(train: int, **more: int) -> list[Lesson]:
    """So many documents of train, then of the parts named."""
    found = [lesson(at) for at in range(train)]
    for part, count in more.items():
        found += [lesson(len(found) + at, part) for at in range(count)]
    return found


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    return learn(taught(many(90)), ENDS, seed=0)


@pytest.fixture(scope="module")
def own(learnt: Learnt) -> OwnScorer:
    assert learnt.own is not None
    return learnt.own


def counted(own: OwnScorer, lessons: Iterable[Lesson]) -> dict[str, Counts]:
    total = dict[str, Counts]()
    for one in taught(lessons):
        for label, counts in counts_of(own, one, ENDS).items():
            total[label] = total.get(label, Counts()) + counts
    return total


def test_it_learns_labels_of_any_scheme_in_both_directions(learnt: Learnt, own: OwnScorer):
    assert set(own.labels) == {"went_to", "seen_by"}
    assert {(one.label, one.forward) for one in own.scorer.answers} == {("went_to", True), ("seen_by", False)}
    assert learnt.untrained == {}
    assert learnt.chosen_on == {"went_to": IN_FOLDS, "seen_by": IN_FOLDS}
    found = counted(own, [lesson(at, "test") for at in range(100, 160)])
    for label in ("went_to", "seen_by"):
        assert found[label].gold >= 15
        assert (found[label].f1 or 0) > 0.9


def test_it_needs_no_parse_and_no_english():
    found = learn(taught([lesson(at, forms=GERMAN) for at in range(90)]), ENDS, seed=0)
    assert found.own is not None
    some = counted(found.own, [lesson(at, "test", forms=GERMAN) for at in range(100, 160)])
    assert all((one.f1 or 0) > 0.9 for one in some.values())


def test_the_same_gold_gives_the_same_bytes_and_they_are_read_again(own: OwnScorer):
    again = learn(taught(many(90)), ENDS, seed=0).own
    assert again is not None
    assert written(again) == written(own)
    assert parse_own(written(own)) == own


def test_nothing_of_test_is_read(own: OwnScorer):
    lessons = [*many(90), *(lesson(at, "test", form=1) for at in range(100, 160))]
    found = learn(taught(lessons), ENDS, seed=0).own
    assert found is not None
    assert written(found) == written(own)


def test_dev_says_from_which_score_on_a_label_is_shown_where_it_has_enough():
    dev = [lesson(at, "dev", form=0) for at in range(100, 100 + ENOUGH)]
    found = learn(taught([*many(90), *dev]), ENDS, seed=0)
    assert found.chosen_on == {"went_to": "dev", "seen_by": IN_FOLDS}


def test_too_few_relations_of_a_label_are_not_trained_and_that_is_said():
    lessons = [lesson(at, form=0 if at < 9 else 1) for at in range(60)]
    found = learn(taught(lessons), ENDS, seed=0)
    assert found.untrained == {"went_to": f"9 in train, and at least {FEW_RELATIONS} are needed"}
    assert found.own is not None
    assert found.own.labels == ("seen_by",)
    assert f"fewer than {FEW_RELATIONS} relations to learn from, so not trained: went_to" in warnings(lessons, names=[])
    nothing = learn(taught(lessons[:9]), ENDS, seed=0)
    assert (nothing.own, nothing.chosen_on) == (None, {})


def test_a_label_that_would_be_wrong_more_often_than_right_is_not_proposed():
    lessons = [lesson(at, form=2) for at in range(90)]
    drawn = [
        replace(one, relations=(Joined("went_to", 0, 1),)) if at % 6 == 0 else one for at, one in enumerate(lessons)
    ]
    found = learn(taught(drawn), ENDS, seed=0)
    assert found.own is None
    assert "less than 55%" in found.untrained["went_to"]


def far(number: int, gap: int) -> Lesson:
    """A person and a place with so many sentences between them."""
    text = "Ann left. " + "It rained. " * gap + "Rome won."
    spans = (Marked("PER", (Range(0, 3),)), Marked("LOC", (Range(len(text) - 9, len(text) - 5),)))
    joined = (Joined("went_to", 0, 1),)
    return Lesson(f"f{number}", "f", "train", f"f{number:063}", text, (Range(0, len(text)),), spans, False, joined)


def test_reach_covers_most_of_train_and_what_is_farther_is_counted():
    lessons = [*(lesson(at) for at in range(90)), far(0, 5)]
    assert reach_of(taught(lessons[:90]), ENDS).apart == 0
    found = learn(taught(lessons), ENDS, seed=0)
    assert found.far == 1
    assert found.own is not None
    assert (found.own.reach.ahead, found.own.reach.apart) == (1, 0)
    across = [far(at, 1) for at in range(30)]
    assert reach_of(taught(across), ["went_to"]).apart == 2


def test_whoever_stops_it_stops_it():
    class Stopped(Exception):
        pass

    calls = 0

    def step() -> None:
        nonlocal calls
        calls += 1
        if calls > 200:
            raise Stopped

    with pytest.raises(Stopped):
        learn(taught(many(90)), ENDS, seed=0, step=step)


def test_counts_are_of_label_direction_and_both_ends(own: OwnScorer):
    one = lesson(1, form=0)
    assert counts_of(own, Taught.of(one), ENDS) == {"went_to": Counts(1, 0, 0)}
    turned = replace(one, relations=(Joined("went_to", 1, 0),))
    assert counts_of(own, Taught.of(turned), ENDS) == {"went_to": Counts(0, 1, 1)}
    assert counts_of(None, Taught.of(one), ENDS) == {"went_to": Counts(0, 0, 1)}
    data = relations_data([counts_of(own, Taught.of(one), ENDS)] * 3, seed=0)
    assert (data["documents"], data["gold"], data["f1"], data["by_label"]["went_to"]["correct"]) == (3, 3, 1.0, 3)
    assert data["interval"] == [1.0, 1.0]


def test_a_lesson_with_relations_goes_to_another_process_and_its_digest_tells_them():
    one = lesson(1, form=0)
    assert Lesson.of(one.as_dict()) == one
    other = replace(one, relations=(Joined("seen_by", 1, 0),))
    assert len({gold_digest([some]) for some in (one, other, replace(one, relations=()))}) == 3
    swapped = replace(one, spans=one.spans[::-1], relations=(Joined("went_to", 1, 0),))
    assert gold_digest([swapped]) == gold_digest([one])


def test_where_most_relations_are_accepted_suggestions_there_is_a_warning():
    def accepted(at: int) -> Lesson:
        one = lesson(at, form=0)
        return replace(one, relations=(Joined("went_to", 0, 1, "accepted", "model:news-en 2.0.0"),))

    told = "\n".join(warnings([*map(accepted, range(20)), *(lesson(at, form=1) for at in range(5))], names=[]))
    assert "20 of the 25 relations that it is trained on are suggestions accepted as they were" in told


SCHEME = parse_scheme(
    'name = "s"\n[[span]]\nname = "PERSON"\naliases = ["PER"]\n[[span]]\nname = "PLACE"\naliases = ["LOC"]\n'
    '[[relation]]\nname = "travelled"\naliases = ["went_to"]\nends = [{ head = ["PERSON"], child = ["PLACE"] }]\n'
)


def test_it_goes_by_the_names_of_the_scheme_it_is_used_in(own: OwnScorer):
    known = known_in(own, SCHEME, SCHEME.span_label_for)
    text = "Zoe went to Cork. Zoe saw the town of Cork."
    spans = [
        Suggestion(12, 16, "PLACE", 0.9), Suggestion(0, 3, "PERSON", 0.9), Suggestion(18, 21, "PERSON", 0.9),
        Suggestion(38, 42, "PLACE", 0.9),
    ]  # fmt: skip
    (only,) = known.find(text, spans, ())
    assert (only.head, only.child, only.label) == (1, 0, "travelled")
    assert 0.3 <= only.score <= 1
    assert "travelled" in known.labels


def test_a_parse_is_read_where_it_was_trained_with_one(own: OwnScorer):
    text = "Ann went to Rome."
    words = [
        Word(0, 3, "Ann", "Ann", "PROPN", "nsubj", 1, 0), Word(4, 8, "went", "go", "VERB", "root", 1, 0),
        Word(9, 11, "to", "to", "ADP", "case", 3, 0), Word(12, 16, "Rome", "Rome", "PROPN", "obl", 1, 0),
    ]  # fmt: skip
    spans = [Suggestion(0, 3, "PER", 1.0), Suggestion(12, 16, "LOC", 1.0)]
    seen = list[set[str]]()

    class Watched:
        answers = own.scorer.answers

        def scores(self, features: Iterable[str]) -> list[object]:
            seen.append(set(features))
            return []

    for parser in ("", "news-en 2.0.0"):
        list(replace(own, scorer=Watched(), parser=parser).find(text, spans, words))  # pyright: ignore[reportArgumentType]
    plain, parsed = seen
    assert plain < parsed
    assert any(one.startswith("R ") for one in parsed - plain)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (("gilder relations 1", "gilder relations 9"), "it is not"),
        (('"ends"', '"else"'), "ends"),
        (("{", "["), "cannot be read"),
        (('"ahead"', '"behind"'), "ahead"),
        (('"seen_by"', '"x"'), "does not say what"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    own: OwnScorer, tmp_path: Path, damage: tuple[str, str], told: str
):
    path = tmp_path / SCORER
    assert own_scorer(tmp_path) is None
    path.parent.mkdir()
    path.write_text(written(own), encoding="utf-8")
    assert own_scorer(tmp_path) == own
    path.write_text(written(own).replace(*damage, 1), encoding="utf-8")
    with pytest.raises(InputError, match=told) as failure:
        own_scorer(tmp_path)
    assert str(path) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_the_embedded_scorer_is_believed_beforehand_for_its_labels():
    from annotate.pipelines.relations import believed_of
    from annotate.suggest.relations.scorer import embedded_scorer

    embedded = embedded_scorer()
    place = next(at for at, one in enumerate(embedded.answers) if (one.label, one.forward) == ("opposes", True))
    feature, weight = next(
        (name, weight) for name, row in embedded.weights.items() for at, weight in row if at == place
    )
    assert list(believed_of([("went_to", True), ("opposes", True)], "news-en")(feature)) == [(1, weight)]
    assert list(believed_of([("opposes", True)], "")(feature)) == []
    assert resources.relation_weights()
