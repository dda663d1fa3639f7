"""What stands around the text of a block: boxes, tags, values, arcs, and how high each line gets by them.

Decoration depends on spans and relations only: an edit makes it anew without shaping any text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from gui.arcs import lanes, nest_levels, rows
from gui.article.layout import Laid, Line
from gui.article.metrics import Metrics
from gui.decorate import DrawnRelation, DrawnSpan, Look, Shown

_SPREAD = 9.0  # pixels between arc legs that would coincide


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a span on a line."""

    span: DrawnSpan
    left: float
    right: float
    level: int  # how deep it holds others; at its own side the row of its bracket, from the text
    begins: bool  # the span's true start is here
    ends: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """A label tag above, or a value below, a span; `y` is its top, from the line's top."""

    span: DrawnSpan
    text: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Arc:
    """A piece of a relation on a line. `left` and `right` are None where it runs out into the margin.

    A stub has a leg at one of its two ends only.
    """

    relation: DrawnRelation
    left: float | None
    right: float | None
    y: float
    left_foot: float  # where the leg at the left end stops
    right_foot: float
    arrow_left: bool
    arrow_right: bool
    text: str
    leg_left: bool
    leg_right: bool
    all: tuple[str, ...] = ()  # ids of the relations that it stands for, where those are several

    def lower(self, by: float) -> Arc:
        """The same arc further down."""
        feet = (
            foot if x is None else foot + by for x, foot in ((self.left, self.left_foot), (self.right, self.right_foot))
        )
        left, right = feet
        return replace(self, y=self.y + by, left_foot=left, right_foot=right)


@dataclass(slots=True)
class LineDecor:
    """One line with all that stands around it; distances are from the block's top."""

    top: float = 0.0
    height: float = 0.0
    text_top: float = 0.0
    baseline: float = 0.0
    above: float = 0.0  # of two sources: where the lowest bracket above the text is, and the highest one below it
    below: float = 0.0
    boxes: list[Box] = field(default_factory=list[Box])
    joints: list[tuple[DrawnSpan, float, float]] = field(default_factory=list[tuple[DrawnSpan, float, float]])
    tags: list[Tag] = field(default_factory=list[Tag])
    values: list[Tag] = field(default_factory=list[Tag])
    arcs: list[Arc] = field(default_factory=list[Arc])

    def lower(self, by: float) -> LineDecor:
        """The same line further down in its block."""
        return replace(
            self,
            top=self.top + by, text_top=self.text_top + by, baseline=self.baseline + by,
            above=self.above and self.above + by, below=self.below and self.below + by,
            tags=[replace(tag, y=tag.y + by) for tag in self.tags],
            values=[replace(tag, y=tag.y + by) for tag in self.values],
            arcs=[arc.lower(by) for arc in self.arcs],
        )  # fmt: skip


def same_line(one: LineDecor, other: LineDecor) -> bool:
    """Whether two lines look the same but for how far down in their block they are."""
    if one is other:
        return True
    if len(one.boxes) != len(other.boxes):
        return False
    return one == other if one.top == other.top else one.lower(other.top - one.top) == other


@dataclass(slots=True)
class Ends:
    """A relation's place on a line before it has a lane."""

    relation: DrawnRelation
    left: float | None
    right: float | None
    arrow_left: bool
    arrow_right: bool
    text: str
    stub: str = ""  # "left" or "right": the one end that has a leg
    all: tuple[str, ...] = ()

    def interval(self, width: float, least: float) -> tuple[float, float]:
        left = -20.0 if self.left is None else self.left
        right = width + 20.0 if self.right is None else self.right
        return (left, max(right, left + least))

    def arc(self, y: float, feet: tuple[float, float]) -> Arc:
        """The arc at a height, with feet at its left and its right end."""
        legs = (self.left is not None and self.stub != "right", self.right is not None and self.stub != "left")
        arrows = self.arrow_left, self.arrow_right
        return Arc(self.relation, self.left, self.right, y, *feet, *arrows, self.text, *legs, all=self.all)


@dataclass(frozen=True, slots=True)
class _Stub:
    """Relations of one label that lead far away from one span in one direction: drawn as one."""

    here: str
    label: str
    look: Look
    arrow: bool


