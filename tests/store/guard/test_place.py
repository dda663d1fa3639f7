"""Where a project lies, told from a mount table, names and signs that stand in the tests."""

from __future__ import annotations

import threading
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from store.documents import NewDocument
from store.errors import ProjectBusy
from store.guard import place as place_module
from store.guard.place import Mount, Surroundings, is_conflict, judge, parse_mac_mounts, parse_mounts, place_of
from store.project import Project
from tests.builders import TEXT
from tests.store.guard.conftest import end, start

LINUX = parse_mounts(
    "/dev/sda1 / ext4 rw 0 0\n"
    "tmpfs /run tmpfs rw 0 0\n"
    "nas:/vol /mnt/nas nfs4 rw 0 0\n"
    "//server/share /mnt/My\\040Share cifs rw 0 0\n"
    "/dev/sdb1 /media/ann/STICK vfat rw 0 0\n"
    "/dev/sdc1 /media/ann/CARD exfat rw 0 0\n"
    "gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0\n"
    "/dev/sda2 /home ext4 rw 0 0\n"
    "me@host: /home/ann/far fuse.sshfs rw 0 0\n"
    "tmpfs /mnt/nas/fast tmpfs rw 0 0\n"
)
MAC = parse_mac_mounts(
    "/dev/disk3s1 on / (apfs, sealed, local)\n//ann@nas/vol on /Volumes/My vol (smbfs, nodev)\n"
    "/dev/disk5s1 on /Volumes/STICK (msdos, local)\n"
)


@pytest.mark.parametrize(
    ("path", "kind", "service"),
    [
        ("/home/ann/p.gilder", "local", ""),
        ("/mnt/nas/p.gilder", "network", ""),
        ("/mnt/nas2/p.gilder", "local", ""),
        ("/mnt/nas/fast/p.gilder", "memory", ""),
        ("/mnt/My Share/a/p.gilder", "network", ""),
        ("/home/ann/far/p.gilder", "network", ""),
        ("/run/user/1000/gvfs/smb/p.gilder", "network", ""),
        ("/media/ann/STICK/p.gilder", "stick", ""),
        ("/media/ann/CARD/p.gilder", "stick", ""),
        ("/run/p.gilder", "memory", ""),
        ("/home/ann/Dropbox/work/p.gilder", "synchronised", "Dropbox"),
        ("/home/ann/Dropbox (Uni)/p.gilder", "synchronised", "Dropbox"),
        ("/home/ann/Nextcloud/p.gilder", "synchronised", "Nextcloud"),
        ("/home/ann/OneDrive - University of X/p.gilder", "synchronised", "OneDrive"),
        ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/p.gilder", "synchronised", "iCloud Drive"),
        ("/Users/ann/Library/CloudStorage/GoogleDrive-a@b.c/My Drive/p.gilder", "synchronised", "Google Drive"),
        ("/Users/ann/Library/CloudStorage/Other/p.gilder", "synchronised", "a cloud program"),
        ("/home/ann/MEGA/p.gilder", "synchronised", "MEGA"),
        ("/home/ann/mega/p.gilder", "local", ""),
        ("/home/ann/boxes/dropbox-notes/p.gilder", "local", ""),
        ("/home/ann/dropbox.gilder", "local", ""),
        ("/home/ann/own-root/p.gilder", "synchronised", "Dropbox"),
    ],
)
def test_linux_and_names(path: str, kind: str, service: str):
    found = judge(PurePosixPath(path), Surroundings(LINUX, roots=(("/home/ann/own-root", "Dropbox"),)))
    assert (found.kind, found.service) == (kind, service)
    assert bool(found.warnings) == (kind != "local")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/Volumes/My vol/p.gilder", "network"), ("/Volumes/STICK/p.gilder", "stick"), ("/Users/ann/p.gilder", "local")],
)
def test_macos(path: str, kind: str):
    assert judge(PurePosixPath(path), Surroundings(MAC)).kind == kind


@pytest.mark.parametrize(
    ("path", "mounts", "kind"),
    [
        (r"\\server\share\p.gilder", (), "network"),
        (r"Z:\p.gilder", (Mount("Z:\\", "smb"),), "network"),
        (r"E:\p.gilder", (Mount("E:\\", "exFAT"),), "stick"),
        (r"C:\Users\ann\p.gilder", (Mount("C:\\", "NTFS"),), "local"),
        (r"C:\Users\ann\OneDrive\p.gilder", (Mount("C:\\", "NTFS"),), "synchronised"),
    ],
)
def test_windows(path: str, mounts: tuple[Mount, ...], kind: str):
    assert judge(PureWindowsPath(path), Surroundings(mounts)).kind == kind


