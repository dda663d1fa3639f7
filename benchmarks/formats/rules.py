"""What is counted in a real file of each format, and when two files of it are equal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from annotate.model import Relation, Span
from store.exchange.record import Record
from store.exchange.xml import etree

LEFT_OUT = "relations that were left out and told"

Counts = dict[str, Any]
Told = dict[str, Any]


def spans_of(records: Sequence[Record]) -> list[Span]:
    """All spans."""
    return [span for record in records for one in record.sources for span in one.spans]


def relations_of(records: Sequence[Record]) -> list[Relation]:
    """All relations."""
    return [each for record in records for one in record.sources for each in one.relations]


def _usual(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    """Documents, spans that are not empty, discontinuous ones, relations, text: what the file's count has of them."""
    spans, relations = spans_of(records), relations_of(records)
    found: Counts = {"documents": len(records), "spans": len(spans)}
    found["discontinuous"] = sum(len(span.fragments) > 1 for span in spans)
    found["relations"] = len(relations)
    want = {key: told[key] for key in found if key in told}
    if "spans" in want:
        want["spans"] -= told.get("zero_length", 0) + told.get("no_location", 0)
    if "text" in told:
        found["code points"], want["code points"] = sum(len(one.text) for one in records), told["text"]["code_points"]
    return want, {key: found[key] for key in want}


