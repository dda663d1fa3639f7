"""Steps in words: what the history calls each of them."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.change import Change
from annotate.model import Decision, Item, Marks, Relation, Span, Zone
from annotate.scheme import Scheme
from annotate.scheme_edit import LabelKind, labels

_QUOTED = 40  # code points of a text that are quoted
_VERBS = {
    "span.add": "Label", "span.delete": "Delete", "span.relabel": "Relabel", "span.resize": "Move the ends of",
    "span.value": "Change the value of", "span.propagate": "Label the same text:", "span.fragment": "Add a fragment to",
    "suggestion.accept": "Accept", "suggestion.edit": "Change the suggestion", "suggestion.reject": "Reject",
    "suggestion.restore": "Ask again about", "suggestion.accept_all": "Accept all that is left:",
    "relation.add": "Relate", "relation.delete": "Delete", "relation.relabel": "Relabel", "relation.reverse": "Reverse",
    "attribute.set": "Change an attribute of", "note.set": "Write a note on", "flag.set": "Flag or unflag",
    "document.status": "Change the status of", "document.done": "Finish", "zone.add": "Mark a zone:",
    "zone.delete": "Take a zone away:", "dataset.split": "Split into parts:", "scheme.change": "Change the scheme:",
    "adjudicate.left": "Take the left answer:", "adjudicate.right": "Take the right answer:",
    "adjudicate.alternative": "Take answer", "adjudicate.both": "Take both answers:",
    "adjudicate.neither": "Take neither answer:", "adjudicate.majority": "Take the answer of",
    "adjudicate.edit": "Take to edit:", "adjudicate.keep": "Keep as it is:",
    "adjudicate.agreed": "Take what is agreed by",
}  # fmt: skip
_WORDS = {"Span": ("span", "spans"), "Relation": ("relation", "relations"), "Decision": ("answer", "answers"),
          "Zone": ("zone", "zones"), "Marks": ("document", "documents")}  # fmt: skip


def in_words(
    event: str, counts: Mapping[tuple[str, str], int], first: Change | None, documents: int, document: str = ""
) -> str:
    """“Label “Iran” as LOC”, “Accept 12 spans, 3 relations”; `counts`, `first` and `documents` as in the outline of a
    journal entry, `document` is the name of the first document."""
    event, _, detail = event.partition(" ")
    verb = _VERBS.get(event, event.rpartition(".")[2].replace("_", " ").capitalize() or "Change")
    if detail:  # adjudication: which answer, how many say so, by which rule
        verb = f"{verb.removesuffix(':')} {detail}:"
    counted: dict[str, int] = {}
    for (kind, _), count in counts.items():
        counted[kind] = counted.get(kind, 0) + count
    if first is not None and _is_alone(event, first, counted):
        return f"{verb} {_named(first, document)}"
    main = [kind for kind in ("Span", "Relation") if counted.get(kind)] or [
        kind for kind in _WORDS if counted.get(kind)
    ]
    what = ", ".join(f"{counted[kind]:,} {_WORDS[kind][counted[kind] != 1]}" for kind in main)
    where = f" in {documents:,} documents" if documents > 1 else ""
    return f"{verb} {what}{where}".strip()


def scheme_in_words(before: Scheme, after: Scheme) -> str:
    """“Scheme: LOC is now PLACE; new label SHIP”: how two schemes differ."""
    told: list[str] = []
    kinds: tuple[tuple[LabelKind, str], ...] = (
        ("span", "label"), ("relation", "relation label"), ("attribute", "attribute"),
    )  # fmt: skip
    for kind, what in kinds:
        told += _differences(before, after, kind, what)
    if not told:
        told = ["other order, name or description"]
    more = f"; and {len(told) - 3} more" if len(told) > 3 else ""
    return f"Scheme: {'; '.join(told[:3])}{more}"


def _differences(before: Scheme, after: Scheme, kind: LabelKind, what: str) -> list[str]:
    old = {one.name: one for one in labels(before, kind)}
    new = {one.name: one for one in labels(after, kind)}
    same_names = {one.name for one in before.spans} == {one.name for one in after.spans}
    told: list[str] = []
    explained: set[str] = set()
    for name in [name for name in old if name not in new]:
        now = after.name_now(kind, name) if kind != "attribute" else name
        if now in new:
            told.append(f"{name} merged into {now}" if now in old else f"{name} is now {now}")
            explained.add(now)
        else:
            told.append(f"{what} {name} removed")
    for name, label in new.items():
        if name in explained:
            continue
        if name not in old:
            told.append(f"new {what} {name}")
        elif label != old[name] and (change := _change(name, old[name], label, ends=same_names)):
            told.append(change)
    return told


def _change(name: str, old: object, new: object, *, ends: bool) -> str:
    """What became of a label; with `ends` also which labels it is for, which else only follows other changes."""
    if getattr(old, "retired", False) != getattr(new, "retired", False):
        return f"{name} retired" if getattr(new, "retired", False) else f"{name} offered again"
    fields = {
        "slot": "colour", "hotkey": "hotkey", "guideline": "guideline", "aliases": "aliases",
        "meaning": "kind of value", "kind": "kind", "choices": "choices",
    }  # fmt: skip
    if ends:
        fields |= {"ends": "ends", "on": "labels"}
    for field, what in fields.items():
        if getattr(old, field, None) != getattr(new, field, None):
            return f"{what} of {name}"
    return ""


def _is_alone(event: str, first: Change, counted: Mapping[str, int]) -> bool:
    """Whether a step is about one thing; answers and the status of the document come with others."""
    kind = first.key[1]
    if counted.get(kind, 0) != 1 or event == "suggestion.accept_all":
        return False
    return kind != "Span" or not counted.get("Relation")


def _named(change: Change, document: str) -> str:
    before, after = change.before, change.after
    item: Item | None = after if after is not None else before
    match item:
        case Span():
            text = " ".join(item.text.split())
            text = text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
            was = f"{before.label} → " if isinstance(before, Span) and before.label != item.label else ""
            return f"“{text}”: {was}{item.label}"
        case Relation():
            was = f"{before.label} → " if isinstance(before, Relation) and before.label != item.label else ""
            return f"a relation: {was}{item.label}"
        case Decision():
            return f"a suggestion: {item.label}"
        case Zone():
            return item.kind
        case Marks():
            status = (
                f": {item.status.replace('_', ' ')}"
                if isinstance(before, Marks) and before.status != item.status
                else ""
            )
            return f"{document or 'the document'}{status}"
        case _:
            return ""
