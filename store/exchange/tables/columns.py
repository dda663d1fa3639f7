"""What the columns of a table are, by their headings or as the person has said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["document", "annotator", "id", "start", "end", "label", "quote", "text", "note", "score"]

_HEADINGS: dict[Role, str] = {
    "start": "start begin start_offset begin_offset start_char char_start start_span span_start off0 start_pos "
    "start_position position_start startoffset beginoffset start_index char_begin offset_start offset1 startchar",
    "end": "end stop end_offset stop_offset end_char char_end end_span span_end off1 end_pos end_position "
    "position_end endoffset stopoffset end_index char_stop offset_end offset2 endchar",
    "document": "document document_id documentid document_name doc doc_id docid doc_name filename file_name file "
    "article article_id articleid pmid tweet_id tweets_id text_id textid note_id noteid report_id",
    "annotator": "annotator annotator_id annotator_name annotated_by coder worker worker_id",
    "note": "note notes comment comments remark remarks",
    "id": "id ann_id annotation_id annotationid mark span_id entity_id mention_id",
    "label": "label labels tag type category class entity_type entity_label label_name ner_tag entity concept "
    "semantic_type annotation column_label",
    "quote": "span span_text quote surface surface_form mention mention_text extraction covered_text coveredtext "
    "entity_text matched_text match entity term string",
    "text": "text sentence full_text fulltext document_text doc_text content body article_text tweet tweet_text "
    "message review post column_data paragraph abstract transcript utterance",
    "score": "score confidence probability",
}  # fmt: skip
_GAP = re.compile(r"[\s\-.]+")
LONGEST = 1_000  # characters of a heading


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a table as they stand, and which column has which role."""

    names: tuple[str, ...]
    roles: Mapping[str, int]

    @property
    def of_spans(self) -> bool:
        """Whether a row is a span; otherwise it is a document."""
        return "start" in self.roles

    def cell(self, cells: Sequence[str], role: Role) -> str:
        """What a row has in the column of a role; empty where there is none."""
        at = self.roles.get(role, -1)
        return cells[at] if 0 <= at < len(cells) else ""

    def others(self) -> list[tuple[int, str]]:
        """The columns without a role that have a heading, each heading once."""
        taken, seen, result = set(self.roles.values()), set[str](), list[tuple[int, str]]()
        for at, name in enumerate(self.names):
            bare = name.strip()
            if at not in taken and bare and bare not in seen:
                seen.add(bare)
                result.append((at, bare))
        return result

    def data(self) -> dict[str, Any]:
        """As data for JSON."""
        return {"names": list(self.names), "roles": dict(self.roles)}


def columns_from(data: Any) -> Columns:
    """The columns that were kept."""
    return Columns(tuple(data["names"]), dict(data["roles"]))


def _plain(name: str) -> str:
    return _GAP.sub("_", name.strip().casefold())


def columns_of(header: Sequence[str], said: Mapping[str, str] | None = None) -> Columns | None:
    """What the columns with these headings are; None where there are neither spans nor texts among them.

    `said` has the headings of roles that the person has named.
    """
    names = [_plain(one) for one in header]
    roles = dict[str, int]()
    for role, name in (said or {}).items():
        found = [at for at, one in enumerate(header) if one.strip() == name.strip()]
        if found:
            roles[role] = found[0]
    for role, some in _HEADINGS.items():
        if role not in roles:
            found = [names.index(one) for one in some.split() if one in names]
            free = [at for at in found if at not in roles.values()]
            roles |= {role: free[0]} if free else {}
    if not {"start", "end"} <= roles.keys():
        for role in ("start", "end", "quote", "score"):
            roles.pop(role, None)
        if "document" not in roles and "id" in roles:
            roles["document"] = roles["id"]
        roles.pop("id", None)
        return Columns(tuple(header), roles) if "text" in roles else None
    return Columns(tuple(header), roles) if "label" in roles else None
