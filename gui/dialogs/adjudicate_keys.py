"""The keys of the window of adjudication: what its line below shows, and what its shortcuts ask for."""

from __future__ import annotations

from dataclasses import dataclass

from gui.settle_edits import Move


@dataclass(frozen=True, slots=True)
class DeedKey:
    """Keys for a deed, and how the line below the article shows them; without a text it does not."""

    deed: str
    keys: tuple[str, ...]
    shown: str = ""
    text: str = ""


SETTLING: tuple[DeedKey, ...] = (
    DeedKey("left", ("Left",), "←", "left"),
    DeedKey("right", ("Right",), "→", "right"),
    *(DeedKey(f"{at}", (f"{at}",)) for at in range(1, 10)),
    DeedKey("both", ("B",), "B", "both"),
    DeedKey("neither", ("N",), "N", "neither"),
    DeedKey("edit", ("E",), "E", "edit"),
    DeedKey("enter", ("Return", "Enter"), "Enter", "what most say"),
    DeedKey("next", ("Tab",), "Tab", "next stop"),
    DeedKey("previous", ("Shift+Tab",)),
    DeedKey("reason", ("Ctrl+M",), "Ctrl+M", "reason"),
)
EDITING: tuple[DeedKey, ...] = (
    DeedKey("labels", (), "hotkey", "label"),
    DeedKey("end_on", ("Alt+Right",), "Alt+→ ←", "end by a word"),
    DeedKey("end_back", ("Alt+Left",)),
    DeedKey("start_on", ("Alt+Shift+Right",), "Alt+Shift+→ ←", "start"),
    DeedKey("start_back", ("Alt+Shift+Left",)),
    DeedKey("end_character_back", (",",), ", .", "character"),
    DeedKey("end_character_on", (".",)),
    DeedKey("start_character_back", ("Alt+,",)),
    DeedKey("start_character_on", ("Alt+.",)),
    DeedKey("delete", ("Backspace", "Delete"), "Backspace", "remove"),
    DeedKey("edit_next", ("Tab",), "Tab", "next span"),
    DeedKey("edit_previous", ("Shift+Tab",)),
    DeedKey("edit_end", ("Return", "Enter", "Escape"), "Esc", "back"),
)
ALWAYS: tuple[DeedKey, ...] = (
    DeedKey("undo", ("Ctrl+Z",), "Ctrl+Z", "undo"),
    DeedKey("redo", ("Ctrl+Shift+Z",)),
    DeedKey("next_document", ("Ctrl+PgDown",), "Ctrl+PgDn", "next document"),
    DeedKey("previous_document", ("Ctrl+PgUp",)),
    DeedKey("documents", ("Ctrl+J",)),
    DeedKey("keys", ("F1",), "F1", "all keys"),
)
MOVES: dict[str, Move] = {
    f"{'start' if start else 'end'}{'' if by_word else '_character'}_{'on' if step > 0 else 'back'}": (
        start,
        by_word,
        step,
    )
    for start in (False, True)
    for by_word in (True, False)
    for step in (1, -1)
}
ROWS: tuple[tuple[str, str, str], ...] = (
    ("Settling", "Left / Right", "Take the left / the right answer: what is above / below the line"),
    ("Settling", "1–9", "Take an answer by its number, where there are more than two"),
    ("Settling", "B / N", "Take both answers, equal spans once / neither"),
    (
        "Settling",
        "Enter",
        "Take what most say; where new work has opened a stop again, keep gold as it is",
    ),
    ("Settling", "E", "Put the left answer into gold and edit it"),
    ("Settling", "Ctrl+M", "Type a reason: it goes to the note of what is taken next, or of the document"),
    ("Settling", "Ctrl+Z / Ctrl+Shift+Z", "Undo / redo in gold, also what was done before a restart"),
    ("Going", "Tab / Shift+Tab", "Next / previous stop, settled or not"),
    ("Going", "Ctrl+PageDown / Ctrl+PageUp", "Next / previous document"),
    ("Going", "Ctrl+J", "The list of documents; Enter comes back to the article"),
    ("Going", "Alt+G", "Take what is agreed on in all documents"),
    ("Going", "Alt+W / Alt+A", "What is taken without asking / whose work counts"),
    ("Editing", "a label’s hotkey", "Give the span this label"),
    ("Editing", "Alt+Left / Alt+Right", "Move the end by a word; with Shift the start"),
    ("Editing", ", / .", "Move the end by a character; with Alt the start"),
    ("Editing", "Backspace", "Take the span out of gold"),
    ("Editing", "Tab", "The next span of this stop"),
    ("Editing", "Esc", "Back to the answers"),
)
"""The F1 page of the window."""
