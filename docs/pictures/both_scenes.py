"""What the gallery shows of two sources on one document, drawn above and below the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from annotate.model import Relation, Span, Value, surface
from annotate.offsets import Range
from annotate.state import AnnotationState
from docs.pictures.stage import Stage
from gui.dialogs.both import BothDialog

_OTHERWISE = 4  # every so many spans the second source says something else


def both(s: Stage, *, alike: bool = False, at: int = 0) -> None:
    """The sample as two would have it: what is suggested, and the same with some of everything that can differ."""
    s.open()
    session = s.session
    left = AnnotationState.of(session.state.document, session.open_spans)
    spans = list(session.open_spans)
    right = AnnotationState.of(session.state.document, _renamed(spans) if alike else _otherwise(spans))
    dialog = BothDialog(s.app.theme, s.app.window)
    dialog.show_document(_with_arcs(left), _with_arcs(right), session.scheme, "ann", "model:news-en")
    dialog.show()
    for _ in range(at):
        dialog.go_on()
    s.settle(2)


def _renamed(spans: Iterable[Span]) -> list[Span]:
    return [replace(span, id=f"{span.id}-2") for span in spans]


def _otherwise(spans: Iterable[Span]) -> list[Span]:
    found = list[Span]()
    for at, span in enumerate(_renamed(spans)):
        match at % (_OTHERWISE * 4):
            case 3:
                found.append(replace(span, label="ORG" if span.label != "ORG" else "PERSON", value=None))
            case 7:
                words = span.text.split()
                place = (Range(span.end - len(words[-1]), span.end),)
                found.append(replace(span, fragments=place, text=words[-1]))
            case 11:
                continue
            case 15:
                found.append(replace(span, value=Value(amount="7") if span.value else None, note="not sure"))
            case _:
                found.append(span)
    return found


def _with_arcs(state: AnnotationState) -> AnnotationState:
    """With a relation between neighbours here and there, so that some are the same."""
    spans = list(state.index)
    pairs = zip(spans[::5], spans[1::5], strict=False)
    arcs = [Relation(f"{one.id}-r", "located_in", one.id, two.id) for one, two in pairs]
    assert all(span.text == surface(state.document.text, span.fragments) for span in spans)
    return AnnotationState.of(state.document, [*spans, *arcs])


BOTH: dict[str, Callable[[Stage], object]] = {
    "both": both,
    "both-later": lambda s: both(s, at=12),
    "both-alike": lambda s: both(s, alike=True),
}
