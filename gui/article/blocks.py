"""The text cut into display blocks: paragraphs, and pieces of very long ones."""

from __future__ import annotations

from bisect import bisect_right

LONGEST = 4_000  # code points of one block; longer paragraphs are cut at a sentence or space

# What Qt would break a line at or draw as a box, by characters of the same count that it shows as nothing or a space.
_SHOWN = {
    ord("\r"): "\u200b", 0x2028: "\u200b", 0x2029: "\u200b", 0x85: "\u200b", 0x0B: " ", 0x0C: " ", 0xFFFC: "\ufffd",
    0xFEFF: "\u200b",
    **{code: "\u2423" for code in range(0x20) if code not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D)},
}  # fmt: skip


class Blocks:
    """Where blocks begin and end in a text, in code points. A line break belongs to no block's shown text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        at = 0
        for line in text.split("\n"):
            self._add(at, at + len(line))
            at += len(line) + 1

    def _add(self, start: int, end: int) -> None:
        while end - start > LONGEST:
            cut = self._cut(start, start + LONGEST)
            self._starts.append(start)
            self._ends.append(cut)
            start = cut
        self._starts.append(start)
        self._ends.append(end)

    def _cut(self, start: int, limit: int) -> int:
        for mark in (". ", " "):
            at = self.text.rfind(mark, start + LONGEST // 2, limit)
            if at > start:
                return at + len(mark)
        while limit > start + 1 and self.text[limit : limit + 1] and _joins(self.text[limit]):
            limit -= 1
        return limit

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, block: int) -> int:
        """Offset at which a block begins."""
        return self._starts[block]

    def end(self, block: int) -> int:
        """Offset at which a block's shown text ends."""
        return self._ends[block]

    def at(self, offset: int) -> int:
        """The block that holds an offset; a line break belongs to the block before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def shown(self, block: int) -> str:
        """The block's text as it is handed to Qt: each character replaced by one character at most."""
        return self.text[self._starts[block] : self._ends[block]].translate(_SHOWN)

    def sizes(self) -> list[int]:
        """How many code points each block shows."""
        return [end - start for start, end in zip(self._starts, self._ends, strict=True)]


def _joins(character: str) -> bool:
    """Whether a character belongs to the one before it (combining marks, joiners, variation selectors)."""
    return "\u0300" <= character <= "\u036f" or character in "\u200d\ufe0e\ufe0f"
