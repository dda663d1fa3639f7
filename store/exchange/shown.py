"""What a file says, as it may stand in one line of a message."""

from __future__ import annotations


def shown(text: str, most: int = 80) -> str:
    """A text of at most so many characters, with those that cannot be printed by their numbers."""
    cut = text if len(text) <= most else text[:most] + "…"
    if cut.isprintable():
        return cut
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in cut)
