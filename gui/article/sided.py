"""What stands around the text where two sources are shown: brackets with their tags above and below the line.

Each span has a bracket over (or under) its text and its tag beside it, in a row of its own where another one's would
touch it; inner spans are nearest to the text. Arcs of the source above are above its rows, those of the other below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gui.arcs import lanes, nest_levels, rows
from gui.article.decorator import Box, Decorator, Ends, LineDecor, Tag
from gui.article.metrics import Metrics
from gui.decorate import DrawnSpan, Shown, Where

_HOOK = 3.5  # pixels from a bracket's line to its ends, at 100 %
_APART = 3.0  # pixels between two brackets, or tags, in one row


def decorator_of(picture: Shown, metrics: Metrics, width: float) -> Decorator:
    """What decorates the blocks of a picture."""
    return (SidedDecorator if picture.sided else Decorator)(picture, metrics, width)


def row_height(m: Metrics) -> float:
    """Height of a bracket with its tag."""
    return m.chip_row + 6 * m.zoom


def bracket_y(decor: LineDecor, box: Box, m: Metrics) -> float:
    """Where the line of a bracket is, from the block's top."""
    away = box.level * row_height(m)
    return decor.above - away if box.span.where is Where.ABOVE else decor.below + away


def hook(m: Metrics) -> float:
    """How far a bracket's ends reach towards the text."""
    return _HOOK * m.zoom


