"""The names of formats, with the module of each and the ways that it goes: apart, so that `--help` imports nothing."""

from __future__ import annotations

from typing import Literal

Ways = Literal["both", "read", "write"]

MODULES: dict[str, tuple[str, Ways]] = {
    "jsonl": ("jsonl_records", "both"),
    "bioc-xml": ("bioc.xml_format", "both"),
    "bioc-json": ("bioc.json_format", "both"),
    "gate": ("gate.format", "both"),
    "cas-xmi": ("cas.xmi_format", "both"),
    "cas-json": ("cas.json_format", "both"),
    "tei": ("tei", "read"),
    "conllu": ("conllu.format", "both"),
    "conll2012": ("conll2012.format", "both"),
    "conll": ("conll.format", "both"),
    "spacy": ("docbin.format", "both"),
    "spacy-json": ("spacy_tuples", "both"),
    "label-studio": ("labelstudio.format", "both"),
    "w3c": ("webannotation.format", "both"),
    "brat": ("brat.format", "both"),
    "webanno": ("webanno.format", "both"),
    "pubtator": ("pubtator", "both"),
    "prodigy": ("prodigy.format", "both"),
    "doccano": ("doccano.format", "both"),
    "hf": ("hf.format", "both"),
    "hf-jsonl": ("hf.lines_format", "write"),
    "csv": ("tables.csv_format", "both"),
    "tsv": ("tables.tsv_format", "both"),
    "csv-spreadsheets": ("tables.spreadsheets", "write"),
    "text": ("plain", "write"),
}
"""Modules of `store.exchange`, in the order in which formats are recognised."""

NAMES = tuple(MODULES)
READ = tuple(name for name, (_, ways) in MODULES.items() if ways != "write")
WRITE = tuple(name for name, (_, ways) in MODULES.items() if ways != "read")
