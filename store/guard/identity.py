"""Is what is open still what lies there? Asked at each commit, because SQLite reports success on a deleted file."""

from __future__ import annotations

import os
from pathlib import Path

from store.errors import ProjectMoved

_Inode = tuple[int, int]


class Identity:
    """The project file that was opened, and the log beside it once there is one."""

    def __init__(self, shown: Path, real: Path) -> None:
        self._shown, self._real, self._log_path = shown, str(real), f"{real}-wal"
        self._file = _inode(self._real)
        self._log: _Inode | None = None

    @property
    def holds(self) -> bool:
        """Whether both are still there and the same."""
        return _inode(self._real) == self._file and (self._log is None or _inode(self._log_path) == self._log)

    def check(self) -> None:
        """Raise ProjectMoved where the file or its log is another one now, or none."""
        if not self.holds:
            raise ProjectMoved(
                f"{self._shown}: the file or its log (-wal) was moved, replaced or deleted while it was open; nothing "
                "more is saved there. Save a rescue copy to another place: it holds everything"
            )

    def note_log(self) -> None:
        """From now on the log has to stay: it is there and this connection writes into it."""
        if self._log is None:
            self._log = _inode(self._log_path)


def _inode(path: str) -> _Inode | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - at each commit, twice: a Path would take five times as long
    except OSError:
        return None
    return status.st_dev, status.st_ino