class Decorator:
    """Makes the line decorations of blocks for one picture, one size."""

    def __init__(self, picture: Shown, metrics: Metrics, width: float) -> None:
        self.picture, self.metrics, self.width = picture, metrics, width

    def decorate(self, laid: Laid) -> tuple[list[LineDecor], float]:
        """The decorations of a block's lines and the block's height."""
        spans = self.picture.spans_between(laid.start, max(laid.end, laid.start + 1))
        levels = self._levels(spans)
        lines = [LineDecor() for _ in laid.lines]
        for span, level in zip(spans, levels, strict=True):
            self._boxes(laid, lines, span, level)
        for decor in lines:
            self._tags(decor)
        ends = self._ends(lines, {span.id: span for span in spans})
        if laid.start == laid.end:  # an empty line is a small gap
            lines[0].height = self.metrics.line_gap
            lines[0].baseline = lines[0].height * 0.8
            return lines, lines[0].height
        top = 0.0
        for at, decor in enumerate(lines):
            self._place(decor, ends[at], laid.lines[at].descent, top)
            top += decor.height
        return lines, top + self.metrics.paragraph_gap

    def _levels(self, spans: Sequence[DrawnSpan]) -> list[int]:
        """How deep each span holds others."""
        return nest_levels([(span.start, span.end) for span in spans])

    def _boxes(self, laid: Laid, lines: list[LineDecor], span: DrawnSpan, level: int) -> None:
        for fragment in span.fragments:
            if fragment.end <= laid.start or fragment.start >= laid.end:
                continue
            first, last = laid.line_of(max(fragment.start, laid.start)), laid.line_of(min(fragment.end, laid.end) - 1)
            for at in range(first, last + 1):
                line = laid.lines[at]
                begins = line.start <= fragment.start and laid.start <= fragment.start
                ends = fragment.end <= line.end
                stop = fragment.end if ends else self._last_sign(line, fragment.start)
                for left, right in laid.pieces(line, fragment.start, stop):
                    lines[at].boxes.append(Box(span, left, right, level, begins, ends))
        if len(span.fragments) > 1:
            for decor in lines:
                mine = [box for box in decor.boxes if box.span.id == span.id]
                for one, other in pairwise(mine):
                    decor.joints.append((span, one.right, other.left))

    def _last_sign(self, line: Line, start: int) -> int:
        """Where a line that goes on in the next one ends to the eye: before the spaces at its end."""
        text, end = self.picture.document.text, line.end
        while end > max(start + 1, line.start + 1) and text[end - 1].isspace():
            end -= 1
        return end

    def _tags(self, decor: LineDecor) -> None:
        """Tags at the first piece of each span, inner spans in the lowest row; values likewise below."""
        seen: set[str] = set()
        firsts: list[Box] = []
        for box in decor.boxes:
            if box.begins and box.span.id not in seen and box.span.fragments[0].start == box.span.start:
                seen.add(box.span.id)
                firsts.append(box)
        firsts.sort(key=lambda box: (box.level, box.left))
        widths = [self.metrics.chip_width(box.span.tag) for box in firsts]
        places = rows([(box.left, box.left + width) for box, width in zip(firsts, widths, strict=True)])
        decor.tags = [
            Tag(box.span, box.span.tag, box.left, float(row), width)
            for box, width, row in zip(firsts, widths, places, strict=True)
        ]
        valued = [box for box in firsts if box.span.value]
        widths = [self.metrics.value_width(box.span.value) for box in valued]
        places = rows([(box.left, box.left + width) for box, width in zip(valued, widths, strict=True)], gap=8.0)
        decor.values = [
            Tag(box.span, box.span.value, box.left, float(row), width)
            for box, width, row in zip(valued, widths, places, strict=True)
        ]

    def _ends(self, lines: list[LineDecor], here: dict[str, DrawnSpan]) -> list[list[Ends]]:
        """For each line the relations that have something to draw on it."""
        places = self._feet(lines)
        result: list[list[Ends]] = [[] for _ in lines]
        far: dict[_Stub, list[DrawnRelation]] = {}
        done: set[str] = set()
        for span_id in here:
            for relation in self.picture.arcs_of(span_id):
                if relation.id not in done:
                    done.add(relation.id)
                    self._relation(relation, places, result, far)
        for stub, some in far.items():
            at, x = places[stub.here]
            result[at].append(self._stub(stub, some, x))
        return result

    def _feet(self, lines: list[LineDecor]) -> dict[str, tuple[int, float]]:
        """For each span with a tag its line and where arcs reach it."""
        places: dict[str, tuple[int, float]] = {}
        for at, decor in enumerate(lines):
            for tag in decor.tags:
                places[tag.span.id] = (at, tag.x + min(tag.width, 44 * self.metrics.zoom) / 2)
        return places

    def _relation(
        self,
        relation: DrawnRelation,
        places: dict[str, tuple[int, float]],
        result: list[list[Ends]],
        far: dict[_Stub, list[DrawnRelation]],
    ) -> None:
        """Put a relation on the lines that it is drawn on; what leads far away is gathered in `far`."""
        head, child = places.get(relation.head), places.get(relation.child)
        if head is None or child is None or abs(head[0] - child[0]) > 1:
            if head is not None:
                far.setdefault(_Stub(relation.head, relation.label, relation.look, arrow=False), []).append(relation)
            if child is not None:
                far.setdefault(_Stub(relation.child, relation.label, relation.look, arrow=True), []).append(relation)
        elif head[0] == child[0]:
            left, right, arrow_right = min(head[1], child[1]), max(head[1], child[1]), child[1] >= head[1]
            result[head[0]].append(Ends(relation, left, right, not arrow_right, arrow_right, relation.label))
        else:
            upper, lower = (head, child) if head[0] < child[0] else (child, head)
            longer_above = self.width - upper[1] > lower[1]
            above = relation.label if longer_above else ""
            below = "" if longer_above else relation.label
            result[upper[0]].append(Ends(relation, upper[1], None, upper is child, False, above))
            result[lower[0]].append(Ends(relation, None, lower[1], False, lower is child, below))

    def _stub(self, stub: _Stub, some: list[DrawnRelation], x: float) -> Ends:
        """A short piece that names the far end, or says how many there are."""
        relation, arrow = some[0], stub.arrow
        name = self._name_of(relation.head if arrow else relation.child) if len(some) == 1 else f"{len(some)} ×"
        text = f"{name} → {relation.label}" if arrow else f"{relation.label} → {name}"
        width = self.metrics.value_width(text) + 22 * self.metrics.zoom
        every = tuple(one.id for one in some) if len(some) > 1 else ()
        if x + width > self.width:
            return Ends(relation, max(0.0, x - width), x, False, arrow, text, stub="right", all=every)
        return Ends(relation, x, x + width, arrow, False, text, stub="left", all=every)

    def _name_of(self, span_id: str) -> str:
        far = self.picture.span(span_id)
        name = " ".join(self.picture.document.text[far.start : far.end].split()) if far else "?"
        return name if len(name) <= 24 else name[:23] + "…"

    def _place(self, decor: LineDecor, ends: list[Ends], descent: float, top: float) -> None:
        """Turn rows and lanes into distances, and stack them: arcs, tags, text, values."""
        m = self.metrics
        self._spread(ends)
        intervals = [end.interval(self.width, m.value_width(end.text) + 14 * m.zoom) for end in ends]
        places = lanes(intervals)
        lift = 2.5 * m.zoom * max((box.level for box in decor.boxes), default=0)
        tag_rows = int(max((tag.y for tag in decor.tags), default=-1)) + 1
        value_rows = int(max((tag.y for tag in decor.values), default=-1)) + 1
        lane_count = max(places, default=-1) + 1
        lane_height = lane_count * m.lane + (5 * m.zoom if lane_count else 0)
        tag_height = tag_rows * m.chip_row + (lift if tag_rows else 0) + (2 * m.zoom if tag_rows else 0)
        decor.top = top
        decor.text_top = top + m.line_gap + lane_height + tag_height
        decor.baseline = decor.text_top + m.ascent
        below = max(m.descent, descent) + (4 * m.zoom + lift if decor.boxes else 0)
        text_bottom = decor.baseline + below
        decor.height = text_bottom + value_rows * m.value_row - top
        decor.tags = [
            Tag(tag.span, tag.text, tag.x, decor.text_top - lift - 2 * m.zoom - (tag.y + 1) * m.chip_row, tag.width)
            for tag in decor.tags
        ]
        decor.values = [
            Tag(tag.span, tag.text, tag.x, text_bottom + 1 * m.zoom + tag.y * m.value_row, tag.width)
            for tag in decor.values
        ]
        arcs_bottom = decor.text_top - tag_height - 5 * m.zoom
        for end, lane in zip(ends, places, strict=True):
            feet = self._foot(decor, end.left), self._foot(decor, end.right)
            decor.arcs.append(end.arc(arcs_bottom - (lane + 0.5) * m.lane, feet))

    def _spread(self, ends: list[Ends]) -> None:
        """Move legs that would stand on each other apart."""
        taken: list[float] = []
        for end in ends:
            for side in ("left", "right"):
                x = getattr(end, side)
                if x is None or (end.stub and end.stub != side):
                    continue
                while any(abs(x - other) < _SPREAD * self.metrics.zoom * 0.9 for other in taken):
                    x += _SPREAD * self.metrics.zoom
                taken.append(x)
                setattr(end, side, x)

    def _foot(self, decor: LineDecor, x: float | None) -> float:
        """Where a leg at `x` ends: above the highest tag there, or above the text."""
        z = self.metrics.zoom
        if x is None:
            return 0.0
        tops = [tag.y for tag in decor.tags if tag.x - 3 * z <= x <= tag.x + tag.width + 3 * z]
        return (min(tops) if tops else decor.text_top) - 1 * z
