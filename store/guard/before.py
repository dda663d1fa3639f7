"""A copy of a project as it was, before a newer Gilder brings its structure up to date."""

from __future__ import annotations

import time
from pathlib import Path

from store.connection import Connection
from store.errors import ProjectError
from store.guard.home import data_folder


def keep_older(connection: Connection, version: int) -> Path:
    """Copy the project to the person's data folder, and give the place. Raises ProjectError where that cannot be done.

    Then nothing is brought up to date.
    """
    uid = connection.value("SELECT uid FROM site ORDER BY id LIMIT 1")
    folder = data_folder() / "backups" / (uid.hex() if isinstance(uid, bytes) else "none")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ProjectError(f"{folder}: cannot be made: {problem.strerror or problem}") from problem
    stem, stamp, number = connection.path.stem, time.strftime("%Y%m%d-%H%M%S"), 1
    while (to := folder / f"{stem}.{stamp}{f'-{number}' if number > 1 else ''}.version-{version}.gilder").exists():
        number += 1
    return connection.copy_out(to)
