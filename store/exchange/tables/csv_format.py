"""Tables with commas."""

from __future__ import annotations

from store.exchange.tables.shared import table_format

FORMAT = table_format(
    "csv", "CSV tables", ".csv", ",", "a row a span, with its text beside, or a row a document; told by the headings"
)
