"""Text files: every character as it stands in the file; encodings told, never guessed silently."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import InputError
from store.documents import NewDocument
from store.exchange.articles import article_files, as_article, dateline_date, read_article
from store.exchange.text import decode_bytes, read_bytes, read_text, text_files
from tests.strategies import texts

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs pipes and links")
TRAPS = [
    "Iran\r\nSyria\rTurkey\nend", "no end of line", "  spaces before and after \n\n", "a\u00a0b\u202fc\u2009d",
    "cafe\u0301 und caf\u00e9", "👩‍👩‍👧 🇳🇴 𝔘", "a\u2028b\u2029c\x85d\x0ce", "inner\ufeffmark", "\ufefftwo marks",
    "soft\u00adhyphen", "עברית ועוד", "中文 ไทย",
]  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.txt"


def refused(raw: bytes, **options: str) -> str:
    """The one line that says why these bytes are no text."""
    with pytest.raises(InputError) as caught:
        decode_bytes(raw, "a.txt", **options)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("a.txt: ")
    return str(caught.value)


@pytest.mark.parametrize("text", TRAPS)
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_the_text_and_the_digest_of_the_file_are_kept(path: Path, text: str, mark: bytes):
    raw = mark + text.encode()
    path.write_bytes(raw)
    doc = read_text(path)
    first = "" if mark or not text.startswith("\ufeff") else "\ufeff"  # a file's first mark is not part of its text
    assert first + doc.text == text
    assert ("bom" in doc.meta) == raw.startswith(codecs.BOM_UTF8)
    assert (doc.name, doc.meta["encoding"]) == ("a.txt", "utf-8")
    assert doc.meta["sha256"] == hashlib.sha256(raw).hexdigest()


@given(texts)
def test_what_is_recorded_gives_the_bytes_back(text: str):
    for mark in (b"", codecs.BOM_UTF8):
        raw = mark + text.encode()
        found, meta = decode_bytes(raw, "a.txt")
        assert (codecs.BOM_UTF8 if "bom" in meta else b"") + found.encode(meta["encoding"]) == raw


@pytest.mark.parametrize("name", ["utf-8", "UTF8", "utf-8-sig"])
def test_a_mark_is_recorded_by_whatever_name_utf8_is_asked_for(name: str):
    assert decode_bytes(codecs.BOM_UTF8 + b"Iran", "a.txt", encoding=name) == (
        "Iran",
        {"encoding": "utf-8", "bom": "utf-8"},
    )
    assert decode_bytes(b"Iran", "a.txt", encoding=name) == ("Iran", {"encoding": "utf-8"})


@pytest.mark.parametrize("mark_and_name", [
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"", "utf-16-le"), (b"", "utf-16-be"),
])  # fmt: skip
def test_the_encoding_that_the_refusal_names_reads_the_file(mark_and_name: tuple[bytes, str]):
    mark, name = mark_and_name
    text = "Iran armed more than 1,000 fighters.\r\nZürich 👩‍👧"
    raw = mark + text.encode(name)
    named = re.search(r"--encoding (\S+)", refused(raw))
    assert named is not None
    assert decode_bytes(raw, "a.txt", encoding=named[1])[0] == text


def test_a_western_file_is_refused_with_an_encoding_to_try():
    text = "Café in Zürich wurde größer. Über Nacht kam Schnee, schöner als früher. " * 5
    raw = text.encode("windows-1252")
    assert re.search(r"is not UTF-8 \(byte 0xE9 at 3\); it looks like \S+: if that is right", refused(raw))
    assert decode_bytes(raw, "a.txt", encoding="windows-1252")[0] == text


@pytest.mark.parametrize(
    ("raw", "encoding", "says"),
    [
        ("é".encode(), "ascii", "is not ascii"),
        (b"abc", "utf-16", "is not utf-16"),
        (b"abc", "nope", "there is no encoding “nope”"),
        (b"6162", "hex", "there is no encoding “hex”"),
        (b"abc", "rot13", "there is no encoding “rot13”"),
        (b"", "utf-8", "the file is empty"),
        ("x\ud800y".encode("utf-16-le", "surrogatepass"), "utf-16-le", "is not utf-16-le"),
    ],
)
def test_a_named_encoding_that_does_not_fit(raw: bytes, encoding: str, says: str):
    assert says in refused(raw, encoding=encoding)


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x00\x00" * 50, bytes(range(256)) * 4, b"\x89PNG\r\n" * 9])
def test_binary_files_are_refused(path: Path, raw: bytes):
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"NUL bytes|is not UTF-8"):
        read_text(path)


def test_nul_and_half_pairs_are_told_with_their_place(path: Path):
    path.write_bytes(b"Iran " * 30_000 + b"\x00")
    with pytest.raises(InputError, match="a NUL character at offset 150000"):
        read_text(path)
    path.write_bytes(b"ab+2AA-")  # half a surrogate pair, as UTF-7 lets it pass
    with pytest.raises(InputError, match="half a surrogate pair at offset 2"):
        read_text(path, encoding="utf-7")
    assert "is not UTF-8" in refused(b"Iran \xed\xa0\x80 x")


@pytest.mark.parametrize("raw", [b"", b" \r\n\t", codecs.BOM_UTF8, "\u00a0\u2003".encode()])
def test_nothing_to_annotate(path: Path, raw: bytes):
    path.write_bytes(raw)
    with pytest.raises(InputError, match="is empty"):
        read_text(path)


@POSIX
def test_what_is_no_file_is_not_read(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / "round").symlink_to("round")
    says = {"pipe": "no plain file", "nowhere": "no such file", "round": "cannot be read", "": "is a folder"}
    for name, reason in {**says, "gone": "no such file", "gone/a": "no such file"}.items():
        with pytest.raises(InputError, match=reason):
            read_bytes(tmp_path / name)


def tree(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_the_files_of_a_folder_in_order(tmp_path: Path):
    tree(tmp_path, "b.txt", "a/z.md", "a/y.TXT", "README", ".hidden/x.txt", "a/.x.txt", "p.png", "c.text", "é.txt")
    names = [path.relative_to(tmp_path).as_posix() for path in text_files(tmp_path)]
    assert names == ["README", "a/y.TXT", "a/z.md", "b.txt", "c.text", "é.txt"]
    assert [name for _, name in article_files(tmp_path)] == names
    assert article_files(tmp_path / "a" / "z.md") == [(tmp_path / "a" / "z.md", "z.md")]
    assert article_files(tmp_path / "p.png") == [(tmp_path / "p.png", "p.png")]  # asked for by name


@POSIX
def test_links_are_followed_but_not_in_circles(tmp_path: Path):
    tree(tmp_path, "one/a.txt", "two/b.txt", "elsewhere/c.txt")
    (tmp_path / "one" / "to_two").symlink_to(tmp_path / "two")
    (tmp_path / "two" / "to_one").symlink_to(tmp_path / "one")
    (tmp_path / "two" / "to_itself").symlink_to(tmp_path / "two")
    (tmp_path / "one" / "out").symlink_to(tmp_path / "elsewhere")
    found = [path.relative_to(tmp_path).as_posix() for path in text_files(tmp_path / "one")]
    assert found == ["one/a.txt", "one/out/c.txt", "one/to_two/b.txt"]


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("October 4, 2016", "2016-10-04"),
        ("Tuesday, 4 October 2016", "2016-10-04"),
        ("October 2016", None),
        ("Tuesday", None),
        ("It all began on 4 October 2016, when the city fell to the rebels who had been at its gates for weeks.", None),
    ],
)
def test_the_date_of_an_article_is_that_of_its_dateline_or_none(path: Path, head: str, date: str | None):
    prose = "Iran armed more than 1,000 fighters on Tuesday, Reuters said, citing officials in the capital."
    path.write_text(f"Iran arms rebels\n\n{head}\n\n{prose}\n\n{prose}\n", encoding="utf-8")
    assert read_article(path).meta.get("date") == date


@given(texts, st.data())
def test_only_a_full_date_is_a_date(text: str, data: st.DataObject):
    end = data.draw(st.integers(1, len(text)))
    found = dateline_date(text, [("dateline", data.draw(st.integers(0, end - 1)), end)])
    assert found is None or re.fullmatch(r"\d{4}-\d\d-\d\d", found)


@given(texts)
def test_the_zones_of_an_article_can_be_kept(text: str):
    article = f"Headline of it\n\n4 October 2016\n\n{text}\n\nA sentence that ends with a full stop.\n{text}"
    doc = as_article(NewDocument("a.txt", article))
    assert doc.text == article
    assert all(0 <= start < end <= len(article) for _, start, end in doc.zones)
