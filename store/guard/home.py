"""Where Gilder keeps what belongs to a project but must not lie in its file: high-water marks and backups."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The person's data folder of Gilder, which need not be there yet; `GILDER_DATA` puts it elsewhere."""
    chosen = os.environ.get("GILDER_DATA")
    if chosen:
        return Path(chosen)
    import platformdirs

    return platformdirs.user_data_path("gilder", appauthor=False)
