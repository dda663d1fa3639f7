"""Sees every write, truncation, sync and deletion of the SQLite library that the program uses, unmodified.

A virtual file system is registered in that very library by ctypes, as its default: it says what is about to happen and
lets SQLite's own do it. `os.link`, `os.rename`, `os.unlink`, `os.mkdir`, `os.rmdir` and `os.fsync`, by which the
program puts files in place, are seen too. Nothing of the product knows of it.
"""

from __future__ import annotations

import ctypes
import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.crash.disk import (
    Create,
    DirectorySync,
    Event,
    Link,
    Remove,
    Rename,
    Sync,
    Truncate,
    Write,
    folder_of,
    folders_of,
)

_POINTER, _INT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT)
_CLOSE = ctypes.CFUNCTYPE(_INT, _POINTER)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _LONG)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _LONG)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)
_OPEN_CREATE, _JOURNALS = 0x4, 0x800 | 0x4000 | 0x80000  # main journal, super journal, write-ahead log
_NAME = b"gilder-recorder"


class Vfs(ctypes.Structure):
    """`sqlite3_vfs`, version 3."""

    _fields_ = (
        ("iVersion", _INT), ("szOsFile", _INT), ("mxPathname", _INT), ("pNext", _POINTER), ("zName", ctypes.c_char_p),
        ("pAppData", _POINTER), ("xOpen", _POINTER), ("xDelete", _POINTER),
        ("rest", _POINTER * 14),
    )  # fmt: skip


