"""The embedded pipeline and its joining with the number grammar; zones of an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from annotate.document import Document
from annotate.errors import InputError
from annotate.model import Zone
from annotate.offsets import Range
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.base import PARTS, Reading, SuggestedRelation, Suggestion, suggest_one
from annotate.suggest.combined import CombinedSuggester, load_suggester, merge, outside
from annotate.suggest.components import needed_components
from annotate.suggest.mapping import LabelMap, map_labels
from annotate.suggest.naming import clean
from annotate.suggest.recipe import make_recipe
from annotate.suggest.syntax import Word
from annotate.suggest.zones import find_zones


@pytest.fixture(scope="module")
def suggester() -> CombinedSuggester:
    return load_suggester(None, embedded=resources.embedded_pipeline)


@pytest.fixture(scope="module")
def news() -> Scheme:
    return parse_scheme(resources.scheme_text("news"))


def suggest(suggester: CombinedSuggester, scheme: Scheme, text: str, **meta: str) -> dict[str, Suggestion]:
    doc = Document("d", "d.txt", text, (), meta)
    return {text[one.start : one.end]: one for one in suggest_one(suggester, doc, scheme).spans}


def test_names_numbers_and_dates_of_an_unseen_text(suggester: CombinedSuggester, news: Scheme):
    text = (
        "President Angela Merkel told the United Nations in Berlin on Tuesday that more than 1,000 German soldiers "
        "would leave Mali, which has cost about $1.2bn since 2013.\n"
    )
    found = suggest(suggester, news, text, date="2016-10-05")
    labels = {words: one.label for words, one in found.items()}
    assert labels["Angela Merkel"] == "PERSON"
    assert labels["United Nations"] == "ORG"
    assert labels["Berlin"] == "LOC"
    assert labels["German"] == "NORP"
    value = found["about $1.2bn"].value
    assert value is not None
    assert (value.amount, value.modifier, value.unit) == ("1200000000", "~", "USD")
    tuesday = found["Tuesday"].value
    assert tuesday is not None
    assert tuesday.date == "2016-10-04"


def test_the_sample_has_every_kind_of_thing(suggester: CombinedSuggester, news: Scheme):
    text = resources.sample_article().read_text(encoding="utf-8")
    zones = tuple(Zone(str(at), *place) for at, place in enumerate(find_zones(text)))
    doc = Document("d", "d", text, zones)
    found = suggest_one(suggester, doc, news).spans
    labels = {one.label for one in found}
    assert labels >= {
        "PERSON",
        "ORG",
        "LOC",
        "NORP",
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "QUANTITY",
        "CARDINAL",
        "ORDINAL",
    }
    assert any(one.value and one.value.vague for one in found)
    assert {zone.kind for zone in zones} == {"headline", "byline", "dateline", "boilerplate"}
    boilerplate = [zone.range for zone in zones if zone.kind == "boilerplate"]
    assert len(boilerplate) == 2
    assert not [one for one in found if any(place.overlaps(one.range) for place in boilerplate)]
    assert 900 <= len(text.split()) <= 1000


@pytest.mark.parametrize("scheme", resources.scheme_names())
def test_only_labels_of_the_scheme_are_suggested(suggester: CombinedSuggester, scheme: str):
    labels = parse_scheme(resources.scheme_text(scheme))
    text = "Angela Merkel told Reuters in Berlin on Tuesday that 1,000 soldiers would leave. "
    doc = Document("d", "d", text * 3)
    found = suggest_one(suggester, doc, labels).spans
    assert {one.label for one in found} <= {label.name for label in labels.spans}
    assert bool(found) == bool(labels.spans)
    assert all(one.end <= after.start for one, after in pairwise(found))


@pytest.mark.parametrize("text", ["\n", "a", "👩‍👩‍👧 漢字 عربي", "x" * 5000, "Iran. " * 3000, "\r\n\r\n"])
def test_offsets_fit_any_text(suggester: CombinedSuggester, news: Scheme, text: str):
    for one in suggest_one(suggester, Document("d", "d", text), news).spans:
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.score <= 1


def test_no_such_pipeline(tmp_path: Path):
    with pytest.raises(InputError, match="no_such_thing"):
        load_suggester("no_such_thing", embedded=resources.embedded_pipeline)
    with pytest.raises(InputError, match=r"cannot be loaded|no installed"):
        load_suggester(str(tmp_path), embedded=resources.embedded_pipeline)


def test_the_longer_one_stays_and_of_equal_ones_the_value():
    names = [Suggestion(0, 10, "ORG", 0.5), Suggestion(20, 24, "LOC", 0.5)]
    values = [Suggestion(5, 8, "CARDINAL", 0.9), Suggestion(20, 24, "DATE", 0.9)]
    assert [(one.start, one.label) for one in merge(names, values)] == [(0, "ORG"), (20, "DATE")]
    assert outside(names, [Range(23, 30)]) == names[:1]


def naive_merge(names: list[Suggestion], values: list[Suggestion]) -> list[Suggestion]:
    """The specification of `merge`: the longest first, of equals the value, then the earlier one."""
    ranked = [(-one.range.size, 1, one.start, one) for one in names]
    ranked += [(-one.range.size, 0, one.start, one) for one in values]
    kept: list[Suggestion] = []
    for *_, one in sorted(ranked, key=lambda row: row[:3]):
        if not any(one.range.overlaps(other.range) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


PLACED = st.lists(
    st.builds(lambda start, size: (start, start + size), st.integers(0, 40), st.integers(1, 9)), max_size=9
)


@given(PLACED, PLACED)
def test_merging_by_groups_is_merging(names: list[tuple[int, int]], values: list[tuple[int, int]]):
    some = [Suggestion(*place, "ORG", at / 100) for at, place in enumerate(names)]
    others = [Suggestion(*place, "DATE", at / 100) for at, place in enumerate(values)]
    assert [(one.range, one.label) for one in merge(some, others)] == [
        (one.range, one.label) for one in naive_merge(some, others)
    ]


class Marker:
    """A reader that knows some words, with a parse that has one word."""

    name = "marker 1"
    settings = MappingProxyType({"k": "v"})
    dropped = MappingProxyType[str, int]({})
    closed = False

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known

    def mapping(self, scheme: Scheme) -> LabelMap:
        return map_labels(self.known.values(), scheme, {})

    def read(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Reading]:
        for doc in docs:
            places = [(doc.text.index(word), word, label) for word, label in self.known.items() if word in doc.text]
            names = [Suggestion(at, at + len(word), label, 0.5) for at, word, label in sorted(places)]
            word = Word(0, 1, doc.text[:1], doc.text[:1], "X", "root", 0, 0)
            yield Reading(tuple(names), (word,))

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("parts", "labels"),
    [
        (PARTS, ["LOC", "CARDINAL", "DATE"]),
        (["names"], ["LOC"]),
        (["numbers", "aliases"], ["CARDINAL"]),
        (["dates"], ["DATE"]),
        ([], []),
    ],
)
def test_parts_can_be_switched_off(news: Scheme, parts: list[str], labels: list[str]):
    reader = Marker({"Iran": "LOC", "two": "CARDINAL"})
    with CombinedSuggester(reader, frozenset(parts)) as made:
        text = "Iran sent 1,000 men on 4 October 2016."
        assert [one.label for one in suggest_one(made, Document("d", "d", text), news).spans] == labels
        assert made.settings["parts"] == (", ".join(part for part in PARTS if part in parts) or "none")
        assert made.settings["k"] == "v"
    assert reader.closed


def test_without_names_no_pipeline_is_needed(news: Scheme):
    made = load_suggester(None, embedded=lambda: Path("nowhere"), parts=["numbers"])
    assert made.name.startswith("grammar ")
    found = suggest_one(made, Document("d", "d", "Iran sent 1,000 men."), news)
    assert [one.label for one in found.spans] == ["CARDINAL"]


def test_aliases_and_relations_come_after_merging_and_boilerplate(news: Scheme, monkeypatch: pytest.MonkeyPatch):
    seen = list[object]()

    def aliases(text: str, spans: list[Suggestion], scheme: Scheme) -> list[SuggestedRelation]:
        seen.append([text[one.start : one.end] for one in spans])
        return [SuggestedRelation(1, 0, "same_as", 0.9)]

    def relations(text: str, spans: list[Suggestion], words: object, scheme: Scheme) -> list[SuggestedRelation]:
        seen.append(words)
        return [
            SuggestedRelation(1, 0, "same_as", 0.1),
            SuggestedRelation(0, 1, "part_of", 0.5),
            SuggestedRelation(0, 2, "said", 0.5),
        ]

    monkeypatch.setattr("annotate.suggest.combined.find_aliases", aliases)
    monkeypatch.setattr("annotate.suggest.combined.find_relations", relations)
    text = "Iran and Tehran met 5 men. Share Iraq"
    doc = Document("d", "d", text, (Zone("z", "boilerplate", text.index("Share"), len(text)),))
    reader = Marker({"Iran": "LOC", "Tehran": "LOC", "Iraq": "LOC"})
    found = suggest_one(CombinedSuggester(reader), doc, news).relations
    assert [(one.head, one.child, one.label, one.score) for one in found] == [
        (0, 2, "said", 0.5), (1, 0, "same_as", 0.9),
    ]  # fmt: skip
    assert seen[0] == ["Iran", "Tehran", "5"]
    assert seen[1] == (Word(0, 1, "I", "I", "X", "root", 0, 0),)
    quiet = CombinedSuggester(reader, frozenset({"names"}))
    assert not suggest_one(quiet, doc, news).relations


@dataclass(frozen=True)
class Trained:
    """Stands for a scorer that was trained on gold: it knows these labels, and answers always the same."""

    labels: tuple[str, ...]
    answers: tuple[SuggestedRelation, ...]
    spans: tuple[str, ...] = ("LOC",)

    def find(self, text: str, spans: object, words: object) -> Iterator[SuggestedRelation]:
        yield from self.answers


def test_what_was_trained_on_gold_alone_answers_for_its_labels(news: Scheme, monkeypatch: pytest.MonkeyPatch):
    def aliases(text: str, spans: object, scheme: Scheme) -> list[SuggestedRelation]:
        return [SuggestedRelation(0, 1, "same_as", 0.4)] if scheme.relations else []

    def relations(text: str, spans: object, words: object, scheme: Scheme) -> list[SuggestedRelation]:
        found = [SuggestedRelation(0, 2, "located_in", 0.9), SuggestedRelation(1, 2, "opposes", 0.9),
                 SuggestedRelation(2, 3, "supports", 0.9)]  # fmt: skip
        return found if scheme.relations else []

    monkeypatch.setattr("annotate.suggest.combined.find_aliases", aliases)
    monkeypatch.setattr("annotate.suggest.combined.find_relations", relations)
    doc = Document("d", "d", "Iran, Iraq, Oman, Rome")
    reader = Marker(dict.fromkeys(("Iran", "Iraq", "Oman", "Rome"), "LOC"))
    own = Trained(
        ("part_of", "opposes"),
        (SuggestedRelation(1, 0, "part_of", 0.7), SuggestedRelation(2, 3, "part_of", 0.5),
         SuggestedRelation(0, 3, "opposes", 0.5), SuggestedRelation(3, 1, "part_of", 0.6)),
    )  # fmt: skip
    made = CombinedSuggester(reader, trained=own)  # pyright: ignore[reportArgumentType]
    found = [(one.head, one.child, one.label) for one in suggest_one(made, doc, news).relations]
    assert found == [
        (0, 1, "same_as"),  # an alias goes before what was trained
        (0, 2, "located_in"),  # embedded: the trained one does not know it
        (0, 3, "opposes"),
        (2, 3, "part_of"),  # before an embedded one
        (3, 1, "part_of"),
    ]  # and no “opposes” of the embedded one
    quiet = CombinedSuggester(reader, frozenset(("names", "aliases")), trained=own)  # pyright: ignore[reportArgumentType]
    assert [one.label for one in suggest_one(quiet, doc, news).relations] == ["same_as"]
    other = parse_scheme(resources.scheme_text("conll"))
    assert not suggest_one(made, doc, other).relations  # a scheme without these labels


def parsing(folder: Path, labels: str, language: str = "en") -> Path:
    """A pipeline with names by rule, and a parser with these labels that has learnt nothing."""
    import spacy

    nlp = spacy.blank(language)
    parser: Any = nlp.add_pipe("parser")
    for label in labels.split():
        parser.add_label(label)
    nlp.initialize()
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Iran"}])
    nlp.to_disk(folder)
    return folder


def test_the_parse_of_all_pieces_is_one(tmp_path: Path, news: Scheme):
    folder = parsing(tmp_path / "m", "nsubj obj obl ROOT")
    recipe = make_recipe(str(folder), embedded=resources.embedded_pipeline)
    assert recipe.reads_syntax
    made = recipe.make()
    assert (made.name, made.settings) == (recipe.name, recipe.settings)
    assert "relations" not in made.settings
    text = "Iran armed Syria.\n\nShare this\n\nSyria thanked Iran. It was glad.\n"
    at = text.index("Share")
    doc = Document("d", "d", text, (Zone("z", "boilerplate", at, at + 10),))
    assert made.names is not None
    reading = next(made.names.read([doc], news))
    assert [text[one.start : one.end] for one in reading.names] == ["Iran", "Iran"]
    assert all(text[one.start : one.end] == one.text for one in reading.words)
    alphabetic = [one.text for one in reading.words if one.text.isalpha()]
    assert alphabetic == "Iran armed Syria Syria thanked Iran It was glad".split()
    assert all(one.sentence == reading.words[one.head].sentence for one in reading.words)
    numbers = [one.sentence for one in reading.words]
    assert numbers == sorted(numbers)
    before = max(one.sentence for one in reading.words if one.start < at)
    assert min(one.sentence for one in reading.words if one.start > at) > before


def test_beside_an_english_pipeline_without_a_parse_that_can_be_read_the_embedded_one_parses(
    tmp_path: Path, news: Scheme
):
    folder = parsing(tmp_path / "m", "nsubj dobj pobj ROOT")
    recipe = make_recipe(str(folder), embedded=resources.embedded_pipeline)
    assert recipe.settings["relations"].startswith("parse of news-en ")
    made = recipe.make()
    assert made.names is not None
    docs = [Document("d", "d", "Iran armed Syria. It was glad."), Document("e", "e", "Syria thanked Iran.")]
    one, two = made.names.read(docs, news)
    assert [word.text for word in one.words] == "Iran armed Syria . It was glad .".split()
    assert next(word.dep for word in one.words if word.text == "armed") == "root"
    assert {word.dep for word in two.words} >= {"nsubj", "obj"}
    assert [one.label for one in one.names] == ["LOC"]
    only_names = make_recipe(str(folder), embedded=resources.embedded_pipeline, parts=["names"])
    assert not only_names.reads_syntax
    assert "relations" not in only_names.settings


def test_for_another_language_there_is_no_parser_beside(tmp_path: Path):
    folder = parsing(tmp_path / "m", "nsubj dobj pobj ROOT", language="de")
    recipe = make_recipe(str(folder), embedded=resources.embedded_pipeline, any_language=True)
    assert recipe.settings["relations"] == "left out: the pipeline parses without the labels of UD"
    assert not recipe.reads_syntax


def test_only_needed_components_run():
    import spacy

    nlp = spacy.blank("en")
    for name in ("tok2vec", "tagger", "parser", "ner", "textcat"):
        nlp.add_pipe(name)
    assert needed_components(nlp, syntax=False) == ["tok2vec", "ner"]
    assert needed_components(nlp, syntax=True) == ["tok2vec", "tagger", "parser", "ner"]
    nlp.add_pipe("entity_ruler")
    assert needed_components(nlp, syntax=False) == ["tok2vec", "tagger", "parser", "ner", "entity_ruler"]
    nlp.remove_pipe("ner")
    nlp.remove_pipe("entity_ruler")
    assert needed_components(nlp, syntax=True) == []


@pytest.mark.parametrize(
    ("text", "title", "left"),
    [
        ("President Assad", True, "Assad"),
        ("the United Nations", False, "United Nations"),
        ("Iran's", False, "Iran"),
        ("“Reuters”", False, "Reuters"),
        ("—", False, None),
    ],
)
def test_what_is_cleaned_off_a_name(text: str, title: bool, left: str | None):
    place = clean(text, Range(0, len(text)), title=title)
    assert (text[slice(*place)] if place else None) == left


def test_prose_is_no_zone():
    assert find_zones("Iran armed them.\n\nSyria thanked Iran.\n\nReuters said so.\n") == []
    assert find_zones("") == []


def test_a_repeated_headline_and_the_furniture_at_the_end():
    text = (
        "Iran arms rebels\n\nIran arms rebels\n\nIran armed the rebels on Monday, a spokesman said.\n\n"
        "It was a long day for everybody, he said, and a longer night.\n\nRead more: Iran\n\nShare this article\n"
    )
    assert [(kind, text[start:end]) for kind, start, end in find_zones(text)] == [
        ("headline", "Iran arms rebels"),
        ("boilerplate", "Iran arms rebels"),
        ("boilerplate", "Read more: Iran\n\nShare this article"),
    ]


@given(
    st.lists(
        st.sampled_from(
            ["A headline", "read more", "4 October 2016", "By Ann Smith", "A sentence that ends here.", "© 2016 x", ""]
        ),
        max_size=12,
    )
)
def test_zones_follow_each_other_without_overlap(lines: list[str]):
    text = "\n".join(lines)
    zones = find_zones(text)
    assert all(0 <= start < end <= len(text) for _, start, end in zones)
    assert all(one[2] <= other[1] for one, other in pairwise(zones))


def test_the_body_of_a_short_article_is_no_boilerplate():
    text = "A headline\n\nread more\n\n4 October 2016\n\nA sentence that ends here.\n© 2016 x"
    boilerplate = [text[start:end] for kind, start, end in find_zones(text) if kind == "boilerplate"]
    assert all("sentence" not in one for one in boilerplate)
