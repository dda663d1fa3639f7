"""Relations from trees: small sentences with their parse, written as a table, and what they tell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import resources
from annotate.model import Value
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.relations import find_relations
from annotate.suggest.relations.scorer import embedded_scorer, parse_scorer
from annotate.suggest.syntax import Word
from annotate.suggest.words import words_of

NEWS = parse_scheme(resources.scheme_text("news"))
_VALUES = {"CARDINAL": Value(amount="1"), "PERCENT": Value(amount="1"), "DATE": Value(date="2016-10")}


def sentence(rows: str) -> tuple[str, list[Suggestion], list[Word]]:
    """A parsed text of rows `word|lemma|POS|dep|head|LABEL`, heads counted from 1 and 0 for the root; rows of one label
    one after the other are one span, `.` ends a sentence."""
    text, words, spans, number, first = "", list[Word](), list[Suggestion](), 0, 0
    last = ""
    for row in rows.split():
        surface, lemma, pos, dep, head, label = [*row.split("|"), ""][:6]
        if words and pos != "PUNCT" and surface[0] != "-":
            text += " "
        start = len(text)
        text += surface
        place = len(words) if head == "0" else first + int(head) - 1
        words.append(Word(start, len(text), surface, lemma or surface, pos, dep, place, number))
        if label and label == last:
            one = spans.pop()
            spans.append(Suggestion(one.start, len(text), label, 0.9, one.value))
        elif label:
            spans.append(Suggestion(start, len(text), label, 0.9, _VALUES.get(label)))
        last = label
        if surface == ".":
            number, first = number + 1, len(words)
    return text, spans, words


def told(rows: str, scheme: Scheme = NEWS) -> set[tuple[str, str, str]]:
    text, spans, words = sentence(rows)

    def surface(at: int) -> str:
        return text[spans[at].start : spans[at].end]

    found = find_relations(text, spans, words, scheme)
    assert all(0 <= one.score <= 1 for one in found)
    return {(surface(one.head), one.label, surface(one.child)) for one in found}


COUNTS = """More|more|ADV|advmod|3|CARDINAL than|than|ADP|fixed|1|CARDINAL 1,000|1,000|NUM|nummod|5|CARDINAL
Iraqi|Iraqi|ADJ|amod|5|NORP fighters|fighter|NOUN|nsubj|6| came|come|VERB|root|0| .|.|PUNCT|punct|6|"""
HUNDREDS = """Hundreds|hundred|NOUN|nsubj|4|CARDINAL of|of|ADP|case|3| Syrians|Syrian|PROPN|nmod|1|NORP
fled|flee|VERB|root|0| .|.|PUNCT|punct|4|"""
SAID = """Cook|Cook|PROPN|nsubj|2|PERSON said|say|VERB|root|0| 50|50|NUM|nummod|4|CARDINAL people|people|NOUN|nsubj|5|
died|die|VERB|ccomp|2| .|.|PUNCT|punct|2|"""
QUOTED = """“|“|PUNCT|punct|3| 50|50|NUM|nummod|3|CARDINAL died|die|VERB|root|0| ,|,|PUNCT|punct|3| ”|”|PUNCT|punct|3|
Cook|Cook|PROPN|nsubj|7|PERSON said|say|VERB|parataxis|3| .|.|PUNCT|punct|3|"""
ACCORDING = """50|50|NUM|nummod|2|CARDINAL people|people|NOUN|nsubj|3| died|die|VERB|root|0|
according|accord|VERB|case|6|
to|to|ADP|fixed|4| Reuters|Reuters|PROPN|obl|3|ORG .|.|PUNCT|punct|3|"""
BACKED = """U.S.|U.S.|PROPN|obl:npmod|2|LOC -backed|back|VERB|amod|4| Iraqi|Iraqi|ADJ|amod|4|NORP
forces|force|NOUN|nsubj|5| left|leave|VERB|root|0| .|.|PUNCT|punct|5|"""
HE_SAID = """Cook|Cook|PROPN|nsubj|2|PERSON said|say|VERB|root|0| so|so|ADV|advmod|2| .|.|PUNCT|punct|2|
He|he|PRON|nsubj|2| said|say|VERB|root|0| 50|50|NUM|nsubj|4|CARDINAL died|die|VERB|ccomp|2| .|.|PUNCT|punct|2|"""
DATED = """Mosul|Mosul|PROPN|nsubj:pass|3|LOC was|be|AUX|aux:pass|3| taken|take|VERB|root|0| in|in|ADP|case|5|
October|October|PROPN|obl|3|DATE .|.|PUNCT|punct|3|"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (COUNTS, ("More than 1,000", "counts", "Iraqi")),
        (HUNDREDS, ("Hundreds", "counts", "Syrians")),
        (SAID, ("Cook", "said", "50")),
        (QUOTED, ("Cook", "said", "50")),
        (ACCORDING, ("Reuters", "said", "50")),
        (BACKED, ("U.S.", "supports", "Iraqi")),
        (HE_SAID, ("Cook", "said", "50")),
        (DATED, ("Mosul", "happened_on", "October")),
    ],
)
def test_what_a_sentence_tells(rows: str, expected: tuple[str, str, str]) -> None:
    assert told(rows) == {expected}