class SidedDecorator(Decorator):
    """Makes the line decorations of blocks for a picture of two sources."""

    def _levels(self, spans: Sequence[DrawnSpan]) -> list[int]:
        """How deep each span on the text holds others that are on the text; rows of the rest come later."""
        own = [span for span in spans if span.where is Where.TEXT]
        levels = dict(
            zip((span.id for span in own), nest_levels([(span.start, span.end) for span in own]), strict=True)
        )
        return [levels.get(span.id, 0) for span in spans]

    def _tags(self, decor: LineDecor) -> None:
        """Tags of spans on the text next to it; then a row for each bracket with its tag, on either side."""
        everything = decor.boxes
        decor.boxes = [box for box in everything if box.span.where is Where.TEXT and box.span.tag]
        super()._tags(decor)
        decor.boxes = [box for box in everything if box.span.where is Where.TEXT]
        for where in (Where.ABOVE, Where.BELOW):
            self._brackets(decor, [box for box in everything if box.span.where is where])

    def _brackets(self, decor: LineDecor, boxes: Sequence[Box]) -> None:
        """Put the boxes of one side in rows, and their tags; `y` of a tag is its row for now."""
        by_span: dict[str, list[Box]] = {}
        for box in boxes:
            by_span.setdefault(box.span.id, []).append(box)
        some = sorted(by_span.values(), key=lambda few: (few[0].span.end - few[0].span.start, few[0].left))
        tags = [self._tag_of(few) for few in some]
        hulls = [
            (min([box.left for box in few] + ([tag.x] if tag else [])),
             max([box.right for box in few] + ([tag.x + tag.width] if tag else [])))
            for few, tag in zip(some, tags, strict=True)
        ]  # fmt: skip
        for few, tag, row in zip(some, tags, rows(hulls, gap=_APART * self.metrics.zoom), strict=True):
            decor.boxes += [replace(box, level=row) for box in few]
            if tag is not None:
                decor.tags.append(replace(tag, y=float(row)))

    def _tag_of(self, boxes: Sequence[Box]) -> Tag | None:
        """The tag of a span that begins on a line, moved to the left where it would not end on it."""
        span = boxes[0].span
        first = next((box for box in boxes if box.begins), None)
        if first is None or not any(box.begins and box.span.fragments[0].start == span.start for box in boxes):
            return None
        width = self.metrics.chip_width(span.tag)
        return Tag(span, span.tag, max(0.0, min(first.left, self.width - width)), 0.0, width)

    def _feet(self, lines: list[LineDecor]) -> dict[str, tuple[int, float]]:
        """Also a span whose tag another one bears can be reached by arcs."""
        bare = {
            box.span.id: (at, (box.left + min(box.right, box.left + 22 * self.metrics.zoom)) / 2)
            for at, decor in reversed(list(enumerate(lines)))
            for box in reversed(decor.boxes)
            if box.begins
        }
        return bare | super()._feet(lines)

    def _place(self, decor: LineDecor, ends: list[Ends], descent: float, top: float) -> None:
        """Stack from the top: arcs, brackets, text, brackets, arcs."""
        m, z, row = self.metrics, self.metrics.zoom, row_height(self.metrics)
        upper = [end for end in ends if end.relation.where is not Where.BELOW]
        lower = [end for end in ends if end.relation.where is Where.BELOW]
        own = [box for box in decor.boxes if box.span.where is Where.TEXT]
        lift = 2.5 * z * max((box.level for box in own), default=0)
        tag_rows = 1 + max((int(tag.y) for tag in decor.tags if tag.span.where is Where.TEXT), default=-1)
        tags = tag_rows * m.chip_row + lift + (2 * z if tag_rows else 0)
        above, below = (self._rows(decor, where) * row for where in (Where.ABOVE, Where.BELOW))
        upper_lanes, lower_lanes = self._lanes(upper), self._lanes(lower)
        decor.top = top
        decor.text_top = top + m.line_gap + self._height(upper_lanes) + above + tags
        decor.baseline = decor.text_top + m.ascent
        decor.above = decor.text_top - tags - 1 * z
        decor.below = decor.baseline + max(m.descent, descent) + (lift * 1.2 + 5 * z if own else 3 * z)
        decor.height = decor.below + below + self._height(lower_lanes) + 2 * z - top
        decor.tags = [replace(tag, y=self._tag_top(decor, tag, lift)) for tag in decor.tags]
        for end, lane in zip(upper, upper_lanes, strict=True):
            self._arc(decor, end, decor.above - above - 4 * z - (lane + 0.5) * m.lane)
        for end, lane in zip(lower, lower_lanes, strict=True):
            self._arc(decor, end, decor.below + below + 4 * z + (lane + 0.5) * m.lane)

    def _rows(self, decor: LineDecor, where: Where) -> int:
        return 1 + max((box.level for box in decor.boxes if box.span.where is where), default=-1)

    def _lanes(self, ends: list[Ends]) -> list[int]:
        self._spread(ends)
        m = self.metrics
        return lanes([end.interval(self.width, m.value_width(end.text) + 14 * m.zoom) for end in ends])

    def _height(self, places: Sequence[int]) -> float:
        return (max(places) + 1) * self.metrics.lane + 5 * self.metrics.zoom if places else 0.0

    def _tag_top(self, decor: LineDecor, tag: Tag, lift: float) -> float:
        m, row = self.metrics, tag.y * row_height(self.metrics)
        match tag.span.where:
            case Where.TEXT:
                return decor.text_top - lift - 2 * m.zoom - (tag.y + 1) * m.chip_row
            case Where.ABOVE:
                return decor.above - row - m.chip_row - 0.5 * m.zoom
            case Where.BELOW:
                return decor.below + row + 1.5 * m.zoom

    def _arc(self, decor: LineDecor, end: Ends, y: float) -> None:
        feet = [self._foot_at(decor, x, end.relation.where) for x in (end.left, end.right)]
        decor.arcs.append(end.arc(y, (feet[0], feet[1])))

    def _foot_at(self, decor: LineDecor, x: float | None, where: Where) -> float:
        """Where a leg at `x` ends: at the outermost tag there, or at the innermost bracket."""
        z = self.metrics.zoom
        if x is None:
            return 0.0
        below = where is Where.BELOW
        tags = [tag.y for tag in decor.tags if tag.x - 3 * z <= x <= tag.x + tag.width + 3 * z
                and (tag.span.where is Where.BELOW) == below]  # fmt: skip
        if below:
            return max(tags, default=decor.below - self.metrics.chip_row) + self.metrics.chip_row + 1 * z
        return min(tags, default=decor.above) - 1 * z
