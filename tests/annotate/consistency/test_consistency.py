"""Texts that are read in more than one way, and confident learning, on small cases that can be checked by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pytest

from annotate.consistency.confident import confident_joint, counted_as, margins, thresholds
from annotate.consistency.looked import Looked
from annotate.consistency.suspects import find_suspects
from annotate.consistency.texts import BARE, Texts, Variation, lower_bound, restated
from annotate.document import Document
from annotate.model import Span
from annotate.offsets import Range


def looked(name: str, marked: str) -> Looked:
    """A document of a text in which `[Iran|LOC]` is a span."""
    text, spans, at = "", list[Span](), 0
    for found in re.finditer(r"\[([^|\]]+)\|([A-Z]+)\]", marked):
        text += marked[at : found.start()]
        place = Range(len(text), len(text) + len(found[1]))
        text += found[1]
        spans.append(Span(f"{name}{len(spans)}", found[2], (place,), found[1]))
        at = found.end()
    return Looked(Document(name, name, text + marked[at:]), tuple(spans))


def variations(documents: Iterable[Looked], *, fold: bool = True, bare: bool = True) -> list[Variation]:
    texts, some = Texts(fold=fold, bare=bare), list(documents)
    for take in (texts.count, *((texts.count_bare,) if bare else ()), texts.collect):
        for one in some:
            take(one)
    return texts.variations()


def readings(one: Variation) -> dict[tuple[str, ...], int]:
    return {reading.labels: reading.count for reading in one.readings}


def test_a_text_with_two_labels_is_told_with_the_rare_place_first() -> None:
    many = [looked(f"d{at}", "In [Iran|LOC] today.") for at in range(9)]
    (found,) = variations([*many, looked("odd", "So [Iran|ORG] said.")])
    assert (found.text, readings(found)) == ("Iran", {("LOC",): 9, ("ORG",): 1})
    assert (found.spots[0].document, found.spots[0].labels, found.spots[0].instead) == ("odd", ("ORG",), "LOC")
    assert found.spots[0].before == "So "


def test_a_place_that_was_left_without_a_label_counts_as_a_reading() -> None:
    documents = [
        looked("a", "[Iran|LOC] and [Iran|LOC]."),
        looked("b", "Then Iran spoke."),
        looked("c", "Iranian men."),
    ]
    (found,) = variations(documents)
    assert readings(found) == {("LOC",): 2, BARE: 1}
    assert variations(documents, bare=False) == []


def test_letter_case_matters_only_where_it_is_asked_for() -> None:
    documents = [looked("a", "[IRAN|LOC] and [IRAN|LOC]"), looked("b", "[Iran|ORG] here")]
    assert readings(variations(documents)[0]) == {("LOC",): 2, ("ORG",): 1}
    assert variations(documents, fold=False) == []


def test_a_clear_majority_comes_before_an_even_split() -> None:
    clear = [looked(f"a{at}", "[Iran|LOC] rose.") for at in range(12)] + [looked("a", "[Iran|ORG] fell.")]
    even = [looked(f"b{at}", "[Acme|ORG] rose.") for at in range(3)] + [
        looked(f"c{at}", "[Acme|PER] fell.") for at in range(3)
    ]
    assert [one.text for one in variations([*even, *clear])] == ["Iran", "Acme"]
    assert lower_bound(12, 13) > lower_bound(3, 6) > lower_bound(0, 6) >= 0
    assert lower_bound(50, 100) == pytest.approx(0.4038, abs=1e-4)  # Wilson 1927, z = 1.96


def test_a_text_that_was_put_right_is_no_variation_any_more() -> None:
    documents = [looked("a", "[Iran|LOC] and [Iran|LOC]"), looked("b", "[Iran|ORG] here")]
    (found,) = variations(documents)
    spot = found.spots[0]
    assert restated(found, {(spot.document, spot.place): ("LOC",)}) is None
    changed = restated(found, {(spot.document, spot.place): ("PER",)})
    assert changed is not None
    assert readings(changed) == {("LOC",): 2, ("PER",): 1}


def test_confident_learning_by_the_equations_of_its_paper() -> None:
    chances = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.1, 0.9], [0.6, 0.4]], dtype=np.float32)
    given = np.array([0, 0, 0, 1, 1])
    least = thresholds(chances, given)
    assert least == pytest.approx([0.6, 0.65])  # means of 0.9, 0.7, 0.2 and of 0.9, 0.4
    assert counted_as(chances, least).tolist() == [0, 0, 1, 1, 0]
    assert confident_joint(chances, given, least).tolist() == [[2, 1], [1, 1]]
    assert margins(chances, given) == pytest.approx([0.8, 0.4, -0.6, 0.8, -0.2])


def test_an_item_below_every_threshold_counts_as_nothing() -> None:
    assert counted_as(np.array([[0.4, 0.6]], dtype=np.float32), np.array([0.5, 0.7], dtype=np.float32)).tolist() == [-1]


def planted() -> dict[str, Looked]:
    """Forty documents in which towns and firms are told apart by what stands around them; in one a town is a firm."""
    towns, firms = ("Aleppo", "Homs", "Mosul", "Tartus"), ("Acme", "Siemens", "Nokia", "Bayer")
    rows = {
        f"d{at:02}": looked(
            f"d{at:02}",
            f"People in the town of [{towns[at % 4]}|LOC] slept. Shares of the company [{firms[at % 4]}|ORG] rose.",
        )
        for at in range(40)
    }
    rows["d07"] = looked("d07", "People in the town of [Tartus|ORG] slept. Shares of the company [Bayer|ORG] rose.")
    rows["d12"] = looked("d12", "People in the town of [Aleppo|LOC] slept. Shares of the company Acme rose.")
    return rows


def test_what_was_planted_is_doubted_first_and_the_seed_repeats_it() -> None:
    rows = planted()
    found = find_suspects(list(rows), rows.__getitem__, ["LOC", "ORG"], seed=1)
    told = [(one.document, one.kind, one.given, one.instead) for one in found.suspects[:2]]
    assert sorted(told) == [("d07", "label", "ORG", "LOC"), ("d12", "missed", "", "ORG")]
    assert (found.spans, found.documents, found.labels) == (79, 40, ("", "LOC", "ORG"))
    assert find_suspects(list(rows), rows.__getitem__, ["ORG", "LOC"], seed=1) == found


def test_looking_can_be_stopped_at_any_time() -> None:
    rows, calls = planted(), [0]

    def check() -> None:
        calls[0] += 1
        if calls[0] == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        find_suspects(list(rows), rows.__getitem__, ["LOC", "ORG"], check=check)


def test_one_document_is_too_little_to_learn_from() -> None:
    rows = planted()
    assert find_suspects(["d00"], rows.__getitem__, ["LOC"]).suspects == ()
    assert find_suspects([], rows.__getitem__, []).suspects == ()
