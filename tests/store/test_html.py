"""HTML articles: each page in `cases/html` has beside it the text, the zones and the facts that it must give."""

from __future__ import annotations

import codecs
import hashlib
import logging
import socket
import subprocess
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.errors import InputError
from benchmarks.suggestions.zones import parse_case as parsed
from store.documents import NewDocument
from store.exchange.articles import article_files, read_article
from store.exchange.html import LIMIT, html_article
from store.exchange.html_bytes import codec_name, is_html
from tests.annotate.test_zones import shown

PAGES = sorted(path for path in (Path(__file__).parents[1] / "cases" / "html").iterdir() if path.suffix != ".txt")
PROSE = (
    "<p>A truce in the town of Qamra held for a second day on Tuesday, and the first lorries came through.</p>"
    "<p>Both sides accuse each other of shooting in the night, but the front has been quiet since dawn.</p>"
    "<p>The truce runs until Friday. It does not cover the airport, and nobody knows what follows.</p>"
)


def page(body: str = PROSE, head: str = "", *, title: str = "Truce holds") -> str:
    return f"<!doctype html><html><head>{head}<title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def read(source: str | bytes, **options: str) -> NewDocument:
    return html_article(source.encode() if isinstance(source, str) else source, "a.html", **options)


def refused(source: str | bytes, **options: str) -> str:
    """The one line that says why these bytes hold no article."""
    with pytest.raises(InputError) as caught:
        read(source, **options)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("a.html: ")
    return str(caught.value)


def tried(raw: bytes) -> NewDocument | None:
    """The article, or None where one line says that there is none."""
    with suppress(InputError):
        return read(raw)
    return None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_article_of_a_page(path: Path) -> None:
    facts, _, marked = path.with_suffix(".txt").read_text(encoding="utf-8").partition("\n\n")
    text, zones = parsed(marked.removesuffix("\n"))
    doc = read_article(path)
    assert doc.text == text
    assert shown(doc.text, list(doc.zones)) == shown(text, zones)
    assert list(doc.zones) == zones
    assert doc.meta["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [f"{name}: {doc.meta[name]}" for name in sorted(doc.meta) if name != "sha256"] == facts.split("\n")


@pytest.mark.parametrize(
    ("raw", "encoding", "extra"),
    [
        (page("<p>Café — “naïve” and ½.</p>" + PROSE).encode(), "utf-8", {}),
        (codecs.BOM_UTF8 + page("<p>Café — “naïve” and ½.</p>" + PROSE).encode(), "utf-8", {"bom": "utf-8"}),
        (codecs.BOM_UTF8 + page("<p>Café — “naïve” and ½.</p>" + PROSE, '<meta charset="iso-8859-1">').encode(),
         "utf-8", {"bom": "utf-8"}),
        (page("<p>Café — “naïve” and ½.</p>" + PROSE).encode("utf-16"), "utf-16-le", {"bom": "utf-16-le"}),
        (page("<p>Café — “naïve” and ½.</p>" + PROSE, '<meta charset="iso-8859-1">').encode("cp1252"), "cp1252", {}),
        (page("<p>Café — “naïve” and ½.</p>" + PROSE, "<META http-equiv=Content-Type content='text/html; "
              "charset=Windows-1252'>").encode("cp1252"), "cp1252", {}),
        (page("<p>Café — “naïve” and ½.</p>" + PROSE, "<!-- <meta charset=koi8-r> --><meta charset=utf-8>").encode(),
         "utf-8", {}),
        (page("<p>Café — “naïve” and ½.</p>" + PROSE, "<meta charset=windows-1252>").encode(), "utf-8",
         {"declared_encoding": "windows-1252"}),
    ],
)  # fmt: skip
def test_the_encoding_is_found_as_the_standard_says_and_recorded(
    raw: bytes, encoding: str, extra: dict[str, str]
) -> None:
    doc = read(raw)
    assert "Café — “naïve” and ½." in doc.text
    facts = {name: doc.meta[name] for name in ("bom", "declared_encoding") if name in doc.meta}
    assert (doc.meta["encoding"], facts) == (encoding, extra)
    assert doc.meta["format"] == "html"


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("shift_jis", "cp932", "日本語の記事です。"),
        ("gb2312", "gb18030", "停火第二天维持。"),
        ("koi8-r", "koi8-r", "Перемирие длится второй день."),
        ("windows-1251", "cp1251", "Перемирие длится второй день."),
        ("euc-kr", "cp949", "휴전이 이틀째 이어졌다."),
        ("windows-1256", "cp1256", "صمدت الهدنة"),
    ],
)
def test_pages_of_other_scripts_say_their_encoding(label: str, codec: str, text: str) -> None:
    doc = read(page(f"<p>{text}</p>{PROSE}", f'<meta charset="{label}">').encode(codec))
    assert text in doc.text
    assert doc.meta["encoding"] == codec


def test_an_encoding_that_is_named_wins() -> None:
    raw = page("<p>Café.</p>" + PROSE, "<meta charset=koi8-r>").encode("cp1252")
    doc = read(raw, encoding="windows-1252")
    assert "Café." in doc.text
    assert doc.meta["encoding"] == "cp1252"


