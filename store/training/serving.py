"""What the `main` of a process of ours does: gives way to other programs, works, and tells in one line what failed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from errno import ENOSPC
from typing import TextIO

from annotate.errors import GilderError
from annotate.pipelines.events import Failed, line_of
from store.training.control import Finished


def serve(work: Callable[[TextIO], object], *, name: str, verb: str) -> int:
    """Do `work`, which writes its events to the file that it gets; exit status 0: done, 1: it was told why not. `name`
    and `verb` say what is done: "the training", "train on"."""
    out = sys.stdout
    sys.stdout = sys.stderr  # what libraries print is no event
    if hasattr(os, "nice"):
        os.nice(10)
    try:
        work(out)
    except Finished:
        return _fail(out, "it was ended before there was anything to keep")
    except GilderError as problem:
        return _fail(out, str(problem))
    except OSError as problem:
        full = "the disk is full" if problem.errno == ENOSPC else problem.strerror or str(problem)
        return _fail(out, f"{problem.filename or name}: {full}")
    except MemoryError:
        return _fail(out, f"not enough memory; close other programs, or {verb} fewer documents")
    except (ValueError, KeyError, RuntimeError, ImportError) as problem:
        return _fail(out, f"spaCy cannot {verb} this: {' '.join(str(problem).split())[:300]}")
    return 0


def _fail(out: TextIO, text: str) -> int:
    out.write(line_of(Failed(text)))
    out.flush()
    return 1
