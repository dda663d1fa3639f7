"""A log of times, for those who ask for it with GILDER_LOG_TIMES=1: when the window showed, when spaCy came."""

from __future__ import annotations

import sys
import time


class Times:
    """Says on standard error what has just happened, in seconds since the program began."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted, self._began, self._saved = wanted, time.monotonic(), 0

    def __call__(self, what: str) -> None:
        """Something has happened."""
        if self._wanted:
            spacy = "spaCy is imported" if "spacy" in sys.modules else "spaCy is not imported"
            sys.stderr.write(f"{time.monotonic() - self._began:7.3f} s  {what} ({spacy})\n")
            sys.stderr.flush()

    def saved(self) -> None:
        """A change is durable and shown."""
        self._saved += 1
        self(f"saved {self._saved}")

    def recorded(self, _document_id: str) -> None:
        """A document got its suggestions."""
        self("suggestions recorded")
