"""What the session's steps are made of: what was read of a document, what was written elsewhere, meanings of texts.

No Qt here, and nothing that belongs to one thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from annotate.change import Transaction, compose
from annotate.commands import ValueParser, set_status
from annotate.document import Document
from annotate.model import Value
from annotate.open import OpenSuggestions
from annotate.scheme import Scheme
from annotate.scheme_edit import SchemeDraft
from annotate.scheme_follow import follow
from annotate.state import AnnotationState
from store.journal import Entry
from store.sources import Source

LARGE = 200  # changes from which a step is written in the background: with fewer it takes some frames
_QUIET = ("document.", "note.", "flag.", "zone.")  # events that do not begin the work on a document


@dataclass(frozen=True, slots=True)
class Read:
    """A document, what the annotator says of it, what waits for an answer, and how often each label is shown."""

    doc: Document
    state: AnnotationState
    open: OpenSuggestions
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Written:
    """A step that was written through another connection: its changes (None where much else may have changed), its
    journal entry (None for a setting, which is no step), and who made it."""

    tx: Transaction | None
    entry: Entry | None
    source: Source


def parser_of(scheme: Scheme, doc: Document) -> ValueParser:
    """Gives the meaning of texts of a document, whose date relative dates refer to, under a scheme."""
    date = doc.meta.get("date")

    def parse(surface: str, label: str) -> Value | None:
        meaning = scheme.meaning(label)
        if meaning == "none":
            return None
        from annotate.suggest.numbers import parse_value

        return parse_value(surface, "DATE" if meaning == "date" else label, date=date)

    return parse


def following(draft: SchemeDraft) -> Callable[[AnnotationState], Transaction | None]:
    """What annotations do under a draft of the scheme."""
    return lambda state: follow(state, draft, parser_of(draft.scheme, state.document))


def with_status(tx: Transaction, state: AnnotationState) -> Transaction:
    """A step, together with the begin of the work on a document where it is that."""
    here = state.document.id in tx.documents
    if here and state.marks.status == "new" and not tx.event.startswith(_QUIET):
        # after the step, which may itself be about the document's marks
        return joined(tx.event, tx, set_status(state.apply(tx), "in_progress"))
    return tx


def joined(event: str, *steps: Transaction | None) -> Transaction:
    """Several steps as one, with the name of what the person did."""
    return compose([tx for tx in steps if tx is not None], event)
