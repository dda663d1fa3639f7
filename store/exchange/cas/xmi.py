"""The XMI form of a CAS: parsed and written.

XML 1.1 has control characters that XML 1.0 has not, and no parser here reads it: such a file is read as XML 1.0 with
other characters in their places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.cas.model import Cas, Structure, View
from store.exchange.cas.types import Types
from store.exchange.lines import decoded
from store.exchange.reading import Reading
from store.exchange.xml import etree, name_of, tree_of, writable

XMI = "http://www.omg.org/XMI"
_CAS = "http:///uima/cas.ecore"
_ID, _VIEW = f"{{{XMI}}}id", f"{{{_CAS}}}View"
_NONE = "uima.noNamespace."
_ELEVEN = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml\s+version\s*=\s*["']1\.1["']""")
_CONTROL = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_BREAKS = re.compile("\r\n|\r\x85|[\r\x85\u2028]")
_AWAY = 0x10F800  # where control characters are while XML 1.0 is parsed: characters that nobody may use
_BACK = {_AWAY + code: code for code in (*range(1, 32), *range(0x7F, 0xA0))}
_QUOTED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_SPECIAL = re.compile('[&<>"\n\r\t]')
_MORE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028]")


def cas_of_xmi(raw: bytes, where: str, reading: Reading) -> Cas | None:
    """What a file of XMI says; its types are still to come. None for the description of a type system.

    Raises InputError.
    """
    raw, eleven = _as_one_zero(raw, where, reading)
    root = tree_of(raw, where, reading)
    if name_of(root) == "typeSystemDescription":
        return None
    if root.tag != f"{{{XMI}}}XMI":
        raise InputError(f"{where}: is no XMI: its first element is <{name_of(root)}>, not <xmi:XMI>")
    back = _moved_back if eleven else str
    items = [one for child in root if isinstance(child.tag, str) for one in _item(child, back)]
    names: dict[str, str] = {prefix or "": uri for prefix, uri in root.nsmap.items()}
    more = {"names": names, "root": dict(root.attrib)} | ({"version": "1.1"} if eleven else {})
    return Cas(items, Types(), more)


def _moved_back(text: str) -> str:
    return text.translate(_BACK)


def _as_one_zero(raw: bytes, where: str, reading: Reading) -> tuple[bytes, bool]:
    """A file of XML 1.1 as one of XML 1.0, with its control characters away."""
    if not _ELEVEN.match(raw):
        return raw, False
    text = _BREAKS.sub("\n", decoded(raw, where, reading))
    if any(_AWAY <= ord(one) < _AWAY + 0xA0 for one in text):
        return raw, False
    text = _CONTROL.sub(_moved, text)
    return re.sub(r"<\?xml[^>]*\?>", "", text, count=1).encode(), True


