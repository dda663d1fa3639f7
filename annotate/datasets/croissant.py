"""Croissant 1.0 metadata of a dataset: JSON-LD by the specification of MLCommons."""

from __future__ import annotations

from typing import Any

from annotate.datasets.facts import Column, Facts, OutFile, licence_address

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_OURS = (
    "citeAs column data dataType equivalentProperty examples extract field fileObject fileProperty fileSet format "
    "includes isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
    "separator source subField transform"
).split()
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    **{name: f"cr:{name}" for name in _OURS},
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}
"""What the names in the metadata mean."""

_SPLITS = {"train": "cr:TrainingSplit", "dev": "cr:ValidationSplit", "val": "cr:ValidationSplit",
           "valid": "cr:ValidationSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}  # fmt: skip
_MEDIA = {
    ".jsonl": "application/jsonlines", ".json": "application/json", ".parquet": "application/x-parquet",
    ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".xml": "application/xml", ".xmi": "application/xml",
    ".zip": "application/zip", ".md": "text/markdown", ".spacy": "application/octet-stream",
}  # fmt: skip


def croissant(facts: Facts) -> dict[str, Any]:
    """The metadata as data for JSON. What the specification asks for and nobody has told is left out: see `missing`."""
    about = facts.about
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": about.name,
        "conformsTo": CONFORMS_TO,
        "description": about.description or _description(facts),
        "license": licence_address(about.licence),
        "url": about.url,
        "version": about.version,
        "datePublished": facts.day,
        "creator": [{"@type": "sc:Person", "name": name} for name in about.creators],
        "inLanguage": list(facts.languages),
        "citeAs": about.citation,
        "keywords": sorted({"named entities", *(["relations"] if facts.total.relations else [])}),
        **_annotation(facts),
        "distribution": [_file(one) for one in facts.files],
        "recordSet": [*_splits(facts), *_labels(facts), *_counts(facts), *_records(facts)],
    }
    return {key: value for key, value in said.items() if value not in ("", [])}


def missing(facts: Facts) -> tuple[str, ...]:
    """What the specification of Croissant requires and nobody has told."""
    about = facts.about
    told = {"licence": about.licence, "url": about.url, "creator": about.creators, "description": about.description}
    return tuple(name for name, value in told.items() if not value)


def _description(facts: Facts) -> str:
    total = facts.total
    spans, relations = sum(total.spans.values()), sum(total.relations.values())
    return f"{total.documents} documents with {spans} labelled spans and {relations} relations."


def _annotation(facts: Facts) -> dict[str, Any]:
    """How it was annotated, in the words of Croissant's vocabulary for that."""
    people = sum(1 for one in facts.sources if one.kind == "person")
    protocol = facts.scheme.description or f"Labels of the scheme {facts.scheme.name}."
    measures = [f"{one.measure}: {one.value:.4f}{f' ({one.of})' if one.of else ''}" for one in facts.agreement]
    return {
        "rai:dataAnnotationPlatform": [facts.app],
        "rai:dataAnnotationProtocol": [protocol],
        "rai:annotationsPerItem": [f"{people} annotators in all"] if people else [],
        "rai:dataAnnotationAnalysis": measures,
        "rai:machineAnnotationTools": [
            f"{run.model}, {run.day}: {run.documents} documents, {run.spans} spans of the dataset" for run in facts.runs
        ],
    }


def media_type(name: str) -> str:
    """The media type of a file by its name."""
    dot = name.rfind(".")
    return _MEDIA.get(name[dot:].lower() if dot >= 0 else "", "text/plain")


def _file(file: OutFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": media_type(file.name),
        "sha256": file.sha256,
    }


def _splits(facts: Facts) -> list[dict[str, Any]]:
    rows = [
        {"splits/name": part, **({"splits/url": _SPLITS[part]} if part in _SPLITS else {})}
        for part in facts.parts
        if part
    ]
    if not rows:
        return []
    fields = [_field("splits/name")]
    if all("splits/url" in row for row in rows):
        fields.append({**_field("splits/url"), "dataType": ["sc:URL", "cr:Split"]})
    else:
        rows = [{"splits/name": row["splits/name"]} for row in rows]
    return [{**_record_set("splits", "The parts of the dataset.", fields, rows), "dataType": "cr:Split"}]


def _labels(facts: Facts) -> list[dict[str, Any]]:
    spans = {one.name: one.guideline for one in facts.scheme.spans}
    relations = {one.name: one.guideline for one in facts.scheme.relations}
    rows = [
        {"labels/name": name, "labels/kind": kind, "labels/description": " ".join(lines.get(name, "").split())}
        for kind, lines in (("span", spans), ("relation", relations))
        for name in facts.labels(f"{kind}s")
    ]
    if not rows:
        return []
    fields = [_field("labels/name"), _field("labels/kind"), _field("labels/description")]
    made = _record_set("labels", f"The labels of the scheme {facts.scheme.name}.", fields, rows)
    made["key"] = [{"@id": "labels/kind"}, {"@id": "labels/name"}]
    return [{**made, "dataType": "sc:Enumeration"}]


def _counts(facts: Facts) -> list[dict[str, Any]]:
    rows = [
        {"counts/part": part, "counts/kind": kind, "counts/label": label, "counts/count": count}
        for part, counts in facts.parts.items()
        for kind, labels in (("span", counts.spans), ("relation", counts.relations))
        for label, count in sorted(labels.items())
    ]
    if not rows:
        return []
    fields = [
        _field("counts/part"),
        _field("counts/kind"),
        _field("counts/label"),
        _field("counts/count", "sc:Integer"),
    ]
    made = _record_set("counts", "How many spans and relations of each label there are in each part.", fields, rows)
    del made["key"]
    return [made]


def _records(facts: Facts) -> list[dict[str, Any]]:
    """The records of each file whose columns are known."""
    made = dict[str, dict[str, Any]]()
    for file in facts.files:
        columns = facts.columns.get(file.name, ())
        if columns:
            part = facts.part_of(file)
            name = f"records/{part}" if part and f"records/{part}" not in made else f"records/{file.name}"
            told = f"The records of {file.name}, the part {part}." if part else f"The records of {file.name}."
            fields = [_column(name, column, file) for column in columns]
            made[name] = {"@type": "cr:RecordSet", "@id": name, "name": name, "description": told, "field": fields}
    return list(made.values())


def _column(record_set: str, column: Column, file: OutFile) -> dict[str, Any]:
    field = {
        **_field(f"{record_set}/{column.name}", f"sc:{column.type}"),
        "source": {"fileObject": {"@id": file.name}, "extract": {"column": column.name}},
    }
    if column.repeated:
        field["repeated"] = True
    if column.about:
        field["description"] = column.about
    return field


def _field(field_id: str, data_type: str = "sc:Text") -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": field_id, "name": field_id.rpartition("/")[2], "dataType": data_type}


def _record_set(name: str, about: str, fields: list[dict[str, Any]], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": about,
        "key": {"@id": fields[0]["@id"]},
        "field": fields,
        "data": rows,
    }