@pytest.mark.parametrize(
    "rows",
    [
        COUNTS.replace("fighters|fighter", "deaths|death"),
        COUNTS.replace("NORP", "PERSON"),
        SAID.replace("said|say", "saw|see"),
        HE_SAID.replace("He|he", "They|they"),
        DATED.replace("in|in", "until|until"),
        DATED.replace("taken|take", "been|be"),
    ],
)
def test_what_it_does_not_tell(rows: str) -> None:
    assert told(rows) == set()


def test_a_period_is_not_when_something_happened() -> None:
    text, spans, words = sentence(DATED)
    period = [spans[0], Suggestion(spans[1].start, spans[1].end, "DATE", 0.9, Value(date="P5Y"))]
    assert find_relations(text, period, words, NEWS) == []


def test_only_labels_and_ends_of_the_scheme() -> None:
    assert told(COUNTS, parse_scheme(resources.scheme_text("empty"))) == set()
    own = parse_scheme(
        '[[span]]\nname="PERSON"\n[[span]]\nname="ORG"\n[[span]]\nname="CARDINAL"\nvalue="number"\n'
        '[[relation]]\nname="said"\nends=[{head=["ORG"],child=["CARDINAL"]}]'
    )
    assert told(SAID, own) == set()
    assert told(ACCORDING, own) == {("Reuters", "said", "50")}


def test_without_a_parse_there_is_nothing() -> None:
    text, spans, _ = sentence(SAID)
    assert find_relations(text, spans, [], NEWS) == []


def test_the_scorer_reads_its_weights() -> None:
    scorer = embedded_scorer()
    assert {answer.label for answer in scorer.answers} <= {label.name for label in NEWS.relations}
    small = parse_scorer('{"answers": [["part_of", true, -1.0, 1.0, 0.0, 0.5]], "weights": {"l LOC|LOC": [0, 3.0]}}')
    assert [(answer.label, round(score, 2)) for answer, score in small.scores(["l LOC|LOC", "new"])] == [
        ("part_of", 0.88)
    ]
    assert small.scores(["new"]) == []


def test_words_of_a_spacy_document_have_global_places() -> None:
    nlp = spacy.blank("en")
    words = ["Cook", "said", "so", ".", "He", "left", "."]
    doc = Doc(
        nlp.vocab,
        words=words,
        heads=[1, 1, 1, 1, 5, 5, 5],
        deps=["nsubj", "ROOT", "advmod", "punct", "nsubj", "ROOT", "punct"],
        pos=["PROPN", "VERB", "ADV", "PUNCT", "PRON", "VERB", "PUNCT"],
        lemmas=["Cook", "say", "so", ".", "he", "leave", "."],
        sent_starts=[True, False, False, False, True, False, False],
    )
    found = words_of(doc, 100)
    assert [word.head for word in found] == [1, 1, 1, 1, 5, 5, 5]
    assert [word.sentence for word in found] == [0, 0, 0, 0, 1, 1, 1]
    assert found[1] == Word(105, 109, "said", "say", "VERB", "root", 1, 0)
    assert words_of(nlp("no parse here")) == []


_DEPS = ("nsubj", "obj", "nmod", "case", "amod", "compound", "nummod", "ccomp", "obl", "conj", "acl:relcl", "parataxis")
_TOKENS = ("Cook", "Reuters", "50", "said", "fought", "against", "Iraqi", "leader", "of", "according", "included")
_LEMMA = {"said": "say", "fought": "fight", "included": "include"}
_LABELS = ("PERSON", "ORG", "NORP", "LOC", "EVENT", "DATE", "CARDINAL", "MONEY")
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(_TOKENS), st.sampled_from(("NOUN", "VERB", "PROPN", "ADP", "NUM")), st.sampled_from(_DEPS),
        st.integers(0, 99), st.booleans(),
    ),
    min_size=1, max_size=14,
)  # fmt: skip
_SPANS = st.lists(st.tuples(st.integers(0, 99), st.integers(1, 4), st.sampled_from(_LABELS)), max_size=7)


@settings(max_examples=150)
@given(_ROWS, _SPANS)
def test_any_tree_and_any_spans_give_legal_relations(
    rows: Sequence[tuple[str, str, str, int, bool]], places: Sequence[tuple[int, int, str]]
) -> None:
    """Cycles, spans over borders, nested and equal spans: nothing breaks, and what comes is allowed."""
    text, words, number = "", list[Word](), 0
    for surface, pos, dep, head, new in rows:
        number += new
        words.append(
            Word(
                len(text),
                len(text) + len(surface),
                surface,
                _LEMMA.get(surface, surface),
                pos,
                dep,
                head % len(rows),
                number,
            )
        )
        text += surface + " "
    spans = sorted(
        (
            Suggestion(words[at % len(words)].start, words[min(at % len(words) + size, len(words)) - 1].end, label, 0.5)
            for at, size, label in places
        ),
        key=lambda one: (one.start, one.end),
    )
    found: list[SuggestedRelation] = find_relations(text, spans, words, NEWS)
    assert len({frozenset((one.head, one.child)) for one in found}) == len(found)
    for one in found:
        label = NEWS.relation_label(one.label)
        assert label is not None
        assert one.head != one.child
        assert label.allows(spans[one.head].label, spans[one.child].label)
