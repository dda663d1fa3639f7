"""Which part of the work is blind, and what is compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.blind import UNITS, Blinding, Comparison, Counted
from annotate.errors import InputError
from annotate.model import Relation
from annotate.state import AnnotationState
from tests.builders import document, span, span_on

DIGESTS = st.text("0123456789abcdef", min_size=8, max_size=8).map("sha256:".__add__)
BLINDINGS = st.builds(Blinding, st.integers(0, 100), st.sampled_from(UNITS), st.integers(-5, 2**40))


@given(st.sets(DIGESTS), st.sets(DIGESTS), BLINDINGS)
def test_added_documents_change_nothing(some: set[str], more: set[str], blinding: Blinding) -> None:
    before = {one for one in some if blinding.hides_document(one)}
    assert {one for one in some | more if blinding.hides_document(one)} & some == before


@given(DIGESTS, BLINDINGS, st.integers(0, 100), st.integers(0, 10_000))
def test_a_larger_share_keeps_blind_what_was_blind(digest: str, blinding: Blinding, share: int, start: int) -> None:
    more = replace(blinding, share=max(share, blinding.share))
    assert more.hides_document(digest) >= blinding.hides_document(digest)
    assert more.hides_span(digest, start) >= blinding.hides_span(digest, start)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("share", [0, 1, 20, 50, 99, 100])
def test_so_much_is_blind_as_was_asked_for(unit: str, share: int) -> None:
    blinding = Blinding(share, unit, 7)  # pyright: ignore[reportArgumentType]
    if unit == "documents":
        blind = sum(blinding.hides_document(f"sha256:{number:064x}") for number in range(5_000))
    else:
        blind = sum(blinding.hides_span("sha256:1", number) for number in range(5_000))
    assert blind / 50 == pytest.approx(share, abs=0 if share in (0, 100) else 3)


def test_another_seed_chooses_others() -> None:
    digests = [f"sha256:{number:064x}" for number in range(200)]
    chosen = [{one for one in digests if Blinding(30, "documents", seed).hides_document(one)} for seed in (1, 2)]
    assert chosen[0] != chosen[1]


@pytest.mark.parametrize(("share", "unit", "says"), [(-1, "documents", "-1 %"), (101, "spans", "0 to 100"),
                                                     (5, "words", "documents or spans")])  # fmt: skip
def test_what_cannot_be_is_refused(share: int, unit: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        Blinding(share, unit)  # pyright: ignore[reportArgumentType]


def test_relations_go_with_their_ends() -> None:
    doc = document()
    spans = [span_on(doc, "Iran"), span_on(doc, "Syria"), span_on(doc, "Iran", nth=1)]
    relations = [
        Relation("r1", "opposes", spans[0].id, spans[1].id),
        Relation("r2", "opposes", spans[1].id, spans[2].id),
    ]
    suggested = AnnotationState.of(doc, [*spans, *relations])
    for seed in range(40):
        shown = Blinding(50, "spans", seed).without_hidden(suggested)
        assert set(shown.spans) == {
            one.id for one in spans if not Blinding(50, "spans", seed).hides_span(doc.digest, one.start)
        }
        assert {one.id for one in shown.relations.values()} == {
            one.id for one in relations if {one.head, one.child} <= set(shown.spans)
        }
    assert Blinding().without_hidden(suggested) is suggested
    assert not Blinding(100).without_hidden(suggested).spans


def test_what_came_of_a_suggestion_was_not_made_blind() -> None:
    doc = document()
    mine = span(doc, 0, 4)
    everything = Blinding(100, "spans")
    assert everything.made_blind(doc.digest, mine)
    assert not everything.made_blind(doc.digest, replace(mine, decision="accepted"))
    assert not Blinding().made_blind(doc.digest, mine)


def test_blind_and_assisted_work_are_added_up() -> None:
    found = Comparison()
    found.add(Blinding(100), "x", words=100, seconds=60, spans=[Counted(1, True, True), Counted(1, True, False)])
    found.add(Blinding(0), "y", words=50, seconds=30, spans=[Counted(1, False, True)])
    found.add(Blinding(0), "z", words=50, seconds=90, spans=[Counted(1, False, None)])
    blind, assisted = found.blind, found.assisted
    assert (blind.documents, blind.spans_per_1000_words, blind.agreement, blind.seconds_per_document) == (
        1,
        20,
        0.5,
        60,
    )
    assert (assisted.documents, assisted.spans_per_1000_words, assisted.agreement) == (2, 20, 1)
    assert assisted.seconds_per_document == 60


def test_a_document_that_is_blind_in_part_counts_in_parts() -> None:
    doc, found = document(), Comparison()
    found.add(Blinding(25, "spans"), doc.digest, words=200, seconds=60, spans=[])
    assert (found.blind.documents, found.blind.words, found.assisted.words) == (0.25, 50, 150)
    assert found.blind.seconds_per_document is None
    assert found.blind.agreement is None
