"""A damaged file of an older structure: what is left of it is brought up to date, as opening it would have done."""

from __future__ import annotations

from store.salvage.reading import Left
from store.upgrade import upgrade_merge

_TWINS = """
UPDATE document SET twin=(SELECT count(*) FROM document e WHERE e.digest=document.digest AND e.id<document.id)
WHERE digest IN (SELECT digest FROM document GROUP BY digest HAVING count(*)>1)
"""


def bring_up(left: Left) -> None:
    """Give documents and journal of an older file what the present structure asks of them: its old chain is verified,
    and entries that hold are chained anew. A file of the present structure is left as it is."""
    if not is_older(left):
        return
    left.troubled &= left.tables or left.troubled  # tables that it never had lack nothing
    _find_sites(left)
    left.db.execute(_TWINS)
    upgrade_merge(left.db)


def is_older(left: Left) -> bool:
    """Whether a file was made before journals had clocks; one without a journal says so by its list of tables."""
    (clock,) = left.db.execute("SELECT max(hlc) FROM tx").fetchone()
    return clock == 0 if clock is not None else bool(left.tables) and "merging" not in left.tables


def _find_sites(left: Left) -> None:
    """Have sites whose rows are lost, but not their copies in the index: chains need their identity."""
    there = {number for (number,) in left.db.execute("SELECT id FROM site")}
    for (table, number), copy in left.copies.items():
        if table == "site" and number not in there and isinstance(copy.get("uid"), bytes):
            left.db.execute("INSERT INTO site VALUES(?,?,0,'','')", (number, copy["uid"]))
