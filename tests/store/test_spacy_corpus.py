"""spaCy reads a project: `gilder.Corpus.v1`."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.util import registry

from annotate.errors import GilderError
from annotate.model import Span
from annotate.offsets import Range
from store.datasets.parts import Parts
from store.exchange.incoming import take_in
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from store.project import Project
from store.spacy_corpus import corpus
from tests.builders import SCHEME_TOML

TEXT = "Iran armed fighters in Aleppo."


def a_span(label: str, *places: tuple[int, int]) -> Span:
    return Span(new_id(), label, tuple(Range(*place) for place in places), " ".join(TEXT[a:b] for a, b in places))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "p.gilder"
    spans = (
        a_span("LOC", (0, 4)), a_span("ORG", (0, 10)), a_span("LOC", (23, 29)), a_span("PERSON", (11, 13)),
        a_span("PERSON", (0, 4), (11, 19)),
    )  # fmt: skip
    items = [Record(f"{at}.txt", TEXT.replace("fighters", f"fighter{at}"), ()) for at in range(3)]
    with Project.create(found, SCHEME_TOML) as project:
        take_in(project, [Record("a.txt", TEXT, (SourceItems("", "import", spans),)), *items], "import:x", Reading())
    return found


def test_examples_have_entities_and_overlapping_spans(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nlp = spacy.blank("en")
    with caplog.at_level(logging.WARNING, logger="gilder"):
        examples = list(corpus(path)(nlp))
    assert examples[0].text == TEXT
    gold = examples[0].reference
    assert [(one.text, one.label_) for one in gold.ents] == [("Iran armed", "ORG"), ("Aleppo", "LOC")]
    assert [(one.text, one.label_) for one in gold.spans["sc"]] == [
        ("Iran armed", "ORG"), ("Iran", "LOC"), ("Aleppo", "LOC"),
    ]  # fmt: skip
    assert len(examples[0].predicted.ents) == 0
    assert "left out 2 spans" in caplog.text
    assert len(next(iter(corpus(path, filter="label:LOC")(nlp))).reference.ents) == 2


def test_spacy_finds_the_reader_and_trains_with_it(path: Path) -> None:
    readers: Any = registry.readers
    read = readers.get("gilder.Corpus.v1")(path)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    nlp.initialize(lambda: list(read(nlp)))
    losses = nlp.update(list(read(nlp)))
    assert losses["ner"] > 0
    assert set(nlp.get_pipe("ner").labels) == {"LOC", "ORG"}  # pyright: ignore


def test_a_filter_or_source_that_cannot_be_is_told(path: Path) -> None:
    nlp = spacy.blank("en")
    with pytest.raises(GilderError, match="nope"):
        list(corpus(path, source="nope")(nlp))
    with pytest.raises(GilderError):
        corpus(path, filter="nokey:x")
    with Project.open(path) as project:
        items = SourceItems("bob", "person", (a_span("LOC", (0, 4)),))
        take_in(project, [Record("a.txt", TEXT, (items,))], "import:x", Reading())
    with pytest.raises(GilderError, match="import:x, bob"):
        list(corpus(path)(nlp))
    assert len(next(iter(corpus(path, source="bob")(nlp))).reference.ents) == 1


def test_parts_are_chosen(path: Path) -> None:
    from annotate.datasets.recipe import Recipe, parse_shares

    with Project.open(path) as project:
        recipe = Recipe(1, parse_shares("50/50"), ())
        Parts(project).apply(Parts(project).plan(recipe), recipe, "me")
    nlp = spacy.blank("en")
    sizes = [len(list(corpus(path, filter=f"part:{name}")(nlp))) for name in ("train", "test")]
    assert sum(sizes) == 4
    assert min(sizes) >= 1