@pytest.mark.parametrize(("marker", "service"), [(".dropbox", "Dropbox"), (".stfolder", "Syncthing")])
def test_signs_in_a_folder(marker: str, service: str):
    found = judge(PurePosixPath("/data/p.gilder"), Surroundings(LINUX, markers=frozenset({marker})))
    assert found.service == service


CONFLICTS = [
    "p (Ann's conflicted copy 2026-11-27).gilder",
    "p (conflicted copy 2026-11-27 101010).gilder",
    "p (In Konflikt stehende Kopie von Ann).gilder",
    "p.sync-conflict-20261127-101010-ABCDEFG.gilder",
    "p-DESKTOP-AB12CD3.gilder",
    "p_conflict-20261127-101010.gilder",
    "p [Conflict].gilder",
]


@pytest.mark.parametrize("name", CONFLICTS)
def test_copies_that_a_cloud_program_made(name: str):
    found = judge(PurePosixPath("/home/ann/p.gilder"), Surroundings(LINUX, beside=("p.gilder", name, "other.gilder")))
    assert found.conflicts == (name,)
    assert "gilder merge" in found.warnings[0]


@pytest.mark.parametrize(
    "name", ["p.gilder", "p 2.gilder", "p (1).gilder", "project.gilder", "p-final.gilder", "p.gilder-wal"]
)
def test_files_that_are_no_such_copies(name: str):
    assert not is_conflict(name, PurePosixPath("/home/ann/p.gilder"))


def test_numbered_copies_count_where_a_cloud_program_makes_them():
    beside = ("p 2.gilder", "p (1).gilder", "q 2.gilder")
    found = judge(PurePosixPath("/home/ann/Dropbox/p.gilder"), Surroundings(LINUX, beside=beside))
    assert found.conflicts == ("p (1).gilder", "p 2.gilder")


def test_hard_links_the_limit_of_fat_and_a_disk_that_is_nearly_full():
    def told(path: str, **found: int) -> str:
        return " ".join(judge(PurePosixPath(path), Surroundings(LINUX, **found)).warnings)  # pyright: ignore[reportArgumentType]

    assert "hard link" in told("/home/p.gilder", links=2)
    assert "150 MB are free" in told("/home/p.gilder", free=150_000_000)
    assert "900 MB are free" in told("/home/p.gilder", free=900_000_000, size=500_000_000)
    assert told("/home/p.gilder", free=10**12, size=500_000_000) == ""
    assert "limit of 4 GB" in told("/media/ann/STICK/p.gilder", size=4 * 10**9)


def test_the_place_of_a_real_file(path: Path, monkeypatch: pytest.MonkeyPatch):
    (path.parent / "p (Ann's conflicted copy).gilder").touch()
    monkeypatch.setenv("OneDrive", str(path.parent))
    with Project.open(path) as project:
        assert project.watch.place == place_of(path)
    assert place_of(path).service == "OneDrive"
    assert place_of(path).conflicts == ("p (Ann's conflicted copy).gilder",)


ALL = "SELECT count(*) FROM document"


def count(path: Path) -> int:
    with Project.open(path, read_only=True) as project:
        return len(project.documents.ids())


def test_on_another_computer_there_is_no_write_ahead_log(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.guard.opening.on_network", lambda path: True)
    with Project.open(path) as project:
        pragma = project.connection.value
        assert (pragma("PRAGMA synchronous"), pragma("PRAGMA locking_mode")) == (3, "exclusive")
        project.documents.add([NewDocument("b.txt", TEXT)])
        assert pragma("PRAGMA journal_mode") == "delete"
        assert not Path(f"{path}-wal").exists()
        with pytest.raises(ProjectBusy, match="only once for writing"):
            Project.open(path)
        seen = list[int]()
        thread = threading.Thread(target=lambda: seen.append(count(path)))  # a search of the window
        thread.start()
        thread.join()
        assert seen == [2]
        project.documents.add([NewDocument("c.txt", "c")])
        done = start(
            f"import sqlite3, sys; print('ready', flush=True); sqlite3.connect(sys.argv[1]).execute('{ALL}')", path
        )
        assert done.wait() == 1  # no other program reads or writes it meanwhile
        end(done)
    with Project.open(path, read_only=True) as project:
        assert len(project.documents.ids()) == 3
    assert list(path.parent.iterdir()) == [path]


def test_a_local_disk_is_known_by_its_number_and_the_mount_table_is_read_for_the_others(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(place_module.os, "major", lambda number: 0)
    monkeypatch.setattr(place_module, "mount_table", lambda path: (Mount("/", "nfs"),))
    assert place_module.on_network(path)
    monkeypatch.setattr(place_module.os, "major", lambda number: 8)
    assert place_module.on_network(path) == (place_module.sys.platform != "linux")
