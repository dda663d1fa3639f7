"""The scheme of a merge: `annotate.scheme_merge` over the steps of both files."""

from __future__ import annotations

from annotate.scheme_merge import Step, merged_scheme, scheme_facts
from store.clock import now_ms
from store.connection import Connection
from store.merge.pairing import Pairing

Timed = tuple[int, bytes, str | None, str]
"""Time and uid of a step, and the schemes before and after it."""

_STEPS = """
SELECT s.hlc, s.uid, b.toml, a.toml FROM scheme_step s JOIN scheme a ON a.id=s.after_id
LEFT JOIN scheme b ON b.id=s.before_id
"""
_USED = "SELECT DISTINCT l.kind, l.name FROM {0} JOIN label l ON l.id=label_id"


def steps_of(connection: Connection) -> list[Timed]:
    """Every step of the scheme, in order."""
    return sorted(connection.rows(_STEPS), key=lambda one: (one[0], one[1]))


def arriving_steps(pairing: Pairing) -> list[Timed]:
    """The steps that this file has not."""
    known = {uid for (uid,) in pairing.ours.rows("SELECT uid FROM scheme_step")}
    return [one for one in steps_of(pairing.theirs) if one[1] not in known]


def used_labels(connection: Connection) -> set[tuple[str, str]]:
    """Kind and name of the labels that annotations carry."""
    return {tuple(row) for table in ("span", "relation") for row in connection.rows(_USED.format(table))}


def result(pairing: Pairing, used: set[tuple[str, str]]) -> str:
    """The scheme that both files together lead to."""
    return _led_to([*steps_of(pairing.ours), *arriving_steps(pairing)], used)


def _led_to(steps: list[Timed], used: set[tuple[str, str]]) -> str:
    some: list[Step] = [(one[2], one[3]) for one in sorted(steps, key=lambda one: (one[0], one[1]))]
    return merged_scheme(some, used)


def join_schemes(pairing: Pairing) -> None:
    """Take the other file's steps over, inside the running transaction."""
    for hlc, uid, before, after in arriving_steps(pairing):
        number = scheme_number(pairing.ours, before) if before is not None else None
        row = (uid, hlc, number, scheme_number(pairing.ours, after))
        pairing.ours.write("INSERT INTO scheme_step VALUES(?,?,?,?)", row)


def scheme_number(connection: Connection, toml: str) -> int:
    """The number of a scheme by its text; kept, inside the running transaction, where it is not there."""
    found = connection.value("SELECT id FROM scheme WHERE toml=? ORDER BY id LIMIT 1", (toml,))
    return int(found) if found is not None else _put(connection, toml)


def _put(connection: Connection, toml: str) -> int:
    return connection.write("INSERT INTO scheme(at_ms, toml) VALUES(?,?)", (now_ms(), toml))


def settle_scheme(connection: Connection, before: str) -> str:
    """Make the scheme that all steps lead to the one that counts, once the annotations are there; `before` is the one
    that counted. Gives its text."""
    toml = _led_to(steps_of(connection), used_labels(connection))
    if scheme_facts(toml) == scheme_facts(before):
        toml = before
    if connection.value("SELECT toml FROM scheme ORDER BY id DESC LIMIT 1") != toml:
        _put(connection, toml)
    return toml
