"""The curve: keys for each document with learning and without, a panel for each domain, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT, _GAP = 420, 300, 30
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 80, 44
_MEAN = 5  # documents of which a line shows the mean
_WITHOUT, _WITH, _INK, _QUIET, _SHADE, _PAPER = "#b4552d", "#2b6cb0", "#222222", "#6b6b6b", "#f2f2ee", "#ffffff"
_NAMES: dict[str, str] = {"re3d": "re3d: reports on a war", "politics": "CrossNER politics", "ai": "CrossNER AI",
          "science": "CrossNER science", "music": "CrossNER music", "literature": "CrossNER literature"}  # fmt: skip


def drawn(rows: Sequence[dict[str, Any]], last: int = 20) -> str:
    """All domains side by side."""
    width = _GAP + len(rows) * (_WIDTH + _GAP)
    height = _HEIGHT + 2 * _GAP
    panels = ["\n".join(_panel(row, last)) for row in rows]
    body = "\n".join(
        f'<g transform="translate({_GAP + at * (_WIDTH + _GAP)},{_GAP})">\n{panel}\n</g>'
        for at, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="Inter, Helvetica, Arial, sans-serif" font-size="12" fill="{_INK}">\n'
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>\n{body}\n</svg>\n'
    )


def _panel(row: dict[str, Any], last: int) -> Iterator[str]:
    pairs: list[tuple[int, int]] = row["pairs"]
    most = max(20, *(max(pair) for pair in pairs))
    step = next(one for one in (5, 10, 20, 25, 50, 100, 200, 500, 10**6) if 5 * one >= most)
    top = -(-most // step) * step
    right, floor = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def x(at: float) -> float:
        return round(_LEFT + (right - _LEFT) * at / max(1, len(pairs) - 1), 1)

    def y(keys: float) -> float:
        return round(floor - (floor - _TOP) * keys / top, 1)

    first = max(0, len(pairs) - last)
    yield f'<rect x="{x(first)}" y="{_TOP}" width="{right - x(first)}" height="{floor - _TOP}" fill="{_SHADE}"/>'
    yield _text(0, 16, _NAMES.get(str(row["domain"]), str(row["domain"])), size=15, weight=600)
    yield _text(0, 36, "keys for each document; lines: mean of five", fill=_QUIET)
    yield _text(
        (x(first) + right) / 2, _TOP - 8, f"the last {len(pairs) - first}: {row['saved_last']:.0%} fewer",
        anchor="middle", weight=600,
    )  # fmt: skip
    for keys in range(0, top + 1, step):
        yield f'<line x1="{_LEFT}" x2="{right}" y1="{y(keys)}" y2="{y(keys)}" stroke="{_QUIET}" stroke-opacity="0.25"/>'
        yield _text(_LEFT - 8, y(keys) + 4, str(keys), anchor="end", fill=_QUIET)
    for at in range(9, len(pairs), 10):
        yield _text(x(at), floor + 18, str(at + 1), anchor="middle", fill=_QUIET)
    yield _text((_LEFT + right) / 2, floor + 36, "document", anchor="middle", fill=_QUIET)
    for side, colour, name in ((0, _WITHOUT, "without learning"), (1, _WITH, "with learning")):
        for at, pair in enumerate(pairs):
            yield f'<circle cx="{x(at)}" cy="{y(pair[side])}" r="1.8" fill="{colour}" fill-opacity="0.4"/>'
        means = [sum(pair[side] for pair in some) / len(some) for some in _around(pairs)]
        points = " ".join(f"{x(at)},{y(mean)}" for at, mean in enumerate(means))
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.2"/>'
        begin = 140 * side
        yield f'<path d="M{begin},{_TOP - 24} h18" stroke="{colour}" stroke-width="2.2"/>'
        yield _text(begin + 24, _TOP - 20, name)


def _around(pairs: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """For each document it and those around it."""
    half = _MEAN // 2
    for at in range(len(pairs)):
        yield pairs[max(0, at - half) : at + half + 1]


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", fill: str = _INK, size: int = 12, weight: int = 400
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}" font-size="{size}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )
