"""Tables with tabs."""

from __future__ import annotations

from store.exchange.tables.shared import table_format

FORMAT = table_format("tsv", "TSV tables", ".tsv", "\t", "as CSV tables, with tabs")
