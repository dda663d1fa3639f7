"""Bytes from one disk to another, with their digest. Only for files that nothing in this process has open."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

from store.connection import Step
from store.errors import ShareError

_PORTION = 1 << 20  # bytes
KEPT = "what is not there yet is kept on this disk"
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def digest_of(path: Path, step: Step) -> str:
    """The SHA-256 of a file. Raises OSError, and what `step` raises."""
    found, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        total = os.fstat(file.fileno()).st_size
        while portion := file.read(_PORTION):
            found.update(portion)
            done += len(portion)
            step(done, total)
    return found.hexdigest()


def copy_bytes(source: Path, to: Path, step: Step) -> str:
    """Write a file's bytes over another file, which keeps its number, or to a new one, and sync them; the digest.

    Raises OSError, and what `step` raises.
    """
    found, done = hashlib.sha256(), 0
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with source.open("rb") as file, os.fdopen(os.open(to, flags, 0o600), "r+b") as target:
        total = os.fstat(file.fileno()).st_size
        while portion := file.read(_PORTION):
            found.update(portion)
            target.write(portion)
            done += len(portion)
            step(done, total)
        target.truncate()
        target.flush()
        os.fsync(target.fileno())
    return found.hexdigest()


def on_share(problem: OSError, share: Path) -> ShareError:
    """What a failure on the share means for the person."""
    if problem.errno in _FULL:
        return ShareError(f"{share}: the share is full; {KEPT}. Make room there", "the share is full")
    if problem.errno in _FORBIDDEN:
        return ShareError(f"{share}: may not be written any more; {KEPT}", "it may not be written there")
    why = problem.strerror or str(problem)
    return ShareError(f"{share}: the share cannot be reached ({why}); {KEPT}", "the share cannot be reached")
