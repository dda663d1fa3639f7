"""Hugging Face datasets, written as JSON Lines whose tags are texts: nothing but JSON is needed to read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from store.exchange.formats import Piece
from store.exchange.hf.format import FORMAT as PARQUET
from store.exchange.hf.format import NAME, kept_part
from store.exchange.hf.writing import write_rows
from store.exchange.losses import Lose
from store.exchange.record import Record


def write(records: Iterable[Record], lose: Lose) -> Iterator[Piece]:
    """A row a sentence, and a dataset card."""
    return write_rows(records, lose, NAME, kept_part, lines=True)


FORMAT = replace(
    PARQUET,
    name="hf-jsonl",
    title="Hugging Face datasets, JSON Lines",
    suffixes=(".jsonl",),
    about="rows of tokens and ner_tags as JSON Lines, a row a sentence, with a dataset card; `hf` reads them",
    read=None,
    write=write,
    recognise=None,
)
