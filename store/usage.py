"""How many annotations carry each label: counted once, and from then on followed in the journal."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from store.connection import Connection, Step, no_step

_COUNTED = """
SELECT l.kind, l.name, c.count, (SELECT coalesce(max(id), 0) FROM tx) FROM
  (SELECT label_id, count(*) AS count FROM {table} GROUP BY label_id) c JOIN label l ON l.id=c.label_id
"""
_SINCE = "SELECT tx_id, item, before, after FROM op WHERE tx_id>? AND item IN ('Span', 'Relation')"


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts by kind (`span`, `relation`) and name, as they were after a transaction of the journal, by its number."""

    counts: Counter[tuple[str, str]]
    until: int


def count_labels(connection: Connection, step: Step = no_step) -> Usage:
    """Count everything; takes a second where there are millions. `step` is called now and then."""
    sql = " UNION ALL ".join(_COUNTED.format(table=table) for table in ("span", "relation"))
    counts, until = Counter[tuple[str, str]](), 0  # one statement, so that number and counts are of one moment
    with connection.heard(step):
        for kind, name, count, last in connection.rows(sql):
            counts[kind, name], until = count, last
    return Usage(counts, until)


def follow_labels(connection: Connection, usage: Usage) -> Usage:
    """Bring counts up to date by what was done since; after a merge everything is counted again."""
    if connection.value("SELECT 1 FROM tx WHERE id>? AND merge_id IS NOT NULL LIMIT 1", (usage.until,)) is not None:
        return count_labels(connection)
    counts, until = Counter(usage.counts), usage.until
    for tx_id, item, *images in connection.rows(f"{_SINCE} ORDER BY tx_id", (usage.until,)):
        until = tx_id
        for image, sign in zip(images, (-1, 1), strict=True):
            if image is not None:
                counts[item.lower(), json.loads(image)["label"]] += sign
    return Usage(Counter({label: count for label, count in counts.items() if count}), until)
