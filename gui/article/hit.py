"""What lies under a point of the article."""

from __future__ import annotations

from dataclasses import dataclass

from gui.article.page import BlockView, Page
from gui.decorate import Where


@dataclass(frozen=True, slots=True)
class Hit:
    """What is under a point: the nearest offset, and the spans (innermost first) or the relation that are there."""

    offset: int
    over: int  # the character that the point is over, or the nearest
    spans: tuple[str, ...] = ()
    tag: str | None = None  # the span whose tag or value is there
    relation: str | None = None


def hit(page: Page, x: float, y: float, height: float) -> Hit:
    """What lies at a point of the window, `x` from the text column's left edge."""
    last: BlockView | None = None
    for view, top in page.visible(height):
        last = view
        if y < top + view.height:
            return _in_block(page, view, x, y - top)
    end = len(page.picture.document.text) if last is None else last.laid.end
    return Hit(end, end)


def _in_block(page: Page, view: BlockView, x: float, y: float) -> Hit:
    at = next((n for n, decor in enumerate(view.decor) if y < decor.top + decor.height), len(view.decor) - 1)
    line, decor = view.laid.lines[at], view.decor[at]
    offset, over = view.laid.offset(line, x), view.laid.offset(line, x, between=False)
    m = page.metrics
    for tags, row in ((decor.tags, m.chip_row), (decor.values, m.value_row)):
        for tag in tags:
            if tag.x - 3 <= x <= tag.x + tag.width + 3 and tag.y <= y < tag.y + row:
                return Hit(offset, over, (tag.span.id,), tag=tag.span.id)
    if y < decor.text_top or decor.below:
        for arc in decor.arcs:
            left = -30.0 if arc.left is None else arc.left
            right = page.width + 30.0 if arc.right is None else arc.right
            on_lane = left - 3 <= x <= right + 3 and abs(y - arc.y) <= m.lane / 2
            on_leg = any(
                leg and end is not None and abs(x - end) <= 4 and min(arc.y, foot) <= y <= max(arc.y, foot)
                for leg, end, foot in (
                    (arc.leg_left, arc.left, arc.left_foot),
                    (arc.leg_right, arc.right, arc.right_foot),
                )
            )
            if on_lane or on_leg:
                return Hit(offset, over, relation=arc.relation.id)
    spans: list[str] = []
    if decor.text_top - 3 <= y <= decor.baseline + m.descent + 6:
        inside = [box for box in decor.boxes if box.left - 2 <= x <= box.right + 2]
        nearer = Where.ABOVE if y < decor.baseline - m.ascent / 3 else Where.BELOW
        inside.sort(key=lambda box: (box.span.where not in (Where.TEXT, nearer), box.level, box.right - box.left))
        spans = list(dict.fromkeys(box.span.id for box in inside))
    return Hit(offset, over, tuple(spans))
