"""Does this PySide6 keep count of None? 6.12.0 on Python 3.11 loses a reference with every void call and aborts."""

from __future__ import annotations

import sys

_CALLS = 100


def lost_references() -> int:
    """How many references to None a hundred void calls of Qt lose; 0 in a sound build."""
    from PySide6.QtCore import QObject

    probe = QObject()
    before = sys.getrefcount(None)
    for _ in range(_CALLS):
        probe.setObjectName("")
    return max(0, before - sys.getrefcount(None) - _CALLS // 10)


def complaint() -> str | None:
    """One line on what is wrong with the installed PySide6 and what to do, or None."""
    if lost_references() == 0:
        return None
    import PySide6

    return (
        f"PySide6 {PySide6.__version__} loses references on this Python and would crash; "
        'install a sound one: pip install "PySide6-Essentials>=6.10,<6.12"'
    )
