"""Prodigy JSON Lines: a line for each task, with tokens, spans, relations between tokens, and an answer.

Tasks with the same text are one document, in which each annotator or session is a source; what was rejected or ignored
has a source of its own, for it is nobody's annotation. Described in https://prodi.gy/docs/api-interfaces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.lines import decoded, has_lone_surrogate, lines_of
from store.exchange.losses import EVERYTHING
from store.exchange.objects import First, Object, first_object, listed, mapped, member, objects_of
from store.exchange.prodigy.reading import Document
from store.exchange.prodigy.writing import write
from store.exchange.reading import Reading
from store.exchange.record import Record

_SURE = frozenset({"_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id"})
_ANSWERS = ("accept", "reject", "ignore")


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The documents of a file. Raises InputError."""
    left, open_documents, any_text = _times(given, reading), dict[str, Document](), False
    lines = 0
    for line, name, task in objects_of(given, reading):
        text, where, lines = task.get("text"), f"{given.where}:{line}", lines + 1
        if not isinstance(text, str):
            _refuse_patterns(task, where)
            reading.leave_out(where, f"the task has no “text”{_instead(task)}")
            continue
        if has_lone_surrogate(text):
            raise InputError(f"{where}: its text has half of a surrogate pair and cannot be stored")
        if not text.strip():
            reading.leave_out(where, "the text of the task is empty")
            continue
        any_text = True
        document = open_documents.setdefault(text, Document(text, name, given.where, reading))
        document.add(task, line)
        left[hash(text)] -= 1
        if left[hash(text)] == 0:
            yield open_documents.pop(text).record()
    for document in open_documents.values():  # of a file that is no JSON Lines: a list, or one object over lines
        yield document.record()
    if lines and not any_text:
        raise InputError(f"{given.where}: none of its tasks has a “text”; there is nothing to annotate")


def _times(given: Given, reading: Reading) -> Counter[int]:
    """How many lines have a text, by its hash. What is wrong with them is told when they are read."""
    found, silent = Counter[int](), Reading("lenient", reading.encoding, limits=reading.limits)
    for _, line in lines_of(decoded(given.read(reading.limits), given.where, silent), given.where, reading):
        text = member(line.lstrip(), "text")
        if isinstance(text, str):
            found[hash(text)] += 1
    return found


def _refuse_patterns(task: Object, where: str) -> None:
    if "pattern" in task:
        told = "is a file of patterns, not of annotations: give it to a matcher of spaCy or Prodigy"
        raise InputError(f"{where}: {told}; nothing was imported")


def _instead(task: Object) -> str:
    found = next((key for key in ("image", "audio", "video", "html") if key in task), None)
    return f"; it is about the {found}" if found else ""


def _recognised(head: bytes) -> bool:
    """Whether a file begins with a task or a pattern."""
    first = first_object(head)
    if "gilder" in first.whole and not isinstance(first.whole["gilder"], dict):
        return False
    if "pattern" in first.keys and "label" in first.keys:
        return True
    if first.keys & _SURE or first.whole.get("answer") in _ANSWERS:
        return True
    return "text" in first.keys and (_places(first, "spans") or _places(first, "tokens") or _has(first, "cats"))


def _places(first: First, key: str) -> bool:
    """Whether a list has objects with a start and an end."""
    some = listed(first.whole.get(key))
    if first.cut[0] == key:
        return first.cut[1].startswith("[{") and '"start"' in first.cut[1]
    return bool(some) and {"start", "end"} <= mapped(some[0]).keys()


def _has(first: First, key: str) -> bool:
    return bool(mapped(first.whole.get(key))) or (first.cut[0] == key and first.cut[1].startswith("{"))


HOLDS = EVERYTHING - {"discontinuous spans", "zones"}

FORMAT = Format(
    name="prodigy",
    title="Prodigy JSON Lines",
    suffixes=(".jsonl", ".json"),
    about="tasks of Prodigy as db-out gives them, with the answers of all annotators",
    home="https://prodi.gy/docs/api-interfaces",
    holds=HOLDS,
    read=read,
    write=write,
    recognise=_recognised,
)
