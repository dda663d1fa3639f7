"""Sites: the copies of a project in which something was written.

A copy becomes a site of its own by its first change, never by being opened; moving or renaming a file does not matter.
"""

from __future__ import annotations

import hashlib
import os
import sys
import uuid
from pathlib import Path

from store.clock import now_ms
from store.connection import Connection
from store.ids import new_id


class Sites:
    """The copies that were written to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._machine = ""
        self._known: tuple[tuple[int, int], int, bytes] | None = None  # device and file, number, uid

    @property
    def project(self) -> str:
        """The identity of the project, which all its copies share: the id of the first site."""
        return self._connection.value("SELECT uid FROM site ORDER BY id LIMIT 1").hex()

    def current(self) -> tuple[int, bytes]:
        """Number and uid of the site that this file is; made, inside the running transaction, where it is missing."""
        status = self._connection.path.stat()
        here = (status.st_dev, status.st_ino)
        if self._known is None or self._known[0] != here:
            self._machine = self._machine or _machine()
            mark = fingerprint(self._connection.path, self._machine)
            found = self._connection.row("SELECT id, uid FROM site WHERE fingerprint=? ORDER BY id DESC", (mark,))
            if found is None:  # not to be remembered: the transaction may be given up
                return self._add(mark)
            self._known = (here, *found)
        return self._known[1:]

    def _add(self, mark: str) -> tuple[int, bytes]:
        uid = bytes.fromhex(new_id())
        sql = "INSERT INTO site(uid, created_ms, fingerprint, name) VALUES(?,?,?,?)"
        return self._connection.write(sql, (uid, now_ms(), mark, name_of(self._connection.path))), uid


def name_of(path: Path) -> str:
    """What a file is called, as text that can be kept: what is not UTF-8 becomes a question mark."""
    return path.name.encode("utf-8", "replace").decode("utf-8")


def fingerprint(path: Path, machine: str = "") -> str:
    """What tells a file from its copies: the machine, the device and the file's number there, hashed."""
    status = path.stat()
    told = f"{machine or _machine()}\n{status.st_dev}\n{status.st_ino}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _machine() -> str:
    """Something that tells this computer from others; it is only ever kept hashed."""
    for known in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            if text := Path(known).read_text(encoding="ascii").strip():
                return text
        except (OSError, UnicodeDecodeError):
            continue
    return f"{sys.platform} {uuid.getnode():x} {os.environ.get('COMPUTERNAME', '')}"
