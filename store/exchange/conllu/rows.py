"""The lines of a CoNLL-U document: its words, multiword tokens and empty nodes, and the text that they make.

The text is that of the tokens with the blanks that `SpaceAfter`, `SpacesAfter` and `SpacesBefore` say. Where `# text`
has other blanks between the same tokens it counts; where it has other characters the tokens do. Sentences are parted by
what is said of their last tokens; else by a blank where the document says its paragraphs or its blanks, and by a line
break where it does not. Paragraphs are parted by an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from annotate.offsets import Range

COLUMNS = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
NEW = re.compile(r"#\s*newdoc\b(?:\s+id\s*=)?\s*(.*)")
_PARAGRAPH = re.compile(r"#\s*newpar\b(?!_)")
_TEXT = re.compile(r"#\s*text\s*= ?(.*)")
_ESCAPES = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|", "\\": "\\"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BLANKS = re.compile(r"\s+")
_SPACES = re.compile("Spaces(After|Before)=")

_NOWHERE = Range(0, 0)

Told = Callable[[int, str], None]
"""Takes a line, counted from 0, and what is odd there."""


@dataclass(slots=True)
class Node:
    """A word or an empty node. `line` is counted from 0 in the document."""

    line: int
    ident: str
    head: str
    place: Range = _NOWHERE


@dataclass(slots=True)
class _Token:
    """What stands in the text: a word, or a token of several words. `nodes` are its words."""

    form: str
    line: int
    misc: str
    forms: list[str] = field(default_factory=list[str])
    nodes: list[int] = field(default_factory=list[int])
    last: str = ""  # id of the last word that is in it


@dataclass(slots=True)
class _Sentence:
    tokens: list[_Token]
    paragraph: bool
    line: int = 0
    text: str | None = None


@dataclass(slots=True)
class Part:
    """One document: its lines, its nodes, the sentence of each, and its text."""

    lines: list[str]
    nodes: list[Node]
    sentence: list[int]
    text: str


def is_blank(line: str) -> bool:
    """Whether a line ends a sentence."""
    return not line.strip(" \t\r")


def cut(line: str) -> list[str]:
    """The columns of a line."""
    return line.removesuffix("\r").split("\t")


def misc_value(misc: str, key: str) -> str | None:
    """What is said of a key; None where nothing is."""
    start = misc.find(key + "=")
    while start > 0 and misc[start - 1] != "|":
        start = misc.find(key + "=", start + 1)
    return None if start < 0 else misc[start + len(key) + 1 :].partition("|")[0]


def part(raw: str, columns: Sequence[str], told: Told) -> Part:
    """The document that lines are; they have been checked. `told` hears of sentences that are not their `# text`."""
    lines = raw.split("\n")
    nodes, sentence, sentences = list[Node](), list[int](), list[_Sentence]()
    for some in _sentences(lines, _At(columns), nodes):
        sentence += [len(sentences)] * (len(nodes) - len(sentence))
        sentences.append(some)
    text = _text(sentences, nodes, told)
    return Part(lines, nodes, sentence, text)


class _At:
    """Where columns stand; -1 where a file has none."""

    def __init__(self, columns: Sequence[str]) -> None:
        names = ("ID", "FORM", "HEAD", "MISC")
        self.ident, self.form, self.head, self.misc = (
            columns.index(name) if name in columns else -1 for name in names
        )  # fmt: skip


def _sentences(lines: Sequence[str], at: _At, nodes: list[Node]) -> Iterator[_Sentence]:
    now, begun = _Sentence([], False), False
    for number, line in enumerate(lines):
        if is_blank(line):
            if begun:
                yield now
                now, begun = _Sentence([], False), False
        elif line.startswith("#") and not begun:
            found = _TEXT.match(line)
            if found and now.text is None:
                now.line, now.text = number, found[1].removesuffix("\r")
            now.paragraph = now.paragraph or _PARAGRAPH.match(line) is not None
        elif not line.startswith("#"):
            begun = True
            _add(now.tokens, cut(line), number, at, nodes)
    if begun:
        yield now


def _add(tokens: list[_Token], fields: list[str], number: int, at: _At, nodes: list[Node]) -> None:
    ident = fields[at.ident] if at.ident >= 0 else str(number + 1)
    form, misc = fields[at.form], fields[at.misc] if at.misc >= 0 else "_"
    first, ranged, last = ident.partition("-")
    if ranged:
        tokens.append(_Token(form, number, misc, last=last))
        return
    node = Node(number, ident, fields[at.head] if at.head >= 0 else "_")
    nodes.append(node)
    if "." in first:
        if tokens:
            tokens[-1].nodes.append(len(nodes) - 1)
            tokens[-1].forms.append("")
        return
    before = tokens[-1] if tokens else None
    if before is None or not before.last or int(ident) > int(before.last):
        before = _Token(form, number, misc)
        tokens.append(before)
    before.nodes.append(len(nodes) - 1)
    before.forms.append(form)


def _text(sentences: Sequence[_Sentence], nodes: Sequence[Node], told: Told) -> str:
    every = [one.misc for some in sentences for one in some.tokens]
    spoken = any(some.paragraph for some in sentences) or any(_SPACES.search(misc) for misc in every)
    pieces, size, gap = list[str](), 0, ""
    for some in sentences:
        gaps = _gaps(some, told)
        for here, (token, (before, after)) in enumerate(zip(some.tokens, gaps, strict=True)):
            first = here == 0
            if first and pieces:
                gap = _between(gap, spoken=spoken, paragraph=some.paragraph)
            gap = (gap if pieces or not first else "") + before
            pieces += [gap, token.form]
            size += len(gap)
            _place(token, size, nodes)
            size += len(token.form)
            gap = after
    pieces.append("" if gap == _UNSAID else gap)
    return "".join(pieces)


_UNSAID = "\x00"
"""What is between two sentences where nothing is said of it; no text has this character."""


def _between(gap: str, *, spoken: bool, paragraph: bool) -> str:
    if paragraph and gap in ("", _UNSAID):
        return "\n\n"
    if gap != _UNSAID:
        return gap
    return " " if spoken else "\n"


def _place(token: _Token, start: int, nodes: Sequence[Node]) -> None:
    """Where words stand: each in its own letters where a token is its words, one behind the other; else in all."""
    own = "".join(token.forms) == token.form
    at = start
    for node, form in zip(token.nodes, token.forms, strict=True):
        if "." in nodes[node].ident:
            nodes[node].place = Range(at, at)
            continue
        nodes[node].place = Range(at, at + len(form)) if own else Range(start, start + len(token.form))
        at += len(form) if own else 0


def _gaps(some: _Sentence, told: Told) -> list[tuple[str, str]]:
    """What stands before and behind each token: behind the last `_UNSAID` where nothing is said."""
    result = [(blanks(misc_value(one.misc, "SpacesBefore")), _after(one.misc)) for one in some.tokens]
    if result and result[-1][1] == " " and misc_value(some.tokens[-1].misc, "SpacesAfter") is None:
        result[-1] = (result[-1][0], _UNSAID)
    if some.text is None or not result:
        return result
    last = result[-1][1]
    joined = "".join(
        before + one.form + after for one, (before, after) in zip(some.tokens, [*result[:-1], ("", "")], strict=True)
    )
    if _flat(joined) == _flat(some.text):
        return result
    found = _gaps_in(some.text, [one.form for one in some.tokens])
    if found is None:
        told(some.line, "# text is not what its tokens are; the tokens count")
        return result
    told(some.line, "# text has other blanks than its tokens say; those of # text count")
    return list(zip([result[0][0], *[""] * len(found)], [*found, last], strict=True))


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _gaps_in(text: str, forms: Sequence[str]) -> list[str] | None:
    """The blanks between tokens in a text; None where it is not those tokens."""
    at, result = len(text) - len(text.lstrip()), list[str]()
    for here, form in enumerate(forms):
        start = at
        while here and at < len(text) and text[at].isspace() and not text.startswith(form, at):
            at += 1
        if not text.startswith(form, at):
            return None
        if here:
            result.append(text[start:at])
        at += len(form)
    return None if text[at:].strip() else result


def _after(misc: str) -> str:
    if "Space" not in misc:
        return " "
    spaces = misc_value(misc, "SpacesAfter")
    if spaces is not None:
        return blanks(spaces)
    return "" if misc_value(misc, "SpaceAfter") == "No" else " "


def blanks(said: str | None) -> str:
    """The characters that `SpacesAfter` says."""
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[0]), said or "")


def said_of_blanks(gap: str) -> str:
    r"""Characters as `SpacesAfter` has them: `\s\n`."""
    names = {text: name for name, text in _ESCAPES.items()}
    return "".join("\\" + names[one] if one in names else one for one in gap)


def with_misc(misc: str, key: str, value: str) -> str:
    """The last column with another value of a key, in the order of the alphabet; an empty value takes it away."""
    some = [] if misc == "_" else misc.split("|")
    here = next((at for at, one in enumerate(some) if one.startswith(key + "=")), None)
    if here is not None:
        some[here : here + 1] = [f"{key}={value}"] if value else []
    elif value:
        at = next((at for at, one in enumerate(some) if one.lower() > key.lower() + "="), len(some))
        some.insert(at, f"{key}={value}")
    return "|".join(some) or "_"