class Methods(ctypes.Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = (
        ("iVersion", _INT), ("xClose", _POINTER), ("xRead", _POINTER), ("xWrite", _POINTER), ("xTruncate", _POINTER),
        ("xSync", _POINTER), ("rest", _POINTER * 13),
    )  # fmt: skip


class NotPossible(Exception):
    """The SQLite library of this Python cannot be watched."""


def library() -> Any:
    """The SQLite library that Python's `sqlite3` has loaded. Raises NotPossible where it shows no functions."""
    import _sqlite3

    try:
        found = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        found.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
        found.sqlite3_libversion.restype = ctypes.c_char_p
        same = found.sqlite3_libversion().decode() == sqlite3.sqlite_version
    except (OSError, AttributeError, TypeError) as problem:
        raise NotPossible(f"the SQLite library of this Python shows no functions ({problem})") from problem
    if not same or found.sqlite3_vfs_find(None).contents.iVersion < 3:
        raise NotPossible("the SQLite library that was found is not the one that Python uses")
    return found


class Recorder:
    """What happened in one folder and those in it, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.events = folder.resolve(), list[Event]()
        self.known = set[str]()
        self._library = library()
        self._default = self._library.sqlite3_vfs_find(None)
        original = self._default.contents
        self._real_open, self._real_delete = _OPEN(original.xOpen), _DELETE(original.xDelete)
        self._vfs = Vfs.from_buffer_copy(original)
        self._vfs.zName, self._vfs.pNext = _NAME, None
        self._hooks: list[Any] = [_OPEN(self._open), _DELETE(self._delete)]
        self._vfs.xOpen, self._vfs.xDelete = (ctypes.cast(hook, _POINTER).value for hook in self._hooks)
        self._methods = dict[int, Methods]()  # ours, by the address of the real ones
        self._files = dict[int, tuple[str, bool]]()  # name, and whether its folder is synced with it, by address

    @contextmanager
    def running(self) -> Generator[Recorder, None, None]:
        """Watch while the block runs. Every connection that is opened in it must be closed in it."""
        self.known |= {self._name(one) for one in self.folder.rglob("*")}
        wrapped = {"link": self._linked, "rename": self._renamed, "replace": self._renamed, "unlink": self._removed,
                   "remove": self._removed, "rmdir": self._removed, "mkdir": self._made,
                   "fsync": self._fsynced}  # fmt: skip
        patches = [patch.object(os, name, told(getattr(os, name))) for name, told in wrapped.items()]
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            for one in patches:
                one.start()
            yield self
        finally:
            for one in patches:
                one.stop()
            self._library.sqlite3_vfs_register(self._default, 1)
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def _name(self, path: str | bytes | os.PathLike[Any] | None) -> str:
        """The name of what lies in the folder; empty for anything else."""
        if path is None:
            return ""
        whole = Path(os.path.realpath(os.fsdecode(path)))
        if self.folder not in whole.parents:
            return ""
        return f"{whole.relative_to(self.folder).as_posix()}{'/' if whole.is_dir() else ''}"

    def _meet(self, name: str) -> None:
        """A file that something else has made: its name and what is in it may still be lost."""
        if name and name not in self.known:
            for folder in sorted(folders_of(name)):
                self._meet(folder)
            self.known.add(name)
            self.events.append(Create(name))
            file = self.folder / name
            if file.is_file() and file.stat().st_size:
                self.events.append(Write(name, 0, file.read_bytes()))

    def _open(self, _vfs: int, path: int | None, file: int, flags: int, out: int | None) -> int:
        name = self._name(ctypes.string_at(path) if path else None)
        known = name and (self.folder / name).exists()
        if known:
            self._meet(name)
        code = self._real_open(ctypes.addressof(self._default.contents), path, file, flags, out)
        if code or not name:
            return code
        self._meet(name)
        self._files[file] = (name, bool(flags & _OPEN_CREATE and flags & _JOURNALS))
        place = ctypes.c_void_p.from_address(file)
        if place.value:
            place.value = ctypes.addressof(self._ours(place.value))
        return code

    def _ours(self, address: int) -> Methods:
        if address not in self._methods:
            real = Methods.from_address(address)
            ours = Methods.from_buffer_copy(real)
            hooks = [
                _CLOSE(self._closing(_CLOSE(real.xClose))),
                _WRITE(self._writing(_WRITE(real.xWrite))),
                _TRUNCATE(self._truncating(_TRUNCATE(real.xTruncate))),
                _SYNC(self._syncing(_SYNC(real.xSync))),
            ]
            self._hooks += hooks
            ours.xClose, ours.xWrite, ours.xTruncate, ours.xSync = (ctypes.cast(one, _POINTER).value for one in hooks)
            self._methods[address] = ours
        return self._methods[address]

    def _closing(self, real: Callable[..., int]) -> Callable[..., int]:
        def close(file: int) -> int:
            self._files.pop(file, None)
            return real(file)

        return close

    def _writing(self, real: Callable[..., int]) -> Callable[..., int]:
        def write(file: int, data: int, size: int, at: int) -> int:
            self.events.append(Write(self._files[file][0], at, ctypes.string_at(data, size)))
            return real(file, data, size, at)

        return write

    def _truncating(self, real: Callable[..., int]) -> Callable[..., int]:
        def truncate(file: int, size: int) -> int:
            self.events.append(Truncate(self._files[file][0], size))
            return real(file, size)

        return truncate

    def _syncing(self, real: Callable[..., int]) -> Callable[..., int]:
        def sync(file: int, flags: int) -> int:
            code = real(file, flags)
            name, with_folder = self._files[file]
            self.events.append(Sync(name))
            if with_folder:  # SQLite syncs the folder with the first sync of a journal or log
                self.events.append(DirectorySync(folder_of(name)))
                self._files[file] = (name, False)
            return code

        return sync

    def _delete(self, _vfs: int, path: int, with_folder: int) -> int:
        name = self._name(ctypes.string_at(path))
        code = self._real_delete(ctypes.addressof(self._default.contents), path, with_folder)
        if name and not code:
            self._forget(name)
            self.events += [DirectorySync(folder_of(name))] if with_folder else []
        return code

    def _forget(self, name: str) -> None:
        self.events.append(Remove(name))
        self.known.discard(name)

    def _linked(self, real: Callable[..., None]) -> Callable[..., None]:
        def link(source: Any, target: Any, **more: Any) -> None:
            real(source, target, **more)
            self._moved(self._name(source), self._name(target), Link)

        return link

    def _renamed(self, real: Callable[..., None]) -> Callable[..., None]:
        def rename(source: Any, target: Any, **more: Any) -> None:
            self._meet(self._name(source))
            real(source, target, **more)
            self._moved(self._name(source), self._name(target), Rename)

        return rename

    def _moved(self, name: str, new: str, how: type[Link | Rename]) -> None:
        """A file has another name, or one more; either may lie in another folder, which is not watched."""
        self.known.discard(new)
        if name and new:
            self._meet(name)
            self.known.add(new)
            self.events.append(how(name, new))
        elif new:
            self._meet(new)
        elif name and how is Rename:
            self._forget(name)
        if how is Rename:
            self.known.discard(name)

    def _removed(self, real: Callable[..., None]) -> Callable[..., None]:
        def remove(path: Any, **more: Any) -> None:
            real(path, **more)
            for name in sorted(self.known):  # it may have been named by its folder's descriptor
                if not os.path.lexists(self.folder / name):
                    self._forget(name)

        return remove

    def _made(self, real: Callable[..., None]) -> Callable[..., None]:
        def mkdir(path: Any, *mode: Any, **more: Any) -> None:
            real(path, *mode, **more)
            self._meet(self._name(path))

        return mkdir

    def _fsynced(self, real: Callable[..., None]) -> Callable[..., None]:
        def fsync(descriptor: Any) -> None:
            real(descriptor)
            found = os.fstat(descriptor)
            for one in (self.folder, *self.folder.rglob("*")):
                if os.path.samestat(found, one.stat()):
                    self._synced(one)

        return fsync

    def _synced(self, path: Path) -> None:
        name = self._name(path)
        self._meet(name)
        self.events.append(DirectorySync(name.rstrip("/")) if path.is_dir() else Sync(name))