@pytest.mark.parametrize("label", ["hex", "rot13", "zip", "nope", "x-unknown"])
def test_what_is_no_encoding_has_no_name(label: str) -> None:
    assert codec_name(label) is None


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "the file is empty"),
        (page("<p>Café</p>").encode("cp1252"), "is not UTF-8"),
        (page("<p>Café</p>", "<meta charset=utf-8>").encode("cp1252"), "says that it is UTF-8 and is not"),
        (page("<p>Caf\xe9</p>", "<meta charset=ascii>").encode("latin-1") + b"\x81", "says that it is ascii and"),
        (page(head="<meta charset=klingon>"), "which is no known encoding; name one with --encoding"),
        ("Iran armed the rebels on Monday.\n\n1 < 2, a spokesman said.", "is no HTML"),
        ('{"a": "b"}', "is no HTML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is no text file"),
        (b"%PDF-1.4\n\xe2\xe3\xcf\xd3", "is not UTF-8"),
        ("From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n<html>", "is a web archive"),
        (b"bplist00\xd1", "is a web archive"),
        ("<html><body></body></html>", "holds no article"),
        ("<html><body><nav><a href=1>Home</a><a href=2>News</a></nav></body></html>", "--format text"),
        ("<html><frameset><frame src=a.html></frameset></html>", "holds no article"),
        (
            "<html><body><script>document.write('<p>" + "Nothing here. " * 40 + "</p>')</script></body></html>",
            "holds no",
        ),
        (page("<p>a\x00b</p>"), "NUL"),
    ],
)
def test_what_holds_no_article_is_told_in_one_line(raw: bytes | str, says: str) -> None:
    assert says in refused(raw)


def test_a_page_that_is_too_large_is_not_read() -> None:
    assert "the limit of a page is 20,000,000" in refused(b"<p>" + b"a" * LIMIT)


def test_characters_stay_as_the_page_has_them() -> None:
    body = (
        "<p>10&nbsp;km, soft&shy;hyphen, 👩‍👩‍👧, e&#x301;, &lt;b&gt; &amp;amp; &hellip; &#8220;q&#8221; "
        "\u200fעברית\u200e, a\u2028b and thin\u2009space.</p>"
    )
    doc = read(page(body + PROSE))
    assert "10\u00a0km, soft\u00adhyphen, 👩‍👩‍👧, e\u0301, <b> &amp; … “q” \u200fעברית\u200e, a\u2028b" in doc.text
    assert "thin\u2009space." in doc.text
    assert not any(kind == "boilerplate" for kind, _, _ in doc.zones)


def test_white_space_is_that_of_the_page_as_it_is_seen() -> None:
    doc = read(page("<p>One\r\n   two<br>three <b> four</b>\tfive .<br><br>six six six</p><pre>a  b\n c</pre>" + PROSE))
    assert "One two\nthree four five .\n\nsix six six\n\n" in doc.text


def test_a_table_of_data_is_read_by_rows() -> None:
    rows = "<table><tr><th>Town</th><th>Dead</th></tr><tr><td>Qamra</td><td>1,200</td></tr></table>"
    assert "Town\tDead\n\nQamra\t1,200" in read(page(PROSE + rows + PROSE.replace("Tuesday", "Monday"))).text


def test_what_is_not_seen_is_not_read() -> None:
    hidden = (
        "<p hidden>Hidden words here, and more than one.</p><p style='display: none'>Unseen words here, more.</p>"
        "<template><p>A template's words, more than one.</p></template><noscript><p>Turn it on, please.</p></noscript>"
        "<!-- a comment --><style>p { color: red }</style><svg><text>drawn</text></svg>"
    )
    assert read(page(hidden + PROSE)).text == read(page()).text


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", no_network)  # the class stays: others derive from it at import
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    outside = (
        '<link rel=stylesheet href="https://example.org/a.css"><img src="https://example.org/a.png">'
        '<script src="https://example.org/a.js"></script><iframe src="https://example.org/"></iframe>'
    )
    evil = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page(outside + "<p>&x;</p>" + PROSE)
    assert "root:" not in read(evil).text


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2016-10-04T23:30:00-05:00">', "2016-10-04"),
        ('<meta name="date" content="2016-10-04">', "2016-10-04"),
        ('<meta itemprop="datePublished" content="20161004T1000">', "2016-10-04"),
        ('<meta name="pubdate" content="2016-02-31">', None),
        ('<meta name="date" content="soon">', None),
        ('<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2016-10-04"}]}'
         "</script>", "2016-10-04"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>', None),
        ('<script type="application/ld+json">' + "[" * 5000 + "</script>", None),
        ('<link rel="canonical" href="https://a.example/world/2016/oct/04/truce">', "2016-10-04"),
        ('<link rel="canonical" href="https://a.example/2016/13/04/truce">', None),
        ('<link rel="canonical" href="http://[bad">', None),
    ],
)  # fmt: skip
def test_the_day_of_publication(tmp_path: Path, head: str, date: str | None) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(head=head), encoding="utf-8")
    assert read_article(path).meta.get("date") == date


