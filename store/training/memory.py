"""How much memory this process has taken at most."""

from __future__ import annotations

import sys


def peak() -> int | None:
    """Bytes; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found if sys.platform == "darwin" else found * 1024
