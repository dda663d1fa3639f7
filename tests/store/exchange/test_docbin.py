"""DocBin: spaCy finds what Gilder wrote, other annotations of spaCy's survive, broken files are refused."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as SpacySpan
from spacy.vocab import Vocab

from annotate.errors import InputError
from annotate.model import Marks, Relation, Span
from annotate.offsets import Range
from store.exchange.formats import format_named
from store.exchange.losses import Loss
from store.exchange.reading import Limits, Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange import samples
from tests.store.exchange.samples import bad_cases, expected, outcome, rewritten, sample_folder

SPACY = format_named("spacy")


def docs_of(raw: bytes) -> list[Doc]:
    return list(DocBin().from_bytes(raw).get_docs(Vocab()))


def of_file(path: Path, reading: Reading | None = None) -> list[Record]:
    assert SPACY.read is not None
    return list(SPACY.read(samples.given(path), reading or Reading(strictness="strict")))


def of_docs(tmp_path: Path, *docs: Doc) -> list[Record]:
    path = tmp_path / "a.spacy"
    path.write_bytes(DocBin(store_user_data=True, docs=docs).to_bytes())
    return of_file(path, Reading())


def image(doc: Doc) -> Any:
    """All that spaCy holds of a document."""
    groups = {
        name: [(one.start, one.end, one.label_, one.kb_id_, one.id_) for one in group]
        for name, group in doc.spans.items()
    }
    tokens = [
        (one.text, one.whitespace_, one.ent_iob_, one.ent_type_, one.ent_kb_id_, one.ent_id_, one.tag_, one.head.i,
         one.dep_, one.lemma_, one.is_sent_start)
        for one in doc
    ]  # fmt: skip
    return doc.text, tokens, groups, doc.cats, dict(doc.user_data)


def parsed(text: str = "Anna met  Bo in Köln.") -> Doc:
    doc = spacy.blank("en")(text)
    doc[0].tag_, doc[1].lemma_ = "NNP", "meet"
    doc.ents = [SpacySpan(doc, 0, 1, "PER", kb_id="Q1", span_id="e1"), SpacySpan(doc, 3, 4, "PER")]
    doc.spans["sc"] = [SpacySpan(doc, 0, 1, "PER", kb_id="Q1", span_id="e1"), SpacySpan(doc, 0, 4, "PAIR")]
    doc.spans["more"] = [SpacySpan(doc, 5, 6, ""), SpacySpan(doc, 2, 2, "EMPTY")]
    doc.cats = {"news": 1.0, "sport": 0.25}
    doc.user_data["theirs"] = (1, 2)
    return doc


def a_record(text: str, *places: tuple[str, int, int], **more: Any) -> Record:
    spans = [Span(new_id(), label, (Range(start, end),), text[start:end]) for label, start, end in places]
    return Record("a", text, (SourceItems(spans=tuple(spans), **more),))


def test_entities_groups_and_categories_are_read(tmp_path: Path) -> None:
    (record,) = of_docs(tmp_path, parsed())
    (items,) = record.sources
    assert [(one.label, one.text) for one in items.spans] == [
        ("PER", "Anna"), ("PER", "Bo"), ("PAIR", "Anna met  Bo"), ("more", "Köln"),
    ]  # fmt: skip
    assert items.spans[0].attributes == (("id", "e1"), ("kb_id", "Q1"))
    assert items.marks.attributes == (("news", True), ("sport", 0.25))


def test_what_was_not_changed_comes_out_as_it_was(tmp_path: Path) -> None:
    losses = list[Loss]()
    (again,) = docs_of(rewritten(SPACY, of_docs(tmp_path, parsed()), losses.append))
    assert image(again) == image(parsed())
    assert losses == []


def test_a_changed_document_keeps_tags_and_what_others_wrote_of_it(tmp_path: Path) -> None:
    (record,) = of_docs(tmp_path, parsed())
    items = replace(record.sources[0], spans=record.sources[0].spans[:1])
    losses = list[Loss]()
    (again,) = docs_of(rewritten(SPACY, [replace(record, sources=(items,))], losses.append))
    assert [(one.label_, one.text, one.kb_id_) for one in again.ents] == [("PER", "Anna", "Q1")]
    assert (again[0].tag_, again[1].lemma_, again.user_data["theirs"]) == ("NNP", "meet", (1, 2))
    assert [(name, [one.label_ for one in group]) for name, group in again.spans.items()] == [("more", ["EMPTY"])]
    assert losses == []


def test_a_span_inside_a_token_of_the_file_cuts_it_and_that_is_told(tmp_path: Path) -> None:
    (record,) = of_docs(tmp_path, parsed())
    losses = list[Loss]()
    changed = replace(record, sources=a_record(record.text, ("X", 1, 3)).sources)
    (again,) = docs_of(rewritten(SPACY, [changed], losses.append))
    assert (again.text, [one.text for one in again.ents]) == (record.text, ["nn"])
    assert [one.kind for one in losses] == ["annotations of tokens"]


def test_spans_that_overlap_go_into_a_group_and_entities_are_unknown() -> None:
    flat = a_record("Anna Weiss", ("PER", 0, 4), ("PER", 5, 10))
    nested = a_record("Anna Weiss", ("PER", 0, 10), ("FIRST", 0, 4))
    one, two = docs_of(rewritten(SPACY, [flat, nested], [].append))
    assert [span.text for span in one.ents] == ["Anna", "Weiss"]
    assert [(span.label_, span.text) for span in two.spans["sc"]] == [("PER", "Anna Weiss"), ("FIRST", "Anna")]
    assert (len(one.spans), two.has_annotation("ENT_IOB")) == (0, False)


def test_relations_are_where_a_reader_with_spacy_finds_them() -> None:
    record = a_record("Anna Weiss", ("PER", 0, 4), ("PER", 5, 10))
    head, child = (span.id for span in record.sources[0].spans)
    marks = Marks("", attributes=(("good", True), ("kind", "x"), ("long", 2**70)))
    items = replace(record.sources[0], relations=(Relation(new_id(), "has", head, child),), marks=marks)
    losses = list[Loss]()
    (doc,) = docs_of(rewritten(SPACY, [replace(record, sources=(items,))], losses.append))
    own = doc.user_data["gilder"]
    assert [(one["label"], own["spans"][one["head"]]["end"]) for one in own["relations"]] == [("has", 4)]
    assert doc.cats == {"good": 1.0}
    assert [(one.kind, one.label) for one in losses] == [("types of attributes", "long")]


def test_entities_that_were_changed_with_spacy_count_more_than_what_gilder_wrote(tmp_path: Path) -> None:
    record = a_record("Anna Weiss", ("PER", 0, 4), ("PER", 5, 10), marks=Marks("", attributes=(("good", True),)))
    head, child = (span.id for span in record.sources[0].spans)
    items = replace(record.sources[0], relations=(Relation(new_id(), "has", head, child),))
    (doc,) = docs_of(rewritten(SPACY, [replace(record, sources=(items,))], [].append))
    doc.set_ents([SpacySpan(doc, 0, 1, "ORG"), SpacySpan(doc, 1, 2, "PER")])
    doc.cats = {"good": 0.0}
    path, reading = tmp_path / "b.spacy", Reading()
    path.write_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes())
    (again,) = of_file(path, reading)
    assert [one.label for one in again.sources[0].spans] == ["ORG", "PER"]
    assert again.sources[0].marks.attributes == (("good", False),)
    assert [one.what for one in reading.problems] == ["relation 1 names 0, which is no annotation here"]


def _repacked(raw: bytes, **changes: Any) -> bytes:
    data: Any = srsly.msgpack_loads(zlib.decompress(raw))
    return zlib.compress(srsly.msgpack_dumps({**data, **changes}))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"lengths": b"\xff\xff\xff\xff"}, "it has no words"),
        ({"tokens": b""}, "tables differ"),
        ({"cats": []}, "lists differ"),
        ({"strings": []}, "nothing was imported"),
        ({"attrs": 3}, "nothing was imported"),
        ({"span_groups": [b"x"]}, "nothing was imported"),
        ({"user_data": [b"\xc1"]}, "nothing was imported"),
    ],
)
def test_a_broken_packet_is_refused(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    path = tmp_path / "a.spacy"
    path.write_bytes(_repacked(DocBin(docs=[parsed()]).to_bytes(), **changes))
    with pytest.raises(InputError, match=told):
        of_file(path)


@pytest.mark.parametrize("raw", [b"", b"abc", zlib.compress(b"abc"), zlib.compress(srsly.msgpack_dumps([1]))])
def test_what_is_no_packet_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.spacy"
    path.write_bytes(raw)
    with pytest.raises(InputError):
        of_file(path)


def test_a_packet_that_grows_too_much_is_refused_before_it_does(tmp_path: Path) -> None:
    path = tmp_path / "a.spacy"
    path.write_bytes(zlib.compress(bytes(60_000_000)))
    with pytest.raises(InputError, match="becomes more than 50 MB"):
        of_file(path, Reading(limits=Limits(growth=100)))


def test_the_real_file_has_its_counts_and_comes_back_equal() -> None:
    path = sample_folder("spacy_docbin") / "ner-tweets-demo/demo.spacy"
    said, losses = expected("spacy_docbin")["ner-tweets-demo/demo.spacy"], list[Loss]()
    some = of_file(path)
    assert [len(one.sources[0].spans) for one in some] == [said["spans"]]
    again = docs_of(rewritten(SPACY, some, losses.append))
    assert [image(one) for one in again] == [image(one) for one in docs_of(path.read_bytes())]
    assert losses == []


def test_malformed_files_get_the_expected_answer() -> None:
    results = [outcome(SPACY, path)[0] for _, path in bad_cases("spacy_docbin")]
    assert all("ends in the middle of a record" in one for one in results)
