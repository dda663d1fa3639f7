"""The characters of an HTML file, by the order of the HTML standard; the encoding is told, never guessed."""

from __future__ import annotations

import codecs
import re

from annotate.errors import InputError
from store.exchange.text import decode_bytes

_HEAD = 4096  # bytes in which a page says its encoding
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<(?:!doctype|/?[a-z][a-z0-9]{0,10})[\s>/]", re.IGNORECASE)
_BEGINS = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype\s+html\b|<html[\s>])", re.IGNORECASE)
# The standard's names of encodings that Python knows by another name, or reads more narrowly.
_NAMES = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "l1": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
    "x-user-defined": "cp1252", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8", "unicode": "utf-8",
    "x-cp1251": "cp1251", "x-cp1252": "cp1252", "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman",
}  # fmt: skip


def decode_html(raw: bytes, where: str, *, encoding: str | None = None) -> tuple[str, dict[str, str]]:
    """The characters of a page, and what is to be recorded of its encoding.

    The order is: the encoding that a person names, a byte order mark, what the page says of itself, UTF-8. A page that
    says another encoding but is UTF-8 in every byte is read as such, and both are recorded. Raises InputError for
    what is no HTML and for bytes that do not fit, naming what to do.
    """
    _refuse_archive(raw, where)
    text, meta = _decode(raw, where, encoding)
    if _TAG.search(text, 0, 100_000) is None:
        raise InputError(f"{where}: is no HTML (there is no tag in it); import it with --format text")
    return text, meta


def is_html(raw: bytes) -> bool:
    """Whether bytes begin as nothing but a page does: with its document type or its first tag."""
    return _BEGINS.match(_COMMENT.sub(b"", raw[:_HEAD].removeprefix(codecs.BOM_UTF8))) is not None


def _refuse_archive(raw: bytes, where: str) -> None:
    head = raw[:_HEAD]
    if raw.startswith(b"bplist00") or (b"multipart/related" in head and b"MIME-Version:" in head):
        raise InputError(f"{where}: is a web archive; save the page as “Web page, HTML only” and import that")


def _decode(raw: bytes, where: str, encoding: str | None) -> tuple[str, dict[str, str]]:
    if encoding is not None:
        return decode_bytes(raw, where, encoding=encoding)
    if raw.startswith(codecs.BOM_UTF8):
        return decode_bytes(raw, where)
    for mark, name in _MARKS:
        if raw.startswith(mark):
            text, meta = decode_bytes(raw.removeprefix(mark), where, encoding=name)
            return text, {**meta, "bom": name}
    told = _told(raw)
    if told is None:
        return decode_bytes(raw, where)
    return _decode_as_told(raw, where, told)


def _told(raw: bytes) -> str | None:
    """The encoding that a page says it is in."""
    found = _XML.match(raw[:_HEAD]) or _META.search(_COMMENT.sub(b"", raw[:_HEAD]))
    return found[1].decode("ascii").casefold() if found else None


def _decode_as_told(raw: bytes, where: str, told: str) -> tuple[str, dict[str, str]]:
    name = codec_name(told)
    if name is None:
        raise InputError(f"{where}: says that it is in “{told}”, which is no known encoding; name one with --encoding")
    if name != "utf-8" and not raw.isascii() and _is_utf8(raw):
        return raw.decode("utf-8"), {"encoding": "utf-8", "declared_encoding": told}
    if name == "utf-8":
        try:
            return decode_bytes(raw, where)
        except InputError as problem:
            raise InputError(str(problem).replace("is not UTF-8", "says that it is UTF-8 and is not", 1)) from problem
    try:
        return raw.decode(name), {"encoding": name}
    except UnicodeDecodeError as problem:
        raise InputError(
            f"{where}: says that it is {told} and is not (byte 0x{raw[problem.start]:02X} at {problem.start}); "
            "name the right encoding with --encoding, or save the page again as UTF-8"
        ) from problem


def codec_name(label: str) -> str | None:
    """Python's name of an encoding that a page names, by the Encoding Standard; None where there is none."""
    try:
        name = codecs.lookup(_NAMES.get(label.casefold(), label)).name.removesuffix("-sig")
        "".encode(name)  # a codec such as “hex”, which is none of texts, is one as well
    except (LookupError, UnicodeError):
        return None
    return _NAMES.get(name, name)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
