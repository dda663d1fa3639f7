"""Names of files in a folder that is written: as the documents are called, where every system can have that."""

from __future__ import annotations

import re
from hashlib import sha256

_ODD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 120  # characters of a name; with four bytes each and a suffix, no system refuses it
_DIGEST = 8  # hexadecimal digits


def path_for(name: str, used: set[str]) -> str:
    """A path below the folder for a document's name, sub-folders kept. It never leads out of the folder, and none is
    given twice, whatever the case of its letters: `used` fills up. A name that had to be changed has a digest of itself
    at its end."""
    parts = name.split("/")
    safe = [_safe(part) for part in parts if part not in ("", ".", "..")] or ["document"]
    if "/".join(safe) != name:
        safe[-1] += "-" + sha256(name.encode(errors="replace")).hexdigest()[:_DIGEST]
    path = found = "/".join(safe)
    number = 1
    while found.casefold() in used:
        number += 1
        found = f"{path}-{number}"
    used.add(found.casefold())
    return found


def _safe(part: str) -> str:
    cleaned = _ODD.sub("_", part)[:_LONGEST].rstrip(". ")
    if cleaned.startswith("."):
        cleaned = "_" + cleaned[1:]
    return f"_{cleaned}" if not cleaned or _RESERVED.fullmatch(cleaned) else cleaned
