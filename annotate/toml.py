"""TOML from outside, within limits: whatever a file holds, reading it ends soon, and with one line."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from annotate.errors import SchemeError

LIMIT = 1_000_000  # characters of a scheme
_DEEPEST = 100  # parts of a key such as a.b.c; tomllib needs time with their square
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DEEP = re.compile(rf"(?:^|[\[{{,])[ \t]*+(?:{_PART}){{{_DEEPEST}}}", re.MULTILINE)  # where a key can begin


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises SchemeError, naming `where` and what to mend."""
    if len(text) > LIMIT:
        raise SchemeError(f"{where}: more than {LIMIT:,} characters; a scheme is a small file, so shorten it")
    if (deep := _DEEP.search(text)) is not None:
        line = text.count("\n", 0, deep.start()) + 1
        raise SchemeError(f"{where}: line {line}: a key of more than {_DEEPEST} parts; a scheme needs one or two")
    try:
        return tomllib.loads(text)
    except RecursionError as problem:
        raise SchemeError(f"{where}: not readable as TOML: nested too deep; a scheme needs three levels") from problem
    except ValueError as problem:  # TOMLDecodeError is one; a number of thousands of digits is another
        raise SchemeError(f"{where}: not readable as TOML: {str(problem)[:200]}") from problem
