"""Tags to spans: the fast search against trying everything, and what one document's names say of each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.suggest.calibration import Calibration, expected_error
from annotate.suggest.consistency import Known, Mention, settle
from annotate.suggest.tagging import TAGS, best_tags, follows, spans_of


def allowed(tags: tuple[int, ...]) -> bool:
    names = [TAGS[tag] for tag in tags]
    return names[0][0] in "OBU" and names[-1][0] in "OLU" and all(map(follows, names, names[1:]))


@settings(max_examples=30)
@given(st.lists(st.lists(st.floats(-6, 0), min_size=9, max_size=9), min_size=1, max_size=3))
def test_the_best_tags_are_the_best_of_all_allowed_ones(rows: list[list[float]]) -> None:
    logs = np.full((len(rows), len(TAGS)), -50, dtype=np.float32)
    logs[:, :9] = rows  # two labels are enough to go wrong with
    best = max(
        filter(allowed, product(range(9), repeat=len(rows))), key=lambda tags: logs[range(len(rows)), tags].sum()
    )
    found = tuple(best_tags(logs))
    assert allowed(found)
    assert np.isclose(logs[range(len(rows)), found].sum(), logs[range(len(rows)), best].sum(), atol=1e-4)


def test_no_words_no_tags() -> None:
    assert best_tags(np.zeros((0, len(TAGS)), dtype=np.float32)) == []


def test_spans_are_read_off_the_tags() -> None:
    tags = [TAGS.index(tag) for tag in "O U-LOC B-ORG I-ORG L-ORG O B-PERSON L-PERSON".split()]
    assert spans_of(tags) == [(1, 2, "LOC"), (2, 5, "ORG"), (6, 8, "PERSON")]


def chances(words: Sequence[str], **names: float) -> np.ndarray:
    """Rows that are sure of nothing, but for `word_LABEL=chance`; several words joined by `_`."""
    rows = np.full((len(words), len(TAGS)), 1e-4, dtype=np.float32)
    rows[:, 0] = 1.0
    for name, chance in names.items():
        *parts, label = name.split("_")
        for at in range(len(words) - len(parts) + 1):
            if list(words[at : at + len(parts)]) == parts:
                marks = "U" if len(parts) == 1 else "B" + "I" * (len(parts) - 2) + "L"
                for row, mark in zip(rows[at : at + len(parts)], marks, strict=True):
                    row[0] -= chance
                    row[TAGS.index(f"{mark}-{label}")] += chance
    return np.maximum(rows, 1e-4)


def found_in(words: Sequence[str], rows: np.ndarray) -> list[tuple[str, str, bool]]:
    tags = best_tags(np.log(rows))
    mentions = [Mention.of(start, end, label, rows) for start, end, label in spans_of(tags)]
    return [(" ".join(words[one.start : one.end]), one.label, one.found_again) for one in settle(mentions, words, rows)]


def test_a_full_name_decides_what_the_surname_is() -> None:
    words = "Jane Kendal spoke . Later Kendal left .".split()
    rows = chances(words, Jane_Kendal_PERSON=0.95)
    rows[5] = chances(["Kendal"], Kendal_LOC=0.6)[0]
    assert found_in(words, rows) == [("Jane Kendal", "PERSON", False), ("Kendal", "PERSON", False)]


def test_the_same_words_have_one_label() -> None:
    words = "Marib fell . In Marib people fled . Marib burns".split()
    rows = chances(words, Marib_LOC=0.9)
    rows[0] = chances(["Marib"], Marib_PERSON=0.7)[0]
    assert {label for _, label, _ in found_in(words, rows)} == {"LOC"}


def test_a_sure_name_is_found_again() -> None:
    words = "The Free Harbour Army came . An officer of Free Harbour Army stayed .".split()
    rows = chances(words)
    rows[1:4] = chances(words[1:4], Free_Harbour_Army_ORG=0.97)
    rows[9:12, 0], rows[9:12, TAGS.index("I-ORG")] = 0.8, 0.2
    assert found_in(words, rows) == [("Free Harbour Army", "ORG", False), ("Free Harbour Army", "ORG", True)]


def test_what_is_surely_no_name_is_not_found_again() -> None:
    words = "Turkey agreed . They ate Turkey .".split()
    rows = chances(words)
    rows[0] = chances(["Turkey"], Turkey_LOC=0.9)[0]
    assert found_in(words, rows) == [("Turkey", "LOC", False)]


def test_scores_rise_with_the_chance_and_stay_between_0_and_1() -> None:
    calibration = Calibration((0.0, 1.0), {})
    scores = [
        calibration.score(Mention(0, 1, "LOC", chance, (0, 0, 0, chance, 0, 0))) for chance in (0.0, 0.3, 0.9, 1.0)
    ]
    assert scores == sorted(scores)
    assert 0 < scores[0] < scores[-1] < 1


def test_calibration_comes_back_from_json() -> None:
    calibration = Calibration((0.5, 1.25), {"ORG": 0.4})
    assert Calibration.from_json(calibration.as_json()) == calibration


def test_the_calibration_error_of_honest_scores_is_small_and_of_boasting_ones_large() -> None:
    assert expected_error([0.8] * 10, [True] * 8 + [False] * 2) < 1e-9
    assert abs(expected_error([1.0] * 10, [True] * 5 + [False] * 5) - 0.5) < 1e-9


KNOWN = Known({("Shiite",): "NORP", ("Islamic", "State"): "ORG", ("French",): "NORP"})


def settled(words: Sequence[str], rows: np.ndarray) -> list[tuple[str, str]]:
    mentions = [Mention.of(start, end, label, rows) for start, end, label in spans_of(best_tags(np.log(rows)))]
    return [(" ".join(words[one.start : one.end]), one.label) for one in settle(mentions, words, rows, KNOWN)]


def test_a_known_name_is_found_where_the_tags_saw_nothing() -> None:
    words = "Many Shiite fighters fled Islamic State .".split()
    assert settled(words, chances(words)) == [("Shiite", "NORP"), ("Islamic State", "ORG")]


def test_a_known_name_has_its_label_unless_the_document_speaks_louder() -> None:
    words = "Islamic State fell".split()
    assert settled(words, chances(words, Islamic_State_LOC=0.9)) == [("Islamic State", "ORG")]
    words = "Dawn French spoke . Dawn French sang . French left".split()
    rows = chances(words, Dawn_French_PERSON=0.97)
    rows[8] = chances(["French"], French_PERSON=0.6)[0]
    assert settled(words, rows)[-1] == ("French", "PERSON")


def test_a_language_is_no_people() -> None:
    words = "She spoke French .".split()
    assert settled(words, chances(words)) == []


def test_a_known_name_scores_at_least_as_it_has_been_right_before() -> None:
    calibration = Calibration((0.0, 1.0), {}, {"NORP": 0.8})
    masses = (0, 0, 0.1, 0, 0, 0)
    assert calibration.score(Mention(0, 1, "NORP", 0.1, masses, known=True)) == 0.8
    assert calibration.score(Mention(0, 1, "NORP", 0.1, masses)) < 0.5
