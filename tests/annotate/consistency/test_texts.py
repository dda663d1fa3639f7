"""The same text with different labels: planted mistakes come first."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from annotate.consistency.looked import Looked
from annotate.consistency.texts import BARE, Texts, Variation, lower_bound, restated
from annotate.document import Document
from annotate.offsets import Range
from tests.builders import span_on


def looked(text: str, *labelled: tuple[str, str, int], name: str = "d", out: tuple[Range, ...] = ()) -> Looked:
    doc = Document(name, f"{name}.txt", text)
    return Looked(doc, tuple(span_on(doc, words, label, nth=nth) for words, label, nth in labelled), out)


def varied(docs: Iterable[Looked], *, fold: bool = True, bare: bool = True) -> list[Variation]:
    texts, docs = Texts(fold=fold, bare=bare), list(docs)
    for take in (texts.count, *([texts.count_bare] if bare else []), texts.collect):
        for one in docs:
            take(one)
    return texts.variations()


def readings(one: Variation) -> list[tuple[str, int]]:
    return [(reading.name, reading.count) for reading in one.readings]


def test_the_lower_bound_is_wilsons() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81 of 263 is 0.2553 to 0.3662
    assert lower_bound(81, 263) == pytest.approx(0.2553, abs=5e-5)
    assert lower_bound(0, 0) == 0.0


def test_a_rare_label_against_a_clear_majority_comes_first() -> None:
    docs = [looked("Iran and Kestrel.", ("Iran", "LOC", 0), ("Kestrel", "ORG", 0), name=f"d{at}") for at in range(9)]
    docs += [
        looked("Iran and Kestrel.", ("Iran", "ORG", 0), ("Kestrel", "PERSON", 0), name="a"),
        looked("Iran and Kestrel.", ("Iran", "LOC", 0), ("Kestrel", "PERSON", 0), name="b"),
    ]
    first, second = varied(docs)
    assert (first.text, readings(first)) == ("Iran", [("LOC", 10), ("ORG", 1)])
    assert (second.text, readings(second)) == ("Kestrel", [("ORG", 9), ("PERSON", 2)])
    assert first.score > second.score
    place = first.spots[0]
    assert (place.document, place.labels, place.instead, place.after) == ("a", ("ORG",), "LOC", " and Kestrel.")


def test_places_without_a_label_are_whole_words_that_nothing_covers() -> None:
    docs = [
        looked("Iran armed Iran Air.", ("Iran", "LOC", 0), ("Iran Air", "ORG", 0), name="a"),  # the second is covered
        looked("Iranian Iran, Iran's IRAN, iran.", ("Iran", "LOC", 1), name="b"),
    ]
    (found,) = varied(docs)
    assert readings(found) == [("LOC", 2), ("no label", 2)]
    bare = [spot.range for spot in found.spots if spot.labels == BARE]
    assert bare == [Range(14, 18), Range(21, 25)]  # not in “Iranian”, and not “iran”
    assert varied(docs, bare=False) == []


def test_a_text_with_signs_at_its_ends_is_found_again() -> None:
    docs = [looked("Acme Inc. paid. Acme Inc. left.", ("Acme Inc.", "ORG", 0))]
    (found,) = varied(docs)
    assert readings(found) == [("ORG", 1), ("no label", 1)]
    assert found.spots[0].text == "Acme Inc."


def test_letter_case_and_spaces() -> None:
    docs = [looked("United\n Nations, UNITED NATIONS", ("United\n Nations", "ORG", 0), ("UNITED NATIONS", "LOC", 0))]
    assert [readings(one) for one in varied(docs)] == [[("LOC", 1), ("ORG", 1)]]
    assert varied(docs, fold=False) == []


def test_two_labels_at_every_place_are_one_reading() -> None:
    docs = [looked("Iran", ("Iran", "LOC", 0), ("Iran", "ORG", 0), name=name) for name in "ab"]
    assert varied(docs) == []
    (found,) = varied([*docs, looked("Iran", ("Iran", "LOC", 0), name="c")])
    assert readings(found) == [("LOC and ORG", 2), ("LOC", 1)]
    assert found.spots[0].instead == ""  # two labels are no proposal


def test_boilerplate_is_no_place_without_a_label() -> None:
    docs = [looked("Iran. Iran", ("Iran", "LOC", 0), out=(Range(6, 10),))]
    assert varied(docs) == []


def test_mostly_unlabelled_texts_come_after_mostly_labelled_ones() -> None:
    docs = [looked("Iran May", ("Iran", "LOC", 0), name=f"d{at}") for at in range(8)]
    docs += [looked("Iran May", ("May", "PERSON", 0), name="x")]
    assert [(one.text, one.usual.name) for one in varied(docs)] == [("Iran", "LOC"), ("May", "no label")]


def test_after_a_correction_a_text_is_read_in_one_way() -> None:
    docs = [looked("Iran", ("Iran", "LOC", 0), name=name) for name in "abc"]
    (found,) = varied([*docs, looked("Iran", ("Iran", "ORG", 0), name="d")])
    place = (Range(0, 4),)
    assert restated(found, {("d", place): ("LOC",)}) is None
    assert restated(found, {("d", place): None}) is None  # the place is there no more
    again = restated(found, {("a", place): ("ORG",), ("b", place): ("ORG",)})
    assert again is not None
    assert readings(again) == [("ORG", 3), ("LOC", 1)]
    assert next((spot.document, spot.instead) for spot in again.spots) == ("c", "ORG")
