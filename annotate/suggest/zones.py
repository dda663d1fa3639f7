"""Zones of a plain text article as it is saved from the web: headline, byline, dateline, caption, boilerplate.

Careful on purpose: a paragraph is marked only for a reason that can be named, and prose never is. What a line is by its
words is told in `zone_units`; it is then weighed by where it stands: above the article, in it, below it.
"""

from __future__ import annotations

from annotate.suggest.zone_end import mark_end
from annotate.suggest.zone_head import mark_head
from annotate.suggest.zone_middle import mark_middle
from annotate.suggest.zone_page import Page, Place
from annotate.suggest.zone_units import units_of

__all__ = ["Place", "find_zones"]


def find_zones(text: str) -> list[Place]:
    """Zones as `(kind, start, end)` in code points, in text order, without overlap; none where nothing is sure."""
    units = units_of(text)
    if len(units) < 3:
        return []
    page = Page(units)
    mark_head(page)
    mark_middle(page)
    mark_end(page)
    return list(page.places())
