"""The hash chain of the journal: what was written at its origin, without any number that only one file knows.

A transaction is chained to its parent, the one that was the newest in the file's own line when it was written. A copy
of the file goes on from there, so that the chain branches where the work did, and holds wherever the branches meet.
Each change is hashed by itself: a copy that is without some documents keeps their hashes, and its chain still holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

NO_CHAIN = bytes(32)


class Written(NamedTuple):
    """A transaction as it was written at its origin; uids are 16 bytes, times milliseconds since 1970, UTC."""

    uid: bytes
    site: bytes
    source_kind: str
    source_name: str
    author: str
    at_ms: int
    hlc: int
    kind: str
    undoes: bytes | None
    event: str
    focus: str | None
    app: str
    n_ops: int
    parent: bytes | None


def op_digest(digest: bytes, twin: int, op: Iterable[object]) -> bytes:
    """SHA-256 of one change (place in its transaction, item, id, version before, images) of a text."""
    return hashlib.sha256(repr((digest, twin, *op)).encode("utf-8", "surrogatepass")).digest()


def scheme_digest(before: str, after: str) -> bytes:
    """SHA-256 that stands for a change of the scheme in the chain."""
    return hashlib.sha256(repr(("scheme", before, after)).encode("utf-8", "surrogatepass")).digest()


def chain_after(parent: bytes, tx: Written, digests: Iterable[bytes]) -> bytes:
    """SHA-256 over the chain of the parent, every column of a transaction, and the digests of its changes."""
    text = repr((tuple(tx), list(digests)))
    return hashlib.sha256(parent + text.encode("utf-8", "surrogatepass")).digest()
