"""Tags of token formats: IOB1, IOB2, IOBES, BILOU, and labels without prefixes.

Which one a file has is found over all its tags, never tag by tag. Files with B and I alone mean the same in IOB1 and
IOB2, however they are mixed: B begins a span, and so does I where no span of its label is open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SCHEMES = ("iob2", "iob1", "iobes", "bilou", "bare")
_TAG = re.compile(r"O|[A-Z]-.*", re.DOTALL)
_PREFIXES = frozenset("BIESLUO")
_OPENING, _GOING_ON, _OPEN_AFTER = frozenset("BSU"), frozenset("IEL"), frozenset("BI")

Tag = tuple[str, str]
"""A prefix and a label."""

OUTSIDE: Tag = ("O", "")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of tokens. `odd`: what is not as the scheme has it."""

    first: int
    behind: int
    label: str
    odd: str = ""


def shaped(tag: str) -> bool:
    """Whether a text looks like a tag with a prefix."""
    return _TAG.fullmatch(tag) is not None


def tag_of(text: str, scheme: str) -> Tag | None:
    """The tag that is written so; None where it is none of the scheme's."""
    if scheme == "bare":
        return OUTSIDE if text == "O" else ("I", text) if text else None
    tag = (text[0], text[2:]) if shaped(text) else None
    return tag if tag and tag[0] in _allowed(scheme) else None


def _allowed(scheme: str) -> frozenset[str]:
    return {"iobes": frozenset("BIESO"), "bilou": frozenset("BILUO")}.get(scheme, frozenset("BIO"))


class Survey:
    """What scheme the tags of a file are in; they are fed in order, `end` ends a sentence."""

    def __init__(self) -> None:
        self._prefixes = Counter[str]()
        self._before: Tag = OUTSIDE
        self._by_b = self._by_i = 0  # spans begun by B where I would do, and by I
        self._mixed: tuple[int, str] | None = None  # what IOBES and BILOU cannot have
        self.odd: tuple[int, str] | None = None  # line and text of the first tag that is none

    def feed(self, line: int, text: str) -> None:
        """One tag."""
        now = (text[0], text[2:]) if shaped(text) and text[0] in _PREFIXES else None
        if now is None:
            self.odd, now = self.odd or (line, text), OUTSIDE
        goes_on, before = now[1] == self._before[1], self._before[0]
        self._prefixes[now[0]] += 1
        self._by_b += now[0] == "B" and not (goes_on and before in "BI")
        self._by_i += now[0] in _GOING_ON and not (goes_on and before in "BI")
        needed, there = before in _OPEN_AFTER, now[0] in _GOING_ON
        if needed != there or (there and not goes_on):
            self._mixed = self._mixed or (line, text)
        self._before = now

    def end(self, line: int) -> None:
        """The end of a sentence."""
        if self._before[0] in _OPEN_AFTER:
            self._mixed = self._mixed or (line, "-".join(self._before))
        self._before = OUTSIDE

    def scheme(self) -> str | None:
        """The scheme; None where it has to be asked for: then `odd` is what is odd."""
        kinds = {*self._prefixes} - {"O"}
        if self.odd is not None:
            return None
        if kinds <= frozenset("BI"):
            return "iob2" if self._by_b >= self._by_i else "iob1"
        self.odd = self._mixed
        found = [name for name in ("iobes", "bilou") if kinds <= _allowed(name)]
        if not found:
            self.odd = self.odd or (1, " and ".join(sorted(kinds)))
        return found[0] if found and self.odd is None else None


def chunks(tags: Iterable[Tag], scheme: str) -> list[Chunk]:
    """The spans of one sentence, read as conlleval reads them: nothing is left out, what is odd is said."""
    result, start, label, odd, before = list[Chunk](), -1, "", "", OUTSIDE
    at = -1
    for at, now in enumerate(tags):
        goes_on = now[0] in _GOING_ON and before[0] in _OPEN_AFTER and now[1] == before[1]
        if start >= 0 and not goes_on:
            result.append(Chunk(start, at, label, odd or _unclosed(before, scheme)))
            start = -1
        if now != OUTSIDE and not goes_on:
            start, label, odd = at, now[1], _unopened(now, before, scheme)
        before = now
    if start >= 0:
        result.append(Chunk(start, at + 1, label, odd or _unclosed(before, scheme)))
    return result


def _unopened(now: Tag, before: Tag, scheme: str) -> str:
    if now[0] in _GOING_ON and scheme not in ("iob1", "bare"):
        return f"tag {now[0]}-{now[1]} has no B- before it"
    if now[0] == "B" and scheme == "iob1" and not (before[0] in "BI" and before[1] == now[1]):
        return f"tag B-{now[1]} is not between two spans of that label"
    return ""


def _unclosed(last: Tag, scheme: str) -> str:
    closing = {"iobes": "E", "bilou": "L"}.get(scheme)
    return f"tag {last[0]}-{last[1]} has no {closing}- behind it" if closing and last[0] in _OPEN_AFTER else ""


def tags_of(size: int, some: Sequence[Chunk], scheme: str) -> list[str]:
    """The tags of a sentence of `size` tokens; spans come in order and do not overlap."""
    result, before = ["O"] * size, Chunk(-1, -1, "")
    for one in some:
        length = one.behind - one.first
        if scheme == "bare":
            result[one.first : one.behind] = [one.label] * length
        else:
            first, last = _ends(scheme, length, before.behind == one.first and before.label == one.label)
            prefixes = [first, *"I" * (length - 2), last][: max(length, 1)] if length > 1 else [first]
            result[one.first : one.behind] = [f"{prefix}-{one.label}" for prefix in prefixes]
        before = one
    return result


def _ends(scheme: str, length: int, next_to_same: bool) -> tuple[str, str]:
    if scheme == "iob1":
        return ("B" if next_to_same else "I"), "I"
    if scheme == "iobes":
        return ("S" if length == 1 else "B"), "E"
    if scheme == "bilou":
        return ("U" if length == 1 else "B"), "L"
    return "B", "I"
