"""One saved page: its paragraphs, and the kind that each was found to have."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.model import ZoneKind
from annotate.suggest.zone_units import Unit, may_be_headline

Place = tuple[ZoneKind, int, int]


class Page:
    """The paragraphs of a page, each with its kind once that is known; None is prose or not known yet."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.kinds: list[ZoneKind | None] = [None] * len(units)
        self.pieces: dict[int, list[Place]] = {}  # paragraphs that are zones in part
        self.headline: int | None = None
        self._plain = [plain(unit.text) for unit in units]
        self._read_quoted_headline()
        self.prose = [at for at, unit in enumerate(units) if unit.look == "prose"]

    def _read_quoted_headline(self) -> None:
        """A first line that ends in a quotation is a headline where prose stands below it."""
        for at, unit in enumerate(self.units[:-1]):
            if unit.look == "short":
                return
            if unit.look == "prose":
                below = self.units[at + 1]
                if may_be_headline(unit.text) and len(below.text) > len(unit.text):
                    self.units[at] = Unit(unit.start, unit.end, unit.text, "short", unit.gap)
                return

    def plain(self, at: int) -> str:
        """The words of a paragraph, to be compared."""
        return self._plain[at]

    def names_its_picture(self, at: int) -> bool:
        """Whether a credit stands below the description of its picture: “Reuters A man walks”, “Reuters”."""
        above = self.units[at - 1] if 0 < at < len(self.units) - 1 else None
        return above is not None and above.look != "prose" and above.text.startswith(self.units[at].text + " ")

    def mark_picture(self, at: int) -> None:
        """Mark a credit, the description above it, and the caption below it."""
        self.kinds[at - 1] = self.kinds[at] = "caption"
        below = self.units[at + 1]
        if below.look == "short" and len(below.text.split()) >= 4:
            self.kinds[at + 1] = "caption"

    def places(self) -> Iterator[Place]:
        """The zones in order; neighbours that are boilerplate are one zone."""
        open_: tuple[int, int] | None = None  # boilerplate that may go on
        for unit, kind, pieces in self._rows():
            if kind == "boilerplate":
                open_ = (open_[0] if open_ else unit.start, unit.end)
                continue
            if open_ is not None:
                yield ("boilerplate", *open_)
                open_ = None
            if kind is not None:
                yield (kind, unit.start, unit.end)
            else:
                yield from pieces
        if open_ is not None:
            yield ("boilerplate", *open_)

    def _rows(self) -> Iterator[tuple[Unit, ZoneKind | None, list[Place]]]:
        for at, unit in enumerate(self.units):
            yield unit, self.kinds[at], self.pieces.get(at, [])


def plain(text: str) -> str:
    """Words without regard to case and spaces."""
    return " ".join(text.split()).casefold()
