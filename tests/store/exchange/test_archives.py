"""Archives: what they hold is unpacked within limits and goes away; what may not become a file is told."""

from __future__ import annotations

import bz2
import io
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import InputError
from store.exchange.archives import is_archive, opened
from store.exchange.files import given_files
from store.exchange.reading import Limits, Reading
from tests.store.exchange.samples import bad_cases


def zipped(path: Path, *files: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


def tarred(path: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]], mode: Any = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    return info


def found(path: Path, reading: Reading | None = None) -> dict[str, bytes]:
    with opened(path, reading or Reading()) as folder:
        return {one.name: one.path.read_bytes() for one in given_files([folder])}


@pytest.mark.parametrize("end", ["tar", "tar.gz", "tgz", "tar.bz2", "tar.xz"])
def test_the_files_of_a_tar_archive_are_there_and_go_away(tmp_path: Path, end: str) -> None:
    mode = {"tar": "w", "tgz": "w:gz"}.get(end, f"w:{end[4:]}")
    members = [(member(".", tarfile.DIRTYPE), b""), (member("./a/b.txt"), b"B"), (member("c.txt"), b"x" * 70_000)]
    path = tarred(tmp_path / f"corpus.{end}", members, mode)
    assert is_archive(path)
    with opened(path, Reading(strictness="strict")) as folder:
        assert (folder / "a/b.txt").read_bytes() == b"B"
        assert (folder / "c.txt").stat().st_size == 70_000
    assert not folder.exists()


def test_the_files_of_a_zip_archive_keep_their_folders(tmp_path: Path) -> None:
    files = [("a/", b""), ("a/ü.txt", b"1"), ("__MACOSX/a/._u.txt", b"2"), ("b.txt", b"3")]
    assert found(zipped(tmp_path / "a.zip", *files), Reading(strictness="strict")) == {"a/ü.txt": b"1", "b.txt": b"3"}


def test_a_single_packed_file_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl.bz2"
    path.write_bytes(bz2.compress(b"{}\n"))
    assert found(path) == {"corpus.jsonl": b"{}\n"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.txt", "outside"), ("a/../../evil.txt", "outside"), ("/evil.txt", "outside"), ("a/./b.txt", "outside"),
        ("..\\evil.txt", "forbidden"), ("C:\\evil.txt", "forbidden"), ("a\x01.txt", "forbidden"),
        ("a:b.txt", "forbidden"),
        ("a//b.txt", "forbidden"), ("aux.txt", "Windows"), ("a/CON", "Windows"), ("b ", "Windows"), ("b.", "Windows"),
        ("~/x.txt", "variable"), (".hidden/x.txt", "hidden"), ("x" * 241, "too long"), ("a/" * 70 + "b", "too long"),
        ("b.tar.gz", "inside an archive"), ("OK.TXT", "case of its letters"), ("ok.txt/b.txt", "that is there"),
    ],
)  # fmt: skip
def test_names_that_may_not_be_files_are_left_out_and_told(tmp_path: Path, name: str, why: str) -> None:
    reading = Reading()
    assert found(zipped(tmp_path / "a.zip", ("ok.txt", b"1"), (name, b"2")), reading) == {"ok.txt": b"1"}
    (problem,) = reading.problems
    assert why in problem.what
    assert problem.done == "left out"
    assert "\n" not in str(problem)
    with pytest.raises(InputError, match="entry"):
        found(tmp_path / "a.zip", Reading(strictness="strict"))


def test_a_nul_does_not_end_a_name(tmp_path: Path) -> None:
    path, reading = zipped(tmp_path / "a.zip", ("a+/../b.txt", b"1")), Reading()
    path.write_bytes(path.read_bytes().replace(b"a+/", b"a\x00/"))
    assert found(path, reading) == {}
    assert "a\\x00/../b.txt" in reading.problems[0].what


def test_names_that_differ_only_in_their_composition_are_one(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "é.txt") for form in ("NFC", "NFD")]
    reading = Reading()
    assert list(found(zipped(tmp_path / "a.zip", *((name, b"1") for name in names)), reading)) == [names[0]]
    assert len(reading.problems) == 1


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.GNUTYPE_SPARSE]
)
def test_links_and_devices_are_left_out_and_told(tmp_path: Path, kind: bytes) -> None:
    odd = member("link", kind)
    odd.linkname = "../../etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
    reading = Reading()
    assert found(tarred(tmp_path / "a.tar", [(odd, b""), (member("b.txt"), b"B")], "w"), reading) == {"b.txt": b"B"}
    assert "no file" in reading.problems[0].what


