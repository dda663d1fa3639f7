"""Long tables in portions, read forwards: a damaged table that leads back to its beginning does not read for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.connection import Connection
from store.errors import DamagedProject


def portions(connection: Connection, sql: str, *, most: int = 1000) -> Iterator[list[Any]]:
    """The rows of a query with the parameters `last` and `most`, ordered by their first column, an integer above 0.

    Raises DamagedProject where they are not in order.
    """
    last = -(2**63)
    while rows := connection.rows(sql, {"last": last, "most": most}):
        for row in rows:
            if not isinstance(row[0], int) or row[0] <= last:
                raise DamagedProject(f"{connection.path}: the file is damaged (rows are not in their order)")
            last = row[0]
        yield rows
