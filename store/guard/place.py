"""Where a project file lies: what that means for its safety. A pure function over what `surroundings` found."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal

Kind = Literal["local", "network", "synchronised", "stick", "memory"]
_NETWORK = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs afpfs ncpfs webdav davfs fuse.davfs2 fuse.sshfs fuse.gvfsd-fuse fuse.rclone "
    "fuse.s3fs afs ceph fuse.ceph glusterfs fuse.glusterfs lustre beegfs gpfs ocfs2 gfs gfs2 9p osxfuse macfuse".split()
)
_STICK = frozenset("vfat msdos fat exfat fuse.exfat fuseblk.exfat".split())
_MEMORY = frozenset("tmpfs ramfs".split())
_ROOM = 200_000_000  # bytes
_ROOM_FACTOR = 2  # times the file: a backup and a log have to fit
_FAT_LIMIT = 4 * 1024**3
_SERVICES = (
    ("Dropbox", r"dropbox( \(.+\))?"),
    ("OneDrive", r"onedrive( ?- ?.+)?|sharepoint"),
    ("iCloud Drive", r"icloud ?drive( .+)?|com~apple~clouddocs|mobile documents"),
    ("Google Drive", r"google ?drive( .+)?|googledrive-.+|my drive"),
    ("Nextcloud", r"nextcloud\d*|owncloud"),
    ("Box", r"(?-i:Box)|box sync|box-box"),
    ("MEGA", r"(?-i:MEGA)|megasync( .+)?"),
    ("pCloud", r"pcloud ?drive|pcloud ?sync"),
    ("Proton Drive", r"proton ?drive(-.+)?"),
    ("Sync.com", r"sync\.com"),
    ("Seafile", r"seafile"),
    ("Syncthing", r"syncthing"),
    ("Baidu", r"baidunetdisk.*|baidu ?sync.*"),
)
_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".owncloudsync.log": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
    ".sync_folder": "Nextcloud",
    ".tmp.drivedownload": "Google Drive",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive",
}
_CONFLICT = re.compile(
    r"conflict(ed)?[ _-]cop(y|ie)|conflit|konflikt|[(\[_]conflict|sync-conflict-|case conflict|"
    r"^-(desktop|laptop)-[a-z0-9]{7}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r" ?\(\d+\)| \d+")  # what iCloud and Google Drive add: elsewhere it is a person's own copy


@dataclass(frozen=True, slots=True)
class Mount:
    """A place of the mount table and the kind of file system there."""

    point: str
    kind: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What there is to know about a place. `roots`: folders that a service has registered as its own."""

    mounts: Sequence[Mount] = ()
    roots: Sequence[tuple[str, str]] = ()
    markers: frozenset[str] = frozenset()  # names in the folder and in those above it
    beside: Sequence[str] = ()  # names in the folder
    links: int = 1
    size: int = 0
    free: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What kind of place it is; `service` names who keeps it in step; `warnings` are lines for the person."""

    kind: Kind
    service: str = ""
    conflicts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def judge(path: PurePath, found: Surroundings) -> Place:
    """What kind of place an absolute path is, and what the person should know of it."""
    system, service = filesystem(path, found.mounts), service_of(path, found)
    kind: Kind = "local"
    if is_network(path, system):
        kind = "network"
    elif service:
        kind = "synchronised"
    elif system in _STICK:
        kind = "stick"
    elif system in _MEMORY:
        kind = "memory"
    conflicts = tuple(sorted(name for name in found.beside if is_conflict(name, path, kind)))
    return Place(kind, service, conflicts, tuple(_warnings(kind, service, conflicts, found)))


def is_network(path: PurePath, system: str) -> bool:
    """Whether a path lies on another computer, by the kind of its file system."""
    return system in _NETWORK or str(path).startswith(("\\\\", "//"))


def filesystem(path: PurePath, mounts: Iterable[Mount]) -> str:
    """The kind of file system that a path lies on: that of the deepest mount above it, the last one where two agree."""
    best, kind, text = -1, "", str(path)
    for mount in mounts:
        point = mount.point.rstrip("/\\")
        if len(point) >= best and (text == point or text.startswith((point + "/", point + "\\"))):
            best, kind = len(point), mount.kind.lower()
    return kind


def service_of(path: PurePath, found: Surroundings) -> str:
    """The service that keeps a folder in step with others; empty where none does."""
    for root, service in found.roots:
        if path.is_relative_to(root):
            return service
    for marker in sorted(found.markers):
        if marker.lower() in _MARKERS:
            return _MARKERS[marker.lower()]
    for part in path.parts[:-1]:
        for service, pattern in _SERVICES:
            if re.fullmatch(pattern, part, re.IGNORECASE):
                return service
    return "a cloud program" if "cloudstorage" in {part.lower() for part in path.parts[:-1]} else ""


def is_conflict(name: str, project: PurePath, kind: Kind = "local") -> bool:
    """Whether a file beside a project is a copy that a cloud program made of it when two had changed it."""
    same = name != project.name and name.endswith(project.suffix) and name.startswith(project.stem)
    rest = name[len(project.stem) : len(name) - len(project.suffix)]
    return same and bool(_CONFLICT.search(rest) or (kind == "synchronised" and _NUMBERED.fullmatch(rest)))


def _warnings(kind: Kind, service: str, conflicts: Sequence[str], found: Surroundings) -> Iterable[str]:
    if kind == "network":
        yield "this folder is on another computer: work on a copy on your own disk, and put it back when you are done"
    if kind == "synchronised":
        yield (
            f"{service} keeps this folder in step: it may copy the project while it is being written; keep it in a "
            "folder of its own outside, and put exported copies here"
        )
    if kind == "stick":
        yield "this is a stick or card (FAT): no file above 4 GB, and pulled out too soon it loses work"
    if kind == "stick" and found.size > _FAT_LIMIT * 0.9:
        yield "the project is near the limit of 4 GB of this stick or card: move it to another disk"
    if kind == "memory":
        yield "this folder is in memory: everything in it is gone when the computer is switched off"
    for name in conflicts:
        yield f"{name} lies beside it: a copy that was changed elsewhere; bring the two together with “gilder merge”"
    if found.links > 1:
        yield "the file has another name as well (a hard link): it is opened for reading only; make a copy to work on"
    if found.free is not None and found.free < max(_ROOM, _ROOM_FACTOR * found.size):
        yield f"only {found.free // 1_000_000:,} MB are free on this disk"


def surroundings(path: Path) -> Surroundings:
    """What there is to know about the place of an absolute path, as far as the system tells."""
    folder = path.parent
    status = path.stat() if path.exists() else None
    beside = _names(folder)
    markers = {name for above in list(folder.parents)[:6] for name in _MARKERS if (above / name).exists()}
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        free = None
    return Surroundings(
        mounts=mount_table(path),
        roots=registered_roots(),
        markers=frozenset(markers.union(name for name in beside if name.lower() in _MARKERS)),
        beside=beside,
        links=status.st_nlink if status else 1,
        size=status.st_size if status else 0,
        free=free,
    )


def place_of(path: Path) -> Place:
    """What kind of place a project file lies in."""
    real = path.resolve()
    return judge(real, surroundings(real))


def on_network(path: Path) -> bool:
    """Whether an absolute path lies on another computer: quick enough to be asked at each opening."""
    if sys.platform == "linux" and os.major(path.stat().st_dev):
        return False  # the numbers of block devices are never 0: no need to read the mount table
    return is_network(path, filesystem(path, mount_table(path)))


def mount_table(path: Path) -> tuple[Mount, ...]:
    """The mount table, or of Windows and macOS as much as this path needs."""
    if sys.platform == "win32":
        return _windows_drive(path)
    if sys.platform == "darwin":
        return _mac_mounts(path)
    try:
        text = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ()
    return parse_mounts(text)


def parse_mounts(text: str) -> tuple[Mount, ...]:
    """The lines of /proc/mounts; spaces in names are written as \\040."""
    rows = (line.split(" ") for line in text.splitlines())
    return tuple(Mount(_unescaped(row[1]), row[2]) for row in rows if len(row) > 2)


def parse_mac_mounts(text: str) -> tuple[Mount, ...]:
    """The lines of macOS' mount: “server on /Volumes/x (smbfs, nodev)”."""
    found = re.finditer(r"^.+? on (/.*) \(([^,)]+)", text, re.MULTILINE)
    return tuple(Mount(match[1], match[2]) for match in found)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _mac_mounts(path: Path) -> tuple[Mount, ...]:
    """macOS mounts what is not the own disk in one of these folders; asking costs a process."""
    if not path.is_relative_to("/Volumes") and not path.is_relative_to("/Network"):
        return ()
    import subprocess

    done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
    return parse_mac_mounts(done.stdout)