def _brat(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    """An event is its trigger with a relation to each argument; n equivalent spans are n - 1 relations."""
    links = told["relations"] + told["event_args"] + told["equiv_members"] - told["equivs"]
    return _usual({**told, "relations": links}, records)


def _spans_alone(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    """Formats of tokens."""
    return _usual({"spans": told["spans"]}, records)


def _without_relations(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    """Relations of BioC are between any number of things, those of GATE of any kind: most are kept only."""
    return _usual({key: value for key, value in told.items() if key != "relations"}, records)


def _webanno(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    """A chain of n spans is n - 1 relations; a relation of a span with itself is left out and told."""
    links = told["relations"] + told["chain_elements"] - told["chains"] - told.get(LEFT_OUT, 0)
    want = {"spans": told["spans"] + told["chain_elements"], "relations": links}
    return want, {"spans": len(spans_of(records)), "relations": len(relations_of(records))}


def _doccano(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    labels = Counter(span.label for span in spans_of(records))
    labels.update(name for record in records for one in record.sources for name, _ in one.marks.attributes)
    labels.update(f"rel:{each.label}" for each in relations_of(records))
    want, found = _usual(told, records)
    return {**want, "labels": told["labels"]}, {**found, "labels": dict(labels)}


def _label_studio(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    want = {
        "spans": told.get("annotations_text_regions", 0), "relations": told.get("annotations_relations", 0),
    }  # fmt: skip
    own = [one for record in records for one in record.sources if one.kind != "model"]
    found = {"spans": sum(len(one.spans) for one in own), "relations": sum(len(one.relations) for one in own)}
    return want, found


def _cas(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    """All feature structures are kept; those with a place that the format's rule takes are spans."""
    (record,) = records
    kept = record.kept.get("cas-xmi") or record.kept["cas-json"]
    items = [one for one in kept["items"] if isinstance(one, list)]
    own = [one for one in items if one[1] not in ("uima.cas.Sofa", "uima.cas.NULL")]
    found: Counts = {
        "sofas": sum(one[1] == "uima.cas.Sofa" for one in items),
        "feature_structures": len(own),
        "annotations": sum("begin" in data and "end" in data for _, _, data in own),
        "types": dict(Counter(one[1] for one in own)),
    }
    want = {key: told[key] for key in found}
    if "text" in told:
        want["code points"], found["code points"] = told["text"]["code_points"], len(record.text)
    return want, found


def _conllu(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    spans = spans_of(records)
    want = {key: told[key] for key in ("mentions", "entities")}
    want["relations"] = told["bridges"] + told["split_antecedents"]
    entities = {dict(span.attributes)["entity"] for span in spans}
    return want, {"mentions": len(spans), "entities": len(entities), "relations": len(relations_of(records))}


def _conll2012(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    spans = spans_of(records)
    mentions = [span for span in spans if "entity" in dict(span.attributes)]
    entities = {(span.label, span.attributes) for span in mentions}
    found = {"documents": len(records), "mentions": len(mentions), "entities": len(entities)}
    found["named_entities_col11"] = len(spans) - len(mentions)
    return {key: told[key] for key in found}, found


def _tei(told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    return _usual({"documents": told["documents"], "text": told["text"]}, records)


COUNTS: dict[str, Callable[[Told, Sequence[Record]], tuple[Counts, Counts]]] = {
    "brat": _brat, "conll_ner": _spans_alone, "bioc": _without_relations, "gate_xml": _without_relations,
    "webanno_tsv": _webanno, "doccano": _doccano, "label_studio": _label_studio, "uima_cas": _cas, "conllu": _conllu,
    "conll2012": _conll2012, "tei": _tei,
}  # fmt: skip
"""By the folder of samples: what is told to be in a file, and what was found in its records."""


def counts(folder: str, told: Told, records: Sequence[Record]) -> tuple[Counts, Counts]:
    """What is told to be in a file, and what is there, under the same names."""
    return COUNTS.get(folder, _usual)(told, records)


def lines(raw: bytes) -> Any:
    """As a multiset of lines without blanks at their ends."""
    return Counter(line.rstrip() for line in raw.split(b"\n"))


def objects(raw: bytes) -> Any:
    """As data: a list of objects, or one on each line."""
    text = raw.decode("utf-8-sig")
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        data = [json.loads(line) for line in text.split("\n") if line.strip()]
    return data if isinstance(data, list) else [data]


def elements(raw: bytes) -> Any:
    """As elements with their attributes and texts, without comments and the blanks of the layout."""
    return _element(etree().fromstring(raw, etree().XMLParser(load_dtd=False, no_network=True)))


def _element(one: Any) -> Any:
    inside = [each for each in one if isinstance(each.tag, str)]
    mixed = one.tag == "TextWithNodes"
    own = (one.text or "") if mixed or (not inside and (one.text or "").strip()) else ""
    tails = [each.tail or "" for each in inside] if mixed else []
    return one.tag, sorted(one.attrib.items()), own, tails, [_element(each) for each in inside]


def structures(raw: bytes) -> Any:
    """XMI as its feature structures in any order, views without members as those with none."""
    root = etree().fromstring(raw.replace(b' members=""', b""))
    some = [
        (str(one.tag), sorted(one.attrib.items()), [(str(each.tag), each.text or "", len(each)) for each in one])
        for one in root
        if isinstance(one.tag, str)
    ]
    return sorted(map(repr, some)), sorted(root.attrib.items())


def docs(raw: bytes) -> Any:
    """A DocBin as all that spaCy holds of its documents."""
    import spacy
    from spacy.tokens import DocBin

    return [
        (doc.text, doc.to_json(), {name: [(one.start, one.end, one.label_) for one in some]
                                   for name, some in doc.spans.items()}, dict(doc.user_data))
        for doc in DocBin().from_bytes(raw).get_docs(spacy.blank("xx").vocab)
    ]  # fmt: skip


_EQUAL: dict[str, tuple[str, Callable[[bytes], Any]]] = {
    "brat": ("lines in any order, texts byte for byte", lines),
    "bioc-xml": ("elements", elements), "gate": ("elements", elements),
    "bioc-json": ("data", objects), "cas-json": ("data", objects), "doccano": ("data", objects),
    "prodigy": ("data", objects), "label-studio": ("data", objects), "w3c": ("data", objects),
    "spacy-json": ("data", objects), "cas-xmi": ("feature structures in any order", structures),
    "spacy": ("documents of spaCy", docs),
}  # fmt: skip


def rule(form: str) -> str:
    """What has to be equal, in words."""
    return _EQUAL.get(form, ("bytes", bytes))[0]


def equal(form: str, before: Path, after: Path) -> bool:
    """Whether two files of a format say the same."""
    one, two = before.read_bytes(), after.read_bytes()
    if one == two or before.suffix == ".txt":
        return one == two
    shape = _EQUAL.get(form, ("", bytes))[1]
    return shape(one) == shape(two)
