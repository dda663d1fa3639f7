"""Plain text is written as it was read, and all that it cannot say is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.model import Span
from annotate.offsets import Range
from store.exchange.articles import read_article
from store.exchange.formats import format_named
from store.exchange.losses import Loss, Reducing
from store.exchange.record import Record, SourceItems
from tests.store.exchange.samples import SAMPLES

TEXT = format_named("text")


def written(some: list[Record], losses: list[Loss] | None = None) -> list[tuple[str, bytes]]:
    assert TEXT.write is not None
    told = [] if losses is None else losses
    reducing = Reducing(TEXT.holds, told.append)
    return list(TEXT.write([reducing.reduce(one) for one in some], told.append))


def of_file(path: Path, encoding: str | None = None) -> Record:
    doc = read_article(path, encoding=encoding)
    return Record(doc.name, doc.text, (), (), doc.meta)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("a\r\nb\rc\n\x0b é😀 ".encode(), None), (b"\xef\xbb\xbfa\xef\xbb\xbf", None),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", None),
        ("naïve".encode("cp1252"), "windows-1252"), ("naïve".encode("utf-16"), "utf-16"), (b"a", "ascii"),
        ("naïve".encode("utf-16-be"), "utf-16-be"),
    ],
)  # fmt: skip
def test_a_file_comes_back_byte_for_byte(tmp_path: Path, raw: bytes, encoding: str | None) -> None:
    (tmp_path / "a.txt").write_bytes(raw)
    losses = list[Loss]()
    assert written([of_file(tmp_path / "a.txt", encoding)], losses) == [("a.txt", raw)]
    assert losses == []


def test_what_is_not_in_a_text_is_told() -> None:
    losses = list[Loss]()
    span = Span("s", "X", (Range(0, 1), Range(2, 3)), "a c", note="n")
    meta = {"date": "2016", "encoding": "no-such", "sha256": "0"}
    record = Record("a", "abc", (SourceItems(spans=(span,)),), (("headline", 0, 1),), meta)
    assert written([record], losses) == [("a.txt", b"abc")]
    assert sorted((one.kind, one.item or one.label) for one in losses) == [
        ("metadata", "date"), ("metadata", "encoding"), ("notes of spans", "s"), ("spans", "s"), ("zones", "headline"),
    ]  # fmt: skip


def test_names_never_lead_out_of_the_folder_and_none_is_given_twice() -> None:
    names = [
        name for name, _ in written([Record(name, "x") for name in ("../a.txt", "/a", "A", "a.txt", "con", "b/c")])
    ]
    assert len({name.casefold() for name in names}) == len(names)
    assert not any(".." in Path(name).parts or name.startswith("/") for name in names)
    assert names[-1] == "b/c.txt"


def test_real_texts_come_back_byte_for_byte() -> None:
    texts = sorted(SAMPLES.rglob("brat/**/*.txt"))
    if not texts:
        pytest.skip("there are no samples beside this checkout")
    for path in (path for path in texts if path.read_text(encoding="utf-8").strip()):
        assert written([of_file(path)]) == [(path.name, path.read_bytes())]
