"""Real files: each is imported to a project of its own, counted there, exported again and compared with what it was."""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.errors import GilderError
from benchmarks.formats.rules import LEFT_OUT, counts, equal
from store.exchange.corpus import CorpusFile
from store.exchange.exporting import export, write_records
from store.exchange.files import Given
from store.exchange.formats import Format, format_named, recognised
from store.exchange.incoming import take_in
from store.exchange.outgoing import Outgoing, Which
from store.exchange.reading import AskFirst, Reading
from store.exchange.record import Record
from store.project import Project

_FORMS = {
    "brat": "brat", "conll_ner": "conll", "conll2012": "conll2012", "conllu": "conllu", "doccano": "doccano",
    "gate_xml": "gate", "label_studio": "label-studio", "prodigy": "prodigy", "pubtator": "pubtator", "tei": "tei",
    "webanno_tsv": "webanno", "w3c_annotation": "w3c",
}  # fmt: skip
_BY_SUFFIX = {
    "bioc": {".xml": "bioc-xml", ".json": "bioc-json"}, "uima_cas": {".xmi": "cas-xmi", ".json": "cas-json"},
    "spacy_docbin": {".spacy": "spacy", ".json": "spacy-json"}, "csv_tsv": {".csv": "csv", ".tsv": "tsv"},
    "hf_datasets": {".parquet": "hf", ".jsonl": "hf", ".json": "hf"},
}  # fmt: skip


_LOOPS = re.compile(r"with itself(?:, and (\d+) more)?")


@dataclass(frozen=True, slots=True)
class Sample:
    """A real file, what it is told to hold, and the format that reads it; none for what is no file of annotations."""

    folder: str
    name: str
    path: Path
    told: dict[str, Any]
    form: str | None


@dataclass(slots=True)
class Verdict:
    """What came of a file. `why` is what is not as it should be, or the reason why it was refused."""

    sample: Sample
    outcome: str  # equal, not equal, counts differ, refused, no file of annotations
    why: str = ""
    asked: str = ""
    known: bool = True  # whether the format is told by the file alone
    told: list[str] = field(default_factory=list[str])


def samples(root: Path, chosen: str = "") -> list[Sample]:
    """The files of `expected.json`, and those of folders that it says nothing of."""
    everything = json.loads((root / "expected.json").read_text(encoding="utf-8"))
    found = list[Sample]()
    for folder, sets in everything.items():
        if folder == "definitions" or chosen not in folder or not (root / folder).is_dir():
            continue
        for name, told in _files(root / folder, sets):
            path = _file(root / folder / name)
            if path is not None:
                found.append(Sample(folder, name, path, told, _form(folder, path, told)))
    return found


def _files(folder: Path, sets: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names with what is told of them; columns of one file are counted together."""
    merged = defaultdict[str, dict[str, Any]](dict)
    for one, rest in sets.items():
        for case, told in rest["cases"].items():
            name = f"{one}/{case.partition('#')[0]}"
            spans = merged[name].get("spans", 0) + told.get("spans", 0)
            merged[name] |= told | ({"spans": spans} if "spans" in told else {})
    yield from merged.items()
    if not sets:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != "PROVENANCE.tsv":
                yield path.relative_to(folder).as_posix(), {}


def _file(path: Path) -> Path | None:
    if path.is_file():
        return path
    return next((one for one in (Path(f"{path}{suffix}") for suffix in (".ann", ".a1", ".txt")) if one.is_file()), None)


def _form(folder: str, path: Path, told: dict[str, Any]) -> str | None:
    if "skip" in told or told.get("result_types", True) == {} or path.suffix in (".md", ".dtd", ".xsd"):
        return None
    if folder == "uima_cas" and "feature_structures" not in told:
        return None
    return _FORMS.get(folder) or _BY_SUFFIX.get(folder, {}).get(path.suffix)


def judged(sample: Sample) -> Verdict:
    """Import a file, count, export and compare."""
    if sample.form is None:
        return Verdict(sample, "no file of annotations", str(sample.told.get("skip", "")))
    form, found = format_named(sample.form), recognised(Given(sample.path.name, sample.path))
    verdict = Verdict(sample, "equal", known=found is form)
    reading = Reading()
    try:
        records, reading = _read(form, sample, verdict)
        with tempfile.TemporaryDirectory() as name:
            if any(not record.text for record in records):
                _converted(Path(name), form, sample, records, verdict)
            else:
                _through_a_project(Path(name), form, sample, records, reading, verdict)
    except GilderError as problem:
        verdict.outcome, verdict.why = "refused", str(problem).replace(str(sample.path), sample.path.name)
    verdict.told = [str(one).replace(str(sample.path), sample.path.name) for one in reading.problems]
    return verdict


def _read(form: Format, sample: Sample, verdict: Verdict) -> tuple[list[Record], Reading]:
    """The records of a file. What it cannot say itself is answered as the counts have it."""
    given, reading = Given(sample.path.name, sample.path), Reading()
    try:
        return list(CorpusFile(given, form).read(reading)), reading
    except AskFirst as question:
        for choice in question.choices:
            answered = Reading()
            setattr(answered, question.option, choice)
            try:
                records = list(CorpusFile(given, form).read(answered))
            except GilderError:
                continue
            want, found = counts(sample.folder, sample.told, records)
            if want == found:
                verdict.asked = f"--{question.option} {choice}"
                return records, answered
        raise


def _through_a_project(
    folder: Path, form: Format, sample: Sample, records: list[Record], reading: Reading, verdict: Verdict
) -> None:
    import resources

    with Project.create(folder / "p.gilder", resources.scheme_text("empty")) as project:
        take_in(project, records, f"import:{form.name}", reading)
        there = list(Outgoing(project, Which(form=form.name)).records(project.documents.ids()))
        told = [found for one in reading.problems if (found := _LOOPS.search(one.what)) is not None]
        loops = sum(1 + int(found[1] or 0) for found in told)
        want, found = counts(sample.folder, {**sample.told, LEFT_OUT: loops}, there)
        if want != found:
            verdict.outcome = "counts differ"
            verdict.why = ", ".join(f"{key}: {found[key]} for {want[key]}" for key in want if want[key] != found[key])
            return
        if form.write is None:
            verdict.outcome = "read only"
            return
        out = folder / (sample.path.name if form.out == "file" else "out")
        written = export(project, out, form, Which())
    others = _differ(form, sample.path, out)
    if others or written.losses:
        verdict.outcome, verdict.why = "not equal", others or f"lost: {written.losses}"


def _converted(folder: Path, form: Format, sample: Sample, records: list[Record], verdict: Verdict) -> None:
    """No project holds what has no text: such files can only be converted."""
    want, found = counts(sample.folder, sample.told, records)
    out = folder / (sample.path.name if form.out == "file" else "out")
    written = write_records(records, out, form)
    others = "counts" if want != found else _differ(form, sample.path, out)
    if others or written.losses:
        verdict.outcome, verdict.why = "not equal", others or f"lost: {written.losses}"
    else:
        verdict.outcome = "converted alone"


def _differ(form: Format, before: Path, out: Path) -> str:
    """The files that are not equal."""
    written = [one for one in out.rglob("*") if one.is_file()] if out.is_dir() else [out]
    wrong, seen = list[str](), False
    for one in written:
        real = before.with_name(one.name) if out.is_dir() else before
        if not real.is_file():
            continue
        seen = seen or real == before
        if not equal(form.name, real, one):
            wrong.append(one.name)
    return ", ".join(wrong) if seen else f"{before.name} was not written"