def _moved(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(_AWAY + code) if _AWAY + code in _BACK and code not in (9, 10, 13) else match[0]


def _item(element: Any, back: Callable[[str], str]) -> Iterator[Structure | View | str]:
    data: dict[str, Any] = {str(key): back(str(value)) for key, value in element.attrib.items()}
    if element.tag == _VIEW:
        members = str(data.pop("members", "")).split()
        yield View(data.pop("sofa", None), members, "", data, element.sourceline)
        return
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.attrib or len(child) or isinstance(data.get(child.tag), str):
            yield cast("str", etree().tostring(element, encoding="unicode", with_tail=False))
            return
        data.setdefault(child.tag, []).append(back(child.text or ""))
    yield Structure(data.pop(_ID, None), type_of_tag(element.tag), data, element.sourceline)


def type_of_tag(tag: str) -> str:
    """The name of the type whose structures are elements with a tag."""
    uri, _, name = tag.removeprefix("{").rpartition("}")
    package = uri.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    if not uri.startswith("http:///"):
        return name if not uri else f"{{{uri}}}{name}"
    return f"{package}.{name}".removeprefix(_NONE)


def _tag_of_type(type_name: str) -> tuple[str, str]:
    """Namespace and name of the elements of a type."""
    if type_name.startswith("{"):
        uri, _, name = type_name[1:].rpartition("}")
        return uri, name
    package, _, name = type_name.rpartition(".")
    return f"http:///{(package or _NONE.rstrip('.')).replace('.', '/')}.ecore", name


class XmiWriting:
    """Writes one CAS."""

    def __init__(self, cas: Cas) -> None:
        self._cas = cas
        self._eleven = cas.more.get("version") == "1.1"
        self._names: dict[str, str] = dict(cas.more.get("names") or {"xmi": XMI, "cas": _CAS})
        self._prefix = {uri: prefix for prefix, uri in reversed(self._names.items())}

    def written(self) -> bytes:
        """The whole file."""
        inner = "".join(self._lines())
        root = "".join(f" {self._attribute(key, value)}" for key, value in self._root().items())
        own = self._named(XMI, "XMI")
        names = "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{_quoted(uri)}"' for prefix, uri in self._names.items()
        )  # fmt: skip
        version = "1.1" if self._eleven else "1.0"
        head = f'<?xml version="{version}" encoding="UTF-8"?>\n<{own}{names}{root}>\n'
        return f"{head}{inner}</{own}>\n".encode()

    def _root(self) -> dict[str, str]:
        return self._cas.more.get("root") or {f"{{{XMI}}}version": "2.0"}

    def _lines(self) -> Iterator[str]:
        for one in self._cas.items:
            if isinstance(one, str):
                yield f"    {one}\n"
            elif isinstance(one, View):
                some = {"sofa": one.sofa, **one.data, "members": " ".join(one.members)}
                yield self._element(_CAS, "View", {key: value for key, value in some.items() if value is not None})
            else:
                uri, name = _tag_of_type(one.type)
                yield self._element(uri, name, ({} if one.key is None else {_ID: one.key}) | one.data)

    def _element(self, uri: str, name: str, data: dict[str, Any]) -> str:
        tag = self._named(uri, name)
        attributes = "".join(f" {self._attribute(key, value)}" for key, value in data.items() if isinstance(value, str))
        inside = "".join(
            f"        <{key}>{self._escaped(text)}</{key}>\n"
            for key, value in data.items()
            if isinstance(value, list)
            for text in cast("list[str]", value)
        )
        return f"    <{tag}{attributes}/>\n" if not inside else f"    <{tag}{attributes}>\n{inside}    </{tag}>\n"

    def _attribute(self, key: str, value: str) -> str:
        uri, _, name = key.removeprefix("{").rpartition("}")
        return f'{self._named(uri, name) if uri else name}="{self._escaped(value)}"'

    def _named(self, uri: str, name: str) -> str:
        if not uri:
            return name
        prefix = self._prefix.get(uri)
        if prefix is None:
            found = re.sub(r"\W", "", uri.removesuffix(".ecore").rpartition("/")[2]) or "ns"
            prefix = stem = found if found[0].isalpha() and not found.lower().startswith("xml") else f"ns{found}"
            at = 1
            while prefix in self._names:
                at += 1
                prefix = f"{stem}{at}"
            self._names[prefix], self._prefix[uri] = uri, prefix
        return f"{prefix}:{name}" if prefix else name

    def _escaped(self, text: str) -> str:
        quoted = _quoted(text)
        return _MORE.sub(lambda match: f"&#{ord(match[0])};", quoted) if self._eleven else writable(quoted)


def _quoted(text: str) -> str:
    return _SPECIAL.sub(lambda match: _QUOTED[match[0]], text)


def xmi_kept(cas: Cas) -> dict[str, Any]:
    """A CAS as data that JSON can hold."""
    items: list[Any] = []
    for one in cas.items:
        if isinstance(one, View):
            items.append({"sofa": one.sofa, "members": " ".join(one.members), "data": one.data})
        else:
            items.append(one if isinstance(one, str) else [one.key, one.type, one.data])
    return {"items": items, **cas.more}


def xmi_again(kept: dict[str, Any], types: Types) -> Cas:
    """The CAS that was kept."""
    items: list[Structure | View | str] = []
    for one in kept["items"]:
        if isinstance(one, dict):
            said = cast("dict[str, Any]", one)
            items.append(View(said["sofa"], said["members"].split(), "", dict(said["data"])))
        elif isinstance(one, str):
            items.append(one)
        else:
            key, name, data = cast("list[Any]", one)
            items.append(Structure(key, name, _copied(data)))
    return Cas(items, types, {key: kept[key] for key in ("names", "root", "version") if key in kept})


def _copied(data: dict[str, Any]) -> dict[str, Any]:
    return {key: list(cast("list[str]", value)) if isinstance(value, list) else value for key, value in data.items()}