def test_a_dateline_gives_the_day_where_the_page_names_none(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page("<p class=date>4 October 2016</p>" + PROSE), encoding="utf-8")
    assert read_article(path).meta["date"] == "2016-10-04"


def test_facts_of_the_page() -> None:
    head = (
        '<meta name="author" content="By Ann Smith"><meta property="article:author" content="https://a.example/ann">'
        '<link rel="canonical" href="https://www.courier.example/a"><meta property="og:title" content="Truce holds">'
    )
    doc = read(page(head=head))
    assert (doc.meta["author"], doc.meta["source"], doc.meta["title"]) == (
        "Ann Smith",
        "courier.example",
        "Truce holds",
    )
    saved = "<!-- saved from url=(0026)https://b.example/a/truce -->\n" + page(title="Truce holds")
    assert read(saved).meta["url"] == "https://b.example/a/truce"


def test_the_form_is_told_by_the_name_and_by_the_beginning(tmp_path: Path) -> None:
    for name in ("a.html", "a.HTM", "a.xhtml", "a", "a.txt", "a.php"):
        (tmp_path / name).write_text(page(), encoding="utf-8")
        assert read_article(tmp_path / name).meta.get("format") == "html", name
    (tmp_path / "b.txt").write_text("<b>Bold</b> words.\n\nMore of them.", encoding="utf-8")
    assert read_article(tmp_path / "b.txt").text == "<b>Bold</b> words.\n\nMore of them."
    assert read_article(tmp_path / "a.html", form="text").text == page()
    assert read_article(tmp_path / "a.txt", form="text").text == page()
    (tmp_path / "c.mhtml").write_text("MIME-Version: 1.0\nContent-Type: multipart/related\n\n", encoding="utf-8")
    with pytest.raises(InputError, match="is a web archive; save the page as “Web page, HTML only”"):
        read_article(tmp_path / "c.mhtml")


@pytest.mark.parametrize(
    ("raw", "is_one"),
    [
        (b"<!DOCTYPE html><p>", True),
        (b"\xef\xbb\xbf \n<!-- saved from url --><HTML lang=en>", True),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', True),
        (b"<html-like thing", False),
        (b"He wrote <html> on the board.", False),
        (b"", False),
    ],
)
def test_how_a_page_begins(raw: bytes, is_one: bool) -> None:
    assert is_html(raw) is is_one


def test_a_folder_gives_its_pages_but_not_what_a_browser_saved_with_them(tmp_path: Path) -> None:
    for name in ("b.html", "b_files/frame.html", "c.HTM", "other_files/d.xhtml", "e.txt", "f.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [name for _, name in article_files(tmp_path)] == ["b.html", "c.HTM", "e.txt", "other_files/d.xhtml"]
    assert [name for _, name in article_files(tmp_path, form="text")] == ["e.txt"]
    assert [name for _, name in article_files(tmp_path, form="html")] == ["b.html", "c.HTM", "other_files/d.xhtml"]


def test_the_library_says_nothing_on_standard_error() -> None:
    refused("<html><body> <div></div> </body></html>")
    for name in ("trafilatura", "htmldate"):
        assert any(isinstance(one, logging.NullHandler) for one in logging.getLogger(name).handlers)


def test_trafilatura_is_imported_only_for_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Iran.")
    code = (
        "import sys\nfrom pathlib import Path\nfrom store.exchange.articles import read_article\n"
        f"read_article(Path({str(tmp_path / 'a.txt')!r}))\nsys.exit(bool({{'trafilatura', 'lxml'}} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


TAGS = ["p", "div", "h1", "nav", "figure", "figcaption", "a", "br", "time", "table", "tr", "td", "li", "pre", "b"]


BITS = [
    "By Ann Smith", "4 October 2016", "Share", "&nbsp;", "&#0;", "<!--", "-->", "<p class=byline>", "“", "\r\n", "</p",
    "A longer sentence of the article, with commas, that ends here.", "<", "&bogus;",
    *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS),
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=8)), max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_page_gives_an_article_or_one_line(pieces: list[str]) -> None:
    source = page("".join(pieces).replace("\x00", "") + PROSE)
    doc = tried(source.encode("utf-8", "replace"))
    if doc is None:
        return
    assert all(0 <= start < end <= len(doc.text) for _, start, end in doc.zones)
    assert all(one[2] <= other[1] for one, other in pairwise(doc.zones))
    assert all(doc.text[start:end] == doc.text[start:end].strip() for _, start, end in doc.zones)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 10_000 + PROSE,
        "<p>word</p>" * 3000,
        "<p>" + "word " * 50_000,
        "<br>" * 10_000 + PROSE,
        "<nav class=nav>" * 3000 + "a",
        "<table><tr><td>" * 3000 + "a",
        "<b><i>" * 10_000 + "a",
        "&" * 50_000,
        "<" * 50_000,
        "<p>" * 10_000,
    ],
    ids=lambda body: body[:12],
)
def test_the_time_for_any_page_is_bounded(body: str) -> None:
    before = time.perf_counter()
    tried(page(body).encode())
    assert time.perf_counter() - before < 10