def test_a_symbolic_link_in_a_zip_archive_is_left_out(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    reading = Reading()
    assert found(tmp_path / "a.zip", reading) == {}
    assert "is a link" in reading.problems[0].what


def test_what_grows_too_much_is_refused(tmp_path: Path) -> None:
    zeros = bytes(3_000_000)
    packed = [zipped(tmp_path / "a.zip", ("a.txt", zeros)), tarred(tmp_path / "a.tar.gz", [(member("a.txt"), zeros)])]
    for path in packed:
        with pytest.raises(InputError, match=r"expands to more than 1,000,000 bytes \(over 100:1"):
            found(path)
        with pytest.raises(InputError, match="expands to more than 2,000,000 bytes, which is the limit"):
            found(path, Reading(limits=Limits(archive=2_000_000, growth=100_000)))
    skipped = tarred(tmp_path / "b.tar.gz", [(member("../a.txt"), zeros), (member("b.txt"), b"B")])
    with pytest.raises(InputError, match="over 100:1"):  # what is passed over is unpacked all the same
        found(skipped)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    files = [(f"{number}.txt", b"") for number in range(11)]
    with pytest.raises(InputError, match="more than 10 entries"):
        found(zipped(tmp_path / "a.zip", *files), Reading(limits=Limits(entries=10)))
    path = tarred(tmp_path / "a.tar", [(member(name), content) for name, content in files], "w")
    with pytest.raises(InputError, match="more than 10 entries"):
        found(path, Reading(limits=Limits(entries=10)))
    with pytest.raises(InputError, match="more than 0 entries"):
        found(tmp_path / "a.zip", Reading(limits=Limits(entries=0)))


def test_a_long_head_of_an_entry_is_refused_before_it_is_read(tmp_path: Path) -> None:
    info = member("a.txt")
    info.pax_headers = {"comment": "x" * 1_100_000}
    path = tarred(tmp_path / "a.tar", [(info, b"1")], "w")
    with pytest.raises(InputError, match="head of an entry"):
        found(path)


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zipped(tmp_path / "a.zip", ("a.txt", b"1"), ("a.txt", b"2"))
    with pytest.raises(InputError, match=r"“a\.txt” occurs twice"):
        found(path)


@pytest.mark.parametrize("end", ["zip", "tar", "tar.gz", "jsonl.gz", "tar.xz", "bz2"])
def test_what_is_cut_off_or_no_archive_is_refused_in_one_line(tmp_path: Path, end: str) -> None:
    for number, content in enumerate([b"", b"no archive at all", b"PK\x03\x04", b"\x1f\x8b\x08\x00abc"]):
        path = tmp_path / f"{number}.{end}"
        path.write_bytes(content)
        if end == "jsonl.gz" and not content:
            continue  # which is how gzip packs nothing
        with pytest.raises(InputError) as caught:
            found(path)
        assert "\n" not in str(caught.value)


def test_bytes_that_are_changed_are_noticed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", b"some words " * 9))
    raw = bytearray(path.read_bytes())
    raw[40] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"checksum error in “a\.txt”"):
        found(path)


def test_a_folder_goes_away_when_its_reader_fails(tmp_path: Path) -> None:
    seen = list[Path]()

    def failing() -> None:
        with opened(zipped(tmp_path / "a.zip", ("a.txt", b"1")), Reading()) as folder:
            seen.append(folder)
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert not seen[0].exists()


def test_malformed_archives_get_the_expected_answer() -> None:
    wrong = list[str]()
    for row, path in [*bad_cases("zip"), *bad_cases("tar.gz"), *bad_cases("bz2")]:
        reading = Reading()
        try:
            with opened(path, reading):
                result = "skip" if any(one.done for one in reading.problems) else "import"
        except InputError as problem:
            result = "reject" if "\n" not in str(problem) else "several lines"
        if not row["expected_action"].startswith(result):
            wrong.append(row["id"])
    assert wrong == ["archive-036"]  # a name in decomposed letters, as macOS writes them, is a good one
