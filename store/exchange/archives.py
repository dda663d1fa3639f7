"""Archives as a corpus: unpacked within limits into a folder that goes away, every name checked before it is a file.

What an archive says of sizes is never believed: bytes are counted as they come out. Archives inside it stay shut.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from annotate.errors import InputError
from store.exchange.reading import Reading
from store.exchange.shown import shown

SUFFIXES = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".gz", ".bz2", ".xz",
)  # fmt: skip
"""The ends of names of what `opened` opens; those without “tar” in them are single files that are packed."""

_PACKED: dict[str, Callable[[IO[bytes]], Any]] = {
    "gz": lambda file: gzip.GzipFile(fileobj=file),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    struct.error, NotImplementedError, ValueError, OverflowError, MemoryError,
)  # fmt: skip
_CHUNK = 65_536  # bytes
_FLOOR = 1_000_000  # bytes that a small archive may always grow to
_HEADER = 1_000_000  # bytes of the head of one entry of a tar archive
_PART, _PATH, _DEPTH = 240, 1_000, 64  # bytes of one name and of a path, folders within each other
_DIRECTORY = 1_000  # bytes of the table of a ZIP archive for each entry that is allowed
_ENCRYPTED, _SIZES_LATER, _UTF8 = 0x1, 0x8, 0x800  # flags of a ZIP entry
_HEAD = struct.Struct("<6xH6x3L4x")  # of a ZIP entry: flags, checksum, size packed and unpacked
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE | re.DOTALL)
_ODD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
_UP = re.compile(r"(\.|%2e){2}", re.IGNORECASE)


class _Refused(InputError):
    """The archive as a whole is refused."""


def is_archive(path: Path) -> bool:
    """Whether a file is an archive, by its name."""
    return path.name.lower().endswith(SUFFIXES)


@contextmanager
def opened(path: Path, reading: Reading) -> Generator[Path, None, None]:
    """A folder with the files of an archive, as long as the context lasts.

    Entries that may not become files are told to `reading` and left out. Raises InputError for an archive that is
    broken, has a password, names a file twice, or goes beyond the limits.
    """
    with TemporaryDirectory(prefix="gilder-", ignore_cleanup_errors=True) as folder:
        unpacking = _Unpacking(path, Path(folder), reading)
        try:
            unpacking.unpack()
        except InputError:
            raise
        except _BROKEN as problem:
            said = " ".join(str(problem).split())[:120] or type(problem).__name__
            raise InputError(f"{path}: is a broken archive: {said}; nothing was imported") from problem
        yield Path(folder)


class _Unpacking:
    """Unpacks one archive into a folder."""

    def __init__(self, path: Path, folder: Path, reading: Reading) -> None:
        self._path, self._folder, self._reading = path, folder, reading
        self._names = dict[str, str]()  # of files and folders as systems compare them that know no case
        self._files = set[str]()
        self._seen = set[str]()
        self._entries = self._bytes = 0
        self._packed = self._size()
        self._most = min(reading.limits.archive, max(_FLOOR, reading.limits.growth * self._packed))

    def _size(self) -> int:
        if not self._path.exists():
            raise InputError(f"{self._path}: no such file")
        try:
            found = self._path.stat()
        except OSError as problem:
            raise InputError(f"{self._path}: cannot be read: {problem.strerror or problem}") from problem
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{self._path}: is no plain file")
        if found.st_size > self._reading.limits.archive:
            limit = f"the limit is {self._reading.limits.archive:,}"
            raise InputError(f"{self._path}: {found.st_size:,} bytes; {limit}. Cut it into smaller archives")
        return found.st_size

    def unpack(self) -> None:
        """Write the files of the archive."""
        kind = self._path.name.lower().rsplit(".", 1)[-1]
        with self._path.open("rb") as file:
            if kind == "zip":
                self._unpack_zip(file)
                return
            kind = {"tgz": "gz", "tbz2": "bz2", "txz": "xz"}.get(kind, kind)
            plain = _PACKED[kind](file) if kind in _PACKED else file
            if re.search(r"\.(tar(\.\w+)?|t[gbx]z2?)$", self._path.name.lower()):
                self._unpack_tar(_Counted(plain, self._grow_to))
            else:
                self._put(self._path.stem, plain)

    def _unpack_zip(self, file: IO[bytes]) -> None:
        self._check_directory(file)
        try:
            archive = zipfile.ZipFile(file)
        except zipfile.BadZipFile as problem:
            raise InputError(f"{self._path}: is no ZIP archive, or its end is missing: {problem}") from problem
        with archive:
            for entry in archive.infolist():
                name = self._zip_name(entry)
                self._count(name)
                kind = stat.S_IFMT(entry.external_attr >> 16)
                if name.endswith("/") or self._is_litter(name):
                    continue
                if entry.flag_bits & _ENCRYPTED:
                    raise _Refused(f"{self._path}: password-protected archives are not supported; unpack it first")
                if kind not in (0, stat.S_IFREG):
                    self._leave_out(name, "is a link or a device and no file")
                    continue
                try:
                    _check_head(file, entry)
                    with archive.open(entry) as content:
                        self._put(name, content)
                except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
                    told = f"checksum error in “{shown(name)}”; the archive is damaged"
                    raise _Refused(f"{self._path}: {told}; nothing was imported") from problem

    def _check_directory(self, file: IO[bytes]) -> None:
        """Refuse a table of entries that is too large to be read into memory."""
        file.seek(max(0, self._packed - 65_557))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at >= 0 and len(tail) >= at + 16:
            size = struct.unpack_from("<L", tail, at + 12)[0]
            if size > self._reading.limits.entries * _DIRECTORY:
                raise _Refused(f"{self._path}: has more than {self._reading.limits.entries:,} entries; refused")
        file.seek(0)

    def _zip_name(self, entry: zipfile.ZipInfo) -> str:
        """The name of an entry with all that it has; zipfile would cut it at a NUL."""
        name = entry.orig_filename
        if entry.flag_bits & _UTF8 or name.isascii():
            return name
        try:
            name = name.encode("cp437").decode("utf-8")
            self._reading.tell(
                str(self._path), f"the name “{shown(name)}” is UTF-8, though the archive does not say so"
            )
        except UnicodeError:
            told = f"the name “{shown(name)}” is in an old encoding; it was read as code page 437"
            self._reading.tell(str(self._path), told)
        return name

    def _unpack_tar(self, counted: _Counted) -> None:
        with tarfile.open(fileobj=cast("Any", counted), mode="r:") as archive:
            for entry in archive:
                name = entry.name.removeprefix("./")  # as “tar .” writes them
                self._count(name)
                if entry.isdir() or self._is_litter(name):
                    continue
                if entry.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or getattr(entry, "sparse", None) is not None:
                    self._leave_out(name, "is a link, a device or a pipe and no file")
                    continue
                content = archive.extractfile(entry)
                if content is not None:
                    self._put(name, content, counted=True)

    def _count(self, name: str) -> None:
        self._entries += 1
        self._reading.step(self._entries, 0)
        if self._entries > self._reading.limits.entries:
            raise _Refused(f"{self._path}: has more than {self._reading.limits.entries:,} entries; refused")
        if name in self._seen and not name.endswith("/"):
            raise _Refused(f"{self._path}: “{shown(name)}” occurs twice; nothing was imported")
        self._seen.add(name)

    def _put(self, name: str, content: Any, *, counted: bool = False) -> None:
        """Write one file, unless its name forbids it."""
        problem = _forbidden(name) or self._taken(name)
        if problem:
            self._leave_out(name, problem)
            return
        if is_archive(Path(name)):
            self._leave_out(name, "is an archive inside an archive, which is not opened")
            return
        with self._created(name) as out:
            while chunk := content.read(_CHUNK):
                if not counted:
                    self._grow_to(self._bytes + len(chunk))
                    self._bytes += len(chunk)
                self._write(out, chunk)
                self._reading.step(self._entries, 0)

    def _created(self, name: str) -> IO[bytes]:
        target = self._folder.joinpath(*name.split("/"))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            return target.open("xb")
        except OSError as problem:
            raise self._not_written(problem) from problem

    def _write(self, out: IO[bytes], chunk: bytes) -> None:
        try:
            out.write(chunk)
        except OSError as problem:
            raise self._not_written(problem) from problem

    def _not_written(self, problem: OSError) -> InputError:
        return _Refused(f"{self._path}: cannot be unpacked: {problem.strerror or problem}; nothing was imported")

    def _is_litter(self, name: str) -> bool:
        """Whether an entry is what file managers add by themselves: it is passed over without a word."""
        parts = name.split("/")
        return parts[0] == "__MACOSX" or parts[-1] in (".DS_Store", "Thumbs.db")

    def _taken(self, name: str) -> str:
        """What is wrong with a name beside those that are there: systems that know no case could not have both."""
        parts = name.split("/")
        paths = ["/".join(parts[: at + 1]) for at in range(len(parts))]
        for path in paths:
            other = self._names.get(_folded(path), path)
            if other != path:
                return f"is called as “{shown(other)}” but for the case of its letters"
        if name in self._names or not self._files.isdisjoint(paths):
            return "is called as a folder or file that is there"
        self._names.update({_folded(path): path for path in paths})
        self._files.add(name)
        return ""

    def _grow_to(self, size: int) -> None:
        if size <= self._most:
            return
        limits = self._reading.limits
        if self._most == limits.archive:
            raise _Refused(f"{self._path}: expands to more than {limits.archive:,} bytes, which is the limit; refused")
        told = f"expands to more than {self._most:,} bytes (over {limits.growth}:1, which is the limit)"
        raise _Refused(f"{self._path}: {told}; refused")

    def _leave_out(self, name: str, what: str) -> None:
        self._reading.leave_out(str(self._path), f"entry “{shown(name)}” {what}")


class _Counted(io.RawIOBase):
    """The bytes of a tar archive, counted also where they are passed over; heads of entries have a limit."""

    def __init__(self, file: Any, grow_to: Callable[[int], None]) -> None:
        self._file, self._grow_to, self._at = file, grow_to, 0

    def read(self, size: int = -1, /) -> bytes:
        if size < 0 or size > _HEADER:
            raise _Refused(f"the head of an entry is larger than {_HEADER:,} bytes; refused")
        self._grow_to(self._at)
        data: bytes = self._file.read(size)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if whence != os.SEEK_SET:
            raise io.UnsupportedOperation("only from the start")
        self._grow_to(offset)
        self._at = self._file.seek(offset)
        return self._at

    def tell(self) -> int:
        return self._at


def _check_head(file: IO[bytes], entry: zipfile.ZipInfo) -> None:
    """Raise BadZipFile where an entry's own head says other sizes than the table of the archive, which is a trick."""
    file.seek(entry.header_offset)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise zipfile.BadZipFile("an entry is missing")
    flags, crc, *sizes = _HEAD.unpack(head)
    said = (entry.CRC, entry.compress_size, entry.file_size)
    later = flags & _SIZES_LATER
    if not later and 0xFFFFFFFF not in sizes and (crc, *sizes) != said:
        raise zipfile.BadZipFile("its head says otherwise")


def _forbidden(name: str) -> str:
    """What is wrong with a name; the rules are those of all systems together, so that each gives the same files."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "." in parts or any(map(_UP.fullmatch, parts)):
        return "would be written outside the folder"
    if _ODD.search(name) or "" in parts:
        return "has a forbidden name"
    if any(part[-1] in " ." or _RESERVED.fullmatch(part) for part in parts):
        return "has a forbidden name: Windows has no such files"
    if parts[0].startswith("~") or any(part.startswith("$") for part in parts):
        return "has a forbidden name: a shell could take it for a variable"
    if any(part.startswith(".") for part in parts):
        return "is hidden"
    if len(parts) > _DEPTH or len(name.encode()) > _PATH or any(len(part.encode()) > _PART for part in parts):
        return "has a name that is too long"
    return ""


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
