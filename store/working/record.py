"""What is known of a working copy beside its file: where it belongs, and which of its states the share has."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from store.durable import sync_folder
from store.guard.home import data_folder

_NAME, _MOST = "share.json", 100_000
_TEXTS = ("share", "digest", "state", "coming", "coming_state")


@dataclass(frozen=True, slots=True)
class Record:
    """`digest` is the SHA-256 of the share's file as it was last read or written, and `state` what is in it.

    `coming` and `coming_state` are of what is just being put there: a kill between two names leaves one or the other.
    With no digest, the working copy was never whole. `at` is in seconds since 1970, UTC.
    """

    share: str
    digest: str = ""
    state: str = ""
    coming: str = ""
    coming_state: str = ""
    at: float = 0.0

    def knows(self, digest: str) -> bool:
        """Whether a file of this digest on the share is the one that was read or put there."""
        return digest in (self.digest, self.coming)

    def settled(self, digest: str, at: float) -> Record:
        """What is known once it is clear that the share has a file of this digest, which is a known one."""
        state = self.coming_state if digest == self.coming else self.state
        return replace(self, digest=digest, state=state, coming="", coming_state="", at=at)


def folder_of(share: Path) -> Path:
    """The folder of the working copy of a project by its real path; it need not be there."""
    return data_folder() / "working" / hashlib.sha256(os.fsencode(share)).hexdigest()[:32]


def read(share: Path) -> Record | None:
    """The record of a working copy; None where there is none that can be read."""
    try:
        found: Any = json.loads((folder_of(share) / _NAME).read_bytes()[:_MOST])
        share_, digest, state, coming, following = (str(found[name]) for name in _TEXTS)
        return Record(share_, digest, state, coming, following, float(found["at"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def write(share: Path, record: Record) -> None:
    """Keep a record for good: the old one or the new one is there, whatever happens. Raises OSError."""
    folder = folder_of(share)
    folder.mkdir(parents=True, exist_ok=True)
    building = folder / f".{_NAME}.part"
    with building.open("wb") as file:
        file.write(json.dumps(asdict(record)).encode())
        file.flush()
        os.fsync(file.fileno())
    building.replace(folder / _NAME)
    sync_folder(folder)