def _windows_drive(path: Path) -> tuple[Mount, ...]:
    import ctypes

    library: Any = getattr(ctypes, "windll", None)
    drive = path.anchor
    if library is None or not drive:
        return ()
    if library.kernel32.GetDriveTypeW(drive) == 4:  # DRIVE_REMOTE
        return (Mount(drive, "smb"),)
    name = ctypes.create_unicode_buffer(64)
    known = library.kernel32.GetVolumeInformationW(drive, None, 0, None, None, None, name, 64)
    kind = str(name.value)
    return (Mount(drive, {"FAT32": "vfat", "FAT": "vfat"}.get(kind, kind)),) if known else ()


def registered_roots() -> tuple[tuple[str, str], ...]:
    """Folders that services have registered as their own: environment variables of OneDrive, Dropbox' own file."""
    names = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
    roots = [(os.environ[name], "OneDrive") for name in names if os.environ.get(name)]
    places = [Path(base) / "Dropbox" for name in ("APPDATA", "LOCALAPPDATA") if (base := os.environ.get(name))]
    for folder in (*places, Path("~/.dropbox").expanduser()):
        roots += _dropbox_roots(folder / "info.json")
    return tuple(roots)


def _dropbox_roots(file: Path) -> list[tuple[str, str]]:
    try:
        accounts: Any = json.loads(file.read_bytes()[:100_000])
        return [(str(account["path"]), "Dropbox") for account in accounts.values()]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def _names(folder: Path, most: int = 10_000) -> tuple[str, ...]:
    names = list[str]()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                names.append(entry.name)
                if len(names) >= most:
                    break
    except OSError:
        pass
    return tuple(names)
