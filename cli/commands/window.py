"""`gilder` and `gilder open`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path


def open_window(arguments: Namespace) -> int:
    """The window, on what was named."""
    from gui.app import run

    paths = [Path(path) for path in getattr(arguments, "paths", ())]
    return run(paths, sample_wanted=getattr(arguments, "sample", False))
