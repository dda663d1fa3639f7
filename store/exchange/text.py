"""Plain text files. Encodings are detected and told, never guessed silently; the text is never changed."""

from __future__ import annotations

import codecs
import hashlib
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from annotate.errors import InputError
from store.documents import NewDocument, check_text

LIMIT = 500_000_000  # bytes
TEXTS = (".txt", ".text", ".md", "")
PAGES = (".html", ".htm", ".xhtml", ".xht")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path, *, encoding: str | None = None, name: str | None = None, limit: int = LIMIT) -> NewDocument:
    """The document in a text file: every character and line break as it stands in the file.

    A byte order mark of UTF-8 is taken off and recorded in `meta["bom"]`. Raises InputError, naming the file and what
    to do, for a file that is missing, unreadable, empty, no text, or not UTF-8 where no `encoding` is named.
    """
    return as_text(read_bytes(path, limit=limit), name or path.name, where=str(path), encoding=encoding)


def as_text(raw: bytes, name: str, *, where: str, encoding: str | None = None) -> NewDocument:
    """The document in the bytes of a text file, as `read_text` gives it. Raises InputError, naming `where`."""
    text, meta = decode_bytes(raw, where, encoding=encoding)
    check_text(text, where)
    meta["sha256"] = hashlib.sha256(raw).hexdigest()
    return NewDocument(name, text, meta=meta)


def read_bytes(path: Path, *, limit: int = LIMIT) -> bytes:
    """The bytes of a file of at most `limit` bytes. Raises InputError."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise InputError(f"{path}: is a folder, not a file")
        if not stat.S_ISREG(found.st_mode):  # a pipe or a device might never end
            raise InputError(f"{path}: is no plain file")
        if found.st_size > limit:
            raise InputError(f"{path}: {found.st_size:,} bytes; the limit is {limit:,}. Cut it into smaller files")
        return path.read_bytes()
    except FileNotFoundError as problem:
        raise InputError(f"{path}: no such file") from problem
    except PermissionError as problem:
        raise InputError(f"{path}: may not be read; check its permissions") from problem
    except OSError as problem:
        raise InputError(f"{path}: cannot be read: {problem.strerror or problem}") from problem


def decode_bytes(raw: bytes, where: str, *, encoding: str | None = None) -> tuple[str, dict[str, str]]:
    """The text of `raw`, and what is to be recorded of its encoding. Raises InputError."""
    if not raw:
        raise InputError(f"{where}: the file is empty")
    if encoding is not None:
        return _decode_as(raw, where, encoding)
    for mark, name in _MARKS:
        if raw.startswith(mark):
            raise InputError(f"{where}: is {name.upper()}, by its byte order mark; import it with --encoding {name}")
    if b"\x00" in raw[:100_000]:
        raise InputError(f"{where}: {_about_nul(raw)}")
    body, meta = raw, {"encoding": "utf-8"}
    if raw.startswith(codecs.BOM_UTF8):
        body, meta = raw[len(codecs.BOM_UTF8) :], {"encoding": "utf-8", "bom": "utf-8"}
    try:
        return body.decode("utf-8"), meta
    except UnicodeDecodeError as problem:
        at = problem.start + len(raw) - len(body)
        raise InputError(f"{where}: is not UTF-8 (byte 0x{raw[at]:02X} at {at}); {_looks_like(raw)}") from problem


def _decode_as(raw: bytes, where: str, encoding: str) -> tuple[str, dict[str, str]]:
    try:
        name = codecs.lookup(encoding).name.removesuffix("-sig")  # the mark is taken off, and recorded, below
        text = raw.decode(name)
    except LookupError as problem:  # a codec such as “hex”, which is none of texts, is one as well
        raise InputError(f"{where}: there is no encoding “{encoding}”; try utf-8, utf-16 or windows-1252") from problem
    except (UnicodeError, ValueError) as problem:
        raise InputError(f"{where}: is not {encoding}: {problem}") from problem
    if name == "utf-8" and text.startswith("\ufeff"):
        return text[1:], {"encoding": name, "bom": "utf-8"}
    return text, {"encoding": name}


def _about_nul(raw: bytes) -> str:
    even, odd = raw[:4000:2].count(0), raw[1:4000:2].count(0)
    if max(even, odd) > len(raw[:4000]) // 8 and min(even, odd) * 4 < max(even, odd):
        name = "utf-16-be" if even > odd else "utf-16-le"
        return f"looks like {name.upper()} without a byte order mark; import it with --encoding {name}"
    return "is no text file (it holds NUL bytes); only plain text can be imported"


def _looks_like(raw: bytes) -> str:
    if sum(byte < 9 or 13 < byte < 32 for byte in raw[:4000]) > len(raw[:4000]) // 50:
        return "it looks like no text at all"
    from charset_normalizer import from_bytes

    found = from_bytes(raw[:200_000]).best()
    name = (found.encoding if found else "cp1252").replace("_", "-").replace("cp125", "windows-125")
    return f"it looks like {name}: if that is right, import it with --encoding {name}"


def text_files(path: Path, *, suffixes: Collection[str] = TEXTS) -> Iterator[Path]:
    """The text files of a folder and its sub-folders, sorted, hidden ones left out; a file is itself.

    The folder that a browser has saved beside a page, with its pictures and frames, is left out. Raises InputError
    for a folder that may not be read.
    """
    yield from _text_files(path, frozenset(), suffixes)


def _text_files(path: Path, above: frozenset[Path], suffixes: Collection[str]) -> Iterator[Path]:
    try:
        if not path.is_dir():
            yield path
            return
        inside, here = sorted(path.iterdir()), path.resolve()
    except OSError as problem:
        raise InputError(f"{path}: cannot be read: {problem.strerror or problem}") from problem
    if here in above:
        return  # a link back to a folder that is being read
    pages = {entry.stem for entry in inside if entry.suffix.lower() in PAGES}
    for entry in inside:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not (entry.name.endswith("_files") and entry.name.removesuffix("_files") in pages):
                yield from _text_files(entry, above | {here}, suffixes)
        elif entry.suffix.lower() in suffixes:
            yield entry
